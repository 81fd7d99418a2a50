//! What the programmes expect of someone, by role.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use proto::v1::{
    BoardRow, CallState, Expectation, ExpectationKind, ParticipationState, ProgrammeState, Role,
};

use crate::clock::timestamp;
use crate::programme::{MAX_STREAMS, Place, StreamInfo, Year, is_in_force};

/// From this month on, the programme of the next year is prepared.
const PREPARATION_BEGINS: u32 = 9;

/// What is known when someone opens the first page.
pub(crate) struct Situation<'a> {
    /// Of the reader.
    pub(crate) role: Role,
    /// The instant.
    pub(crate) now: DateTime<Utc>,
    /// The day, in Paris.
    pub(crate) today: NaiveDate,
    /// The programmes, newest first.
    pub(crate) years: &'a [Year],
    /// The one that matters now.
    pub(crate) current: Option<&'a Year>,
    /// The row of the reader's centre in the current programme, and its place in each stream.
    pub(crate) own: Option<(&'a BoardRow, &'a [Place])>,
    /// All the rows of the current programme.
    pub(crate) rows: &'a [BoardRow],
    /// True while a centre can still submit somewhere.
    pub(crate) has_calls_left: bool,
}

/// What the programmes expect of the reader, in no order.
pub(crate) fn expectations(situation: &Situation<'_>) -> Vec<Expectation> {
    let mut found = Vec::new();
    for year in situation.years {
        of_preparation(situation.role, year, &mut found);
    }
    if let Some(current) = situation.current {
        match situation.role {
            Role::Director | Role::Team => of_centre(situation, current, &mut found),
            Role::Animator => of_animator(situation, current, &mut found),
            _ => {}
        }
    }
    found
}

/// The most urgent first: what is due first, then what has no date; then by kind.
pub(crate) fn sort(expectations: &mut [Expectation]) {
    expectations.sort_by_key(|one| {
        let due_at = one.due_at.map(|due_at| (due_at.seconds, due_at.nanos));
        (due_at.is_none(), due_at, one.kind)
    });
}

/// Of a programme that is not validated yet (P3).
fn of_preparation(role: Role, year: &Year, found: &mut Vec<Expectation>) {
    use ExpectationKind::{CommentProgramme, PrepareProgramme, ProposeStreams, ValidateProgramme};
    let kind = match (year.state, role) {
        (ProgrammeState::Draft, Role::Director | Role::Team) => ProposeStreams,
        (ProgrammeState::Draft, Role::Animator) if year.streams.len() < MAX_STREAMS => PrepareProgramme,
        (ProgrammeState::Proposed, Role::Animator) => ValidateProgramme,
        (ProgrammeState::Proposed, _) => CommentProgramme,
        _ => return,
    };
    found.push(of_programme(kind, year.year, year.streams.len()));
}

/// Of a centre, in the current programme (P2).
fn of_centre(situation: &Situation<'_>, year: &Year, found: &mut Vec<Expectation>) {
    let Some((row, places)) = situation.own else {
        return;
    };
    let now = situation.now;
    let is_director = situation.role == Role::Director;
    let pairs = || year.streams.iter().zip(places);
    let n_taken = pairs()
        .filter(|(_, place)| place.is_submitted || place.is_awaited(now))
        .count();
    let n_wanted = usize::try_from(row.minimum).unwrap_or_default();
    if is_director && row.state() == ParticipationState::AtRisk && n_taken < n_wanted {
        let free = pairs()
            .filter(|(_, place)| !place.is_engaged && !place.is_submitted && place.call != CallState::Closed);
        let next = free
            .filter_map(|(stream, _)| Some((stream.closes_at?, stream)))
            .min_by_key(|(closes_at, _)| *closes_at);
        let mut engage = of_programme(ExpectationKind::Engage, year.year, n_wanted - n_taken);
        if let Some((closes_at, stream)) = next {
            engage.due_at = Some(timestamp(closes_at));
            engage.zone = stream.zone.name().to_owned();
        }
        found.push(engage);
    }
    for ((stream, place), cell) in pairs().zip(&row.cells) {
        let is_open = place.call == CallState::Open || place.extended_until.is_some_and(|until| now <= until);
        // A draft of the team is the director's to submit: that is said by the contribution itself.
        if is_open && place.is_awaited(now) && !(is_director && cell.has_draft) {
            found.push(Expectation {
                due_at: place.deadline().map(timestamp),
                ..of_stream(ExpectationKind::Contribute, stream)
            });
        }
    }
}

/// Of the animator, in the current programme.
fn of_animator(situation: &Situation<'_>, year: &Year, found: &mut Vec<Expectation>) {
    let next_year = situation.today.year() + 1;
    let is_next_missing = situation.years.iter().all(|year| year.year < next_year);
    if situation.today.month() >= PREPARATION_BEGINS && is_next_missing {
        found.push(of_programme(ExpectationKind::PrepareProgramme, next_year, 0));
    }
    if !is_in_force(year.state) {
        return;
    }
    for stream in year.streams.iter().filter(|stream| stream.opens_at.is_none()) {
        found.push(of_stream(ExpectationKind::DateCall, stream));
    }
    for row in situation.rows.iter().filter(|row| row.has_asked_dispensation) {
        found.push(Expectation {
            object: row.organisation_name.clone(),
            path: format!("/programme/{}#board", year.year),
            ..of_programme(ExpectationKind::DecideDispensation, year.year, 1)
        });
    }
    let is_short = |row: &&BoardRow| {
        matches!(
            row.state(),
            ParticipationState::AtRisk | ParticipationState::Missed
        )
    };
    let n_short = situation.rows.iter().filter(is_short).count();
    if n_short > 0 && situation.has_calls_left {
        let open = year
            .streams
            .iter()
            .filter(|stream| stream.call_state != CallState::Closed);
        let next = open
            .filter_map(|stream| Some((stream.closes_at?, stream)))
            .min_by_key(|(closes_at, _)| *closes_at);
        found.push(Expectation {
            path: format!("/programme/{}/reminder", year.year),
            due_at: next.map(|(closes_at, _)| timestamp(closes_at)),
            zone: next
                .map(|(_, stream)| stream.zone.name().to_owned())
                .unwrap_or_default(),
            ..of_programme(ExpectationKind::RemindCentres, year.year, n_short)
        });
    }
}

fn of_programme(kind: ExpectationKind, year: i32, n: usize) -> Expectation {
    Expectation {
        kind: kind as i32,
        object: year.to_string(),
        path: format!("/programme/{year}"),
        n: i32::try_from(n).unwrap_or(i32::MAX),
        ..Expectation::default()
    }
}

fn of_stream(kind: ExpectationKind, stream: &StreamInfo) -> Expectation {
    Expectation {
        kind: kind as i32,
        object: stream.title.clone(),
        path: format!("/work-stream/{}", stream.id),
        zone: stream.zone.name().to_owned(),
        ..Expectation::default()
    }
}
