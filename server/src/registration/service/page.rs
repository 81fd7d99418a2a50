//! A day as its readers see it.

use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::day::Day;
use super::{Asker, Seen, seen};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::db;
use crate::error::Result;
use crate::meeting;
use crate::registration::store::{self, registration, settings, workshop};
use crate::registration::{own_path, rules};
use crate::signature::Signer;

pub(super) async fn get_registration_page(
    app: &App,
    asker: &Asker,
    request: MeetingRequest,
) -> Result<RegistrationPage> {
    let db = app.db.read();
    let caller = asker.caller.as_ref();
    let seen = seen(db, caller, db::parse_id(&request.id)?).await?;
    page(app, db, caller, seen).await
}

/// The page of a day for someone, who may have registered.
pub(super) async fn page(
    app: &App,
    db: &impl ConnectionTrait,
    caller: Option<&Caller>,
    seen: Seen,
) -> Result<RegistrationPage> {
    let email = caller
        .map(|caller| caller.email.as_str())
        .filter(|email| !email.is_empty());
    let own = match email {
        Some(email) => store::registration_of(db, seen.info.id, email).await?,
        None => None,
    };
    let page = whole(app, db, seen, own.as_ref()).await?;
    let Some(own) = own else { return Ok(page) };
    let signer = Signer::known(db).await?;
    Ok(RegistrationPage {
        my_path: signer.map(|signer| own_path(&signer, own.id)).unwrap_or_default(),
        ..page
    })
}

/// The page of a day for someone whose own registration is this one.
pub(super) async fn whole(
    app: &App,
    db: &impl ConnectionTrait,
    seen: Seen,
    own: Option<&registration::Model>,
) -> Result<RegistrationPage> {
    let now = app.clock.now();
    let (may_edit, is_signed_in) = (seen.may_edit(), seen.access.is_some());
    let items = meeting::items(db, seen.info.id).await?;
    let mut meeting = meeting::outline(&seen.info, &items, |item| !item.is_closed);
    let has_place = own.is_some_and(|row| row.state() == RegistrationState::Registered);
    if !is_signed_in && !has_place {
        // Who finds the page on the web does not walk into the room.
        meeting.video_url.clear();
    }
    let page = RegistrationPage {
        meeting: Some(meeting),
        my_state: own.map_or(RegistrationState::Unspecified, registration::Model::state) as i32,
        may_edit,
        ..RegistrationPage::default()
    };
    let Some(settings) = seen.settings else {
        let workshops = store::workshops(db, seen.info.id).await?;
        return Ok(RegistrationPage {
            workshops: workshops.iter().map(|row| workshop_message(row, None)).collect(),
            ..page
        });
    };
    let typed = may_edit.then(|| settings_message(&settings, seen.info.zone));
    let day = Day::of(db, seen.info, settings).await?;
    let page = RegistrationPage {
        settings: typed,
        ..with_places(page, &day, now)
    };
    Ok(if may_edit {
        with_counts(page, &day, now)
    } else {
        page
    })
}

/// When people register, what is left, what is asked.
fn with_places(page: RegistrationPage, day: &Day, now: chrono::DateTime<chrono::Utc>) -> RegistrationPage {
    let settings = &day.settings;
    RegistrationPage {
        phase: rules::phase(settings.opens_at, settings.closes_at, now) as i32,
        opens_at: Some(timestamp(settings.opens_at)),
        closes_at: Some(timestamp(settings.closes_at)),
        is_public: settings.is_public,
        n_left: day.room().n_left(&day.seats()),
        n_waiting: day.n(RegistrationState::Waiting),
        seats_per_organisation: settings.seats_per_organisation,
        retention_months: settings.retention_months,
        asks_meal: settings.asks_meal,
        asks_access_needs: settings.asks_access_needs,
        workshops: workshops(day),
        ..page
    }
}

/// What who prepares the day counts.
fn with_counts(page: RegistrationPage, day: &Day, now: chrono::DateTime<chrono::Utc>) -> RegistrationPage {
    let n_arrived = day.people.iter().filter(|row| row.arrived_at.is_some()).count();
    let info = &day.info;
    RegistrationPage {
        n_registered: day.n(RegistrationState::Registered),
        n_offered: day.n(RegistrationState::Offered),
        n_given_up: day.n(RegistrationState::Cancelled) + day.n(RegistrationState::Lapsed),
        n_arrived: i32::try_from(n_arrived).unwrap_or(i32::MAX),
        may_check_in: rules::may_check_in(info.state, info.starts_at, info.zone, now),
        ..page
    }
}

/// The workshops of a day, with their places.
pub(super) fn workshops(day: &Day) -> Vec<Workshop> {
    let rows = day.workshops.iter();
    rows.map(|row| workshop_message(row, Some(day))).collect()
}

fn workshop_message(row: &workshop::Model, day: Option<&Day>) -> Workshop {
    let n_waiting = day.map_or(0, |day| day.waiting_for(row).count());
    Workshop {
        id: row.id.to_string(),
        title: row.title.clone(),
        room: row.room.clone(),
        speakers: row.speakers.clone(),
        starts_at: Some(timestamp(row.starts_at)),
        ends_at: Some(timestamp(row.ends_at)),
        capacity: row.capacity,
        n_left: day.map_or(row.capacity, |day| day.n_left_in(row)),
        n_waiting: i32::try_from(n_waiting).unwrap_or(i32::MAX),
        version: row.version,
    }
}

/// The settings as they are typed, in the zone of the meeting.
fn settings_message(row: &settings::Model, zone: chrono_tz::Tz) -> RegistrationSettings {
    let local =
        |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string();
    RegistrationSettings {
        opens_at: local(row.opens_at),
        closes_at: local(row.closes_at),
        capacity: row.capacity,
        seats_per_organisation: row.seats_per_organisation,
        is_public: row.is_public,
        retention_months: row.retention_months,
        minutes_to_accept: row.minutes_to_accept,
        asks_meal: row.asks_meal,
        asks_access_needs: row.asks_access_needs,
        version: row.version,
    }
}
