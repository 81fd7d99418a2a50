//! The polls that are not closed, for the first page: what they expect of each.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use proto::v1::{Expectation, ExpectationKind, PollState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{path, rules, store};
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;
use crate::meeting;

/// The polls that are not closed, and who has not answered.
#[derive(Debug)]
pub(crate) struct Outlook {
    polls: Vec<store::poll::Model>,
    /// Polls and organisations.
    waiting: BTreeSet<(Uuid, Uuid)>,
}

impl Outlook {
    /// Reads them: two queries, one while no poll is open.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let polls = store::not_closed(db).await?;
        let waiting = store::waiting(db, polls.iter().map(|poll| poll.id).collect()).await?;
        Ok(Self {
            polls,
            waiting: waiting.into_iter().collect(),
        })
    }

    /// What they expect of the caller: an answer; of who organises one that is over, a choice.
    pub(crate) fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        let polls = self.polls.iter();
        polls
            .filter_map(|poll| Some(expectation(poll, self.expected(poll, caller, now)?)))
            .collect()
    }

    fn expected(
        &self,
        poll: &store::poll::Model,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Option<ExpectationKind> {
        match rules::state(poll.closed_at, poll.closes_at, now) {
            PollState::Open => {
                let waits = self.waiting.contains(&(poll.id, caller.organisation_id));
                let position = rules::position(caller.role);
                let is_asked = rules::is_asked(poll.kind(), caller.function, position);
                (waits && is_asked).then_some(ExpectationKind::AnswerPoll)
            }
            PollState::Over => {
                let is_own = caller.is_of(poll.organisation_id);
                let may_choose = is_own && meeting::may_prepare(poll.kind(), caller.role, is_own);
                may_choose.then_some(ExpectationKind::ClosePoll)
            }
            PollState::Closed | PollState::Unspecified => None,
        }
    }
}

fn expectation(poll: &store::poll::Model, kind: ExpectationKind) -> Expectation {
    let is_due = kind == ExpectationKind::AnswerPoll;
    Expectation {
        kind: kind as i32,
        object: poll.title.clone(),
        path: path(poll.id),
        due_at: is_due.then(|| timestamp(poll.closes_at)),
        zone: poll.zone.clone(),
        n: 0,
    }
}
