//! The reader's own centre: accept, decline, prepare the answer, give it.

use leptos::prelude::*;
use proto::v1::solicitation::Answer;
use proto::v1::{AnswerState, AnswerStep, Owner, Role};

use super::one::Read;
use super::{answer_pill, topic};
use crate::page::PageContext;
use crate::pages::attachment;
use crate::ui::form::{Form, act_form, stored};
use crate::ui::parts::fold;

/// The part of the page for the director and the team of a centre that is asked; nothing for others, nor once it
/// is closed.
pub(super) fn view(cx: &PageContext, read: &Read) -> AnyView {
    let is_of_team = matches!(cx.role(), Role::Director | Role::Team);
    let Some(own) = read.own(cx).filter(|_| is_of_team && read.is_open()) else {
        return ().into_any();
    };
    let is_director = cx.role() == Role::Director;
    let state = own.state();
    let may_accept = is_director && matches!(state, AnswerState::Awaited | AnswerState::Declined);
    let may_decline = is_director && matches!(state, AnswerState::Awaited | AnswerState::Accepted);
    view! {
        <section class="own card" aria-labelledby="own">
            <div id="own-state" data-live=topic(&read.one)>
                <h2 id="own">{own.organisation_name.clone()}" "{answer_pill(own)}</h2>
                {may_accept.then(|| accept(cx, read, own))}
            </div>
            {answer(cx, read, own)}
            {may_decline.then(|| decline(cx, read, own))}
        </section>
    }
    .into_any()
}

/// A form about the own answer.
fn form<'a>(cx: &'a PageContext, read: &Read, own: &Answer, rpc: &'static str) -> Form<'a> {
    act_form(cx, rpc)
        .hidden("id", &read.one.id)
        .hidden("version", own.version)
}

fn accept(cx: &PageContext, read: &Read, own: &Answer) -> AnyView {
    let form = form(cx, read, own, "SolicitationService/AnswerSolicitation")
        .id("accept")
        .hidden("step", AnswerStep::Accept as i32);
    let words = view! { <p class="measure soft">"Accepter dit que le centre répondra. Vous pouvez aussi répondre directement."</p> };
    form.view(words, "Accepter")
}

fn decline(cx: &PageContext, read: &Read, own: &Answer) -> AnyView {
    let form = form(cx, read, own, "SolicitationService/AnswerSolicitation")
        .id("decline")
        .hidden("step", AnswerStep::Decline as i32);
    let is_open = form.is_refused();
    let body = form
        .area("reason", "Motif")
        .hint(format!("Pour {}.", read.one.organisation_name))
        .rows(3)
        .required()
        .view();
    fold("Décliner la sollicitation", is_open, form.view(body, "Décliner"))
}

/// The text of the answer, which the team prepares and the director gives, and its documents.
fn answer(cx: &PageContext, read: &Read, own: &Answer) -> AnyView {
    let is_director = cx.role() == Role::Director;
    let is_given = own.state() == AnswerState::Given;
    let rpc = if is_director {
        "SolicitationService/AnswerSolicitation"
    } else {
        "SolicitationService/PrepareAnswer"
    };
    let form = form(cx, read, own, rpc).id("answer");
    let is_open = form.is_refused() || !own.draft.is_empty();
    let text = if own.draft.is_empty() {
        &own.text
    } else {
        &own.draft
    };
    let prepared = (!own.draft.is_empty()).then(|| format!(" Préparé par {}.", own.prepared_by));
    let hint = format!(
        "Mise en forme légère\u{a0}: **gras**, listes avec des tirets, titres avec ##. Ce qui est préparé n’est lu que de votre centre.{}",
        prepared.unwrap_or_default()
    );
    let body = view! {
        {form.meanwhile("", || stored(text))}
        {form.area("text", "La réponse de votre centre").hint(hint).value(text).rows(10).required()}
    };
    let (give, prepare) = if is_given {
        ("Corriger la réponse", "Enregistrer la correction préparée")
    } else {
        ("Donner la réponse", "Enregistrer sans la donner")
    };
    let buttons = if is_director {
        let class = if is_given { "button" } else { "button main-act" };
        view! {
            <button class=class type="submit" name="step" value=(AnswerStep::Give as i32).to_string()>{give}</button>
            <button class="button" type="submit" formaction="/act/SolicitationService/PrepareAnswer">{prepare}</button>
        }
        .into_any()
    } else {
        view! { <button class="button main-act" type="submit">{prepare}</button> }.into_any()
    };
    let owner = (Owner::SolicitationAnswer, own.id.as_str());
    let may_attach = is_director || !is_given;
    let body = view! {
        {form.view_with(body, buttons)}
        {attachment::part_of(cx, read.files_of(own), owner, topic(&read.one), may_attach)}
    };
    let label = match (is_given, is_director) {
        (true, true) => "Corriger la réponse",
        (true, false) => "Préparer une correction",
        (false, _) => return body.into_any(),
    };
    fold(label, is_open, body)
}
