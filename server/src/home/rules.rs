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
    /// Where each programme in force stands.
    pub(crate) boards: &'a [Board],
}

/// Where a programme stands, as far as the reader is concerned.
pub(crate) struct Board {
    pub(crate) year: i32,
    /// The row of the reader's centre, and its place in each stream.
    pub(crate) own: Option<(BoardRow, Vec<Place>)>,
    /// All the rows; none for a centre.
    pub(crate) rows: Vec<BoardRow>,
    /// True while a centre can still submit somewhere.
    pub(crate) has_calls_left: bool,
}

/// What the programmes expect of the reader, in no order.
pub(crate) fn expectations(situation: &Situation<'_>) -> Vec<Expectation> {
    let mut found = Vec::new();
    for year in situation.years {
        of_preparation(situation.role, year, &mut found);
        of_dates(situation.role, year, &mut found);
    }
    for board in situation.boards {
        let Some(year) = situation.years.iter().find(|year| year.year == board.year) else {
            continue;
        };
        match situation.role {
            Role::Director | Role::Team => of_centre(situation, board, year, &mut found),
            Role::Animator => of_animator(board, year, &mut found),
            _ => {}
        }
    }
    let next_year = situation.today.year() + 1;
    let is_next_missing = situation.years.iter().all(|year| year.year < next_year);
    if situation.role == Role::Animator
        && !situation.years.is_empty()
        && situation.today.month() >= PREPARATION_BEGINS
        && is_next_missing
    {
        found.push(of_programme(ExpectationKind::PrepareProgramme, next_year, 0));
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

/// Of a programme that was validated before all its calls had dates.
fn of_dates(role: Role, year: &Year, found: &mut Vec<Expectation>) {
    if role != Role::Animator || !is_in_force(year.state) {
        return;
    }
    for stream in year.streams.iter().filter(|stream| stream.closes_at.is_none()) {
        found.push(of_stream(ExpectationKind::DateCall, stream));
    }
}

/// Of a centre, in a programme in force (P2).
fn of_centre(situation: &Situation<'_>, board: &Board, year: &Year, found: &mut Vec<Expectation>) {
    let Some((row, places)) = &board.own else {
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

/// Of the animator, in a programme in force.
fn of_animator(board: &Board, year: &Year, found: &mut Vec<Expectation>) {
    if !is_in_force(year.state) {
        return;
    }
    for row in board.rows.iter().filter(|row| row.has_asked_dispensation) {
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
    let n_short = board.rows.iter().filter(is_short).count();
    if n_short > 0 && board.has_calls_left {
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

#[cfg(test)]
mod tests {
    use super::*;
    use ExpectationKind::{
        CommentProgramme, Contribute, DateCall, DecideDispensation, Engage, PrepareProgramme, ProposeStreams,
        RemindCentres, ValidateProgramme,
    };

    const NOW: &str = "2027-05-01T12:00:00Z";

    fn at(days: i64) -> DateTime<Utc> {
        NOW.parse::<DateTime<Utc>>().unwrap() + chrono::TimeDelta::days(days)
    }

    /// A programme whose streams close in these days; `None`: no dates.
    fn year(year: i32, state: ProgrammeState, closings: &[Option<i64>]) -> Year {
        let stream = |closing: &Option<i64>| StreamInfo {
            id: uuid::Uuid::nil(),
            title: "Un chantier".to_owned(),
            year,
            programme_state: state,
            expected: Vec::new(),
            required_sections: Vec::new(),
            opens_at: closing.map(|_| at(-10)),
            closes_at: closing.map(at),
            zone: chrono_tz::Europe::Paris,
            call_state: match closing {
                None => CallState::Planned,
                Some(days) if *days < 0 => CallState::Closed,
                Some(_) => CallState::Open,
            },
        };
        Year {
            year,
            state,
            streams: closings.iter().map(stream).collect(),
        }
    }

    fn place(stream: &StreamInfo, is_engaged: bool, is_submitted: bool) -> Place {
        Place {
            is_engaged,
            is_submitted,
            call: stream.call_state,
            closes_at: stream.closes_at,
            extended_until: None,
        }
    }

    /// With one centre that is short and asked for a dispensation.
    fn board(year: i32, own: Option<(&BoardRow, &[Place])>) -> Board {
        let short = BoardRow {
            state: ParticipationState::AtRisk as i32,
            has_asked_dispensation: true,
            ..BoardRow::default()
        };
        Board {
            year,
            own: own.map(|(row, places)| (row.clone(), places.to_vec())),
            rows: vec![short],
            has_calls_left: true,
        }
    }

    fn found(
        role: Role,
        today: &str,
        years: &[Year],
        own: Option<(&BoardRow, &[Place])>,
    ) -> Vec<ExpectationKind> {
        let boards: Vec<Board> = years
            .iter()
            .filter(|year| is_in_force(year.state))
            .map(|year| board(year.year, own))
            .collect();
        let mut found = expectations(&Situation {
            role,
            now: at(0),
            today: today.parse().unwrap(),
            years,
            boards: &boards,
        });
        sort(&mut found);
        found.iter().map(Expectation::kind).collect()
    }

    /// P3: who prepares what, before the validation.
    #[test]
    fn before_the_validation() {
        for (state, role, expected) in [
            (ProgrammeState::Draft, Role::Director, vec![ProposeStreams]),
            (ProgrammeState::Draft, Role::Team, vec![ProposeStreams]),
            (ProgrammeState::Draft, Role::Animator, vec![PrepareProgramme]),
            (ProgrammeState::Draft, Role::NationalPartner, vec![]),
            (ProgrammeState::Proposed, Role::Animator, vec![ValidateProgramme]),
            (ProgrammeState::Proposed, Role::Director, vec![CommentProgramme]),
            (
                ProgrammeState::Proposed,
                Role::ElectedAssociation,
                vec![CommentProgramme],
            ),
        ] {
            let years = [year(2028, state, &[None])];
            assert_eq!(
                found(role, "2027-05-01", &years, None),
                expected,
                "{state:?} {role:?}"
            );
        }
    }

    /// P2: a centre engages, then contributes, the soonest closing first.
    #[test]
    fn of_a_centre() {
        let years = [year(
            2027,
            ProgrammeState::Running,
            &[Some(40), Some(9), Some(-1)],
        )];
        let row = BoardRow {
            state: ParticipationState::AtRisk as i32,
            minimum: 2,
            cells: vec![proto::v1::board_row::Cell::default(); 3],
            ..BoardRow::default()
        };
        for (engaged, submitted, role, expected) in [
            ([false; 3], [false; 3], Role::Director, vec![Engage]),
            ([false; 3], [false; 3], Role::Team, vec![]),
            (
                [true, false, false],
                [false; 3],
                Role::Director,
                vec![Engage, Contribute],
            ),
            (
                [true, true, false],
                [false; 3],
                Role::Director,
                vec![Contribute, Contribute],
            ),
            (
                [true, true, true],
                [true, false, false],
                Role::Team,
                vec![Contribute],
            ),
        ] {
            let places: Vec<_> = (0..3)
                .map(|n| place(&years[0].streams[n], engaged[n], submitted[n]))
                .collect();
            let kinds = found(role, "2027-05-01", &years, Some((&row, &places)));
            assert_eq!(kinds, expected, "{engaged:?} {submitted:?} {role:?}");
        }
    }

    /// What the next year expects hides nothing of this one.
    #[test]
    fn of_each_programme_in_force() {
        let years = [
            year(2028, ProgrammeState::Validated, &[Some(300)]),
            year(2027, ProgrammeState::Running, &[Some(9)]),
        ];
        let row = BoardRow {
            cells: vec![proto::v1::board_row::Cell::default()],
            ..BoardRow::default()
        };
        let places = [place(&years[1].streams[0], true, false)];
        let kinds = found(Role::Team, "2027-05-01", &years, Some((&row, &places)));
        assert_eq!(kinds, [Contribute, Contribute]);
    }

    #[test]
    fn of_the_animator() {
        let years = [year(2027, ProgrammeState::Running, &[Some(9), None])];
        assert_eq!(
            found(Role::Animator, "2027-05-01", &years, None),
            [RemindCentres, DateCall, DecideDispensation]
        );
        assert!(found(Role::Animator, "2027-09-01", &years, None).contains(&PrepareProgramme));
        // Of two programmes in force, each has its calls to date.
        let years = [
            year(2028, ProgrammeState::Validated, &[Some(300)]),
            year(2027, ProgrammeState::Running, &[None, Some(9), None]),
        ];
        let kinds = found(Role::Animator, "2027-05-01", &years, None);
        assert_eq!(kinds.iter().filter(|kind| **kind == DateCall).count(), 2);
        assert_eq!(kinds.iter().filter(|kind| **kind == RemindCentres).count(), 2);
        assert!(found(Role::UrbanRenewalAgency, "2027-09-01", &years, None).is_empty());
    }
}
