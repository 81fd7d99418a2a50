//! The starts that are tried, and which of them are proposed.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, Timelike as _};
use chrono_tz::Tz;

use super::person::{Person, Span, instant};
use super::{MAX_DAYS, N_SLOTS, Search};

/// Minutes between the starts of two proposals, at least; never less than the length, so none overlap.
const APART_MIN: u32 = 60;

/// The instants of the days of a search.
pub(super) fn range(search: &Search) -> Option<Span> {
    let has_years = [search.first, search.last]
        .iter()
        .all(|day| (1970..3000).contains(&day.year()));
    let n_days = search.last.signed_duration_since(search.first).num_days() + 1;
    let n_days = usize::try_from(n_days).ok()?;
    if !has_years || !(1..=MAX_DAYS).contains(&n_days) {
        return None;
    }
    let from = instant(search.first, NaiveTime::MIN, search.zone, false)?;
    let until = instant(search.last + Days::new(1), NaiveTime::MIN, search.zone, false)?;
    Some(from..until)
}

/// A start that is tried.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) meeting: Span,
    day: NaiveDate,
    /// 0: the full hour; 1: the half; 2: another.
    unroundness: u8,
    pub(super) n_absent: usize,
    pub(super) discomfort: u64,
    pub(super) cost: u128,
}

impl Candidate {
    pub(super) fn new(meeting: Span, people: &[Person], zone: Tz) -> Option<Self> {
        let local = DateTime::from_timestamp(meeting.start, 0)?.with_timezone(&zone);
        let (mut n_absent, mut discomfort, mut cost) = (0, 0, 0);
        for person in people {
            n_absent += usize::from(person.is_absent(&meeting));
            let square = u64::from(person.bears_min(&meeting)).pow(2);
            discomfort += square;
            cost += person.weight * u128::from(square);
        }
        let unroundness = match local.minute() {
            0 => 0,
            30 => 1,
            _ => 2,
        };
        Some(Self {
            meeting,
            day: local.date_naive(),
            unroundness,
            n_absent,
            discomfort,
            cost,
        })
    }
}

/// Those with the fewest absent; of them, where nobody is outside working hours, only such.
pub(super) fn best(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let fewest = candidates.iter().map(|one| one.n_absent).min();
    candidates.retain(|one| Some(one.n_absent) == fewest);
    if candidates.iter().any(|one| one.discomfort == 0) {
        candidates.retain(|one| one.discomfort == 0);
    }
    candidates
}

/// The cheapest, apart from one another.
pub(super) fn spread(mut candidates: Vec<Candidate>, length_min: u32) -> Vec<Candidate> {
    let apart = i64::from(length_min.max(APART_MIN)) * 60;
    let mut chosen: Vec<Candidate> = Vec::with_capacity(N_SLOTS);
    while chosen.len() < N_SLOTS {
        let n_on = |day| chosen.iter().filter(|one| one.day == day).count();
        let order = |one: &&Candidate| (one.cost, n_on(one.day), one.unroundness, one.meeting.start);
        let next = candidates.iter().min_by_key(order);
        let Some(next) = next.cloned() else { break };
        candidates.retain(|one| (one.meeting.start - next.meeting.start).abs() >= apart);
        chosen.push(next);
    }
    chosen
}
