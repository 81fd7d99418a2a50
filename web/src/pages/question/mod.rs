//! The field's questions, sent upward (A3): what is asked, what waits, what was answered.

mod answers;
mod conduct;
mod faq;
mod new;
mod one;
mod own;
pub(crate) mod personal;

use leptos::prelude::*;
use proto::v1::{ListQuestionsRequest, ListQuestionsResponse, Question, QuestionState, Role, Urgency};

pub(crate) use faq::page as faq;
pub(crate) use new::page as new;
pub(crate) use one::page as one;

use crate::page::{Cx, Nav, Page, PageContext, Result, form_encode};
use crate::text;
use crate::ui::parts::{Sign, empty, heading, link_button, older, pill, source};
use crate::ui::time;

/// Whether people of this role ask.
fn asks(role: Role) -> bool {
    matches!(role, Role::Director | Role::Team)
}

/// Whether people of this role answer what their organisation is asked.
fn answers(role: Role) -> bool {
    matches!(
        role,
        Role::Animator | Role::UrbanRenewalAgency | Role::OverseasMinistry | Role::NationalPartner
    )
}

/// The lists: their name in the address, and their label.
const SHOWN: [(&str, &str); 5] = [
    ("all", "Toutes"),
    ("unanswered", "Sans réponse"),
    ("open", "À prendre en charge"),
    ("late", "En retard"),
    ("own", "Les nôtres"),
];

/// `/question?show=unanswered&after=<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let first = if answers(cx.role()) { "unanswered" } else { "all" };
    let asked = SHOWN
        .iter()
        .map(|(name, _)| *name)
        .find(|name| *name == cx.ask("show"));
    let show = asked.unwrap_or(first);
    let request = ListQuestionsRequest {
        state: if show == "open" {
            QuestionState::Open as i32
        } else {
            0
        },
        is_own: show == "own",
        is_unanswered: show == "unanswered",
        is_late: show == "late",
        after: cx.ask("after").to_owned(),
        ..Default::default()
    };
    let is_first = request.after.is_empty();
    let found = cx.question().list_questions(request).await?.into_inner();
    let ask = asks(cx.role()).then(|| {
        view! { <div class="acts">{link_button("/question/new", "Poser une question", true)}</div> }
    });
    let main = view! {
        {heading("Des acteurs locaux aux organismes nationaux", "Questions du terrain", "Les centres remontent les questions et les attentes\u{a0}; l’organisme interrogé répond une fois pour tous.")}
        {tabs(show)}
        {ask}
        <div id="questions" data-live=if is_first { "*" } else { "" }>{results(&cx, show, &found)}</div>
        {rule()}
    };
    Ok(Page::new("Questions du terrain", Nav::Question, main).live())
}

/// The lists, and the answers; `show` is empty on the page of the answers.
fn tabs(show: &str) -> AnyView {
    let entry = |path: String, label: &'static str, is_current: bool| {
        let is_current = is_current.then_some("page");
        view! { <li><a href=path aria-current=is_current>{label}</a></li> }
    };
    let lists: Vec<_> = SHOWN
        .into_iter()
        .map(|(name, label)| entry(format!("/question?show={name}"), label, name == show))
        .collect();
    view! {
        <nav aria-label="Choisir les questions">
            <ul class="tabs">
                {lists}
                {entry("/question/faq".to_owned(), "Réponses", show.is_empty())}
            </ul>
        </nav>
    }
    .into_any()
}

fn results(cx: &PageContext, show: &str, found: &ListQuestionsResponse) -> AnyView {
    if found.questions.is_empty() {
        return nothing(cx, show);
    }
    let rows: Vec<_> = found.questions.iter().map(|one| row(cx, one)).collect();
    let next = (!found.next_after.is_empty()).then(|| {
        let query = [("show", show), ("after", found.next_after.as_str())];
        format!("/question?{}", form_encode(query.into_iter()))
    });
    let label = if ["unanswered", "late"].contains(&show) {
        "Plus récentes"
    } else {
        "Plus anciennes"
    };
    view! { <ul class="rows">{rows}</ul>{older(next, label)} }.into_any()
}

fn nothing(cx: &PageContext, show: &str) -> AnyView {
    let words = match show {
        "unanswered" => "Aucune question n’attend de réponse.",
        "open" => "Aucune question n’est à prendre en charge.",
        "late" => "Aucune réponse n’est en retard.",
        "own" if asks(cx.role()) => "Votre centre n’a encore posé ni rejoint aucune question.",
        "own" => "Aucune question n’est adressée à votre organisation.",
        _ => "Aucune question n’a encore été posée.",
    };
    let next = if asks(cx.role()) {
        ("/question/new", "Poser une question")
    } else {
        ("/question/faq", "Voir les réponses")
    };
    empty(words, Some(next)).into_any()
}

/// A question in a list.
fn row(cx: &PageContext, one: &Question) -> AnyView {
    let territory = (!one.territory.is_empty()).then(|| format!(" · {}", one.territory));
    view! {
        <li>
            <div>
                <p><a href=format!("/question/{}", one.id)><strong>{one.subject.clone()}</strong></a></p>
                <p class="soft">{one.organisation_name.clone()}" à "{one.addressee_name.clone()}{territory}</p>
                <p class="soft">{behind_words(one)}" · "{when(cx, one)}</p>
            </div>
            <div class="row-acts">{state_pills(one)}</div>
        </li>
    }
    .into_any()
}

/// « 3 centres derrière elle ».
fn behind_words(one: &Question) -> String {
    let s = if one.n_centres > 1 { "s" } else { "" };
    let own = if one.is_behind { ", dont le vôtre" } else { "" };
    format!("{} centre{s} derrière elle{own}", one.n_centres)
}

/// Its state; that it is urgent, or late.
fn state_pills(one: &Question) -> AnyView {
    let sign = match one.state() {
        QuestionState::Open => Sign::Wait,
        QuestionState::Taken => Sign::Doing,
        QuestionState::Answered => Sign::Done,
        QuestionState::Closed | QuestionState::Unspecified => Sign::Plain,
    };
    let is_waiting = matches!(one.state(), QuestionState::Open | QuestionState::Taken);
    let urgent =
        (is_waiting && one.urgency() == Urgency::Urgent).then(|| view! { " "{pill(Sign::Wait, "urgente")} });
    let late = one.is_late.then(|| view! { " "{pill(Sign::Bad, "en retard")} });
    view! { {pill(sign, text::question_state(one.state()))}{urgent}{late} }.into_any()
}

/// « attend depuis 12 jours · réponse attendue jusqu’au… », « répondue le… », « close le… ».
fn when(cx: &PageContext, one: &Question) -> AnyView {
    let (zone, now) = (cx.zone(), cx.info.now);
    match (one.closed_at, one.answered_at, one.due_at) {
        (Some(at), ..) => view! { "close le "{time::day_view(at, zone, now)} }.into_any(),
        (None, Some(at), _) => view! { "répondue le "{time::day_view(at, zone, now)} }.into_any(),
        (None, None, Some(at)) => {
            let paris = "Europe/Paris";
            let left = (!one.is_late).then(|| view! { " · "{time::left_view(at, paris, now)} });
            view! { {waits(cx, one)}" · réponse attendue jusqu’au "{time::day_view(at, paris, now)}{left} }
                .into_any()
        }
        (None, None, None) => waits(cx, one).into_any(),
    }
}

/// How long it has been waiting.
fn waits(cx: &PageContext, one: &Question) -> String {
    let asked_at = one.asked_at.map(time::instant);
    match asked_at.map_or(0, |asked_at| (cx.info.now - asked_at).num_days()) {
        n if n > 1 => format!("attend depuis {n}\u{a0}jours"),
        1 => "attend depuis un jour".to_owned(),
        _ => "attend depuis moins d’un jour".to_owned(),
    }
}

/// What moves a page about it.
fn topic(one: &Question) -> String {
    format!("question:{}", one.id)
}

/// A3, with its source.
fn rule() -> AnyView {
    view! {
        <aside class="rules" aria-label="La règle">
            <dl>
                <dt>"A3"</dt>
                <dd>"Les centres font connaître leur activité à l’ANRU et lui font remonter les attentes et les questions des acteurs locaux."</dd>
            </dl>
            {source("annexe technique avec l’ANRU")}
        </aside>
    }
    .into_any()
}
