//! Decisions about the common projects (A6): whose they are, which are open, which are late.

use chrono::NaiveDate;
use proto::v1::{Function, ProjectState};

/// Whether an organisation owns the projects: reads and changes all of them.
pub(super) fn is_owner(function: Function) -> bool {
    matches!(function, Function::Animator | Function::UrbanRenewalAgency)
}

/// Whether an organisation may take part in one, and reads those in which it does.
pub(super) fn may_take_part(function: Function) -> bool {
    function == Function::Centre
}

/// Whether a project is read by an organisation.
pub(super) fn reads(function: Function, takes_part: bool) -> bool {
    is_owner(function) || (may_take_part(function) && takes_part)
}

/// The states in which there is something still to do.
pub(super) const OPEN: [ProjectState; 2] = [ProjectState::Proposed, ProjectState::Running];

/// Whether there is something still to do.
pub(super) fn is_open(state: ProjectState) -> bool {
    OPEN.contains(&state)
}

/// Whether it has to say what happens next: as long as it is open, and when a day is given for it.
pub(super) fn needs_step(state: ProjectState, has_day: bool) -> bool {
    is_open(state) || has_day
}

/// Whether the day of its next step is over.
pub(super) fn is_late(state: ProjectState, due_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    is_open(state) && due_on.is_some_and(|day| day < today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProjectState as S;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 5, n).unwrap()
    }

    #[test]
    fn the_projects_are_the_animators_and_the_anrus_and_centres_read_theirs() {
        for number in 0..=7 {
            let function = Function::try_from(number).unwrap();
            let owner = [Function::Animator, Function::UrbanRenewalAgency].contains(&function);
            assert_eq!(is_owner(function), owner, "{function:?}");
            assert_eq!(reads(function, false), owner, "{function:?}");
            let takes_part = owner || function == Function::Centre;
            assert_eq!(reads(function, true), takes_part, "{function:?}");
        }
    }

    #[test]
    fn what_each_state_asks_for() {
        for (state, open) in [
            (S::Unspecified, false),
            (S::Proposed, true),
            (S::Running, true),
            (S::Finished, false),
            (S::GivenUp, false),
        ] {
            assert_eq!(is_open(state), open, "{state:?}");
            assert_eq!(needs_step(state, false), open, "{state:?}");
            assert!(needs_step(state, true), "{state:?}");
            assert_eq!(is_late(state, Some(day(11)), day(12)), open, "{state:?}");
            assert!(
                !is_late(state, Some(day(12)), day(12)),
                "{state:?}: not on its day"
            );
            assert!(!is_late(state, None, day(12)), "{state:?}");
        }
    }
}
