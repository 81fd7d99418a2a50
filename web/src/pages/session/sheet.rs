//! The attendance sheet: to fill while people come, to print, to keep.

use leptos::prelude::*;
use proto::v1::{
    Answering, Attendance, AttendanceMode, AttendanceSheet, Meeting, MeetingRequest, MeetingState,
};

use super::topic;
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::meeting::when;
use crate::text;
use crate::ui::form::{act_button, act_form, choice};
use crate::ui::parts::{fold, table};
use crate::ui::time;

/// `/session/<meeting>/sheet`.
pub(crate) async fn page(cx: Cx) -> Result {
    let id = cx.param("id").to_owned();
    let request = MeetingRequest { id: id.clone() };
    let sheet = cx.session().get_attendance(request).await?.into_inner();
    let request = proto::v1::GetMeetingRequest { id };
    let meeting = cx.meeting().get_meeting(request).await?.into_inner();
    let may_record = matches!(meeting.state(), MeetingState::Running | MeetingState::Held);
    let csv = format!("/export/SessionService/ExportAttendance?id={}", meeting.id);
    let place = (!meeting.place.is_empty()).then(|| view! { <p>{meeting.place.clone()}</p> });
    let main = view! {
        <p class="sheet-acts wide">
            <a href=format!("/session/{}", meeting.id)>"← Revenir à la séance"</a>
            <a href=csv download>"Exporter (CSV)"</a>
            <span class="soft">"Imprimez avec Ctrl + P ou le menu du navigateur."</span>
        </p>
        <div class="heading">
            <p class="above">{meeting.kind_label.clone()}</p>
            <h1>"Feuille de présence"</h1>
            <p class="under">{meeting.title.clone()}</p>
            <p>{when(&cx, &meeting)}</p>
            {place}
        </div>
        <div id="sheet" data-live=topic(&meeting)>
            <p>{counts(&sheet)}</p>
            {list(&cx, &meeting, &sheet, may_record)}
        </div>
        {(meeting.state() == MeetingState::Running).then(|| walk_in(&cx, &meeting))}
        {may_record.then(|| stand_in(&cx, &meeting, &sheet))}
    };
    Ok(Page::new(
        format!("Feuille de présence, {}", meeting.title),
        Nav::Meeting,
        main,
    )
    .live())
}

fn counts(sheet: &AttendanceSheet) -> String {
    let parts: Vec<String> = [
        (sheet.n_present, "sur place"),
        (sheet.n_remote, "à distance"),
        (sheet.n_represented, "par représentation"),
        (sheet.n_excused, "absences excusées"),
        (sheet.n_absent, "absences"),
        (sheet.n_expected, "sans présence notée"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, words)| format!("{n}\u{a0}{words}"))
    .collect();
    if parts.is_empty() {
        "Personne n’est convoqué.".to_owned()
    } else {
        format!("{}.", parts.join(", "))
    }
}

fn list(cx: &PageContext, meeting: &Meeting, sheet: &AttendanceSheet, may_record: bool) -> AnyView {
    let (arrival, departure) = (
        format!("Arrivée ({})", time::zone_words(&meeting.zone)),
        format!("Départ ({})", time::zone_words(&meeting.zone)),
    );
    let mut heads = vec![
        "Personne",
        "Présence",
        arrival.as_str(),
        departure.as_str(),
        "Émargement",
    ];
    if may_record {
        heads.push("Noter");
    }
    let rows = sheet
        .lines
        .iter()
        .map(|line| cells(cx, meeting, line, may_record))
        .collect();
    view! { <div class="attendance">{table("Personnes convoquées et leur présence", &heads, rows)}</div> }
        .into_any()
}

fn cells(cx: &PageContext, meeting: &Meeting, line: &Attendance, may_record: bool) -> Vec<AnyView> {
    let hour = |at: Option<prost_types::Timestamp>| at.map(|at| time::hour(at, &meeting.zone)).into_any();
    let who = [line.organisation_name.as_str(), text::invitee_role(line.role())];
    let who: Vec<&str> = who.into_iter().filter(|part| !part.is_empty()).collect();
    let mut cells = vec![
        view! { <strong>{line.name.clone()}</strong><br/><span class="soft">{who.join(" · ")}</span> }
            .into_any(),
        mode(line),
        hour(line.arrived_at),
        hour(line.left_at),
        // Left empty for a hand, on paper.
        ().into_any(),
    ];
    if may_record {
        cells.push(acts(cx, meeting, line));
    }
    cells
}

/// What is recorded, or else what is expected.
fn mode(line: &Attendance) -> AnyView {
    let by = (!line.represented_by.is_empty()).then(|| format!(" ({})", line.represented_by));
    match line.mode() {
        AttendanceMode::Unspecified => {
            let words = match line.answer() {
                Answering::Unspecified => text::answering(Answering::Unspecified).to_owned(),
                answer => format!("annoncé\u{a0}: {}", text::answering(answer)),
            };
            view! { <span class="soft">{words}{by}</span> }.into_any()
        }
        mode => {
            let own = line
                .is_self
                .then(|| view! { <span class="soft">" · signalé en personne"</span> });
            view! { {text::attendance_mode(mode)}{by}{own} }.into_any()
        }
    }
}

/// One press for each way of attending; who is there may leave.
fn acts(cx: &PageContext, meeting: &Meeting, line: &Attendance) -> AnyView {
    let form = act_form(cx, "SessionService/SetAttendance")
        .id(format!("attendance-{}", line.invitee_id))
        .hidden("meeting_id", &meeting.id)
        .hidden("invitee_id", &line.invitee_id);
    let press = |mode: AttendanceMode, label: &'static str| {
        (mode != line.mode() || !line.is_there).then(|| {
            let name = format!("{label}\u{a0}: {}", line.name);
            view! { <button class="button small" type="submit" name="mode" value=(mode as i32).to_string() aria-label=name>{label}</button> }
        })
    };
    let buttons = view! {
        {press(AttendanceMode::Present, "Sur place")}
        {press(AttendanceMode::Remote, "À distance")}
        {(!line.is_there).then(|| press(AttendanceMode::Excused, "Excuse"))}
        {(!line.is_there).then(|| press(AttendanceMode::Absent, "Absence"))}
    };
    let leave = (line.is_there && meeting.state() == MeetingState::Running).then(|| {
        act_button(
            cx,
            "SessionService/Leave",
            "Départ",
            &[
                ("meeting_id", meeting.id.as_str()),
                ("invitee_id", line.invitee_id.as_str()),
            ],
        )
    });
    view! { <span class="row-acts">{form.view_with((), buttons)}{leave}</span> }.into_any()
}

fn walk_in(cx: &PageContext, meeting: &Meeting) -> AnyView {
    let form = act_form(cx, "SessionService/AddWalkIn").hidden("meeting_id", &meeting.id);
    let is_open = form.is_refused();
    let body = view! {
        <div class="fields">
            {form.text("name", "Nom").max(200).required()}
            {form.input("email", "email", "Courriel").hint("Une personne du réseau est reconnue à son adresse.").max(254).required()}
        </div>
        {form.checkbox("is_remote", "À distance")}
    };
    fold(
        "Ajouter quelqu’un qui n’était pas convoqué",
        is_open,
        form.view(body, "Ajouter et noter présent"),
    )
}

/// Somebody stands in for someone who is convened.
fn stand_in(cx: &PageContext, meeting: &Meeting, sheet: &AttendanceSheet) -> AnyView {
    let form = act_form(cx, "SessionService/SetAttendance")
        .id("stand-in")
        .hidden("meeting_id", &meeting.id)
        .hidden("mode", AttendanceMode::Represented as i32);
    let is_open = form.is_refused();
    let people = sheet
        .lines
        .iter()
        .filter(|line| !line.is_there)
        .map(|line| {
            let label = match line.organisation_name.as_str() {
                "" => line.name.clone(),
                organisation => format!("{organisation}, {}", line.name),
            };
            choice(&line.invitee_id, label, false)
        })
        .collect();
    let body = view! {
        <div class="fields">
            {form.select("invitee_id", "Personne représentée", people).required()}
            {form.text("represented_by", "Qui est là à sa place").max(200).required()}
        </div>
    };
    fold("Noter une représentation", is_open, form.view(body, "Noter"))
}
