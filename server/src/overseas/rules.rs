//! Decisions about the overseas network (O1): who is of its space, and how a joint work goes on.

use chrono::NaiveDate;
use proto::v1::{Function, OverseasWorkState, Role};

/// Whether an organisation is of the space: an overseas centre, the animator, the DGOM.
pub(super) fn is_member(function: Function, is_overseas_centre: bool) -> bool {
    match function {
        Function::Centre => is_overseas_centre,
        Function::Animator | Function::OverseasMinistry => true,
        _ => false,
    }
}

/// Whether somebody of the space writes in it: the presidents of centres read.
pub(super) fn writes(role: Role) -> bool {
    matches!(
        role,
        Role::Animator | Role::OverseasMinistry | Role::Director | Role::Team
    )
}

/// Whether somebody of the space commits the organisation: a member of a team prepares, the director decides.
pub(super) fn decides(role: Role) -> bool {
    writes(role) && role != Role::Team
}

/// What happens to a joint work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Start,
    Finish,
    GiveUp,
}

/// The state after a step; `None` when the state forbids it.
pub(super) fn next(state: OverseasWorkState, step: Step) -> Option<OverseasWorkState> {
    use OverseasWorkState as S;
    match (step, state) {
        (Step::Start, S::Proposed) => Some(S::Running),
        (Step::Finish, S::Running) => Some(S::Finished),
        (Step::GiveUp, S::Proposed | S::Running) => Some(S::GivenUp),
        _ => None,
    }
}

/// Whether anything of it may still change.
pub(super) fn is_open(state: OverseasWorkState) -> bool {
    matches!(state, OverseasWorkState::Proposed | OverseasWorkState::Running)
}

/// Whether people outside the space read the title, the aim and the outcome.
pub(super) fn is_published(state: OverseasWorkState, is_for_network: bool) -> bool {
    state == OverseasWorkState::Finished && is_for_network
}

/// The order in a list: those that run, then the proposed ones, then what is over.
pub(super) const STATES: [OverseasWorkState; 4] = [
    OverseasWorkState::Running,
    OverseasWorkState::Proposed,
    OverseasWorkState::Finished,
    OverseasWorkState::GivenUp,
];

/// Whether a day may be said for a task: one that is not over, or the one that was said before.
pub(super) fn may_be_due(day: NaiveDate, before: Option<NaiveDate>, today: NaiveDate) -> bool {
    day >= today || before == Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use OverseasWorkState as S;

    #[test]
    fn each_state_and_step() {
        for (state, started, finished, given_up, open) in [
            (S::Unspecified, None, None, None, false),
            (S::Proposed, Some(S::Running), None, Some(S::GivenUp), true),
            (S::Running, None, Some(S::Finished), Some(S::GivenUp), true),
            (S::Finished, None, None, None, false),
            (S::GivenUp, None, None, None, false),
        ] {
            assert_eq!(next(state, Step::Start), started, "{state:?}");
            assert_eq!(next(state, Step::Finish), finished, "{state:?}");
            assert_eq!(next(state, Step::GiveUp), given_up, "{state:?}");
            assert_eq!(is_open(state), open, "{state:?}");
            assert_eq!(is_published(state, true), state == S::Finished, "{state:?}");
            assert!(!is_published(state, false), "{state:?}");
        }
    }

    #[test]
    fn every_state_has_its_place_in_a_list() {
        let states = (1..).map_while(|n| S::try_from(n).ok());
        let states: Vec<_> = states.collect();
        assert_eq!(states.len(), STATES.len());
        assert!(states.iter().all(|state| STATES.contains(state)), "{states:?}");
    }

    #[test]
    fn a_task_is_for_a_day_to_come_or_stays_as_it_was() {
        let day = |n| NaiveDate::from_ymd_opt(2027, 3, n).unwrap();
        for (due_on, before, expected) in [
            (15, None, true),
            (16, None, true),
            (14, None, false),
            (14, Some(14), true),
            (13, Some(14), false),
            (14, Some(13), false),
        ] {
            let may = may_be_due(day(due_on), before.map(day), day(15));
            assert_eq!(may, expected, "{due_on} {before:?}");
        }
    }

    #[test]
    fn the_space_is_of_the_overseas_centres_the_animator_and_the_dgom() {
        for number in 0..=7 {
            let function = Function::try_from(number).unwrap();
            let is_body = [Function::Animator, Function::OverseasMinistry].contains(&function);
            assert_eq!(is_member(function, false), is_body, "{function:?}");
            assert_eq!(
                is_member(function, true),
                is_body || function == Function::Centre,
                "{function:?}"
            );
        }
    }

    #[test]
    fn who_writes_and_who_decides() {
        for number in 0..=9 {
            let role = Role::try_from(number).unwrap();
            let decider = [Role::Animator, Role::OverseasMinistry, Role::Director].contains(&role);
            assert_eq!(decides(role), decider, "{role:?}");
            assert_eq!(writes(role), decider || role == Role::Team, "{role:?}");
        }
    }
}
