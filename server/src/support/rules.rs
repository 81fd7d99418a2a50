//! Decisions about requests for support (A7): who sees them all, what may still happen to one.

use chrono::{DateTime, Utc};
use proto::v1::{InviteeRole, Reason, Role, SupportKind, SupportState};

/// Whether people of this role see the requests of all centres.
pub(super) fn sees_all(role: Role) -> bool {
    matches!(role, Role::Animator | Role::UrbanRenewalAgency)
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Update,
    Withdraw,
    Accept,
    Decline,
}

/// Whether the hour that was asked has come.
pub(super) fn is_past(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    starts_at <= now
}

/// The state after a step, or why the state or the hour forbids it.
pub(super) fn next(state: SupportState, step: Step, is_past: bool) -> Result<SupportState, Reason> {
    if state != SupportState::Open {
        return Err(Reason::SupportState);
    }
    match step {
        Step::Update => Ok(SupportState::Open),
        Step::Withdraw => Ok(SupportState::Withdrawn),
        Step::Accept if is_past => Err(Reason::SupportPast),
        Step::Accept => Ok(SupportState::Accepted),
        Step::Decline => Ok(SupportState::Declined),
    }
}

/// What who accepted is in the meeting.
pub(super) fn role(kind: SupportKind) -> InviteeRole {
    match kind {
        SupportKind::Speaker => InviteeRole::Presenter,
        SupportKind::CoDesignedDay | SupportKind::Unspecified => InviteeRole::Member,
    }
}

#[cfg(test)]
mod tests {
    use SupportState as S;

    use super::*;

    const STEPS: [Step; 4] = [Step::Update, Step::Withdraw, Step::Accept, Step::Decline];

    #[test]
    fn an_open_one_is_answered_once_and_accepted_before_its_hour() {
        let states = |is_past| STEPS.map(|step| next(S::Open, step, is_past));
        let [updated, withdrawn, declined] = [S::Open, S::Withdrawn, S::Declined].map(Ok);
        assert_eq!(states(false), [updated, withdrawn, Ok(S::Accepted), declined]);
        assert_eq!(
            states(true),
            [updated, withdrawn, Err(Reason::SupportPast), declined]
        );
    }

    #[test]
    fn nothing_happens_to_one_that_has_ended() {
        for state in [S::Unspecified, S::Accepted, S::Declined, S::Withdrawn] {
            for step in STEPS {
                for is_past in [false, true] {
                    assert_eq!(
                        next(state, step, is_past),
                        Err(Reason::SupportState),
                        "{state:?} {step:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_hour_has_come_when_it_strikes() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let starts_at = at("2027-04-30T12:00:00Z");
        for (now, expected) in [
            ("2027-04-30T11:59:59Z", false),
            ("2027-04-30T12:00:00Z", true),
            ("2027-04-30T12:00:01Z", true),
        ] {
            assert_eq!(is_past(starts_at, at(now)), expected, "{now}");
        }
    }

    #[test]
    fn the_agency_and_the_animator_see_all() {
        for number in 0..=9 {
            let role = Role::try_from(number).unwrap();
            assert_eq!(sees_all(role), [1, 5].contains(&number), "{role:?}");
        }
    }

    #[test]
    fn who_speaks_is_named_so() {
        assert_eq!(role(SupportKind::Speaker), InviteeRole::Presenter);
        assert_eq!(role(SupportKind::CoDesignedDay), InviteeRole::Member);
    }
}
