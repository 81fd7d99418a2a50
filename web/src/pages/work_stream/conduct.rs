//! What the animator does with a stream: its call, its dates, answers by telephone, delays, synthesis.

use leptos::prelude::*;
use proto::v1::{CallState, EngagementState, ProgrammeState, Role, WorkStream};

use super::{Read, call};
use crate::page::PageContext;
use crate::pages::programme::stream_fields;
use crate::ui::form::{Choice, act_form, choice, confirm};
use crate::ui::parts::fold;

/// The animator's part of the page; nothing for others.
pub(super) fn view(cx: &PageContext, read: &Read) -> AnyView {
    let state = read.stream.programme_state();
    if cx.role() != Role::Animator {
        return ().into_any();
    }
    if state == ProgrammeState::Closed {
        // The only change that a closed programme knows.
        return view! {
            <section class="conduct" aria-labelledby="conduct">
                <h2 id="conduct">"Conduite du chantier"</h2>
                {synthesis(cx, read, true)}
            </section>
        }
        .into_any();
    }
    let may_change = matches!(
        state,
        ProgrammeState::Draft | ProgrammeState::Proposed | ProgrammeState::Amended
    );
    let is_closed = read.call_state() == CallState::Closed;
    let is_dated = read
        .stream
        .call
        .as_ref()
        .is_some_and(|call| call.closes_at.is_some());
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduite du chantier"</h2>
            {synthesis(cx, read, is_closed)}
            {call::form(cx, read)}
            {(read.is_settled() && !is_closed).then(|| telephone(cx, read))}
            {(read.is_settled() && is_dated).then(|| extension(cx, read))}
            {session(cx, &read.stream)}
            {may_change.then(|| update(cx, &read.stream))}
            <div class="last-act">
                {call::close(cx, read)}
                {may_change.then(|| delete(cx, &read.stream))}
            </div>
        </section>
    }
    .into_any()
}

/// The centres of the year that are engaged, or those that are not.
fn centres(read: &Read, are_engaged: bool) -> Vec<Choice> {
    let is_engaged = |organisation_id: &str| {
        let of = |one: &proto::v1::Engagement| {
            one.organisation_id == organisation_id && one.state() == EngagementState::Engaged
        };
        read.stream.engagements.iter().any(of)
    };
    let rows = read.board.rows.iter();
    let rows = rows.filter(|row| is_engaged(&row.organisation_id) == are_engaged);
    rows.map(|row| choice(&row.organisation_id, &row.organisation_name, false))
        .collect()
}

/// Enters the answer of a centre that telephoned.
fn telephone(cx: &PageContext, read: &Read) -> AnyView {
    let id = &read.stream.id;
    let engage = act_form(cx, "ProgrammeService/Engage").hidden("work_stream_id", id);
    let decline = act_form(cx, "ProgrammeService/DeclineStream").hidden("work_stream_id", id);
    let withdraw = act_form(cx, "ProgrammeService/WithdrawEngagement").hidden("work_stream_id", id);
    let is_open = engage.is_refused() || decline.is_refused() || withdraw.is_refused();
    let engage_body = engage
        .select("organisation_id", "Centre", centres(read, false))
        .required()
        .view();
    let decline_body = view! {
        {decline.select("organisation_id", "Centre", centres(read, false)).required()}
        {decline.text("reason", "Motif").max(500).required()}
    };
    let withdraw_body = view! {
        {withdraw.select("organisation_id", "Centre", centres(read, true)).required()}
        {withdraw.text("reason", "Motif").max(500).required()}
        {withdraw.select("replacement_work_stream_id", "Chantier de remplacement", replacements(read))}
        {withdraw.checkbox("asks_dispensation", "Le centre demande une dispense")}
    };
    let body = view! {
        <p class="measure soft">"L’acte porte partout la mention « saisi par l’animateur (téléphone) »."</p>
        <div class="trio">
            <div><h3>"S’engage"</h3>{engage.view(engage_body, "Enregistrer l’engagement")}</div>
            <div><h3>"Décline"</h3>{decline.view(decline_body, "Enregistrer le refus")}</div>
            <div><h3>"Se retire"</h3>{withdraw.view(withdraw_body, "Enregistrer le retrait")}</div>
        </div>
    };
    fold("Saisir la réponse d’un centre (téléphone)", is_open, body)
}

/// The other streams of the year whose calls are not closed.
fn replacements(read: &Read) -> Vec<Choice> {
    let is_open = |one: &&WorkStream| {
        let is_closed = one
            .call
            .as_ref()
            .is_some_and(|call| call.state() == CallState::Closed);
        one.id != read.stream.id && !is_closed
    };
    let others = read.board.streams.iter().filter(is_open);
    let mut choices = vec![choice("", "Aucun", true)];
    choices.extend(others.map(|one| choice(&one.id, &one.title, false)));
    choices
}

/// Lets one engaged centre submit after the closing.
fn extension(cx: &PageContext, read: &Read) -> AnyView {
    let engaged = centres(read, true);
    if engaged.is_empty() {
        return ().into_any();
    }
    let form = act_form(cx, "ContributionService/GrantExtension").hidden("work_stream_id", &read.stream.id);
    let is_open = form.is_refused();
    let body = view! {
        <div class="fields">
            {form.select("organisation_id", "Centre", engaged).required()}
            {form.date("until", "Jusqu’au").hint("Jusqu’à la fin de ce jour, à l’heure de l’appel.").required()}
        </div>
        {form.text("reason", "Motif").max(500).required()}
    };
    fold(
        "Accorder un délai à un centre",
        is_open,
        form.view(body, "Accorder le délai"),
    )
}

fn session(cx: &PageContext, stream: &WorkStream) -> AnyView {
    let form = act_form(cx, "ProgrammeService/AddSessionDate").hidden("work_stream_id", &stream.id);
    let is_open = form.is_refused();
    let body = view! {
        {form.text("label", "Intitulé").hint("Par exemple « Atelier 1, à Lille ».").max(120).required()}
        <div class="fields">
            {form.datetime("starts_at.local", "Début").required()}
            {form.select("starts_at.zone", "À l’heure de", call::zone_choices(cx.zone())).required()}
        </div>
    };
    fold(
        "Noter une date envisagée de séance",
        is_open,
        form.view(body, "Noter la date"),
    )
}

fn synthesis(cx: &PageContext, read: &Read, is_closed: bool) -> AnyView {
    if !is_closed && read.stream.synthesis.is_empty() {
        return ().into_any();
    }
    let form = act_form(cx, "ProgrammeService/PublishSynthesis")
        .hidden("work_stream_id", &read.stream.id)
        .hidden("version", read.stream.version);
    let is_first = read.stream.synthesis.is_empty();
    let is_open = form.is_refused() || is_first;
    let body = form
        .area("text", "Synthèse")
        .hint("Publiée pour tout le réseau. Mise en forme légère : **gras**, listes avec des tirets, titres avec ##.")
        .value(&read.stream.synthesis)
        .rows(10)
        .required()
        .view();
    let form = if is_first {
        form.main(body, "Publier la synthèse")
    } else {
        form.view(body, "Publier la nouvelle version")
    };
    fold(
        if is_first {
            "Publier la synthèse"
        } else {
            "Modifier la synthèse"
        },
        is_open,
        form,
    )
}

fn update(cx: &PageContext, stream: &WorkStream) -> AnyView {
    let form = act_form(cx, "ProgrammeService/UpdateWorkStream")
        .hidden("id", &stream.id)
        .hidden("version", stream.version);
    let is_open = form.is_refused();
    let expected: Vec<_> = stream.expected().collect();
    let body = stream_fields(
        &form,
        &stream.title,
        &stream.theme,
        &stream.purpose,
        &expected,
        &stream.lead,
    );
    fold(
        "Modifier le chantier",
        is_open,
        form.view(body, "Enregistrer le chantier"),
    )
}

fn delete(cx: &PageContext, stream: &WorkStream) -> AnyView {
    let form = act_form(cx, "ProgrammeService/DeleteWorkStream")
        .hidden("id", &stream.id)
        .next(format!("/programme/{}", stream.year));
    let form = form.view_with(
        (),
        view! { <button class="button danger" type="submit">"Supprimer le chantier"</button> },
    );
    confirm(
        "Supprimer le chantier…",
        "Le chantier, son appel et ses fichiers disparaissent du programme.",
        form,
    )
    .into_any()
}
