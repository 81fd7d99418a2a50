//! When a session may be opened and written about, who may see and do what; its time and its people have files of
//! their own.

mod stay;
mod time;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{MeetingState, Reason, Role};
use uuid::Uuid;

pub(crate) use self::stay::{Stay, closed, stay};
pub(crate) use self::time::{Pass, Slot, slots};

/// How long before its hour a session may be opened: people arrive and check in.
const OPENS_BEFORE: TimeDelta = TimeDelta::hours(2);

/// A session is opened around its hour, not days before.
pub(crate) fn may_open(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Reason> {
    if now + OPENS_BEFORE < starts_at {
        return Err(Reason::MeetingNotBegun);
    }
    Ok(())
}

/// What happens in the room needs a session that runs.
pub(crate) fn must_run(state: MeetingState) -> Result<(), Reason> {
    match state {
        MeetingState::Running => Ok(()),
        _ => Err(Reason::SessionNotRunning),
    }
}

/// What is written about a session is written while it runs and after.
pub(crate) fn must_have_run(state: MeetingState) -> Result<(), Reason> {
    match state {
        MeetingState::Running | MeetingState::Held => Ok(()),
        _ => Err(Reason::SessionNotRunning),
    }
}

/// Says whether the note of a point is shown to someone who may see the point: to who leads, and after the session to
/// those it was of. The others read the minutes.
pub(crate) fn may_see_note(state: MeetingState, may_lead: bool, takes_part: bool) -> bool {
    may_lead || (takes_part && state == MeetingState::Held)
}

/// Compares a code as it was typed, with or without spaces.
pub(crate) fn is_code(code: &str, typed: &str) -> bool {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    !code.is_empty() && code == typed
}

/// To whom an action belongs, or who asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    pub(crate) person_id: Option<Uuid>,
    pub(crate) organisation_id: Uuid,
}

/// Says whether an action is expected of someone: of the person, or of those who act for the organisation.
pub(crate) fn is_expected(owner: Owner, who: Owner, role: Role) -> bool {
    let is_for_person = owner.person_id.is_some() && owner.person_id == who.person_id;
    let acts_for_all = !matches!(role, Role::Team | Role::President);
    let is_for_all = owner.person_id.is_none() && acts_for_all;
    owner.organisation_id == who.organisation_id && (is_for_person || is_for_all)
}

/// Who says that an action is done: who is expected to do it, the director of that person, who leads the meeting.
pub(crate) fn may_complete(owner: Owner, who: Owner, role: Role, may_lead: bool) -> bool {
    let directs = role == Role::Director && owner.organisation_id == who.organisation_id;
    may_lead || directs || is_expected(owner, who, role)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(clock: &str) -> DateTime<Utc> {
        format!("2027-04-15T{clock}Z").parse().unwrap()
    }

    #[test]
    fn a_session_opens_two_hours_before_at_the_soonest() {
        for (now, expected) in [
            ("05:59:59", Err(Reason::MeetingNotBegun)),
            ("06:00:00", Ok(())),
            ("08:00:00", Ok(())),
            ("20:00:00", Ok(())),
        ] {
            assert_eq!(may_open(at("08:00:00"), at(now)), expected, "{now}");
        }
    }

    #[test]
    fn what_each_state_allows() {
        use MeetingState as S;
        for (state, runs, has_run, shows_notes) in [
            (S::Planned, false, false, false),
            (S::Convened, false, false, false),
            (S::Running, true, true, false),
            (S::Held, false, true, true),
            (S::Cancelled, false, false, false),
        ] {
            assert_eq!(must_run(state).is_ok(), runs, "{state:?}");
            assert_eq!(must_have_run(state).is_ok(), has_run, "{state:?}");
            assert_eq!(may_see_note(state, false, true), shows_notes, "{state:?}");
            assert!(may_see_note(state, true, false) && !may_see_note(state, false, false));
        }
    }

    #[test]
    fn codes_are_typed_with_or_without_spaces() {
        for (code, typed, expected) in [
            ("01234567", "01234567", true),
            ("01234567", " 0123 4567 ", true),
            ("01234567", "1234567", false),
            ("01234567", "", false),
            ("", "", false),
        ] {
            assert_eq!(is_code(code, typed), expected, "{code} {typed}");
        }
    }

    #[test]
    fn whose_an_action_is() {
        let (claire, ours, theirs) = (Some(Uuid::from_u128(1)), Uuid::from_u128(10), Uuid::from_u128(11));
        let who = |person_id, organisation_id| Owner {
            person_id,
            organisation_id,
        };
        // owner, who asks, role -> expected, may complete
        for (owner, asks, role, expected, may) in [
            (who(claire, ours), who(claire, ours), Role::Team, true, true),
            (who(claire, ours), who(claire, theirs), Role::Team, false, false),
            (who(claire, ours), who(None, ours), Role::Team, false, false),
            (
                who(claire, ours),
                who(Some(Uuid::nil()), ours),
                Role::Director,
                false,
                true,
            ),
            (who(None, ours), who(claire, ours), Role::Director, true, true),
            (who(None, ours), who(claire, ours), Role::Team, false, false),
            (
                who(None, ours),
                who(claire, ours),
                Role::UrbanRenewalAgency,
                true,
                true,
            ),
            (who(None, ours), who(claire, theirs), Role::Director, false, false),
        ] {
            assert_eq!(
                is_expected(owner, asks, role),
                expected,
                "{owner:?} {asks:?} {role:?}"
            );
            assert_eq!(
                may_complete(owner, asks, role, false),
                may,
                "{owner:?} {asks:?} {role:?}"
            );
            assert!(may_complete(owner, asks, role, true));
        }
    }
}
