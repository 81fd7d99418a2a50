//! One centre: its obligations of the year, and what it took part in.

use leptos::prelude::*;
use proto::v1::participation::{ContributionPart, MeetingPart, ProductionPart, SolicitationPart, StreamPart};
use proto::v1::{
    AttendanceMode, EngagementState, GetObligationsRequest, GetParticipationRequest, Obligation,
    Participation,
};

use super::parts;
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::work_stream;
use crate::text;
use crate::ui::parts::{Sign, empty, heading, pill, table};
use crate::ui::time;

/// `/obligation/<organisation>?year=2027`.
pub(crate) async fn page(cx: Cx) -> Result {
    let organisation_id = cx.param("organisation_id").to_owned();
    let request = GetParticipationRequest {
        organisation_id: organisation_id.clone(),
        year: cx.ask("year").parse().unwrap_or_default(),
    };
    let part = cx.obligation().get_participation(request).await?.into_inner();
    let request = GetObligationsRequest {
        organisation_id,
        year: part.year,
    };
    let all = cx.obligation().get_obligations(request).await?.into_inner();
    let own: Vec<&Obligation> = all
        .obligations
        .iter()
        .filter(|one| one.organisation_id == part.organisation_id)
        .collect();
    let own = if own.is_empty() {
        empty(
            "Le centre n’était pas dans le réseau cette année-là, ou rien n’en est enregistré.",
            None,
        )
        .into_any()
    } else {
        parts::section(&cx, &all, "own", "Ce qui lui est demandé", &own)
    };
    let path = format!("/obligation/{}", part.organisation_id);
    let title = format!("{}, année {}", part.organisation_name, part.year);
    let export = format!(
        "/export/ObligationService/ExportParticipation?organisation_id={}&year={}",
        part.organisation_id, part.year
    );
    let main = view! {
        {parts::years_nav(&path, &all)}
        {heading("Obligations et participation", title.clone(), "")}
        <p class="more">
            <a href=format!("/network/{}", part.organisation_id)>"La page du centre"</a>" · "
            <a href=format!("/obligation?year={}", part.year)>"Les obligations du réseau"</a>
        </p>
        <div id="obligations" data-live="*">{own}</div>
        <div id="participation" data-live="*">{participation(&cx, &part)}</div>
        <div class="acts"><a class="button" href=export download>"Exporter la participation (CSV)"</a></div>
    };
    Ok(Page::new(title, Nav::Obligation, main).live())
}

fn participation(cx: &PageContext, part: &Participation) -> AnyView {
    let parts = [
        list("Réunions", meetings(cx, &part.meetings)),
        list("Chantiers", items(part.streams.iter().map(stream))),
        list(
            "Contributions",
            items(part.contributions.iter().map(|one| contribution(cx, one))),
        ),
        list(
            "Productions",
            items(part.productions.iter().map(|one| production(part.year, one))),
        ),
        list(
            "Sollicitations",
            items(part.solicitations.iter().map(|one| solicitation(cx, one))),
        ),
    ];
    let parts: Vec<AnyView> = parts.into_iter().flatten().collect();
    let body = if parts.is_empty() {
        view! { <p class="soft">"Rien n’est enregistré pour cette année."</p> }.into_any()
    } else {
        parts.into_any()
    };
    view! { <section aria-labelledby="part"><h2 id="part">"Ce à quoi il a pris part"</h2>{body}</section> }
        .into_any()
}

fn list(title: &'static str, body: Option<AnyView>) -> Option<AnyView> {
    body.map(|body| view! { <h3 class="minor">{title}</h3>{body} }.into_any())
}

fn items(items: impl Iterator<Item = AnyView>) -> Option<AnyView> {
    let items: Vec<_> = items.map(|one| view! { <li>{one}</li> }).collect();
    (!items.is_empty()).then(|| view! { <ul class="names">{items}</ul> }.into_any())
}

fn meetings(cx: &PageContext, all: &[MeetingPart]) -> Option<AnyView> {
    let rows: Vec<Vec<AnyView>> = all.iter().map(|one| meeting(cx, one)).collect();
    (!rows.is_empty()).then(|| {
        let heads = ["Réunion", "Date", "Présence du centre", "Ses personnes"];
        table("Réunions auxquelles le centre était convoqué", &heads, rows).into_any()
    })
}

fn meeting(cx: &PageContext, one: &MeetingPart) -> Vec<AnyView> {
    let kind =
        (one.kind_label != one.title).then(|| view! { <span class="mark">{one.kind_label.clone()}</span> });
    let title = view! { <a href=format!("/meeting/{}", one.id)>{one.title.clone()}</a>{kind} };
    let day = one.starts_at.map(|at| time::day_view(at, &one.zone, cx.info.now));
    let there = match one.n_convened {
        1 => "1\u{a0}convoquée".to_owned(),
        n => format!("{n}\u{a0}convoquées"),
    };
    vec![
        title.into_any(),
        day.into_any(),
        mode(one.mode()),
        format!("{there}, {} en séance", one.n_there).into_any(),
    ]
}

fn mode(mode: AttendanceMode) -> AnyView {
    let sign = match mode {
        AttendanceMode::Present | AttendanceMode::Remote => Sign::Done,
        AttendanceMode::Represented => Sign::Doing,
        AttendanceMode::Absent => Sign::Wait,
        AttendanceMode::Excused => Sign::Plain,
        AttendanceMode::Unspecified => return pill(Sign::Plain, "non relevée").into_any(),
    };
    pill(sign, text::attendance_mode(mode)).into_any()
}

fn stream(one: &StreamPart) -> AnyView {
    let state = match (one.is_submitted, one.engagement()) {
        (true, _) => pill(Sign::Done, "contribution déposée").into_any(),
        (false, EngagementState::Engaged) => {
            pill(Sign::Doing, text::engagement_state(one.engagement())).into_any()
        }
        (false, state) => pill(Sign::Plain, text::engagement_state(state)).into_any(),
    };
    view! { <a href=format!("/work-stream/{}", one.id)>{one.title.clone()}</a>" "{state} }.into_any()
}

fn contribution(cx: &PageContext, one: &ContributionPart) -> AnyView {
    let with = if one.is_author {
        ""
    } else {
        ", avec un autre centre"
    };
    let day = one
        .submitted_at
        .map(|at| view! { " · "{time::day_view(at, cx.zone(), cx.info.now)} });
    view! {
        <a href=format!("/contribution/{}", one.id)>{one.stream_title.clone()}</a>" "{work_stream::state_pill(one.state())}
        <span class="soft">" · "{text::expected(one.kind())}{with}{day}</span>
    }
    .into_any()
}

fn production(year: i32, one: &ProductionPart) -> AnyView {
    let state = text::production_state(one.state());
    view! {
        <a href=format!("/production/{year}")>{one.title.clone()}</a>
        <span class="soft">{format!(" · {} · {state}", one.form)}</span>
    }
    .into_any()
}

fn solicitation(cx: &PageContext, one: &SolicitationPart) -> AnyView {
    let state = text::answer_state(one.state());
    let asked = one
        .asked_at
        .map(|at| view! { ", demandé le "{time::day_view(at, cx.zone(), cx.info.now)} });
    view! {
        <a href=format!("/solicitation/{}", one.id)>{one.title.clone()}</a>
        <span class="soft">" · "{state}{asked}</span>
    }
    .into_any()
}
