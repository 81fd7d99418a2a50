//! The space of the overseas network (O1): its points, its joint works, the news of each territory.
//!
//! All of it reads and answers without WebAssembly, and is light: links there are poor.

mod new;
mod news;
mod points;
mod work;
mod works;

use leptos::prelude::*;
use proto::v1::{
    GetOverseasRequest, ListOverseasNewsRequest, Overseas, OverseasWork, OverseasWorkState, Role,
};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::parts::{Sign, heading, pill, source};
use crate::ui::time;

pub(crate) use new::new;
pub(crate) use news::page as news;
pub(crate) use work::page as work;
pub(crate) use works::page as works;
pub(in crate::pages) use works::published;

/// What all pages of the space follow.
const TOPIC: &str = "overseas";

/// `/overseas`.
pub(crate) async fn page(cx: Cx) -> Result {
    let one = cx.overseas().get_overseas(GetOverseasRequest::default()).await?;
    let one = one.into_inner();
    let points = points::read(&cx, &one).await?;
    let works = works::section(&cx).await?;
    let request = ListOverseasNewsRequest::default();
    let latest = cx.overseas().list_overseas_news(request).await?.into_inner();
    let main = view! {
        {heading("Réseau ultra-marin", "Espace ultra-marin", "Les centres ultra-marins, l’animation nationale et le ministère chargé des outre-mer.")}
        <div class="columns">
            <div class="column">
                {points::view(&cx, &one, &points)}
                <div id="overseas-works" data-live="*">{works}</div>
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

/// Whether the reader writes in the space.
fn writes(cx: &PageContext) -> bool {
    matches!(
        cx.role(),
        Role::Animator | Role::OverseasMinistry | Role::Director | Role::Team
    )
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
                <dd>"«\u{a0}La mise en place d’un “réseau ultra-marin” animé par le CGET en concertation avec la DGOM est envisagée, afin de réaliser des points réguliers sur l’actualité des centres de ressources ultra-marins et de développer des travaux en commun.\u{a0}»"</dd>
            </dl>
            {source("cadre de référence, 2 et 5")}
        </aside>
    }
    .into_any()
}
