//! The minutes of a meeting: the document with its state and its hash, remarks beside the points, acts; and the part
//! of the meeting's page that leads there.

mod comments;
mod conduct;
mod document;
mod list;
mod print;

use leptos::prelude::*;
use proto::v1::{
    GetMeetingRequest, GetMinutesRequest, Meeting, MeetingState, Minutes, MinutesDocument, MinutesItem,
    MinutesState,
};

use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::text;
use crate::ui::parts::{Sign, fold, pill};
use crate::ui::{hour, time};

pub(crate) use list::page as list;
pub(crate) use print::page as print;

/// The minutes that the page asks for, and their document.
async fn load(cx: &PageContext) -> Result<(Minutes, MinutesDocument)> {
    let request = GetMinutesRequest {
        meeting_id: cx.param("meeting_id").to_owned(),
        number: cx.ask("version").parse().unwrap_or_default(),
        is_current: cx.ask("current") == "true",
    };
    let mut minutes = cx.minutes().get_minutes(request).await?.into_inner();
    let document = minutes.document.take().ok_or(PageError::Missing)?;
    Ok((minutes, document))
}

/// `/minutes/<meeting>?version=1`.
pub(crate) async fn page(cx: Cx) -> Result {
    let (minutes, one) = load(&cx).await?;
    let request = GetMeetingRequest {
        id: minutes.meeting_id.clone(),
    };
    let meeting = cx.meeting().get_meeting(request).await?.into_inner();
    let topic = format!("meeting:{}", meeting.id);
    let items: Vec<_> = one
        .items
        .iter()
        .map(|item| point(&cx, &minutes, item, &topic))
        .collect();
    let main = view! {
        <div id="minutes-head" data-live=topic.clone()>{head(&cx, &minutes, &one)}{standing(&cx, &minutes, &one)}</div>
        <article class="minutes">
            <div id="minutes-people" data-live=topic.clone()>
                {document::people(&one)}
                {document::words("Introduction", "opening", &one.opening_html)}
            </div>
            {items}
            <div class="beside">
                <div id="minutes-rest" data-live=topic.clone()>
                    {document::rest(&one)}
                    {document::words("Conclusion", "closing", &one.closing_html)}
                </div>
                {comments::view(&cx, &minutes, None, &topic)}
            </div>
        </article>
        {conduct::view(&cx, &meeting, &minutes)}
    };
    Ok(Page::new(format!("Compte rendu, {}", one.title), Nav::Meeting, main).live())
}

/// A point, with the remarks on it beside.
fn point(cx: &PageContext, minutes: &Minutes, item: &MinutesItem, topic: &str) -> AnyView {
    let id = format!("minutes-point-{}", item.place);
    let beside = (!item.is_withheld && !item.item_id.is_empty())
        .then(|| comments::view(cx, minutes, Some(item), topic));
    view! { <div class="beside"><div id=id data-live=topic.to_owned()>{document::item(item)}</div>{beside}</div> }.into_any()
}

fn head(cx: &PageContext, minutes: &Minutes, one: &MinutesDocument) -> AnyView {
    let back = format!("/meeting/{}", minutes.meeting_id);
    view! {
        <div class="heading">
            <p class="above"><a href="/minutes">"Comptes rendus"</a>" · "{one.kind_label.clone()}</p>
            <h1>{one.title.clone()}</h1>
            <p class="under call-line">{state_pill(minutes.state())}" "<a href=back>"La réunion"</a></p>
        </div>
        {document::meeting(cx, one)}
    }
    .into_any()
}

/// Where minutes stand.
fn state_pill(state: MinutesState) -> AnyView {
    let sign = match state {
        MinutesState::Unspecified => return ().into_any(),
        MinutesState::Draft => Sign::Plain,
        MinutesState::InReview => Sign::Open,
        MinutesState::Approved => Sign::Doing,
        MinutesState::Locked => Sign::Done,
    };
    pill(sign, text::minutes_state(state)).into_any()
}

/// Until when they are reviewed, what approved them, under what hash they are locked, who reads them.
fn standing(cx: &PageContext, minutes: &Minutes, one: &MinutesDocument) -> AnyView {
    let now = cx.info.now;
    let review = (minutes.state() == MinutesState::InReview)
        .then_some(minutes.review_until)
        .flatten()
        .map(|until| {
            let is_over = time::instant(until) < now;
            let words = if is_over {
                "Relecture terminée\u{a0}: "
            } else {
                "En relecture jusqu’au "
            };
            let left = (!is_over).then(|| time::left_view(until, &one.zone, now));
            view! { <p>{words}{hour::at_view(cx, until, &one.zone)}" "{left}</p> }
        });
    let approval = one.approval.as_ref().or(minutes.approval.as_ref());
    let approval = approval.map(|approval| document::approval(approval, &one.zone));
    let due = matches!(minutes.state(), MinutesState::Draft | MinutesState::InReview)
        .then_some(minutes.due_at)
        .flatten()
        .map(|due_at| {
            view! { <p class="soft">{format!("À approuver dans les {} jours (règle de la plateforme)\u{a0}: ", minutes.delay_days)}{hour::at_view(cx, due_at, &one.zone)}</p> }
        });
    let withheld = minutes.has_withheld.then(|| {
        view! { <p class="soft">"Des points à huis clos ne vous concernent pas\u{a0}: seule leur place est indiquée."</p> }
    });
    let print = print_path(minutes, one);
    let audience = text::minutes_audience(minutes.audience());
    let readers = match minutes.state() {
        MinutesState::Locked => format!("Le lisent\u{a0}: {audience}."),
        _ => format!("Verrouillé, le liront\u{a0}: {audience}."),
    };
    view! {
        <div class="card minutes-standing">
            {review}
            {approval}
            {locked(cx, minutes, one)}
            {due}
            <p class="soft">{readers}</p>
            {withheld}
            <p><a href=print>"Version à imprimer"</a></p>
            {versions(minutes, one)}
        </div>
    }
    .into_any()
}

fn print_path(minutes: &Minutes, one: &MinutesDocument) -> String {
    let path = format!("/minutes/{}/print", minutes.meeting_id);
    match (one.number, minutes.versions.is_empty()) {
        (0, true) => path,
        (0, false) => format!("{path}?current=true"),
        (number, _) => format!("{path}?version={number}"),
    }
}

/// Of a locked version: when, by whom, why, and its hash, which is of the whole document.
fn locked(cx: &PageContext, minutes: &Minutes, one: &MinutesDocument) -> AnyView {
    if one.number == 0 && !minutes.versions.is_empty() {
        return view! { <p>"Ceci n’est pas une version verrouillée\u{a0}: c’est ce qu’une correction verrouillerait."</p> }
            .into_any();
    }
    let Some(version) = minutes
        .versions
        .iter()
        .find(|version| version.number == one.number)
    else {
        return ().into_any();
    };
    let when = version
        .locked_at
        .map(|when| document::at(cx, when, &one.zone))
        .unwrap_or_default();
    let reason = (!version.reason.is_empty())
        .then(|| view! { <p>{format!("Motif de la correction\u{a0}: {}", version.reason)}</p> });
    view! {
        <p>{format!("Version {}, verrouillée le {when}, par {}.", version.number, version.locked_by)}</p>
        {reason}
        <p class="hash">"Empreinte SHA-256 du document entier, points à huis clos compris\u{a0}: "<code>{version.sha256.clone()}</code></p>
    }
    .into_any()
}

/// The other versions, each readable under its hash; and the file that was hashed, for who reads all of it.
fn versions(minutes: &Minutes, one: &MinutesDocument) -> AnyView {
    if minutes.versions.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = minutes
        .versions
        .iter()
        .map(|version| {
            let id = &minutes.meeting_id;
            let path = format!("/minutes/{id}?version={}", version.number);
            let is_current = (version.number == one.number).then_some("page");
            let file = (!minutes.has_withheld).then(|| {
                let path = format!(
                    "/export/MinutesService/ExportMinutes?meeting_id={id}&number={}",
                    version.number
                );
                view! { " · "<a href=path download>{format!("Fichier de la version {}", version.number)}</a> }
            });
            let when = version.locked_at.map(|when| document::day(when, &one.zone));
            let reason = (!version.reason.is_empty()).then(|| format!(" · {}", version.reason));
            view! {
                <li>
                    <a href=path aria-current=is_current>{format!("Version {}", version.number)}</a>
                    <span class="soft">" · "{when}{reason}{file}</span>
                    <br/><code>{version.sha256.clone()}</code>
                </li>
            }
        })
        .collect();
    let summary = if items.len() > 1 {
        format!("{} versions", items.len())
    } else {
        "Vérifier la version".to_owned()
    };
    let body = view! {
        <p class="soft">"Le fichier est le document tel qu’il a été verrouillé\u{a0}; l’empreinte en est recalculable avec tout outil SHA-256."</p>
        <ul class="plain versions">{items}</ul>
    };
    fold(&summary, minutes.versions.len() > 1, body)
}

/// The part of a meeting's page that leads to its minutes.
pub(crate) async fn section(cx: &PageContext, meeting: &Meeting) -> AnyView {
    if !matches!(meeting.state(), MeetingState::Running | MeetingState::Held) {
        return ().into_any();
    }
    let request = GetMinutesRequest {
        meeting_id: meeting.id.clone(),
        ..GetMinutesRequest::default()
    };
    let Ok(minutes) = cx.minutes().get_minutes(request).await else {
        return ().into_any();
    };
    let minutes = minutes.into_inner();
    let path = format!("/minutes/{}", meeting.id);
    let until = (minutes.state() == MinutesState::InReview)
        .then_some(minutes.review_until)
        .flatten()
        .map(|until| view! { " jusqu’au "{hour::at_view(cx, until, &meeting.zone)} });
    view! {
        <section aria-labelledby="minutes">
            <h2 id="minutes">"Compte rendu"</h2>
            <div id="meeting-minutes" data-live=format!("meeting:{}", meeting.id)>
                <p>{state_pill(minutes.state())}{until}</p>
            </div>
            <p><a href=path>"Lire le compte rendu"</a></p>
        </section>
    }
    .into_any()
}
