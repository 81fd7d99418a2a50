//! Own rules: each thing is done within its delay. Minutes are approved within the one that the animator sets, once a
//! meeting of the year was held; a bulletin is acknowledged by a centre within its own (A8).
//! - met: all are done, each within its delay; what comes later asks for more;
//! - missed: a delay is over and the thing is not done, or was when it was done;
//! - at risk: a delay ends soon;
//! - on the way: anything else; not asked: there is nothing yet.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::{ObligationCause as Cause, ObligationState as State};

use super::{Due, SOON, Verdict, open};

/// Something to do within a delay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delay {
    pub(crate) done_at: Option<DateTime<Utc>>,
    /// Until when it is to be done, in the zone in which that was set.
    pub(crate) due: (DateTime<Utc>, Tz),
}

/// What is told of delays.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// Of what waits.
    waiting: Cause,
    /// Of what is late, or was.
    late: Cause,
    /// A delay that ends within this time is at risk.
    soon: TimeDelta,
}

/// Of minutes.
pub(crate) const MINUTES: Words = Words {
    waiting: Cause::MinutesToApprove,
    late: Cause::MinutesLate,
    soon: SOON,
};
/// Of acknowledgements.
pub(crate) const ACKNOWLEDGEMENTS: Words = Words {
    waiting: Cause::ToAcknowledge,
    late: Cause::AcknowledgedLate,
    soon: TimeDelta::days(3),
};

/// Where what was to be done in a year stands.
pub(crate) fn delays(records: &[Delay], words: Words, now: DateTime<Utc>) -> Verdict {
    let in_time = |one: &&Delay| one.done_at.is_some_and(|at| at <= one.due.0);
    let is_late = |one: &&Delay| one.done_at.unwrap_or(now) > one.due.0;
    let (n_done, n_late) = (
        records.iter().filter(in_time).count(),
        records.iter().filter(is_late).count(),
    );
    let verdict = |state| Verdict::new(state, (n_done, records.len()));
    if records.is_empty() {
        return verdict(State::NotAsked);
    }
    if n_late > 0 {
        return verdict(State::Missed).because(words.late, n_late);
    }
    let waiting = records.iter().filter(|one| one.done_at.is_none());
    let Some((due_at, zone)) = waiting.map(|one| one.due).min_by_key(|due| due.0) else {
        return verdict(State::Met);
    };
    verdict(open(due_at <= now + words.soon))
        .because(words.waiting, records.len() - n_done)
        .before(Due::At(due_at, zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Day of the end of the delay, then of the approval: "05-24 04-10", "05-24 -".
    fn record(words: &str) -> Delay {
        let (due, approved) = words.split_once(' ').unwrap();
        let at = |day: &str| format!("2027-{day}T12:00:00Z").parse().unwrap();
        Delay {
            done_at: (approved != "-").then(|| at(approved)),
            due: (at(due), Tz::Europe__Paris),
        }
    }

    #[test]
    fn minutes_are_approved_in_time_or_not() {
        for (records, now, state, cause, n, n_done) in [
            (&[][..], "04-01", State::NotAsked, Cause::Unspecified, 0, 0),
            (
                &["05-24 -"],
                "04-01",
                State::OnTheWay,
                Cause::MinutesToApprove,
                1,
                0,
            ),
            (
                &["05-24 -"],
                "05-09",
                State::OnTheWay,
                Cause::MinutesToApprove,
                1,
                0,
            ),
            (
                &["05-24 -"],
                "05-10",
                State::AtRisk,
                Cause::MinutesToApprove,
                1,
                0,
            ),
            (
                &["05-24 -"],
                "05-24",
                State::AtRisk,
                Cause::MinutesToApprove,
                1,
                0,
            ),
            (&["05-24 -"], "05-25", State::Missed, Cause::MinutesLate, 1, 0),
            (&["05-24 05-24"], "06-25", State::Met, Cause::Unspecified, 0, 1),
            (&["05-24 05-25"], "06-25", State::Missed, Cause::MinutesLate, 1, 0),
            (
                &["05-24 05-20", "08-24 -"],
                "06-25",
                State::OnTheWay,
                Cause::MinutesToApprove,
                1,
                1,
            ),
        ] {
            let records: Vec<Delay> = records.iter().map(|words| record(words)).collect();
            let found = delays(
                &records,
                MINUTES,
                format!("2027-{now}T12:00:00Z").parse().unwrap(),
            );
            assert_eq!(
                (found.state, found.cause, found.n, found.n_done),
                (state, cause, n, n_done),
                "{records:?} on {now}"
            );
        }
    }
}
