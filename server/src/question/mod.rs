//! The field's questions and expectations, sent upward (A3): centres ask, a national body answers once for all.
//!
//! ```text
//! open -> taken -> answered -> closed      answered again: corrected, closed or not
//!  |  |     |         ^          ^
//!  |  +-----|---------+          |         answered without being taken first
//!  +--------+--------------------+         closed without an answer, for a reason that is said
//! ```
//!
//! While a centre types, the questions that look like its own are shown to it: it joins one rather than repeat it, and
//! everybody sees how many are behind. Nothing about a local actor is sent: what looks like a name, an address or a
//! number waits until a person has redacted it, or has said that it names nobody, which the audit keeps.
//!
//! All the centres, the addressee and the animator see all that is asked; once it is answered, every signed-in person
//! does, without the names of those who asked and answered. Each correction of an answer is a version, and the centres
//! behind the question are told.

pub(crate) mod jobs;
mod outlook;
pub(crate) mod rules;
mod service;
pub(crate) mod store;
pub(crate) mod terms;

use std::sync::Arc;

use proto::v1::question_service_server::QuestionServiceServer;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;
pub(crate) use self::rules::personal::holds_identifier;
pub(crate) use self::service::personal::check;

use crate::app::App;
use crate::auth::Caller;
use crate::error::Result;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> QuestionServiceServer<service::Service> {
    QuestionServiceServer::new(service::Service(Arc::clone(app)))
}

/// The subject of a question; `None` when it does not exist for the caller.
pub(crate) async fn subject(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Option<String>> {
    let row = store::question(db, id).await?;
    let row = row.filter(|row| service::may_read(caller, row));
    Ok(row.map(|row| row.subject))
}

/// Whether a question is asked of the caller's organisation, which alone answers it.
pub(crate) async fn is_asked(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<bool> {
    let row = store::question(db, id).await?;
    Ok(row.is_some_and(|row| service::part(caller, &row).is_addressee))
}

/// Page of a question.
pub(crate) fn path(id: Uuid) -> String {
    format!("/question/{id}")
}

/// What the readers of its page follow.
pub(crate) fn topic(id: Uuid) -> String {
    format!("question:{id}")
}
