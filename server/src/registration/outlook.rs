//! The days to come, for the first page: what they expect of each.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::{Expectation, ExpectationKind, RegistrationPhase, RegistrationState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{is_for, own_path, path, rules, store};
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;
use crate::meeting::{self, Info};
use crate::signature::Signer;

/// The days to come, and who registered.
#[derive(Debug)]
pub(crate) struct Outlook {
    days: Vec<(store::settings::Model, Info)>,
    /// By day and address.
    registered: BTreeMap<(Uuid, String), Own>,
}

/// A registration.
#[derive(Debug)]
struct Own {
    /// The place that is offered: its page, and until when.
    offer: Option<(String, Option<DateTime<Utc>>)>,
}

impl Outlook {
    /// Reads them: one query when there is no day to come, three or four otherwise.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let mut days = store::unerased(db).await?;
        // A week after the day nothing is expected of anybody.
        days.retain(|day| day.needs_erased_at.is_none());
        let ids: Vec<Uuid> = days.iter().map(|day| day.meeting_id).collect();
        let infos = meeting::infos(db, ids.clone()).await?;
        let rows = store::registrations_of_days(db, ids).await?;
        let is_offered = |row: &store::registration::Model| row.state() == RegistrationState::Offered;
        let signer = if rows.iter().any(is_offered) {
            Signer::known(db).await?
        } else {
            None
        };
        let registered = rows.into_iter().filter_map(|row| {
            let signer = signer.as_ref().filter(|_| is_offered(&row));
            let offer = signer.map(|signer| (own_path(signer, row.id), row.offered_until));
            Some(((row.meeting_id, row.email?), Own { offer }))
        });
        let day = |info: Info| Some((days.iter().find(|day| day.meeting_id == info.id)?.clone(), info));
        Ok(Self {
            registered: registered.collect(),
            days: infos.into_iter().filter_map(day).collect(),
        })
    }

    /// What they expect of the caller: to accept a place that is offered, or to register.
    pub(crate) fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        if caller.email.is_empty() {
            return Vec::new();
        }
        let expected = |(day, info): &(store::settings::Model, Info)| {
            let (kind, path, due_at) = match self.registered.get(&(info.id, caller.email.clone())) {
                Some(own) => {
                    let (path, until) = own.offer.clone()?;
                    (ExpectationKind::AcceptOffer, path, until)
                }
                None if is_for(info, caller) => {
                    let phase = rules::phase(day.opens_at, day.closes_at, now);
                    if phase != RegistrationPhase::Open || rules::must_register(info.state, phase).is_err() {
                        return None;
                    }
                    (ExpectationKind::Register, path(info.id), Some(day.closes_at))
                }
                None => return None,
            };
            Some(Expectation {
                kind: kind as i32,
                object: info.title.clone(),
                path,
                due_at: due_at.map(timestamp),
                zone: info.zone.name().to_owned(),
                n: 0,
            })
        };
        self.days.iter().filter_map(expected).collect()
    }
}
