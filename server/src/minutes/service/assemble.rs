//! The document as the facts make it.

use std::collections::BTreeMap;

use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::Read;
use crate::clock::timestamp;
use crate::decision;
use crate::error::{Error, Result};
use crate::meeting::{self, Item, kinds};
use crate::minutes::document;
use crate::minutes::store::minutes::Model;
use crate::session::{self, Action, Attendance as Line};

/// The document of a session that is closed, and its votes with it.
pub(super) async fn assemble_closed(db: &impl ConnectionTrait, read: &Read) -> Result<MinutesDocument> {
    if read.access.info.state != MeetingState::Held {
        return Err(Error::NotNow(Reason::SessionNotClosed));
    }
    if decision::is_voting(db, read.access.info.id, None).await? {
        return Err(Error::NotNow(Reason::VoteStillOpen));
    }
    assemble(db, read).await
}

/// The document as the facts make it now, closed points included.
pub(super) async fn assemble(db: &impl ConnectionTrait, read: &Read) -> Result<MinutesDocument> {
    let id = read.access.info.id;
    let hours = session::hours(db, id).await?;
    let mut notes: BTreeMap<Uuid, String> = session::notes(db, id)
        .await?
        .into_iter()
        .map(|note| (note.item_id, note.text))
        .collect();
    let items = (1..).zip(meeting::items(db, id).await?).map(|(place, point)| {
        let note = notes.remove(&point.id).unwrap_or_default();
        item(place, point, note)
    });
    let mut document = MinutesDocument {
        began_at: hours.map(|(began_at, _)| timestamp(began_at)),
        ended_at: hours.and_then(|(_, ended_at)| ended_at).map(timestamp),
        opening: read.row.opening.clone(),
        closing: read.row.closing.clone(),
        people: session::attendance(db, id)
            .await?
            .into_iter()
            .map(person)
            .collect(),
        items: items.collect(),
        ..of_meeting(&read.access.info)
    };
    for action in session::actions(db, id).await? {
        let of = action.item_id.map(|id| id.to_string());
        let under = document
            .items
            .iter_mut()
            .find(|item| Some(&item.item_id) == of.as_ref());
        match under {
            Some(item) => item.actions.push(to_do(action)),
            None => document.actions.push(to_do(action)),
        }
    }
    document::place(&mut document, decision::taken(db, id).await?);
    Ok(document)
}

fn of_meeting(info: &meeting::Info) -> MinutesDocument {
    MinutesDocument {
        meeting_id: info.id.to_string(),
        kind: info.kind as i32,
        kind_label: kinds::kind(info.kind).label.to_owned(),
        year: info.year,
        title: info.title.clone(),
        organisation_name: info.organisation_name.clone(),
        invited_by: info.invited_by.clone(),
        place: info.place.clone(),
        starts_at: Some(timestamp(info.starts_at)),
        ends_at: Some(timestamp(info.ends_at)),
        zone: info.zone.name().to_owned(),
        is_last_of_year: info.is_last_of_year,
        n_attendants: info.n_attendants,
        ..MinutesDocument::default()
    }
}

fn item(place: i32, item: Item, note: String) -> MinutesItem {
    let concerned = item.concerned_ids.iter().filter(|_| item.is_closed);
    MinutesItem {
        place,
        item_id: item.id.to_string(),
        purpose: item.purpose as i32,
        is_closed: item.is_closed,
        concerned_organisation_ids: concerned.map(Uuid::to_string).collect(),
        title: item.title,
        text: item.text,
        presenter: item.presenter,
        note,
        ..MinutesItem::default()
    }
}

fn person(line: Line) -> MinutesPerson {
    let is_represented = line.mode == AttendanceMode::Represented;
    MinutesPerson {
        name: line.name,
        organisation_name: line.organisation_name,
        role: line.role as i32,
        mode: line.mode as i32,
        represented_by: Some(line.represented_by)
            .filter(|_| is_represented)
            .unwrap_or_default(),
    }
}

fn to_do(action: Action) -> MinutesAction {
    MinutesAction {
        text: action.text,
        owner_name: action.owner_name,
        owner_organisation_name: action.owner_organisation_name,
        due_on: action.due_on.to_string(),
    }
}

/// What approved the minutes; `None` as long as nothing did.
pub(super) async fn approval(db: &impl ConnectionTrait, row: &Model) -> Result<Option<MinutesApproval>> {
    let Some(at) = row.approved_at else {
        return Ok(None);
    };
    let decision = match row.approval_decision_id {
        Some(id) => decision::decision(db, id).await?,
        None => None,
    };
    Ok(Some(MinutesApproval {
        mode: row.approval_mode() as i32,
        decision,
        at: Some(timestamp(at)),
        by: row.approved_by.clone(),
    }))
}
