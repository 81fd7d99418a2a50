//! The news of a territory: a thread, the newest first.

use leptos::prelude::*;
use prost_types::Timestamp;
use proto::v1::{ListOverseasNewsRequest, ListOverseasNewsResponse, Overseas, OverseasNews};

use super::{TOPIC, writes};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::text;
use crate::ui::form::{act_form, confirm, saved_words, stored};
use crate::ui::parts::{empty, fold, older, prose};
use crate::ui::{hour, time};

/// News on the first page of the space.
const N_LATEST: usize = 5;

/// `/overseas/news/<centre>?before=<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let centre_id = cx.param("centre_id").to_owned();
    let request = ListOverseasNewsRequest {
        centre_id: centre_id.clone(),
        before_id: cx.ask("before").to_owned(),
    };
    let all = cx.overseas().list_overseas_news(request).await?.into_inner();
    let centre = all.centre.clone().ok_or(PageError::Missing)?;
    let title = format!("Nouvelles\u{a0}: {}", centre.organisation_name);
    let next = (!all.next_before_id.is_empty())
        .then(|| format!("/overseas/news/{centre_id}?before={}", all.next_before_id));
    let now = Timestamp {
        seconds: cx.info.now.timestamp(),
        nanos: 0,
    };
    let is_first = cx.ask("before").is_empty();
    let main = view! {
        <div class="heading">
            <p class="above"><a href="/overseas">"Espace ultra-marin"</a></p>
            <h1>{title.clone()}</h1>
            <p class="under">"Il y est "{hour::at_view(&cx, now, &centre.zone)}"."</p>
        </div>
        {(writes(&cx) && is_first).then(|| post(&cx, &centre_id, &all))}
        <section aria-labelledby="thread">
            <h2 id="thread">"Le fil"</h2>
            <div id="overseas-thread" data-live=TOPIC>{list(&cx, &all.news, false)}</div>
            {all.news.iter().filter(|one| one.may_edit).map(|one| change(&cx, one)).collect::<Vec<_>>()}
            {older(next, "Nouvelles plus anciennes")}
        </section>
    };
    Ok(Page::new(title, Nav::Overseas, main).live())
}

/// The form: saved while one writes, posted by its button.
fn post(cx: &PageContext, centre_id: &str, all: &ListOverseasNewsResponse) -> AnyView {
    let form = act_form(cx, "OverseasService/SaveOverseasDraft")
        .hidden("centre_id", centre_id)
        .hidden("version", all.draft_version)
        .autosaved();
    let saved = (all.draft_version > 0).then(
        || view! { <p class="soft">"Brouillon enregistré\u{a0}; votre organisation seule le lit."</p> },
    );
    let body = view! {
        {form.meanwhile("", || stored(&all.draft))}
        {form.area("text", "Donner des nouvelles").hint("Ce qui se passe sur le territoire. Le texte est gardé pendant que vous écrivez. Mise en forme légère\u{a0}: **gras**, listes avec des tirets.").value(&all.draft).rows(5).required()}
        {saved_words(saved)}
    };
    let buttons = view! {
        <button class="button main-act" type="submit" formaction="/act/OverseasService/PostOverseasNews">"Publier dans l’espace"</button>
        <button class="button" type="submit">"Garder le brouillon"</button>
    };
    view! { <section class="card own" aria-labelledby="post"><h2 id="post">"Écrire"</h2>{form.view_with(body, buttons)}</section> }
        .into_any()
}

fn list(cx: &PageContext, news: &[OverseasNews], is_named: bool) -> AnyView {
    if news.is_empty() {
        return empty("Aucune nouvelle pour l’instant.", None).into_any();
    }
    let items: Vec<_> = news.iter().map(|one| item(cx, one, is_named)).collect();
    view! { <ul class="rows">{items}</ul> }.into_any()
}

fn item(cx: &PageContext, one: &OverseasNews, is_named: bool) -> AnyView {
    let when = one.posted_at.map(|at| hour::at_view(cx, at, &one.zone));
    let corrected = one
        .corrected_at
        .filter(|_| !one.is_withdrawn)
        .map(|at| view! { " · corrigé le "{time::day_view(at, &one.zone, cx.info.now)} });
    let place = is_named.then(|| {
        view! { <a href=format!("/overseas/news/{}", one.centre_id)>{one.centre_name.clone()}</a>" · " }
    });
    let text = if one.is_withdrawn {
        view! { <p class="soft">"Retirée par son auteur."</p> }.into_any()
    } else {
        prose(&one.text_html)
    };
    view! {
        <li>
            <div>
                <p class="soft">{place}{one.organisation_name.clone()}", "{one.author_name.clone()}" · "{when}{corrected}</p>
                {text}
            </div>
        </li>
    }
    .into_any()
}

/// What the reader's organisation posted: corrected, or taken back.
fn change(cx: &PageContext, one: &OverseasNews) -> AnyView {
    let form = act_form(cx, "OverseasService/UpdateOverseasNews")
        .id(format!("news-{}", one.id))
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let when = one.posted_at.map(|at| of_day(cx, at, &one.zone));
    let body = form
        .area("text", "Texte")
        .value(&one.text)
        .rows(5)
        .required()
        .view();
    let withdraw = act_form(cx, "OverseasService/WithdrawOverseasNews")
        .id(format!("withdraw-{}", one.id))
        .hidden("id", &one.id);
    let withdraw = withdraw.view_with(
        (),
        view! { <button class="button danger" type="submit">"Retirer la nouvelle"</button> },
    );
    let withdraw = confirm(
        "Retirer…",
        "Le texte disparaît\u{a0}; le fil dit qu’il y en avait un.",
        withdraw,
    );
    fold(
        &format!("Corriger ou retirer celle {}", when.unwrap_or_default()),
        is_open,
        view! { {form.view(body, "Corriger")}<div class="last-act">{withdraw}</div> },
    )
}

/// « de 10 h 42 à Mamoudzou (8 h 42 à Paris) », « d’hier », « du 3 novembre »: as the territory lives it.
fn of_day(cx: &PageContext, at: Timestamp, zone: &str) -> String {
    let now = cx.info.now;
    let words = time::ago(time::instant(at), zone, now);
    if time::is_today(at, zone, now) {
        let there = |zone: &str| format!("{} {}", time::hour(at, zone), text::at_place(zone));
        format!("de {}", hour::said(cx, at, zone, there))
    } else if words == "hier" {
        format!("d’{words}")
    } else {
        format!("du {words}")
    }
}

/// On the first page of the space: the newest of all territories, and the way to each thread.
pub(super) fn latest(cx: &PageContext, one: &Overseas, news: &[OverseasNews]) -> AnyView {
    let shown: Vec<OverseasNews> = news.iter().take(N_LATEST).cloned().collect();
    let threads: Vec<_> = one
        .centres
        .iter()
        .map(|centre| {
            let path = format!("/overseas/news/{}", centre.organisation_id);
            let there = |zone: &str| format!("{} {}", time::hour_of(cx.info.now, zone), text::at_place(zone));
            let hours = format!(" · {} ({})", there(&centre.zone), there("Europe/Paris"));
            view! { <li><a href=path>{centre.organisation_name.clone()}</a><span class="soft">{hours}</span></li> }
        })
        .collect();
    view! {
        <section aria-labelledby="news">
            <h2 id="news">"Nouvelles des territoires"</h2>
            {list(cx, &shown, true)}
            <h3>"Le fil de chaque territoire"</h3>
            <ul class="names">{threads}</ul>
        </section>
    }
    .into_any()
}
