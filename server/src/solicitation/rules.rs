//! Decisions about solicitations (M6): who asks, who answers, who reads what, and when.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use proto::v1::{AnswerState, AnswerStep, Role};
use uuid::Uuid;

use crate::clock::end_of_day;

/// Whether people of this role ask the centres for their expertise.
pub(super) fn asks(role: Role) -> bool {
    matches!(
        role,
        Role::Animator | Role::UrbanRenewalAgency | Role::OverseasMinistry | Role::NationalPartner
    )
}

/// What somebody's organisation is to a solicitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) is_asker: bool,
    pub(super) is_asked: bool,
    pub(super) is_animator: bool,
}

impl Part {
    pub(super) fn of(
        organisation_id: Uuid,
        is_animator: bool,
        asker_id: Uuid,
        mut asked_ids: impl Iterator<Item = Uuid>,
    ) -> Self {
        Self {
            is_asker: organisation_id == asker_id,
            is_asked: asked_ids.any(|id| id == organisation_id),
            is_animator,
        }
    }

    /// Whether it exists at all for them.
    pub(super) fn may_see(self) -> bool {
        self.is_asker || self.is_asked || self.is_animator
    }
}

/// Whether they know where a centre stands: the own one always; the others for whom asked and for the animator,
/// and for the centres asked once it is closed.
pub(super) fn reads_state(part: Part, is_own: bool, is_closed: bool) -> bool {
    is_own || part.is_asker || part.is_animator || (part.is_asked && is_closed)
}

/// Whether they read what a centre answers: before it is given, only the centre does.
pub(super) fn reads_text(part: Part, is_own: bool, state: AnswerState, is_closed: bool) -> bool {
    is_own || (state == AnswerState::Given && reads_state(part, is_own, is_closed))
}

/// The state of an answer after a step, while the solicitation is open; `None` when the state forbids it.
pub(super) fn next(state: AnswerState, step: AnswerStep) -> Option<AnswerState> {
    use AnswerState as S;
    match (step, state) {
        (AnswerStep::Accept, S::Awaited | S::Declined) => Some(S::Accepted),
        (AnswerStep::Decline, S::Awaited | S::Accepted) => Some(S::Declined),
        (AnswerStep::Give, S::Awaited | S::Accepted | S::Declined | S::Given) => Some(S::Given),
        _ => None,
    }
}

/// Whether someone may add and remove the files of an answer, while the solicitation is open: the centre, its
/// director alone once it is given; the animator when it was entered by telephone.
pub(super) fn may_attach(role: Role, is_own: bool, state: AnswerState, is_entered_by_animator: bool) -> bool {
    match role {
        Role::Director => is_own,
        Role::Team => is_own && state != AnswerState::Given,
        Role::Animator => is_entered_by_animator,
        _ => false,
    }
}

/// The last instant that is not late.
pub(super) fn due_at(due_on: NaiveDate, zone: Tz) -> DateTime<Utc> {
    end_of_day(due_on, zone)
}

/// Whether an answer that was given came after the last day.
pub(super) fn is_late(state: AnswerState, at: Option<DateTime<Utc>>, due_at: DateTime<Utc>) -> bool {
    state == AnswerState::Given && at.is_some_and(|at| due_at < at)
}

#[cfg(test)]
mod tests {
    use AnswerState as S;
    use AnswerStep::{Accept, Decline, Give};

    use super::*;

    #[test]
    fn each_state_and_step() {
        for (state, accepted, declined, given) in [
            (S::Unspecified, None, None, None),
            (S::Awaited, Some(S::Accepted), Some(S::Declined), Some(S::Given)),
            (S::Accepted, None, Some(S::Declined), Some(S::Given)),
            (S::Declined, Some(S::Accepted), None, Some(S::Given)),
            (S::Given, None, None, Some(S::Given)),
        ] {
            assert_eq!(next(state, Accept), accepted, "{state:?}");
            assert_eq!(next(state, Decline), declined, "{state:?}");
            assert_eq!(next(state, Give), given, "{state:?}");
            assert_eq!(next(state, AnswerStep::Unspecified), None, "{state:?}");
        }
    }

    #[test]
    fn national_bodies_ask() {
        for number in 0..=9 {
            let role = Role::try_from(number).unwrap();
            assert_eq!(asks(role), [1, 5, 6, 7].contains(&number), "{role:?}");
        }
    }

    const ASKER: Uuid = Uuid::from_u128(1);
    const CENTRE: Uuid = Uuid::from_u128(2);
    const OTHER: Uuid = Uuid::from_u128(3);
    const STRANGER: Uuid = Uuid::from_u128(4);

    fn part(organisation_id: Uuid, is_animator: bool) -> Part {
        Part::of(organisation_id, is_animator, ASKER, [CENTRE, OTHER].into_iter())
    }

    /// Of the answer of [`CENTRE`]: who sees that there is a solicitation, where the centre stands, its text.
    #[test]
    fn who_reads_what() {
        // Reader, is it the animator; sees; while open: the state, a text prepared, a text given; once closed: the same.
        for (reader, is_animator, sees, open, closed) in [
            (ASKER, false, true, [true, false, true], [true, false, true]),
            (ASKER, true, true, [true, false, true], [true, false, true]),
            (CENTRE, false, true, [true, true, true], [true, true, true]),
            (OTHER, false, true, [false, false, false], [true, false, true]),
            (STRANGER, true, true, [true, false, true], [true, false, true]),
            (
                STRANGER,
                false,
                false,
                [false, false, false],
                [false, false, false],
            ),
        ] {
            let part = part(reader, is_animator);
            let is_own = reader == CENTRE;
            assert_eq!(part.may_see(), sees, "{part:?}");
            for (is_closed, expected) in [(false, open), (true, closed)] {
                let read = [
                    reads_state(part, is_own, is_closed),
                    reads_text(part, is_own, S::Accepted, is_closed),
                    reads_text(part, is_own, S::Given, is_closed),
                ];
                assert_eq!(read, expected, "{part:?} closed: {is_closed}");
            }
        }
    }

    #[test]
    fn who_attaches_files() {
        // Role, own centre, by telephone; while prepared, once given.
        for (role, is_own, by_telephone, prepared, given) in [
            (Role::Director, true, false, true, true),
            (Role::Director, false, false, false, false),
            (Role::Team, true, false, true, false),
            (Role::Team, false, true, false, false),
            (Role::Animator, false, false, false, false),
            (Role::Animator, false, true, true, true),
            (Role::President, true, false, false, false),
            (Role::UrbanRenewalAgency, false, true, false, false),
        ] {
            for (state, expected) in [
                (S::Awaited, prepared),
                (S::Accepted, prepared),
                (S::Declined, prepared),
                (S::Given, given),
            ] {
                let may = may_attach(role, is_own, state, by_telephone);
                assert_eq!(may, expected, "{role:?} {state:?}");
            }
        }
    }

    #[test]
    fn late_is_after_the_last_second_of_the_day() {
        let day = "2027-04-30".parse().unwrap();
        let due_at = due_at(day, Tz::Europe__Paris);
        assert_eq!(due_at.to_rfc3339(), "2027-04-30T21:59:59+00:00");
        let at = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
        for (state, at, expected) in [
            (S::Given, at("2027-04-30T21:59:59Z"), false),
            (S::Given, at("2027-04-30T22:00:00Z"), true),
            (S::Given, None, false),
            (S::Accepted, at("2027-05-02T08:00:00Z"), false),
            (S::Declined, at("2027-05-02T08:00:00Z"), false),
        ] {
            assert_eq!(is_late(state, at, due_at), expected, "{state:?} {at:?}");
        }
    }
}
