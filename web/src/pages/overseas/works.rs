//! The joint works in lists: on the first page of the space, on their own page, and what they published to the network.

use leptos::prelude::*;
use proto::v1::{ListOverseasWorksRequest, ListOverseasWorksResponse, OverseasMember, OverseasWork};

use super::{state_pill, writes};
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::ui::parts::{empty, heading, link_button, older};
use crate::ui::time;

/// Works that are over, in sight on another page than theirs.
const N_OVER: usize = 5;
/// What works published to the whole network.
const OUTCOMES: &str = "Aboutissements du réseau ultra-marin";

/// `/overseas/work?show=published&after=<place>`: for those outside the space, what it published.
pub(crate) async fn page(cx: Cx) -> Result {
    let is_inside = cx.me()?.is_overseas;
    let is_published = !is_inside || cx.ask("show") == "published";
    let found = read(&cx, is_published, cx.ask("after")).await?;
    let list = if found.works.is_empty() {
        let nothing = if is_published {
            "Aucun travail en commun n’est encore publié à tout le réseau."
        } else {
            "Aucun travail en commun pour l’instant."
        };
        empty(nothing, None).into_any()
    } else {
        let rows: Vec<_> = found.works.iter().map(|one| item(&cx, one)).collect();
        view! { <h2 class="unseen">"Les travaux"</h2><ul class="rows">{rows}</ul> }.into_any()
    };
    let show = if is_published { "published" } else { "" };
    let next = (!found.next.is_empty()).then(|| format!("/overseas/work?show={show}&after={}", found.next));
    let title = if is_inside { "Travaux en commun" } else { OUTCOMES };
    let under = if is_published {
        "Ce qui est sorti des travaux en commun des centres ultra-marins, publié à tout le réseau."
    } else {
        "Ceux qui sont en cours, puis ceux qui sont proposés, puis ceux qui sont clos."
    };
    let main = view! {
        {heading("Réseau ultra-marin", title, under)}
        {is_inside.then(|| tabs(is_published))}
        <div id="overseas-works" data-live="*">{list}</div>
        {older(next, "Travaux suivants")}
    };
    let nav = if is_inside { Nav::Overseas } else { Nav::Production };
    Ok(Page::new(title, nav, main).live())
}

fn tabs(is_published: bool) -> AnyView {
    let entry = |path: &'static str, label: &'static str, is_current: bool| {
        let is_current = is_current.then_some("page");
        view! { <li><a href=path aria-current=is_current>{label}</a></li> }
    };
    view! {
        <nav aria-label="Choisir les travaux">
            <ul class="tabs">
                {entry("/overseas/work", "Tous", !is_published)}
                {entry("/overseas/work?show=published", "Publiés à tout le réseau", is_published)}
            </ul>
        </nav>
    }
    .into_any()
}

async fn read(cx: &PageContext, is_published: bool, after: &str) -> Result<ListOverseasWorksResponse> {
    let request = ListOverseasWorksRequest {
        is_published,
        after: after.to_owned(),
        ..ListOverseasWorksRequest::default()
    };
    Ok(cx.overseas().list_overseas_works(request).await?.into_inner())
}

/// On the first page of the space: those that are open, the last that are over, and the way to all.
pub(super) async fn section(cx: &PageContext) -> Result<AnyView> {
    let found = read(cx, false, "").await?;
    let is_over = |one: &&OverseasWork| one.ended_at.is_some();
    let (over, open): (Vec<&OverseasWork>, Vec<&OverseasWork>) = found.works.iter().partition(is_over);
    let has_more = !found.next.is_empty() || over.len() > N_OVER;
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
    let all = has_more.then(|| view! { <p><a href="/overseas/work">"Tous les travaux en commun"</a></p> });
    let propose = writes(cx).then(|| {
        view! { <p class="acts">{link_button("/overseas/work/new", "Proposer un travail en commun", false)}</p> }
    });
    let section = view! {
        <section aria-labelledby="works">
            <h2 id="works">"Travaux en commun"</h2>
            {list}
            {all}
            {propose}
        </section>
    };
    Ok(section.into_any())
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

/// The last outcomes that works published to the whole network, on the page of the productions; nothing when there is
/// none.
pub(in crate::pages) async fn published(cx: &PageContext) -> Option<AnyView> {
    let found = read(cx, true, "").await.ok()?;
    let items: Vec<_> = found.works.iter().take(N_OVER).map(|one| item(cx, one)).collect();
    (!items.is_empty()).then(|| {
        view! {
            <section aria-labelledby="overseas">
                <h2 id="overseas">{OUTCOMES}</h2>
                <ul class="rows">{items}</ul>
                <p class="more"><a href="/overseas/work?show=published">"Tous les aboutissements"</a></p>
            </section>
        }
        .into_any()
    })
}
