//! When a mail that did not leave is tried again.

use chrono::TimeDelta;

/// How long a mail is tried before it has failed.
const PATIENCE: TimeDelta = TimeDelta::hours(24);

/// How long to wait after the attempt of this number (1: the first), for a mail of this age; `None`: give up.
pub(super) fn wait(n_attempts: i32, age: TimeDelta) -> Option<TimeDelta> {
    let wait = match n_attempts {
        ..=1 => TimeDelta::minutes(1),
        2 => TimeDelta::minutes(5),
        3 => TimeDelta::minutes(15),
        _ => TimeDelta::hours(1),
    };
    (age < PATIENCE).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_then_the_mail_fails_after_a_day() {
        let cases = [
            (1, TimeDelta::zero(), Some(1)),
            (2, TimeDelta::minutes(1), Some(5)),
            (3, TimeDelta::minutes(6), Some(15)),
            (4, TimeDelta::minutes(21), Some(60)),
            (27, TimeDelta::minutes(24 * 60 - 1), Some(60)),
            (28, TimeDelta::hours(24), None),
        ];
        for (n_attempts, age, minutes) in cases {
            assert_eq!(
                wait(n_attempts, age),
                minutes.map(TimeDelta::minutes),
                "attempt {n_attempts} at {age}"
            );
        }
    }
}
