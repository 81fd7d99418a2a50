//! The board of P2: each centre, each stream, the state.

use leptos::prelude::*;
use proto::v1::board_row::Cell;
use proto::v1::{Board, BoardRow, EngagementState, ParticipationState, ProgrammeState, Role};

use crate::page::PageContext;
use crate::ui::parts::{Sign, link_button, pill, table};
use crate::ui::time;

/// The board with its acts.
pub(super) fn view(cx: &PageContext, board: &Board) -> AnyView {
    let mut heads = vec!["Centre"];
    heads.extend(board.streams.iter().map(|stream| stream.title.as_str()));
    heads.push("Participation");
    let rows: Vec<_> = board.rows.iter().map(|row| cells(cx, board, row)).collect();
    let is_by_telephone = board
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .any(|cell| cell.is_entered_by_animator);
    let legend = is_by_telephone.then(|| {
        view! { <p class="soft"><span aria-hidden="true">"☎"</span>" saisi par l’animateur (réponse par téléphone)"</p> }
    });
    let minimum = match board.minimum {
        1 => "chaque centre, au moins un chantier",
        _ => "chaque centre, au moins deux chantiers",
    };
    view! {
        <section id="board" aria-labelledby="board-title">
            <h2 id="board-title">"Participation des centres"<span class="h-note">" · "{minimum}</span></h2>
            <div class="board">{table("Participation de chaque centre à chaque chantier", &heads, rows)}</div>
            {legend}
            {acts(cx, board)}
        </section>
    }
    .into_any()
}

fn acts(cx: &PageContext, board: &Board) -> AnyView {
    let year = board.year;
    let runs = matches!(
        board.state(),
        ProgrammeState::Validated | ProgrammeState::Running | ProgrammeState::Amended
    );
    let remind = (cx.role() == Role::Animator && runs && board.n_short > 0).then(|| {
        let label = match board.n_short {
            1 => "Relancer le centre concerné…".to_owned(),
            n => format!("Relancer les {n} centres concernés…"),
        };
        link_button(format!("/programme/{year}/reminder"), label, true)
    });
    view! {
        <div class="acts">
            {remind}
            <a class="button" href=format!("/export/ProgrammeService/ExportBoard?year={year}") download>"Exporter (CSV)"</a>
        </div>
    }
    .into_any()
}

fn cells(cx: &PageContext, board: &Board, row: &BoardRow) -> Vec<AnyView> {
    let is_own = cx
        .me
        .as_ref()
        .is_some_and(|me| me.organisation_id == row.organisation_id);
    let own = is_own.then(|| view! { <span class="soft">" (votre centre)"</span> });
    let name = row.organisation_name.clone();
    let centre = if is_own {
        view! { <strong>{name}</strong> }.into_any()
    } else {
        name.into_any()
    };
    let centre =
        view! { <a class="quiet" href=format!("/network/{}", row.organisation_id)>{centre}</a>{own} };
    let mut cells = vec![centre.into_any()];
    for stream in &board.streams {
        let cell = row.cells.iter().find(|cell| cell.work_stream_id == stream.id);
        let zone = stream.call.as_ref().map_or("", |call| call.zone.as_str());
        cells.push(cell.map_or_else(none, |cell| answer(cx, cell, zone)));
    }
    cells.push(participation(row));
    cells
}

fn none() -> AnyView {
    view! { <span class="none"><span aria-hidden="true">"—"</span><span class="unseen">"sans réponse"</span></span> }.into_any()
}

/// What a centre answered to a stream.
fn answer(cx: &PageContext, cell: &Cell, zone: &str) -> AnyView {
    let state = answer_pill(cell).unwrap_or_else(none);
    let by_telephone = cell.is_entered_by_animator.then(|| {
        let words = "saisi par l’animateur (téléphone)";
        view! { " "<span class="mark" title=words><span aria-hidden="true">"☎"</span><span class="unseen">{words}</span></span> }
    });
    let extended = (!cell.is_submitted)
        .then_some(cell.extended_until)
        .flatten()
        .map(|until| {
            view! { <span class="mark extension">"délai : "{time::day_view(until, zone, cx.info.now)}</span> }
        });
    view! { {state}{by_telephone}{extended} }.into_any()
}

/// What a centre answered to a stream, a word and a sign; nothing when it did not answer.
pub(crate) fn answer_pill(cell: &Cell) -> Option<AnyView> {
    Some(match (cell.is_submitted, cell.engagement(), cell.has_draft) {
        (true, ..) => pill(Sign::Done, "déposé").into_any(),
        (_, EngagementState::Engaged, true) => pill(Sign::Doing, "engagé, brouillon").into_any(),
        (_, EngagementState::Engaged, false) => pill(Sign::Doing, "engagé").into_any(),
        (_, EngagementState::Declined, _) => pill(Sign::Plain, "décliné").into_any(),
        (_, EngagementState::Withdrawn, _) => pill(Sign::Plain, "retiré").into_any(),
        (_, EngagementState::Unspecified, _) => return None,
    })
}

/// The state of P2 and how long is left.
fn participation(row: &BoardRow) -> AnyView {
    let left = row.days_left.filter(|_| {
        !matches!(
            row.state(),
            ParticipationState::Met | ParticipationState::Dispensed
        )
    });
    let left = left.map(|days| match days {
        ..=0 => "dernier jour".to_owned(),
        1 => "il reste 1\u{a0}jour".to_owned(),
        days => format!("il reste {days}\u{a0}jours"),
    });
    let left = left.map(|left| view! { " "<span class="mark left">{left}</span> });
    let refusal = row.dispensation_refusal.as_str();
    let dispensation = match (row.has_asked_dispensation, row.dispensation_reason.as_str()) {
        (true, "") => "dispense demandée".to_owned(),
        (true, reason) => format!("dispense demandée : {reason}"),
        (false, _) if !refusal.is_empty() => format!("dispense refusée : {refusal}"),
        (false, reason) => reason.to_owned(),
    };
    let dispensation =
        (!dispensation.is_empty()).then(|| view! { " "<span class="mark">{dispensation}</span> });
    view! { {participation_pill(row)}{left}{dispensation} }.into_any()
}

/// The state of P2 for a centre: a sign and a word.
pub(crate) fn participation_word(row: &BoardRow) -> (Sign, &'static str) {
    match row.state() {
        ParticipationState::Met => (Sign::Done, "tenue"),
        ParticipationState::Dispensed => (Sign::Done, "dispense"),
        ParticipationState::OnTheWay => (Sign::Doing, "en cours"),
        ParticipationState::AtRisk if row.n_engaged == 0 => (Sign::Bad, "aucun engagement"),
        ParticipationState::AtRisk if row.n_engaged < row.minimum => (Sign::Wait, "à compléter"),
        ParticipationState::AtRisk => (Sign::Wait, "à déposer"),
        ParticipationState::Missed => (Sign::Bad, "non tenue"),
        ParticipationState::Unspecified => (Sign::Plain, ""),
    }
}

/// The same and, while it can still be met, how far along: what counts for P2 is what was handed in.
pub(crate) fn participation_pill(row: &BoardRow) -> AnyView {
    let (sign, word) = participation_word(row);
    let is_open = matches!(
        row.state(),
        ParticipationState::OnTheWay | ParticipationState::AtRisk
    );
    match word {
        "" => ().into_any(),
        word if is_open && row.n_engaged > 0 => {
            let s = if row.n_submitted > 1 { "s" } else { "" };
            let along = format!("{word} · {} déposée{s} sur {}", row.n_submitted, row.minimum);
            pill(sign, along).into_any()
        }
        word => pill(sign, word).into_any(),
    }
}
