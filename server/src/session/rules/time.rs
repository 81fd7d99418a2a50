//! How the time of a session runs, from instants alone.

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::ItemProgress;

/// The time that a point took so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass {
    /// When it was begun, or taken up again.
    pub(crate) began_at: DateTime<Utc>,
    /// Spent before that.
    pub(crate) spent_s: i64,
    pub(crate) extra_minutes: i32,
}

impl Pass {
    /// Seconds spent on the point while it is being treated.
    pub(crate) fn spent_at(self, now: DateTime<Utc>) -> i64 {
        self.spent_s + (now - self.began_at).num_seconds().max(0)
    }
}

/// A point in the time of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) progress: ItemProgress,
    /// When it began, or should.
    pub(crate) starts_at: DateTime<Utc>,
    /// When it should end; `None` once it is done.
    pub(crate) ends_at: Option<DateTime<Utc>>,
    pub(crate) elapsed_s: i64,
    /// Of the one being treated; below zero once its time is used up.
    pub(crate) remaining_s: i64,
}

/// When each point began or should begin: those to come follow the one being treated, or else the opening hour,
/// one after the other, never in the past.
pub(crate) fn slots(
    items: &[(i32, Option<Pass>)],
    current: Option<usize>,
    opens_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<Slot> {
    let current_slot = |minutes: i32, pass: Pass| {
        let elapsed_s = pass.spent_at(now);
        let remaining_s = i64::from(minutes + pass.extra_minutes) * 60 - elapsed_s;
        Slot {
            progress: ItemProgress::Current,
            starts_at: pass.began_at,
            ends_at: Some(now + TimeDelta::seconds(remaining_s)),
            elapsed_s,
            remaining_s,
        }
    };
    let treated = current
        .and_then(|index| items.get(index))
        .and_then(|(minutes, pass)| Some(current_slot(*minutes, (*pass)?)));
    let mut next = treated.and_then(|slot| slot.ends_at).unwrap_or(opens_at).max(now);
    let slot = |(index, (minutes, pass)): (usize, &(i32, Option<Pass>))| match (treated, pass) {
        (Some(treated), _) if current == Some(index) => treated,
        (_, Some(pass)) => Slot {
            progress: ItemProgress::Done,
            starts_at: pass.began_at,
            ends_at: None,
            elapsed_s: pass.spent_s,
            remaining_s: 0,
        },
        (_, None) => {
            let starts_at = next;
            next += TimeDelta::minutes(i64::from(*minutes));
            Slot {
                progress: ItemProgress::ToCome,
                starts_at,
                ends_at: Some(next),
                elapsed_s: 0,
                remaining_s: 0,
            }
        }
    };
    items.iter().enumerate().map(slot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(clock: &str) -> DateTime<Utc> {
        format!("2027-04-15T{clock}Z").parse().unwrap()
    }

    /// Three points of 30, 20 and 10 minutes.
    fn told(
        passes: [Option<Pass>; 3],
        current: Option<usize>,
        now: &str,
    ) -> Vec<(ItemProgress, String, i64)> {
        let items: Vec<_> = [30, 20, 10].into_iter().zip(passes).collect();
        let slots = slots(&items, current, at("08:00:00"), at(now));
        let line = |slot: &Slot| {
            let starts_at = slot.starts_at.format("%H:%M:%S").to_string();
            (slot.progress, starts_at, slot.remaining_s)
        };
        slots.iter().map(line).collect()
    }

    #[expect(clippy::unnecessary_wraps, reason = "beside the points that were not begun")]
    fn pass(began: &str, spent_s: i64, extra_minutes: i32) -> Option<Pass> {
        Some(Pass {
            began_at: at(began),
            spent_s,
            extra_minutes,
        })
    }

    #[test]
    fn points_to_come_follow_the_one_being_treated() {
        use ItemProgress::{Current, Done, ToCome};
        let check = |passes, current, now: &str, expected: [(ItemProgress, &str, i64); 3]| {
            let expected = expected.map(|(progress, at, left)| (progress, at.to_owned(), left));
            assert_eq!(told(passes, current, now), expected, "at {now}");
        };
        // Before the hour, and after it when nothing was begun.
        let none = [None, None, None];
        check(
            none,
            None,
            "07:30:00",
            [
                (ToCome, "08:00:00", 0),
                (ToCome, "08:30:00", 0),
                (ToCome, "08:50:00", 0),
            ],
        );
        check(
            none,
            None,
            "08:10:00",
            [
                (ToCome, "08:10:00", 0),
                (ToCome, "08:40:00", 0),
                (ToCome, "09:00:00", 0),
            ],
        );
        // The second is being treated, extended by 5 minutes.
        let second = [pass("08:05:00", 1500, 0), pass("08:30:00", 0, 5), None];
        check(
            second,
            Some(1),
            "08:40:00",
            [
                (Done, "08:05:00", 0),
                (Current, "08:30:00", 900),
                (ToCome, "08:55:00", 0),
            ],
        );
        // Its time is used up: the next one is expected now.
        check(
            second,
            Some(1),
            "09:00:00",
            [
                (Done, "08:05:00", 0),
                (Current, "08:30:00", -300),
                (ToCome, "09:00:00", 0),
            ],
        );
        // The first is taken up again: what was spent on it before counts.
        let again = [pass("08:40:00", 1500, 0), pass("08:30:00", 600, 0), None];
        check(
            again,
            Some(0),
            "08:42:00",
            [
                (Current, "08:40:00", 180),
                (Done, "08:30:00", 0),
                (ToCome, "08:45:00", 0),
            ],
        );
    }
}
