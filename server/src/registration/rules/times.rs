//! Instants of a day: when people register, how long a place and what is personal are kept.

use chrono::{DateTime, Months, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::{MeetingState, RegistrationPhase};

/// How long after the day meals and access needs are kept (L6).
const NEEDS_KEPT: TimeDelta = TimeDelta::days(7);

/// Where the registration of a day stands.
pub(in crate::registration) fn phase(
    opens_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> RegistrationPhase {
    if now < opens_at {
        RegistrationPhase::Coming
    } else if now < closes_at {
        RegistrationPhase::Open
    } else {
        RegistrationPhase::Closed
    }
}

/// Until when a place is kept for who was offered it: never beyond the beginning of the day.
pub(in crate::registration) fn offered_until(
    now: DateTime<Utc>,
    minutes: i32,
    starts_at: DateTime<Utc>,
) -> DateTime<Utc> {
    (now + TimeDelta::minutes(i64::from(minutes))).min(starts_at)
}

/// Says whether two of these times have an instant in common.
pub(in crate::registration) fn overlap(times: &[(DateTime<Utc>, DateTime<Utc>)]) -> bool {
    let mut times = times.to_vec();
    times.sort_unstable();
    times
        .iter()
        .zip(times.iter().skip(1))
        .any(|(one, next)| next.0 < one.1)
}

/// Arrivals are noted from the morning of the day on, in its zone.
pub(in crate::registration) fn may_check_in(
    state: MeetingState,
    starts_at: DateTime<Utc>,
    zone: Tz,
    now: DateTime<Utc>,
) -> bool {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    state != MeetingState::Cancelled && day(now) >= day(starts_at)
}

/// From when meals and access needs are erased (L6).
pub(in crate::registration) fn needs_kept_until(ends_at: DateTime<Utc>) -> DateTime<Utc> {
    ends_at + NEEDS_KEPT
}

/// From when names and addresses are erased: so many months after the day, at the same hour in its zone.
pub(in crate::registration) fn kept_until(ends_at: DateTime<Utc>, months: i32, zone: Tz) -> DateTime<Utc> {
    let months = Months::new(u32::try_from(months).unwrap_or_default());
    let later = ends_at.with_timezone(&zone).checked_add_months(months);
    later.map_or_else(|| ends_at + TimeDelta::days(366), |at| at.to_utc())
}

/// An instant of a day that moved from one beginning to another: at the same distance on the clock.
pub(in crate::registration) fn moved(
    at: DateTime<Utc>,
    (from, from_zone): (DateTime<Utc>, Tz),
    (to, to_zone): (DateTime<Utc>, Tz),
) -> DateTime<Utc> {
    let local = |at: DateTime<Utc>, zone: Tz| at.with_timezone(&zone).naive_local();
    let distance = local(at, from_zone) - local(from, from_zone);
    (local(to, to_zone) + distance)
        .and_local_timezone(to_zone)
        .earliest()
        .map_or(to + distance, |at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use proto::v1::Reason;

    use super::*;
    use crate::registration::rules::must_register;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_registration_opens_and_closes_at_its_instants() {
        use MeetingState as M;
        for (now, state, phase_then, may) in [
            (
                "2027-09-30T23:59:59Z",
                M::Planned,
                RegistrationPhase::Coming,
                Err(Reason::RegistrationNotOpen),
            ),
            (
                "2027-10-01T00:00:00Z",
                M::Planned,
                RegistrationPhase::Open,
                Ok(()),
            ),
            (
                "2027-10-10T21:59:59Z",
                M::Convened,
                RegistrationPhase::Open,
                Ok(()),
            ),
            (
                "2027-10-10T21:00:00Z",
                M::Running,
                RegistrationPhase::Open,
                Ok(()),
            ),
            (
                "2027-10-10T21:00:00Z",
                M::Cancelled,
                RegistrationPhase::Open,
                Err(Reason::MeetingState),
            ),
            (
                "2027-10-10T21:00:00Z",
                M::Held,
                RegistrationPhase::Open,
                Err(Reason::MeetingState),
            ),
            (
                "2027-10-10T22:00:00Z",
                M::Convened,
                RegistrationPhase::Closed,
                Err(Reason::RegistrationClosed),
            ),
        ] {
            let found = phase(at("2027-10-01T00:00:00Z"), at("2027-10-10T22:00:00Z"), at(now));
            assert_eq!(found, phase_then, "{now}");
            assert_eq!(must_register(state, found), may, "{now} {state:?}");
        }
    }

    #[test]
    fn an_offer_ends_at_the_latest_when_the_day_begins() {
        let starts = at("2027-10-14T07:00:00Z");
        for (now, minutes, until) in [
            ("2027-10-01T07:00:00Z", 2_880, "2027-10-03T07:00:00Z"),
            ("2027-10-13T07:00:00Z", 2_880, "2027-10-14T07:00:00Z"),
            ("2027-10-14T06:50:00Z", 5, "2027-10-14T06:55:00Z"),
        ] {
            assert_eq!(offered_until(at(now), minutes, starts), at(until), "{now}");
        }
    }

    #[test]
    fn one_is_in_one_workshop_at_a_time() {
        let time = |from: &str, until: &str| {
            let hour = |text: &str| at(&format!("2027-10-14T{text}:00Z"));
            (hour(from), hour(until))
        };
        for (times, expected) in [
            (vec![], false),
            (vec![time("09:00", "10:30")], false),
            (vec![time("09:00", "10:30"), time("10:30", "12:00")], false),
            (vec![time("10:30", "12:00"), time("09:00", "10:31")], true),
            (vec![time("09:00", "12:00"), time("10:00", "10:30")], true),
            (vec![time("09:00", "10:00"), time("09:00", "10:00")], true),
        ] {
            assert_eq!(overlap(&times), expected, "{times:?}");
        }
    }

    #[test]
    fn arrivals_are_noted_from_the_morning_in_the_zone_of_the_day() {
        let starts = at("2027-10-14T12:00:00Z");
        for (now, zone, may) in [
            ("2027-10-13T21:59:59Z", chrono_tz::Europe::Paris, false),
            ("2027-10-13T22:00:00Z", chrono_tz::Europe::Paris, true),
            ("2027-10-13T22:00:00Z", chrono_tz::America::Cayenne, false),
            ("2027-10-14T03:00:00Z", chrono_tz::America::Cayenne, true),
            ("2027-10-20T03:00:00Z", chrono_tz::Europe::Paris, true),
        ] {
            assert_eq!(
                may_check_in(MeetingState::Convened, starts, zone, at(now)),
                may,
                "{now} {zone}"
            );
        }
        let now = at("2027-10-14T12:00:00Z");
        assert!(!may_check_in(
            MeetingState::Cancelled,
            starts,
            chrono_tz::Europe::Paris,
            now
        ));
    }

    #[test]
    fn needs_are_kept_seven_days_and_names_so_many_months() {
        let ends = at("2027-10-14T15:00:00Z");
        assert_eq!(needs_kept_until(ends), at("2027-10-21T15:00:00Z"));
        for (months, until) in [
            (12, "2028-10-14T15:00:00Z"),
            // The clocks change in between: the same hour in Paris.
            (1, "2027-11-14T16:00:00Z"),
        ] {
            assert_eq!(
                kept_until(ends, months, chrono_tz::Europe::Paris),
                at(until),
                "{months}"
            );
        }
        let last = at("2028-02-29T15:00:00Z");
        assert_eq!(kept_until(last, 12, chrono_tz::UTC), at("2029-02-28T15:00:00Z"));
    }

    #[test]
    fn workshops_keep_their_hour_when_the_day_moves() {
        let paris = chrono_tz::Europe::Paris;
        // 9:00 and 10:30 in Paris, in summer time, moved to a day in winter time.
        let moved = moved(
            at("2027-10-14T08:30:00Z"),
            (at("2027-10-14T07:00:00Z"), paris),
            (at("2027-11-18T08:00:00Z"), paris),
        );
        assert_eq!(moved, at("2027-11-18T09:30:00Z"));
    }
}
