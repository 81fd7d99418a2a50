//! What the hour of a meeting costs each organisation (O2): when it works, is away and keeps its public holidays,
//! and what it bore in the meetings of the series that were held.
//!
//! A series is the meetings of a kind; of working sessions, those of a stream. What was borne is written down when a
//! meeting is held, from the hours that each kept then: who changes its hours later does not change the past.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use proto::v1::Answering;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::clock::end_of_day;
use crate::error::Result;
use crate::meeting::rules::slot::{self, Participant, Week};
use crate::meeting::store::meeting;
use crate::meeting::store::slot::{self as store, absence, burden, working_hours};
use crate::{convocation, holidays, network};

/// Monday to Friday, nine to six: the week of who never said another one.
pub(super) const USUAL: (i32, i32, i32) = (0b001_1111, 9 * 60, 18 * 60);

/// An organisation that should come.
#[derive(Clone, Debug)]
pub(super) struct Attendee {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) participant: Participant,
}

/// The working week of an organisation as it said it, or the usual one: days as bits, minutes since midnight.
pub(super) fn week_of(hours: Option<&working_hours::Model>) -> (i32, i32, i32) {
    hours.map_or(USUAL, |row| (row.days, row.opens_min, row.closes_min))
}

fn week((days, opens, closes): (i32, i32, i32)) -> Week {
    let time = |min: i32| NaiveTime::MIN + TimeDelta::minutes(i64::from(min));
    slot::week(u8::try_from(days).unwrap_or_default(), time(opens), time(closes))
}

/// These organisations on these days: given by identifier and short name.
pub(super) async fn attendees(
    db: &impl ConnectionTrait,
    organisations: Vec<(Uuid, String)>,
    (first, last): (NaiveDate, NaiveDate),
    borne: &BTreeMap<Uuid, u32>,
) -> Result<Vec<Attendee>> {
    let ids: Vec<Uuid> = organisations.iter().map(|(id, _)| *id).collect();
    let zones = network::zones(db).await?;
    let hours = store::hours_of(db, &ids).await?;
    // A day on one side of the world touches three on the other.
    let around = Days::new(slot::AROUND_DAYS + 1);
    let (first, last) = (first - around, last + around);
    let absences = store::absences_of(db, &ids, first, Some(last)).await?;
    let attendee = |(id, name): (Uuid, String)| {
        let zone = zones.iter().find(|(one, _)| *one == id);
        let zone = zone.map_or(Tz::Europe__Paris, |(_, zone)| *zone);
        let of = absences.iter().filter(|absence| absence.organisation_id == id);
        Attendee {
            id,
            name,
            participant: Participant {
                zone,
                week: week(week_of(hours.iter().find(|row| row.organisation_id == id))),
                absences: of.map(|absence| span(absence, zone)).collect(),
                holidays: days_off(zone, first, last),
                borne_min: borne.get(&id).copied().unwrap_or_default(),
            },
        }
    };
    Ok(organisations.into_iter().map(attendee).collect())
}

/// Whole days, on the clock of the organisation.
fn span(absence: &absence::Model, zone: Tz) -> std::ops::Range<chrono::DateTime<chrono::Utc>> {
    let second = TimeDelta::seconds(1);
    let start = end_of_day(absence.from_on - Days::new(1), zone) + second;
    start..end_of_day(absence.until_on, zone) + second
}

/// The public holidays of a zone between two days.
fn days_off(zone: Tz, first: NaiveDate, last: NaiveDate) -> BTreeSet<NaiveDate> {
    let years = first.year()..=last.year();
    let all = years.flat_map(|year| {
        let territories = holidays::territories(zone).iter();
        territories.flat_map(move |territory| holidays::holidays(year, *territory))
    });
    all.map(|(day, _)| day)
        .filter(|day| (first..=last).contains(day))
        .collect()
}

/// The public holiday that a day is in a zone, by its French name.
pub(super) fn holiday(day: NaiveDate, zone: Tz) -> Option<&'static str> {
    let mut territories = holidays::territories(zone).iter();
    territories.find_map(|territory| holidays::holiday(day, *territory))
}

/// Writes down what a meeting that was just held cost those who were convened; who was away or excused bore nothing.
pub(super) async fn record(tx: &impl ConnectionTrait, row: &meeting::Model) -> Result<()> {
    let mut organisations: BTreeMap<Uuid, (String, bool)> = BTreeMap::new();
    for one in convocation::invitees(tx, row.id).await? {
        if let Some(id) = one.organisation_id {
            let came = organisations
                .entry(id)
                .or_insert((one.organisation_name.clone(), false));
            came.1 |= one.answer != Answering::Excused;
        }
    }
    organisations.retain(|_, (_, came)| *came);
    let organisations = organisations.into_iter().map(|(id, (name, _))| (id, name));
    let day = row.starts_at.with_timezone(&row.zone()).date_naive();
    let all = attendees(tx, organisations.collect(), (day, day), &BTreeMap::new()).await?;
    let rows = all.iter().filter_map(|one| {
        let minutes = slot::outside_min(&one.participant, row.starts_at, row.ends_at);
        (minutes > 0).then(|| burden::Model {
            meeting_id: row.id,
            organisation_id: one.id,
            kind: row.kind,
            work_stream_id: row.work_stream_id,
            minutes: i32::try_from(minutes).unwrap_or(i32::MAX),
        })
    });
    store::insert_burdens(tx, rows.collect()).await
}
