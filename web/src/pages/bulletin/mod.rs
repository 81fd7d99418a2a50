//! Information that national bodies send to the centres (A1): what the reader's centre received, or what the reader's
//! body sent and how far the centres are.

mod centre;
mod follow;
mod one;
mod procedure;
mod public;
mod write;

use leptos::prelude::*;
use proto::v1::bulletin::Reception;
use proto::v1::{Bulletin, BulletinState, ListBulletinsRequest, ReceptionState, Role};

pub(crate) use one::page as one;
pub(crate) use procedure::page as procedure;
pub(crate) use public::page as public;
pub(crate) use write::new;

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::parts::{Sign, empty, heading, link_button, older, pill};
use crate::ui::time;

/// Whether people of this role send bulletins.
fn publishes(role: Role) -> bool {
    matches!(
        role,
        Role::Animator | Role::UrbanRenewalAgency | Role::OverseasMinistry | Role::NationalPartner
    )
}

/// Whether people of this role are of a centre.
fn is_of_centre(role: Role) -> bool {
    matches!(role, Role::Director | Role::Team | Role::President)
}

/// What the readers of a bulletin follow.
fn topic(one: &Bulletin) -> String {
    format!("bulletin:{}", one.id)
}

/// `/bulletin?show=all|drafts&after=<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let show = cx.ask("show");
    let is_centre = is_of_centre(cx.role());
    let request = ListBulletinsRequest {
        state: if show == "drafts" {
            BulletinState::Draft as i32
        } else {
            0
        },
        is_waiting: is_centre && show != "all",
        after: cx.ask("after").to_owned(),
        ..Default::default()
    };
    let found = cx.bulletin().list_bulletins(request).await?.into_inner();
    let list = if found.bulletins.is_empty() {
        nothing(&cx, show)
    } else {
        let rows: Vec<_> = found.bulletins.iter().map(|one| row(&cx, one)).collect();
        view! { <h2 class="unseen">"Les notes"</h2><ul class="rows">{rows}</ul> }.into_any()
    };
    let next = found.bulletins.last().filter(|_| found.has_more);
    let next = next.map(|last| format!("/bulletin?show={show}&after={}", last.id));
    let write = publishes(cx.role()).then(|| link_button("/bulletin/new", "Écrire une note", true));
    let reads_reports = is_centre || matches!(cx.role(), Role::Animator | Role::UrbanRenewalAgency);
    let report = reads_reports.then(|| link_button("/report", "Activité des centres", false));
    let acts = view! {
        <div class="acts">
            {write}
            {link_button("/bulletin/procedure", "Procédures d’information", false)}
            {report}
        </div>
    };
    let main = view! {
        {heading("Information des centres", "Notes d’information", "Ce que l’ANRU et les autres organismes nationaux font savoir aux centres, et ce que les centres en relaient aux acteurs locaux.")}
        {tabs(&cx, show)}
        {acts}
        <div id="bulletins" data-live="*">{list}</div>
        {older(next, "Notes plus anciennes")}
        {rule(&cx)}
    };
    Ok(Page::new("Notes d’information", Nav::Bulletin, main).live())
}

fn tabs(cx: &PageContext, show: &str) -> AnyView {
    let entry = |path: &'static str, label: &'static str, is_current: bool| {
        let is_current = is_current.then_some("page");
        view! { <li><a href=path aria-current=is_current>{label}</a></li> }
    };
    let entries = if is_of_centre(cx.role()) {
        vec![
            entry("/bulletin", "À traiter", show != "all"),
            entry("/bulletin?show=all", "Toutes", show == "all"),
        ]
    } else if publishes(cx.role()) {
        vec![
            entry("/bulletin", "Toutes", show != "drafts"),
            entry("/bulletin?show=drafts", "Brouillons", show == "drafts"),
        ]
    } else {
        return ().into_any();
    };
    view! { <nav aria-label="Choisir les notes"><ul class="tabs">{entries}</ul></nav> }.into_any()
}

fn nothing(cx: &PageContext, show: &str) -> AnyView {
    if is_of_centre(cx.role()) {
        return if show == "all" {
            empty(
                "Votre centre n’a encore reçu aucune note.",
                Some(("/bulletin/procedure", "Voir qui en envoie")),
            )
            .into_any()
        } else {
            empty(
                "Rien à accuser ni à relayer en ce moment.",
                Some(("/bulletin?show=all", "Voir toutes les notes")),
            )
            .into_any()
        };
    }
    if publishes(cx.role()) {
        let next = Some(("/bulletin/new", "Écrire la première"));
        return empty("Aucune note ici.", next).into_any();
    }
    empty(
        "Aucune note ne vous est adressée.",
        Some(("/bulletin/procedure", "Voir qui en envoie")),
    )
    .into_any()
}

fn row(cx: &PageContext, one: &Bulletin) -> AnyView {
    let content = one.content.clone().unwrap_or_default();
    let when = one
        .published_at
        .map(|at| view! { ", "{time::day_view(at, cx.zone(), cx.info.now)} });
    let urgent = content
        .is_urgent
        .then(|| view! { " "{pill(Sign::Wait, "urgent")} });
    let how = match &one.totals {
        Some(totals) if one.published_at.is_some() => {
            view! { <p class="soft">{follow::words(one, totals)}</p> }.into_any()
        }
        _ => ().into_any(),
    };
    let own = one
        .receptions
        .first()
        .map(|reception| reception_pill(one, reception).into_any());
    let state = own.unwrap_or_else(|| state_pill(one).into_any());
    view! {
        <li>
            <div>
                <h3><a href=format!("/bulletin/{}", one.id)>{content.title}</a>{urgent}</h3>
                <p class="soft">{one.organisation_name.clone()}" · "{one.kind_name.clone()}{when}</p>
                {how}
            </div>
            <div class="row-acts">{state}</div>
        </li>
    }
    .into_any()
}

/// Where it is.
fn state_pill(one: &Bulletin) -> impl IntoView + use<> {
    match one.state() {
        BulletinState::InReview => pill(Sign::Wait, "en relecture"),
        BulletinState::Published if one.number > 1 => pill(Sign::Open, "publiée, corrigée"),
        BulletinState::Published => pill(Sign::Open, "publiée"),
        BulletinState::Withdrawn => pill(Sign::Bad, "retirée"),
        BulletinState::Draft | BulletinState::Unspecified => pill(Sign::Plain, "brouillon"),
    }
}

/// How far a centre is; how far it was, once nothing is asked of it any more.
fn reception_pill(one: &Bulletin, reception: &Reception) -> impl IntoView + use<> {
    let is_over = one.state() == BulletinState::Withdrawn;
    match reception.state() {
        ReceptionState::Relayed if is_over => pill(Sign::Plain, "relayée, retirée depuis"),
        ReceptionState::SetAside if is_over => pill(Sign::Plain, "écartée, retirée depuis"),
        ReceptionState::Acknowledged if is_over => pill(Sign::Plain, "lue, retirée"),
        _ if is_over => pill(Sign::Plain, "retirée"),
        ReceptionState::Relayed if reception.is_outdated => pill(Sign::Wait, "à rectifier"),
        ReceptionState::Relayed => pill(Sign::Done, "relayée"),
        ReceptionState::SetAside => pill(Sign::Plain, "écartée"),
        ReceptionState::Acknowledged => pill(Sign::Doing, "accusée"),
        _ if reception.is_late => pill(Sign::Bad, "en retard"),
        _ => pill(Sign::Wait, "à accuser"),
    }
}

/// The rules, as the framework writes them.
fn rule(cx: &PageContext) -> AnyView {
    let own = is_of_centre(cx.role())
        .then_some(" Écarter une note en disant pourquoi est une réponse à part entière.");
    view! {
        <p class="measure soft more">
            "Les centres sont des relais d’information auprès des acteurs de terrain, «\u{a0}ni le relais exclusif et unique d’une politique\u{a0}» (charte)."{own}
            " Le délai d’accusé de réception est une règle de la plateforme, pas du cadre de référence."
        </p>
    }
    .into_any()
}

/// A number of local actors, in words.
fn actors(n: i64) -> String {
    let s = if n > 1 { "s" } else { "" };
    format!("{} acteur{s} de terrain", text::number(n))
}
