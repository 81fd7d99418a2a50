//! When the digest of a month is made, which month it tells, and when it leaves.

use chrono::{DateTime, Datelike as _, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::first_after;

/// Hour of the first day of a month from which the digest of the month before is made.
const MADE_AT: i64 = 8;
/// Hour of the same day at which it leaves: until then who sends the newsletter reads it, and may stop it.
const LEAVES_AT: i64 = 10;

/// The month whose digest is due, by its first day: the one after the last that is settled, once it is over. After an
/// outage each that was missed is due in turn; a newsletter that has none settled begins with the month before.
pub(crate) fn due(settled: Option<NaiveDate>, now: DateTime<Utc>, zone: Tz) -> Option<NaiveDate> {
    let local = now.with_timezone(&zone).naive_local() - TimeDelta::hours(MADE_AT);
    let over = local.date().with_day(1)?.checked_sub_months(Months::new(1))?;
    match settled {
        None => Some(over),
        Some(settled) if settled < over => settled.checked_add_months(Months::new(1)),
        Some(_) => None,
    }
}

/// The instants between which a month is, in a zone.
pub(crate) fn span(month: NaiveDate, zone: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let next = month.checked_add_months(Months::new(1))?;
    let first = |day| first_after(day, NaiveTime::MIN, zone);
    Some((first(month)?, first(next)?))
}

/// When the digest of a month leaves: on the first day after it, or on the day on which it is late.
pub(crate) fn starts_at(month: NaiveDate, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let day = month.checked_add_months(Months::new(1))?;
    let at = NaiveTime::MIN + TimeDelta::hours(LEAVES_AT);
    Some(super::starts_at(now, first_after(day, at, zone)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_due_on_the_morning_after_it_in_its_zone() {
        let (paris, reunion) = (Tz::Europe__Paris, Tz::Indian__Reunion);
        let march = Some(day("2027-03-01"));
        let february = Some(day("2027-02-01"));
        // 8 h in Paris on 1 April is 6 h UTC; on Reunion it is 4 h UTC.
        for (settled, now, zone, expected) in [
            (february, "2027-04-01T05:59:59Z", paris, None),
            (february, "2027-04-01T06:00:00Z", paris, march),
            (february, "2027-04-01T03:59:59Z", reunion, None),
            (february, "2027-04-01T04:00:00Z", reunion, march),
            (march, "2027-04-01T06:00:00Z", paris, None),
            (march, "2027-04-30T22:00:00Z", paris, None),
            // Missed for two months: each in turn.
            (february, "2027-05-20T12:00:00Z", paris, march),
            (march, "2027-05-20T12:00:00Z", paris, Some(day("2027-04-01"))),
            // A newsletter that is new, or was there before the digests.
            (None, "2027-04-01T05:59:59Z", paris, february),
            (None, "2027-01-15T12:00:00Z", paris, Some(day("2026-12-01"))),
        ] {
            assert_eq!(due(settled, at(now), zone), expected, "{now} {zone}");
        }
    }

    #[test]
    fn a_month_begins_at_midnight_in_its_zone() {
        let expected = (at("2027-02-28T23:00:00Z"), at("2027-03-31T22:00:00Z"));
        assert_eq!(span(day("2027-03-01"), Tz::Europe__Paris), Some(expected));
    }

    #[test]
    fn it_leaves_at_ten_or_ten_minutes_after_it_is_made() {
        let march = day("2027-03-01");
        let leaves = |now| starts_at(march, at(now), Tz::Europe__Paris);
        assert_eq!(leaves("2027-04-01T06:00:00Z"), Some(at("2027-04-01T08:00:00Z")));
        assert_eq!(leaves("2027-04-01T07:55:00Z"), Some(at("2027-04-01T08:05:00Z")));
        assert_eq!(leaves("2027-04-03T12:00:00Z"), Some(at("2027-04-03T12:10:00Z")));
    }
}
