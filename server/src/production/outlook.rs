//! The productions of a year, for the first page: what they expect of each.

use chrono::{DateTime, Utc};
use proto::v1::{Expectation, ExpectationKind, ProductionState, Role};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::rules::{self, Made};
use super::store;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::contribution::{self, Signed};
use crate::error::Result;

/// The productions of a year: of which centre, in which state.
#[derive(Debug)]
pub(crate) struct Outlook {
    year: i32,
    heads: Vec<(Uuid, ProductionState)>,
    /// What was contributed to its calls.
    contributed: Vec<Signed>,
}

impl Outlook {
    /// Reads them: three queries.
    pub(crate) async fn read(db: &impl ConnectionTrait, year: i32) -> Result<Self> {
        let heads = store::heads(db, year).await?;
        let contributed = contribution::submitted(db, year, None).await?;
        Ok(Self {
            year,
            heads,
            contributed,
        })
    }

    /// What they expect of the caller: a production of a director, an agreement of the animator.
    pub(crate) fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        let due_at = rules::due_at(self.year).filter(|due_at| now <= *due_at);
        let own = self.heads.iter().filter(|(centre, _)| caller.is_of(*centre));
        let signed = self
            .contributed
            .iter()
            .filter(|one| one.is_of(caller.organisation_id));
        let made = Made::of(own.map(|(_, state)| *state), signed.map(|one| one.kind));
        let n_declared = Made::of(self.heads.iter().map(|(_, state)| *state), []).declared;
        let is_missing = || due_at.is_some() && made.is_nothing();
        let expected = if caller.is_animator() {
            (n_declared > 0).then_some((ExpectationKind::AgreeProduction, n_declared, None))
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
