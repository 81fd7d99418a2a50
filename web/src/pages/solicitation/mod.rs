//! Requests for expertise outside calls (M6): what is asked of the reader's centre, or what the reader asked.

mod answers;
mod ask;
mod centre;
mod conduct;
mod one;
mod own;

use leptos::prelude::*;
use proto::v1::solicitation::Answer;
use proto::v1::{AnswerState, ListSolicitationsRequest, Role, Solicitation, SolicitationState};

pub(crate) use ask::new;
pub(in crate::pages) use centre::section as of_centre;
pub(crate) use one::page as one;

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::work_stream::own_hour;
use crate::text;
use crate::ui::parts::{Sign, empty, heading, link_button, pill, source};
use crate::ui::time;

/// Whether people of this role ask the centres.
fn asks(role: Role) -> bool {
    matches!(
        role,
        Role::Animator | Role::UrbanRenewalAgency | Role::OverseasMinistry | Role::NationalPartner
    )
}

/// `/solicitation?state=closed`.
pub(crate) async fn page(cx: Cx) -> Result {
    let is_closed = cx.ask("state") == "closed";
    let state = if is_closed {
        SolicitationState::Closed
    } else {
        SolicitationState::Open
    };
    let request = ListSolicitationsRequest {
        state: state as i32,
        ..Default::default()
    };
    let mut all = cx
        .solicitation()
        .list_solicitations(request)
        .await?
        .into_inner()
        .solicitations;
    if !is_closed {
        all.sort_by_key(|one| one.due_at.map(|at| at.seconds));
    }
    let me = cx.me()?;
    let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| is_own(one, &me.organisation_id));
    let own_title = if asks(cx.role()) {
        "Demandé par votre organisation"
    } else {
        "Demandé à votre centre"
    };
    let ask = asks(cx.role()).then(|| {
        view! { <div class="acts">{link_button("/solicitation/new", "Solliciter l’expertise des centres", true)}</div> }
    });
    let list = if own.is_empty() && others.is_empty() {
        nothing(&cx, is_closed)
    } else {
        view! {
            {group(&cx, "own", own_title, &own)}
            {group(&cx, "others", "Demandé par d’autres", &others)}
        }
        .into_any()
    };
    let main = view! {
        {heading("Hors des appels à contributions", "Sollicitations", "L’expertise des centres, demandée par l’animation nationale et ses partenaires quand ils en ont besoin.")}
        {tabs(is_closed)}
        {ask}
        <div id="solicitations" data-live="*">{list}</div>
        {rule()}
    };
    Ok(Page::new("Sollicitations", Nav::Solicitation, main).live())
}

/// Asked by the reader's organisation, or of it.
fn is_own(one: &Solicitation, organisation_id: &str) -> bool {
    one.organisation_id == organisation_id || answer_of(one, organisation_id).is_some()
}

/// What a centre answers.
fn answer_of<'a>(one: &'a Solicitation, organisation_id: &str) -> Option<&'a Answer> {
    one.answers
        .iter()
        .find(|answer| answer.organisation_id == organisation_id)
}

fn tabs(is_closed: bool) -> AnyView {
    let entry = |path: &'static str, label: &'static str, is_current: bool| {
        let is_current = is_current.then_some("page");
        view! { <li><a href=path aria-current=is_current>{label}</a></li> }
    };
    view! {
        <nav aria-label="Choisir les sollicitations">
            <ul class="tabs">
                {entry("/solicitation", "En cours", !is_closed)}
                {entry("/solicitation?state=closed", "Closes", is_closed)}
            </ul>
        </nav>
    }
    .into_any()
}

fn nothing(cx: &PageContext, is_closed: bool) -> AnyView {
    if is_closed {
        return empty(
            "Aucune sollicitation close.",
            Some(("/solicitation", "Voir celles en cours")),
        )
        .into_any();
    }
    let me = cx.me.as_ref().map(|me| me.organisation_id.as_str());
    let centre = format!("/network/{}", me.unwrap_or_default());
    match cx.role() {
        Role::Director => empty(
            "Rien n’est demandé à votre centre en ce moment. Les expertises que nomme sa fiche disent sur quoi le solliciter.",
            Some((&centre, "Tenir à jour ses expertises")),
        )
        .into_any(),
        Role::Team | Role::President => empty(
            "Rien n’est demandé à votre centre en ce moment. Les expertises que nomme sa fiche disent sur quoi le solliciter.",
            Some((&centre, "Voir sa fiche")),
        )
        .into_any(),
        role if asks(role) => empty(
            "Vous ne sollicitez aucun centre en ce moment. L’annuaire dit qui connaît quoi.",
            Some(("/network", "Chercher une expertise")),
        )
        .into_any(),
        _ => empty(
            "Aucune sollicitation ne vous est ouverte.",
            Some(("/network", "Voir l’annuaire")),
        )
        .into_any(),
    }
}

fn group(cx: &PageContext, id: &'static str, title: &'static str, all: &[Solicitation]) -> AnyView {
    if all.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = all.iter().map(|one| item(cx, one)).collect();
    view! { <section aria-labelledby=id><h2 id=id>{title}</h2><ul class="rows">{items}</ul></section> }
        .into_any()
}

fn item(cx: &PageContext, one: &Solicitation) -> AnyView {
    let me = cx.me.as_ref().map(|me| me.organisation_id.as_str());
    let state = match answer_of(one, me.unwrap_or_default()) {
        Some(answer) => answer_pill(answer),
        None => count_pill(one),
    };
    let closed = one.closed_at.map(|_| "close ");
    view! {
        <li>
            <div>
                <h3><a href=format!("/solicitation/{}", one.id)>{one.title.clone()}</a></h3>
                <p class="soft">{one.organisation_name.clone()}" · "{asked_words(one)}</p>
                <p class="soft">{closed}{when(cx, one)}</p>
            </div>
            <div class="row-acts">{state}</div>
        </li>
    }
    .into_any()
}

/// « à tous les centres », « à Guyane et Mayotte », « à 5 centres ».
fn asked_words(one: &Solicitation) -> String {
    if one.is_for_all {
        return "à tous les centres".to_owned();
    }
    let names: Vec<&str> = one
        .answers
        .iter()
        .map(|answer| answer.organisation_name.as_str())
        .collect();
    match names[..] {
        [only] => format!("à {only}"),
        [first, second] => format!("à {first} et {second}"),
        _ => format!("à {} centres", names.len()),
    }
}

/// « 3 réponses sur 18 », for those who see them all.
fn count_pill(one: &Solicitation) -> AnyView {
    let n_given = n_in(one, AnswerState::Given);
    let n_asked = one.answers.len();
    let sign = if n_given + n_in(one, AnswerState::Declined) == n_asked {
        Sign::Done
    } else {
        Sign::Doing
    };
    let s = if n_given > 1 { "s" } else { "" };
    pill(sign, format!("{n_given} réponse{s} sur {n_asked}")).into_any()
}

fn n_in(one: &Solicitation, state: AnswerState) -> usize {
    one.answers
        .iter()
        .filter(|answer| answer.state() == state)
        .count()
}

/// The state of an answer; one that the reader may not know is only asked for.
fn answer_pill(answer: &Answer) -> AnyView {
    let sign = match answer.state() {
        AnswerState::Given => Sign::Done,
        AnswerState::Accepted => Sign::Doing,
        AnswerState::Awaited => Sign::Wait,
        AnswerState::Declined | AnswerState::Unspecified => Sign::Plain,
    };
    let late = answer
        .is_late
        .then(|| view! { " "{pill(Sign::Plain, "après l’échéance")} });
    view! { {pill(sign, text::answer_state(answer.state()))}{late} }.into_any()
}

/// The state of a solicitation: open, its last day over, closed.
fn state_pill(cx: &PageContext, one: &Solicitation) -> AnyView {
    match one.state() {
        SolicitationState::Open if is_over(cx, one) => pill(Sign::Wait, "échéance passée").into_any(),
        SolicitationState::Open => pill(Sign::Open, text::solicitation_state(one.state())).into_any(),
        state => pill(Sign::Done, text::solicitation_state(state)).into_any(),
    }
}

/// True when the last day is over.
fn is_over(cx: &PageContext, one: &Solicitation) -> bool {
    one.due_at.is_some_and(|at| time::instant(at) < cx.info.now)
}

/// « réponse attendue jusqu’au vendredi 30 avril, 23 h 59, heure de Paris · il reste 9 jours », « depuis le… » once
/// it is closed.
fn when(cx: &PageContext, one: &Solicitation) -> AnyView {
    let (zone, now) = (one.zone.as_str(), cx.info.now);
    match (one.closed_at, one.due_at) {
        (Some(at), _) => view! { "depuis le "{time::day_view(at, cx.zone(), now)} }.into_any(),
        (None, Some(at)) if is_over(cx, one) => {
            view! { "réponse attendue jusqu’au "{time::at_view(at, zone, now)} }.into_any()
        }
        (None, Some(at)) => view! {
            "réponse attendue jusqu’au "{time::at_view(at, zone, now)}{own_hour(cx, at, zone)}" · "{time::left_view(at, zone, now)}
        }
        .into_any(),
        (None, None) => ().into_any(),
    }
}

/// What moves a page about it.
fn topic(one: &Solicitation) -> String {
    format!("solicitation:{}", one.id)
}

/// M6, with its source.
fn rule() -> AnyView {
    view! {
        <aside class="rules" aria-label="La règle">
            <dl>
                <dt>"M6"</dt>
                <dd>"L’animation nationale peut « solliciter en tant que de besoin les centres de ressources pour contribuer à des temps de réflexion nationaux et bénéficier de leur expertise »."</dd>
            </dl>
            {source("cadre de référence, 3.3 ; charte, 4")}
        </aside>
    }
    .into_any()
}
