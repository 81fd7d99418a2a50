//! How a joint work goes on: begun, its outcome written and published, its words changed, given up.

use leptos::prelude::*;
use proto::v1::{OverseasWork, OverseasWorkState};

use crate::page::PageContext;
use crate::ui::form::{act_button, act_form, confirm, saved_words, stored};
use crate::ui::parts::fold;

/// The part of the page for those who take part; nothing once it is over.
pub(super) fn view(cx: &PageContext, one: &OverseasWork) -> AnyView {
    if !one.may_edit {
        return ().into_any();
    }
    let is_running = one.state() == OverseasWorkState::Running;
    let start = one.may_start.then(|| {
        act_button(
            cx,
            "OverseasService/StartOverseasWork",
            "Commencer ce travail",
            &[("id", &one.id)],
        )
    });
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduite du travail"</h2>
            {start}
            {is_running.then(|| outcome(cx, one))}
            {update(cx, one)}
            {one.may_end.then(|| give_up(cx, one))}
        </section>
    }
    .into_any()
}

/// The outcome: kept while one writes, then published to the space or to the whole network.
fn outcome(cx: &PageContext, one: &OverseasWork) -> AnyView {
    let form = act_form(cx, "OverseasService/SaveOverseasOutcome")
        .hidden("id", &one.id)
        .hidden("version", one.outcome_version)
        .autosaved();
    let is_complete = one.n_tasks == one.n_done;
    let is_open = form.is_refused() || !one.outcome.is_empty() || is_complete;
    let saved = (!one.outcome.is_empty())
        .then(|| view! { <p class="soft">"Texte enregistré\u{a0}; ceux de l’espace qui y prennent part le voient ici."</p> });
    let body = view! {
        {form.meanwhile("", || stored(&one.outcome))}
        {form.area("outcome", "Ce qui en est sorti").hint("Le texte est gardé pendant que vous écrivez. Terminer le publie, avec les documents.").value(&one.outcome).rows(8).required()}
        {saved_words(saved)}
    };
    let end = one.may_end.then(|| {
        let class = if is_complete { "button main-act" } else { "button" };
        view! {
            <button class=class type="submit" formaction="/act/OverseasService/EndOverseasWork" name="is_for_network" value="true">"Terminer, et publier à tout le réseau"</button>
            <button class="button" type="submit" formaction="/act/OverseasService/EndOverseasWork" name="is_for_network" value="false">"Terminer, pour l’espace seulement"</button>
        }
    });
    let buttons = view! {
        {end}
        <button class="button" type="submit">"Enregistrer le texte"</button>
    };
    fold(
        "Écrire ce qui en est sorti, et terminer",
        is_open,
        form.view_with(body, buttons),
    )
}

fn update(cx: &PageContext, one: &OverseasWork) -> AnyView {
    let form = act_form(cx, "OverseasService/UpdateOverseasWork")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let body = view! {
        {form.meanwhile("", || stored(&one.aim))}
        {form.text("title", "Titre").value(&one.title).max(200).required()}
        {form.area("aim", "But").value(&one.aim).rows(8).required()}
    };
    fold(
        "Modifier le titre et le but",
        is_open,
        form.view(body, "Enregistrer les changements"),
    )
}

fn give_up(cx: &PageContext, one: &OverseasWork) -> AnyView {
    let form = act_form(cx, "OverseasService/EndOverseasWork")
        .id("give-up")
        .hidden("id", &one.id)
        .version_of("SaveOverseasOutcome", one.outcome_version)
        .hidden("is_given_up", true);
    let body = form
        .area("outcome", "Pourquoi")
        .hint("L’espace ultra-marin le lira.")
        .rows(3)
        .required()
        .view();
    let form = form.view_with(
        body,
        view! { <button class="button danger" type="submit">"Abandonner ce travail"</button> },
    );
    confirm(
        "Abandonner…",
        "Plus rien n’y changera\u{a0}; il reste dans la liste, avec la raison.",
        form,
    )
    .into_any()
}
