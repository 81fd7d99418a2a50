//! Minutes across meetings: those to be written, those that can be read.

use leptos::prelude::*;
use proto::v1::list_minutes_response::Entry;
use proto::v1::{ListMinutesRequest, ListMinutesResponse, MinutesState};

use super::{document, state_pill};
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::meeting::{Search, kinds};
use crate::ui::form::act_form;
use crate::ui::parts::{empty, fold, heading, older};
use crate::ui::{hour, time};

/// `/minutes?query=habitants&year=2027&kind=1`.
pub(crate) async fn page(cx: Cx) -> Result {
    let search = Search::of(
        &cx,
        "/minutes",
        "Comptes rendus",
        "Des mots des notes, des décisions",
    );
    let request = ListMinutesRequest {
        query: search.query.clone(),
        year: search.year,
        kind: search.kind,
        before: cx.ask("before").to_owned(),
    };
    let is_first = request.before.is_empty();
    let found = cx.minutes().list_minutes(request).await?.into_inner();
    let kinds = kinds(&cx).await?;
    let main = view! {
        {heading("", "Comptes rendus", "Ce qui s’est dit et décidé, réunion par réunion, la plus récente d’abord.")}
        {beside()}
        <div id="to-write" data-live="*">{to_write(&cx, &found)}</div>
        <section aria-labelledby="found">
            <h2 id="found">"À lire"</h2>
            {search.form(&kinds)}
            <div id="minutes-list" data-live=if is_first { "*" } else { "" }>{results(&cx, &search, &found)}</div>
        </section>
        {delay(&cx, &found)}
    };
    Ok(Page::new("Comptes rendus", Nav::Meeting, main).live())
}

/// What else is searched across meetings.
fn beside() -> AnyView {
    let links = [
        ("/meeting", "Réunions"),
        ("/decision", "Décisions et votes"),
        ("/session/actions", "Actions à suivre"),
        ("/session/attendance", "Présences"),
    ];
    let links = links.map(|(path, label)| view! { <li><a href=path>{label}</a></li> });
    view! { <nav aria-label="Autour des comptes rendus"><ul class="tabs">{links.into_iter().collect::<Vec<_>>()}</ul></nav> }.into_any()
}

fn to_write(cx: &PageContext, found: &ListMinutesResponse) -> AnyView {
    if found.to_write.is_empty() {
        return ().into_any();
    }
    let rows: Vec<_> = found.to_write.iter().map(|entry| row(cx, entry)).collect();
    view! { <section aria-labelledby="write"><h2 id="write">"À faire relire"</h2><ul class="rows">{rows}</ul></section> }
        .into_any()
}

fn row(cx: &PageContext, one: &Entry) -> AnyView {
    let path = format!("/minutes/{}", one.meeting_id);
    let now = cx.info.now;
    let kind = (one.kind_label != one.title).then(|| format!("{} · ", one.kind_label));
    let day = one.starts_at.map(|at| document::day(at, &one.zone));
    let about = match one.state() {
        MinutesState::Draft => one.due_at.map(|at| {
            if time::instant(at) <= now {
                " · à approuver, échéance passée".into_any()
            } else {
                view! { " · à approuver, "{time::left_view(at, &one.zone, now)} }.into_any()
            }
        }),
        MinutesState::InReview => one
            .review_until
            .map(|at| view! { " · relecture jusqu’au "{hour::at_view(cx, at, &one.zone)} }.into_any()),
        MinutesState::Locked => one.locked_at.map(|at| {
            let versions = if one.n_versions > 1 {
                format!(", version {}", one.n_versions)
            } else {
                String::new()
            };
            view! { {format!(" · verrouillé le {}{versions}", document::day(at, &one.zone))} }.into_any()
        }),
        _ => None,
    };
    view! {
        <li><div>
            <a href=path><strong>{one.title.clone()}</strong></a>" "{state_pill(one.state())}
            <p class="soft">{kind}{day}{about}</p>
        </div></li>
    }
    .into_any()
}

fn results(cx: &PageContext, search: &Search, found: &ListMinutesResponse) -> AnyView {
    let list = if found.entries.is_empty() && search.is_filtered() {
        empty(
            "Rien ne correspond à cette recherche.",
            Some(("/minutes", "Voir tous les comptes rendus")),
        )
        .into_any()
    } else if found.entries.is_empty() {
        empty("Aucun compte rendu n’est encore à lire.", None).into_any()
    } else {
        let rows: Vec<_> = found.entries.iter().map(|entry| row(cx, entry)).collect();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    view! { {list}{older(search.next(&found.next_before), "Plus anciens")} }.into_any()
}

/// The own rule, and how the animator sets it.
fn delay(cx: &PageContext, found: &ListMinutesResponse) -> AnyView {
    let set = found.may_set_delay.then(|| {
        let form = act_form(cx, "MinutesService/SetMinutesDelay");
        let is_open = form.is_refused();
        let body = form
            .input("number", "n_days", "Jours après la réunion")
            .hint("De 1 à 365. Vaut pour les réunions qui se terminent à partir de maintenant.")
            .value(found.delay_days)
            .required()
            .view();
        fold("Changer ce délai", is_open, form.view(body, "Fixer le délai"))
    });
    view! {
        <aside class="rules" aria-labelledby="delay">
            <h2 id="delay">"Délai d’approbation"</h2>
            <p>{format!("Un compte rendu est approuvé dans les {} jours qui suivent la réunion.", found.delay_days)}</p>
            <p class="soft">"Règle propre à cette plateforme, fixée par l’animation nationale\u{a0}: le cadre de référence n’en fixe aucune."</p>
            {set}
        </aside>
    }
    .into_any()
}
