//! What a meeting allows, and how its hours follow from one another.

pub mod slot;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::{InviteeRole, ItemState, MeetingKind, MeetingState, Reason, Role};
use uuid::Uuid;

use crate::meeting::kinds;

/// Meetings of a series, at most.
pub(crate) const MAX_IN_SERIES: i32 = 26;

/// What happens to a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Convene,
    Start,
    End,
    Cancel,
}

/// The state after a step, when the state allows it.
pub(crate) fn next(state: MeetingState, step: Step) -> Option<MeetingState> {
    use MeetingState::{Cancelled, Convened, Held, Planned, Running};
    match (state, step) {
        (Planned | Convened, Step::Convene) => Some(Convened),
        (Convened, Step::Start) => Some(Running),
        (Convened | Running, Step::End) => Some(Held),
        (Planned | Convened, Step::Cancel) => Some(Cancelled),
        _ => None,
    }
}

/// Says whether the convocation of a kind may leave from elsewhere than the platform: the centre's own sessions, the
/// meetings at somebody's invitation (M4), the bilateral one that the agency calls too (A6).
pub(crate) fn is_convened_elsewhere(kind: MeetingKind) -> bool {
    let is_invited = !kinds::kind(kind).invited_by.is_empty();
    is_invited || matches!(kind, MeetingKind::LocalSession | MeetingKind::Bilateral)
}

/// Says whether the words, the hours and the people of a meeting may still change.
pub(crate) fn must_be_open(state: MeetingState) -> Result<(), Reason> {
    match state {
        MeetingState::Planned | MeetingState::Convened => Ok(()),
        _ => Err(Reason::MeetingState),
    }
}

/// The agenda may change as long as the meeting is not over: the chair reorders it while it runs.
pub(crate) fn may_change_agenda(state: MeetingState) -> Result<(), Reason> {
    match state {
        MeetingState::Planned | MeetingState::Convened | MeetingState::Running => Ok(()),
        _ => Err(Reason::MeetingState),
    }
}

/// Who prepares a meeting: its organiser's people in a role that convenes this kind; the animator all but the
/// centres' own; the agency and the animator each other's (A6).
pub(crate) fn may_prepare(kind: MeetingKind, role: Role, is_of_organiser: bool) -> bool {
    let conveners = kinds::kind(kind).conveners;
    let is_own = kind == MeetingKind::LocalSession;
    conveners.contains(&role) && (is_of_organiser || !is_own)
}

/// Who is consulted about a kind: sees its meetings from the planning on, and adds points to their agendas (O1).
pub(crate) fn is_in_concert(kind: MeetingKind, role: Role) -> bool {
    kinds::kind(kind).in_concert.contains(&role)
}

/// Who searches an hour that is fair to those of other organisations whom a kind convenes: who convenes it, and who is
/// consulted about it.
pub(crate) fn may_search(kind: &kinds::Kind, role: Role) -> bool {
    let is_between = kind.kind != MeetingKind::LocalSession;
    is_between && (kind.conveners.contains(&role) || kind.in_concert.contains(&role))
}

/// Who leads the session: prepares it, chairs it or keeps its notes.
pub(crate) fn may_lead(may_prepare: bool, role: InviteeRole) -> bool {
    may_prepare || matches!(role, InviteeRole::Chair | InviteeRole::Secretary)
}

/// A closed item is seen by who leads, and by the organisations that it concerns.
#[expect(
    clippy::fn_params_excessive_bools,
    reason = "what is known of the reader, each a fact of its own"
)]
pub(crate) fn may_see_item(
    is_closed: bool,
    state: ItemState,
    may_prepare: bool,
    may_lead: bool,
    is_proposer: bool,
    is_concerned: bool,
) -> bool {
    if may_prepare || is_proposer {
        return true;
    }
    state == ItemState::Retained && (!is_closed || may_lead || is_concerned)
}

/// Says whether a meeting is to be held, or runs: one that was planned and never held counts for nothing.
pub(crate) fn is_coming(state: MeetingState, ends_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    match state {
        MeetingState::Running => true,
        MeetingState::Planned | MeetingState::Convened => now <= ends_at,
        _ => false,
    }
}

/// When each item begins, one after the other, and how many minutes they go beyond the end.
pub(crate) fn schedule(
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    minutes: &[i32],
) -> (Vec<DateTime<Utc>>, i32) {
    let mut at = starts_at;
    let starts = minutes
        .iter()
        .map(|minutes| {
            let start = at;
            at += TimeDelta::minutes(i64::from(*minutes));
            start
        })
        .collect();
    let over = (at - ends_at).num_minutes().max(0);
    (starts, i32::try_from(over).unwrap_or(i32::MAX))
}

/// The instants of a series: every so many weeks, at the same wall-clock hour in the zone, whatever the season.
pub(crate) fn series(first: DateTime<Utc>, zone: Tz, n: i32, every_n_weeks: i32) -> Vec<DateTime<Utc>> {
    let local = first.with_timezone(&zone).naive_local();
    let nth = |n: i32| {
        let local = local + TimeDelta::weeks(i64::from(n) * i64::from(every_n_weeks));
        // An hour that the zone skips is the one an hour later.
        let at = local.and_local_timezone(zone).earliest();
        at.or_else(|| (local + TimeDelta::hours(1)).and_local_timezone(zone).earliest())
            .map_or(first, |at| at.to_utc())
    };
    (0..n.max(1)).map(nth).collect()
}

/// The end of a day, in a zone.
pub(crate) fn end_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let end = day.and_hms_opt(23, 59, 59).unwrap_or_default();
    end.and_local_timezone(zone)
        .latest()
        .map_or_else(DateTime::default, |at| at.to_utc())
}

/// The order of items after one moved to a place, 1 being the first.
pub(crate) fn moved(mut ids: Vec<Uuid>, id: Uuid, place: i32) -> Vec<Uuid> {
    let Some(from) = ids.iter().position(|one| *one == id) else {
        return ids;
    };
    let moved = ids.remove(from);
    let to = usize::try_from(place - 1).unwrap_or_default().min(ids.len());
    ids.insert(to, moved);
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn every_state_allows_these_steps() {
        use MeetingState as S;
        use Step::{Cancel, Convene, End, Start};
        for (state, allowed) in [
            (S::Planned, vec![(Convene, S::Convened), (Cancel, S::Cancelled)]),
            (
                S::Convened,
                vec![
                    (Convene, S::Convened),
                    (Start, S::Running),
                    (End, S::Held),
                    (Cancel, S::Cancelled),
                ],
            ),
            (S::Running, vec![(End, S::Held)]),
            (S::Held, vec![]),
            (S::Cancelled, vec![]),
        ] {
            for step in [Convene, Start, End, Cancel] {
                let expected = allowed.iter().find(|(one, _)| *one == step).map(|(_, to)| *to);
                assert_eq!(next(state, step), expected, "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn who_prepares_what() {
        use MeetingKind as K;
        for (kind, role, is_own, expected) in [
            (K::TechnicalCommittee, Role::Animator, true, true),
            (K::TechnicalCommittee, Role::Director, false, false),
            (K::OverseasPoint, Role::OverseasMinistry, false, false),
            (K::OverseasPoint, Role::Animator, false, true),
            (K::OverseasPoint, Role::UrbanRenewalAgency, false, false),
            (K::Bilateral, Role::UrbanRenewalAgency, false, true),
            (K::LocalSession, Role::Director, true, true),
            (K::LocalSession, Role::Director, false, false),
            (K::LocalSession, Role::Animator, false, false),
        ] {
            assert_eq!(may_prepare(kind, role, is_own), expected, "{kind:?} {role:?}");
        }
    }

    #[test]
    fn the_dgom_is_consulted_about_the_overseas_points_only() {
        for entry in kinds::KINDS {
            for number in 0..=9 {
                let role = Role::try_from(number).unwrap();
                let expected = entry.kind == MeetingKind::OverseasPoint && role == Role::OverseasMinistry;
                assert_eq!(
                    is_in_concert(entry.kind, role),
                    expected,
                    "{:?} {role:?}",
                    entry.kind
                );
            }
        }
    }

    #[test]
    fn closed_items_are_seen_by_those_concerned() {
        use ItemState::{Declined, Proposed, Retained};
        // closed, state, prepares, leads, proposer, concerned -> seen
        for (is_closed, state, prepares, leads, proposer, concerned, expected) in [
            (false, Retained, false, false, false, false, true),
            (true, Retained, false, false, false, false, false),
            (true, Retained, false, false, false, true, true),
            (true, Retained, false, true, false, false, true),
            (false, Proposed, false, false, false, false, false),
            (false, Proposed, false, false, true, false, true),
            (false, Declined, true, true, false, false, true),
            (false, Declined, false, true, false, false, false),
        ] {
            assert_eq!(
                may_see_item(is_closed, state, prepares, leads, proposer, concerned),
                expected,
                "{is_closed} {state:?} {prepares} {leads} {proposer} {concerned}"
            );
        }
    }

    #[test]
    fn hours_follow_from_the_durations_and_too_much_is_told() {
        let (starts, over) = schedule(
            at("2027-03-18T09:00:00Z"),
            at("2027-03-18T10:30:00Z"),
            &[45, 30, 30],
        );
        assert_eq!(
            starts,
            [
                at("2027-03-18T09:00:00Z"),
                at("2027-03-18T09:45:00Z"),
                at("2027-03-18T10:15:00Z")
            ]
        );
        assert_eq!(over, 15);
        assert_eq!(
            schedule(at("2027-03-18T09:00:00Z"), at("2027-03-18T10:30:00Z"), &[90]).1,
            0
        );
    }

    /// The clocks change on 28 March 2027 in Paris, and never in Martinique.
    #[test]
    fn a_series_keeps_its_wall_clock_hour() {
        let paris = series(at("2027-03-18T09:00:00Z"), chrono_tz::Europe::Paris, 3, 1);
        assert_eq!(
            paris,
            [
                at("2027-03-18T09:00:00Z"),
                at("2027-03-25T09:00:00Z"),
                at("2027-04-01T08:00:00Z")
            ]
        );
        let martinique = series(at("2027-03-18T13:00:00Z"), chrono_tz::America::Martinique, 2, 2);
        assert_eq!(
            martinique,
            [at("2027-03-18T13:00:00Z"), at("2027-04-01T13:00:00Z")]
        );
        // 2 h 30 does not exist on that Sunday.
        let skipped = series(at("2027-03-21T01:30:00Z"), chrono_tz::Europe::Paris, 2, 1);
        assert_eq!(skipped[1], at("2027-03-28T01:30:00Z"));
    }

    #[test]
    fn an_item_moves_to_a_place() {
        let ids: Vec<Uuid> = (1..=4).map(Uuid::from_u128).collect();
        for (id, place, expected) in [
            (1, 3, [2, 3, 1, 4]),
            (4, 1, [4, 1, 2, 3]),
            (2, 99, [1, 3, 4, 2]),
            (3, 0, [3, 1, 2, 4]),
            (9, 1, [1, 2, 3, 4]),
        ] {
            let expected: Vec<Uuid> = expected.into_iter().map(Uuid::from_u128).collect();
            assert_eq!(
                moved(ids.clone(), Uuid::from_u128(id), place),
                expected,
                "{id} to {place}"
            );
        }
    }
}
