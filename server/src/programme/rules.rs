//! Decisions of the programme: its states (P3), the states of a call.

mod participation;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use proto::v1::{CallState, ProgrammeState, Reason};

pub(crate) use self::participation::*;

/// P1: work streams of a programme, at most.
pub(crate) const MAX_STREAMS: usize = 3;

/// The sections of the experience sheet that a call may require (P4).
pub(crate) const SECTIONS: [&str; 9] = [
    "context", "problem", "actors", "actions", "means", "results", "lessons", "contacts", "keywords",
];

/// What the animator does to a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Shows the draft for comments.
    Propose,
    /// Records the session that validated it (P3).
    Validate,
    /// Lets it run.
    Start,
    /// Records what changes after the validation, and why: streams may change until it is closed (P3).
    Amend,
    /// Ends the changes of the amendments that are open: a later one belongs to another amendment (P3).
    CloseAmendment,
    /// Ends it.
    Close,
}

/// The state after a step; `None` when the step is not possible now.
pub(crate) fn after(state: ProgrammeState, step: Step) -> Option<ProgrammeState> {
    use ProgrammeState::{Amended, Closed, Draft, Proposed, Running, Validated};
    Some(match (state, step) {
        (Draft, Step::Propose) => Proposed,
        (Proposed, Step::Validate) => Validated,
        (Validated, Step::Start) | (Amended, Step::CloseAmendment) => Running,
        (Validated | Running | Amended, Step::Amend) => Amended,
        (Running | Amended, Step::Close) => Closed,
        _ => return None,
    })
}

/// True when calls may open: the programme was validated (P3) and is not closed.
pub(crate) fn is_in_force(state: ProgrammeState) -> bool {
    matches!(
        state,
        ProgrammeState::Validated | ProgrammeState::Running | ProgrammeState::Amended
    )
}

/// The year whose programme matters now: this one when its programme is in force, else the newest in force, else
/// the newest of all. `today` is the day in Paris.
pub(crate) fn current(
    years: impl IntoIterator<Item = (i32, ProgrammeState)>,
    today: NaiveDate,
) -> Option<i32> {
    let rank = |(year, state): &(i32, ProgrammeState)| {
        let is_in_force = is_in_force(*state);
        (is_in_force, is_in_force && *year == today.year(), *year)
    };
    years.into_iter().max_by_key(rank).map(|(year, _)| year)
}

/// Whether streams may be added, renamed, removed: freely before the validation, then while an amendment is open (P3).
pub(crate) fn may_change_streams(state: ProgrammeState) -> Result<(), Reason> {
    match state {
        ProgrammeState::Draft | ProgrammeState::Proposed | ProgrammeState::Amended => Ok(()),
        ProgrammeState::Validated | ProgrammeState::Running => Err(Reason::AmendmentNeeded),
        ProgrammeState::Closed | ProgrammeState::Unspecified => Err(Reason::ProgrammeState),
    }
}

/// Whether the dates of calls and sessions may be set: until the end of the programme.
pub(crate) fn may_change_dates(state: ProgrammeState) -> Result<(), Reason> {
    match state {
        ProgrammeState::Closed | ProgrammeState::Unspecified => Err(Reason::ProgrammeState),
        _ => Ok(()),
    }
}

/// Whether a centre may engage, decline or withdraw.
pub(crate) fn may_engage(state: ProgrammeState, call: CallState) -> Result<(), Reason> {
    match state {
        ProgrammeState::Draft | ProgrammeState::Proposed => Err(Reason::ProgrammeNotValidated),
        ProgrammeState::Closed | ProgrammeState::Unspecified => Err(Reason::ProgrammeState),
        _ if call == CallState::Closed => Err(Reason::CallClosed),
        _ => Ok(()),
    }
}

/// The state of a call. The closing instant still belongs to it.
pub(crate) fn call_state(
    state: ProgrammeState,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> CallState {
    let (Some(opens_at), Some(closes_at)) = (opens_at, closes_at) else {
        return CallState::Planned;
    };
    match state {
        ProgrammeState::Closed => CallState::Closed,
        _ if !is_in_force(state) || now < opens_at => CallState::Planned,
        _ if now <= closes_at => CallState::Open,
        _ => CallState::Closed,
    }
}

/// A closing typed as 23:59 ends with the day: at 23:59:59 in the zone that was named.
pub(crate) fn end_of_day(closes_at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let local = closes_at.with_timezone(&zone).time();
    if local.with_second(0) == NaiveTime::from_hms_opt(23, 59, 0) {
        closes_at + TimeDelta::seconds(59 - i64::from(local.second()))
    } else {
        closes_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProgrammeState::{Amended, Closed, Draft, Proposed, Running, Validated};

    const STATES: [ProgrammeState; 6] = [Draft, Proposed, Validated, Running, Amended, Closed];
    const STEPS: [Step; 6] = [
        Step::Propose,
        Step::Validate,
        Step::Start,
        Step::Amend,
        Step::CloseAmendment,
        Step::Close,
    ];

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// P3: every state with every step.
    #[test]
    fn steps() {
        let expected = [
            (Draft, Step::Propose, Proposed),
            (Proposed, Step::Validate, Validated),
            (Validated, Step::Start, Running),
            (Validated, Step::Amend, Amended),
            (Running, Step::Amend, Amended),
            (Amended, Step::Amend, Amended),
            (Amended, Step::CloseAmendment, Running),
            (Running, Step::Close, Closed),
            (Amended, Step::Close, Closed),
        ];
        for state in STATES {
            for step in STEPS {
                let wanted = expected
                    .iter()
                    .find(|(from, by, _)| (*from, *by) == (state, step))
                    .map(|(_, _, to)| *to);
                assert_eq!(after(state, step), wanted, "{state:?} {step:?}");
            }
        }
    }

    /// P3: what may change in each state.
    #[test]
    fn changes() {
        use Reason::{AmendmentNeeded, ProgrammeNotValidated};
        let no = Err(Reason::ProgrammeState);
        for (state, streams, dates, engage) in [
            (Draft, Ok(()), Ok(()), Err(ProgrammeNotValidated)),
            (Proposed, Ok(()), Ok(()), Err(ProgrammeNotValidated)),
            (Validated, Err(AmendmentNeeded), Ok(()), Ok(())),
            (Running, Err(AmendmentNeeded), Ok(()), Ok(())),
            (Amended, Ok(()), Ok(()), Ok(())),
            (Closed, no, no, no),
        ] {
            assert_eq!(may_change_streams(state), streams, "{state:?}");
            assert_eq!(may_change_dates(state), dates, "{state:?}");
            assert_eq!(may_engage(state, CallState::Open), engage, "{state:?}");
            assert_eq!(may_engage(state, CallState::Planned), engage, "{state:?}");
        }
        assert_eq!(may_engage(Running, CallState::Closed), Err(Reason::CallClosed));
    }

    /// A programme that is validated for the next year hides nothing of this one.
    #[test]
    fn the_programme_that_matters_now() {
        for (years, expected) in [
            (vec![], None),
            (vec![(2027, Draft)], Some(2027)),
            (vec![(2026, Closed), (2027, Draft)], Some(2027)),
            (vec![(2026, Closed), (2027, Running)], Some(2027)),
            (vec![(2027, Running), (2028, Proposed)], Some(2027)),
            (vec![(2027, Running), (2028, Validated)], Some(2027)),
            (
                vec![(2026, Amended), (2027, Amended), (2028, Running)],
                Some(2027),
            ),
            (vec![(2026, Running), (2027, Proposed)], Some(2026)),
            (vec![(2027, Closed), (2028, Validated)], Some(2028)),
            (vec![(2025, Running), (2026, Running), (2027, Closed)], Some(2026)),
            (vec![(2026, Closed), (2027, Closed)], Some(2027)),
        ] {
            let today = NaiveDate::from_ymd_opt(2027, 12, 31).unwrap();
            assert_eq!(current(years.clone(), today), expected, "{years:?}");
        }
    }

    /// Nothing opens before the validation (P3).
    #[test]
    fn calls() {
        use CallState::{Open, Planned};
        let (opens, closes) = (at("2027-02-01T08:00:00Z"), at("2027-03-01T22:59:59Z"));
        let times = [
            opens - TimeDelta::microseconds(1),
            opens,
            closes,
            closes + TimeDelta::microseconds(1),
        ];
        for state in STATES {
            let expected = match state {
                Draft | Proposed => [Planned; 4],
                Closed => [CallState::Closed; 4],
                _ => [Planned, Open, Open, CallState::Closed],
            };
            let found = times.map(|now| call_state(state, Some(opens), Some(closes), now));
            assert_eq!(found, expected, "{state:?}");
            assert_eq!(call_state(state, None, None, opens), Planned);
        }
    }

    #[test]
    fn a_day_ends_at_its_last_second() {
        let paris = chrono_tz::Europe::Paris;
        for (given, expected) in [
            ("2027-03-01T22:59:00Z", "2027-03-01T22:59:59Z"),
            ("2027-03-01T22:59:59Z", "2027-03-01T22:59:59Z"),
            ("2027-03-01T17:00:00Z", "2027-03-01T17:00:00Z"),
        ] {
            assert_eq!(end_of_day(at(given), paris), at(expected));
        }
        let mayotte = chrono_tz::Indian::Mayotte;
        assert_eq!(
            end_of_day(at("2027-03-01T20:59:00Z"), mayotte),
            at("2027-03-01T20:59:59Z")
        );
    }
}
