//! P1, P2, P3: the programme of a year.
//!
//! P1, at most 3 work streams: met once the programme is validated; on the way while it is prepared; at risk with
//! more in a draft; missed with more in a programme that was validated. Nothing is asked of a year without one.
//!
//! P2, at least 2 of them for each centre: as the board of `programme` says, for the same reasons; nothing is asked
//! before the programme is validated.
//!
//! P3, validated in the last session of the year before:
//! - met: it was validated in that year; missed: it was validated later, or the year is over without;
//! - at risk: the last session is cancelled, or was held without validating it, or is to be recorded as held; or it
//!   comes within 14 days and the programme is not proposed; or the last 60 days of that year have begun and no
//!   session is marked as the last one;
//! - on the way: anything else.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::{
    MeetingState, ObligationCause as Cause, ObligationState as State, ParticipationState, ProgrammeState,
};

use super::{Due, Instance, SOON, Span, Verdict, open};

/// P3: before the end of the year, a session is marked as the last one.
const LAST_IS_KNOWN: TimeDelta = TimeDelta::days(60);

fn is_validated(state: ProgrammeState) -> bool {
    use ProgrammeState::{Amended, Closed, Running, Validated};
    matches!(state, Validated | Running | Amended | Closed)
}

/// P1: so many streams, at most.
pub(crate) fn streams(state: Option<ProgrammeState>, n_streams: usize, n_at_most: usize) -> Verdict {
    let verdict = |state| Verdict::new(state, (n_streams, n_at_most));
    let Some(state) = state else {
        return verdict(State::NotAsked).because(Cause::NoProgramme, 0);
    };
    match (n_streams > n_at_most, is_validated(state)) {
        (true, true) => verdict(State::Missed).because(Cause::TooManyStreams, n_streams),
        (true, false) => verdict(State::AtRisk).because(Cause::TooManyStreams, n_streams),
        (false, true) => verdict(State::Met),
        (false, false) => verdict(State::OnTheWay).because(Cause::NotValidated, 0),
    }
}

/// What the board says of a centre.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) state: ParticipationState,
    pub(crate) minimum: usize,
    pub(crate) n_submitted: usize,
    /// Streams to which it contributed, or in which it is engaged and still may.
    pub(crate) n_taken: usize,
    /// The next closing that matters.
    pub(crate) closing: Option<(DateTime<Utc>, Tz)>,
}

/// P2: contributions of a centre to so many streams.
pub(crate) fn contributions(standing: &Standing) -> Verdict {
    let verdict = |state| Verdict::new(state, (standing.n_submitted, standing.minimum));
    let due = standing
        .closing
        .map_or(Due::Nothing, |(at, zone)| Due::At(at, zone));
    let is_at_risk = match standing.state {
        ParticipationState::Unspecified => {
            return verdict(State::NotAsked).because(Cause::NotValidated, 0);
        }
        ParticipationState::Met => return verdict(State::Met),
        ParticipationState::Dispensed => return verdict(State::Dispensed),
        ParticipationState::Missed => return verdict(State::Missed).because(Cause::CallsClosed, 0),
        ParticipationState::OnTheWay => false,
        ParticipationState::AtRisk => true,
    };
    let (cause, n) = match standing.minimum.saturating_sub(standing.n_taken) {
        0 => (
            Cause::ToContribute,
            standing.minimum.saturating_sub(standing.n_submitted),
        ),
        n => (Cause::ToEngage, n),
    };
    verdict(open(is_at_risk)).because(cause, n).before(due)
}

/// What is known of the validation of a programme.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Validation {
    /// Of the programme; `None` when there is none yet.
    pub(crate) state: Option<ProgrammeState>,
    /// The day of the session that validated it.
    pub(crate) on: Option<NaiveDate>,
    /// The last session of the year before, once it is marked so.
    pub(crate) last: Option<Instance>,
}

/// P3: the programme of a year, validated in the last session of the one before. The only meeting is that session.
pub(crate) fn validation(known: &Validation, year: i32, now: DateTime<Utc>) -> Verdict {
    let ends = Span::of(year - 1).ends;
    let verdict = |state, n_done| Verdict::new(state, (n_done, 1));
    if known.state.is_some_and(is_validated) {
        return if known.on.is_none_or(|on| on.year() < year) {
            verdict(State::Met, 1)
        } else {
            verdict(State::Missed, 0).because(Cause::ValidatedLate, 0)
        };
    }
    if now > ends {
        return verdict(State::Missed, 0).because(Cause::NotValidated, 0);
    }
    let (is_at_risk, cause, due) = match known.last {
        None => (
            now + LAST_IS_KNOWN > ends,
            Cause::ToMarkLast,
            Due::At(ends, Tz::Europe__Paris),
        ),
        Some(last) => match last.state {
            MeetingState::Cancelled => (true, Cause::Cancelled, Due::At(ends, Tz::Europe__Paris)),
            MeetingState::Held => (true, Cause::HeldWithout, Due::At(ends, Tz::Europe__Paris)),
            _ if last.is_to_record(now) => (true, Cause::ToRecord, Due::Meeting(0)),
            _ if known.state != Some(ProgrammeState::Proposed) && last.starts_at <= now + SOON => {
                (true, Cause::ToPropose, Due::Meeting(0))
            }
            _ => (false, Cause::ToValidate, Due::Meeting(0)),
        },
    };
    verdict(open(is_at_risk), 0).because(cause, 1).before(due)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProgrammeState::{Amended, Closed, Draft, Proposed, Running, Validated};

    #[test]
    fn at_most_three_streams() {
        for (state, n_streams, expected) in [
            (None, 0, State::NotAsked),
            (Some(Draft), 0, State::OnTheWay),
            (Some(Proposed), 3, State::OnTheWay),
            (Some(Draft), 4, State::AtRisk),
            (Some(Validated), 1, State::Met),
            (Some(Running), 3, State::Met),
            (Some(Closed), 2, State::Met),
            (Some(Amended), 4, State::Missed),
        ] {
            assert_eq!(
                streams(state, n_streams, 3).state,
                expected,
                "{state:?} {n_streams}"
            );
        }
    }

    /// Every state of the board has its own here, and none is decided again.
    #[test]
    fn as_the_board_says() {
        use ParticipationState as P;
        for (state, n_submitted, n_taken, expected, cause, n) in [
            (P::Unspecified, 0, 0, State::NotAsked, Cause::NotValidated, 0),
            (P::Met, 2, 2, State::Met, Cause::Unspecified, 0),
            (P::Dispensed, 0, 0, State::Dispensed, Cause::Unspecified, 0),
            (P::OnTheWay, 0, 2, State::OnTheWay, Cause::ToContribute, 2),
            (P::OnTheWay, 1, 2, State::OnTheWay, Cause::ToContribute, 1),
            (P::AtRisk, 0, 0, State::AtRisk, Cause::ToEngage, 2),
            (P::AtRisk, 1, 1, State::AtRisk, Cause::ToEngage, 1),
            (P::AtRisk, 1, 2, State::AtRisk, Cause::ToContribute, 1),
            (P::Missed, 1, 1, State::Missed, Cause::CallsClosed, 0),
        ] {
            let found = contributions(&Standing {
                state,
                minimum: 2,
                n_submitted,
                n_taken,
                closing: None,
            });
            assert_eq!(
                (found.state, found.cause, found.n),
                (expected, cause, n),
                "{state:?} {n_submitted} {n_taken}"
            );
            assert_eq!((found.n_done, found.n_asked), (n_submitted, 2));
        }
    }

    /// The last session, on 4 December 2026 at 9:00 in UTC.
    fn last(state: MeetingState) -> Instance {
        Instance {
            starts_at: "2026-12-04T09:00:00Z".parse().unwrap(),
            ends_at: "2026-12-04T12:00:00Z".parse().unwrap(),
            state,
        }
    }
    type Case = (
        Option<ProgrammeState>,
        &'static str,
        Option<MeetingState>,
        &'static str,
        State,
        Cause,
    );

    const VALIDATIONS: &[Case] = &[
        // Done.
        (
            Some(Validated),
            "2026-12-04",
            Some(MeetingState::Held),
            "2026-12-05T12:00:00Z",
            State::Met,
            Cause::Unspecified,
        ),
        (
            Some(Closed),
            "2026-12-31",
            None,
            "2029-01-01T12:00:00Z",
            State::Met,
            Cause::Unspecified,
        ),
        (
            Some(Running),
            "2027-01-15",
            None,
            "2027-02-01T12:00:00Z",
            State::Missed,
            Cause::ValidatedLate,
        ),
        // Not done, and the year turns.
        (
            Some(Proposed),
            "",
            Some(MeetingState::Held),
            "2026-12-31T22:59:59Z",
            State::AtRisk,
            Cause::HeldWithout,
        ),
        (
            Some(Proposed),
            "",
            Some(MeetingState::Held),
            "2026-12-31T23:00:00Z",
            State::Missed,
            Cause::NotValidated,
        ),
        (
            None,
            "",
            None,
            "2027-06-01T12:00:00Z",
            State::Missed,
            Cause::NotValidated,
        ),
        // On the way, or not.
        (
            None,
            "",
            None,
            "2026-09-01T12:00:00Z",
            State::OnTheWay,
            Cause::ToMarkLast,
        ),
        (
            None,
            "",
            None,
            "2026-11-02T12:00:00Z",
            State::AtRisk,
            Cause::ToMarkLast,
        ),
        (
            Some(Draft),
            "",
            Some(MeetingState::Planned),
            "2026-11-02T12:00:00Z",
            State::OnTheWay,
            Cause::ToValidate,
        ),
        (
            Some(Draft),
            "",
            Some(MeetingState::Convened),
            "2026-11-25T12:00:00Z",
            State::AtRisk,
            Cause::ToPropose,
        ),
        (
            Some(Proposed),
            "",
            Some(MeetingState::Convened),
            "2026-11-25T12:00:00Z",
            State::OnTheWay,
            Cause::ToValidate,
        ),
        (
            Some(Proposed),
            "",
            Some(MeetingState::Convened),
            "2026-12-05T12:00:00Z",
            State::AtRisk,
            Cause::ToRecord,
        ),
        (
            Some(Proposed),
            "",
            Some(MeetingState::Cancelled),
            "2026-11-25T12:00:00Z",
            State::AtRisk,
            Cause::Cancelled,
        ),
    ];

    #[test]
    fn validated_in_the_last_session_of_the_year_before() {
        for &(state, on, session, now, expected, cause) in VALIDATIONS {
            let known = Validation {
                state,
                on: on.parse().ok(),
                last: session.map(last),
            };
            let found = validation(&known, 2027, now.parse().unwrap());
            assert_eq!(
                (found.state, found.cause),
                (expected, cause),
                "{state:?} at {now}"
            );
        }
    }
}
