//! Decisions about the field's questions (A3): who reads and does what, in which state.

pub(crate) mod personal;
pub(crate) mod similar;

use chrono::{DateTime, NaiveDate, Utc};
use proto::v1::{Closing, Function, QuestionState, Role};

use crate::clock::end_of_day;

/// The organisations that are asked: national bodies.
pub(crate) const ADDRESSEES: [Function; 4] = [
    Function::UrbanRenewalAgency,
    Function::Animator,
    Function::OverseasMinistry,
    Function::NationalPartner,
];

/// What somebody is to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) is_centre: bool,
    pub(super) is_addressee: bool,
    pub(super) is_animator: bool,
}

impl Part {
    /// Whether all that is asked exists for them, with who asked and who answers.
    pub(super) fn may_see(self) -> bool {
        self.is_centre || self.is_addressee || self.is_animator
    }
}

/// Whether people of this role answer what their organisation is asked.
pub(super) fn answers(role: Role) -> bool {
    matches!(
        role,
        Role::Animator | Role::UrbanRenewalAgency | Role::OverseasMinistry | Role::NationalPartner
    )
}

/// What is done to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Update,
    Join,
    Leave,
    Take,
    Answer,
    Close,
}

/// The state after a step; `None` when the state forbids it. An answer can be corrected even of a closed question:
/// others read it still.
pub(super) fn next(state: QuestionState, step: Step, is_answered: bool) -> Option<QuestionState> {
    use QuestionState as S;
    match (step, state) {
        (Step::Update, S::Open) => Some(S::Open),
        (Step::Join, S::Open | S::Taken | S::Answered) | (Step::Leave, S::Open | S::Taken) => Some(state),
        (Step::Take, S::Open | S::Taken) => Some(S::Taken),
        (Step::Answer, S::Open | S::Taken | S::Answered) => Some(S::Answered),
        (Step::Answer, S::Closed) if is_answered => Some(S::Closed),
        (Step::Close, S::Open | S::Taken | S::Answered) => Some(S::Closed),
        _ => None,
    }
}

/// Whether a closing says why by itself: the answer is there to be read.
pub(super) fn needs_words(closing: Closing) -> bool {
    closing != Closing::Settled
}

/// The last instant that is not late.
pub(super) fn due_at(due_on: NaiveDate) -> DateTime<Utc> {
    end_of_day(due_on, chrono_tz::Europe::Paris)
}

/// Whether an answer is late.
pub(super) fn is_late(state: QuestionState, due_on: Option<NaiveDate>, now: DateTime<Utc>) -> bool {
    state == QuestionState::Taken && due_on.is_some_and(|due_on| due_at(due_on) < now)
}

#[cfg(test)]
mod tests {
    use QuestionState as S;
    use Step::{Answer, Close, Join, Leave, Take, Update};

    use super::*;

    #[test]
    fn each_state_and_step() {
        let steps = [Update, Join, Leave, Take, Answer, Close];
        for (state, is_answered, expected) in [
            (S::Unspecified, false, [None; 6]),
            (
                S::Open,
                false,
                [
                    Some(S::Open),
                    Some(S::Open),
                    Some(S::Open),
                    Some(S::Taken),
                    Some(S::Answered),
                    Some(S::Closed),
                ],
            ),
            (
                S::Taken,
                false,
                [
                    None,
                    Some(S::Taken),
                    Some(S::Taken),
                    Some(S::Taken),
                    Some(S::Answered),
                    Some(S::Closed),
                ],
            ),
            (
                S::Answered,
                true,
                [
                    None,
                    Some(S::Answered),
                    None,
                    None,
                    Some(S::Answered),
                    Some(S::Closed),
                ],
            ),
            (S::Closed, true, [None, None, None, None, Some(S::Closed), None]),
            (S::Closed, false, [None; 6]),
        ] {
            let found = steps.map(|step| next(state, step, is_answered));
            assert_eq!(found, expected, "{state:?}");
        }
    }

    #[test]
    fn national_bodies_answer() {
        for number in 0..=9 {
            let role = Role::try_from(number).unwrap();
            assert_eq!(answers(role), [1, 5, 6, 7].contains(&number), "{role:?}");
        }
    }

    #[test]
    fn late_is_after_the_last_second_of_the_day_while_nothing_is_answered() {
        let day = "2027-04-30".parse().ok();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        for (state, due_on, now, expected) in [
            (S::Taken, day, "2027-04-30T21:59:59Z", false),
            (S::Taken, day, "2027-04-30T22:00:00Z", true),
            (S::Taken, None, "2027-04-30T22:00:00Z", false),
            (S::Open, day, "2027-04-30T22:00:00Z", false),
            (S::Answered, day, "2027-04-30T22:00:00Z", false),
            (S::Closed, day, "2027-04-30T22:00:00Z", false),
        ] {
            assert_eq!(is_late(state, due_on, at(now)), expected, "{state:?} {now}");
        }
    }

    #[test]
    fn what_is_not_settled_says_why() {
        for (closing, expected) in [
            (Closing::Settled, false),
            (Closing::Redirected, true),
            (Closing::Obsolete, true),
        ] {
            assert_eq!(needs_words(closing), expected, "{closing:?}");
        }
    }
}
