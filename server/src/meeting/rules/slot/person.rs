//! A participant in instants: when one works, when one is absent, and how much one's minutes weigh.

use std::ops::Range;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::{AROUND_DAYS, DOUBLING_MIN, MAX_OUTSIDE_MIN, Participant};

/// Seconds since the epoch: the start without the end.
pub(super) type Span = Range<i64>;

/// Doublings between the most loaded and those whose weight falls no further: more than one meeting may cost.
const DOUBLINGS: u32 = 32;

/// The instant of a local time; of one that the clocks skip, the next that is; of one that comes twice, the first as
/// a start, the second as an end.
pub(super) fn instant(day: NaiveDate, time: NaiveTime, zone: Tz, is_end: bool) -> Option<i64> {
    let local = day.and_time(time);
    (0..=24 * 60)
        .map(|n| zone.from_local_datetime(&(local + TimeDelta::minutes(n))))
        .find_map(|found| if is_end { found.latest() } else { found.earliest() })
        .map(|at| at.timestamp())
}

/// Sorts, drops the empty, and joins those that touch.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.start < span.end);
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// What the holes leave of the spans; both are joined.
fn without(spans: &[Span], holes: &[Span]) -> Vec<Span> {
    let mut left = Vec::with_capacity(spans.len());
    for span in spans {
        let mut start = span.start;
        for hole in holes {
            if hole.start < span.end && span.start < hole.end {
                left.push(start..hole.start);
                start = hole.end;
            }
        }
        left.push(start..span.end);
    }
    joined(left)
}

/// The times between two spans of working hours, or before the first and after the last, in which some were missed.
fn between(working: &[Span], missed: &[Span]) -> Vec<Span> {
    let ends = std::iter::once(i64::MIN).chain(working.iter().map(|span| span.end));
    let starts = working.iter().map(|span| span.start).chain([i64::MAX]);
    ends.zip(starts)
        .map(|(end, start)| end..start)
        .filter(|time| missed.iter().any(|span| time.contains(&span.start)))
        .collect()
}

/// A participant in instants.
pub(super) struct Person {
    /// The working hours that the absences leave.
    working: Vec<Span>,
    absent: Vec<Span>,
    /// The times between `working` in which an absence took some.
    away: Vec<Span>,
    /// What each square of this participant's minutes is multiplied by.
    pub(super) weight: u128,
}

impl Person {
    pub(super) fn new(one: &Participant, range: &Span, length: i64, most: u32) -> Self {
        let day = |at: i64| {
            let at = DateTime::from_timestamp(at, 0).unwrap_or_default();
            at.with_timezone(&one.zone).date_naive()
        };
        // They hold all that is as near as MAX_OUTSIDE_MIN, and the working days around the days off.
        let (first, last) = (
            day(range.start) - Days::new(AROUND_DAYS),
            day(range.end + length) + Days::new(AROUND_DAYS),
        );
        let days = first
            .iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| !one.holidays.contains(day))
            .filter_map(|day| working_day(day, one));
        let days = joined(days.collect());
        let absent = one.absences.iter();
        let absent = joined(
            absent
                .map(|span| span.start.timestamp()..ceil(span.end))
                .collect(),
        );
        let working = without(&days, &absent);
        Self {
            away: between(&working, &without(&days, &working)),
            working,
            absent,
            weight: weight(one.borne_min, most),
        }
    }

    pub(super) fn is_absent(&self, meeting: &Span) -> bool {
        let next = self.absent.partition_point(|span| span.end <= meeting.start);
        let around = self.away.partition_point(|span| span.end < meeting.end);
        self.absent.get(next).is_some_and(|span| span.start < meeting.end)
            || self
                .away
                .get(around)
                .is_some_and(|span| span.start <= meeting.start)
    }

    /// Minutes outside working hours; none for an absent one, who bears no hour.
    pub(super) fn bears_min(&self, meeting: &Span) -> u32 {
        if self.is_absent(meeting) {
            0
        } else {
            self.outside_min(meeting)
        }
    }

    fn outside_min(&self, meeting: &Span) -> u32 {
        let reach = i64::from(MAX_OUTSIDE_MIN) * 60;
        let near = self
            .working
            .partition_point(|span| span.end < meeting.start - reach);
        let outside = self.working[near..]
            .iter()
            .take_while(|span| span.start <= meeting.end + reach)
            .map(|span| (span.start - meeting.start).max(0) + (meeting.end - span.end).max(0))
            .min();
        let minutes = outside.map(|seconds| (seconds + 59) / 60);
        let minutes = minutes.and_then(|minutes| u32::try_from(minutes).ok());
        minutes.map_or(MAX_OUTSIDE_MIN, |minutes| minutes.min(MAX_OUTSIDE_MIN))
    }
}

/// The end of an absence that does not end on a second covers that second.
fn ceil(at: DateTime<Utc>) -> i64 {
    at.timestamp() + i64::from(at.timestamp_subsec_nanos() > 0)
}

pub(super) fn working_day(day: NaiveDate, one: &Participant) -> Option<Span> {
    let weekday = usize::try_from(day.weekday().num_days_from_monday()).ok()?;
    let (from, until) = one.week[weekday]?;
    let last = if from < until { day } else { day + Days::new(1) };
    Some(instant(day, from, one.zone, false)?..instant(last, until, one.zone, true)?)
}

/// Doubles with each [`DOUBLING_MIN`] borne, in a straight line between, so that each minute counts; reckoned down
/// from the most loaded.
fn weight(borne_min: u32, most_min: u32) -> u128 {
    let scale = DOUBLINGS * DOUBLING_MIN;
    let place = scale - (most_min - borne_min).min(scale);
    u128::from(DOUBLING_MIN + place % DOUBLING_MIN) << (place / DOUBLING_MIN)
}
