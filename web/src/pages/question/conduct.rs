//! What the addressee does: say who answers and until when, answer, correct, close.

use leptos::prelude::*;
use proto::v1::{Closing, QuestionState};

use super::one::Read;
use crate::page::PageContext;
use crate::text;
use crate::ui::form::{act_form, choice};
use crate::ui::parts::fold;

/// The part of the page for the addressee; nothing for others.
pub(super) fn view(cx: &PageContext, read: &Read) -> AnyView {
    if !read.is_addressee {
        return ().into_any();
    }
    let is_closed = read.one.state() == QuestionState::Closed;
    let is_answered = !read.one.answers.is_empty();
    if is_closed && !is_answered {
        return ().into_any();
    }
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduite de la question"</h2>
            {read.is_unanswered().then(|| take(cx, read))}
            {answer(cx, read)}
            {is_answered.then(|| relay(read))}
            {(!is_closed).then(|| close(cx, read))}
        </section>
    }
    .into_any()
}

/// Who answers: the main act while nobody does.
fn take(cx: &PageContext, read: &Read) -> AnyView {
    let one = &read.one;
    let is_open = one.state() == QuestionState::Open;
    let form = act_form(cx, "QuestionService/TakeQuestion")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let me = cx.me.as_ref().map(|me| me.person_id.clone()).unwrap_or_default();
    let owner = if one.owner_id.is_empty() {
        &me
    } else {
        &one.owner_id
    };
    let people = read
        .people
        .iter()
        .map(|person| choice(&person.person_id, person.name.clone(), person.person_id == *owner))
        .collect();
    let body = view! {
        <div class="fields">
            {form.select("owner_id", "Qui répond", people).required()}
            {form.date("due_on", "Réponse attendue jusqu’au").hint("Jusqu’à la fin de ce jour, heure de Paris.").value(&one.due_on).required()}
        </div>
    };
    let is_unfolded = is_open || form.is_refused();
    let (label, form) = if is_open {
        ("Prendre en charge", form.main(body, "Prendre en charge"))
    } else {
        (
            "Changer qui répond, ou l’échéance",
            form.view(body, "Enregistrer"),
        )
    };
    fold(label, is_unfolded, form)
}

/// The answer: the main act once somebody took the question.
fn answer(cx: &PageContext, read: &Read) -> AnyView {
    let one = &read.one;
    let form = act_form(cx, "QuestionService/AnswerQuestion")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let (form, check) = read.marked.ask(form, "AnswerQuestion");
    let latest = one.answers.first().map(|latest| latest.text.as_str());
    let is_taken = one.state() == QuestionState::Taken;
    let is_unfolded = is_taken || form.is_refused();
    let body = view! {
        {form.area("text", "La réponse").hint("Lue de tous ceux qui ont un compte, et retrouvée dans les réponses. Mise en forme légère\u{a0}: **gras**, listes avec des tirets, titres avec ##.").value(latest.unwrap_or_default()).rows(10).required()}
        {check}
    };
    if latest.is_some() {
        let form = form.view(body, "Donner la réponse corrigée");
        return fold("Corriger la réponse", is_unfolded, form);
    }
    let form = if is_taken {
        form.main(body, "Donner la réponse")
    } else {
        form.view(body, "Donner la réponse")
    };
    fold("Répondre", is_unfolded, form)
}

/// The answer as a bulletin, which the centres relay.
fn relay(read: &Read) -> AnyView {
    let path = format!("/bulletin/new?question={}", read.one.id);
    view! { <p><a href=path>"Faire de la réponse une note d’information à relayer"</a></p> }.into_any()
}

fn close(cx: &PageContext, read: &Read) -> AnyView {
    let one = &read.one;
    let form = act_form(cx, "QuestionService/CloseQuestion")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let (form, check) = read.marked.ask(form, "CloseQuestion");
    let is_open = form.is_refused();
    let is_answered = !one.answers.is_empty();
    let reasons = [Closing::Settled, Closing::Redirected, Closing::Obsolete];
    let reasons = reasons
        .into_iter()
        .filter(|reason| is_answered || *reason != Closing::Settled)
        .map(|reason| {
            let is_chosen = is_answered && reason == Closing::Settled;
            choice(reason as i32, text::closing(reason), is_chosen)
        })
        .collect();
    let body = view! {
        {form.radios("closing", "Pourquoi", reasons).required()}
        {form.area("text", "En quelques mots").hint("Nécessaire si la réponse ne suffit pas\u{a0}: vers qui, ou pourquoi. Les centres le liront.").max(1_000).rows(3).sometimes()}
        {check}
    };
    fold("Clore la question", is_open, form.view(body, "Clore la question"))
}
