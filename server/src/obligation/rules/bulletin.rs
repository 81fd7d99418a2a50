//! A1: as many bulletins as each procedure of information promises in a year.
//!
//! A procedure that begins during the year promises in proportion. What one body sends beyond its promise makes up
//! for no other.
//! - met: each sent what it promised;
//! - missed: the year is over, and one did not;
//! - at risk: fewer are sent than the part of the year that is over asks for;
//! - on the way: anything else; not asked: nobody promised a number.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::{ObligationCause as Cause, ObligationState as State};

use super::{Due, Span, Verdict, open};

/// What a body promised and sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Regularity {
    pub(crate) n_per_year: usize,
    /// Since when the procedure holds.
    pub(crate) since: DateTime<Utc>,
    pub(crate) n_sent: usize,
}

impl Regularity {
    /// How many it promises from its beginning until an instant of the year.
    fn asked(&self, year: Span, until: DateTime<Utc>) -> usize {
        let whole = (year.ends - year.begins).num_seconds().max(1);
        let from = self.since.max(year.begins);
        let part = (until.min(year.ends) - from).max(TimeDelta::zero()).num_seconds();
        let n = i64::try_from(self.n_per_year).unwrap_or(i64::MAX);
        usize::try_from(n.saturating_mul(part) / whole).unwrap_or_default()
    }
}

/// Where the procedures stand together.
pub(crate) fn regularity(all: &[Regularity], year: Span, now: DateTime<Utc>) -> Verdict {
    let sum = |n: &dyn Fn(&Regularity) -> usize| all.iter().map(n).sum::<usize>();
    let n_asked = sum(&|one| one.asked(year, year.ends));
    let n_done = sum(&|one| one.n_sent.min(one.asked(year, year.ends)));
    let verdict = |state| Verdict::new(state, (n_done, n_asked));
    if n_asked == 0 {
        return verdict(State::NotAsked);
    }
    let n_missing = n_asked - n_done;
    if n_missing == 0 {
        return verdict(State::Met);
    }
    if now > year.ends {
        return verdict(State::Missed).because(Cause::YearOver, n_missing);
    }
    let is_behind = all.iter().any(|one| one.n_sent < one.asked(year, now));
    verdict(open(is_behind))
        .because(Cause::ToPublish, n_missing)
        .before(Due::At(year.ends, Tz::Europe__Paris))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> DateTime<Utc> {
        format!("{day}T12:00:00Z").parse().unwrap()
    }

    /// Promised in a year, first day, sent.
    fn body((n_per_year, since, n_sent): (usize, &str, usize)) -> Regularity {
        Regularity {
            n_per_year,
            since: at(since),
            n_sent,
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one table")]
    fn as_many_as_promised_at_the_pace_of_the_year() {
        let old = "2026-01-01";
        for (bodies, now, state, cause, n, counts) in [
            (
                &[][..],
                "2027-04-01",
                State::NotAsked,
                Cause::Unspecified,
                0,
                (0, 0),
            ),
            (
                &[(0, old, 3)],
                "2027-04-01",
                State::NotAsked,
                Cause::Unspecified,
                0,
                (0, 0),
            ),
            (
                &[(4, old, 1)],
                "2027-04-10",
                State::OnTheWay,
                Cause::ToPublish,
                3,
                (1, 4),
            ),
            (
                &[(4, old, 0)],
                "2027-04-10",
                State::AtRisk,
                Cause::ToPublish,
                4,
                (0, 4),
            ),
            (
                &[(4, old, 4)],
                "2027-04-10",
                State::Met,
                Cause::Unspecified,
                0,
                (4, 4),
            ),
            // One sends for itself only.
            (
                &[(4, old, 9), (2, old, 0)],
                "2027-08-01",
                State::AtRisk,
                Cause::ToPublish,
                2,
                (4, 6),
            ),
            (
                &[(4, old, 3)],
                "2028-01-02",
                State::Missed,
                Cause::YearOver,
                1,
                (3, 4),
            ),
            // Since July: half of it.
            (
                &[(4, "2027-07-01", 2)],
                "2028-01-02",
                State::Met,
                Cause::Unspecified,
                0,
                (2, 2),
            ),
        ] {
            let bodies: Vec<_> = bodies.iter().copied().map(body).collect();
            let found = regularity(&bodies, Span::of(2027), at(now));
            let told = (found.state, found.cause, found.n, (found.n_done, found.n_asked));
            assert_eq!(told, (state, cause, n, counts), "{bodies:?} {now}");
        }
    }
}
