//! Own rule: minutes are approved within the delay that the animator sets.
//!
//! Asked of the meetings of the year that the rules ask for, once they were held.
//! - met: all are approved, each within its delay; a meeting that is held later asks for more;
//! - missed: a delay is over without approval, or was when the approval came;
//! - at risk: a delay ends within 14 days;
//! - on the way: anything else; not asked: no meeting was held yet.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::{ObligationCause as Cause, ObligationState as State};

use super::{Due, SOON, Verdict, open};

/// The minutes of a meeting that was held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    pub(crate) approved_at: Option<DateTime<Utc>>,
    /// Until when they are to be approved, in the zone of the meeting.
    pub(crate) due: (DateTime<Utc>, Tz),
}

/// Where the minutes of a year stand.
pub(crate) fn minutes(records: &[Record], now: DateTime<Utc>) -> Verdict {
    let in_time = |one: &&Record| one.approved_at.is_some_and(|at| at <= one.due.0);
    let is_late = |one: &&Record| one.approved_at.unwrap_or(now) > one.due.0;
    let (n_done, n_late) = (
        records.iter().filter(in_time).count(),
        records.iter().filter(is_late).count(),
    );
    let verdict = |state| Verdict::new(state, (n_done, records.len()));
    if records.is_empty() {
        return verdict(State::NotAsked);
    }
    if n_late > 0 {
        return verdict(State::Missed).because(Cause::MinutesLate, n_late);
    }
    let waiting = records.iter().filter(|one| one.approved_at.is_none());
    let Some((due_at, zone)) = waiting.map(|one| one.due).min_by_key(|due| due.0) else {
        return verdict(State::Met);
    };
    verdict(open(due_at <= now + SOON))
        .because(Cause::MinutesToApprove, records.len() - n_done)
        .before(Due::At(due_at, zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Day of the end of the delay, then of the approval: "05-24 04-10", "05-24 -".
    fn record(words: &str) -> Record {
        let (due, approved) = words.split_once(' ').unwrap();
        let at = |day: &str| format!("2027-{day}T12:00:00Z").parse().unwrap();
        Record {
            approved_at: (approved != "-").then(|| at(approved)),
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
            let records: Vec<Record> = records.iter().map(|words| record(words)).collect();
            let found = minutes(&records, format!("2027-{now}T12:00:00Z").parse().unwrap());
            assert_eq!(
                (found.state, found.cause, found.n, found.n_done),
                (state, cause, n, n_done),
                "{records:?} on {now}"
            );
        }
    }
}
