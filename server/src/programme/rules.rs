//! Decisions of the programme: its states (P3), the states of a call, what P2 asks of a centre and where it stands.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use proto::v1::{CallState, ParticipationState, ProgrammeState, Reason};

/// P1: work streams of a programme, at most.
pub(crate) const MAX_STREAMS: usize = 3;
/// P2: streams in which each centre takes part, at least.
pub(crate) const MIN_STREAMS: usize = 2;
/// P2: a call that closes within these days without a contribution puts the centre at risk.
pub(crate) const DAYS_AT_RISK: i64 = 14;

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
    /// Records a change after the validation (P3).
    Amend,
    /// Ends it.
    Close,
}

/// The state after a step; `None` when the step is not possible now.
pub(crate) fn after(state: ProgrammeState, step: Step) -> Option<ProgrammeState> {
    use ProgrammeState::{Amended, Closed, Draft, Proposed, Running, Validated};
    Some(match (state, step) {
        (Draft, Step::Propose) => Proposed,
        (Proposed, Step::Validate) => Validated,
        (Validated, Step::Start) => Running,
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

/// Whether streams may be added, renamed, removed: freely before the validation, then after an amendment (P3).
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

/// What P2 asks of the network in a year: two streams, or all of them when there are fewer (own).
/// Each stream has a call; those that were never dated stop counting when the programme is closed.
pub(crate) fn minimum(state: ProgrammeState, is_dated: impl Iterator<Item = bool>) -> usize {
    let n_calls = is_dated
        .filter(|is_dated| *is_dated || state != ProgrammeState::Closed)
        .count();
    n_calls.min(MIN_STREAMS)
}

/// What P2 asks of a centre (own): in proportion to the months of the year in which it was in the network, a
/// month begun counting whole, rounded up. So a centre that joined in the second half of the year is asked for
/// one stream when the others are asked for two. `left_on` is the first day out of the network.
pub(crate) fn minimum_of_centre(
    minimum: usize,
    year: i32,
    joined_on: NaiveDate,
    left_on: Option<NaiveDate>,
) -> usize {
    let first = if joined_on.year() < year {
        1
    } else {
        joined_on.month()
    };
    let last = match left_on.and_then(|day| day.pred_opt()) {
        Some(day) if day.year() == year => day.month(),
        Some(day) if day.year() < year => 0,
        _ => 12,
    };
    if joined_on.year() > year || last < first {
        return 0;
    }
    let n_months = usize::try_from(last + 1 - first).unwrap_or(12);
    (minimum * n_months).div_ceil(12)
}

/// Where a centre stands with one stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// It said that it takes part, and did not withdraw.
    pub(crate) is_engaged: bool,
    /// It submitted, as author or as confirmed co-author.
    pub(crate) is_submitted: bool,
    /// State of the call.
    pub(crate) call: CallState,
    /// Closing of the call.
    pub(crate) closes_at: Option<DateTime<Utc>>,
    /// Instant of the extension given to this centre.
    pub(crate) extended_until: Option<DateTime<Utc>>,
}

impl Place {
    /// The last instant for this centre, its extension included.
    pub(crate) fn deadline(&self) -> Option<DateTime<Utc>> {
        self.closes_at.max(self.extended_until)
    }

    /// True when the centre may still submit, now or once the call opens.
    fn is_possible(&self, now: DateTime<Utc>) -> bool {
        self.call != CallState::Closed || self.extended_until.is_some_and(|until| now <= until)
    }

    /// True when it is engaged, has not submitted, and still may.
    pub(crate) fn is_awaited(&self, now: DateTime<Utc>) -> bool {
        self.is_engaged && !self.is_submitted && self.is_possible(now)
    }
}

/// The state of P2 for a centre. Before the validation there is none; a dispensation ends the question unless
/// the centre met P2 all the same.
pub(crate) fn participation(
    state: ProgrammeState,
    minimum: usize,
    is_dispensed: bool,
    places: &[Place],
    now: DateTime<Utc>,
) -> ParticipationState {
    let count = |is: &dyn Fn(&Place) -> bool| places.iter().filter(|place| is(place)).count();
    if !is_in_force(state) && state != ProgrammeState::Closed {
        return ParticipationState::Unspecified;
    }
    if count(&|place| place.is_submitted) >= minimum {
        return ParticipationState::Met;
    }
    if is_dispensed {
        return ParticipationState::Dispensed;
    }
    let n_reachable = count(&|place| place.is_submitted || place.is_possible(now));
    if state == ProgrammeState::Closed || n_reachable < minimum {
        return ParticipationState::Missed;
    }
    let n_on_the_way = count(&|place| place.is_submitted || place.is_awaited(now));
    let closes_soon = count(&|place| {
        let soon = now + TimeDelta::days(DAYS_AT_RISK);
        place.is_awaited(now) && place.deadline().is_some_and(|deadline| deadline <= soon)
    });
    if n_on_the_way < minimum || closes_soon > 0 {
        ParticipationState::AtRisk
    } else {
        ParticipationState::OnTheWay
    }
}

/// Whole days before the next closing that matters to a centre: of a stream in which it is engaged and has not
/// submitted.
pub(crate) fn days_left(places: &[Place], now: DateTime<Utc>) -> Option<i32> {
    let next = places
        .iter()
        .filter(|place| place.is_awaited(now))
        .filter_map(Place::deadline)
        .min()?;
    i32::try_from((next - now).num_days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProgrammeState::{Amended, Closed, Draft, Proposed, Running, Validated};

    const STATES: [ProgrammeState; 6] = [Draft, Proposed, Validated, Running, Amended, Closed];
    const STEPS: [Step; 5] = [
        Step::Propose,
        Step::Validate,
        Step::Start,
        Step::Amend,
        Step::Close,
    ];

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

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

    /// P2: fewer than two calls in the year: all of them.
    #[test]
    fn minimum_of_the_year() {
        for (state, dated, expected) in [
            (Running, vec![], 0),
            (Running, vec![true], 1),
            (Running, vec![true, true], 2),
            (Running, vec![true, true, true], 2),
            (Running, vec![true, false], 2),
            (Closed, vec![true, false], 1),
        ] {
            assert_eq!(
                minimum(state, dated.iter().copied()),
                expected,
                "{state:?} {dated:?}"
            );
        }
    }

    /// P2, own: in proportion for a centre that joined or left during the year.
    #[test]
    fn minimum_in_proportion() {
        for (minimum, joined, left, expected) in [
            (2, "2015-01-01", None, 2),
            (2, "2027-01-01", None, 2),
            (2, "2027-06-30", None, 2),
            (2, "2027-07-01", None, 1),
            (2, "2027-12-31", None, 1),
            (2, "2028-01-01", None, 0),
            (2, "2015-01-01", Some("2027-07-01"), 1),
            (2, "2015-01-01", Some("2027-07-02"), 2),
            (2, "2015-01-01", Some("2027-01-01"), 0),
            (2, "2015-01-01", Some("2026-03-01"), 0),
            (2, "2015-01-01", Some("2028-01-01"), 2),
            (2, "2027-03-15", Some("2027-05-01"), 1),
            (1, "2027-11-01", None, 1),
            (0, "2015-01-01", None, 0),
        ] {
            assert_eq!(
                minimum_of_centre(minimum, 2027, day(joined), left.map(day)),
                expected,
                "{minimum} {joined} {left:?}"
            );
        }
    }

    const NOW: &str = "2027-05-01T12:00:00Z";

    /// A place in words: "-" nothing, "e" engaged, "s" submitted; then the call: "p" planned without dates,
    /// "o" open for 60 days, "n" open and closing in 14 days, "c" closed, "x" closed with an extension of 30 days.
    fn place(words: &str) -> Place {
        let (what, call) = words.split_at(1);
        let in_days = |days| Some(at(NOW) + TimeDelta::days(days));
        let (call, closes_at, extended_until) = match call {
            "p" => (CallState::Planned, None, None),
            "o" => (CallState::Open, in_days(60), None),
            "n" => (CallState::Open, in_days(DAYS_AT_RISK), None),
            "c" => (CallState::Closed, in_days(-1), None),
            _ => (CallState::Closed, in_days(-1), in_days(30)),
        };
        Place {
            is_engaged: what == "e" || what == "s",
            is_submitted: what == "s",
            call,
            closes_at,
            extended_until,
        }
    }

    #[test]
    fn states_of_p2() {
        use ParticipationState::{AtRisk, Dispensed, Met, Missed, OnTheWay, Unspecified};
        for (state, minimum, is_dispensed, places, expected) in [
            (Draft, 2, false, "eo eo -o", Unspecified),
            (Proposed, 2, false, "eo eo -o", Unspecified),
            (Running, 2, false, "so so -o", Met),
            (Running, 2, false, "sc sc -c", Met),
            (Closed, 2, false, "sc sc ec", Met),
            (Running, 2, true, "sc sc -c", Met),
            (Running, 2, true, "-o -o -o", Dispensed),
            (Closed, 2, true, "-c -c -c", Dispensed),
            (Running, 2, false, "eo eo -o", OnTheWay),
            (Validated, 2, false, "ep ep -p", OnTheWay),
            (Running, 2, false, "so eo -o", OnTheWay),
            (Running, 2, false, "sc eo -o", OnTheWay),
            (Amended, 2, false, "ex eo -o", OnTheWay),
            (Running, 2, false, "-o -o -o", AtRisk),
            (Running, 2, false, "eo -o -o", AtRisk),
            (Running, 2, false, "so -o -c", AtRisk),
            (Running, 2, false, "eo en -o", AtRisk),
            (Running, 2, false, "so en -o", AtRisk),
            (Running, 2, false, "ec eo -o", AtRisk),
            (Running, 2, false, "ec -o eo", AtRisk),
            (Running, 2, false, "-c -c -o", Missed),
            (Running, 2, false, "ec ec so", Missed),
            (Running, 2, false, "sc ec ec", Missed),
            (Closed, 2, false, "so eo eo", Missed),
            (Running, 1, false, "so -o -o", Met),
            (Running, 1, false, "eo -o -o", OnTheWay),
            (Running, 1, false, "-c -c -c", Missed),
            (Running, 0, false, "", Met),
        ] {
            let list: Vec<Place> = places.split_whitespace().map(place).collect();
            assert_eq!(
                participation(state, minimum, is_dispensed, &list, at(NOW)),
                expected,
                "{state:?} {minimum} {is_dispensed} {places}"
            );
        }
    }

    #[test]
    fn days_before_the_next_closing() {
        for (places, expected) in [
            ("eo en -o", Some(14)),
            ("eo sn -o", Some(60)),
            ("ex eo", Some(30)),
            ("ec sc -n", None),
            ("ep", None),
        ] {
            let list: Vec<Place> = places.split_whitespace().map(place).collect();
            assert_eq!(days_left(&list, at(NOW)), expected, "{places}");
        }
    }
}
