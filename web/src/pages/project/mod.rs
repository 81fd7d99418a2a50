//! The common projects of the animator and the ANRU (A6): a short list, and the bilateral meeting that follows it.

mod form;
mod one;

use leptos::prelude::*;
use proto::v1::{
    ListMeetingsRequest, ListProjectsRequest, Meeting, MeetingKind, MeetingState, Project, ProjectState, Role,
};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::meeting;
use crate::text;
use crate::ui::parts::{Sign, empty, heading, link_button, older, pill, source, table};
use crate::ui::time;

pub(crate) use form::new;
pub(crate) use one::page as one;

const HEADS: [&str; 5] = ["Projet", "Centres", "État", "Prochaine étape", "Pour le"];

/// Whether people of this role own the projects.
fn owns(role: Role) -> bool {
    matches!(role, Role::Animator | Role::UrbanRenewalAgency)
}

/// `/project?state=all&after=<place>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let is_all = cx.ask("state") == "all";
    let request = ListProjectsRequest {
        is_open: !is_all,
        after: cx.ask("after").to_owned(),
    };
    let found = cx.project().list_projects(request).await?.into_inner();
    let state = if is_all { "all" } else { "" };
    let next = (!found.next.is_empty()).then(|| format!("/project?state={state}&after={}", found.next));
    let bilateral = bilateral(&cx).await?;
    let open = owns(cx.role()).then(|| {
        view! { <p class="acts">{link_button("/project/new", "Ouvrir un projet commun", true)}</p> }
    });
    let main = view! {
        {heading("ANRU et animation nationale", "Projets communs", "Ce que l’ANRU et l’animation nationale mènent ensemble, avec des centres ou sans\u{a0}; leur rencontre bilatérale le suit.")}
        {tabs(is_all)}
        {open}
        <div id="projects" data-live="*">
            <section aria-label="Liste des projets">{list(&cx, &found.projects, is_all)}{older(next, "Projets suivants")}</section>
            {bilateral}
        </div>
        {rule()}
    };
    Ok(Page::new("Projets communs", Nav::Project, main).live())
}

fn tabs(is_all: bool) -> AnyView {
    let entry = |path: &'static str, label: &'static str, is_current: bool| {
        let is_current = is_current.then_some("page");
        view! { <li><a href=path aria-current=is_current>{label}</a></li> }
    };
    view! {
        <nav aria-label="Choisir les projets">
            <ul class="tabs">
                {entry("/project", "Ouverts", !is_all)}
                {entry("/project?state=all", "Tous", is_all)}
            </ul>
        </nav>
    }
    .into_any()
}

fn list(cx: &PageContext, projects: &[Project], is_all: bool) -> AnyView {
    if !projects.is_empty() {
        let rows = projects.iter().map(row).collect();
        return table("Projets communs", &HEADS, rows).into_any();
    }
    let nothing = match (owns(cx.role()), is_all) {
        (true, true) => "Aucun projet commun pour l’instant.",
        (true, false) => "Aucun projet commun n’est ouvert.",
        (false, true) => "Votre centre ne prend part à aucun projet commun.",
        (false, false) => "Votre centre ne prend part à aucun projet commun ouvert.",
    };
    empty(nothing, None).into_any()
}

fn row(one: &Project) -> Vec<AnyView> {
    vec![
        view! { <a href=format!("/project/{}", one.id)>{one.title.clone()}</a> }.into_any(),
        view! { {names(one)} }.into_any(),
        state_pill(one),
        view! { {one.next_step.clone()} }.into_any(),
        due(one),
    ]
}

/// « Guyane, Rives de Loire ».
fn names(one: &Project) -> String {
    let names: Vec<&str> = one
        .parts
        .iter()
        .map(|part| part.organisation_name.as_str())
        .collect();
    if names.is_empty() {
        "aucun".to_owned()
    } else {
        names.join(", ")
    }
}

/// Where it stands.
fn state_pill(one: &Project) -> AnyView {
    let sign = match one.state() {
        ProjectState::Proposed => Sign::Plain,
        ProjectState::Running => Sign::Doing,
        ProjectState::Finished => Sign::Done,
        ProjectState::GivenUp => Sign::Bad,
        ProjectState::Unspecified => return ().into_any(),
    };
    pill(sign, text::project_state(one.state())).into_any()
}

/// The day of the next step: « 12 mai 2027 », with the word when it is over.
fn due(one: &Project) -> AnyView {
    let late = one.is_late.then(|| view! { " "{pill(Sign::Bad, "en retard")} });
    view! { {time::date(&one.due_on)}{late} }.into_any()
}

/// What moves a page about it.
fn topic(one: &Project) -> String {
    format!("project:{}", one.id)
}

/// The next bilateral of the year, for who sees it; the way to plan one, for who may.
async fn bilateral(cx: &PageContext) -> Result<Option<AnyView>> {
    let kind = MeetingKind::Bilateral;
    let request = ListMeetingsRequest {
        kind: kind as i32,
        ..ListMeetingsRequest::default()
    };
    let year = cx.meeting().list_meetings(request).await?.into_inner();
    let is_coming = |one: &&Meeting| {
        let is_open = matches!(
            one.state(),
            MeetingState::Planned | MeetingState::Convened | MeetingState::Running
        );
        is_open && one.ends_at.is_some_and(|at| cx.info.now < time::instant(at))
    };
    let body = if let Some(next) = year.meetings.iter().find(is_coming) {
        view! {
            <p><a href=format!("/meeting/{}", next.id)>{next.title.clone()}</a>" "{meeting::state_pill(next)}</p>
            <p class="soft">{meeting::when(cx, next)}</p>
        }
        .into_any()
    } else {
        let kinds = meeting::kinds(cx).await?;
        if !kinds.iter().any(|one| one.kind() == kind && one.may_create) {
            return Ok(None);
        }
        let path = format!("/meeting/new?kind={}", kind as i32);
        view! {
            <p>{format!("Aucune rencontre bilatérale n’est à venir en {}.", year.year)}</p>
            <p class="acts">{link_button(path, "Planifier la rencontre bilatérale", false)}</p>
        }
        .into_any()
    };
    Ok(Some(
        view! {
            <section aria-labelledby="bilateral">
                <h2 id="bilateral">"Rencontre bilatérale"</h2>
                {body}
            </section>
        }
        .into_any(),
    ))
}

/// A6, with its source.
fn rule() -> AnyView {
    view! {
        <aside class="rules" aria-label="La règle">
            <dl>
                <dt>"A6"</dt>
                <dd>"«\u{a0}A minima une réunion bilatérale de régulation sera organisée chaque année entre l’ANRU et le CGET. Elle sera l’occasion d’organiser et de suivre les projets menés en commun et en lien avec les CRPV\u{a0}»."</dd>
            </dl>
            {source("annexe technique avec l’ANRU")}
        </aside>
    }
    .into_any()
}
