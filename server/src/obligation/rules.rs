//! Where an obligation stands: each rule on plain facts, and the words for what is known of it.

mod bulletin;
mod delay;
mod meetings;
mod production;
mod programme;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::{AttendanceMode, ObligationCause, ObligationState};

pub(crate) use self::bulletin::{Regularity, regularity};
pub(crate) use self::delay::{ACKNOWLEDGEMENTS, Delay, MINUTES, delays};
pub(crate) use self::meetings::{Instance, meetings, points};
pub(crate) use self::production::{Stay, production};
pub(crate) use self::programme::{Standing, Validation, contributions, streams, validation};
use crate::clock::end_of_day;

/// What is to happen within this time, and is not prepared, is at risk.
const SOON: TimeDelta = TimeDelta::days(14);

/// A year of the network: it begins and ends in Paris.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) begins: DateTime<Utc>,
    /// Its last second.
    pub(crate) ends: DateTime<Utc>,
}

impl Span {
    /// A whole year.
    pub(crate) fn of(year: i32) -> Self {
        let last = |year| NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default();
        Self {
            begins: end_of_day(last(year - 1), Tz::Europe__Paris) + TimeDelta::seconds(1),
            ends: end_of_day(last(year), Tz::Europe__Paris),
        }
    }
}

/// The date that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// None any more.
    Nothing,
    /// In the zone in which it was set.
    At(DateTime<Utc>, Tz),
    /// The hour of a meeting, by its place among those that were given.
    Meeting(usize),
}

/// Where an obligation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) state: ObligationState,
    pub(crate) cause: ObligationCause,
    /// Of what the cause names.
    pub(crate) n: usize,
    pub(crate) n_done: usize,
    pub(crate) n_asked: usize,
    pub(crate) due: Due,
}

impl Verdict {
    fn new(state: ObligationState, (n_done, n_asked): (usize, usize)) -> Self {
        Self {
            state,
            cause: ObligationCause::Unspecified,
            n: 0,
            n_done,
            n_asked,
            due: Due::Nothing,
        }
    }

    fn because(self, cause: ObligationCause, n: usize) -> Self {
        Self { cause, n, ..self }
    }

    fn before(self, due: Due) -> Self {
        Self { due, ..self }
    }
}

/// The state of what is not met yet.
fn open(is_at_risk: bool) -> ObligationState {
    if is_at_risk {
        ObligationState::AtRisk
    } else {
        ObligationState::OnTheWay
    }
}

/// How an organisation attended a meeting: as the one of its people who was most there.
pub(crate) fn attended(modes: impl Iterator<Item = AttendanceMode>) -> AttendanceMode {
    use AttendanceMode::{Absent, Excused, Present, Remote, Represented, Unspecified};
    let order = [Present, Remote, Represented, Excused, Absent, Unspecified];
    let place = |mode: &AttendanceMode| order.iter().position(|one| one == mode);
    modes.min_by_key(place).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The network's year turns at midnight in Paris.
    #[test]
    fn a_year_begins_and_ends_in_paris() {
        let span = Span::of(2027);
        assert_eq!(span.begins.to_rfc3339(), "2026-12-31T23:00:00+00:00");
        assert_eq!(span.ends.to_rfc3339(), "2027-12-31T22:59:59+00:00");
        assert_eq!(
            Span::of(2028).begins,
            span.ends + TimeDelta::seconds(1),
            "no second is lost"
        );
    }

    #[test]
    fn a_centre_attends_as_the_one_who_was_most_there() {
        use AttendanceMode::{Absent, Excused, Present, Remote, Represented, Unspecified};
        for (modes, expected) in [
            (vec![], Unspecified),
            (vec![Unspecified], Unspecified),
            (vec![Absent, Present], Present),
            (vec![Remote, Excused], Remote),
            (vec![Represented, Absent], Represented),
            (vec![Absent, Excused], Excused),
            (vec![Unspecified, Absent], Absent),
        ] {
            assert_eq!(attended(modes.iter().copied()), expected, "{modes:?}");
        }
    }
}
