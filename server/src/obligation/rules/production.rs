//! P6: at least one production a year for each centre, its form agreed in advance, inside or outside a call.
//!
//! What counts is said by [`Made`]: a production that was delivered, or a contribution that was submitted in a form of
//! production that its call asked for (the experience sheet, another production; not the text note), as author or as
//! confirmed co-author. A production that is delivered late for its year counts all the same: the animator agreed to it.
//! - missed: the year is over, in Paris, without any;
//! - at risk: nothing is declared, and two thirds of the centre's time in the year are over; or what is declared is
//!   not delivered, and fewer than 30 days are left;
//! - on the way: anything else. Own: a centre's time begins on the day it joined; nothing is asked any more of one
//!   that left.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::{ObligationCause as Cause, ObligationState as State};

use super::{Due, Verdict, open};
use crate::production::Made;

/// A production that is not delivered when so little is left is at risk.
const DELIVERY: TimeDelta = TimeDelta::days(30);

/// The time of a centre in a year.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stay {
    pub(crate) from: DateTime<Utc>,
    /// The last second.
    pub(crate) until: DateTime<Utc>,
    /// It left, or leaves, before the end of the year.
    pub(crate) is_leaving: bool,
}

/// P6 for a centre.
pub(crate) fn production(made: Made, stay: Stay, now: DateTime<Utc>) -> Verdict {
    let verdict = |state| Verdict::new(state, (made.done, 1));
    if made.done > 0 {
        return verdict(State::Met);
    }
    if now > stay.until {
        return if stay.is_leaving {
            verdict(State::NotAsked).because(Cause::Left, 0)
        } else {
            verdict(State::Missed).because(Cause::YearOver, 1)
        };
    }
    let is_near = now + DELIVERY > stay.until;
    let is_late = now - stay.from > (stay.until - stay.from) / 3 * 2;
    let (is_at_risk, cause) = match (made.agreed, made.declared) {
        (0, 0) => (is_late, Cause::ToDeclare),
        (0, _) => (is_near, Cause::ToAgree),
        _ => (is_near, Cause::ToDeliver),
    };
    verdict(open(is_at_risk))
        .because(cause, 1)
        .before(Due::At(stay.until, Tz::Europe__Paris))
}

#[cfg(test)]
mod tests {
    use super::super::Span;
    use super::*;

    /// What a centre made in words: "-" nothing, "d" declared, "a" agreed, "m" made.
    fn made(word: &str) -> Made {
        let n = |one: &str| usize::from(word == one);
        Made {
            done: n("m"),
            agreed: n("a"),
            declared: n("d"),
        }
    }

    fn stay(from: &str, until: &str) -> Stay {
        let whole = Span::of(2027);
        let at = |text: &str, whole| match text {
            "" => whole,
            text => text.parse().unwrap(),
        };
        Stay {
            from: at(from, whole.begins),
            until: at(until, whole.ends),
            is_leaving: !until.is_empty(),
        }
    }
    const JULY: &str = "2027-06-30T22:00:00Z";
    const APRIL: &str = "2027-03-31T21:59:59Z";
    type Case = (
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        State,
        Cause,
    );

    const ONE_A_YEAR: &[Case] = &[
        (
            "-",
            "",
            "",
            "2027-03-15T12:00:00Z",
            State::OnTheWay,
            Cause::ToDeclare,
        ),
        (
            "-",
            "",
            "",
            "2027-08-30T12:00:00Z",
            State::OnTheWay,
            Cause::ToDeclare,
        ),
        (
            "-",
            "",
            "",
            "2027-09-02T12:00:00Z",
            State::AtRisk,
            Cause::ToDeclare,
        ),
        (
            "d",
            "",
            "",
            "2027-11-30T12:00:00Z",
            State::OnTheWay,
            Cause::ToAgree,
        ),
        ("d", "", "", "2027-12-02T12:00:00Z", State::AtRisk, Cause::ToAgree),
        (
            "a",
            "",
            "",
            "2027-11-30T12:00:00Z",
            State::OnTheWay,
            Cause::ToDeliver,
        ),
        (
            "a",
            "",
            "",
            "2027-12-02T12:00:00Z",
            State::AtRisk,
            Cause::ToDeliver,
        ),
        (
            "a",
            "",
            "",
            "2027-12-31T22:59:59Z",
            State::AtRisk,
            Cause::ToDeliver,
        ),
        (
            "a",
            "",
            "",
            "2027-12-31T23:00:00Z",
            State::Missed,
            Cause::YearOver,
        ),
        (
            "-",
            "",
            "",
            "2029-01-01T12:00:00Z",
            State::Missed,
            Cause::YearOver,
        ),
        (
            "m",
            "",
            "",
            "2027-03-15T12:00:00Z",
            State::Met,
            Cause::Unspecified,
        ),
        (
            "m",
            "",
            "",
            "2029-01-01T12:00:00Z",
            State::Met,
            Cause::Unspecified,
        ),
        // Joined on 1 July: two thirds of its time are over at the end of October.
        (
            "-",
            JULY,
            "",
            "2027-09-02T12:00:00Z",
            State::OnTheWay,
            Cause::ToDeclare,
        ),
        (
            "-",
            JULY,
            "",
            "2027-11-02T12:00:00Z",
            State::AtRisk,
            Cause::ToDeclare,
        ),
        (
            "-",
            JULY,
            "",
            "2027-12-31T23:00:00Z",
            State::Missed,
            Cause::YearOver,
        ),
        // Left at the end of March.
        (
            "a",
            "",
            APRIL,
            "2027-02-15T12:00:00Z",
            State::OnTheWay,
            Cause::ToDeliver,
        ),
        (
            "a",
            "",
            APRIL,
            "2027-03-20T12:00:00Z",
            State::AtRisk,
            Cause::ToDeliver,
        ),
        (
            "a",
            "",
            APRIL,
            "2027-04-01T12:00:00Z",
            State::NotAsked,
            Cause::Left,
        ),
        (
            "-",
            "",
            APRIL,
            "2028-01-01T12:00:00Z",
            State::NotAsked,
            Cause::Left,
        ),
        (
            "m",
            "",
            APRIL,
            "2028-01-01T12:00:00Z",
            State::Met,
            Cause::Unspecified,
        ),
    ];

    #[test]
    fn one_a_year() {
        for &(word, from, until, now, state, cause) in ONE_A_YEAR {
            let found = production(made(word), stay(from, until), now.parse().unwrap());
            assert_eq!(
                (found.state, found.cause),
                (state, cause),
                "{word} {from} {until} at {now}"
            );
        }
    }
}
