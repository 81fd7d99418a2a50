//! How the time of a session runs, how people attend it, who may do what.

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{Answering, AttendanceMode, ItemProgress, MeetingState, Reason, Role};
use uuid::Uuid;

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

/// Says whether the note of a point is shown to someone who may see the point.
pub(crate) fn may_see_note(state: MeetingState, may_lead: bool) -> bool {
    may_lead || state == MeetingState::Held
}

/// The time that a point took so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass {
    /// When it was begun, or taken up again.
    pub(crate) began_at: DateTime<Utc>,
    /// Spent before that.
    pub(crate) spent_s: i64,
    pub(crate) extra_minutes: i32,
}

impl Pass {
    /// Seconds spent on the point while it is being treated.
    pub(crate) fn spent_at(self, now: DateTime<Utc>) -> i64 {
        self.spent_s + (now - self.began_at).num_seconds().max(0)
    }
}

/// A point in the time of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) progress: ItemProgress,
    /// When it began, or should.
    pub(crate) starts_at: DateTime<Utc>,
    /// When it should end; `None` once it is done.
    pub(crate) ends_at: Option<DateTime<Utc>>,
    pub(crate) elapsed_s: i64,
    /// Of the one being treated; below zero once its time is used up.
    pub(crate) remaining_s: i64,
}

/// When each point began or should begin: those to come follow the one being treated, or else the opening hour,
/// one after the other, never in the past.
pub(crate) fn slots(
    items: &[(i32, Option<Pass>)],
    current: Option<usize>,
    opens_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<Slot> {
    let current_slot = |minutes: i32, pass: Pass| {
        let elapsed_s = pass.spent_at(now);
        let remaining_s = i64::from(minutes + pass.extra_minutes) * 60 - elapsed_s;
        Slot {
            progress: ItemProgress::Current,
            starts_at: pass.began_at,
            ends_at: Some(now + TimeDelta::seconds(remaining_s)),
            elapsed_s,
            remaining_s,
        }
    };
    let treated = current
        .and_then(|index| items.get(index))
        .and_then(|(minutes, pass)| Some(current_slot(*minutes, (*pass)?)));
    let mut next = treated.and_then(|slot| slot.ends_at).unwrap_or(opens_at).max(now);
    let slot = |(index, (minutes, pass)): (usize, &(i32, Option<Pass>))| match (treated, pass) {
        (Some(treated), _) if current == Some(index) => treated,
        (_, Some(pass)) => Slot {
            progress: ItemProgress::Done,
            starts_at: pass.began_at,
            ends_at: None,
            elapsed_s: pass.spent_s,
            remaining_s: 0,
        },
        (_, None) => {
            let starts_at = next;
            next += TimeDelta::minutes(i64::from(*minutes));
            Slot {
                progress: ItemProgress::ToCome,
                starts_at,
                ends_at: Some(next),
                elapsed_s: 0,
                remaining_s: 0,
            }
        }
    };
    items.iter().enumerate().map(slot).collect()
}

/// How someone attends, and between which instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) mode: AttendanceMode,
    pub(crate) arrived_at: Option<DateTime<Utc>>,
    pub(crate) left_at: Option<DateTime<Utc>>,
}

impl Stay {
    /// True for who arrived and has not left.
    pub(crate) fn is_there(self) -> bool {
        self.arrived_at.is_some() && self.left_at.is_none()
    }
}

/// What is recorded when someone is said to attend in a mode. Who comes back keeps the first arrival. `until` is
/// the end of the session, once it is closed: who is said to have come then stayed until the end, unless a
/// departure is known.
pub(crate) fn stay(
    before: Option<Stay>,
    mode: AttendanceMode,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
) -> Stay {
    use AttendanceMode::{Present, Remote, Represented};
    if !matches!(mode, Present | Remote | Represented) {
        return Stay {
            mode,
            arrived_at: None,
            left_at: None,
        };
    }
    Stay {
        mode,
        arrived_at: before.and_then(|before| before.arrived_at).or(Some(from)),
        left_at: until.map(|until| before.and_then(|before| before.left_at).unwrap_or(until)),
    }
}

/// What the sheet says of someone when the session closes: who is there leaves; who was never seen was excused,
/// when that was answered, or absent.
pub(crate) fn closed(stay: Option<Stay>, answer: Answering, now: DateTime<Utc>) -> Stay {
    match stay {
        Some(stay) if stay.is_there() => Stay {
            left_at: Some(now),
            ..stay
        },
        Some(stay) => stay,
        None => Stay {
            mode: if answer == Answering::Excused {
                AttendanceMode::Excused
            } else {
                AttendanceMode::Absent
            },
            arrived_at: None,
            left_at: None,
        },
    }
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
    use AttendanceMode as M;

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
            assert_eq!(may_see_note(state, false), shows_notes, "{state:?}");
            assert!(may_see_note(state, true));
        }
    }

    /// Three points of 30, 20 and 10 minutes.
    fn told(
        passes: [Option<Pass>; 3],
        current: Option<usize>,
        now: &str,
    ) -> Vec<(ItemProgress, String, i64)> {
        let items: Vec<_> = [30, 20, 10].into_iter().zip(passes).collect();
        let slots = slots(&items, current, at("08:00:00"), at(now));
        let line = |slot: &Slot| {
            let starts_at = slot.starts_at.format("%H:%M:%S").to_string();
            (slot.progress, starts_at, slot.remaining_s)
        };
        slots.iter().map(line).collect()
    }

    fn pass(began: &str, spent_s: i64, extra_minutes: i32) -> Option<Pass> {
        Some(Pass {
            began_at: at(began),
            spent_s,
            extra_minutes,
        })
    }

    #[test]
    fn points_to_come_follow_the_one_being_treated() {
        use ItemProgress::{Current, Done, ToCome};
        let check = |passes, current, now: &str, expected: [(ItemProgress, &str, i64); 3]| {
            let expected = expected.map(|(progress, at, left)| (progress, at.to_owned(), left));
            assert_eq!(told(passes, current, now), expected, "at {now}");
        };
        // Before the hour, and after it when nothing was begun.
        let none = [None, None, None];
        check(
            none,
            None,
            "07:30:00",
            [
                (ToCome, "08:00:00", 0),
                (ToCome, "08:30:00", 0),
                (ToCome, "08:50:00", 0),
            ],
        );
        check(
            none,
            None,
            "08:10:00",
            [
                (ToCome, "08:10:00", 0),
                (ToCome, "08:40:00", 0),
                (ToCome, "09:00:00", 0),
            ],
        );
        // The second is being treated, extended by 5 minutes.
        let second = [pass("08:05:00", 1500, 0), pass("08:30:00", 0, 5), None];
        check(
            second,
            Some(1),
            "08:40:00",
            [
                (Done, "08:05:00", 0),
                (Current, "08:30:00", 900),
                (ToCome, "08:55:00", 0),
            ],
        );
        // Its time is used up: the next one is expected now.
        check(
            second,
            Some(1),
            "09:00:00",
            [
                (Done, "08:05:00", 0),
                (Current, "08:30:00", -300),
                (ToCome, "09:00:00", 0),
            ],
        );
        // The first is taken up again: what was spent on it before counts.
        let again = [pass("08:40:00", 1500, 0), pass("08:30:00", 600, 0), None];
        check(
            again,
            Some(0),
            "08:42:00",
            [
                (Current, "08:40:00", 180),
                (Done, "08:30:00", 0),
                (ToCome, "08:45:00", 0),
            ],
        );
    }

    #[test]
    fn people_arrive_leave_and_come_back() {
        let now = at("09:00:00");
        let stayed = |mode, arrived: Option<&str>, left: Option<&str>| Stay {
            mode,
            arrived_at: arrived.map(at),
            left_at: left.map(at),
        };
        let gone = stayed(M::Present, Some("08:00:00"), Some("08:30:00"));
        for (before, mode, until, expected) in [
            (None, M::Present, None, stayed(M::Present, Some("09:00:00"), None)),
            (None, M::Absent, None, stayed(M::Absent, None, None)),
            (
                Some(gone),
                M::Remote,
                None,
                stayed(M::Remote, Some("08:00:00"), None),
            ),
            (Some(gone), M::Excused, None, stayed(M::Excused, None, None)),
            (
                None,
                M::Represented,
                Some("11:00:00"),
                stayed(M::Represented, Some("09:00:00"), Some("11:00:00")),
            ),
            (Some(gone), M::Present, Some("11:00:00"), gone),
        ] {
            assert_eq!(
                stay(before, mode, now, until.map(at)),
                expected,
                "{before:?} {mode:?}"
            );
        }
    }

    #[test]
    fn the_sheet_when_the_session_closes() {
        let now = at("11:00:00");
        let there = stay(None, M::Remote, at("08:00:00"), None);
        let closed_there = Stay {
            left_at: Some(now),
            ..there
        };
        let nowhere = |mode| stay(None, mode, now, None);
        for (before, answer, expected) in [
            (Some(there), Answering::Excused, closed_there),
            (Some(closed_there), Answering::InPerson, closed_there),
            (Some(nowhere(M::Absent)), Answering::Excused, nowhere(M::Absent)),
            (None, Answering::Excused, nowhere(M::Excused)),
            (None, Answering::InPerson, nowhere(M::Absent)),
            (None, Answering::Represented, nowhere(M::Absent)),
            (None, Answering::Unspecified, nowhere(M::Absent)),
        ] {
            assert_eq!(closed(before, answer, now), expected, "{before:?} {answer:?}");
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
