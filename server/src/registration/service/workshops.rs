//! The workshops of a day.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::day::{Day, fill};
use super::settings::finish;
use super::{MAX_LINE, locked};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::live::Act;
use crate::meeting::{Access, Info};
use crate::registration::path;
use crate::registration::store::{self, workshop};

/// Workshops of a day, at most.
const MAX_WORKSHOPS: usize = 60;
/// Places of a workshop, at most.
const MAX_CAPACITY: i32 = 5_000;

/// Reads what was typed.
fn parse(request: &UpdateWorkshopRequest, info: &Info, violations: &mut Violations) -> workshop::Model {
    let title = violations.text("title", &request.title, MAX_LINE);
    let room = violations.optional_text("room", &request.room, MAX_LINE);
    let speakers = violations.optional_text("speakers", &request.speakers, MAX_LINE);
    let starts_at = violations.local_time("starts_at", &request.starts_at, info.zone);
    let ends_at = violations.local_time("ends_at", &request.ends_at, info.zone);
    let is_set = |at: DateTime<Utc>| at != DateTime::<Utc>::default();
    if is_set(starts_at) && is_set(ends_at) {
        if ends_at <= starts_at {
            violations.add("ends_at", Reason::EndBeforeStart);
        }
        for (field, at) in [("starts_at", starts_at), ("ends_at", ends_at)] {
            if at < info.starts_at || at > info.ends_at {
                violations.add(field, Reason::OutsideMeeting);
            }
        }
    }
    match request.capacity {
        ..=0 => violations.add("capacity", Reason::Required),
        1..=MAX_CAPACITY => {}
        _ => violations.add("capacity", Reason::TooMany),
    }
    workshop::Model {
        id: db::id(),
        meeting_id: info.id,
        title,
        room,
        speakers,
        starts_at,
        ends_at,
        capacity: request.capacity,
        version: 1,
    }
}

fn act<'a>(access: &'a Access, rpc: &'static str) -> Act<'a> {
    Act {
        path: path(access.info.id),
        ..access.act(rpc, ActivityKind::WorkshopsChanged)
    }
}

pub(super) async fn add_workshop(
    app: &App,
    caller: &Caller,
    request: AddWorkshopRequest,
) -> Result<RegistrationPage> {
    let tx = app.db.begin().await?;
    let access = locked(&tx, caller, db::parse_id(&request.meeting_id)?).await?;
    let typed = UpdateWorkshopRequest {
        id: String::new(),
        title: request.title,
        room: request.room,
        speakers: request.speakers,
        starts_at: request.starts_at,
        ends_at: request.ends_at,
        capacity: request.capacity,
        version: 0,
    };
    let mut violations = Violations::new();
    let row = parse(&typed, &access.info, &mut violations);
    if store::workshops(&tx, access.info.id).await?.len() >= MAX_WORKSHOPS {
        violations.add("title", Reason::TooMany);
    }
    violations.finish()?;
    store::insert_workshop(&tx, row).await?;
    finish(app, tx, caller, access.clone(), act(&access, "AddWorkshop")).await
}

/// A workshop of a day that the caller prepares; the meeting locked until the commit.
async fn own_workshop(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    id: &str,
) -> Result<(Access, workshop::Model)> {
    let id: Uuid = db::parse_id(id)?;
    let meeting_id = store::workshop(tx, id).await?.ok_or(Error::Missing)?.meeting_id;
    let access = locked(tx, caller, meeting_id).await?;
    // Read again under the lock.
    let row = store::workshop(tx, id).await?.ok_or(Error::Missing)?;
    Ok((access, row))
}

pub(super) async fn update_workshop(
    app: &App,
    caller: &Caller,
    request: UpdateWorkshopRequest,
) -> Result<RegistrationPage> {
    let tx = app.db.begin().await?;
    let (access, before) = own_workshop(&tx, caller, &request.id).await?;
    let mut violations = Violations::new();
    let row = workshop::Model {
        id: before.id,
        version: request.version,
        ..parse(&request, &access.info, &mut violations)
    };
    let settings = store::settings(&tx, access.info.id).await?;
    if let Some(settings) = &settings {
        let day = Day::of(&tx, access.info.clone(), settings.clone()).await?;
        if row.capacity < before.capacity - day.n_left_in(&before) {
            violations.add("capacity", Reason::CapacityTooLow);
        }
    }
    violations.finish()?;
    if before.version != request.version {
        return Err(Error::Changed);
    }
    // People chose it for its hours.
    let has_moved = (before.starts_at, before.ends_at) != (row.starts_at, row.ends_at);
    if has_moved && store::is_chosen(&tx, row.id).await? {
        return Err(Error::NotNow(Reason::WorkshopTaken));
    }
    store::save_workshop(&tx, row).await?;
    if let Some(settings) = &settings {
        fill(app, &tx, &access.info, settings).await?;
    }
    finish(app, tx, caller, access.clone(), act(&access, "UpdateWorkshop")).await
}

pub(super) async fn delete_workshop(
    app: &App,
    caller: &Caller,
    request: WorkshopRequest,
) -> Result<RegistrationPage> {
    let tx = app.db.begin().await?;
    let (access, row) = own_workshop(&tx, caller, &request.id).await?;
    if store::is_chosen(&tx, row.id).await? {
        return Err(Error::NotNow(Reason::WorkshopTaken));
    }
    store::delete_workshop(&tx, row.id).await?;
    finish(app, tx, caller, access.clone(), act(&access, "DeleteWorkshop")).await
}
