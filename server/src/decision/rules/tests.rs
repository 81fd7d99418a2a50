//! Tables of the rules, one case in a line.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn ids<const N: usize>(numbers: [u128; N]) -> BTreeSet<Uuid> {
    numbers.into_iter().map(Uuid::from_u128).collect()
}

fn given(giver: u128, bearer: u128) -> Given {
    Given {
        giver: Uuid::from_u128(giver),
        bearer: Uuid::from_u128(bearer),
    }
}

#[test]
fn each_state_and_step() {
    use VoteState as S;
    for (state, opened, closed, deleted) in [
        (S::Prepared, Some(S::Open), None, Some(S::Prepared)),
        (S::Open, None, Some(S::Closed), None),
        (S::Closed, None, None, None),
        (S::Unspecified, None, None, None),
    ] {
        assert_eq!(next(state, Step::Open), opened);
        assert_eq!(next(state, Step::Close), closed);
        assert_eq!(next(state, Step::Delete), deleted);
    }
}

/// The instant of the end still belongs to the vote.
#[test]
fn ballots_are_taken_while_it_is_open() {
    let end = at("2027-04-15T11:00:00Z");
    let after = end + TimeDelta::microseconds(1);
    for (state, closes_at, now, expected) in [
        (VoteState::Open, None, end, true),
        (VoteState::Open, Some(end), end, true),
        (VoteState::Open, Some(end), after, false),
        (VoteState::Prepared, None, end, false),
        (VoteState::Closed, None, end, false),
        (VoteState::Closed, Some(after), end, false),
    ] {
        assert_eq!(
            takes_ballots(state, closes_at, now),
            expected,
            "{state:?} {closes_at:?}"
        );
    }
}

#[test]
fn a_vote_opens_by_itself_at_its_instant() {
    use MeetingState::{Cancelled, Convened, Held, Running};
    let now = at("2027-04-15T09:00:00Z");
    let (before, later) = (now - TimeDelta::hours(1), now + TimeDelta::hours(1));
    for (meeting, opens_at, closes_at, expected) in [
        (Some(Running), Some(now), None, true),
        (Some(Running), Some(before), Some(later), true),
        (Some(Running), Some(later), None, false),
        (Some(Running), None, None, false),
        (Some(Running), Some(before), Some(before), false),
        (Some(Convened), Some(now), None, false),
        (Some(Held), Some(now), None, false),
        (Some(Cancelled), Some(now), None, false),
        (None, Some(now), Some(later), true),
        (None, Some(later), Some(later), false),
    ] {
        let found = opens_by_itself(meeting, opens_at, closes_at, now);
        assert_eq!(found, expected, "{meeting:?} {opens_at:?} {closes_at:?}");
    }
}

#[test]
fn what_the_state_of_the_meeting_allows() {
    use MeetingState as S;
    for (state, records, proxies) in [
        (S::Planned, false, true),
        (S::Convened, false, true),
        (S::Running, true, true),
        (S::Held, true, false),
        (S::Cancelled, false, false),
        (S::Unspecified, false, false),
    ] {
        assert_eq!(may_record(state), records, "{state:?}");
        assert_eq!(may_change_proxies(state), proxies, "{state:?}");
    }
}

#[test]
fn who_holds_the_voice_of_the_own_organisation() {
    use Function as F;
    for (function, role, in_person, expected) in [
        (F::Centre, Role::Director, false, true),
        (F::Centre, Role::Team, true, false),
        (F::Centre, Role::President, true, true),
        (F::Centre, Role::President, false, false),
        (F::Animator, Role::Animator, false, true),
        (F::UrbanRenewalAgency, Role::UrbanRenewalAgency, false, true),
        (F::ElectedAssociation, Role::ElectedAssociation, true, true),
        (F::Unspecified, Role::Unspecified, true, false),
    ] {
        assert_eq!(
            holds_voice(function, role, in_person),
            expected,
            "{function:?} {role:?}"
        );
    }
}

/// Voices 1 to 5; 2 carries 1 already.
#[test]
fn a_voice_is_given_to_another_one() {
    let voices = ids([1, 2, 3, 4, 5]);
    let already = [given(1, 2)];
    for (giver, bearer, limit, expected) in [
        (3, 4, 1, Ok(())),
        (3, 4, 0, Err(Reason::ProxyLimit)),
        (3, 2, 1, Err(Reason::ProxyLimit)),
        (3, 2, 2, Ok(())),
        (1, 4, 2, Err(Reason::VoiceGiven)),
        (1, 2, 2, Err(Reason::VoiceGiven)),
        // What is carried is not passed on, in either order.
        (2, 4, 2, Err(Reason::ProxyLimit)),
        (3, 1, 2, Err(Reason::ProxyLimit)),
        (3, 3, 2, Err(Reason::NoVoice)),
        (3, 9, 2, Err(Reason::NoVoice)),
        (9, 3, 2, Err(Reason::NoVoice)),
    ] {
        assert_eq!(
            may_give(&voices, &already, given(giver, bearer), limit),
            expected,
            "{giver} to {bearer}, {limit} at most"
        );
    }
}

#[test]
fn who_takes_part() {
    let voices = ids([1, 2, 3, 4, 5]);
    for (present, cast, carried, expected) in [
        (vec![], vec![], vec![], vec![]),
        (vec![1, 2], vec![], vec![], vec![1, 2]),
        (vec![1, 9], vec![], vec![], vec![1]),
        (vec![1], vec![2], vec![], vec![1, 2]),
        (vec![1], vec![], vec![given(3, 1)], vec![1, 3]),
        (vec![1], vec![], vec![given(3, 2)], vec![1]),
        (vec![], vec![2], vec![given(3, 2)], vec![2, 3]),
        (vec![9], vec![], vec![given(3, 9)], vec![]),
        (vec![1], vec![], vec![given(9, 1)], vec![1]),
    ] {
        let set = |numbers: &[u128]| numbers.iter().map(|n| Uuid::from_u128(*n)).collect();
        let found = taking_part(&voices, &set(&present), &set(&cast), &carried);
        assert_eq!(found, set(&expected), "{present:?} {cast:?} {carried:?}");
    }
}

#[test]
fn the_latest_rules_that_have_begun_are_in_force() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let versions = [
        (day("2027-01-01"), 1),
        (day("2027-06-01"), 2),
        (day("2027-03-01"), 3),
    ];
    for (on, expected) in [
        ("2026-12-31", None),
        ("2027-01-01", Some(0)),
        ("2027-02-28", Some(0)),
        ("2027-03-01", Some(2)),
        ("2027-05-31", Some(2)),
        ("2027-06-01", Some(1)),
    ] {
        assert_eq!(in_force(&versions, day(on)), expected, "{on}");
    }
    let same_day = [(day("2027-01-01"), 1), (day("2027-01-01"), 2)];
    assert_eq!(in_force(&same_day, day("2027-01-01")), Some(1));
}

#[test]
fn a_reminder_two_days_before_the_end() {
    let opened = at("2027-04-01T08:00:00Z");
    let closes = at("2027-04-15T22:00:00Z");
    let before = |hours| closes - TimeDelta::hours(hours);
    for (opened_at, reminded_at, now, expected) in [
        (opened, None, before(49), false),
        (opened, None, before(48), true),
        (opened, None, before(1), true),
        (opened, None, closes, true),
        (opened, None, before(-1), false),
        (opened, Some(before(48)), before(47), false),
        // Open for less than two days: the mail of the opening is enough.
        (before(47), None, before(46), false),
    ] {
        assert_eq!(
            is_reminder_due(opened_at, closes, reminded_at, now),
            expected,
            "{opened_at} {now}"
        );
    }
}
