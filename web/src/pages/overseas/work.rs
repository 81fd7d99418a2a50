//! A joint work: its aim, who takes part, its tasks, its documents, its outcome.

mod conduct;
mod task;

use leptos::prelude::*;
use proto::v1::{Attachment, OverseasWork, OverseasWorkRequest, OverseasWorkState, Owner};

use super::state_pill;
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::attachment;
use crate::ui::form::act_button;
use crate::ui::parts::prose;
use crate::ui::time;

/// `/overseas/work/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    if cx.param("id").is_empty() {
        return Err(PageError::Missing);
    }
    let request = OverseasWorkRequest {
        id: cx.param("id").to_owned(),
    };
    let one = cx.overseas().get_overseas_work(request).await?.into_inner();
    let files = attachment::of(&cx, Owner::OverseasWork, &one.id).await?;
    let main = if one.is_inside {
        inside(&cx, &one, &files)
    } else {
        published(&cx, &one, &files)
    };
    let nav = if one.is_inside {
        Nav::Overseas
    } else {
        Nav::Production
    };
    Ok(Page::new(one.title.clone(), nav, main).live())
}

/// What moves the page.
fn topic(one: &OverseasWork) -> String {
    format!("overseas-work:{}", one.id)
}

fn inside(cx: &PageContext, one: &OverseasWork, files: &[Attachment]) -> AnyView {
    let owner = (Owner::OverseasWork, one.id.as_str());
    let documents = (!files.is_empty() || one.may_edit).then(|| {
        view! {
            <section aria-labelledby="files">
                <h2 id="files">"Documents"</h2>
                {attachment::part_of(cx, files, owner, topic(one), one.may_edit)}
            </section>
        }
    });
    view! {
        {head(cx, one)}
        <div class="columns">
            <div class="column">
                <div id="work-text" data-live=topic(one)>{outcome(one)}{aim(one)}</div>
                <div id="work-tasks" data-live=topic(one)>{task::list(cx, one)}</div>
                {one.may_edit.then(|| task::manage(cx, one))}
                {documents}
                {conduct::view(cx, one)}
            </div>
            <div class="column side-column" id="work-side" data-live=topic(one)>{parts(cx, one)}</div>
        </div>
    }
    .into_any()
}

/// What those outside the space read.
fn published(cx: &PageContext, one: &OverseasWork, files: &[Attachment]) -> AnyView {
    view! {
        {head(cx, one)}
        {outcome(one)}
        {aim(one)}
        {attachment::section(cx, files, Owner::OverseasWork, &one.id, false)}
    }
    .into_any()
}

fn head(cx: &PageContext, one: &OverseasWork) -> AnyView {
    let (now, zone) = (cx.info.now, cx.zone());
    let above = if one.is_inside {
        view! { <p class="above"><a href="/overseas">"Espace ultra-marin"</a>" · travail en commun"</p> }
            .into_any()
    } else {
        view! { <p class="above"><a href="/overseas/work">"Réseau ultra-marin"</a>" · travail en commun"</p> }
            .into_any()
    };
    let proposed = one.proposed_at.map(|at| time::day_view(at, zone, now));
    let ended = one
        .ended_at
        .map(|at| view! { " · clos le "{time::day_view(at, zone, now)} });
    let published = (one.is_for_network && one.state() == OverseasWorkState::Finished)
        .then_some(" · lu de tout le réseau");
    view! {
        <div class="heading" id="work-head" data-live=topic(one)>
            {above}
            <h1>{one.title.clone()}</h1>
            <p class="under call-line">{state_pill(one)}" "{format!("proposé par {}, le ", one.organisation_name)}{proposed}{ended}{published}</p>
        </div>
    }
    .into_any()
}

/// The outcome, or why it was given up; what is being written of it is in its form.
fn outcome(one: &OverseasWork) -> Option<AnyView> {
    let title = match one.state() {
        OverseasWorkState::Finished => "Ce qui en est sorti",
        OverseasWorkState::GivenUp => "Pourquoi il est abandonné",
        _ => return None,
    };
    Some(
        view! { <section aria-labelledby="outcome"><h2 id="outcome">{title}</h2>{prose(&one.outcome_html)}</section> }
            .into_any(),
    )
}

fn aim(one: &OverseasWork) -> AnyView {
    view! { <section aria-labelledby="aim"><h2 id="aim">"But"</h2>{prose(&one.aim_html)}</section> }
        .into_any()
}

/// Who takes part, and the way to join or leave.
fn parts(cx: &PageContext, one: &OverseasWork) -> AnyView {
    let items: Vec<_> = one
        .parts
        .iter()
        .map(|part| {
            let path = format!("/network/{}", part.organisation_id);
            view! { <li><a class="quiet" href=path>{part.organisation_name.clone()}</a></li> }
        })
        .collect();
    let id = [("id", one.id.as_str())];
    let join = one
        .may_join
        .then(|| act_button(cx, "OverseasService/JoinOverseasWork", "Prendre part", &id));
    let leave = one.may_leave.then(|| {
        act_button(
            cx,
            "OverseasService/LeaveOverseasWork",
            "Ne plus y prendre part",
            &id,
        )
    });
    view! {
        <section aria-labelledby="parts">
            <h2 id="parts">"Qui y prend part"</h2>
            <ul class="names">{items}</ul>
            {join}
            {leave}
        </section>
    }
    .into_any()
}
