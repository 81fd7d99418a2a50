//! What is decided: by consensus that the chair of a session notes, by a vote in a session, or by a written
//! consultation over several days.
//!
//! The framework knows no voting rule. Each kind of meeting that may vote has rules of procedure of its own, in
//! versions with dates of effect: who has a voice, base and majority, tie, proxies, quorum. A vote keeps the
//! version that was in force when it was prepared. A voice is an organisation, never a person.
//!
//! ```text
//! vote:  prepared -> open -> closed       (by hand, or at set instants by the job)
//! ```
//!
//! - *No voice twice, none lost.* A ballot is one insertion with the vote and the voice as its key. It holds the
//!   vote shared until its commit; closing holds it alone: a ballot is counted, or it is refused.
//! - *Secret.* There is no ballot row. A counter for each option grows in the transaction that adds the voice to
//!   the list of those who voted, which keeps neither choice nor time nor order. Until the vote is closed nobody
//!   sees the counters; with fewer than five ballots they are set to zero and nothing is decided. The log and
//!   the audit say only that someone voted. A voice that is carried is not cast: its bearer would know the choice
//!   of another, and fewer hands than ballots would hide less than the figures say.
//! - A vote of a meeting belongs to its session: it opens and takes ballots while the meeting runs.
//! - *Decisions* are never changed: a correction is a new one that names what it replaces. Decisions and votes on
//!   a point are seen with it: on a closed one by those whom it concerns and by who leads.
//! - P3: in the session marked the last of its year, a decision on next year's programme validates it.

pub(crate) mod jobs;
mod outlook;
mod rules;
mod service;
pub(crate) mod store;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use proto::v1::{InviteeRole, MeetingState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;
pub(crate) use self::service::service;
pub(crate) use self::service::taken::{Of, Taken, decision, decisions_since, is_on, is_voting, taken};

use crate::error::Result;
use crate::{meeting, session};

/// The organisations of which someone is in the session, or somebody who stands in; once it is closed, was there.
async fn voices_present(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<BTreeSet<Uuid>> {
    let info = meeting::info(db, meeting_id).await?;
    let is_over = info.is_some_and(|info| info.state == MeetingState::Held);
    let mut lines = if is_over {
        session::attendance(db, meeting_id).await?
    } else {
        session::present(db, meeting_id).await?
    };
    // A guest is heard, and brings no voice.
    lines.retain(|line| line.arrived_at.is_some() && line.role != InviteeRole::Guest);
    Ok(lines.iter().filter_map(|line| line.organisation_id).collect())
}

/// A decision of a session on the programme of a year (P3), as the other features need it.
#[derive(Clone, Debug)]
pub(crate) struct OnProgramme {
    pub(crate) meeting_id: Uuid,
    /// In its meeting.
    pub(crate) number: i32,
    /// Title of the meeting.
    pub(crate) title: String,
    pub(crate) at: DateTime<Utc>,
}

/// The first decision on the programme of a year; `None` when no session took one.
pub(crate) async fn on_programme(db: &impl ConnectionTrait, year: i32) -> Result<Option<OnProgramme>> {
    let row = store::decision_on_programme(db, year).await?;
    Ok(row.and_then(|row| {
        Some(OnProgramme {
            meeting_id: row.meeting_id?,
            number: row.number,
            title: row.title,
            at: row.at,
        })
    }))
}

/// The page of what a meeting decides.
pub(crate) fn path(meeting_id: Uuid) -> String {
    format!("/decision/{meeting_id}")
}

/// The page of a vote.
fn path_of_vote(id: Uuid) -> String {
    format!("/decision/vote/{id}")
}

/// What the readers of a consultation's page follow.
fn topic_of_vote(id: Uuid) -> String {
    format!("vote:{id}")
}
