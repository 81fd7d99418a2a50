//! When, for how many and how people register: said by who prepares the meeting.

use proto::v1::*;
use sea_orm::DatabaseTransaction;

use super::day::{Day, fill};
use super::{Seen, locked, page};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act, Audience};
use crate::meeting::{Access, Info};
use crate::registration::store::{self, settings};
use crate::registration::{path, rules};

/// Places of a day, at most.
const MAX_CAPACITY: i32 = 5_000;
/// Months during which names are kept: unless set, and at most.
const MONTHS: (i32, i32) = (12, 60);
/// Minutes during which a place is kept: unless set, and at most (two weeks).
const MINUTES: (i32, i32) = (2_880, 20_160);

/// Reads what was typed.
fn parse(typed: &RegistrationSettings, info: &Info, violations: &mut Violations) -> settings::Model {
    let opens_at = violations.local_time("settings.opens_at", &typed.opens_at, info.zone);
    let closes_at = violations.local_time("settings.closes_at", &typed.closes_at, info.zone);
    let is_unset = |at| at == chrono::DateTime::<chrono::Utc>::default();
    if !is_unset(opens_at) && !is_unset(closes_at) && closes_at <= opens_at {
        violations.add("settings.closes_at", Reason::EndBeforeStart);
    }
    if closes_at > info.ends_at {
        violations.add("settings.closes_at", Reason::OutsideMeeting);
    }
    let mut number = |field: &str, value: i32, min: i32, unset: i32, max: i32| {
        let value = if value == 0 { unset } else { value };
        if value < min {
            violations.add(format!("settings.{field}"), Reason::Required);
        } else if value > max {
            violations.add(format!("settings.{field}"), Reason::TooMany);
        }
        value
    };
    settings::Model {
        meeting_id: info.id,
        capacity: number("capacity", typed.capacity, 1, 0, MAX_CAPACITY),
        seats_per_organisation: number(
            "seats_per_organisation",
            typed.seats_per_organisation,
            0,
            0,
            MAX_CAPACITY,
        ),
        retention_months: number("retention_months", typed.retention_months, 1, MONTHS.0, MONTHS.1),
        minutes_to_accept: number(
            "minutes_to_accept",
            typed.minutes_to_accept,
            1,
            MINUTES.0,
            MINUTES.1,
        ),
        opens_at,
        closes_at,
        is_public: typed.is_public,
        asks_meal: typed.asks_meal,
        asks_access_needs: typed.asks_access_needs,
        needs_erased_at: None,
        erased_at: None,
        version: typed.version,
    }
}

pub(super) async fn open_registration(
    app: &App,
    caller: &Caller,
    request: RegistrationSettingsRequest,
) -> Result<RegistrationPage> {
    let typed = request.settings.unwrap_or_default();
    let tx = app.db.begin().await?;
    let access = locked(&tx, caller, db::parse_id(&request.meeting_id)?).await?;
    if store::settings(&tx, access.info.id).await?.is_some() {
        return Err(Error::Conflict(Reason::RegistrationExists));
    }
    let mut violations = Violations::new();
    let row = parse(&typed, &access.info, &mut violations);
    violations.finish()?;
    let row = settings::Model { version: 1, ..row };
    store::insert_settings(&tx, row).await?;
    let act = Act {
        path: path(access.info.id),
        ..access.act("OpenRegistration", ActivityKind::RegistrationOpened)
    };
    finish(app, tx, caller, access.clone(), act).await
}

pub(super) async fn update_registration_settings(
    app: &App,
    caller: &Caller,
    request: RegistrationSettingsRequest,
) -> Result<RegistrationPage> {
    let typed = request.settings.unwrap_or_default();
    let tx = app.db.begin().await?;
    let access = locked(&tx, caller, db::parse_id(&request.meeting_id)?).await?;
    let before = store::settings(&tx, access.info.id).await?;
    let before = before.ok_or(Error::NotNow(Reason::RegistrationNotOpen))?;
    let mut violations = Violations::new();
    let mut row = parse(&typed, &access.info, &mut violations);
    let day = Day::of(&tx, access.info.clone(), before.clone()).await?;
    if row.capacity < rules::n_held(&day.seats()) {
        violations.add("settings.capacity", Reason::CapacityTooLow);
    }
    violations.finish()?;
    if row.version != before.version {
        return Err(Error::Changed);
    }
    (row.needs_erased_at, row.erased_at) = (before.needs_erased_at, before.erased_at);
    store::save_settings(&tx, &mut row).await?;
    // What is not asked any more is not kept.
    if !row.asks_meal || !row.asks_access_needs {
        store::erase_needs(&tx, access.info.id, (!row.asks_meal, !row.asks_access_needs)).await?;
    }
    fill(app, &tx, &access.info, &row).await?;
    let kind = ActivityKind::RegistrationSettingsUpdated;
    let act = Act {
        audience: Audience::organisation(access.info.organisation_id),
        path: path(access.info.id),
        ..access.act("UpdateRegistrationSettings", kind)
    };
    finish(app, tx, caller, access.clone(), act).await
}

/// Ends an act of who prepares the day.
pub(super) async fn finish(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    access: Access,
    act: Act<'_>,
) -> Result<RegistrationPage> {
    live::record(&tx, Some(caller), app.clock.now(), act).await?;
    tx.commit().await?;
    app.live.wake();
    let seen = Seen {
        info: access.info.clone(),
        settings: store::settings(app.db.read(), access.info.id).await?,
        access: Some(access),
    };
    page::page(app, app.db.read(), Some(caller), seen).await
}
