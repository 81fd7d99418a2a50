//! A meeting as its readers see it.

use proto::v1::*;
use sea_orm::ConnectionTrait;

use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::db;
use crate::error::{Error, Result};
use crate::markdown;
use crate::meeting::store::{self, agenda_item, meeting};
use crate::meeting::{Access, Info, Item, access_of, kinds, rules};
use crate::{convocation, programme};

pub(super) async fn get_meeting(app: &App, caller: &Caller, request: GetMeetingRequest) -> Result<Meeting> {
    whole(app, app.db.read(), caller, db::parse_id(&request.id)?).await
}

/// A meeting with its agenda, as the caller may see it.
pub(crate) async fn whole(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    id: uuid::Uuid,
) -> Result<Meeting> {
    let row = store::meeting(db, id).await?.ok_or(Error::Missing)?;
    let invitees = convocation::invitees(db, id).await?;
    let access = access_of(caller, &row, invitees).ok_or(Error::Missing)?;
    let items = store::items_of(db, id).await?;
    let names = presenters(db, &items).await?;
    let stream = match row.work_stream_id {
        Some(id) => programme::work_stream(db, id, app.clock.now()).await?,
        None => None,
    };
    let seen = |item: &&agenda_item::Model| {
        rules::may_see_item(
            item.is_closed,
            item.state(),
            access.may_edit,
            access.may_lead,
            !item.proposed_by.is_empty() && item.proposed_by == caller.organisation_name,
            item.concerned_ids().contains(&caller.organisation_id),
        )
    };
    // The hours follow from all the items, those that the reader does not see included.
    let retained: Vec<&agenda_item::Model> = items
        .iter()
        .filter(|item| item.state() == ItemState::Retained)
        .collect();
    let minutes: Vec<i32> = retained.iter().map(|item| item.minutes).collect();
    let (starts, over) = rules::schedule(row.starts_at, row.ends_at, &minutes);
    let start_of = |item: &agenda_item::Model| {
        let place = retained.iter().position(|one| one.id == item.id)?;
        starts.get(place).copied()
    };
    let now = app.clock.now();
    Ok(Meeting {
        introduction_html: markdown::to_html(&row.introduction),
        items: items
            .iter()
            .filter(seen)
            .map(|item| AgendaItem {
                starts_at: start_of(item).map(timestamp),
                presenter_organisation_name: item
                    .presenter_organisation_id
                    .and_then(|id| names.iter().find(|(one, _)| *one == id))
                    .map(|(_, name)| name.clone())
                    .unwrap_or_default(),
                ..item_message(item)
            })
            .collect(),
        n_minutes_over: over,
        may_propose: may_propose(caller, &access, &row, now),
        work_stream_title: stream.map(|stream| stream.title).unwrap_or_default(),
        ..message(&row, &access)
    })
}

/// Someone convened proposes points until the day that was set; who is consulted adds some until it runs.
pub(super) fn may_propose(
    caller: &Caller,
    access: &Access,
    row: &meeting::Model,
    now: chrono::DateTime<chrono::Utc>,
) -> bool {
    let is_convened = access
        .invitees
        .iter()
        .any(|one| one.organisation_id == Some(caller.organisation_id));
    let is_in_time = row.proposals_until.is_some_and(|until| now <= until);
    rules::must_be_open(row.state()).is_ok() && (access.is_in_concert || (is_convened && is_in_time))
}

async fn presenters(
    db: &impl ConnectionTrait,
    items: &[agenda_item::Model],
) -> Result<Vec<(uuid::Uuid, String)>> {
    if items.iter().all(|item| item.presenter_organisation_id.is_none()) {
        return Ok(Vec::new());
    }
    crate::network::names(db).await
}

/// The meeting itself, without its agenda.
pub(super) fn message(row: &meeting::Model, access: &Access) -> Meeting {
    let kind = kinds::kind(row.kind());
    let own = access.own.as_ref();
    let count = |answer: Answering| {
        let n = access.invitees.iter().filter(|one| one.answer == answer).count();
        i32::try_from(n).unwrap_or(i32::MAX)
    };
    Meeting {
        id: row.id.to_string(),
        kind: row.kind,
        kind_label: kind.label.to_owned(),
        year: row.year,
        title: row.title.clone(),
        introduction: row.introduction.clone(),
        place: row.place.clone(),
        video_url: row.video_url.clone(),
        starts_at: Some(timestamp(row.starts_at)),
        ends_at: Some(timestamp(row.ends_at)),
        zone: row.zone.clone(),
        state: row.state,
        organisation_id: row.organisation_id.to_string(),
        organisation_name: row.organisation_name.clone(),
        invited_by: row.invited_by.clone(),
        work_stream_id: row.work_stream_id.map(|id| id.to_string()).unwrap_or_default(),
        series_id: row.series_id.map(|id| id.to_string()).unwrap_or_default(),
        is_last_of_year: row.is_last_of_year,
        proposals_until: row.proposals_until.map(timestamp),
        cancel_reason: row.cancel_reason.clone(),
        n_attendants: row.n_attendants,
        version: row.version,
        may_edit: access.may_edit,
        may_lead: access.may_lead,
        is_in_concert: access.is_in_concert,
        my_role: own.map_or(InviteeRole::Unspecified, |own| own.role) as i32,
        my_invitee_id: own.map(|own| own.id.to_string()).unwrap_or_default(),
        my_answer: own.map_or(Answering::Unspecified, |own| own.answer) as i32,
        n_convened: i32::try_from(access.invitees.len()).unwrap_or(i32::MAX),
        n_in_person: count(Answering::InPerson),
        n_remotely: count(Answering::Remotely),
        n_excused: count(Answering::Excused),
        n_represented: count(Answering::Represented),
        is_open: kind.is_open,
        sequence: row.sequence,
        convened_at: row.convened_at.map(timestamp),
        ..Meeting::default()
    }
}

/// A meeting as a signed link or a public page shows it: its words, hours and state, and these points.
pub(crate) fn outline(info: &Info, items: &[Item], is_seen: impl Fn(&Item) -> bool) -> Meeting {
    let minutes: Vec<i32> = items.iter().map(|item| item.minutes).collect();
    // The hours follow from all the points, those that the reader does not see included.
    let (starts, _) = rules::schedule(info.starts_at, info.ends_at, &minutes);
    let points = items.iter().zip(starts).filter(|(item, _)| is_seen(item));
    Meeting {
        id: info.id.to_string(),
        kind: info.kind as i32,
        kind_label: kinds::kind(info.kind).label.to_owned(),
        title: info.title.clone(),
        introduction_html: markdown::to_html(&info.introduction),
        place: info.place.clone(),
        video_url: info.video_url.clone(),
        starts_at: Some(timestamp(info.starts_at)),
        ends_at: Some(timestamp(info.ends_at)),
        zone: info.zone.name().to_owned(),
        state: info.state as i32,
        organisation_name: info.organisation_name.clone(),
        invited_by: info.invited_by.clone(),
        cancel_reason: info.cancel_reason.clone(),
        items: points
            .map(|(item, starts_at)| AgendaItem {
                id: item.id.to_string(),
                title: item.title.clone(),
                minutes: item.minutes,
                presenter: item.presenter.clone(),
                purpose: item.purpose as i32,
                starts_at: Some(timestamp(starts_at)),
                state: ItemState::Retained as i32,
                ..AgendaItem::default()
            })
            .collect(),
        ..Meeting::default()
    }
}

fn item_message(item: &agenda_item::Model) -> AgendaItem {
    AgendaItem {
        id: item.id.to_string(),
        place: item.rank,
        title: item.title.clone(),
        text: item.text.clone(),
        text_html: markdown::to_html(&item.text),
        minutes: item.minutes,
        presenter: item.presenter.clone(),
        presenter_organisation_id: item
            .presenter_organisation_id
            .map(|id| id.to_string())
            .unwrap_or_default(),
        purpose: item.purpose,
        is_closed: item.is_closed,
        concerned_organisation_ids: item
            .concerned
            .split(',')
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect(),
        state: item.state,
        proposed_by: item.proposed_by.clone(),
        answer: item.answer.clone(),
        version: item.version,
        ..AgendaItem::default()
    }
}
