//! A new poll: its slots, whom it asks, and what they are sent.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{MAX_LINE, MAX_PARAGRAPHS, seen, view};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live;
use crate::mail::{self, Mail};
use crate::meeting::kinds::{self, Kind};
use crate::network::{self, Recipient};
use crate::poll::letter::Told;
use crate::poll::rules::{self, MAX_SLOTS, MIN_SLOTS};
use crate::poll::store::{self, asked, poll, slot};
use crate::{convocation, db, meeting, programme};

/// Longest slot.
const MAX_LENGTH: TimeDelta = TimeDelta::hours(24);
/// Organisations that are named, at most.
const MAX_NAMED: usize = 100;

/// What a person types of a poll.
struct Typed {
    kind: &'static Kind,
    title: String,
    message: String,
    zone: Tz,
    closes_at: DateTime<Utc>,
    slots: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    named: BTreeSet<Uuid>,
    work_stream_id: Option<Uuid>,
}

impl Typed {
    fn parse(request: &CreatePollRequest, now: DateTime<Utc>) -> Result<Self> {
        let mut violations = Violations::new();
        let wanted: MeetingKind = violations.choice("kind", request.kind);
        let kind = kinds::kind(wanted);
        let title = violations.optional_text("title", &request.title, MAX_LINE);
        let message = violations.optional_text("message", &request.message, MAX_PARAGRAPHS);
        let zone = violations.zone("zone", &request.zone);
        let slots = slots(request, zone, now, &mut violations);
        let closes_on = violations.date("closes_on", &request.closes_on);
        let closes_at = meeting::end_of_day(closes_on, zone);
        let is_dated = closes_on != chrono::NaiveDate::default();
        if is_dated && closes_at <= now {
            violations.add("closes_on", Reason::InThePast);
        }
        let mut starts = slots.iter().map(|(starts_at, _)| *starts_at);
        if is_dated && starts.any(|at| at > now && at <= closes_at) {
            violations.add("closes_on", Reason::PollEndsLate);
        }
        let named = request.organisation_ids.iter().filter(|id| !id.is_empty());
        let named: BTreeSet<Uuid> = named.map(|id| violations.id("organisation_ids", id)).collect();
        if named.len() > MAX_NAMED {
            violations.add("organisation_ids", Reason::TooMany);
        }
        let work_stream_id = violations.optional_id("work_stream_id", &request.work_stream_id);
        if wanted == MeetingKind::WorkingSession && work_stream_id.is_none() {
            violations.add("work_stream_id", Reason::Required);
        }
        violations.finish()?;
        Ok(Self {
            title: if title.is_empty() {
                kind.label.to_owned()
            } else {
                title
            },
            kind,
            message,
            zone,
            closes_at,
            slots,
            named,
            work_stream_id,
        })
    }
}

/// The slots that were typed; a line left empty is none.
fn slots(
    request: &CreatePollRequest,
    zone: Tz,
    now: DateTime<Utc>,
    violations: &mut Violations,
) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut slots = Vec::new();
    let typed = request.slots.iter().enumerate();
    let typed = typed.filter(|(_, slot)| !slot.starts_at.is_empty() || !slot.ends_at.is_empty());
    for (i, slot) in typed {
        let field = |name: &str| format!("slots.{i}.{name}");
        let starts_at = violations.local_time(&field("starts_at"), &slot.starts_at, zone);
        let ends_at = violations.local_time(&field("ends_at"), &slot.ends_at, zone);
        let unset = DateTime::<Utc>::default();
        if starts_at != unset && starts_at <= now {
            violations.add(field("starts_at"), Reason::InThePast);
        }
        if starts_at != unset && ends_at != unset {
            if ends_at <= starts_at {
                violations.add(field("ends_at"), Reason::EndBeforeStart);
            } else if ends_at - starts_at > MAX_LENGTH {
                violations.add(field("ends_at"), Reason::TooLong);
            } else if slots.contains(&(starts_at, ends_at)) {
                violations.add(field("starts_at"), Reason::SlotTwice);
            }
        }
        slots.push((starts_at, ends_at));
    }
    if slots.len() < MIN_SLOTS {
        violations.add("slots", Reason::TooFewSlots);
    } else if slots.len() > MAX_SLOTS {
        violations.add("slots", Reason::TooMany);
    }
    slots
}

pub(super) async fn create_poll(app: &App, caller: &Caller, request: CreatePollRequest) -> Result<Poll> {
    let now = app.clock.now();
    let typed = Typed::parse(&request, now)?;
    if !kinds::kind(typed.kind.kind).conveners.contains(&caller.role) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    let tx = app.db.begin().await?;
    if let Some(id) = typed.work_stream_id {
        let stream = programme::work_stream(&tx, id, now).await?;
        stream.ok_or_else(|| Error::invalid("work_stream_id", Reason::NotFound))?;
    }
    let people = people_asked(app, &tx, caller, &typed).await?;
    let (row, slots) = rows(caller, typed);
    let asked = organisations(&tx, row.id, &people).await?;
    store::insert(&tx, row.clone(), slots.clone(), asked.clone()).await?;
    send(app, &tx, &row, &slots, people).await?;
    let id = row.id;
    let seen = seen(caller, row, asked).ok_or(Error::Missing)?;
    let act = seen.act("CreatePoll", ActivityKind::PollCreated);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    view::whole(app, app.db.read(), caller, id).await
}

/// Those whom the kind convenes, or who answers for the organisations that are named; not the caller's own, who
/// offers the slots.
async fn people_asked(
    app: &App,
    tx: &impl ConnectionTrait,
    caller: &Caller,
    typed: &Typed,
) -> Result<Vec<Recipient>> {
    let mut people = if typed.named.is_empty() {
        convocation::people_of(app, tx, caller, typed.work_stream_id, typed.kind).await?
    } else {
        let today = app.clock.today(chrono_tz::Europe::Paris);
        let mut people = network::people(tx, today).await?;
        people.retain(|person| {
            typed.named.contains(&person.organisation_id)
                && rules::is_asked(typed.kind.kind, person.function, person.position)
        });
        people
    };
    let is_there = |id: &Uuid| people.iter().any(|person| person.organisation_id == *id);
    let is_empty = typed.named.iter().any(|id| !is_there(id));
    people.retain(|person| !caller.is_of(person.organisation_id));
    if people.is_empty() || is_empty {
        return Err(Error::invalid("organisation_ids", Reason::NobodyThere));
    }
    Ok(people)
}

fn rows(caller: &Caller, typed: Typed) -> (poll::Model, Vec<slot::Model>) {
    let row = poll::Model {
        id: db::id(),
        kind: typed.kind.kind as i32,
        title: typed.title,
        message: typed.message,
        zone: typed.zone.name().to_owned(),
        closes_at: typed.closes_at,
        closed_at: None,
        told_at: None,
        organisation_id: caller.organisation_id,
        organisation_name: caller.organisation_name.clone(),
        person_id: caller.person_id,
        work_stream_id: typed.work_stream_id,
        chosen_slot_id: None,
        meeting_id: None,
    };
    let mut slots: Vec<slot::Model> = typed
        .slots
        .into_iter()
        .map(|(starts_at, ends_at)| slot::Model {
            id: db::id(),
            poll_id: row.id,
            starts_at,
            ends_at,
        })
        .collect();
    slots.sort_by_key(|slot| (slot.starts_at, slot.ends_at));
    (row, slots)
}

/// One row for each organisation that somebody stands for.
async fn organisations(
    tx: &impl ConnectionTrait,
    poll_id: Uuid,
    people: &[Recipient],
) -> Result<Vec<asked::Model>> {
    let zones = network::zones(tx).await?;
    let mut seen = BTreeSet::new();
    let first = people.iter().filter(|person| seen.insert(person.organisation_id));
    let rows = first.map(|person| {
        let zone = zones.iter().find(|(id, _)| *id == person.organisation_id);
        asked::Model {
            poll_id,
            organisation_id: person.organisation_id,
            organisation_name: person.organisation_name.clone(),
            zone: zone.map_or(person.zone, |(_, zone)| *zone).name().to_owned(),
            answered_at: None,
            is_by_telephone: false,
            word: String::new(),
            version: 0,
        }
    });
    Ok(rows.collect())
}

/// Queues a mail to each person; someone of two organisations gets one.
async fn send(
    app: &App,
    tx: &impl ConnectionTrait,
    row: &poll::Model,
    slots: &[slot::Model],
    people: Vec<Recipient>,
) -> Result<()> {
    let now = app.clock.now();
    let told = Told {
        poll: row,
        slots,
        link: format!("{}{}", app.config.public_url, crate::poll::path(row.id)),
        now,
    };
    let mut written = BTreeSet::new();
    for person in people {
        if !written.insert(person.email.clone()) {
            continue;
        }
        let (subject, text) = told.asked(&person.name, person.zone);
        let mail = Mail {
            to: &person.email,
            name: &person.name,
            subject: &subject,
            text: &text,
            html: "",
            calendar: "",
        };
        mail::queue(tx, now, mail).await?;
    }
    Ok(())
}
