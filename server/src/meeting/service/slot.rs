//! The search of a fair slot (O2).

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use proto::v1::fair_slot::Share;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::availability::week_message;
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::convocation;
use crate::error::{Error, Result, Violations};
use crate::meeting::burden::{self, Attendee};
use crate::meeting::kinds::{self, Kind};
use crate::meeting::rules::slot::{MAX_OUTSIDE_MIN, Search, Slot};
use crate::meeting::rules::{self, slot};
use crate::meeting::store::slot as store;

/// Weeks that are searched when nobody says how many, and at most.
const WEEKS: i32 = 4;
const MAX_WEEKS: i32 = 12;
/// Organisations that are named, at most.
const MAX_NAMED: usize = 100;

/// What a person asks.
struct Asked {
    kind: &'static Kind,
    work_stream_id: Option<Uuid>,
    named: Vec<Uuid>,
    search: Search,
}

impl Asked {
    fn parse(request: &FindSlotsRequest, app: &App) -> Result<Self> {
        let mut violations = Violations::new();
        let kind: MeetingKind = violations.choice("kind", request.kind);
        let work_stream_id = violations.optional_id("work_stream_id", &request.work_stream_id);
        if kind == MeetingKind::WorkingSession && work_stream_id.is_none() {
            violations.add("work_stream_id", Reason::Required);
        }
        let named = request.organisation_ids.iter().filter(|id| !id.is_empty());
        let named: Vec<Uuid> = named.map(|id| violations.id("organisation_ids", id)).collect();
        if named.len() > MAX_NAMED {
            violations.add("organisation_ids", Reason::TooMany);
        }
        if !(15..=480).contains(&request.minutes) {
            violations.add("minutes", Reason::DurationOutOfRange);
        }
        let zone = match request.zone.as_str() {
            "" => Tz::Europe__Paris,
            zone => violations.zone("zone", zone),
        };
        let tomorrow = app.clock.today(zone) + Days::new(1);
        let first = violations.optional_date("first_on", &request.first_on);
        let first = first.unwrap_or(tomorrow);
        if first < tomorrow && first != NaiveDate::default() {
            violations.add("first_on", Reason::InThePast);
        }
        let n_weeks = if request.n_weeks == 0 {
            WEEKS
        } else {
            request.n_weeks
        };
        if !(1..=MAX_WEEKS).contains(&n_weeks) {
            violations.add("n_weeks", Reason::OutOfRange);
        }
        violations.finish()?;
        let n_days = u64::try_from(n_weeks).unwrap_or_default() * 7;
        Ok(Self {
            kind: kinds::kind(kind),
            work_stream_id,
            named,
            search: Search {
                first,
                last: first + Days::new(n_days.saturating_sub(1)),
                zone,
                length_min: u32::try_from(request.minutes).unwrap_or_default(),
            },
        })
    }
}

pub(super) async fn find_slots(
    app: &App,
    caller: &Caller,
    request: FindSlotsRequest,
) -> Result<FindSlotsResponse> {
    let asked = Asked::parse(&request, app)?;
    if !rules::may_search(asked.kind, caller.role) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    let db = app.db.read();
    let organisations = organisations(app, db, caller, &asked).await?;
    let kind = asked.kind.kind as i32;
    let borne = store::borne(db, kind, asked.work_stream_id).await?;
    let days = (asked.search.first, asked.search.last);
    let attendees = burden::attendees(db, organisations, days, &borne).await?;
    let participants: Vec<_> = attendees.iter().map(|one| one.participant.clone()).collect();
    let slots = slot::slots(&participants, &asked.search).map_err(|why| match why {
        slot::Unsearchable::Nobody => Error::invalid("organisation_ids", Reason::NobodyThere),
        slot::Unsearchable::Length => Error::invalid("minutes", Reason::DurationOutOfRange),
        slot::Unsearchable::Days => Error::invalid("first_on", Reason::YearOutOfRange),
    })?;
    let ids: Vec<Uuid> = attendees.iter().map(|one| one.id).collect();
    let hours = store::hours_of(db, &ids).await?;
    let participant = |one: &Attendee| SlotParticipant {
        organisation_id: one.id.to_string(),
        organisation_name: one.name.clone(),
        zone: one.participant.zone.name().to_owned(),
        week: Some(week_message(burden::week_of(
            hours.iter().find(|row| row.organisation_id == one.id),
        ))),
        borne_min: minutes(one.participant.borne_min),
    };
    Ok(FindSlotsResponse {
        slots: slots.iter().map(|one| message(one, &attendees)).collect(),
        participants: attendees.iter().map(participant).collect(),
        first_on: asked.search.first.to_string(),
        last_on: asked.search.last.to_string(),
        kind_label: asked.kind.label.to_owned(),
    })
}

/// Those whom the kind convenes, or those of them that are named: identifier and short name, by name.
async fn organisations(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    asked: &Asked,
) -> Result<Vec<(Uuid, String)>> {
    let people = convocation::people_of(app, db, caller, asked.work_stream_id, asked.kind).await?;
    let all: BTreeMap<Uuid, String> = people
        .into_iter()
        .map(|person| (person.organisation_id, person.organisation_name))
        .collect();
    if asked.named.iter().any(|id| !all.contains_key(id)) {
        return Err(Error::invalid("organisation_ids", Reason::UnknownValue));
    }
    let is_wanted = |id: &Uuid| asked.named.is_empty() || asked.named.contains(id);
    let mut all: Vec<_> = all.into_iter().filter(|(id, _)| is_wanted(id)).collect();
    all.sort_by(|(_, one), (_, other)| one.cmp(other));
    Ok(all)
}

fn minutes(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn message(slot: &Slot, attendees: &[Attendee]) -> FairSlot {
    let all = slot.shares.iter().zip(attendees);
    let outside = slot.shares.iter().map(|share| share.outside_min).sum();
    FairSlot {
        starts_at: Some(timestamp(slot.starts_at)),
        ends_at: Some(timestamp(slot.ends_at)),
        n_absent: i32::try_from(slot.n_absent).unwrap_or(i32::MAX),
        outside_min: minutes(outside),
        discomfort: i64::try_from(slot.discomfort).unwrap_or(i64::MAX),
        shares: all
            .map(|(share, one)| share_message(share, one, slot.starts_at, slot.ends_at))
            .collect(),
    }
}

fn share_message(
    share: &slot::Share,
    one: &Attendee,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Share {
    let edges = slot::edges(&one.participant, starts_at, ends_at);
    // Nearer to the day before or after, or on a day off: only the whole is true.
    let edges = edges.filter(|(early, late)| early + late == share.outside_min);
    let is_said = share.outside_min < MAX_OUTSIDE_MIN && !share.is_absent;
    let (early, late) = edges.filter(|_| is_said).unwrap_or_default();
    Share {
        organisation_id: one.id.to_string(),
        is_absent: share.is_absent,
        outside_min: minutes(share.outside_min),
        early_min: minutes(early),
        late_min: minutes(late),
        holiday: burden::holiday(share.starts.date_naive(), one.participant.zone)
            .unwrap_or_default()
            .to_owned(),
        borne_min: minutes(share.borne_min),
    }
}
