//! The requests that wait, for the first page: what they expect of the ANRU.

use std::collections::BTreeMap;

use proto::v1::{Expectation, ExpectationKind, Role};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{path, store};
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;
use crate::network;

/// The open requests, and the short names of organisations.
#[derive(Debug)]
pub(crate) struct Outlook {
    open: Vec<store::support::Model>,
    names: BTreeMap<Uuid, String>,
}

impl Outlook {
    /// Reads them: two queries, one when none waits.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let open = store::open(db).await?;
        let names = if open.is_empty() {
            Vec::new()
        } else {
            network::names(db).await?
        };
        Ok(Self {
            open,
            names: names.into_iter().collect(),
        })
    }

    /// What they expect of the caller: an answer of the ANRU, before the hour that was asked.
    pub(crate) fn expectations(&self, caller: &Caller) -> Vec<Expectation> {
        if caller.role != Role::UrbanRenewalAgency {
            return Vec::new();
        }
        let expected = |row: &store::support::Model| Expectation {
            kind: ExpectationKind::AnswerSupport as i32,
            object: self.names.get(&row.organisation_id).cloned().unwrap_or_default(),
            path: path(row.id),
            due_at: Some(timestamp(row.starts_at)),
            zone: row.zone.clone(),
            n: 0,
        };
        self.open.iter().map(expected).collect()
    }
}
