//! How people attended, across the meetings of a year.

use leptos::prelude::*;
use proto::v1::list_attendance_response::Line;
use proto::v1::{AttendanceMode, ListAttendanceRequest, ListAttendanceResponse};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::meeting::{Search, kinds};
use crate::text;
use crate::ui::parts::{Sign, empty, heading, pill, table};
use crate::ui::time;

/// `/session/attendance?query=guyane&year=2027&kind=1`.
pub(crate) async fn page(cx: Cx) -> Result {
    let mut search = Search::of(
        &cx,
        "/session/attendance",
        "Présences",
        "Une personne, une organisation, une réunion",
    );
    let request = ListAttendanceRequest {
        year: search.year,
        query: search.query.clone(),
        kind: search.kind,
    };
    let found = cx.session().list_attendance(request).await?.into_inner();
    search.year = found.year;
    let kinds = kinds(&cx).await?;
    let main = view! {
        {heading("Réunions", "Présences", "Qui a pris part à quoi, sur une année, la réunion la plus récente d’abord.")}
        {search.form(&kinds)}
        <div id="attendance" data-live="*">{list(&cx, &search, &found)}</div>
    };
    Ok(Page::new("Présences", Nav::Meeting, main).live())
}

fn list(cx: &PageContext, search: &Search, found: &ListAttendanceResponse) -> AnyView {
    if found.lines.is_empty() && (!search.query.is_empty() || search.kind != 0) {
        let all = format!("{}?year={}", search.path, found.year);
        return empty(
            "Aucune présence ne correspond à cette recherche.",
            Some((&all, "Voir toute l’année")),
        )
        .into_any();
    }
    if found.lines.is_empty() {
        let words = format!("Aucune réunion de {} n’a encore de présences notées.", found.year);
        return empty(&words, Some(("/meeting", "Voir les réunions"))).into_any();
    }
    let rows = found.lines.iter().map(|line| row(cx, line)).collect();
    let caption = format!("Présences de {}", found.year);
    let cut = found.is_cut.then(|| {
        view! { <p class="soft">"Il y en a d’autres\u{a0}: précisez la recherche pour les voir."</p> }
    });
    view! {
        {table(&caption, &["Réunion", "Personne", "Présence"], rows)}
        {cut}
    }
    .into_any()
}

fn row(cx: &PageContext, line: &Line) -> Vec<AnyView> {
    let mode = line.mode();
    let sign = match mode {
        AttendanceMode::Present | AttendanceMode::Remote => Sign::Done,
        AttendanceMode::Absent => Sign::Bad,
        _ => Sign::Wait,
    };
    let stand_in = (mode == AttendanceMode::Represented && !line.represented_by.is_empty())
        .then(|| format!(" par {}", line.represented_by));
    let day = line
        .starts_at
        .map(|at| time::day(time::instant(at), &line.zone, cx.info.now));
    let path = format!("/session/{}", line.meeting_id);
    let (title, name) = (line.meeting_title.clone(), line.name.clone());
    let organisation = line.organisation_name.clone();
    vec![
        view! { <a href=path>{title}</a><br/><span class="soft">{day}</span> }.into_any(),
        view! { {name}<br/><span class="soft">{organisation}</span> }.into_any(),
        view! { {pill(sign, text::attendance_mode(mode))}{stand_in} }.into_any(),
    ]
}
