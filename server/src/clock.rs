//! The only clock. Tests move it; everything else asks it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Days, DurationRound as _, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

/// Tells the time, in UTC, cut to microseconds: what both databases keep.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds since 1970 at which the clock stands, when it was set by hand.
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// A clock that stands still until it is moved.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self {
            fixed: Some(Arc::new(AtomicI64::new(at.timestamp_micros()))),
        }
    }

    /// Moves a fixed clock; the system's clock is left alone.
    pub fn advance(&self, by: TimeDelta) {
        if let (Some(fixed), Some(micros)) = (&self.fixed, by.num_microseconds()) {
            fixed.fetch_add(micros, Ordering::SeqCst);
        }
    }

    /// Sets a fixed clock; the system's clock is left alone.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Some(fixed) = &self.fixed {
            fixed.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the time")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &self.fixed {
            Some(fixed) => DateTime::from_timestamp_micros(fixed.load(Ordering::SeqCst)).unwrap_or_default(),
            None => Utc::now(),
        };
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    /// The day it is in a zone.
    pub fn today(&self, zone: Tz) -> NaiveDate {
        self.now().with_timezone(&zone).date_naive()
    }
}

/// An instant as the messages carry it.
pub fn timestamp(at: DateTime<Utc>) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}

/// The last second of a day in a zone; a day that ends while the clocks change ends an hour sooner or later.
pub fn end_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let mut midnight = next.and_time(chrono::NaiveTime::MIN);
    loop {
        if let Some(at) = midnight.and_local_timezone(zone).earliest() {
            return at.to_utc() - TimeDelta::seconds(1);
        }
        // A zone that skips midnight begins its day later.
        midnight += TimeDelta::minutes(30);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn days_end_in_their_zone() {
        let day = NaiveDate::from_ymd_opt(2027, 6, 30).unwrap();
        assert_eq!(end_of_day(day, Tz::Europe__Paris), at("2027-06-30T21:59:59Z"));
        assert_eq!(
            end_of_day(day, Tz::America__Martinique),
            at("2027-07-01T03:59:59Z")
        );
        assert_eq!(end_of_day(day, Tz::Indian__Reunion), at("2027-06-30T19:59:59Z"));
        // Chile skipped midnight on 4 September 2022.
        let day = NaiveDate::from_ymd_opt(2022, 9, 10).unwrap();
        assert_eq!(end_of_day(day, Tz::America__Santiago), at("2022-09-11T03:59:59Z"));
    }
}
