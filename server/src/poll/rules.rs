//! What is unfair in a slot, which slots suit best, whom a kind asks.

use chrono::{DateTime, Timelike as _, Utc};
use chrono_tz::Tz;
use proto::v1::{Availability, Function, MeetingKind, PollState, Position, Role, Territory};

use crate::holidays::{holiday, territories};
use crate::meeting::kinds;

/// Slots of a poll, at least and at most.
pub(crate) const MIN_SLOTS: usize = 2;
pub(crate) const MAX_SLOTS: usize = 12;

/// Before this second of the day on the spot it is too early.
const OPENS: u32 = 8 * 3600;
/// After this one it is too late.
const CLOSES: u32 = 19 * 3600;

/// Where a poll stands.
pub(crate) fn state(
    closed_at: Option<DateTime<Utc>>,
    closes_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> PollState {
    if closed_at.is_some() {
        PollState::Closed
    } else if now > closes_at {
        PollState::Over
    } else {
        PollState::Open
    }
}

/// Answers are taken until the last day is over; by who organises, who had them by telephone, until the choice.
pub(crate) fn takes_answers(state: PollState, is_by_organiser: bool) -> bool {
    state == PollState::Open || (state == PollState::Over && is_by_organiser)
}

/// Says whether someone in this position is asked for the organisation: those whom the kind convenes; when it
/// convenes nobody of this function, who acts for it.
pub(crate) fn is_asked(kind: MeetingKind, function: Function, position: Position) -> bool {
    let parts = kinds::kind(kind).parts.iter().map(|part| part.positions());
    let mut of_function = parts.filter(|(one, _)| *one == function).peekable();
    if of_function.peek().is_none() {
        return matches!(position, Position::Director | Position::Agent);
    }
    of_function.any(|(_, positions)| positions.contains(&position))
}

/// The position that gives a role.
pub(crate) fn position(role: Role) -> Position {
    match role {
        Role::Director => Position::Director,
        Role::Team => Position::Team,
        Role::President => Position::President,
        _ => Position::Agent,
    }
}

/// An hour that is unfair to those of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfair {
    TooEarly,
    TooLate,
}

/// Says whether a slot is at an unfair hour in a zone: it begins before eight, or it goes on after seven in the
/// evening.
pub(crate) fn unfair(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>, zone: Tz) -> Option<Unfair> {
    let (start, end) = (starts_at.with_timezone(&zone), ends_at.with_timezone(&zone));
    if start.num_seconds_from_midnight() < OPENS {
        Some(Unfair::TooEarly)
    } else if end.date_naive() > start.date_naive() || end.num_seconds_from_midnight() > CLOSES {
        Some(Unfair::TooLate)
    } else {
        None
    }
}

/// The public holidays on which a slot falls, in the territories of these zones.
pub(crate) fn holidays_of(
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    zones: &[Tz],
) -> Vec<(Territory, &'static str)> {
    let mut found = Vec::new();
    for zone in zones {
        let first = starts_at.with_timezone(zone).date_naive();
        let last = ends_at.with_timezone(zone).date_naive();
        for territory in territories(*zone) {
            for day in first.iter_days().take_while(|day| *day <= last) {
                found.extend(holiday(day, *territory).map(|name| (*territory, name)));
            }
        }
    }
    found.sort_by_key(|(territory, _)| *territory as i32);
    found.dedup();
    found
}

/// How many answered what of a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "counts are named so everywhere")]
pub(crate) struct Tally {
    pub(crate) n_yes: i32,
    pub(crate) n_if_needed: i32,
    pub(crate) n_no: i32,
}

impl Tally {
    /// Counts answers.
    pub(crate) fn of(answers: impl Iterator<Item = Availability>) -> Self {
        let mut tally = Self::default();
        for answer in answers {
            match answer {
                Availability::Yes => tally.n_yes += 1,
                Availability::IfNeeded => tally.n_if_needed += 1,
                Availability::No => tally.n_no += 1,
                Availability::Unspecified => {}
            }
        }
        tally
    }

    /// The more can come, and the more of them gladly, the better.
    fn weight(self) -> (i32, i32) {
        (self.n_yes + self.n_if_needed, self.n_yes)
    }
}

/// Says of each slot whether it suits best; none while nobody can come to any.
pub(crate) fn best(tallies: &[Tally]) -> Vec<bool> {
    let top = tallies
        .iter()
        .map(|tally| tally.weight())
        .max()
        .unwrap_or_default();
    tallies
        .iter()
        .map(|tally| top.0 > 0 && tally.weight() == top)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_poll_is_open_then_over_then_closed() {
        let closes = at("2027-03-31T21:59:59Z");
        for (closed, now, expected) in [
            (None, "2027-03-31T21:59:59Z", PollState::Open),
            (None, "2027-03-31T22:00:00Z", PollState::Over),
            (Some(closes), "2027-03-20T22:00:00Z", PollState::Closed),
        ] {
            assert_eq!(state(closed, closes, at(now)), expected);
        }
        for (state, by_organiser, expected) in [
            (PollState::Open, false, true),
            (PollState::Over, false, false),
            (PollState::Over, true, true),
            (PollState::Closed, true, false),
        ] {
            assert_eq!(takes_answers(state, by_organiser), expected);
        }
    }

    /// 10 to 12 in Paris in spring is 4 to 6 in Martinique, 5 in Cayenne, 11 to 13 in Mayotte.
    #[test]
    fn hours_are_unfair_in_these_zones() {
        use Unfair::{TooEarly, TooLate};
        let morning = ("2027-04-15T08:00:00Z", "2027-04-15T10:00:00Z");
        let afternoon = ("2027-04-15T12:00:00Z", "2027-04-15T15:00:00Z");
        let late = ("2027-04-15T12:00:00Z", "2027-04-15T15:00:01Z");
        let night = ("2027-04-15T12:00:00Z", "2027-04-15T21:00:00Z");
        for ((starts, ends), zone, expected) in [
            (morning, Tz::Europe__Paris, None),
            (morning, Tz::America__Martinique, Some(TooEarly)),
            (morning, Tz::America__Cayenne, Some(TooEarly)),
            (morning, Tz::Indian__Reunion, None),
            // 14 to 17 in Paris is 8 to 11 in Martinique, and until 19 in La Réunion.
            (afternoon, Tz::America__Martinique, None),
            (afternoon, Tz::Indian__Reunion, None),
            (late, Tz::Indian__Reunion, Some(TooLate)),
            (night, Tz::Indian__Mayotte, Some(TooLate)),
        ] {
            assert_eq!(unfair(at(starts), at(ends), zone), expected, "{starts} {zone}");
        }
    }

    #[test]
    fn holidays_are_those_of_the_territories_on_the_day_that_it_is_there() {
        let zones = [Tz::America__Martinique, Tz::Europe__Paris, Tz::Indian__Reunion];
        let of = |starts, ends| holidays_of(at(starts), at(ends), &zones);
        let abolition = "Abolition de l’esclavage";
        assert_eq!(of("2027-04-15T08:00:00Z", "2027-04-15T10:00:00Z"), []);
        assert_eq!(
            of("2027-12-20T08:00:00Z", "2027-12-20T10:00:00Z"),
            [(Territory::Reunion, abolition)]
        );
        // 20 December has begun in La Réunion, not yet in Paris; on the 21st Martinique is still at the 20th.
        assert_eq!(
            of("2027-12-19T21:00:00Z", "2027-12-19T22:00:00Z"),
            [(Territory::Reunion, abolition)]
        );
        assert_eq!(of("2027-12-21T01:00:00Z", "2027-12-21T02:00:00Z"), []);
        let national = of("2027-07-14T08:00:00Z", "2027-07-14T10:00:00Z");
        assert_eq!(national.len(), 3, "{national:?}");
    }

    #[test]
    fn the_best_slots_suit_most() {
        let tally = |n_yes, n_if_needed| Tally {
            n_yes,
            n_if_needed,
            n_no: 1,
        };
        for (tallies, expected) in [
            (vec![tally(0, 0), tally(0, 0)], vec![false, false]),
            (vec![tally(3, 1), tally(4, 0)], vec![false, true]),
            (vec![tally(3, 2), tally(4, 0)], vec![true, false]),
            (
                vec![tally(2, 2), tally(2, 2), tally(1, 3)],
                vec![true, true, false],
            ),
            (vec![], vec![]),
        ] {
            assert_eq!(best(&tallies), expected, "{tallies:?}");
        }
    }

    #[test]
    fn a_kind_asks_whom_it_convenes() {
        use MeetingKind as K;
        for (kind, function, position, expected) in [
            (K::TechnicalCommittee, Function::Centre, Position::Director, true),
            (K::TechnicalCommittee, Function::Centre, Position::Team, false),
            (K::NationalDay, Function::Centre, Position::Team, true),
            (K::PresidentsMeeting, Function::Centre, Position::President, true),
            (K::PresidentsMeeting, Function::Centre, Position::Director, false),
            // Named, although the kind does not convene it.
            (
                K::TechnicalCommittee,
                Function::NationalPartner,
                Position::Agent,
                true,
            ),
            (K::Bilateral, Function::Centre, Position::Director, true),
            (K::Bilateral, Function::Centre, Position::President, false),
        ] {
            assert_eq!(
                is_asked(kind, function, position),
                expected,
                "{kind:?} {position:?}"
            );
        }
    }
}
