//! Decisions about deliveries: what moves one, what becomes of a mail, when it is tried again.

mod answer;
mod digest;
mod throttle;
mod window;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{DeliveryState, RecipientState};

pub(crate) use self::answer::{Verdict, meaning, verdict};
pub(crate) use self::digest::{due as due_digest, span as digest_span, starts_at as digest_starts_at};
pub(crate) use self::throttle::Throttle;
pub(crate) use self::window::{Window, first_after};

/// How long everything can still be stopped.
pub(crate) const HOLD: TimeDelta = TimeDelta::minutes(10);
/// How late a delivery may begin without asking again.
pub(crate) const PATIENCE: TimeDelta = TimeDelta::hours(1);
/// Attempts of a mail that is refused for now, before it has failed: about a day.
const MAX_ATTEMPTS: i32 = 26;
/// Mails that a worker marks at once, at most: as many may be uncertain after its death.
const MAX_BATCH: u64 = 25;
/// What a batch may take: with a slow server each mail is marked alone.
const BATCH_MS: u64 = 100;

/// What moves a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A second person agrees.
    Release,
    /// Its time has come.
    Start,
    /// Its time passed while the service was down, or it would begin with what was withdrawn or corrected since.
    Miss,
    /// Somebody sets another time to one that was missed.
    Reschedule,
    /// Before the first mail: the edition is a draft again, and there is no delivery any more.
    CallBack,
    /// After the first mail.
    Stop,
    Pause,
    Resume,
    /// Nobody is left to write to.
    End,
    /// Some are written to again.
    Reopen,
}

/// The state after a step; `None` when the state forbids it.
pub(crate) fn next(state: DeliveryState, step: Step) -> Option<DeliveryState> {
    use DeliveryState as S;
    match (state, step) {
        (S::AwaitingRelease, Step::Release) | (S::Overdue, Step::Reschedule) => Some(S::Held),
        (S::Held, Step::Start) | (S::Paused, Step::Resume) | (S::Done, Step::Reopen) => Some(S::Sending),
        (S::Sending | S::Paused, Step::Reopen) => Some(state),
        (S::Held | S::Sending | S::Paused, Step::Miss) => Some(S::Overdue),
        (S::AwaitingRelease | S::Held | S::Overdue, Step::CallBack) => Some(S::Unspecified),
        (S::Sending | S::Paused, Step::Stop) => Some(S::Stopped),
        (S::Sending, Step::Pause) => Some(S::Paused),
        (S::Sending, Step::End) => Some(S::Done),
        _ => None,
    }
}

/// When the first mail may leave: at the asked instant, the hold respected.
pub(crate) fn starts_at(now: DateTime<Utc>, asked: Option<DateTime<Utc>>) -> DateTime<Utc> {
    asked.map_or(now + HOLD, |asked| asked.max(now + HOLD))
}

/// What becomes of a held delivery at this instant.
pub(crate) fn due(now: DateTime<Utc>, starts_at: DateTime<Utc>) -> Option<Step> {
    if now < starts_at {
        None
    } else if now - starts_at > PATIENCE {
        Some(Step::Miss)
    } else {
        Some(Step::Start)
    }
}

/// Says whether a second person has to release an edition of this size.
pub(crate) fn needs_release(n_recipients: i64, release_above: i32) -> bool {
    release_above > 0 && n_recipients > i64::from(release_above)
}

/// How long to wait after the attempt of this number (1: the first) that was refused for now; `None`: give up.
pub(crate) fn wait(n_attempts: i32) -> Option<TimeDelta> {
    let wait = match n_attempts {
        ..=1 => TimeDelta::minutes(1),
        2 => TimeDelta::minutes(5),
        3 => TimeDelta::minutes(15),
        _ => TimeDelta::hours(1),
    };
    (n_attempts < MAX_ATTEMPTS).then_some(wait)
}

/// How many mails a worker marks at once, after `n` that took `elapsed_ms` together.
pub(crate) fn batch(n: u64, elapsed_ms: u64) -> u64 {
    if n == 0 {
        return 1;
    }
    (BATCH_MS * n / elapsed_ms.max(1)).clamp(1, MAX_BATCH)
}

/// The states of a recipient that nothing will move by itself any more.
pub(crate) fn is_final(state: RecipientState) -> bool {
    !matches!(
        state,
        RecipientState::Unspecified | RecipientState::Queued | RecipientState::Sending
    )
}

/// Mails in an hour, when this many were dealt with in this time.
pub(crate) fn rate_per_hour(n: i64, elapsed: TimeDelta) -> i64 {
    let ms = elapsed.num_milliseconds();
    if n <= 0 || ms <= 0 {
        return 0;
    }
    n.saturating_mul(3_600_000) / ms
}

/// When the rest will be done at this pace.
pub(crate) fn expected_end(now: DateTime<Utc>, n_left: i64, rate_per_hour: i64) -> Option<DateTime<Utc>> {
    if n_left <= 0 || rate_per_hour <= 0 {
        return None;
    }
    let seconds = n_left.saturating_mul(3600) / rate_per_hour;
    TimeDelta::try_seconds(seconds).and_then(|span| now.checked_add_signed(span))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn each_state_and_step() {
        use DeliveryState as S;
        const STEPS: [Step; 10] = [
            Step::Release,
            Step::Start,
            Step::Miss,
            Step::Reschedule,
            Step::CallBack,
            Step::Stop,
            Step::Pause,
            Step::Resume,
            Step::End,
            Step::Reopen,
        ];
        let table: [(S, &[(Step, S)]); 8] = [
            (S::Unspecified, &[]),
            (
                S::AwaitingRelease,
                &[(Step::Release, S::Held), (Step::CallBack, S::Unspecified)],
            ),
            (
                S::Held,
                &[
                    (Step::Start, S::Sending),
                    (Step::Miss, S::Overdue),
                    (Step::CallBack, S::Unspecified),
                ],
            ),
            (
                S::Sending,
                &[
                    (Step::Miss, S::Overdue),
                    (Step::Stop, S::Stopped),
                    (Step::Pause, S::Paused),
                    (Step::End, S::Done),
                    (Step::Reopen, S::Sending),
                ],
            ),
            (
                S::Paused,
                &[
                    (Step::Miss, S::Overdue),
                    (Step::Stop, S::Stopped),
                    (Step::Resume, S::Sending),
                    (Step::Reopen, S::Paused),
                ],
            ),
            (S::Stopped, &[]),
            (S::Done, &[(Step::Reopen, S::Sending)]),
            (
                S::Overdue,
                &[(Step::Reschedule, S::Held), (Step::CallBack, S::Unspecified)],
            ),
        ];
        for (state, allowed) in table {
            for step in STEPS {
                let expected = allowed.iter().find(|(one, _)| *one == step).map(|(_, to)| *to);
                assert_eq!(next(state, step), expected, "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn nothing_leaves_before_ten_minutes_nor_an_hour_late() {
        let now = at("2027-03-15T09:00:00Z");
        assert_eq!(starts_at(now, None), at("2027-03-15T09:10:00Z"));
        assert_eq!(
            starts_at(now, Some(at("2027-03-15T09:02:00Z"))),
            at("2027-03-15T09:10:00Z")
        );
        assert_eq!(
            starts_at(now, Some(at("2027-03-16T07:00:00Z"))),
            at("2027-03-16T07:00:00Z")
        );
        for (later, expected) in [
            ("2027-03-15T09:59:59Z", None),
            ("2027-03-15T10:00:00Z", Some(Step::Start)),
            ("2027-03-15T11:00:00Z", Some(Step::Start)),
            ("2027-03-15T11:00:01Z", Some(Step::Miss)),
        ] {
            assert_eq!(due(at(later), at("2027-03-15T10:00:00Z")), expected, "{later}");
        }
    }

    #[test]
    fn a_second_person_above_the_size() {
        for (n, above, expected) in [
            (5, 0, false),
            (5, 5, false),
            (6, 5, true),
            (0, 1, false),
            (1_000_000, 0, false),
        ] {
            assert_eq!(needs_release(n, above), expected, "{n} above {above}");
        }
    }

    #[test]
    fn waits_grow_then_the_mail_fails_after_about_a_day() {
        for (n, minutes) in [
            (1, Some(1)),
            (2, Some(5)),
            (3, Some(15)),
            (4, Some(60)),
            (25, Some(60)),
            (26, None),
        ] {
            assert_eq!(wait(n), minutes.map(TimeDelta::minutes), "attempt {n}");
        }
        let total: TimeDelta = (1..MAX_ATTEMPTS).filter_map(wait).sum();
        assert!((20..30).contains(&total.num_hours()), "{total}");
    }

    #[test]
    fn a_slow_server_gets_one_mail_at_a_time_a_quick_one_a_batch() {
        for (n, ms, expected) in [
            (0, 0, 1),
            (1, 200, 1),
            (1, 50, 2),
            (5, 10, 25),
            (25, 25, 25),
            (25, 1000, 2),
        ] {
            assert_eq!(batch(n, ms), expected, "{n} in {ms} ms");
        }
    }

    #[test]
    fn pace_and_end() {
        let now = at("2027-03-15T09:00:00Z");
        assert_eq!(rate_per_hour(3, TimeDelta::seconds(3)), 3600);
        assert_eq!(rate_per_hour(0, TimeDelta::seconds(3)), 0);
        assert_eq!(rate_per_hour(3, TimeDelta::zero()), 0);
        assert_eq!(expected_end(now, 7200, 3600), Some(at("2027-03-15T11:00:00Z")));
        assert_eq!(expected_end(now, 0, 3600), None);
        assert_eq!(expected_end(now, 10, 0), None);
        assert_eq!(expected_end(now, i64::MAX, 1), None);
    }

    #[test]
    fn what_waits_is_not_final() {
        use RecipientState as S;
        for (state, expected) in [
            (S::Queued, false),
            (S::Sending, false),
            (S::Sent, true),
            (S::Failed, true),
            (S::Uncertain, true),
            (S::Bounced, true),
            (S::Withheld, true),
        ] {
            assert_eq!(is_final(state), expected, "{state:?}");
        }
    }
}
