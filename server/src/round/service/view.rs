//! A round as its readers see it.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Seen, seen};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::{Error, Result};
use crate::meeting::{self, kinds};
use crate::round::rules;
use crate::round::store::{self, entry, group, text};
use crate::{db, markdown, network};

pub(super) async fn get_round(app: &App, caller: &Caller, request: GetRoundRequest) -> Result<Round> {
    let id = db::parse_id(&request.meeting_id)?;
    whole(app.db.read(), caller, id, app.clock.now()).await
}

/// What the caller may read of a round.
pub(super) async fn whole(
    db: &impl ConnectionTrait,
    caller: &Caller,
    meeting_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Round> {
    let access = meeting::access(db, caller, meeting_id).await?;
    let seen = seen(caller, access).ok_or(Error::Missing)?;
    let info = &seen.access.info;
    let round = store::round(db, meeting_id).await?;
    let entries = store::entries(db, meeting_id).await?;
    let centres = centres(db, &seen).await?;
    let may_group = seen.access.may_edit;
    let is_published = round.published_at.is_some();
    let has_said = |id: &Uuid| entries.iter().any(|entry| entry.organisation_id == *id);
    let silent = centres.iter().filter(|(id, _)| may_group && !has_said(id));
    let is_of_centre = centres.iter().any(|(id, _)| caller.is_of(*id));
    let is_open = rules::must_be_open(info.state, info.starts_at, now).is_ok();
    let n_entries = entries.len();
    let read: Vec<entry::Model> = entries
        .iter()
        .filter(|entry| rules::may_read(caller.is_of(entry.organisation_id), may_group, is_published))
        .cloned()
        .collect();
    let texts = store::texts(db, read.iter().map(|entry| entry.id).collect()).await?;
    let groups = if may_group || is_published {
        store::groups(db, meeting_id).await?
    } else {
        Vec::new()
    };
    Ok(Round {
        meeting_id: meeting_id.to_string(),
        meeting_title: info.title.clone(),
        kind: info.kind as i32,
        kind_label: kinds::kind(info.kind).label.to_owned(),
        ends_at: Some(timestamp(info.starts_at)),
        zone: info.zone.name().to_owned(),
        published_at: round.published_at.map(timestamp),
        fields: seen.kind.fields.iter().map(field_message).collect(),
        entries: read
            .into_iter()
            .map(|entry| {
                let is_named = may_group || caller.is_of(entry.organisation_id);
                entry_message(entry, &texts, &seen, is_named)
            })
            .collect(),
        groups: groups.into_iter().map(group_message).collect(),
        n_centres: i32::try_from(centres.len()).unwrap_or(i32::MAX),
        n_entries: i32::try_from(n_entries).unwrap_or(i32::MAX),
        silent: silent.map(|(_, name)| name.clone()).collect(),
        may_save: is_open && is_of_centre && matches!(caller.role, Role::Director | Role::Team),
        may_group,
        version: round.version,
        item_title: seen.kind.item.to_owned(),
        is_open,
    })
}

/// The centres that are convened, by name.
pub(super) async fn centres(db: &impl ConnectionTrait, seen: &Seen) -> Result<Vec<(Uuid, String)>> {
    let convened: BTreeSet<Uuid> = seen
        .access
        .invitees
        .iter()
        .filter_map(|one| one.organisation_id)
        .collect();
    let year = seen
        .access
        .info
        .starts_at
        .with_timezone(&seen.access.info.zone)
        .year();
    let centres = network::centres(db, year).await?.into_iter();
    Ok(centres
        .filter(|centre| convened.contains(&centre.id))
        .map(|centre| (centre.id, centre.short_name))
        .collect())
}

fn field_message(field: &kinds::Field) -> round::Field {
    round::Field {
        key: field.key.to_owned(),
        label: field.label.to_owned(),
        hint: field.hint.to_owned(),
    }
}

fn entry_message(entry: entry::Model, texts: &[text::Model], seen: &Seen, is_named: bool) -> round::Entry {
    let of_field = |field: &kinds::Field| {
        let mut own = texts.iter();
        own.find(|text| text.entry_id == entry.id && text.field == field.key)
    };
    let texts = seen.kind.fields.iter().filter_map(of_field).map(text_message);
    round::Entry {
        organisation_id: entry.organisation_id.to_string(),
        texts: texts.collect(),
        organisation_name: entry.organisation_name,
        saved_at: Some(timestamp(entry.saved_at)),
        saved_by: if is_named { entry.saved_by } else { String::new() },
        version: entry.version,
    }
}

fn text_message(text: &text::Model) -> round::Text {
    round::Text {
        id: text.id.to_string(),
        field: text.field.clone(),
        text: text.text.clone(),
        text_html: markdown::to_html(&text.text),
        group_id: text.group_id.map(|id| id.to_string()).unwrap_or_default(),
    }
}

fn group_message(group: group::Model) -> round::Group {
    round::Group {
        id: group.id.to_string(),
        title: group.title,
        synthesis_html: markdown::to_html(&group.synthesis),
        synthesis: group.synthesis,
        version: group.version,
    }
}
