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
    let meetings = found
        .lines
        .chunk_by(|one, next| one.meeting_id == next.meeting_id);
    let meetings: Vec<_> = meetings.filter_map(|lines| of_meeting(cx, lines)).collect();
    let cut = found.is_cut.then(|| {
        view! { <p class="soft">"Il y en a d’autres\u{a0}: précisez la recherche pour les voir."</p> }
    });
    view! {
        {meetings}
        {cut}
    }
    .into_any()
}

/// Those found of one meeting.
fn of_meeting(cx: &PageContext, lines: &[Line]) -> Option<AnyView> {
    let first = lines.first()?;
    let title = first.meeting_title.clone();
    let day = first
        .starts_at
        .map(|at| time::day(time::instant(at), &first.zone, cx.info.now));
    let path = format!("/session/{}", first.meeting_id);
    let rows = lines.iter().map(row).collect();
    Some(
        view! {
            <section>
                <h2><a href=path>{title.clone()}</a>" "<span class="soft">{day}</span></h2>
                {table(&title, &["Personne", "Organisation", "Présence"], rows)}
            </section>
        }
        .into_any(),
    )
}

fn row(line: &Line) -> Vec<AnyView> {
    let mode = line.mode();
    let sign = match mode {
        AttendanceMode::Present | AttendanceMode::Remote => Sign::Done,
        AttendanceMode::Absent => Sign::Bad,
        _ => Sign::Wait,
    };
    let stand_in = (mode == AttendanceMode::Represented && !line.represented_by.is_empty())
        .then(|| format!(" par {}", line.represented_by));
    vec![
        line.name.clone().into_any(),
        line.organisation_name.clone().into_any(),
        view! { {pill(sign, text::attendance_mode(mode))}{stand_in} }.into_any(),
    ]
}
