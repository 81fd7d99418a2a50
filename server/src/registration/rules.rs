//! Who gets a place, who waits, what a registration allows.

mod times;

use std::collections::BTreeMap;

use proto::v1::{MeetingState, Reason, RegistrationPhase, RegistrationState};
use uuid::Uuid;

pub(super) use self::times::{
    kept_until, may_check_in, moved, needs_kept_until, offered_until, overlap, phase,
};

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

#[cfg(test)]
mod tests {
    use super::*;
    use RegistrationState as S;

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
}
