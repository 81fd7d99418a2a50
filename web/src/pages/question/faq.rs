//! The answers, for every signed-in person: searched by any form of the words.

use leptos::prelude::*;
use proto::v1::{Question, SearchAnswersRequest, SearchAnswersResponse};

use super::{asks, behind_words, rule, tabs};
use crate::page::{Cx, Nav, Page, PageContext, Result, form_encode};
use crate::ui::parts::{empty, heading, older, prose};
use crate::ui::time;

/// `/question/faq?q=relogement&after=<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let query = cx.ask("q").trim().to_owned();
    let request = SearchAnswersRequest {
        query: query.clone(),
        after: cx.ask("after").to_owned(),
    };
    let found = cx.question().search_answers(request).await?.into_inner();
    let main = view! {
        {heading("Questions du terrain", "Réponses", "Ce que les organismes nationaux ont répondu, une fois pour tous.")}
        {tabs("")}
        {form(&query)}
        <div id="answers">{results(&cx, &query, &found)}</div>
        {rule()}
    };
    Ok(Page::new(
        "Réponses aux questions du terrain",
        Nav::Question,
        main,
    ))
}

fn form(query: &str) -> AnyView {
    view! {
        <form class="filters" action="/question/faq" role="search" aria-label="Réponses">
            <div class="field wide">
                <label for="q">"Rechercher"</label>
                <input type="search" id="q" name="q" value=query.to_owned() placeholder="Des mots de la question ou de la réponse"/>
            </div>
            <button class="button" type="submit">"Chercher"</button>
        </form>
    }
    .into_any()
}

fn results(cx: &PageContext, query: &str, found: &SearchAnswersResponse) -> AnyView {
    if found.questions.is_empty() {
        return nothing(cx, query);
    }
    let items: Vec<_> = found.questions.iter().map(|one| item(cx, one)).collect();
    let next = (!found.next_after.is_empty()).then(|| format!("/question/faq?after={}", found.next_after));
    view! { <ul class="rows">{items}</ul>{older(next, "Plus anciennes")} }.into_any()
}

fn nothing(cx: &PageContext, query: &str) -> AnyView {
    if query.is_empty() {
        let words = "Aucune question n’a encore de réponse.";
        return empty(words, Some(("/question", "Voir les questions"))).into_any();
    }
    let ask = format!("/question/new?{}", form_encode([("text", query)].into_iter()));
    let next = if asks(cx.role()) {
        (ask.as_str(), "Poser la question")
    } else {
        ("/question/faq", "Voir toutes les réponses")
    };
    empty("Aucune réponse ne parle de cela.", Some(next)).into_any()
}

fn item(cx: &PageContext, one: &Question) -> AnyView {
    let when = one
        .answered_at
        .map(|at| time::day_view(at, cx.zone(), cx.info.now));
    let answer = one.answers.first().map(|latest| prose(&latest.text_html));
    view! {
        <li>
            <div>
                <p><a href=format!("/question/{}", one.id)><strong>{one.subject.clone()}</strong></a></p>
                <p class="soft">{one.addressee_name.clone()}", le "{when}" · "{behind_words(one)}</p>
                <details class="read-more"><summary>"Lire la réponse"</summary>{answer}</details>
            </div>
        </li>
    }
    .into_any()
}
