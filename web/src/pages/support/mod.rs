//! What centres ask the ANRU to support (A7): to speak at a training action, to help organise a co-designed day.

mod new;
mod one;

use leptos::prelude::*;
use prost_types::Timestamp;
use proto::v1::{ListSupportsRequest, Meeting, MeetingKind, MeetingState, Role, Support, SupportState};

pub(crate) use new::page as new;
pub(crate) use one::page as one;

use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::text;
use crate::ui::parts::{Sign, empty, heading, link_button, older, pill, source};
use crate::ui::time;

/// Whether people of this role see requests: the centres their own.
fn sees(role: Role) -> bool {
    matches!(
        role,
        Role::Animator | Role::Director | Role::Team | Role::President | Role::UrbanRenewalAgency
    )
}

/// Whether people of this role ask.
fn asks(role: Role) -> bool {
    role == Role::Director
}

/// Whether people of this role answer.
fn answers(role: Role) -> bool {
    role == Role::UrbanRenewalAgency
}

/// The lists: their name in the address, what they hold, their label.
const SHOWN: [(&str, SupportState, &str); 5] = [
    ("", SupportState::Unspecified, "Toutes"),
    ("open", SupportState::Open, "En attente de réponse"),
    ("accepted", SupportState::Accepted, "Acceptées"),
    ("declined", SupportState::Declined, "Déclinées"),
    ("withdrawn", SupportState::Withdrawn, "Retirées"),
];

/// `/support?state=open&after=<place>`.
pub(crate) async fn page(cx: Cx) -> Result {
    if !sees(cx.role()) {
        return Err(PageError::Missing);
    }
    let asked = SHOWN.iter().find(|(name, ..)| *name == cx.ask("state"));
    let state = asked.map_or(SupportState::Unspecified, |(_, state, _)| *state);
    let request = ListSupportsRequest {
        state: state as i32,
        after: cx.ask("after").to_owned(),
        ..Default::default()
    };
    let found = cx.support().list_supports(request).await?.into_inner();
    let list = if found.supports.is_empty() {
        nothing(&cx, state)
    } else {
        let rows: Vec<_> = found.supports.iter().map(|one| row(&cx, one)).collect();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    let show = asked.map_or("", |(name, ..)| *name);
    let next = (!found.next.is_empty()).then(|| format!("/support?state={show}&after={}", found.next));
    let ask = asks(cx.role()).then(|| {
        view! { <div class="acts">{link_button("/support/new", "Demander un appui", true)}</div> }
    });
    let main = view! {
        {heading("Des centres à l’ANRU", "Demandes d’appui", "Une intervention lors d’une action de formation, une journée préparée ensemble\u{a0}: l’ANRU répond une fois, et la rencontre entre dans les calendriers.")}
        {tabs(state)}
        {ask}
        <div id="supports" data-live="*">{list}</div>
        {older(next, "Demandes suivantes")}
        {rule()}
    };
    Ok(Page::new("Demandes d’appui", Nav::Support, main).live())
}

fn tabs(shown: SupportState) -> AnyView {
    let entries: Vec<_> = SHOWN
        .into_iter()
        .map(|(name, state, label)| {
            let path = if name.is_empty() {
                "/support".to_owned()
            } else {
                format!("/support?state={name}")
            };
            let is_current = (state == shown).then_some("page");
            view! { <li><a href=path aria-current=is_current>{label}</a></li> }
        })
        .collect();
    view! { <nav aria-label="Choisir les demandes"><ul class="tabs">{entries}</ul></nav> }.into_any()
}

fn nothing(cx: &PageContext, shown: SupportState) -> AnyView {
    if shown != SupportState::Unspecified {
        let all = ("/support", "Voir toutes les demandes");
        return empty("Aucune demande d’appui n’est dans cet état.", Some(all)).into_any();
    }
    match cx.role() {
        role if asks(role) => empty(
            "Votre centre n’a encore demandé aucun appui à l’ANRU.",
            Some(("/support/new", "Demander un appui")),
        )
        .into_any(),
        Role::Team | Role::President => empty(
            "Votre centre n’a encore demandé aucun appui à l’ANRU\u{a0}: sa direction le fait.",
            None,
        )
        .into_any(),
        _ => empty("Aucun centre n’a encore demandé d’appui.", None).into_any(),
    }
}

/// A request in a list.
fn row(cx: &PageContext, one: &Support) -> AnyView {
    view! {
        <li>
            <div>
                <p><a href=format!("/support/{}", one.id)><strong>{one.title.clone()}</strong></a></p>
                <p class="soft">{one.organisation_name.clone()}" · "{text::support_kind(one.kind())}</p>
                <p class="soft">{hours(cx, (one.starts_at, one.ends_at), &one.zone)}" · "{one.place.clone()}</p>
            </div>
            <div class="row-acts">{state_pills(one)}</div>
        </li>
    }
    .into_any()
}

/// When it is: in its own zone, in the reader's and in Paris when they differ.
fn hours(cx: &PageContext, between: (Option<Timestamp>, Option<Timestamp>), zone: &str) -> String {
    let (Some(from), Some(to)) = between else {
        return String::new();
    };
    let zones = [zone, cx.zone(), "Europe/Paris"];
    time::span(time::instant(from), time::instant(to), &zones, cx.info.now)
}

/// Its state; that its hour passed without an answer, or that the meeting is off.
fn state_pills(one: &Support) -> AnyView {
    let sign = match one.state() {
        SupportState::Open => Sign::Wait,
        SupportState::Accepted => Sign::Done,
        SupportState::Declined | SupportState::Withdrawn | SupportState::Unspecified => Sign::Plain,
    };
    let past = one
        .is_past
        .then(|| view! { " "{pill(Sign::Bad, "heure passée")} });
    let is_off = one
        .meeting
        .as_ref()
        .is_some_and(|meeting| meeting.state() == MeetingState::Cancelled);
    let off = is_off.then(|| view! { " "{pill(Sign::Bad, "rencontre annulée")} });
    view! { {pill(sign, text::support_state(one.state()))}{past}{off} }.into_any()
}

/// On the page of a local session: that the ANRU supports it, for those who see the request.
pub(in crate::pages) async fn section(cx: &PageContext, meeting: &Meeting) -> AnyView {
    if meeting.kind() != MeetingKind::LocalSession {
        return ().into_any();
    }
    let request = ListSupportsRequest {
        meeting_id: meeting.id.clone(),
        ..Default::default()
    };
    let Ok(found) = cx.support().list_supports(request).await else {
        return ().into_any();
    };
    let found = found.into_inner().supports.into_iter().next();
    found.map_or_else(
        || ().into_any(),
        |one| view! { <p><a href=format!("/support/{}", one.id)>"Avec l’appui de l’ANRU"</a>{format!("\u{a0}: {}", one.who)}</p> }.into_any(),
    )
}

/// A7, with its source.
fn rule() -> AnyView {
    view! {
        <aside class="rules" aria-label="La règle">
            <dl>
                <dt>"A7"</dt>
                <dd>"L’ANRU peut appuyer l’action d’un centre\u{a0}: intervenir lors d’une action de formation, aider à organiser une journée co-construite."</dd>
            </dl>
            {source("annexe technique avec l’ANRU")}
        </aside>
    }
    .into_any()
}
