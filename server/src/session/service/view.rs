//! The session as its readers see it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{action, note};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::db;
use crate::error::{Error, Result};
use crate::meeting::{self, Access, Item};
use crate::session::rules::{self, Slot};
use crate::session::store::{self, meeting_session};
use crate::session::{self, Attendance as Line};

pub(super) async fn get_session(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<MeetingSession> {
    whole(app, app.db.read(), caller, db::parse_id(&request.id)?).await
}

/// The session of a meeting, opened or not, as the caller may see it.
#[expect(
    clippy::too_many_lines,
    reason = "one step after the other; cut, it would hide the order"
)]
pub(super) async fn whole(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    id: Uuid,
) -> Result<MeetingSession> {
    let access = meeting::access(db, caller, id).await?.ok_or(Error::Missing)?;
    let all = meeting::items(db, id).await?;
    let session = store::session(db, id).await?;
    let lines = session::attendance_of(db, id, &access.invitees).await?;
    let queue = store::queue(db, id).await?;
    let actions = session::actions(db, id).await?;
    let current = session.as_ref().and_then(|session| session.item_id);
    let current = current.and_then(|id| all.iter().find(|item| item.id == id));
    let is_withheld = current.is_some_and(|item| !item.is_seen_by(caller, &access));
    let seen = current.filter(|_| !is_withheld);
    let is_over = access.info.state == MeetingState::Held;
    let is_shown = |line: &&Line| line.is_there() || (is_over && line.arrived_at.is_some());
    let speaker = |id: Uuid, at: DateTime<Utc>| speaker(&lines, id, at);
    let code = session
        .as_ref()
        .filter(|_| access.may_lead && access.info.state == MeetingState::Running)
        .map(|session| session.check_in_code.clone())
        .unwrap_or_default();
    Ok(MeetingSession {
        meeting_id: id.to_string(),
        state: access.info.state as i32,
        started_at: session.as_ref().map(|session| timestamp(session.started_at)),
        ended_at: session
            .as_ref()
            .and_then(|session| session.ended_at)
            .map(timestamp),
        item_id: seen.map(|item| item.id.to_string()).unwrap_or_default(),
        is_item_withheld: is_withheld,
        items: items(app, db, caller, &access, &all, session.as_ref()).await?,
        n_items: count(all.iter()),
        there: lines.iter().filter(is_shown).cloned().map(attendance).collect(),
        n_organisations_there: organisations(lines.iter().filter(is_shown)),
        n_organisations: organisations(lines.iter()),
        speaking: session
            .as_ref()
            .and_then(|session| speaker(session.speaker_id?, session.speaker_since?)),
        queue: queue
            .into_iter()
            .filter_map(|row| speaker(row.invitee_id, row.at))
            .collect(),
        check_in_url: if code.is_empty() {
            String::new()
        } else {
            format!("{}/session/{id}/check-in?code={code}", app.config.public_url)
        },
        check_in_code: code,
        mine: access
            .own
            .as_ref()
            .and_then(|own| lines.iter().find(|line| line.invitee_id == own.id))
            .cloned()
            .map(attendance),
        may_lead: access.may_lead,
        version: session.map_or(0, |session| session.version),
        actions: actions
            .into_iter()
            .filter_map(|row| action::seen(caller, &access.info, Some(&access), &all, row))
            .collect(),
    })
}

/// The points that the caller may see, in the time of the session, with their notes where they are shown.
async fn items(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    access: &Access,
    all: &[Item],
    session: Option<&meeting_session::Model>,
) -> Result<Vec<SessionItem>> {
    let begun: BTreeMap<Uuid, rules::Pass> = store::session_items(db, access.info.id)
        .await?
        .into_iter()
        .map(|row| (row.item_id, row.pass()))
        .collect();
    let takes_part = access.takes_part(caller);
    let mut notes = if rules::may_see_note(access.info.state, access.may_lead, takes_part) {
        session::notes(db, access.info.id).await?
    } else {
        Vec::new()
    };
    let timed: Vec<_> = all
        .iter()
        .map(|item| (item.minutes, begun.get(&item.id).copied()))
        .collect();
    let current = session.and_then(|session| session.item_id);
    let current = current.and_then(|id| all.iter().position(|item| item.id == id));
    let slots = rules::slots(&timed, current, access.info.starts_at, app.clock.now());
    let mut messages = Vec::new();
    for ((place, item), slot) in (1..).zip(all).zip(slots) {
        if !item.is_seen_by(caller, access) {
            continue;
        }
        let note = notes.iter().position(|note| note.item_id == item.id);
        messages.push(SessionItem {
            place,
            extra_minutes: begun.get(&item.id).map_or(0, |pass| pass.extra_minutes),
            note: note.map(|index| note::message(notes.swap_remove(index))),
            ..message(item, slot)
        });
    }
    Ok(messages)
}

fn message(item: &Item, slot: Slot) -> SessionItem {
    SessionItem {
        item_id: item.id.to_string(),
        title: item.title.clone(),
        presenter: item.presenter.clone(),
        purpose: item.purpose as i32,
        is_closed: item.is_closed,
        progress: slot.progress as i32,
        minutes: item.minutes,
        starts_at: Some(timestamp(slot.starts_at)),
        ends_at: slot.ends_at.map(timestamp),
        elapsed_s: seconds(slot.elapsed_s),
        remaining_s: seconds(slot.remaining_s),
        ..SessionItem::default()
    }
}

fn seconds(n: i64) -> i32 {
    i32::try_from(n).unwrap_or(if n < 0 { i32::MIN } else { i32::MAX })
}

pub(super) fn count<T>(of: impl Iterator<Item = T>) -> i32 {
    i32::try_from(of.count()).unwrap_or(i32::MAX)
}

/// How many organisations these people are of.
fn organisations<'a>(lines: impl Iterator<Item = &'a Line>) -> i32 {
    let ids: BTreeSet<Uuid> = lines.filter_map(|line| line.organisation_id).collect();
    count(ids.iter())
}

fn speaker(lines: &[Line], id: Uuid, at: DateTime<Utc>) -> Option<Speaker> {
    let line = lines.iter().find(|line| line.invitee_id == id)?;
    Some(Speaker {
        invitee_id: id.to_string(),
        organisation_name: line.organisation_name.clone(),
        name: line.name.clone(),
        at: Some(timestamp(at)),
    })
}

/// How someone attends, as a message.
pub(super) fn attendance(line: Line) -> Attendance {
    Attendance {
        is_there: line.is_there(),
        invitee_id: line.invitee_id.to_string(),
        organisation_id: line.organisation_id.map(|id| id.to_string()).unwrap_or_default(),
        organisation_name: line.organisation_name,
        name: line.name,
        role: line.role as i32,
        answer: line.answer as i32,
        mode: line.mode as i32,
        represented_by: line.represented_by,
        arrived_at: line.arrived_at.map(timestamp),
        left_at: line.left_at.map(timestamp),
        is_self: line.is_self,
    }
}
