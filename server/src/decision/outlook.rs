//! The open votes, for the first page: whose ballot they wait for.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use proto::v1::{Expectation, ExpectationKind};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{path_of_vote, rules, store};
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;

/// The open votes, and the organisations that have not voted.
#[derive(Debug)]
pub(crate) struct Outlook {
    votes: Vec<store::vote::Model>,
    /// Votes and organisations: with a ballot to cast, for the own voice or for one that is carried.
    waiting: BTreeSet<(Uuid, Uuid)>,
}

impl Outlook {
    /// Reads them: one query, five while a vote is open.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let votes = store::open_votes(db).await?;
        let waiting = store::waiting(db, &votes).await?;
        Ok(Self { votes, waiting })
    }

    /// What they expect of the caller: a ballot.
    pub(crate) fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        if caller.person_id.is_none() || !rules::holds_voice(caller.function, caller.role, false) {
            return Vec::new();
        }
        let is_expected = |vote: &&store::vote::Model| {
            self.waiting.contains(&(vote.id, caller.organisation_id))
                && rules::takes_ballots(vote.state(), vote.closes_at, now)
        };
        let expectation = |vote: &store::vote::Model| Expectation {
            kind: ExpectationKind::CastBallot as i32,
            object: vote.question.clone(),
            path: path_of_vote(vote.id),
            due_at: vote.closes_at.map(timestamp),
            zone: vote.zone().name().to_owned(),
            n: 1,
        };
        self.votes.iter().filter(is_expected).map(expectation).collect()
    }
}
