//! The space of the overseas network (O1): its points, its joint works, the news of each territory.
//!
//! All of it reads and answers without WebAssembly, and is light: links there are poor.

mod new;
mod news;
mod points;
mod work;

use leptos::prelude::*;
use prost_types::Timestamp;
use proto::v1::{
    GetOverseasRequest, ListOverseasNewsRequest, ListOverseasWorksRequest, Overseas, OverseasMember,
    OverseasWork, OverseasWorkState, Role,
};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::parts::{Sign, empty, heading, link_button, pill, source};
use crate::ui::time;

pub(crate) use new::new;
pub(crate) use news::page as news;
pub(crate) use work::page as work;

/// What all pages of the space follow.
const TOPIC: &str = "overseas";
/// Works that are over, in sight.
const N_OVER: usize = 5;

/// `/overseas`.
pub(crate) async fn page(cx: Cx) -> Result {
    let one = cx.overseas().get_overseas(GetOverseasRequest::default()).await?;
    let one = one.into_inner();
    let points = points::read(&cx, &one).await?;
    let works = works(&cx, "").await?;
    let request = ListOverseasNewsRequest::default();
    let latest = cx.overseas().list_overseas_news(request).await?.into_inner();
    let main = view! {
        {heading("Réseau ultra-marin", "Espace ultra-marin", "Les centres ultra-marins, l’animation nationale et le ministère chargé des outre-mer.")}
        <div class="columns">
            <div class="column">
                {points::view(&cx, &one, &points)}
                <div id="overseas-works" data-live="*">{work_list(&cx, &works)}</div>
                <div id="overseas-news" data-live=TOPIC>{news::latest(&cx, &one, &latest.news)}</div>
            </div>
            <div class="column side-column">
                {clocks(&cx, &one)}
                {rule()}
            </div>
        </div>
    };
    Ok(Page::new("Espace ultra-marin", Nav::Overseas, main).live())
}

/// The joint works that the reader may see.
async fn works(cx: &PageContext, organisation_id: &str) -> Result<Vec<OverseasWork>> {
    let request = ListOverseasWorksRequest {
        organisation_id: organisation_id.to_owned(),
    };
    let answer = cx.overseas().list_overseas_works(request).await?;
    Ok(answer.into_inner().works)
}

/// An hour of the space: the reader's, and that of Paris when it is another.
fn hour(cx: &PageContext, at: Timestamp) -> AnyView {
    const PARIS: &str = "Europe/Paris";
    let paris =
        time::differs(at, cx.zone(), PARIS).then(|| view! { " ("{time::at_view(at, PARIS, cx.info.now)}")" });
    view! { {time::at_view(at, cx.zone(), cx.info.now)}{paris} }.into_any()
}

/// Whether the reader writes in the space.
fn writes(cx: &PageContext) -> bool {
    matches!(
        cx.role(),
        Role::Animator | Role::OverseasMinistry | Role::Director | Role::Team
    )
}

fn work_list(cx: &PageContext, works: &[OverseasWork]) -> AnyView {
    let is_over = |one: &&OverseasWork| one.ended_at.is_some();
    let (over, open): (Vec<&OverseasWork>, Vec<&OverseasWork>) = works.iter().partition(is_over);
    let items: Vec<_> = open
        .into_iter()
        .chain(over.into_iter().take(N_OVER))
        .map(|one| item(cx, one))
        .collect();
    let list = if items.is_empty() {
        empty("Aucun travail en commun pour l’instant.", None).into_any()
    } else {
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    let propose = writes(cx).then(|| {
        view! { <p class="acts">{link_button("/overseas/work/new", "Proposer un travail en commun", false)}</p> }
    });
    view! {
        <section aria-labelledby="works">
            <h2 id="works">"Travaux en commun"</h2>
            {list}
            {propose}
        </section>
    }
    .into_any()
}

fn item(cx: &PageContext, one: &OverseasWork) -> AnyView {
    let tasks = (one.n_tasks > 0).then(|| {
        let s = if one.n_done > 1 { "s" } else { "" };
        format!(" · {} tâche{s} faite{s} sur {}", one.n_done, one.n_tasks)
    });
    let who = if one.is_inside {
        names(&one.parts)
    } else {
        one.organisation_name.clone()
    };
    let ended = one
        .ended_at
        .map(|at| view! { " · le "{time::day_view(at, cx.zone(), cx.info.now)} });
    view! {
        <li>
            <div>
                <h3><a href=format!("/overseas/work/{}", one.id)>{one.title.clone()}</a></h3>
                <p class="soft">{who}{tasks}{ended}</p>
            </div>
            <div class="row-acts">{state_pill(one)}</div>
        </li>
    }
    .into_any()
}

fn names(members: &[OverseasMember]) -> String {
    let names: Vec<&str> = members.iter().map(|one| one.organisation_name.as_str()).collect();
    names.join(", ")
}

/// Where a work stands.
fn state_pill(one: &OverseasWork) -> AnyView {
    let sign = match one.state() {
        OverseasWorkState::Proposed => Sign::Plain,
        OverseasWorkState::Running => Sign::Doing,
        OverseasWorkState::Finished => Sign::Done,
        OverseasWorkState::GivenUp => Sign::Bad,
        OverseasWorkState::Unspecified => return ().into_any(),
    };
    pill(sign, text::overseas_work_state(one.state())).into_any()
}

/// What hour it is for each, with the day where it is not that of Paris: « La Réunion : lun. 15 mars, 1 h 12 ».
fn clocks(cx: &PageContext, one: &Overseas) -> AnyView {
    let now = cx.info.now;
    let paris = time::short(now, "Europe/Paris", now);
    let line = |name: &str, zone: &str| {
        let words = time::short(now, zone, now);
        let words = match words.split_once(", ") {
            Some((day, hour)) if paris.starts_with(day) => hour.to_owned(),
            _ => words,
        };
        view! { <dt>{name.to_owned()}</dt><dd>{words}</dd> }.into_any()
    };
    let mut lines = vec![line("Paris", "Europe/Paris")];
    lines.extend(
        one.centres
            .iter()
            .map(|centre| line(&centre.organisation_name, &centre.zone)),
    );
    view! {
        <section aria-labelledby="clocks">
            <h2 id="clocks">"L’heure qu’il est"</h2>
            <dl class="facts" id="overseas-clocks">{lines}</dl>
        </section>
    }
    .into_any()
}

/// O1, with its source.
fn rule() -> AnyView {
    view! {
        <aside class="rules" aria-label="La règle">
            <dl>
                <dt>"O1"</dt>
                <dd>"« La mise en place d’un « réseau ultra-marin » animé par le CGET en concertation avec la DGOM est envisagée, afin de réaliser des points réguliers sur l’actualité des centres de ressources ultra-marins et de développer des travaux en commun. »"</dd>
            </dl>
            {source("cadre de référence, 2 et 5")}
        </aside>
    }
    .into_any()
}

/// What works published to the whole network, on the page of the productions; nothing when there is none.
pub(in crate::pages) async fn published(cx: &PageContext) -> Option<AnyView> {
    let works = works(cx, "").await.ok()?;
    let items: Vec<_> = works
        .iter()
        .filter(|one| one.is_for_network && one.state() == OverseasWorkState::Finished)
        .map(|one| item(cx, one))
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <section aria-labelledby="overseas">
                <h2 id="overseas">"Travaux en commun du réseau ultra-marin"</h2>
                <ul class="rows">{items}</ul>
            </section>
        }
        .into_any()
    })
}
