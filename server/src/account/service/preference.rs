//! What a person has chosen: the zone in which hours are read, and how acts are told.

use std::collections::BTreeMap;

use proto::v1::{Delivery, Preferences, Reason, Subject, UpdatePreferencesRequest};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::account::rules::default_delivery;
use crate::account::store::{self, preference};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::network;

/// How everybody wants to be told.
#[derive(Debug)]
pub(crate) struct Deliveries(BTreeMap<(Uuid, i32), Delivery>);

impl Deliveries {
    /// How a person wants to be told of a subject: as chosen, or by default.
    pub(crate) fn of(&self, person_id: Uuid, subject: Subject) -> Delivery {
        let chosen = self.0.get(&(person_id, subject as i32)).copied();
        chosen.unwrap_or_else(|| default_delivery(subject))
    }

    fn made_of(rows: Vec<preference::Model>) -> Self {
        let known = rows.into_iter().filter_map(|row| {
            let delivery = Delivery::try_from(row.delivery).ok()?;
            Some(((row.person_id, row.subject), delivery))
        });
        Self(known.collect())
    }
}

/// How everybody wants to be told, in one query.
pub(crate) async fn deliveries(db: &impl ConnectionTrait) -> Result<Deliveries> {
    Ok(Deliveries::made_of(store::preferences(db).await?))
}

/// The caller's preferences.
pub(super) async fn get(app: &App, caller: &Caller) -> Result<Preferences> {
    read(app.db.read(), caller.person()?, caller.zone.name()).await
}

async fn read(db: &impl ConnectionTrait, person_id: Uuid, zone: &str) -> Result<Preferences> {
    let chosen = Deliveries::made_of(store::preferences_of(db, person_id).await?);
    let of = |subject| chosen.of(person_id, subject) as i32;
    Ok(Preferences {
        zone: zone.to_owned(),
        programme: of(Subject::Programme),
        call: of(Subject::Call),
        engagement: of(Subject::Engagement),
        contribution: of(Subject::Contribution),
        network: of(Subject::Network),
        solicitation: of(Subject::Solicitation),
        meeting: of(Subject::Meeting),
        bulletin: of(Subject::Bulletin),
    })
}

/// Changes the caller's preferences.
pub(super) async fn update(
    app: &App,
    caller: &Caller,
    request: UpdatePreferencesRequest,
) -> Result<Preferences> {
    let person_id = caller.person()?;
    let wanted = request
        .preferences
        .ok_or_else(|| Error::invalid("preferences", Reason::Required))?;
    let mut violations = Violations::new();
    let zone = violations.zone("preferences.zone", &wanted.zone);
    let mut choices = Vec::new();
    for (field, subject, delivery) in [
        ("preferences.programme", Subject::Programme, wanted.programme),
        ("preferences.call", Subject::Call, wanted.call),
        ("preferences.engagement", Subject::Engagement, wanted.engagement),
        (
            "preferences.contribution",
            Subject::Contribution,
            wanted.contribution,
        ),
        ("preferences.network", Subject::Network, wanted.network),
        (
            "preferences.solicitation",
            Subject::Solicitation,
            wanted.solicitation,
        ),
        ("preferences.meeting", Subject::Meeting, wanted.meeting),
        ("preferences.bulletin", Subject::Bulletin, wanted.bulletin),
    ] {
        choices.push((subject, violations.choice::<Delivery>(field, delivery)));
    }
    violations.finish()?;
    let tx = app.db.begin().await?;
    network::set_zone(&tx, person_id, zone).await?;
    for (subject, delivery) in choices {
        let row = preference::Model {
            person_id,
            subject: subject as i32,
            delivery: delivery as i32,
        };
        store::set_preference(&tx, row).await?;
    }
    let act = Act {
        organisation_id: Some(caller.organisation_id),
        ..Act::audit("UpdatePreferences", &caller.name)
    };
    live::record(&tx, Some(caller), app.clock.now(), act).await?;
    let answer = read(&tx, person_id, zone.name()).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(answer)
}
