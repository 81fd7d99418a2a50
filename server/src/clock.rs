//! The only clock. Tests move it; everything else asks it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, DurationRound as _, NaiveDate, TimeDelta, Utc};
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
