//! The year of the network: every meeting, and what the rules still ask for.

mod agenda;
mod availability;
mod conduct;
mod form;
mod one;
mod proposals;
mod search;
mod slot;

use leptos::prelude::*;
use proto::v1::list_meetings_response::KindYear;
use proto::v1::{
    Answering, ListMeetingKindsRequest, ListMeetingsRequest, ListMeetingsResponse, Meeting, MeetingKindInfo,
    MeetingState,
};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::convocation;
use crate::text;
use crate::ui::parts::{Sign, empty, heading, link_button, pill, table};
use crate::ui::{hour, time};

pub(crate) use availability::page as availability;
pub(crate) use form::new;
pub(crate) use one::{choices, page as meeting};
pub(crate) use search::Search;
pub(crate) use slot::page as slot;

/// `/meeting?year=2027`.
pub(crate) async fn page(cx: Cx) -> Result {
    let year = cx.ask("year").parse().unwrap_or_default();
    let request = ListMeetingsRequest {
        year,
        ..ListMeetingsRequest::default()
    };
    let all = cx.meeting().list_meetings(request).await?.into_inner();
    let kinds = kinds(&cx).await?;
    let may_create = kinds.iter().any(|kind| kind.may_create);
    let may_search = kinds.iter().any(|kind| kind.may_search);
    let calendars = convocation::calendars(&cx).await?;
    let year = all.year;
    let main = view! {
        {years_nav(year)}
        {heading("L’année du réseau", format!("Réunions {year}"), "Tout ce qui est planifié, convoqué et tenu, et ce que les règles demandent encore.")}
        {(may_create || may_search).then(|| acts(may_create, may_search))}
        {beside()}
        <div id="meetings" data-live="*">{list(&cx, &all)}{asked(&all)}</div>
        {calendars}
    };
    Ok(Page::new(format!("Réunions {year}"), Nav::Meeting, main).live())
}

/// Planning, and finding an hour before it.
fn acts(may_create: bool, may_search: bool) -> AnyView {
    let plan = may_create.then(|| link_button("/meeting/new", "Planifier une réunion", true));
    let find = may_search.then(|| link_button("/meeting/slot", "Trouver un créneau équitable", !may_create));
    view! { <p class="acts">{plan}" "{find}</p> }.into_any()
}

/// What is read across the meetings.
fn beside() -> AnyView {
    let links = [
        ("/poll", "Sondages de dates"),
        ("/minutes", "Comptes rendus"),
        ("/decision", "Décisions et votes"),
        ("/session/actions", "Actions à suivre"),
        ("/session/attendance", "Présences"),
        ("/meeting/availability", "Heures de travail"),
    ];
    let links = links.map(|(path, label)| view! { <li><a href=path>{label}</a></li> });
    view! { <nav aria-label="Autour des réunions"><ul class="tabs">{links.into_iter().collect::<Vec<_>>()}</ul></nav> }.into_any()
}

/// The kinds, with what the reader may plan.
pub(crate) async fn kinds(cx: &PageContext) -> Result<Vec<MeetingKindInfo>> {
    let answer = cx
        .meeting()
        .list_meeting_kinds(ListMeetingKindsRequest {})
        .await?;
    Ok(answer.into_inner().kinds)
}

fn years_nav(year: i32) -> AnyView {
    // The framework is of 2017.
    let entries: Vec<_> = (year - 1..=year + 1)
        .filter(|one| (2017..=2099).contains(one))
        .map(|one| {
            let is_current = (one == year).then_some("page");
            view! { <li><a href=format!("/meeting?year={one}") aria-current=is_current>{one.to_string()}</a></li> }
        })
        .collect();
    view! { <nav aria-label="Années"><ul class="tabs">{entries}</ul></nav> }.into_any()
}

fn list(cx: &PageContext, all: &ListMeetingsResponse) -> AnyView {
    if all.meetings.is_empty() {
        return empty("Aucune réunion n’est encore planifiée pour cette année.", None).into_any();
    }
    let is_over = |one: &&Meeting| matches!(one.state(), MeetingState::Held | MeetingState::Cancelled);
    let (over, coming): (Vec<&Meeting>, Vec<&Meeting>) = all.meetings.iter().partition(is_over);
    view! {
        {part(cx, "coming", "À venir", &coming)}
        {part(cx, "over", "Tenues et annulées", &over)}
    }
    .into_any()
}

fn part(cx: &PageContext, id: &'static str, title: &'static str, meetings: &[&Meeting]) -> AnyView {
    if meetings.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = meetings.iter().map(|one| item(cx, one)).collect();
    view! { <section aria-labelledby=id><h2 id=id>{title}</h2><ul class="rows">{items}</ul></section> }
        .into_any()
}

fn item(cx: &PageContext, one: &Meeting) -> AnyView {
    let path = format!("/meeting/{}", one.id);
    let kind = (one.kind_label != one.title).then(|| format!("{} · ", one.kind_label));
    let last = one
        .is_last_of_year
        .then(|| pill(Sign::Plain, "dernière séance de l’année"));
    let is_past = one.ends_at.is_some_and(|at| time::instant(at) <= cx.info.now);
    let state = if one.state() == MeetingState::Planned && is_past {
        pill(Sign::Wait, "date passée").into_any()
    } else {
        state_pill(one)
    };
    view! {
        <li>
            <div>
                <a href=path><strong>{one.title.clone()}</strong></a>" "{state}" "{last}
                <p class="soft">{kind}{when(cx, one)}{place(one)}</p>
            </div>
            <div>{answer_pill(one)}</div>
        </li>
    }
    .into_any()
}

/// Where it stands.
pub(crate) fn state_pill(one: &Meeting) -> AnyView {
    let (sign, word) = match one.state() {
        MeetingState::Planned => (Sign::Plain, "planifiée"),
        MeetingState::Convened => (Sign::Doing, "convoquée"),
        MeetingState::Running => (Sign::Open, "en cours"),
        MeetingState::Held => (Sign::Done, "tenue"),
        MeetingState::Cancelled => (Sign::Bad, "annulée"),
        MeetingState::Unspecified => return ().into_any(),
    };
    pill(sign, word).into_any()
}

/// What the reader answered, or has to.
pub(crate) fn answer_pill(one: &Meeting) -> AnyView {
    if one.my_invitee_id.is_empty() || one.convened_at.is_none() {
        return ().into_any();
    }
    match one.my_answer() {
        Answering::Unspecified if one.state() == MeetingState::Convened => {
            pill(Sign::Wait, "votre réponse est attendue").into_any()
        }
        Answering::Unspecified => ().into_any(),
        answer => pill(Sign::Done, text::answering(answer)).into_any(),
    }
}

/// When it begins: in its own zone, in the reader's and in Paris when they differ.
pub(crate) fn when(cx: &PageContext, one: &Meeting) -> AnyView {
    let at = one.starts_at.map(|at| hour::at_view(cx, at, &one.zone));
    view! { {at} }.into_any()
}

fn place(one: &Meeting) -> Option<String> {
    let place = match (one.place.as_str(), one.video_url.as_str()) {
        ("", "") => return None,
        ("", _) => "à distance",
        (place, _) => place,
    };
    Some(format!(" · {place}"))
}

/// What the rules ask of the year, and how far it is.
fn asked(all: &ListMeetingsResponse) -> AnyView {
    let rows: Vec<Vec<AnyView>> = all.kinds.iter().filter_map(row).collect();
    view! {
        <section aria-labelledby="asked">
            <h2 id="asked">"Ce que les règles demandent"</h2>
            {table("Réunions demandées dans l’année", &["Réunion", "Demandé", "Planifiées", "Convoquées", "Tenues", "État"], rows)}
            <p class="soft">"Sources : cadre de référence, 3.3 (M1 à M3) ; annexe technique avec l’ANRU (A6), dans les "<a href="/framework">"textes du cadre"</a>"."</p>
        </section>
    }
    .into_any()
}

fn row(of: &KindYear) -> Option<Vec<AnyView>> {
    let info = of.info.as_ref()?;
    let asked = match info.n_per_year {
        1 => "une fois par an".to_owned(),
        n => format!("{n} fois par an au moins"),
    };
    let n = |n: i32| n.to_string().into_any();
    let state = if of.n_held >= info.n_per_year {
        pill(Sign::Done, "fait").into_any()
    } else if of.n_missing == 0 {
        pill(Sign::Doing, "prévu").into_any()
    } else {
        pill(Sign::Wait, format!("{} à planifier", of.n_missing)).into_any()
    };
    Some(vec![
        format!("{} ({})", info.label, info.rule).into_any(),
        asked.into_any(),
        n(of.n_planned),
        n(of.n_convened),
        n(of.n_held),
        state,
    ])
}
