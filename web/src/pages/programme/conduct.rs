//! What the animator does with a programme: its states (P3), its introduction, its streams (P1), dispensations, next year.

use leptos::prelude::*;
use proto::v1::list_programmes_response::Entry;
use proto::v1::{
    Board, BoardRow, CallState, Expected, ParticipationState, Programme, ProgrammeState, Role, WorkStream,
};

use crate::page::PageContext;
use crate::text;
use crate::ui::form::{Form, act_form, choice, confirm};
use crate::ui::parts::fold;

/// The animator's part of the page; nothing for others.
pub(super) fn view(
    cx: &PageContext,
    programme: &Programme,
    board: Option<&Board>,
    years: &[Entry],
) -> AnyView {
    if cx.role() != Role::Animator {
        return ().into_any();
    }
    let state = programme.state();
    let may_change = matches!(
        state,
        ProgrammeState::Draft | ProgrammeState::Proposed | ProgrammeState::Amended
    );
    let has_room = may_change && programme.streams.len() < 3;
    // What was typed is shown again, even when there is no more room for it.
    let is_refused = cx
        .form
        .as_ref()
        .is_some_and(|form| form.rpc.ends_with("/CreateWorkStream"));
    let is_settled = matches!(
        state,
        ProgrammeState::Validated | ProgrammeState::Running | ProgrammeState::Amended
    );
    let next = programme.year + 1;
    let has_next = years.iter().any(|entry| entry.year >= next);
    if state == ProgrammeState::Closed && has_next {
        return ().into_any();
    }
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduite du programme"</h2>
            {step(cx, programme)}
            {(has_room || is_refused).then(|| add_stream(cx, programme.year))}
            {may_change.then(|| introduction(cx, programme))}
            {(state == ProgrammeState::Amended).then(|| close_amendment(cx, programme.year))}
            {is_settled.then(|| amend(cx, programme.year))}
            {board.filter(|_| is_settled).map(|board| dispensation(cx, board))}
            {board.filter(|_| is_settled).map(|board| refusal(cx, board))}
            {(!has_next).then(|| prepare_next(cx, next))}
            {close(cx, programme)}
        </section>
    }
    .into_any()
}

fn year_form<'a>(cx: &'a PageContext, rpc: &'static str, year: i32) -> Form<'a> {
    act_form(cx, rpc).hidden("year", year)
}

/// The next state, when there is one to come.
fn step(cx: &PageContext, programme: &Programme) -> AnyView {
    let year = programme.year;
    match programme.state() {
        ProgrammeState::Draft => {
            let words = "Proposer le programme le montre à tout le réseau et ouvre les commentaires.";
            year_form(cx, "ProgrammeService/ProposeProgramme", year)
                .main(view! { <p class="measure">{words}</p> }, "Proposer au réseau")
        }
        ProgrammeState::Proposed => validate(cx, year),
        ProgrammeState::Validated => {
            let words = "Le programme est validé : le démarrer ouvre les appels à leurs dates.";
            year_form(cx, "ProgrammeService/StartProgramme", year)
                .main(view! { <p class="measure">{words}</p> }, "Démarrer le programme")
        }
        _ => ().into_any(),
    }
}

fn validate(cx: &PageContext, year: i32) -> AnyView {
    let form = year_form(cx, "ProgrammeService/ValidateProgramme", year);
    let body = view! {
        <h3>"Enregistrer la validation"</h3>
        <p class="measure soft">"La décision se prend en séance ; ici, elle est enregistrée avec sa date et sa référence."</p>
        {form.text("session", "Séance").value("Comité technique d’animation nationale").max(200).required()}
        <div class="fields">
            {form.date("on", "Date de la séance").required()}
            {form.text("reference", "Référence du relevé de décisions").max(200).required()}
        </div>
    };
    form.main(body, "Enregistrer la validation")
}

fn close(cx: &PageContext, programme: &Programme) -> AnyView {
    if !matches!(
        programme.state(),
        ProgrammeState::Running | ProgrammeState::Amended
    ) {
        return ().into_any();
    }
    let form = year_form(cx, "ProgrammeService/CloseProgramme", programme.year);
    let form = form.view_with(
        (),
        view! { <button class="button danger" type="submit">"Clore le programme"</button> },
    );
    let words = format!(
        "Clore fige les participations : ce qui n’est pas tenu reste non tenu.{} Rien ne rouvre ensuite.",
        ended_calls(programme)
    );
    view! { <div class="last-act">{confirm("Clore le programme…", words, form)}</div> }.into_any()
}

/// The calls that are not closed yet, and what becomes of them.
fn ended_calls(programme: &Programme) -> String {
    let named = |state: CallState| -> Vec<String> {
        let is_so = |stream: &&WorkStream| stream.call.as_ref().is_some_and(|call| call.state() == state);
        let found = programme.streams.iter().filter(is_so);
        found.map(|stream| text::quoted(&stream.title)).collect()
    };
    let (open, planned) = (named(CallState::Open), named(CallState::Planned));
    let left = "ce qui n’y est pas déposé ne le sera plus, sauf délai déjà accordé.";
    let open = match open.as_slice() {
        [] => String::new(),
        [one] => format!(" L’appel {one} est encore ouvert : il se clôt aussitôt, et {left}"),
        all => format!(
            " {} appels sont encore ouverts, {} : ils se closent aussitôt, et {left}",
            all.len(),
            all.join(", ")
        ),
    };
    let planned = match planned.as_slice() {
        [] => String::new(),
        [one] => format!(" L’appel {one} n’ouvrira pas."),
        all => format!(" {} appels n’ouvriront pas, {}.", all.len(), all.join(", ")),
    };
    open + &planned
}

fn introduction(cx: &PageContext, programme: &Programme) -> AnyView {
    let form = year_form(cx, "ProgrammeService/UpdateProgramme", programme.year)
        .hidden("version", programme.version);
    let is_open = form.is_refused();
    let body = form
        .area("introduction", "Introduction")
        .hint("Mise en forme légère : **gras**, listes avec des tirets, titres avec ##.")
        .value(&programme.introduction)
        .rows(8)
        .view();
    fold(
        "Modifier l’introduction",
        is_open,
        form.view(body, "Enregistrer l’introduction"),
    )
}

/// The fields of a stream, the same to create and to change it.
pub(in crate::pages) fn stream_fields(
    form: &Form<'_>,
    title: &str,
    theme: &str,
    purpose: &str,
    expected: &[Expected],
    lead: &str,
) -> AnyView {
    let kinds = [
        Expected::TextNote,
        Expected::ExperienceSheet,
        Expected::OtherProduction,
    ];
    let kinds = kinds.map(|kind| choice(kind as i32, text::expected(kind), expected.contains(&kind)));
    view! {
        {form.text("title", "Titre").value(title).max(120).required()}
        {form.text("theme", "Thème").hint("En deux ou trois mots.").value(theme).max(120)}
        {form.area("purpose", "Objet").hint("Ce que le chantier cherche, pour qui, et ce qui en sortira.").value(purpose).required()}
        {form.checkboxes("expected", "Ce qui est attendu des centres", kinds.into())}
        {form.text("lead", "Pilotage").hint("Qui l’anime : une personne, un organisme.").value(lead).max(200)}
    }
    .into_any()
}

fn add_stream(cx: &PageContext, year: i32) -> AnyView {
    let form = year_form(cx, "ProgrammeService/CreateWorkStream", year).next("/work-stream/{id}");
    let is_open = form.is_refused();
    let body = stream_fields(&form, "", "", "", &[Expected::ExperienceSheet], "");
    fold(
        "Ajouter un chantier",
        is_open,
        form.view(body, "Ajouter le chantier"),
    )
}

fn amend(cx: &PageContext, year: i32) -> AnyView {
    let form = year_form(cx, "ProgrammeService/AmendProgramme", year);
    let is_open = form.is_refused();
    let body = form
        .area("text", "Ce qui change, et pourquoi")
        .hint("L’amendement reste affiché avec sa date ; les chantiers peuvent être modifiés jusqu’à ce qu’il soit clos.")
        .rows(4)
        .required()
        .view();
    fold(
        "Amender le programme",
        is_open,
        form.view(body, "Enregistrer l’amendement"),
    )
}

/// What the amendment said is done: a later change belongs to another one.
fn close_amendment(cx: &PageContext, year: i32) -> AnyView {
    let words = "Un amendement est ouvert : les chantiers et l’introduction peuvent être modifiés. \
        Une fois ces changements faits, clore l’amendement ; un changement ultérieur demande un nouvel amendement.";
    year_form(cx, "ProgrammeService/CloseAmendment", year)
        .main(view! { <p class="measure">{words}</p> }, "Clore l’amendement")
}

/// True for a centre that may need a dispensation.
fn is_short(row: &BoardRow) -> bool {
    row.has_asked_dispensation
        || matches!(
            row.state(),
            ParticipationState::AtRisk | ParticipationState::Missed | ParticipationState::OnTheWay
        )
}

fn dispensation(cx: &PageContext, board: &Board) -> AnyView {
    let mut rows: Vec<_> = board
        .rows
        .iter()
        .filter(|row| is_short(row))
        .filter(|row| {
            row.has_asked_dispensation
                || row.dispensation_reason.is_empty()
                || !row.dispensation_refusal.is_empty()
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    rows.sort_by_key(|row| !row.has_asked_dispensation);
    let n_asked = rows.iter().filter(|row| row.has_asked_dispensation).count();
    let choices = rows.iter().map(|row| {
        let asked = if row.has_asked_dispensation {
            " (demandée)"
        } else {
            ""
        };
        choice(
            &row.organisation_id,
            format!("{}{asked}", row.organisation_name),
            false,
        )
    });
    let form = year_form(cx, "ProgrammeService/GrantDispensation", board.year);
    let is_open = form.is_refused() || n_asked > 0;
    let body = view! {
        {form.select("organisation_id", "Centre", choices.collect()).required()}
        {form.text("reason", "Motif").hint("Visible sur le tableau.").max(500).required()}
    };
    let summary = match n_asked {
        0 => "Accorder une dispense".to_owned(),
        1 => "Accorder une dispense · 1 demande".to_owned(),
        n => format!("Accorder une dispense · {n} demandes"),
    };
    fold(&summary, is_open, form.view(body, "Accorder la dispense"))
}

/// Beside the grant, when a centre asked: the answer no.
fn refusal(cx: &PageContext, board: &Board) -> AnyView {
    let asked = board.rows.iter().filter(|row| row.has_asked_dispensation);
    let choices: Vec<_> = asked
        .map(|row| choice(&row.organisation_id, &row.organisation_name, false))
        .collect();
    if choices.is_empty() {
        return ().into_any();
    }
    let form = year_form(cx, "ProgrammeService/RefuseDispensation", board.year);
    let is_open = form.is_refused();
    let body = view! {
        {form.select("organisation_id", "Centre", choices).required()}
        {form.text("reason", "Motif").hint("Pour le centre, qui en est informé.").max(500).required()}
    };
    fold(
        "Refuser une dispense demandée",
        is_open,
        form.view(body, "Refuser la dispense"),
    )
}

fn prepare_next(cx: &PageContext, next: i32) -> AnyView {
    let form = act_form(cx, "ProgrammeService/CreateProgramme")
        .hidden("year", next)
        .next("/programme/{year}");
    let body = form
        .checkbox(
            "from_previous_year",
            "Partir de l’introduction et des chantiers de cette année",
        )
        .checked(true)
        .view();
    let is_open = form.is_refused();
    fold(
        &format!("Préparer le programme {next}"),
        is_open,
        form.view(body, &format!("Ouvrir le projet de programme {next}")),
    )
}
