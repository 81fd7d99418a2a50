//! A common project: what comes next, its aim, who takes part, its history.

use leptos::prelude::*;
use proto::v1::project::Step;
use proto::v1::{GetProjectRequest, Project};

use super::{due, form, rule, state_pill, topic};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::text;
use crate::ui::parts::{lines, prose};
use crate::ui::time;

/// `/project/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    if cx.param("id").is_empty() {
        return Err(PageError::Missing);
    }
    let request = GetProjectRequest {
        id: cx.param("id").to_owned(),
    };
    let one = cx.project().get_project(request).await?.into_inner();
    let edit = if one.may_edit {
        Some(form::edit(&cx, &one).await?)
    } else {
        None
    };
    let main = view! {
        <div class="heading" id="project-head" data-live=topic(&one)>
            <p class="above"><a href="/project">"Projets communs"</a></p>
            <h1>{one.title.clone()}</h1>
            <p class="under call-line">{state_pill(&one)}{opened(&cx, &one)}</p>
        </div>
        <div class="columns">
            <div class="column">
                <div id="project-text" data-live=topic(&one)>{next(&one)}{aim(&one)}</div>
                {edit}
                <div id="project-history" data-live=topic(&one)>{history(&cx, &one)}</div>
            </div>
            <div class="column side-column">
                <div id="project-side" data-live=topic(&one)>{parts(&one)}</div>
                {rule()}
            </div>
        </div>
    };
    Ok(Page::new(one.title.clone(), Nav::Project, main).live())
}

fn opened(cx: &PageContext, one: &Project) -> Option<AnyView> {
    let at = one.created_at?;
    Some(view! { " ouvert le "{time::day_view(at, cx.zone(), cx.info.now)} }.into_any())
}

/// What is to happen next; nothing once there is nothing more.
fn next(one: &Project) -> Option<AnyView> {
    let day = (!one.due_on.is_empty()).then(|| view! { <p class="soft">"Pour le "{due(one)}</p> });
    (!one.next_step.is_empty()).then(|| {
        view! {
            <section aria-labelledby="next">
                <h2 id="next">"Prochaine étape"</h2>
                {lines(&one.next_step)}
                {day}
            </section>
        }
        .into_any()
    })
}

fn aim(one: &Project) -> Option<AnyView> {
    (!one.aim_html.is_empty()).then(|| {
        view! { <section aria-labelledby="aim"><h2 id="aim">"But"</h2>{prose(&one.aim_html)}</section> }
            .into_any()
    })
}

/// The centres that take part.
fn parts(one: &Project) -> AnyView {
    let items: Vec<_> = one
        .parts
        .iter()
        .map(|part| {
            let path = format!("/network/{}", part.organisation_id);
            view! { <li><a class="quiet" href=path>{part.organisation_name.clone()}</a></li> }
        })
        .collect();
    let list = if items.is_empty() {
        view! { <p class="soft">"Aucun centre pour l’instant."</p> }.into_any()
    } else {
        view! { <ul class="names">{items}</ul> }.into_any()
    };
    view! { <section aria-labelledby="parts"><h2 id="parts">"Centres qui y prennent part"</h2>{list}</section> }
        .into_any()
}

/// What became of the state and of the next step, the latest first.
fn history(cx: &PageContext, one: &Project) -> AnyView {
    let items: Vec<_> = one.steps.iter().map(|step| item(cx, step)).collect();
    let list = if items.is_empty() {
        view! { <p class="soft">"Ni l’état ni la prochaine étape n’ont encore changé."</p> }.into_any()
    } else {
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    view! { <section aria-labelledby="history"><h2 id="history">"Historique"</h2>{list}</section> }.into_any()
}

fn item(cx: &PageContext, step: &Step) -> AnyView {
    let when = step.at.map(|at| time::at_view(at, cx.zone(), cx.info.now));
    let by = format!("{}, {}, ", step.author_name, step.organisation_name);
    let changes = [state_change(step), step_change(step)].into_iter().flatten();
    let changes: Vec<_> = changes.map(|words| view! { <p>{words}</p> }).collect();
    view! { <li><div>{changes}<p class="soft">{by}{when}</p></div></li> }.into_any()
}

/// « État : « proposé », devenu « en cours ». »
fn state_change(step: &Step) -> Option<String> {
    let (from, to) = (step.from_state(), step.to_state());
    (from != to).then(|| {
        format!(
            "État\u{a0}: «\u{a0}{}\u{a0}», devenu «\u{a0}{}\u{a0}».",
            text::project_state(from),
            text::project_state(to)
        )
    })
}

/// « Prochaine étape : « Écrire le guide », pour le 12 mai 2027, devenue « Le relire ». »
fn step_change(step: &Step) -> Option<String> {
    let from = (step.from_step.as_str(), step.from_due_on.as_str());
    let to = (step.to_step.as_str(), step.to_due_on.as_str());
    if from == to {
        return None;
    }
    let words = match (from, to) {
        (("", _), _) => step_words(to),
        (_, ("", _)) => format!("{}, retirée", step_words(from)),
        _ => format!("{}, devenue {}", step_words(from), step_words(to)),
    };
    Some(format!("Prochaine étape\u{a0}: {words}."))
}

fn step_words((step, day): (&str, &str)) -> String {
    if day.is_empty() {
        text::quoted(step)
    } else {
        format!("{}, pour le {}", text::quoted(step), time::date(day))
    }
}
