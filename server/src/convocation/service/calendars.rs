//! Calendars that a person subscribes to, by secret addresses.

use chrono::TimeDelta;
use proto::v1::list_calendars_response::Calendar;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::convocation::calendar as ical;
use crate::convocation::store::{self, calendar};
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::meeting::{self, Info};
use crate::signature::{Purpose, Signer};

/// How far back a calendar goes.
const PAST: TimeDelta = TimeDelta::days(365);
const KINDS: [CalendarKind; 3] = [
    CalendarKind::Mine,
    CalendarKind::Organisation,
    CalendarKind::Network,
];

pub(super) async fn list_calendars(
    app: &App,
    caller: &Caller,
    _request: ListCalendarsRequest,
) -> Result<ListCalendarsResponse> {
    let person_id = caller.person()?;
    let db = app.db.read();
    let rows = store::calendars(db, person_id, caller.organisation_id).await?;
    let signer = Signer::known(db).await?;
    let public_url = &app.config.public_url;
    let url = |kind: CalendarKind| {
        let row = rows.iter().find(|row| row.kind == kind as i32)?;
        let signature = signer.as_ref()?.sign(Purpose::Calendar, row.id);
        Some(format!("{public_url}/calendar/{}.{signature}", row.id))
    };
    Ok(ListCalendarsResponse {
        calendars: KINDS
            .iter()
            .map(|kind| Calendar {
                kind: *kind as i32,
                url: url(*kind).unwrap_or_default(),
            })
            .collect(),
    })
}

pub(super) async fn renew_calendar(
    app: &App,
    caller: &Caller,
    request: RenewCalendarRequest,
) -> Result<ListCalendarsResponse> {
    let person_id = caller.person()?;
    let mut violations = Violations::new();
    let kind: CalendarKind = violations.choice("kind", request.kind);
    violations.finish()?;
    let tx = app.db.begin().await?;
    Signer::of(&tx).await?;
    let row = calendar::Model {
        id: db::id(),
        kind: kind as i32,
        person_id,
        organisation_id: caller.organisation_id,
    };
    store::set_calendar(&tx, row).await?;
    let act = Act::audit("RenewCalendar", &caller.name);
    live::record(&tx, Some(caller), app.clock.now(), act).await?;
    tx.commit().await?;
    list_calendars(app, caller, ListCalendarsRequest {}).await
}

pub(super) async fn export_calendar(app: &App, request: ExportCalendarRequest) -> Result<File> {
    let db = app.db.read();
    let secret = request.secret.trim_end_matches(".ics");
    let (id, signature) = secret.split_once('.').ok_or(Error::Missing)?;
    let id = db::parse_id(id)?;
    let signer = Signer::known(db).await?.ok_or(Error::Missing)?;
    if !signer.is_good(Purpose::Calendar, id, signature) {
        return Err(Error::Missing);
    }
    let row = store::calendar(db, id).await?.ok_or(Error::Missing)?;
    // Who left the network reads it no more.
    let memberships = crate::network::memberships(db, row.person_id, app.clock.now()).await?;
    let is_member = memberships
        .iter()
        .any(|member| member.organisation_id == row.organisation_id);
    if !is_member {
        return Err(Error::Missing);
    }
    let now = app.clock.now();
    let kind = CalendarKind::try_from(row.kind).unwrap_or_default();
    let (name, meetings) = match kind {
        CalendarKind::Mine => (
            "Passerelle : mes réunions",
            of(db, Some(row.person_id), None).await?,
        ),
        CalendarKind::Organisation => (
            "Passerelle : mon organisation",
            of(db, None, Some(row.organisation_id)).await?,
        ),
        _ => ("Passerelle : le réseau", meeting::open(db, now - PAST).await?),
    };
    let recent = meetings.iter().filter(|info| info.ends_at > now - PAST);
    let with_pages = recent.map(|info| {
        let url = format!("{}{}", app.config.public_url, meeting::path(info.id));
        (info, url)
    });
    Ok(File {
        name: "passerelle.ics".to_owned(),
        content_type: "text/calendar; charset=utf-8".to_owned(),
        content: ical::feed(name, with_pages, now).into_bytes(),
    })
}

/// The meetings of a person or of the people of an organisation.
async fn of(
    db: &impl ConnectionTrait,
    person_id: Option<Uuid>,
    organisation_id: Option<Uuid>,
) -> Result<Vec<Info>> {
    let ids = store::meeting_ids(db, person_id, organisation_id).await?;
    meeting::infos(db, ids).await
}
