//! The productions of a year, for the first page: what they expect of each.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use proto::v1::{Expectation, ExpectationKind, ProductionState, Role};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{rules, store};
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;

/// Which centres declared a production of a year, and how many wait for the animator.
#[derive(Debug)]
pub(crate) struct Outlook {
    year: i32,
    /// The centres that have one.
    centres: BTreeSet<Uuid>,
    /// Forms that the animator has not agreed with yet.
    n_declared: usize,
}

impl Outlook {
    /// Reads them: one query.
    pub(crate) async fn read(db: &impl ConnectionTrait, year: i32) -> Result<Self> {
        let rows = store::heads(db, year).await?;
        let is_declared = |(_, state): &&(Uuid, ProductionState)| *state == ProductionState::Declared;
        Ok(Self {
            year,
            n_declared: rows.iter().filter(is_declared).count(),
            centres: rows.into_iter().map(|(centre, _)| centre).collect(),
        })
    }

    /// What they expect of the caller: a production of a director, an agreement of the animator.
    pub(crate) fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        let due_at = rules::due_at(self.year).filter(|due_at| now <= *due_at);
        let is_missing = || due_at.is_some() && !self.centres.contains(&caller.organisation_id);
        let expected = if caller.is_animator() {
            (self.n_declared > 0).then_some((ExpectationKind::AgreeProduction, self.n_declared, None))
        } else if caller.role == Role::Director && is_missing() {
            Some((ExpectationKind::DeclareProduction, 0, due_at))
        } else {
            None
        };
        let expectation = |(kind, n, due_at): (_, _, Option<DateTime<Utc>>)| Expectation {
            kind: kind as i32,
            object: self.year.to_string(),
            path: format!("/production/{}", self.year),
            due_at: due_at.map(timestamp),
            zone: chrono_tz::Europe::Paris.name().to_owned(),
            n: i32::try_from(n).unwrap_or(i32::MAX),
        };
        expected.into_iter().map(expectation).collect()
    }
}
