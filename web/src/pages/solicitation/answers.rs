//! What the centres answer, as far as the reader may read it.

use leptos::prelude::*;
use proto::v1::solicitation::Answer;
use proto::v1::{AnswerState, Owner, Role, Solicitation};

use super::one::Read;
use super::{answer_pill, count_pill, topic};
use crate::page::PageContext;
use crate::pages::attachment;
use crate::ui::parts::{empty, lines, prose};
use crate::ui::time;

/// The answers given and declined, under their title.
pub(super) fn list(cx: &PageContext, read: &Read) -> AnyView {
    let is_said = |answer: &&Answer| matches!(answer.state(), AnswerState::Given | AnswerState::Declined);
    let items: Vec<_> = read
        .one
        .answers
        .iter()
        .filter(is_said)
        .map(|answer| item(cx, read, answer))
        .collect();
    let is_asked = read.own(cx).is_some();
    let later = (is_asked && read.is_open()).then(|| {
        view! { <p class="soft more">"Les centres sollicités liront les réponses des autres quand la sollicitation sera close."</p> }
    });
    let list = if !items.is_empty() {
        view! { <ul class="rows">{items}</ul> }.into_any()
    } else if is_asked {
        empty("Votre centre n’a pas encore répondu.", None).into_any()
    } else if read.is_open() {
        empty("Aucun centre n’a encore répondu.", None).into_any()
    } else {
        empty("Aucun centre n’a répondu.", None).into_any()
    };
    view! {
        <section aria-labelledby="answers">
            <h2 id="answers">"Réponses"</h2>
            <div id="answers-list" data-live=topic(&read.one)>{list}{later}</div>
        </section>
    }
    .into_any()
}

fn item(cx: &PageContext, read: &Read, answer: &Answer) -> AnyView {
    let reason = (answer.state() == AnswerState::Declined)
        .then(|| view! { <p class="soft">"Motif\u{a0}:"</p>{lines(&answer.reason)} });
    let when = answer.at.map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    let by_telephone = answer
        .is_entered_by_animator
        .then_some(" · saisi par l’animateur (téléphone)");
    view! {
        <li>
            <div>
                <h3>{answer.organisation_name.clone()}" "{answer_pill(answer)}</h3>
                <p class="soft">{when}{by_telephone}</p>
                {reason}
                {prose(&answer.text_html)}
                {files(cx, read, answer)}
            </div>
        </li>
    }
    .into_any()
}

/// The documents of an answer; those of the own centre are beside its form while one may add some.
fn files(cx: &PageContext, read: &Read, answer: &Answer) -> Option<AnyView> {
    let is_of_team = matches!(cx.role(), Role::Director | Role::Team);
    let is_beside = is_of_team && read.is_open() && read.own(cx).is_some_and(|own| own.id == answer.id);
    let may_add = cx.role() == Role::Animator && answer.is_entered_by_animator && read.is_open();
    let found = read.files_of(answer);
    if is_beside || (found.is_empty() && !may_add) {
        return None;
    }
    let owner = (Owner::SolicitationAnswer, answer.id.as_str());
    Some(attachment::part_of(cx, found, owner, topic(&read.one), may_add))
}

/// The centres asked, and where each stands.
pub(super) fn centres(one: &Solicitation) -> AnyView {
    let is_known = one
        .answers
        .iter()
        .any(|answer| answer.state() != AnswerState::Unspecified);
    let is_counted = one
        .answers
        .iter()
        .all(|answer| answer.state() != AnswerState::Unspecified);
    let items: Vec<_> = one
        .answers
        .iter()
        .map(|answer| {
            let state = (is_known && answer.state() != AnswerState::Unspecified)
                .then(|| view! { " "{answer_pill(answer)} });
            let path = format!("/network/{}", answer.organisation_id);
            view! { <li><a class="quiet" href=path>{answer.organisation_name.clone()}</a>{state}</li> }
        })
        .collect();
    let count = is_counted.then(|| view! { <p class="measured">{count_pill(one)}</p> });
    view! {
        <section aria-labelledby="centres">
            <h2 id="centres">"Centres sollicités"</h2>
            {count}
            <ul class="names">{items}</ul>
        </section>
    }
    .into_any()
}
