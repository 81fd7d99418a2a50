//! The questions that wait, for the first page: what they expect of the addressee.

use chrono::{DateTime, Utc};
use proto::v1::{Expectation, ExpectationKind, QuestionState};
use sea_orm::ConnectionTrait;

use super::{path, rules, store};
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;

/// Questions that the first page knows by name: with more of them it leads to the list.
const NAMED: u64 = 100;

/// How many questions wait for somebody, and those that were taken.
#[derive(Debug)]
pub(crate) struct Outlook {
    n_open: Vec<store::Open>,
    oldest: Vec<store::question::Model>,
    taken: Vec<store::question::Model>,
}

impl Outlook {
    /// Reads them: three queries, one when none waits.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let n_open = store::n_open(db).await?;
        let oldest = if n_open.is_empty() {
            Vec::new()
        } else {
            store::in_state(db, QuestionState::Open, NAMED).await?
        };
        let taken = store::in_state(db, QuestionState::Taken, NAMED).await?;
        Ok(Self {
            n_open,
            oldest,
            taken,
        })
    }

    /// What they expect of the caller: nothing but of the addressee.
    pub(crate) fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        if !rules::answers(caller.role) {
            return Vec::new();
        }
        let open = self.n_open.iter().find(|open| caller.is_of(open.addressee_id));
        let open = open.map(|open| {
            let only = self.oldest.iter().find(|row| caller.is_of(row.addressee_id));
            let only = only.filter(|_| open.n == 1);
            Expectation {
                kind: ExpectationKind::TakeQuestions as i32,
                object: only.map(|row| row.subject.clone()).unwrap_or_default(),
                path: only.map_or_else(|| "/question?show=open".to_owned(), |row| path(row.id)),
                n: i32::try_from(open.n).unwrap_or(i32::MAX),
                ..Expectation::default()
            }
        });
        let taken = self.taken.iter().filter(|row| caller.is_of(row.addressee_id));
        // What another person took is the business of that person, until it is late.
        let taken = taken
            .filter(|row| row.owner_id == caller.person_id || rules::is_late(row.state(), row.due_on, now));
        let taken = taken.map(|row| Expectation {
            kind: ExpectationKind::AnswerQuestion as i32,
            object: row.subject.clone(),
            path: path(row.id),
            due_at: row.due_on.map(|due_on| timestamp(rules::due_at(due_on))),
            zone: "Europe/Paris".to_owned(),
            n: 0,
        });
        open.into_iter().chain(taken).collect()
    }
}
