//! The fair slot, by its properties, over many groups, days and hours.
//!
//! Reached as `server::slot`: `lib.rs` exports the module of the rules (`pub use meeting::slot`, itself
//! `pub use rules::slot`), as it does `server::holidays`; needs `proptest` among the dependencies of the tests.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use server::slot::{
    DOUBLING_MIN, MAX_OUTSIDE_MIN, Participant, STEP_MIN, Search, Slot, Unsearchable, slots, week,
};

/// Paris first, then the five overseas.
const NETWORK: [Tz; 6] = [
    Tz::Europe__Paris,
    Tz::America__Martinique,
    Tz::America__Guadeloupe,
    Tz::America__Cayenne,
    Tz::Indian__Mayotte,
    Tz::Indian__Reunion,
];
/// Twelve hours apart, without changes of clocks.
const ANTIPODES: [(Tz, Tz); 4] = [
    (Tz::Etc__GMT, Tz::Etc__GMTMinus12),
    (Tz::Etc__GMTPlus4, Tz::Etc__GMTMinus8),
    (Tz::Etc__GMTPlus6, Tz::Etc__GMTMinus6),
    (Tz::Indian__Reunion, Tz::Etc__GMTPlus8),
];
const MEETINGS: u64 = 30;

fn hour(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn someone(zone: Tz, days: u8, from: NaiveTime, until: NaiveTime) -> Participant {
    Participant {
        zone,
        week: week(days, from, until),
        absences: vec![],
        holidays: BTreeSet::new(),
        borne_min: 0,
    }
}

fn search(first: NaiveDate, n_days: u64, length_min: u32) -> Search {
    Search {
        first,
        last: first + Days::new(n_days - 1),
        zone: Tz::Europe__Paris,
        length_min,
    }
}

// ---- What the rule means, minute by minute: slow and plain.

fn minutes(meeting: &Range<DateTime<Utc>>) -> impl Iterator<Item = DateTime<Utc>> {
    let end = meeting.end;
    let each = std::iter::successors(Some(meeting.start), |at| Some(*at + TimeDelta::minutes(1)));
    each.take_while(move |at| *at < end)
}

fn works(one: &Participant, at: DateTime<Utc>) -> bool {
    let local = at.with_timezone(&one.zone);
    let hours = one.week[local.weekday().num_days_from_monday() as usize];
    !one.holidays.contains(&local.date_naive())
        && hours.is_some_and(|(from, until)| (from..until).contains(&local.time()))
}

fn is_inside(one: &Participant, meeting: &Range<DateTime<Utc>>) -> bool {
    minutes(meeting).all(|at| works(one, at))
}

fn is_during(one: &Participant, meeting: &Range<DateTime<Utc>>) -> bool {
    let mut absences = one.absences.iter();
    absences.any(|span| span.start < meeting.end && meeting.start < span.end)
}

/// Minutes of somebody on the days around a search.
struct Minutes<'a> {
    one: &'a Participant,
    begin: DateTime<Utc>,
    /// Before each minute, how many were free for a meeting.
    n_free: Vec<usize>,
    /// After how many free minutes an absence took others.
    missed: BTreeSet<usize>,
}

impl<'a> Minutes<'a> {
    fn new(one: &'a Participant, search: &Search) -> Self {
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        let begin = midnight(search.first - Days::new(10));
        let (mut n_free, mut missed, mut n) = (vec![], BTreeSet::new(), 0);
        for at in minutes(&(begin..midnight(search.last + Days::new(10)))) {
            n_free.push(n);
            if works(one, at) {
                if is_during(one, &(at..at + TimeDelta::minutes(1))) {
                    missed.insert(n);
                } else {
                    n += 1;
                }
            }
        }
        Self {
            one,
            begin,
            n_free,
            missed,
        }
    }

    /// During an absence, or between the free minutes around one.
    fn is_absent(&self, meeting: &Range<DateTime<Utc>>) -> bool {
        let n_free = |at: DateTime<Utc>| {
            let n = (at - self.begin).num_minutes();
            self.n_free[usize::try_from(n).unwrap()]
        };
        let n = n_free(meeting.start);
        is_during(self.one, meeting) || (n == n_free(meeting.end) && self.missed.contains(&n))
    }
}

/// Every start of a search, found without the module.
fn meetings(search: &Search) -> Vec<Range<DateTime<Utc>>> {
    let noon = search.first.and_time(hour(12, 0)).and_utc();
    let length = TimeDelta::minutes(search.length_min.into());
    let steps = (search.last - search.first).num_days() * 24 * 4 + 4 * 72;
    (0..steps)
        .map(|n| noon - TimeDelta::hours(36) + TimeDelta::minutes(n * i64::from(STEP_MIN)))
        .filter(|at| {
            let day = at.with_timezone(&search.zone).date_naive();
            (search.first..=search.last).contains(&day)
        })
        .map(|at| at..at + length)
        .collect()
}

fn meeting(slot: &Slot) -> Range<DateTime<Utc>> {
    slot.starts_at..slot.ends_at
}

// ---- Groups.

/// The same cases in each run.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 24,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(5),
        ..ProptestConfig::default()
    }
}

prop_compose! {
    fn participant()(
        zone in prop::sample::select([&NETWORK[..], &[Tz::America__Miquelon, Tz::Pacific__Noumea]].concat()),
        days in 1_u8..128, from in 4_u32..12, width in 4_u32..12,
        absences in prop::collection::vec((0_i64..5 * 96, 1_i64..96), 0..3),
        holiday in prop::option::of(0_u64..3), borne_min in 0_u32..600,
    ) -> Participant {
        let begin = date("2027-03-26").and_time(NaiveTime::MIN).and_utc();
        let at = |n: i64| begin + TimeDelta::minutes(15 * n - 7);
        Participant {
            absences: absences.iter().map(|(start, n)| at(*start)..at(start + n)).collect(),
            holidays: holiday.map(|n| date("2027-03-26") + Days::new(n)).into_iter().collect(),
            borne_min,
            ..someone(zone, days, hour(from, 0), hour((from + width).min(23), 30))
        }
    }
}

/// What each has borne after a series of weekly meetings at the first proposal, and the most that one meeting cost.
fn after_series(people: &mut [Participant], length_min: u32) -> u32 {
    let mut worst = 0;
    for n in 0..MEETINGS {
        let week = search(date("2027-01-04") + Days::new(7 * n), 5, length_min);
        let best = slots(people, &week).unwrap().swap_remove(0);
        for (one, share) in people.iter_mut().zip(best.shares) {
            assert_eq!(share.borne_min, one.borne_min + share.outside_min);
            one.borne_min = share.borne_min;
            worst = worst.max(share.outside_min);
        }
    }
    worst
}

fn difference(people: &[Participant]) -> u32 {
    let borne = people.iter().map(|one| one.borne_min);
    borne.clone().max().unwrap() - borne.min().unwrap()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn never_outside_availability_when_an_inside_slot_exists(
        people in prop::collection::vec(participant(), 1..6), length_min in 1_u32..200,
    ) {
        let search = search(date("2027-03-26"), 4, length_min);
        let found = slots(&people, &search).unwrap();
        let lives: Vec<_> = people.iter().map(|one| Minutes::new(one, &search)).collect();
        let n_absent = |at: &Range<_>| lives.iter().filter(|life| life.is_absent(at)).count();
        let n_outside = |at: &Range<_>| {
            lives.iter().filter(|life| !life.is_absent(at) && !is_inside(life.one, at)).count()
        };
        let all = meetings(&search);
        let fewest = all.iter().map(n_absent).min().unwrap();
        let has_inside = all.iter().any(|at| n_absent(at) == fewest && n_outside(at) == 0);
        prop_assert!(!found.is_empty());
        for slot in &found {
            let at = meeting(slot);
            prop_assert_eq!(n_absent(&at), fewest);
            prop_assert_eq!(slot.n_absent, fewest);
            prop_assert_eq!(n_outside(&at) == 0, has_inside);
            prop_assert_eq!(slot.discomfort == 0, has_inside);
            for (life, share) in lives.iter().zip(&slot.shares) {
                let one = life.one;
                prop_assert_eq!(share.is_absent, life.is_absent(&at));
                prop_assert_eq!(share.starts.to_utc(), slot.starts_at);
                // Of a meeting that touches the working day, the minutes outside are those of the meeting.
                let n_within = minutes(&at).filter(|minute| works(one, *minute)).count();
                let n_out = length_min - u32::try_from(n_within).unwrap();
                prop_assert!(share.is_absent || share.outside_min >= n_out.min(MAX_OUTSIDE_MIN));
                if n_within > 0 && !share.is_absent {
                    prop_assert_eq!(share.outside_min, n_out);
                }
            }
        }
    }

    #[test]
    fn who_is_away_on_every_working_day_changes_nothing_for_the_others(
        others in prop::collection::vec(participant(), 1..6), zone in prop::sample::select(&NETWORK[..]),
        from in 7_u32..12, width in 4_u32..12, length_min in 1_u32..200,
    ) {
        // Monday to Sunday; away Monday to Friday.
        let search = search(date("2027-03-22"), 7, length_min);
        let midnight = |day: &str| {
            let local = date(day).and_time(NaiveTime::MIN).and_local_timezone(zone);
            local.unwrap().to_utc()
        };
        let mut away = someone(zone, 31, hour(from, 0), hour((from + width).min(23), 30));
        away.absences.push(midnight("2027-03-22")..midnight("2027-03-27"));
        let alone = slots(&others, &search).unwrap();
        let together = slots(&[others, vec![away]].concat(), &search).unwrap();
        prop_assert_eq!(alone.len(), together.len());
        for (one, other) in alone.iter().zip(&together) {
            let (away, others) = other.shares.split_last().unwrap();
            prop_assert!(away.is_absent && away.outside_min == 0);
            prop_assert_eq!(one.starts_at, other.starts_at);
            prop_assert_eq!(&one.shares[..], others);
        }
    }

    #[test]
    fn proposals_are_ordered_apart_and_the_same_for_any_order_of_people(
        people in prop::collection::vec(participant(), 1..6), length_min in 1_u32..200,
    ) {
        let search = search(date("2027-03-26"), 4, length_min);
        let found = slots(&people, &search).unwrap();
        let turned: Vec<_> = people.iter().rev().cloned().collect();
        let starts = |found: &[Slot]| found.iter().map(|slot| slot.starts_at).collect::<Vec<_>>();
        prop_assert_eq!(starts(&found), starts(&slots(&turned, &search).unwrap()));
        for (n, slot) in found.iter().enumerate() {
            let squares = slot.shares.iter().map(|share| u64::from(share.outside_min).pow(2));
            prop_assert_eq!(slot.discomfort, squares.sum::<u64>());
            for later in &found[n + 1..] {
                prop_assert!(slot.cost <= later.cost);
                let apart = (slot.starts_at - later.starts_at).abs();
                prop_assert!(apart >= TimeDelta::minutes(i64::from(length_min).max(60)));
            }
        }
    }

    #[test]
    fn rotation_bounds_the_difference_between_antipodes(
        (one, other) in prop::sample::select(&ANTIPODES[..]), n_each in 1_usize..4,
        from in 6_u32..11, width in 3_u32..11, length_min in 15_u32..300,
    ) {
        let zones = [vec![one; n_each], vec![other; n_each]].concat();
        let mut people: Vec<_> =
            zones.into_iter().map(|zone| someone(zone, 31, hour(from, 0), hour(from + width, 0))).collect();
        let worst = after_series(&mut people, length_min);
        prop_assert!(difference(&people) <= worst, "{} > {worst}", difference(&people));
    }

    #[test]
    fn rotation_bounds_the_difference_between_a_crowd_and_one(
        (one, other) in prop::sample::select(&ANTIPODES[..]), n_crowd in 2_usize..9,
        from in 6_u32..11, width in 3_u32..11, length_min in 15_u32..300,
    ) {
        let zones = [vec![one; n_crowd], vec![other]].concat();
        let mut people: Vec<_> =
            zones.into_iter().map(|zone| someone(zone, 31, hour(from, 0), hour(from + width, 0))).collect();
        let bound = after_series(&mut people, length_min) + DOUBLING_MIN * (n_crowd.ilog2() + 1);
        prop_assert!(difference(&people) <= bound, "{} > {bound}", difference(&people));
    }

    #[test]
    fn rotation_bounds_the_difference_between_three_thirds_of_the_world(
        from in 6_u32..11, width in 3_u32..11, length_min in 15_u32..300,
    ) {
        let zones = [Tz::Etc__GMTPlus8, Tz::Etc__GMT, Tz::Etc__GMTMinus8];
        let mut people = zones.map(|zone| someone(zone, 31, hour(from, 0), hour(from + width, 0)));
        let bound = after_series(&mut people, length_min) + DOUBLING_MIN * 2;
        prop_assert!(difference(&people) <= bound, "{} > {bound}", difference(&people));
    }

    #[test]
    fn rotation_bounds_the_difference_between_the_two_oceans(
        from in 7_u32..11, width in 4_u32..11, length_min in 15_u32..300,
    ) {
        let mut people = NETWORK.map(|zone| someone(zone, 31, hour(from, 0), hour(from + width, 0)));
        let bound = after_series(&mut people, length_min) + DOUBLING_MIN * 3;
        let [paris, martinique, guadeloupe, cayenne, mayotte, reunion] = people;
        let ends = [martinique, guadeloupe, reunion];
        prop_assert!(difference(&ends) <= bound, "{} > {bound}", difference(&ends));
        // Who lives between bears no more than the ends.
        let most = ends.iter().map(|one| one.borne_min).max().unwrap();
        for between in [paris, cayenne, mayotte] {
            prop_assert!(between.borne_min <= most);
        }
    }

    #[test]
    fn hours_are_right_around_each_change_of_clocks(
        (zone, change) in prop::sample::select(vec![
            (Tz::Europe__Paris, "2026-03-29"), (Tz::Europe__Paris, "2026-10-25"),
            (Tz::Europe__Paris, "2027-03-28"), (Tz::Europe__Paris, "2027-10-31"),
            (Tz::America__Miquelon, "2026-03-08"), (Tz::America__Miquelon, "2026-11-01"),
            (Tz::America__Miquelon, "2027-03-14"), (Tz::America__Miquelon, "2027-11-07"),
        ]),
        days_off in 0_u64..3, from in 4_u32..16, length_min in 15_u32..180,
    ) {
        // Alone, with hours as long as the meeting: the only slot begins when the local day begins.
        let from = hour(from, 0);
        let until = from + TimeDelta::minutes(length_min.into());
        let day = date(change) - Days::new(1) + Days::new(days_off);
        let search = Search { zone, ..search(day, 1, length_min) };
        let found = slots(&[someone(zone, 127, from, until)], &search).unwrap();
        prop_assert_eq!(found.len(), 1);
        let starts = found[0].shares[0].starts;
        prop_assert_eq!((starts.date_naive(), starts.time()), (day, from));
        prop_assert_eq!(starts.minute(), 0);
        // A night over the change is an hour shorter in spring, longer in autumn, and only that night.
        let night = |day: NaiveDate, length_min| {
            let one = someone(zone, 127, hour(0, 0), hour(4, 0));
            let search = Search { zone, first: day, last: day, length_min };
            let found = slots(&[one], &search).unwrap();
            let first = found.iter().find(|slot| slot.shares[0].starts.hour() == 0);
            first.is_some_and(|slot| slot.discomfort == 0 && slot.shares[0].starts.date_naive() == day)
        };
        let is_spring = date(change).month() == 3;
        let longest = if days_off != 1 { 240 } else if is_spring { 180 } else { 300 };
        prop_assert!(night(day, longest));
        prop_assert!(!night(day, longest + 15));
    }
}

#[test]
fn the_common_hour_of_the_network_is_found_on_both_sides_of_each_change() {
    // In winter 14:00 in Paris; in summer the others have not moved: 15:00.
    for (day, in_paris) in [
        ("2026-10-23", 15),
        ("2026-10-26", 14),
        ("2027-03-25", 14),
        ("2027-03-30", 15),
    ] {
        let people = NETWORK.map(|zone| someone(zone, 31, hour(9, 0), hour(18, 0)));
        let found = slots(&people, &search(date(day), 1, 60)).unwrap();
        let hours: Vec<_> = found[0].shares.iter().map(|share| share.starts.hour()).collect();
        assert_eq!(hours, [in_paris, 9, 9, 10, 16, 17], "{day}");
        assert_eq!(found[0].discomfort, 0, "{day}");
    }
}

#[test]
fn nobody_has_no_slot() {
    assert_eq!(
        slots(&[], &search(date("2027-01-04"), 5, 60)),
        Err(Unsearchable::Nobody)
    );
}
