//! The first page: what is expected of the reader, then what moved.

use leptos::prelude::*;
use proto::v1::{
    BoardRow, CallState, Expectation, GetHomeRequest, Home, Me, ProgrammeState, Role, WorkStream,
};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::{live, programme};
use crate::text;
use crate::ui::parts::{Sign, bar, empty, heading, pill};
use crate::ui::{hour, time};

pub(crate) async fn page(cx: Cx) -> Result {
    let home = cx.home().get_home(GetHomeRequest {}).await?.into_inner();
    cx.keep_year(home.year);
    let me = cx.me()?;
    let position = home.position;
    let first_name = me.name.split(' ').next().unwrap_or_default();
    let under = format!(
        "{} · {}{}",
        me.organisation_name,
        text::role(me.role()),
        if me.is_delegate { ", par délégation" } else { "" }
    );
    let main = view! {
        {heading("", format!("Bonjour {first_name}"), under)}
        <div class="columns">
            <div class="column" id="home-main" data-live="*">
                {expectations(&cx, &home.expectations)}
                {moved(&cx, &home)}
            </div>
            <div class="column side-column" id="home-side" data-live="*">
                {participation(me, &home)}
                {network(me.role(), &home)}
                {closings(&cx, &home)}
            </div>
        </div>
    };
    Ok(Page::new("Accueil", Nav::Home, main).live_after(position))
}

fn expectations(cx: &PageContext, expectations: &[Expectation]) -> impl IntoView + use<> {
    let list = if expectations.is_empty() {
        let year = cx.nav_year();
        let path = format!("/programme/{year}");
        empty(
            "Rien n’est attendu de vous en ce moment.",
            Some((&path, "Voir le programme")),
        )
        .into_any()
    } else {
        let items: Vec<_> = expectations
            .iter()
            .enumerate()
            .map(|(index, one)| expectation(cx, one, index == 0))
            .collect();
        view! { <ul class="expected">{items}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="expected">
            <h2 id="expected">"Ce qui est attendu de vous"</h2>
            {list}
        </section>
    }
}

fn expectation(cx: &PageContext, one: &Expectation, is_first: bool) -> impl IntoView + use<> {
    let (sentence, act, sign) = text::expectation(one.kind(), &one.object, one.n);
    let now = cx.info.now;
    let due = one.due_at.map(|due| {
        let zone = if one.zone.is_empty() {
            cx.zone()
        } else {
            one.zone.as_str()
        };
        let left = if time::instant(due) < now {
            view! { <span class="left">"échéance passée"</span> }.into_any()
        } else {
            time::left_view(due, zone, now).into_any()
        };
        view! { <p>{left}" · "{hour::at_view(cx, due, zone)}</p> }
    });
    let class = if is_first { "button main-act" } else { "button" };
    let label = format!("{act} : {sentence}");
    view! {
        <li>
            <span class="expected-sign" aria-hidden="true">{sign}</span>
            <div><h3>{sentence}</h3>{due}</div>
            <a class=class href=one.path.clone() aria-label=label>{act}</a>
        </li>
    }
}

fn moved(cx: &PageContext, home: &Home) -> impl IntoView + use<> {
    let title = if home.has_moved {
        "Depuis votre dernière visite"
    } else {
        "Derniers mouvements"
    };
    let list = if home.activities.is_empty() {
        empty("Rien n’a encore bougé.", None).into_any()
    } else {
        view! {
            {live::list(cx, &home.activities, false)}
            <p class="more"><a href="/activity">"Toute l’activité"</a></p>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="moved">
            <h2 id="moved">{title}</h2>
            {list}
        </section>
    }
}

/// The state of P2 for the reader's own centre.
fn participation(me: &Me, home: &Home) -> Option<impl IntoView + use<>> {
    let row: &BoardRow = home.participation.as_ref()?;
    let (sign, word) = programme::participation_word(row);
    let (submitted, minimum) = (row.n_submitted, row.minimum);
    let s = if submitted > 1 { "s" } else { "" };
    let words = format!("{submitted} contribution{s} déposée{s} sur {minimum}");
    let engaged = match row.n_engaged {
        0 => "N’est engagé dans aucun chantier".to_owned(),
        1 => "Engagé dans 1 chantier".to_owned(),
        n => format!("Engagé dans {n} chantiers"),
    };
    let label = format!("Participation de {}", me.organisation_name);
    Some(view! {
        <section aria-labelledby="participation">
            <h2 id="participation">{format!("Participation {}", home.year)}</h2>
            <p class="measured"><strong>{words}</strong>" "{pill(sign, word)}</p>
            {bar(submitted.min(minimum), minimum, &label)}
            <p class="soft">{engaged}</p>
        </section>
    })
}

/// The numbers of the network, for those who are not a centre.
fn network(role: Role, home: &Home) -> Option<impl IntoView + use<>> {
    if home.participation.is_some() || home.n_centres == 0 {
        return None;
    }
    let (met, all) = (home.n_met, home.n_centres);
    let more = match role {
        Role::Animator => "Voir qui est à relancer",
        _ => "Voir le tableau des engagements",
    };
    Some(view! {
        <section aria-labelledby="network">
            <h2 id="network">{format!("Le réseau en {}", home.year)}</h2>
            <p class="measured"><strong>{format!("{met} centre{} sur {all}", if met > 1 { "s" } else { "" })}</strong></p>
            {bar(met, all, "Centres dont la participation est tenue")}
            <p class="soft">"dont la participation à deux chantiers est tenue"</p>
            <p><a href=format!("/programme/{}#board", home.year)>{more}</a></p>
        </section>
    })
}

/// The calls of the programme, by what comes next.
fn closings(cx: &PageContext, home: &Home) -> impl IntoView + use<> {
    let items: Vec<_> = home.streams.iter().map(|stream| closing(cx, stream)).collect();
    let state = text::programme_state(home.programme_state());
    let sign = match home.programme_state() {
        ProgrammeState::Running | ProgrammeState::Amended => Sign::Open,
        ProgrammeState::Validated | ProgrammeState::Closed => Sign::Done,
        _ => Sign::Doing,
    };
    let list = if items.is_empty() {
        view! { <p class="soft">"Aucun chantier pour l’instant."</p> }.into_any()
    } else {
        view! { <ul class="marked">{items}</ul> }.into_any()
    };
    (home.year != 0).then(|| {
        view! {
            <section aria-labelledby="calls">
                <h2 id="calls">{format!("Programme {}", home.year)}" "{pill(sign, state)}</h2>
                {list}
            </section>
        }
    })
}

fn closing(cx: &PageContext, stream: &WorkStream) -> impl IntoView + use<> {
    let now = cx.info.now;
    let call = stream.call.clone().unwrap_or_default();
    let zone = call.zone.as_str();
    let when = match call.state() {
        CallState::Open => call.closes_at.map(|at| {
            view! { "clôture "{hour::at_view(cx, at, zone)}<br/>{time::left_view(at, zone, now)} }.into_any()
        }),
        CallState::Planned => call
            .opens_at
            .map(|at| view! { "ouvre "{hour::at_view(cx, at, zone)} }.into_any()),
        CallState::Closed => call
            .closes_at
            .map(|at| view! { "clos depuis le "{time::day_view(at, zone, now)} }.into_any()),
        CallState::Unspecified => None,
    };
    let when = when.unwrap_or_else(|| "dates à venir".into_any());
    view! {
        <li>
            <a href=format!("/work-stream/{}", stream.id)>{stream.title.clone()}</a>
            <p class="soft">{when}</p>
        </li>
    }
}
