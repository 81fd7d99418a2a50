//! A poll as its readers see it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Seen, seen};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::{Error, Result, Violations};
use crate::meeting::{self, kinds};
use crate::poll::rules::{self, Tally, Unfair};
use crate::poll::store::{self, answer, asked, slot};
use crate::{db, markdown};

pub(super) async fn list_polls(
    app: &App,
    caller: &Caller,
    request: ListPollsRequest,
) -> Result<ListPollsResponse> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let meeting_id = violations.optional_id("meeting_id", &request.meeting_id);
    violations.finish()?;
    let db = app.db.read();
    let of = (!caller.is_animator()).then_some(caller.organisation_id);
    let mut rows = store::polls(db, of).await?;
    rows.retain(|row| meeting_id.is_none() || row.meeting_id == meeting_id);
    rows.sort_by_key(|row| row.closed_at.is_some());
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut slots = by_poll(store::slots(db, ids.clone()).await?, |slot| slot.poll_id);
    let mut asked = by_poll(store::asked(db, ids).await?, |one| one.poll_id);
    let polls = rows.into_iter().filter_map(|row| {
        let slots = slots.remove(&row.id).unwrap_or_default();
        let asked = asked.remove(&row.id).unwrap_or_default();
        let seen = seen(caller, row, asked)?;
        Some(Poll {
            asked: own(caller, &seen).into_iter().collect(),
            ..message(caller, &seen, &slots, &[], now)
        })
    });
    Ok(ListPollsResponse {
        polls: polls.collect(),
    })
}

/// Of those asked, the caller's own organisation.
fn own(caller: &Caller, seen: &Seen) -> Option<poll::Asked> {
    let own = seen.asked.iter().find(|one| caller.is_of(one.organisation_id))?;
    Some(asked_message(own, true, &[]))
}

fn by_poll<T>(rows: Vec<T>, poll_id: impl Fn(&T) -> Uuid) -> BTreeMap<Uuid, Vec<T>> {
    let mut by_poll: BTreeMap<Uuid, Vec<T>> = BTreeMap::new();
    for row in rows {
        by_poll.entry(poll_id(&row)).or_default().push(row);
    }
    by_poll
}

pub(super) async fn get_poll(app: &App, caller: &Caller, request: PollRequest) -> Result<Poll> {
    whole(app, app.db.read(), caller, db::parse_id(&request.id)?).await
}

/// A poll with its answers, as the caller may see it.
pub(super) async fn whole(app: &App, db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Poll> {
    let row = store::poll(db, id).await?.ok_or(Error::Missing)?;
    let asked = store::asked(db, vec![id]).await?;
    let seen = seen(caller, row, asked).ok_or(Error::Missing)?;
    let slots = store::slots(db, vec![id]).await?;
    let answers = store::answers(db, id).await?;
    let mut poll = message(caller, &seen, &slots, &answers, app.clock.now());
    // Whom the poll asked beyond those whom the kind convenes may not see the meeting.
    if let Some(meeting_id) = seen.row.meeting_id
        && meeting::access(db, caller, meeting_id).await?.is_none()
    {
        poll.meeting_id.clear();
    }
    Ok(poll)
}

fn message(
    caller: &Caller,
    seen: &Seen,
    slots: &[slot::Model],
    answers: &[answer::Model],
    now: DateTime<Utc>,
) -> Poll {
    let row = &seen.row;
    let state = rules::state(row.closed_at, row.closes_at, now);
    let is_asked = seen.asked.iter().any(|one| caller.is_of(one.organisation_id));
    let n_answered = seen.asked.iter().filter(|one| one.answered_at.is_some()).count();
    let asked = seen.asked.iter().map(|one| {
        let is_shown_word = seen.may_edit || caller.is_of(one.organisation_id);
        asked_message(one, is_shown_word, answers)
    });
    Poll {
        id: row.id.to_string(),
        kind: row.kind,
        kind_label: kinds::kind(row.kind()).label.to_owned(),
        title: row.title.clone(),
        message: row.message.clone(),
        message_html: markdown::to_html(&row.message),
        zone: row.zone.clone(),
        closes_at: Some(timestamp(row.closes_at)),
        state: state as i32,
        organisation_id: row.organisation_id.to_string(),
        organisation_name: row.organisation_name.clone(),
        work_stream_id: text(row.work_stream_id),
        slots: slot_messages(slots, &seen.asked, answers),
        asked: asked.collect(),
        n_asked: i32::try_from(seen.asked.len()).unwrap_or(i32::MAX),
        n_answered: i32::try_from(n_answered).unwrap_or(i32::MAX),
        chosen_slot_id: text(row.chosen_slot_id),
        meeting_id: text(row.meeting_id),
        may_answer: is_asked && rules::takes_answers(state, false),
        may_edit: seen.may_edit,
    }
}

fn text(id: Option<Uuid>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn slot_messages(
    slots: &[slot::Model],
    asked: &[asked::Model],
    answers: &[answer::Model],
) -> Vec<poll::Slot> {
    let mut zones: Vec<Tz> = Vec::new();
    for one in asked {
        if !zones.contains(&one.zone()) {
            zones.push(one.zone());
        }
    }
    let tallies: Vec<Tally> = slots
        .iter()
        .map(|slot| {
            let of_slot = answers.iter().filter(|one| one.slot_id == slot.id);
            Tally::of(of_slot.map(|one| Availability::try_from(one.availability).unwrap_or_default()))
        })
        .collect();
    let best = rules::best(&tallies);
    let shown = slots.iter().zip(tallies).zip(best);
    shown
        .map(|((slot, tally), is_best)| slot_message(slot, tally, is_best, &zones))
        .collect()
}

fn slot_message(slot: &slot::Model, tally: Tally, is_best: bool, zones: &[Tz]) -> poll::Slot {
    let at = |wanted: Unfair| {
        let unfair = zones
            .iter()
            .filter(|zone| rules::unfair(slot.starts_at, slot.ends_at, **zone) == Some(wanted));
        unfair
            .map(|zone| poll::Hour {
                zone: zone.name().to_owned(),
            })
            .collect()
    };
    let holidays = rules::holidays_of(slot.starts_at, slot.ends_at, zones).into_iter();
    poll::Slot {
        id: slot.id.to_string(),
        starts_at: Some(timestamp(slot.starts_at)),
        ends_at: Some(timestamp(slot.ends_at)),
        too_early: at(Unfair::TooEarly),
        too_late: at(Unfair::TooLate),
        holidays: holidays
            .map(|(territory, name)| poll::Holiday {
                territory: territory as i32,
                name: name.to_owned(),
            })
            .collect(),
        n_yes: tally.n_yes,
        n_if_needed: tally.n_if_needed,
        n_no: tally.n_no,
        is_best,
    }
}

fn asked_message(one: &asked::Model, is_shown_word: bool, answers: &[answer::Model]) -> poll::Asked {
    let own = answers
        .iter()
        .filter(|answer| answer.organisation_id == one.organisation_id);
    poll::Asked {
        organisation_id: one.organisation_id.to_string(),
        organisation_name: one.organisation_name.clone(),
        zone: one.zone.clone(),
        answered_at: one.answered_at.map(timestamp),
        is_by_telephone: one.is_by_telephone,
        word: if is_shown_word {
            one.word.clone()
        } else {
            String::new()
        },
        answers: own
            .map(|answer| SlotAnswer {
                slot_id: answer.slot_id.to_string(),
                availability: answer.availability,
            })
            .collect(),
        version: one.version,
    }
}
