//! What moved: a log that only grows, written in the transaction of the change, watched live. Only the details of its
//! lines are taken back, once mails have told them.
//!
//! Positions come from one counter row, taken last in the transaction: they are in the order of the
//! commits, so that a reader never skips a row that a slower transaction commits later. An event says that
//! something changed, never what; readers re-read.

mod audit;
mod bus;
mod feed;
pub(crate) mod jobs;
mod log;
mod recent;
mod rules;
mod service;
mod store;
mod visit;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::ActivityKind;
use sea_orm::{ColumnTrait as _, ConnectionTrait, ExprTrait as _};
use uuid::Uuid;

pub(crate) use self::audit::{audit, stored};
pub use self::log::Live;
pub(crate) use self::recent::Recent;
pub(crate) use self::service::service;
pub(crate) use self::visit::Visit;

use crate::auth::Caller;
use crate::error::Result;

/// How long the details of an act are kept: a day more than the longest wait for a mail, that of a daily digest.
const DETAILS_KEPT: TimeDelta = TimeDelta::days(2);

/// Who may see an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Every signed-in person.
    Everyone,
    /// These organisations, and the animator.
    Organisations(Vec<Uuid>),
}

impl Audience {
    /// One organisation, and the animator.
    pub(crate) fn organisation(id: Uuid) -> Self {
        Self::Organisations(vec![id])
    }
}

/// An act: always an audit line; an activity line too when it has a kind.
#[derive(Clone, Debug)]
pub(crate) struct Act<'a> {
    /// Name of the RPC, for the audit ("Engage"), or of the job.
    pub(crate) rpc: &'static str,
    /// What it was done to, in words.
    pub(crate) object: &'a str,
    /// What is told in the feed; `None`: audit only.
    pub(crate) kind: Option<ActivityKind>,
    /// What a mail says beside the sentence of the act: paragraphs without form, of which a list shows the first line.
    pub(crate) details: String,
    /// Page to open.
    pub(crate) path: String,
    /// Who may see the activity.
    pub(crate) audience: Audience,
    /// The programme's year, when the act is about one.
    pub(crate) year: Option<i32>,
    /// The work stream, when the act is about one.
    pub(crate) work_stream_id: Option<Uuid>,
    /// The contribution, when the act is about one.
    pub(crate) contribution_id: Option<Uuid>,
    /// What else the act is about, as pages follow it ("solicitation:{id}"): a topic of its events.
    pub(crate) topic: Option<String>,
    /// The organisation that the act is about, when it is about one (the centre that engages).
    pub(crate) organisation_id: Option<Uuid>,
    /// The centre for which the animator entered the act, by telephone: identifier and short name.
    pub(crate) on_behalf_of: Option<(Uuid, &'a str)>,
}

impl<'a> Act<'a> {
    /// An act that is audited only.
    pub(crate) fn audit(rpc: &'static str, object: &'a str) -> Self {
        Self {
            rpc,
            object,
            kind: None,
            details: String::new(),
            path: String::new(),
            audience: Audience::Everyone,
            year: None,
            work_stream_id: None,
            contribution_id: None,
            topic: None,
            organisation_id: None,
            on_behalf_of: None,
        }
    }

    /// An act that everyone is told of.
    pub(crate) fn told(rpc: &'static str, kind: ActivityKind, object: &'a str, path: String) -> Self {
        Self {
            kind: Some(kind),
            path,
            ..Self::audit(rpc, object)
        }
    }
}

/// Writes the lines of an act; to be called last before the commit, because it takes the log's lock.
/// `caller` is `None` when the platform acts by itself (a call that opens at its instant).
pub(crate) async fn record(
    tx: &impl ConnectionTrait,
    caller: Option<&Caller>,
    now: DateTime<Utc>,
    act: Act<'_>,
) -> Result<()> {
    store::insert_audit(tx, caller, now, &act).await?;
    if let Some(kind) = act.kind {
        let position = store::next_position(tx).await?;
        store::insert_activity(tx, caller, now, &act, kind, position).await?;
    }
    Ok(())
}

/// Writes a hint for the pages that follow a topic, of what moves by itself and is nobody's act: no line in the audit.
/// To be called last before the commit, like [`record`].
pub(crate) async fn hint(tx: &impl ConnectionTrait, now: DateTime<Utc>, act: Act<'_>) -> Result<()> {
    if let Some(kind) = act.kind {
        let position = store::next_position(tx).await?;
        store::insert_activity(tx, None, now, &act, kind, position).await?;
    }
    Ok(())
}

/// Takes out of the mails that are still to be written what the acts about a topic say beside their sentence.
pub(crate) async fn forget_details(tx: &impl ConnectionTrait, now: DateTime<Utc>, topic: &str) -> Result<()> {
    use store::activity::Column as C;
    // What is older was told, and leaves by itself.
    let recent = C::At.gte(now - DETAILS_KEPT);
    store::notification::forget_details(tx, C::Topic.eq(topic).and(recent)).await
}

/// Says whether the caller sees what is told to this audience.
fn may_see(caller: &Caller, audience: &Audience) -> bool {
    may_see_all(caller)
        || match audience {
            Audience::Everyone => true,
            Audience::Organisations(ids) => ids.contains(&caller.organisation_id),
        }
}

/// True for those who see the activities of all organisations.
fn may_see_all(caller: &Caller) -> bool {
    caller.is_animator()
}
