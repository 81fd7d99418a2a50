//! What whom asked does: close, change; and the animator, for a centre that telephoned.

use leptos::prelude::*;
use proto::v1::solicitation::Answer;
use proto::v1::{AnswerState, AnswerStep, Role, Solicitation};

use super::one::Read;
use super::{ask, is_over, n_in};
use crate::page::PageContext;
use crate::ui::form::{Form, act_form};
use crate::ui::parts::fold;

/// The part of the page for whom asked and for the animator; nothing for others, nor once it is closed.
pub(super) fn view(cx: &PageContext, read: &Read) -> AnyView {
    let is_animator = cx.role() == Role::Animator;
    if !read.is_open() || !(read.is_asker || is_animator) {
        return ().into_any();
    }
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduite de la sollicitation"</h2>
            {read.is_asker.then(|| close(cx, &read.one))}
            {is_animator.then(|| telephone(cx, &read.one))}
            {read.is_asker.then(|| ask::update(cx, &read.one, &read.centres))}
        </section>
    }
    .into_any()
}

/// Closes it, with what became of the answers: the main act once nothing more is to be waited for.
fn close(cx: &PageContext, one: &Solicitation) -> AnyView {
    let form = act_form(cx, "SolicitationService/CloseSolicitation")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_complete = n_in(one, AnswerState::Given) + n_in(one, AnswerState::Declined) == one.answers.len();
    let is_ready = is_complete || is_over(cx, one);
    let is_open = form.is_refused() || is_ready;
    let body = form
        .area("outcome", "Ce que sont devenues les réponses")
        .hint("Ce qui en a été retenu, où elles ont servi. Les centres sollicités le liront, avec toutes les réponses\u{a0}; plus rien ne changera ensuite.")
        .rows(6)
        .required()
        .view();
    let form = if is_ready {
        form.main(body, "Clore la sollicitation")
    } else {
        form.view(body, "Clore la sollicitation")
    };
    fold("Clore la sollicitation", is_open, form)
}

/// Enters what a centre answered by telephone: first which one, then what.
fn telephone(cx: &PageContext, one: &Solicitation) -> AnyView {
    let chosen = super::answer_of(one, cx.ask("centre"));
    let options: Vec<_> = one
        .answers
        .iter()
        .map(|answer| {
            let is_chosen = chosen.is_some_and(|chosen| chosen.id == answer.id);
            let (id, name) = (answer.organisation_id.clone(), answer.organisation_name.clone());
            view! { <option value=id selected=is_chosen>{name}</option> }
        })
        .collect();
    let body = view! {
        <p class="measure soft">"La réponse porte partout la mention «\u{a0}saisi par l’animateur (téléphone)\u{a0}». Ce que le centre prépare n’en est pas touché."</p>
        <form class="filters" action=format!("/solicitation/{}#conduct", one.id) aria-label="Centre qui a téléphoné">
            <div class="field">
                <label for="centre">"Centre"</label>
                <select id="centre" name="centre">{options}</select>
            </div>
            <button class="button" type="submit">"Choisir"</button>
        </form>
        {chosen.map(|answer| steps(cx, one, answer))}
    };
    fold(
        "Saisir la réponse d’un centre (téléphone)",
        chosen.is_some(),
        body,
    )
}

/// What the centre that telephoned may do now.
fn steps(cx: &PageContext, one: &Solicitation, answer: &Answer) -> AnyView {
    let form = |id: &'static str| -> Form<'_> {
        act_form(cx, "SolicitationService/AnswerSolicitation")
            .id(id)
            .hidden("id", &one.id)
            .hidden("organisation_id", &answer.organisation_id)
            .hidden("version", answer.version)
    };
    let state = answer.state();
    let accept = matches!(state, AnswerState::Awaited | AnswerState::Declined).then(|| {
        let form = form("accepts").hidden("step", AnswerStep::Accept as i32);
        view! { <div><h3>"Accepte"</h3>{form.view((), "Enregistrer l’accord")}</div> }
    });
    let decline = matches!(state, AnswerState::Awaited | AnswerState::Accepted).then(|| {
        let form = form("declines").hidden("step", AnswerStep::Decline as i32);
        let body = form.area("reason", "Motif").rows(3).required().view();
        view! { <div><h3>"Décline"</h3>{form.view(body, "Enregistrer le refus")}</div> }
    });
    let give = form("gives").hidden("step", AnswerStep::Give as i32);
    let body = give
        .area("text", "Ce que le centre a répondu")
        .value(&answer.text)
        .rows(6)
        .required()
        .view();
    view! {
        <div class="trio">
            {accept}
            {decline}
            <div><h3>"Répond"</h3>{give.view(body, "Enregistrer la réponse")}</div>
        </div>
    }
    .into_any()
}
