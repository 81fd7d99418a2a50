//! Decisions about bulletins (A1, A2, A8): who publishes, what a step leads to, how far a centre is, what is late.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::{BulletinState, Reason, ReceptionState, Role};
use uuid::Uuid;

use crate::clock::end_of_day;

/// Delay of acknowledgement of a kind that nobody set yet, in days.
pub(super) const USUAL_DELAY: i32 = 10;
/// What the ANRU's procedure begins with: the subjects and the themes that its annex names (A4).
pub(crate) const FIRST_KINDS: [&str; 9] = [
    "Règlements de l’ANRU, protocoles et conventions",
    "Conventions d’équilibre territorial",
    "Charte nationale des clauses d’insertion",
    "Participation des habitants, maisons de projet",
    "Mixité de peuplement et relogement",
    "Développement économique",
    "Co-construction avec les habitants",
    "Gestion urbaine et sociale, prévention situationnelle",
    "Journées et événements",
];
/// Delay of acknowledgement at most, in days.
pub(super) const MAX_DELAY: i32 = 365;
/// How long what comes back of a sending is taken off the reach of a relay.
pub(super) const SETTLES_AFTER: TimeDelta = TimeDelta::days(7);

/// Whether people of this role may have a procedure and publish by it: national bodies.
pub(super) fn publishes(role: Role) -> bool {
    matches!(
        role,
        Role::Animator | Role::UrbanRenewalAgency | Role::OverseasMinistry | Role::NationalPartner
    )
}

/// What its body does with a bulletin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Save,
    Delete,
    /// `is_ready`: nobody is to read it before, or this is who reads it.
    Publish {
        is_ready: bool,
    },
    Correct,
    Withdraw,
}

/// The state after a step; `None` when the state forbids it.
pub(super) fn next(state: BulletinState, step: Step) -> Option<BulletinState> {
    use BulletinState as S;
    match (step, state) {
        // What the second reader has not read yet goes back to its author.
        (Step::Save | Step::Delete, S::Draft | S::InReview) => Some(S::Draft),
        (Step::Publish { is_ready: true }, S::Draft | S::InReview) | (Step::Correct, S::Published) => {
            Some(S::Published)
        }
        (Step::Publish { is_ready: false }, S::Draft) => Some(S::InReview),
        (Step::Withdraw, S::Published) => Some(S::Withdrawn),
        _ => None,
    }
}

/// Whether a person is the second reader of what nobody asked yet, or another asked.
pub(super) fn may_read(second_reader: Option<Uuid>, asked_by: Option<Uuid>, person: Option<Uuid>) -> bool {
    person.is_some() && second_reader == person && asked_by != person
}

/// The last instant at which it is acknowledged in time: the end of a day in Paris.
pub(super) fn due_at(published_at: DateTime<Utc>, delay_days: i32) -> DateTime<Utc> {
    let zone = Tz::Europe__Paris;
    let day = published_at.with_timezone(&zone).date_naive();
    let days = Days::new(u64::try_from(delay_days).unwrap_or_default());
    end_of_day(day.checked_add_days(days).unwrap_or(day), zone)
}

/// Whether the last day on which it is true has passed in Paris.
pub(super) fn is_over(valid_until: NaiveDate, now: DateTime<Utc>) -> bool {
    valid_until < day(now, Tz::Europe__Paris)
}

/// Whether it is not true any more: what has no last day stays true.
pub(super) fn is_past(valid_until: Option<NaiveDate>, now: DateTime<Utc>) -> bool {
    valid_until.is_some_and(|day| is_over(day, now))
}

/// Whether a day in a zone is one on which a bulletin could be relayed: once it was published, and not one to come.
pub(super) fn may_relay_on(
    on: NaiveDate,
    published_at: DateTime<Utc>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<(), Reason> {
    if on < day(published_at, zone) {
        Err(Reason::BeforePublication)
    } else if day(now, zone) < on {
        Err(Reason::InTheFuture)
    } else {
        Ok(())
    }
}

/// The number of the text that held on a day: the newest one published on it or before, by the day in Paris. `texts` are
/// the numbers, each with when it was published; the first holds before it was.
pub(super) fn held_on(texts: impl Iterator<Item = (i32, DateTime<Utc>)>, on: NaiveDate) -> i32 {
    let held = texts.filter(|(_, published_at)| day(*published_at, Tz::Europe__Paris) <= on);
    held.map(|(number, _)| number).max().unwrap_or(1)
}

/// The day of an instant in a zone.
fn day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// How far a centre is: what it relayed stays relayed, when it sets the correction aside.
pub(super) fn reception(is_acknowledged: bool, is_set_aside: bool, n_relays: usize) -> ReceptionState {
    match (is_set_aside, n_relays) {
        (_, 1..) => ReceptionState::Relayed,
        (true, 0) => ReceptionState::SetAside,
        (false, 0) if is_acknowledged => ReceptionState::Acknowledged,
        (false, 0) => ReceptionState::Received,
    }
}

/// Whether a centre relayed only texts that were corrected since: `relayed` are the numbers of those that it relayed.
pub(super) fn is_outdated(mut relayed: impl Iterator<Item = i32>, number: i32) -> bool {
    let first = relayed.next();
    first.is_some_and(|first| first < number) && relayed.all(|one| one < number)
}

/// Whether a centre was late, or is: not acknowledged when the delay ended.
pub(super) fn is_late(
    due_at: DateTime<Utc>,
    acknowledged_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> bool {
    due_at < acknowledged_at.unwrap_or(now)
}

/// Whether a late centre may be reminded now: once in a day of Paris at most.
pub(super) fn may_remind(reminded_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let zone = Tz::Europe__Paris;
    reminded_at.is_none_or(|at| day(at, zone) < day(now, zone))
}

/// The median of how long each took, in hours, rounded up; 0 when nobody did.
pub(super) fn median_hours(mut took: Vec<TimeDelta>) -> i32 {
    took.sort_unstable();
    let middle = match took.len() {
        0 => return 0,
        n if n % 2 == 1 => took[n / 2],
        n => (took[n / 2 - 1] + took[n / 2]) / 2,
    };
    let minutes = middle.num_minutes().max(1);
    i32::try_from((minutes + 59) / 60).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use BulletinState as S;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn each_state_and_step() {
        let steps = [
            Step::Save,
            Step::Delete,
            Step::Publish { is_ready: true },
            Step::Publish { is_ready: false },
            Step::Correct,
            Step::Withdraw,
        ];
        let [draft, review, published, withdrawn] =
            [S::Draft, S::InReview, S::Published, S::Withdrawn].map(Some);
        for (state, expected) in [
            (S::Unspecified, [None; 6]),
            (S::Draft, [draft, draft, published, review, None, None]),
            (S::InReview, [draft, draft, published, None, None, None]),
            (S::Published, [None, None, None, None, published, withdrawn]),
            (S::Withdrawn, [None; 6]),
        ] {
            assert_eq!(steps.map(|step| next(state, step)), expected, "{state:?}");
        }
    }

    #[test]
    fn national_bodies_publish() {
        for number in 0..=9 {
            let role = Role::try_from(number).unwrap();
            assert_eq!(publishes(role), [1, 5, 6, 7].contains(&number), "{role:?}");
        }
    }

    #[test]
    fn who_asks_does_not_read() {
        let [reader, other] = [1, 2].map(|n| Some(Uuid::from_u128(n)));
        for (second_reader, asked_by, person, expected) in [
            (reader, other, reader, true),
            // A token asked.
            (reader, None, reader, true),
            (reader, reader, reader, false),
            (reader, other, other, false),
            (reader, None, None, false),
            (None, None, None, false),
        ] {
            let found = may_read(second_reader, asked_by, person);
            assert_eq!(found, expected, "{second_reader:?} {asked_by:?} {person:?}");
        }
    }

    #[test]
    fn the_delay_ends_with_a_day_in_paris() {
        for (published_at, days, expected) in [
            ("2027-03-20T08:00:00Z", 0, "2027-03-20T22:59:59Z"),
            // Summer time begins in between.
            ("2027-03-20T08:00:00Z", 10, "2027-03-30T21:59:59Z"),
            // The next day already, in Paris.
            ("2027-07-01T22:30:00Z", 1, "2027-07-03T21:59:59Z"),
        ] {
            assert_eq!(
                due_at(at(published_at), days),
                at(expected),
                "{published_at} {days}"
            );
        }
    }

    #[test]
    fn a_relay_goes_before_the_acknowledgement_and_what_is_set_aside() {
        for (is_acknowledged, is_set_aside, n_relays, expected) in [
            (false, false, 0, ReceptionState::Received),
            (true, false, 0, ReceptionState::Acknowledged),
            (true, false, 2, ReceptionState::Relayed),
            (true, true, 0, ReceptionState::SetAside),
            (true, true, 1, ReceptionState::Relayed),
        ] {
            let found = reception(is_acknowledged, is_set_aside, n_relays);
            assert_eq!(found, expected, "{is_acknowledged} {is_set_aside} {n_relays}");
        }
    }

    #[test]
    fn outdated_until_the_text_that_holds_is_relayed() {
        for (relayed, number, expected) in [
            (&[][..], 2, false),
            (&[1], 1, false),
            (&[1], 2, true),
            (&[1, 2], 2, false),
            (&[2, 1], 2, false),
            (&[1, 2], 3, true),
        ] {
            let found = is_outdated(relayed.iter().copied(), number);
            assert_eq!(found, expected, "{relayed:?} {number}");
        }
    }

    #[test]
    fn late_is_after_the_last_second() {
        let due = at("2027-03-30T21:59:59Z");
        for (acknowledged_at, now, expected) in [
            (None, "2027-03-30T21:59:59Z", false),
            (None, "2027-03-30T22:00:00Z", true),
            (Some("2027-03-30T21:59:59Z"), "2027-04-30T00:00:00Z", false),
            (Some("2027-03-30T22:00:00Z"), "2027-04-30T00:00:00Z", true),
        ] {
            let found = is_late(due, acknowledged_at.map(at), at(now));
            assert_eq!(found, expected, "{acknowledged_at:?} {now}");
        }
    }

    #[test]
    fn reminded_once_a_day() {
        // Midnight in Paris.
        let now = at("2027-04-01T22:00:00Z");
        for (reminded_at, expected) in [
            (None, true),
            (Some("2027-04-01T21:59:59Z"), true),
            (Some("2027-04-01T22:00:00Z"), false),
        ] {
            assert_eq!(may_remind(reminded_at.map(at), now), expected, "{reminded_at:?}");
        }
        assert!(!may_remind(
            Some(at("2027-04-01T07:00:00Z")),
            at("2027-04-01T21:59:59Z")
        ));
    }

    #[test]
    fn relayed_from_the_day_of_publication_until_today() {
        use Reason::{BeforePublication, InTheFuture};
        let zone = Tz::America__Cayenne;
        // The 31st in Cayenne, the 1st in Paris.
        let [published_at, now] = ["2027-04-01T01:00:00Z", "2027-04-03T02:59:59Z"].map(at);
        for (on, expected) in [
            ("2027-03-30", Err(BeforePublication)),
            ("2027-03-31", Ok(())),
            ("2027-04-02", Ok(())),
            ("2027-04-03", Err(InTheFuture)),
        ] {
            let found = may_relay_on(on.parse().unwrap(), published_at, zone, now);
            assert_eq!(found, expected, "{on}");
        }
    }

    #[test]
    fn the_text_of_a_day_is_the_newest_of_it_in_paris() {
        let texts = [
            // The 2nd in Paris.
            (1, "2027-04-01T22:00:00Z"),
            (2, "2027-04-05T08:00:00Z"),
            (3, "2027-04-05T21:59:59Z"),
        ];
        for (on, expected) in [
            ("2027-04-01", 1),
            ("2027-04-02", 1),
            ("2027-04-04", 1),
            ("2027-04-05", 3),
            ("2027-04-09", 3),
        ] {
            let texts = texts.iter().map(|(number, day)| (*number, at(day)));
            assert_eq!(held_on(texts, on.parse().unwrap()), expected, "{on}");
        }
    }

    #[test]
    fn true_until_the_end_of_its_last_day_in_paris() {
        let last = "2027-03-31".parse().unwrap();
        for (now, expected) in [("2027-03-31T21:59:59Z", false), ("2027-03-31T22:00:00Z", true)] {
            assert_eq!(is_over(last, at(now)), expected, "{now}");
        }
    }

    #[test]
    fn the_median_of_hours() {
        for (minutes, expected) in [
            (vec![], 0),
            (vec![0], 1),
            (vec![60], 1),
            (vec![61], 2),
            (vec![600, 60, 120], 2),
            (vec![240, 60, 120, 600], 3),
        ] {
            let took = minutes.iter().copied().map(TimeDelta::minutes).collect();
            assert_eq!(median_hours(took), expected, "{minutes:?}");
        }
    }
}
