//! Minutes across meetings: those to be written, those that can be read.

use leptos::prelude::*;
use proto::v1::list_minutes_response::Entry;
use proto::v1::{
    ListMeetingKindsRequest, ListMinutesRequest, ListMinutesResponse, MeetingKindInfo, MinutesState,
};

use super::{document, state_pill};
use crate::page::{Cx, Nav, Page, PageContext, Result, form_encode};
use crate::ui::form::act_form;
use crate::ui::parts::{empty, fold, heading, older};
use crate::ui::time;

/// `/minutes?query=habitants&year=2027&kind=1`.
pub(crate) async fn page(cx: Cx) -> Result {
    let asked = ListMinutesRequest {
        query: cx.ask("query").to_owned(),
        year: cx.ask("year").parse().unwrap_or_default(),
        kind: cx.ask("kind").parse().unwrap_or_default(),
        before: cx.ask("before").to_owned(),
    };
    let found = cx.minutes().list_minutes(asked.clone()).await?.into_inner();
    let kinds = cx
        .meeting()
        .list_meeting_kinds(ListMeetingKindsRequest {})
        .await?;
    let kinds = kinds.into_inner().kinds;
    let main = view! {
        {heading("", "Comptes rendus", "Ce qui s’est dit et décidé, réunion par réunion, la plus récente d’abord.")}
        {beside()}
        <div id="to-write" data-live="*">{to_write(&cx, &found)}</div>
        <section aria-labelledby="found">
            <h2 id="found">"À lire"</h2>
            {filters(&asked, &kinds)}
            <div id="minutes-list" data-live=if asked.before.is_empty() { "*" } else { "" }>{results(&cx, &asked, &found)}</div>
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
        MinutesState::Draft => one
            .due_at
            .map(|at| view! { " · à approuver "{time::left_view(at, &one.zone, now)} }.into_any()),
        MinutesState::InReview => one
            .review_until
            .map(|at| view! { " · relecture jusqu’au "{time::at_view(at, &one.zone, now)} }.into_any()),
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

fn filters(asked: &ListMinutesRequest, kinds: &[MeetingKindInfo]) -> AnyView {
    let options: Vec<_> = kinds
        .iter()
        .map(|kind| {
            let is_chosen = kind.kind == asked.kind;
            view! { <option value=kind.kind.to_string() selected=is_chosen>{kind.label.clone()}</option> }
        })
        .collect();
    let year = (asked.year != 0).then(|| asked.year.to_string());
    view! {
        <form class="filters" action="/minutes" role="search" aria-label="Comptes rendus">
            <div class="field wide">
                <label for="query">"Rechercher"</label>
                <input type="search" id="query" name="query" value=asked.query.clone() placeholder="Des mots des notes, des décisions"/>
            </div>
            <div class="field">
                <label for="year">"Année"</label>
                <input type="number" id="year" name="year" value=year/>
            </div>
            <div class="field">
                <label for="kind">"Réunion"</label>
                <select id="kind" name="kind"><option value="">"Toutes"</option>{options}</select>
            </div>
            <button class="button" type="submit">"Chercher"</button>
        </form>
    }
    .into_any()
}

fn results(cx: &PageContext, asked: &ListMinutesRequest, found: &ListMinutesResponse) -> AnyView {
    let next = (!found.next_before.is_empty()).then(|| {
        let (year, kind) = (asked.year.to_string(), asked.kind.to_string());
        let query = [
            ("query", asked.query.as_str()),
            ("year", if asked.year == 0 { "" } else { &year }),
            ("kind", if asked.kind == 0 { "" } else { &kind }),
            ("before", found.next_before.as_str()),
        ];
        format!("/minutes?{}", form_encode(query.into_iter()))
    });
    let is_filtered = *asked != ListMinutesRequest::default();
    let list = if found.entries.is_empty() && is_filtered {
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
    view! { {list}{older(next, "Plus anciens")} }.into_any()
}

/// The own rule, and how the animator sets it.
fn delay(cx: &PageContext, found: &ListMinutesResponse) -> AnyView {
    let set = found.may_set_delay.then(|| {
        let form = act_form(cx, "MinutesService/SetMinutesDelay");
        let is_open = form.is_refused();
        let body = form
            .input("number", "n_days", "Jours après la réunion")
            .hint("De 1 à 365. Vaut aussi pour les comptes rendus en cours.")
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
