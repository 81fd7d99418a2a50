//! Requests for expertise outside calls (M6): a national body asks one, several or all centres.
//!
//! ```text
//! solicitation   open -> closed            by whom asked, with what became of the answers
//!
//! answer         awaited -> accepted -> given    given again: corrected
//!                   |          |          ^
//!                   +-> declined <+       |      a centre that declined may still answer
//!                          +--------------+
//! ```
//!
//! Answers are taken until the solicitation is closed; those that come after the last day are said to be late.
//! The team prepares a text that only its centre reads; the director gives it, or the animator enters what the
//! centre said by telephone, which leaves the prepared text alone. Whom asked and the animator read all that is
//! given; the centres asked read each other's answers, and what became of them, once it is closed. To anybody else
//! the solicitation does not exist.

mod outlook;
mod rules;
mod service;
pub(crate) mod store;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proto::v1::AnswerState;
use proto::v1::solicitation_service_server::SolicitationServiceServer;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;

use crate::app::App;
use crate::auth::Caller;
use crate::error::Result;
use crate::live::Audience;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> SolicitationServiceServer<service::Service> {
    SolicitationServiceServer::new(service::Service(Arc::clone(app)))
}

/// What a centre was asked, and what it did.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) state: AnswerState,
    /// Instant of what the centre did last.
    pub(crate) at: Option<DateTime<Utc>>,
}

/// What a centre was asked, the oldest first.
pub(crate) async fn asked_of(db: &impl ConnectionTrait, centre_id: Uuid) -> Result<Vec<Received>> {
    let rows = store::asked(db, centre_id).await?.into_iter();
    Ok(rows
        .map(|(row, answer)| Received {
            id: row.id,
            title: row.title,
            asked_at: row.asked_at,
            state: answer.state(),
            at: answer.at,
        })
        .collect())
}

/// Page of a solicitation.
pub(crate) fn path(id: Uuid) -> String {
    format!("/solicitation/{id}")
}

/// What the readers of its page follow.
fn topic(id: Uuid) -> String {
    format!("solicitation:{id}")
}

/// What an attachment needs to know of a solicitation, or of an answer to it.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// May add and remove files now.
    pub(crate) may_edit: bool,
    /// True once it is closed: whoever could edit cannot any more.
    pub(crate) is_closed: bool,
    /// Words for the log.
    pub(crate) title: String,
    /// Page to open.
    pub(crate) path: String,
    /// What its readers follow.
    pub(crate) topic: String,
    /// Who reads the files.
    pub(crate) audience: Audience,
    /// The centre that answers.
    pub(crate) organisation_id: Option<Uuid>,
}

/// The rights of the caller on the files of a solicitation; `None` when it does not exist for the caller.
pub(crate) async fn access(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Option<Access>> {
    let whole = store::solicitation(db, id).await?;
    let Some(whole) = whole.filter(|whole| whole.part(caller).may_see()) else {
        return Ok(None);
    };
    let may_conduct = whole.part(caller).is_asker && rules::asks(caller.role);
    Ok(Some(Access {
        may_edit: may_conduct && !whole.is_closed(),
        is_closed: may_conduct && whole.is_closed(),
        title: whole.row.title.clone(),
        path: path(id),
        topic: topic(id),
        audience: whole.everyone(),
        organisation_id: None,
    }))
}

/// The rights of the caller on the files of an answer; `None` when it does not exist for the caller.
pub(crate) async fn answer_access(
    db: &impl ConnectionTrait,
    caller: &Caller,
    id: Uuid,
) -> Result<Option<Access>> {
    let Some(answer) = store::answer(db, id).await? else {
        return Ok(None);
    };
    let Some(whole) = store::solicitation(db, answer.solicitation_id).await? else {
        return Ok(None);
    };
    let (is_own, state) = (caller.is_of(answer.organisation_id), answer.state());
    if !rules::reads_text(whole.part(caller), is_own, state, whole.is_closed()) {
        return Ok(None);
    }
    let may_attach = rules::may_attach(caller.role, is_own, state, answer.is_entered_by_animator);
    let is_given = state == AnswerState::Given;
    Ok(Some(Access {
        may_edit: may_attach && !whole.is_closed(),
        is_closed: may_attach && whole.is_closed(),
        title: whole.row.title.clone(),
        path: path(whole.row.id),
        topic: topic(whole.row.id),
        audience: whole.of_answer(answer.organisation_id, is_given),
        organisation_id: Some(answer.organisation_id),
    }))
}
