//! The fair slot: hours at which a meeting over several zones may be held, the fairest first (O2).
//!
//! **Cost.** Each participant bears the minutes by which the meeting reaches outside the working day that is nearest
//! to it: 30 when it begins 30 minutes too early, 60 when a meeting of an hour ends just as the day begins, more as
//! it lies deeper in the night. Squared and added, so that one person does not bear all.
//!
//! **Order.** Absences weigh more than any hour: the fewest absent come first, whatever the cost, and a slot during
//! an absence is proposed only when every slot has as many or more. Then, when somewhere nobody is outside working
//! hours, only such slots are proposed. Then the cost.
//!
//! **Rotation.** Between people who have borne the same, a compromise (30 minutes each) costs less than the whole for
//! one, and comes first; where there is none, the bad hour goes round. What somebody has borne in the series
//! multiplies the square: the weight doubles with each [`DOUBLING_MIN`] minutes.
//!
//! **Bound.** Where the loads of two participants can be exchanged (for each slot there is one with their minutes
//! swapped), the more loaded never gets the more minutes, since the exchange would cost less: what they have borne
//! never differs by more than one meeting costs one person. Between a side of `k` people and one of `l < k`, the
//! small side gets more only while `l` times its weight is at most `k` times the other's: the difference is at most
//! one meeting and `DOUBLING_MIN * (log2(k / l) + 1)`, the logarithm rounded down. No rule can bound the difference
//! to somebody who lives between the others (Paris), whose hours are bad only when all the others' are worse: there
//! is no hour to give.
//!
//! Everything is reckoned in instants, and minutes are real ones: on a day when a zone changes its hour, its working
//! day is an hour shorter or longer if the change lies inside.

mod candidate;
mod person;

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use self::candidate::{Candidate, best, range, spread};
use self::person::Person;

/// Minutes between two starts that are tried; starts are multiples of it since the epoch.
pub const STEP_MIN: u32 = 15;
/// Slots proposed, at most.
pub const N_SLOTS: usize = 10;
/// Longest meeting, in minutes.
pub const MAX_LENGTH_MIN: u32 = 720;
/// Longest search, in days.
pub const MAX_DAYS: usize = 92;
/// What one meeting costs one participant, at most, in minutes: a day off is no worse than this.
pub const MAX_OUTSIDE_MIN: u32 = 1440;
/// Minutes borne that double the weight of a participant.
pub const DOUBLING_MIN: u32 = 60;

/// Working hours of each day of the week, Monday first; none: a day off. Hours that end at or before their start
/// end on the next day, and belong to the day on which they begin.
pub type Week = [Option<(NaiveTime, NaiveTime)>; 7];

/// The same hours on each working day. Bit 0: Monday; bit 6: Sunday.
pub fn week(days: u8, from: NaiveTime, until: NaiveTime) -> Week {
    std::array::from_fn(|n| (days & (1 << n) != 0).then_some((from, until)))
}

/// Somebody who should come.
#[derive(Clone, Debug)]
pub struct Participant {
    /// Where the working hours and the holidays are lived.
    pub zone: Tz,
    /// Working hours, in the zone.
    pub week: Week,
    /// Spans of instants, without their ends; in any order, empty ones are ignored.
    pub absences: Vec<Range<DateTime<Utc>>>,
    /// Days without working hours, in the zone: the public holidays of the territory.
    pub holidays: BTreeSet<NaiveDate>,
    /// Minutes outside working hours borne so far in the series.
    pub borne_min: u32,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// First day on which the meeting may begin, in the zone of the search. The module knows no present: a caller
    /// who wants no past slot searches from tomorrow.
    pub first: NaiveDate,
    /// Last day on which it may begin.
    pub last: NaiveDate,
    /// The zone of these days, and the one whose round hours are preferred.
    pub zone: Tz,
    /// Length of the meeting, in minutes: 1 to [`MAX_LENGTH_MIN`].
    pub length_min: u32,
}

/// Why nothing can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsearchable {
    /// There are no participants.
    Nobody,
    /// The length is zero, or more than [`MAX_LENGTH_MIN`].
    Length,
    /// The days go backwards, are more than [`MAX_DAYS`], or lie outside the years 1970 to 2999.
    Days,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Start of the meeting.
    pub starts_at: DateTime<Utc>,
    /// End of the meeting.
    pub ends_at: DateTime<Utc>,
    /// Participants who are absent for all or a part of it.
    pub n_absent: usize,
    /// Squares of the minutes outside working hours, added: the cost to show. Zero: a common hour.
    pub discomfort: u64,
    /// The same, weighed by what each has borne: only to compare slots of one search.
    pub cost: u128,
    /// What each participant gets, in the order given.
    pub shares: Vec<Share>,
}

/// What a proposal is to one participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Start of the meeting on this participant's clocks, with the zone.
    pub starts: DateTime<Tz>,
    /// An absence covers all or a part of the meeting.
    pub is_absent: bool,
    /// Minutes outside working hours; none for an absent one, who bears no hour.
    pub outside_min: u32,
    /// What this participant will have borne in the series if the meeting takes this slot.
    pub borne_min: u32,
}

/// Proposes the best slots, in their order: never two that overlap, and of equal ones first those of other days,
/// then round hours, then the earliest. The order of the participants changes nothing.
///
/// # Errors
/// See [`Unsearchable`].
pub fn slots(participants: &[Participant], search: &Search) -> Result<Vec<Slot>, Unsearchable> {
    if participants.is_empty() {
        return Err(Unsearchable::Nobody);
    }
    if !(1..=MAX_LENGTH_MIN).contains(&search.length_min) {
        return Err(Unsearchable::Length);
    }
    let range = range(search).ok_or(Unsearchable::Days)?;
    let length = i64::from(search.length_min) * 60;
    let step = i64::from(STEP_MIN) * 60;
    let most = participants.iter().map(|one| one.borne_min).max();
    let most = most.unwrap_or_default();
    let people: Vec<Person> = participants
        .iter()
        .map(|one| Person::new(one, &range, length, most))
        .collect();
    let first = range.start + (-range.start).rem_euclid(step);
    let n_starts = (range.end - first + step - 1) / step;
    let candidates = (0..n_starts)
        .map(|n| first + n * step)
        .filter_map(|start| Candidate::new(start..start + length, &people, search.zone))
        .collect();
    let chosen = spread(best(candidates), search.length_min);
    Ok(chosen
        .into_iter()
        .filter_map(|one| proposal(&one, participants, &people))
        .collect())
}

fn proposal(one: &Candidate, participants: &[Participant], people: &[Person]) -> Option<Slot> {
    let starts_at = DateTime::from_timestamp(one.meeting.start, 0)?;
    let shares = participants.iter().zip(people).map(|(participant, person)| {
        let is_absent = person.is_absent(&one.meeting);
        let outside_min = if is_absent {
            0
        } else {
            person.outside_min(&one.meeting)
        };
        Share {
            starts: starts_at.with_timezone(&participant.zone),
            is_absent,
            outside_min,
            borne_min: participant.borne_min.saturating_add(outside_min),
        }
    });
    Some(Slot {
        starts_at,
        ends_at: DateTime::from_timestamp(one.meeting.end, 0)?,
        n_absent: one.n_absent,
        discomfort: one.discomfort,
        cost: one.cost,
        shares: shares.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Timelike as _;
    use chrono_tz::America::{Cayenne, Guadeloupe, Martinique, Miquelon};
    use chrono_tz::Europe::Paris;
    use chrono_tz::Indian::{Mayotte, Reunion};

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn someone(zone: Tz, days: u8, from: &str, until: &str) -> Participant {
        Participant {
            zone,
            week: week(days, time(from), time(until)),
            absences: vec![],
            holidays: BTreeSet::new(),
            borne_min: 0,
        }
    }

    fn office(zone: Tz) -> Participant {
        someone(zone, 0b001_1111, "09:00:00", "18:00:00")
    }

    fn search(first: &str, last: &str, length_min: u32) -> Search {
        Search {
            first: day(first),
            last: day(last),
            zone: Paris,
            length_min,
        }
    }

    fn starts(participants: &[Participant], search: Search) -> Vec<String> {
        let slots = slots(participants, &search).unwrap();
        slots
            .iter()
            .map(|slot| slot.starts_at.format("%m-%dT%H:%M").to_string())
            .collect()
    }

    #[test]
    fn the_common_hour_of_winter_is_two_in_paris() {
        let people = [Paris, Martinique, Cayenne, Mayotte, Reunion].map(office);
        let found = slots(&people, &search("2027-01-12", "2027-01-12", 60)).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].n_absent, found[0].discomfort), (0, 0));
        let hours = found[0].shares.iter().map(|share| share.starts.hour());
        assert_eq!(hours.collect::<Vec<_>>(), [14, 9, 10, 16, 17]);
    }

    #[test]
    fn the_hour_follows_each_change_of_clocks() {
        let pair = |other| [office(Paris), someone(other, 0b111_1111, "09:00:00", "14:00:00")];
        let cases = [
            // Martinique never changes: nine there is 14:00 in Paris in winter, 15:00 in summer.
            (Martinique, "2026-03-27", vec!["03-27T13:00"]),
            (Martinique, "2026-03-30", vec!["03-30T13:00"]),
            (Martinique, "2026-10-26", vec!["10-26T13:00"]),
            // Miquelon changes on 8 March and on 1 November, Paris on 29 March and on 25 October.
            (Miquelon, "2026-03-06", vec!["03-06T12:00"]),
            (Miquelon, "2026-03-09", vec!["03-09T11:00"]),
            (Miquelon, "2026-03-30", vec!["03-30T11:00"]),
            (Miquelon, "2026-10-26", vec!["10-26T11:00"]),
            (Miquelon, "2026-11-02", vec!["11-02T12:00"]),
        ];
        for (other, date, expected) in cases {
            // Three hours fit between nine over there and six in Paris, at least.
            let found = starts(&pair(other), search(date, date, 180));
            assert_eq!(found[..1], expected, "{other} {date}");
        }
    }

    #[test]
    fn a_working_night_is_as_long_as_its_real_minutes() {
        for (zone, date, length_min, start, outside_min) in [
            (Paris, "2026-03-29", 180, "2026-03-28T23:00:00Z", 0),
            (Paris, "2026-03-29", 240, "2026-03-28T23:00:00Z", 60),
            (Paris, "2026-10-25", 300, "2026-10-24T22:00:00Z", 0),
            (Miquelon, "2026-03-08", 180, "2026-03-08T03:00:00Z", 0),
            (Miquelon, "2026-11-01", 300, "2026-11-01T02:00:00Z", 0),
        ] {
            let people = [someone(zone, 0b100_0000, "00:00:00", "04:00:00")];
            let search = Search {
                zone,
                ..search(date, date, length_min)
            };
            let found = slots(&people, &search).unwrap();
            assert_eq!(found[0].starts_at, at(start), "{zone} {date}");
            assert_eq!(found[0].shares[0].outside_min, outside_min, "{zone} {date}");
        }
    }

    #[test]
    fn an_absence_weighs_more_than_any_hour_and_a_holiday_is_a_day_off() {
        let mut people = [office(Paris), office(Reunion)];
        people[0].absences = vec![at("2027-01-12T05:00:00Z")..at("2027-01-12T23:00:00Z")];
        let found = slots(&people, &search("2027-01-12", "2027-01-12", 60)).unwrap();
        assert!(found.iter().all(|slot| slot.n_absent == 0 && slot.discomfort > 0));
        // Nothing but absence: the hour that suits the other, who alone bears one.
        people[0].absences = vec![at("2027-01-01T00:00:00Z")..at("2027-02-01T00:00:00Z")];
        let found = slots(&people, &search("2027-01-12", "2027-01-12", 60)).unwrap();
        assert!(
            found
                .iter()
                .all(|slot| slot.n_absent == 1 && slot.discomfort == 0)
        );
        people[0].absences.clear();
        people[1].holidays.insert(day("2027-01-12"));
        let found = starts(&people, search("2027-01-12", "2027-01-13", 60));
        assert!(found.iter().all(|start| start.starts_with("01-13")), "{found:?}");
    }

    #[test]
    fn who_bore_the_bad_hour_is_spared_the_next_time() {
        let mut people = [Martinique, Guadeloupe, Reunion].map(|zone| {
            let mut one = office(zone);
            one.week = week(0b001_1111, time("09:00:00"), time("17:00:00"));
            one
        });
        let outside = |people: &[Participant]| {
            let found = slots(people, &search("2027-01-12", "2027-01-12", 60)).unwrap();
            found[0]
                .shares
                .iter()
                .map(|share| share.outside_min)
                .collect::<Vec<_>>()
        };
        assert_eq!(outside(&people), [15, 15, 45]);
        people[2].borne_min = 600;
        assert_eq!(outside(&people), [60, 60, 0]);
    }

    #[test]
    fn proposals_are_apart_and_on_several_days() {
        let people = [office(Paris)];
        let week = starts(&people, search("2027-01-11", "2027-01-15", 90));
        assert_eq!(week[..2], ["01-11T08:00", "01-12T08:00"]);
        assert_eq!(week[5..7], ["01-11T10:00", "01-12T10:00"]);
        let one_day = starts(&people, search("2027-01-11", "2027-01-11", 90));
        assert_eq!(
            one_day,
            [
                "01-11T08:00",
                "01-11T10:00",
                "01-11T12:00",
                "01-11T14:00",
                "01-11T15:30"
            ]
        );
    }

    #[test]
    fn what_cannot_be_searched_is_said() {
        let people = [office(Paris)];
        for (people, search, expected) in [
            (
                &people[..0],
                search("2027-01-11", "2027-01-15", 60),
                Unsearchable::Nobody,
            ),
            (
                &people[..],
                search("2027-01-11", "2027-01-15", 0),
                Unsearchable::Length,
            ),
            (
                &people[..],
                search("2027-01-11", "2027-01-15", 721),
                Unsearchable::Length,
            ),
            (
                &people[..],
                search("2027-01-15", "2027-01-11", 60),
                Unsearchable::Days,
            ),
            (
                &people[..],
                search("2027-01-01", "2027-04-03", 60),
                Unsearchable::Days,
            ),
            (
                &people[..],
                search("1969-12-31", "1970-01-02", 60),
                Unsearchable::Days,
            ),
        ] {
            assert_eq!(slots(people, &search), Err(expected), "{search:?}");
        }
    }
}
