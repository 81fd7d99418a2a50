//! Days and hours at which mails may leave.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// Days and hours, in a zone. No day: every day. The same hours: all day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    /// Bit 0: Monday; bit 6: Sunday.
    pub(crate) days: u8,
    pub(crate) from: NaiveTime,
    pub(crate) until: NaiveTime,
}

impl Window {
    fn has_day(self, day: NaiveDate) -> bool {
        self.days.trailing_zeros() >= 7 || self.days & (1 << day.weekday().num_days_from_monday()) != 0
    }

    fn is_all_day(self) -> bool {
        self.from == self.until
    }

    /// Says whether mails may leave at this instant. A window over midnight belongs to the day on which it begins.
    pub(crate) fn is_open(self, now: DateTime<Utc>, zone: Tz) -> bool {
        let local = now.with_timezone(&zone);
        let (day, hour) = (local.date_naive(), local.time());
        if self.is_all_day() {
            return self.has_day(day);
        }
        if self.from < self.until {
            return self.has_day(day) && (self.from..self.until).contains(&hour);
        }
        let yesterday = day - Days::new(1);
        (hour >= self.from && self.has_day(day)) || (hour < self.until && self.has_day(yesterday))
    }

    /// The next instant at which mails may leave, when they may not now.
    pub(crate) fn opens_at(self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        if self.is_open(now, zone) {
            return None;
        }
        let today = now.with_timezone(&zone).date_naive();
        let from = if self.is_all_day() {
            NaiveTime::MIN
        } else {
            self.from
        };
        (0..=8)
            .filter_map(|n| today.checked_add_days(Days::new(n)))
            .filter(|day| self.has_day(*day))
            .filter_map(|day| first_after(day, from, zone))
            .find(|at| *at > now)
    }
}

/// The instant of a local time; of one that the clocks skip, the next that is.
pub(crate) fn first_after(day: NaiveDate, time: NaiveTime, zone: Tz) -> Option<DateTime<Utc>> {
    let local = day.and_time(time);
    (0..=8)
        .map(|n| local + TimeDelta::minutes(30 * n))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{Europe::Paris, Indian::Reunion};

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one line for each case; cut, it would hide the order"
    )]
    #[test]
    fn open_and_when_it_opens() {
        let office = Window {
            days: 0b001_1111,
            from: time("08:00:00"),
            until: time("18:00:00"),
        };
        let night = Window {
            days: 0b000_0001,
            from: time("22:00:00"),
            until: time("06:00:00"),
        };
        let always = Window::default();
        let sunday = Window {
            days: 0b100_0000,
            ..always
        };
        // Monday 15 March 2027; Paris is one hour ahead of UTC, La Réunion four.
        let cases = [
            (office, Paris, "2027-03-15T07:00:00Z", None),
            (
                office,
                Paris,
                "2027-03-15T06:59:59Z",
                Some("2027-03-15T07:00:00Z"),
            ),
            (
                office,
                Paris,
                "2027-03-15T17:00:00Z",
                Some("2027-03-16T07:00:00Z"),
            ),
            (
                office,
                Paris,
                "2027-03-19T17:00:00Z",
                Some("2027-03-22T07:00:00Z"),
            ),
            (office, Reunion, "2027-03-15T04:00:00Z", None),
            (
                office,
                Reunion,
                "2027-03-15T14:00:00Z",
                Some("2027-03-16T04:00:00Z"),
            ),
            (night, Paris, "2027-03-15T21:00:00Z", None),
            (night, Paris, "2027-03-16T04:59:59Z", None),
            (night, Paris, "2027-03-16T05:00:00Z", Some("2027-03-22T21:00:00Z")),
            (night, Paris, "2027-03-15T04:00:00Z", Some("2027-03-15T21:00:00Z")),
            (always, Paris, "2027-03-15T03:00:00Z", None),
            // The clocks change on Sunday 28 March.
            (
                sunday,
                Paris,
                "2027-03-27T12:00:00Z",
                Some("2027-03-27T23:00:00Z"),
            ),
            (sunday, Paris, "2027-03-28T21:59:59Z", None),
            (
                sunday,
                Paris,
                "2027-03-28T22:00:00Z",
                Some("2027-04-03T22:00:00Z"),
            ),
        ];
        for (window, zone, now, opens) in cases {
            assert_eq!(window.opens_at(at(now), zone), opens.map(at), "{window:?} {now}");
            assert_eq!(window.is_open(at(now), zone), opens.is_none(), "{window:?} {now}");
        }
    }

    #[test]
    fn a_skipped_hour_is_the_next_that_is() {
        let day = NaiveDate::from_ymd_opt(2027, 3, 28).unwrap();
        assert_eq!(
            first_after(day, time("02:30:00"), Paris),
            Some(at("2027-03-28T01:00:00Z"))
        );
    }
}
