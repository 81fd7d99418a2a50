//! What a centre does: join the question, leave it, say its own better.

use leptos::prelude::*;
use proto::v1::QuestionState;

use super::one::Read;
use super::{asks, new};
use crate::page::PageContext;
use crate::ui::form::{act_button, act_form};
use crate::ui::parts::fold;

/// The part of the page for the director and the team of a centre.
pub(super) fn view(cx: &PageContext, read: &Read) -> AnyView {
    let one = &read.one;
    if !asks(cx.role()) {
        return ().into_any();
    }
    let me = cx.me.as_ref().map(|me| me.organisation_id.as_str());
    let is_asker = me == Some(one.organisation_id.as_str());
    match one.state() {
        QuestionState::Open if is_asker => update(cx, read),
        QuestionState::Open | QuestionState::Taken | QuestionState::Answered if !one.is_behind => {
            join(cx, read)
        }
        QuestionState::Open | QuestionState::Taken if !is_asker => leave(cx, read),
        _ => ().into_any(),
    }
}

fn join(cx: &PageContext, read: &Read) -> AnyView {
    let form = act_form(cx, "QuestionService/JoinQuestion").hidden("id", &read.one.id);
    let (form, check) = read.marked.ask(form, "JoinQuestion");
    let body = view! {
        {form.area("note", "Ce que votre centre ajoute").hint("Sans nom ni coordonnées de personnes.").rows(3)}
        {check}
    };
    view! {
        <section class="own card" aria-labelledby="join">
            <h2 id="join">"Les acteurs de votre territoire se posent la même question\u{a0}?"</h2>
            <p class="measure soft">"Votre centre comptera parmi ceux qui sont derrière elle, et sera averti de la réponse et de ses corrections."</p>
            {form.main(body, "S’y joindre")}
        </section>
    }
    .into_any()
}

fn leave(cx: &PageContext, read: &Read) -> AnyView {
    let fields = [("id", read.one.id.as_str())];
    view! {
        <section class="own card" aria-labelledby="leave">
            <h2 id="leave">"Votre centre est derrière cette question"</h2>
            {act_button(cx, "QuestionService/LeaveQuestion", "S’en retirer", &fields)}
        </section>
    }
    .into_any()
}

fn update(cx: &PageContext, read: &Read) -> AnyView {
    let one = &read.one;
    let form = act_form(cx, "QuestionService/UpdateQuestion")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let (form, check) = read.marked.ask(form, "UpdateQuestion");
    let is_open = form.is_refused();
    let body = view! {
        {new::fields(&form, one.kind, &one.subject, &one.text)}
        {form.text("territory", "Territoire").value(&one.territory).max(200)}
        {new::urgency(&form, one.urgency)}
        {check}
    };
    let form = form.view(body, "Enregistrer les changements");
    view! { <section class="own card" aria-label="Votre question">{fold("Mieux dire votre question", is_open, form)}</section> }
        .into_any()
}
