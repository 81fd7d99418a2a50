//! The fair slot: hours at which a meeting over several zones may be held, the fairest first (O2).
//!
//! **Cost.** Each participant bears the minutes by which the meeting reaches outside the working day that is nearest
//! to it: 30 when it begins 30 minutes too early, 60 when a meeting of an hour ends just as the day begins, more as
//! it lies deeper in the night. Squared and added, so that one person does not bear all.
//!
//! **Absence.** Hours that an absence takes are no working hours, and no distance is measured to them. Who is away is
//! away in the nights and on the days off around as well: from the last working hours that the absence leaves to the
//! next ones, a meeting that reaches into neither is missed like any other. An absence so costs the same at any hour,
//! and nobody is sent into the night or to a Sunday for the sake of one who cannot come on any day.
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
/// Days before and after a search whose hours, holidays and absences say something of it.
pub const AROUND_DAYS: u64 = 7;
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
    /// An absence covers all or a part of the meeting, or the hours between which it lies: see the module.
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
        let outside_min = person.bears_min(&one.meeting);
        Share {
            starts: starts_at.with_timezone(&participant.zone),
            is_absent: person.is_absent(&one.meeting),
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

/// Minutes outside working hours that a meeting at these hours costs a participant; none an absent one.
pub fn outside_min(one: &Participant, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> u32 {
    let meeting = starts_at.timestamp()..ends_at.timestamp();
    let length = meeting.end - meeting.start;
    Person::new(one, &meeting, length, one.borne_min).bears_min(&meeting)
}

/// Of these minutes, those before the working day of the day on which it begins, and those after it; none on a day
/// off.
pub fn edges(one: &Participant, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> Option<(u32, u32)> {
    let day = starts_at.with_timezone(&one.zone).date_naive();
    let working = person::working_day(day, one).filter(|_| !one.holidays.contains(&day))?;
    let min = |seconds: i64| u32::try_from((seconds + 59) / 60).unwrap_or_default();
    Some((
        min((working.start - starts_at.timestamp()).max(0)),
        min((ends_at.timestamp() - working.end).max(0)),
    ))
}

#[cfg(test)]
mod tests;
