//! When the own organisation works and is away.

use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike as _};
use proto::v1::organisation_availability::Absence;
use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::planning::finish;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live::Act;
use crate::meeting::burden;
use crate::meeting::store::slot::{self as store, absence, working_hours};
use crate::{db, network};

/// Absences of an organisation that are not over, at most.
const MAX_ABSENCES: usize = 60;
/// Longest absence, in days.
const MAX_DAYS: i64 = 366;

/// Who says when the own organisation works: its director, or the people of a national body.
fn may_edit(caller: &Caller) -> bool {
    matches!(
        caller.role,
        Role::Animator
            | Role::Director
            | Role::UrbanRenewalAgency
            | Role::OverseasMinistry
            | Role::NationalPartner
    )
}

/// A week as the contract shows it, from days as bits and minutes since midnight.
pub(super) fn week_message((days, opens, closes): (i32, i32, i32)) -> WorkingWeek {
    let hour = |min: i32| format!("{:02}:{:02}", min / 60, min % 60);
    WorkingWeek {
        days: (1..=7).filter(|day| days & (1 << (day - 1)) != 0).collect(),
        opens: hour(opens),
        closes: hour(closes),
    }
}

pub(super) async fn get_availability(
    app: &App,
    caller: &Caller,
    _request: GetAvailabilityRequest,
) -> Result<OrganisationAvailability> {
    view(app, app.db.read(), caller).await
}

async fn view(app: &App, db: &impl ConnectionTrait, caller: &Caller) -> Result<OrganisationAvailability> {
    let id = caller.organisation_id;
    let (name, zone) = network::owner(db, id).await?.ok_or(Error::Missing)?;
    let hours = store::hours(db, id).await?;
    let today = app.clock.today(zone);
    let absences = store::absences_of(db, &[id], today, None).await?;
    Ok(OrganisationAvailability {
        organisation_id: id.to_string(),
        organisation_name: name,
        zone: zone.name().to_owned(),
        week: Some(week_message(burden::week_of(hours.as_ref()))),
        is_usual: hours.is_none(),
        absences: absences
            .into_iter()
            .map(|row| Absence {
                id: row.id.to_string(),
                from_on: row.from_on.to_string(),
                until_on: row.until_on.to_string(),
            })
            .collect(),
        version: hours.map_or(0, |row| row.version),
        may_edit: may_edit(caller),
    })
}

pub(super) async fn set_working_hours(
    app: &App,
    caller: &Caller,
    request: SetWorkingHoursRequest,
) -> Result<OrganisationAvailability> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let mut days = 0;
    for day in &request.days {
        match day {
            1..=7 => days |= 1 << (day - 1),
            _ => violations.add("days", Reason::UnknownValue),
        }
    }
    if request.days.is_empty() {
        violations.add("days", Reason::NoWorkingDay);
    }
    let opens_min = hour(&mut violations, "opens", &request.opens);
    let closes_min = hour(&mut violations, "closes", &request.closes);
    // A working day ends on the day on which it begins.
    match opens_min.zip(closes_min) {
        Some((opens, closes)) if closes < opens => violations.add("closes", Reason::EndBeforeStart),
        Some((opens, closes)) if closes == opens => violations.add("closes", Reason::SameHour),
        _ => {}
    }
    violations.finish()?;
    let tx = app.db.begin().await?;
    let row = working_hours::Model {
        organisation_id: caller.organisation_id,
        days,
        opens_min: opens_min.unwrap_or_default(),
        closes_min: closes_min.unwrap_or_default(),
        version: request.version,
    };
    store::save_hours(&tx, &row).await?;
    let act = Act::audit("SetWorkingHours", &caller.organisation_name);
    finish(app, tx, caller, now, act).await?;
    view(app, app.db.read(), caller).await
}

/// "09:00" as minutes since midnight.
fn hour(violations: &mut Violations, field: &str, text: &str) -> Option<i32> {
    if text.is_empty() {
        violations.add(field, Reason::Required);
        return None;
    }
    let time = NaiveTime::parse_from_str(text, "%H:%M");
    let Ok(time) = time.or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S")) else {
        violations.add(field, Reason::NotAnHour);
        return None;
    };
    i32::try_from(time.num_seconds_from_midnight() / 60).ok()
}

pub(super) async fn add_absence(
    app: &App,
    caller: &Caller,
    request: AddAbsenceRequest,
) -> Result<OrganisationAvailability> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let from_on = violations.date("from_on", &request.from_on);
    let until_on = violations.date("until_on", &request.until_on);
    let are_set = from_on != NaiveDate::default() && until_on != NaiveDate::default();
    if are_set && until_on < from_on {
        violations.add("until_on", Reason::EndBeforeStart);
    } else if are_set && until_on < app.clock.today(caller.zone) {
        violations.add("until_on", Reason::InThePast);
    } else if are_set && until_on - from_on > TimeDelta::days(MAX_DAYS) {
        violations.add("until_on", Reason::DaysOutOfRange);
    }
    violations.finish()?;
    let tx = app.db.begin().await?;
    let id = caller.organisation_id;
    let others = store::absences_of(&tx, &[id], app.clock.today(caller.zone), None).await?;
    if others.len() >= MAX_ABSENCES {
        return Err(Error::invalid("from_on", Reason::TooMany));
    }
    let row = absence::Model {
        id: db::id(),
        organisation_id: id,
        from_on,
        until_on,
    };
    store::insert_absence(&tx, row).await?;
    let act = Act::audit("AddAbsence", &caller.organisation_name);
    finish(app, tx, caller, now, act).await?;
    view(app, app.db.read(), caller).await
}

pub(super) async fn delete_absence(
    app: &App,
    caller: &Caller,
    request: AbsenceRequest,
) -> Result<OrganisationAvailability> {
    let now = app.clock.now();
    let id = db::parse_id(&request.id)?;
    let tx = app.db.begin().await?;
    let row = store::absence(&tx, id).await?;
    let is_own = row.is_some_and(|row| caller.is_of(row.organisation_id));
    if !is_own {
        return Err(Error::Missing);
    }
    store::delete_absence(&tx, id).await?;
    let act = Act::audit("DeleteAbsence", &caller.organisation_name);
    finish(app, tx, caller, now, act).await?;
    view(app, app.db.read(), caller).await
}
