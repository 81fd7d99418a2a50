//! Who gets a place, who waits, what a registration allows, and how long what it says is kept.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::{MeetingState, Reason, RegistrationPhase, RegistrationState};
use uuid::Uuid;

/// How long after the day meals and access needs are kept (L6).
const NEEDS_KEPT: TimeDelta = TimeDelta::days(7);

/// Where the registration of a day stands.
pub(super) fn phase(
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

/// People register while the registration is open and the meeting is neither over nor cancelled.
pub(super) fn must_register(state: MeetingState, phase: RegistrationPhase) -> Result<(), Reason> {
    match (state, phase) {
        (MeetingState::Held | MeetingState::Cancelled | MeetingState::Unspecified, _) => {
            Err(Reason::MeetingState)
        }
        (_, RegistrationPhase::Open) => Ok(()),
        (_, RegistrationPhase::Closed) => Err(Reason::RegistrationClosed),
        (_, RegistrationPhase::Coming | RegistrationPhase::Unspecified) => Err(Reason::RegistrationNotOpen),
    }
}

/// What happens to a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Asks again after having given up; there is a place, or not.
    Ask {
        has_place: bool,
    },
    Offer,
    Accept,
    Lapse,
    Cancel,
}

/// The state after a step, when the state allows it.
pub(super) fn next(state: RegistrationState, step: Step) -> Option<RegistrationState> {
    use RegistrationState::{Cancelled, Lapsed, Offered, Registered, Waiting};
    match (state, step) {
        (Cancelled | Lapsed, Step::Ask { has_place: true }) | (Offered, Step::Accept) => Some(Registered),
        (Cancelled | Lapsed, Step::Ask { has_place: false }) => Some(Waiting),
        (Waiting, Step::Offer) => Some(Offered),
        (Offered, Step::Lapse) => Some(Lapsed),
        (Registered | Waiting | Offered, Step::Cancel) => Some(Cancelled),
        _ => None,
    }
}

/// Someone who asked for a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seat<'a> {
    pub(super) id: Uuid,
    pub(super) state: RegistrationState,
    /// Folded; empty when none was said.
    pub(super) organisation: &'a str,
}

impl Seat<'_> {
    /// A place is taken, or kept until an offer is answered.
    fn is_held(&self) -> bool {
        matches!(
            self.state,
            RegistrationState::Registered | RegistrationState::Offered
        )
    }
}

/// How many may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) capacity: i32,
    /// 0: no limit but the places.
    pub(super) per_organisation: i32,
}

impl Room {
    /// How many places are left.
    pub(super) fn n_left(self, seats: &[Seat<'_>]) -> i32 {
        (self.capacity - n_held(seats)).max(0)
    }

    /// Says whether someone of this organisation gets a place at once.
    pub(super) fn has_place(self, seats: &[Seat<'_>], organisation: &str) -> bool {
        let of_organisation = seats
            .iter()
            .filter(|seat| seat.is_held() && seat.organisation == organisation)
            .count();
        self.n_left(seats) > 0 && self.admits(organisation, of_organisation)
    }

    fn admits(self, organisation: &str, n_of_organisation: usize) -> bool {
        let max = usize::try_from(self.per_organisation).unwrap_or_default();
        max == 0 || organisation.is_empty() || n_of_organisation < max
    }

    /// Those who wait and to whom a place is offered now, in the order in which they asked. One whose
    /// organisation has its seats is passed over, and keeps the place in the list.
    pub(super) fn to_offer(self, seats: &[Seat<'_>]) -> Vec<Uuid> {
        let mut n_left = self.n_left(seats);
        let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
        for seat in seats.iter().filter(|seat| seat.is_held()) {
            *n_of.entry(seat.organisation).or_default() += 1;
        }
        let mut offered = Vec::new();
        for seat in seats
            .iter()
            .filter(|seat| seat.state == RegistrationState::Waiting)
        {
            let n = n_of.entry(seat.organisation).or_default();
            if n_left > 0 && self.admits(seat.organisation, *n) {
                *n += 1;
                n_left -= 1;
                offered.push(seat.id);
            }
        }
        offered
    }
}

/// How many places are taken or kept.
pub(super) fn n_held(seats: &[Seat<'_>]) -> i32 {
    let n = seats.iter().filter(|seat| seat.is_held()).count();
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Until when a place is kept for who was offered it: never beyond the beginning of the day.
pub(super) fn offered_until(now: DateTime<Utc>, minutes: i32, starts_at: DateTime<Utc>) -> DateTime<Utc> {
    (now + TimeDelta::minutes(i64::from(minutes))).min(starts_at)
}

/// Says whether two of these times have an instant in common.
pub(super) fn overlap(times: &[(DateTime<Utc>, DateTime<Utc>)]) -> bool {
    let mut times = times.to_vec();
    times.sort_unstable();
    times
        .iter()
        .zip(times.iter().skip(1))
        .any(|(one, next)| next.0 < one.1)
}

/// Arrivals are noted from the morning of the day on, in its zone.
pub(super) fn may_check_in(
    state: MeetingState,
    starts_at: DateTime<Utc>,
    zone: Tz,
    now: DateTime<Utc>,
) -> bool {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    state != MeetingState::Cancelled && day(now) >= day(starts_at)
}

/// From when meals and access needs are erased (L6).
pub(super) fn needs_kept_until(ends_at: DateTime<Utc>) -> DateTime<Utc> {
    ends_at + NEEDS_KEPT
}

/// From when names and addresses are erased: so many months after the day, at the same hour in its zone.
pub(super) fn kept_until(ends_at: DateTime<Utc>, months: i32, zone: Tz) -> DateTime<Utc> {
    let months = Months::new(u32::try_from(months).unwrap_or_default());
    let later = ends_at.with_timezone(&zone).checked_add_months(months);
    later.map_or_else(|| ends_at + TimeDelta::days(366), |at| at.to_utc())
}

/// An instant of a day that moved from one beginning to another: at the same distance on the clock.
pub(super) fn moved(
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
    use super::*;
    use RegistrationState as S;

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
    fn every_state_allows_these_steps() {
        let steps = [
            Step::Ask { has_place: true },
            Step::Ask { has_place: false },
            Step::Offer,
            Step::Accept,
            Step::Lapse,
            Step::Cancel,
        ];
        for (state, after) in [
            (S::Registered, [None, None, None, None, None, Some(S::Cancelled)]),
            (
                S::Waiting,
                [None, None, Some(S::Offered), None, None, Some(S::Cancelled)],
            ),
            (
                S::Offered,
                [
                    None,
                    None,
                    None,
                    Some(S::Registered),
                    Some(S::Lapsed),
                    Some(S::Cancelled),
                ],
            ),
            (
                S::Cancelled,
                [Some(S::Registered), Some(S::Waiting), None, None, None, None],
            ),
            (
                S::Lapsed,
                [Some(S::Registered), Some(S::Waiting), None, None, None, None],
            ),
            (S::Unspecified, [None; 6]),
        ] {
            assert_eq!(steps.map(|step| next(state, step)), after, "{state:?}");
        }
    }

    /// Seats written as "registered", "waiting"… and their organisations.
    fn seats<'a>(said: &[(u128, S, &'a str)]) -> Vec<Seat<'a>> {
        let seat = |(id, state, organisation): &(u128, S, &'a str)| Seat {
            id: Uuid::from_u128(*id),
            state: *state,
            organisation,
        };
        said.iter().map(seat).collect()
    }

    #[test]
    fn a_place_is_had_while_there_are_some_of_the_day_and_of_the_organisation() {
        let there = seats(&[
            (1, S::Registered, "rives"),
            (2, S::Offered, "rives"),
            (3, S::Cancelled, "rives"),
            (4, S::Lapsed, "guyane"),
            (5, S::Registered, ""),
        ]);
        for (capacity, per_organisation, organisation, has) in [
            (3, 0, "guyane", false),
            (4, 0, "guyane", true),
            (4, 2, "rives", false),
            (4, 3, "rives", true),
            (4, 2, "guyane", true),
            // Nobody's seats are not counted.
            (4, 1, "", true),
            (1, 0, "", false),
        ] {
            let room = Room {
                capacity,
                per_organisation,
            };
            assert_eq!(
                room.has_place(&there, organisation),
                has,
                "{capacity} {per_organisation} {organisation}"
            );
        }
        assert_eq!(n_held(&there), 3);
    }

    #[test]
    fn free_places_are_offered_in_the_order_of_asking() {
        let there = seats(&[
            (1, S::Registered, "rives"),
            (2, S::Waiting, "rives"),
            (3, S::Waiting, "guyane"),
            (4, S::Cancelled, "guyane"),
            (5, S::Waiting, "guyane"),
            (6, S::Waiting, ""),
        ]);
        for (capacity, per_organisation, offered) in [
            (1, 0, vec![]),
            (2, 0, vec![2]),
            (4, 0, vec![2, 3, 5]),
            (9, 0, vec![2, 3, 5, 6]),
            (2, 1, vec![3]),
            (9, 1, vec![3, 6]),
            (9, 2, vec![2, 3, 5, 6]),
        ] {
            let room = Room {
                capacity,
                per_organisation,
            };
            let offered: Vec<Uuid> = offered.into_iter().map(Uuid::from_u128).collect();
            assert_eq!(room.to_offer(&there), offered, "{capacity} {per_organisation}");
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
