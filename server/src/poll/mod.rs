//! Date polls: who convenes a kind of meeting offers several slots, each organisation answers once, in its own zone.
//!
//! ```text
//! open -> over (its last day has passed) -> closed (a slot is kept and the meeting planned, or none)
//!   +----------------------------------------^
//! ```
//!
//! A slot that is unfair to somebody who is asked says so (O2): before eight or after seven in the evening on the
//! spot, or on a public holiday of the territory. A poll is seen by those asked, by who organises it and by the
//! animator; who may organise meetings of the kind may close it.

pub(crate) mod jobs;
mod letter;
mod rules;
mod service;
mod store;

use chrono::{DateTime, Utc};
use proto::v1::{Expectation, ExpectationKind, PollState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::service::service;

use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;
use crate::meeting;

/// The page of a poll.
fn path(id: Uuid) -> String {
    format!("/poll/{id}")
}

/// What the polls expect of the caller: an answer, or a choice. One query while no poll is open.
pub(crate) async fn expectations(
    db: &impl ConnectionTrait,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<Vec<Expectation>> {
    let polls = store::not_closed(db).await?;
    if polls.is_empty() {
        return Ok(Vec::new());
    }
    let ids = polls.iter().map(|poll| poll.id).collect();
    let waiting = store::waiting_for(db, ids, caller.organisation_id).await?;
    let expectation = |kind, poll: &store::poll::Model, due_at: Option<DateTime<Utc>>| Expectation {
        kind: kind as i32,
        object: poll.title.clone(),
        path: path(poll.id),
        due_at: due_at.map(timestamp),
        zone: poll.zone.clone(),
        n: 0,
    };
    let of = |poll: &store::poll::Model| match rules::state(poll.closed_at, poll.closes_at, now) {
        PollState::Open => {
            let is_asked = rules::is_asked(poll.kind(), caller.function, rules::position(caller.role));
            (is_asked && waiting.contains(&poll.id))
                .then(|| expectation(ExpectationKind::AnswerPoll, poll, Some(poll.closes_at)))
        }
        PollState::Over => {
            let is_own = caller.is_of(poll.organisation_id);
            let may_choose = is_own && meeting::may_prepare(poll.kind(), caller.role, is_own);
            may_choose.then(|| expectation(ExpectationKind::ClosePoll, poll, None))
        }
        PollState::Closed | PollState::Unspecified => None,
    };
    Ok(polls.iter().filter_map(of).collect())
}
