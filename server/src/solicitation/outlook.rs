//! The open solicitations, for the first page: what they expect of each.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::{Expectation, ExpectationKind, Role};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{path, rules, store};
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;

/// The open solicitations, and the centres that have neither answered nor declined.
#[derive(Debug)]
pub(crate) struct Outlook {
    open: Vec<store::Open>,
    /// Solicitation and centre: true when a text is prepared.
    awaited: BTreeMap<(Uuid, Uuid), bool>,
}

impl Outlook {
    /// Reads them: two queries, one when none is open.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let open = store::open(db).await?;
        let awaited = store::awaited(db, open.iter().map(|one| one.id).collect()).await?;
        Ok(Self { open, awaited })
    }

    /// What they expect of the caller: an answer of a director; of who asked, to close one that is over.
    pub(crate) fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        let own = caller.organisation_id;
        let expected = |one: &store::Open| {
            let due_at = rules::due_at(one.due_on, one.zone());
            let (kind, n) = match self.awaited.get(&(one.id, own)) {
                Some(is_prepared) if caller.role == Role::Director => {
                    (ExpectationKind::AnswerSolicitation, i32::from(*is_prepared))
                }
                _ if rules::asks(caller.role) && one.organisation_id == own && due_at < now => {
                    (ExpectationKind::CloseSolicitation, 0)
                }
                _ => return None,
            };
            Some(Expectation {
                kind: kind as i32,
                object: one.title.clone(),
                path: path(one.id),
                due_at: Some(timestamp(due_at)),
                zone: one.zone.clone(),
                n,
            })
        };
        self.open.iter().filter_map(expected).collect()
    }
}
