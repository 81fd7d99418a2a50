//! How people attend: arrivals, departures, and what the sheet says in the end.

use chrono::{DateTime, Utc};
use proto::v1::{Answering, AttendanceMode};

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

#[cfg(test)]
mod tests {
    use super::*;
    use AttendanceMode as M;

    fn at(clock: &str) -> DateTime<Utc> {
        format!("2027-04-15T{clock}Z").parse().unwrap()
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
}
