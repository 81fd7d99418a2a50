//! What P2 asks of a centre, and where it stands.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use proto::v1::{CallState, ParticipationState, ProgrammeState};

use super::is_in_force;

/// P2: streams in which each centre takes part, at least.
const MIN_STREAMS: usize = 2;
/// P2: a call that closes within these days without a contribution puts the centre at risk.
const DAYS_AT_RISK: i64 = 14;

/// What P2 asks of the network in a year: two streams, or all of them when there are fewer (own).
/// Each stream has a call; those that were never dated stop counting when the programme is closed, or its year over.
pub(crate) fn minimum(state: ProgrammeState, is_over: bool, is_dated: impl Iterator<Item = bool>) -> usize {
    let n_calls = is_dated
        .filter(|is_dated| *is_dated || !(is_over || state == ProgrammeState::Closed))
        .count();
    n_calls.min(MIN_STREAMS)
}

/// True once a year is over in Paris: what was not submitted to its calls by then is missed (P2), whatever the dates
/// of the calls, and whether the programme was closed or not.
pub(crate) fn is_over(year: i32, now: DateTime<Utc>) -> bool {
    now.with_timezone(&chrono_tz::Europe::Paris).year() > year
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
/// the centre met P2 all the same. Once the year is over, nothing more is possible.
pub(crate) fn participation(
    (state, is_over): (ProgrammeState, bool),
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
    if is_over || state == ProgrammeState::Closed || n_reachable < minimum {
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

/// The place with the next closing that matters to a centre: of a stream in which it is engaged and has not
/// submitted; short of its minimum, of any stream to which it may still contribute.
pub(crate) fn next_closing(places: &[Place], minimum: usize, now: DateTime<Utc>) -> Option<usize> {
    let on_the_way = places
        .iter()
        .filter(|place| place.is_submitted || place.is_awaited(now));
    let is_short = on_the_way.count() < minimum;
    let matters =
        |place: &&Place| place.is_awaited(now) || (is_short && !place.is_submitted && place.is_possible(now));
    let dated = places.iter().enumerate().filter(|(_, place)| matters(place));
    let dated = dated.filter_map(|(index, place)| Some((place.deadline()?, index)));
    dated.min().map(|(_, index)| index)
}

/// Whole days before that closing.
pub(crate) fn days_left(places: &[Place], minimum: usize, now: DateTime<Utc>) -> Option<i32> {
    let next = places.get(next_closing(places, minimum, now)?)?.deadline()?;
    i32::try_from((next - now).num_days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProgrammeState::{Amended, Closed, Draft, Proposed, Running, Validated};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// P2: fewer than two calls in the year: all of them.
    #[test]
    fn minimum_of_the_year() {
        for (state, is_over, dated, expected) in [
            (Running, false, vec![], 0),
            (Running, false, vec![true], 1),
            (Running, false, vec![true, true], 2),
            (Running, false, vec![true, true, true], 2),
            (Running, false, vec![true, false], 2),
            (Closed, false, vec![true, false], 1),
            (Running, true, vec![true, false], 1),
            (Running, true, vec![true, true, false], 2),
            (Validated, true, vec![false, false], 0),
        ] {
            assert_eq!(
                minimum(state, is_over, dated.iter().copied()),
                expected,
                "{state:?} {is_over} {dated:?}"
            );
        }
    }

    #[test]
    fn the_end_of_the_year() {
        for (now, expected) in [
            ("2027-12-31T22:59:59Z", false),
            ("2027-12-31T23:00:00Z", true),
            ("2028-06-01T12:00:00Z", true),
            ("2026-12-31T23:00:00Z", false),
        ] {
            assert_eq!(is_over(2027, at(now)), expected, "{now}");
        }
    }

    /// After 31 December nothing is possible any more, even when a call still is open or never had dates.
    #[test]
    fn states_of_p2_once_the_year_is_over() {
        use ParticipationState::{Dispensed, Met, Missed};
        for (state, minimum, is_dispensed, places, expected) in [
            (Running, 2, false, "so so -o", Met),
            (Running, 2, false, "eo eo -o", Missed),
            (Running, 2, false, "so ex -p", Missed),
            (Validated, 2, false, "ep ep -p", Missed),
            (Amended, 2, true, "eo eo -o", Dispensed),
            (Closed, 2, false, "sc ec -c", Missed),
            (Running, 1, false, "sc ep -p", Met),
            (Running, 0, false, "-p -p", Met),
        ] {
            let list: Vec<Place> = places.split_whitespace().map(place).collect();
            assert_eq!(
                participation((state, true), minimum, is_dispensed, &list, at(NOW)),
                expected,
                "{state:?} {minimum} {is_dispensed} {places}"
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
                participation((state, false), minimum, is_dispensed, &list, at(NOW)),
                expected,
                "{state:?} {minimum} {is_dispensed} {places}"
            );
        }
    }

    #[test]
    fn days_before_the_next_closing() {
        for (places, minimum, expected) in [
            ("eo en -o", 2, Some(14)),
            ("eo sn -o", 2, Some(60)),
            ("ex eo", 2, Some(30)),
            ("sc sc -n", 2, None),
            ("ep", 1, None),
            // Short of the minimum: where it may still engage.
            ("-o -n -c", 2, Some(14)),
            ("-o -p -c", 2, Some(60)),
            ("eo -n -c", 2, Some(14)),
            ("eo -n -c", 1, Some(60)),
            ("sn -o -c", 2, Some(60)),
            ("-c -c -c", 2, None),
        ] {
            let list: Vec<Place> = places.split_whitespace().map(place).collect();
            assert_eq!(days_left(&list, minimum, at(NOW)), expected, "{places}");
        }
    }
}
