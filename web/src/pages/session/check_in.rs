//! Where someone says to be there: the page that the code of the room opens.

use leptos::prelude::*;
use proto::v1::{Attendance, Meeting, MeetingSession, MeetingState};

use super::load;
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::form::act_form;
use crate::ui::parts::{heading, link_button};
use crate::ui::time;

/// `/session/<meeting>/check-in?code=…`.
pub(crate) async fn page(cx: Cx) -> Result {
    let (meeting, session) = load(&cx).await?;
    let there = session.mine.as_ref().filter(|mine| mine.is_there);
    let body = match (session.state(), &session.mine, there) {
        (MeetingState::Running, Some(_), Some(mine)) => done(&cx, &session, mine),
        (MeetingState::Running, Some(_), None) => forms(&cx, &meeting, &session),
        (MeetingState::Running, None, _) => said(
            "Vous n’êtes pas parmi les personnes convoquées : signalez-vous à la personne qui conduit la séance, elle peut vous ajouter.",
        ),
        (MeetingState::Convened, ..) => {
            said("La séance n’est pas encore ouverte. Revenez à cette page quand elle le sera.")
        }
        (MeetingState::Held, ..) => said("La séance est close : les présences ne se signalent plus."),
        _ => said("Cette réunion n’a pas de séance ouverte."),
    };
    let main = view! {
        {heading(meeting.title.clone(), "Votre présence", "")}
        {body}
        <p class="more"><a href=format!("/session/{}", meeting.id)>"Page de la séance"</a></p>
    };
    Ok(Page::new(
        format!("Présence, {}", meeting.title),
        Nav::Meeting,
        main,
    ))
}

fn said(words: &'static str) -> AnyView {
    view! { <p class="measure">{words}</p> }.into_any()
}

fn done(cx: &PageContext, session: &MeetingSession, mine: &Attendance) -> AnyView {
    let zone = cx.zone();
    let since = mine
        .arrived_at
        .map(|at| format!(", depuis {}, {}", time::hour(at, zone), time::zone_words(zone)));
    let path = format!("/session/{}", session.meeting_id);
    view! {
        <p class="measure">{format!("C’est enregistré\u{a0}: votre présence est notée, {}", text::attendance_mode(mine.mode()))}{since}"."</p>
        <p>{link_button(path, "Suivre la séance", true)}</p>
    }
    .into_any()
}

fn forms(cx: &PageContext, meeting: &Meeting, session: &MeetingSession) -> AnyView {
    let room = act_form(cx, "SessionService/CheckIn")
        .id("check-in-room")
        .hidden("meeting_id", &session.meeting_id);
    let code = room
        .text("code", "Code affiché dans la salle")
        .hint("Huit chiffres. Le code QR de la salle le remplit pour vous.")
        .value(cx.ask("code"))
        .autocomplete("one-time-code")
        .max(20)
        .required();
    let room = room.main(view! { {code} }, "Je suis dans la salle");
    let video = (!meeting.video_url.is_empty())
        .then(|| view! { <p><a href=meeting.video_url.clone() rel="noopener">"Suivre à distance"</a></p> });
    let remote = act_form(cx, "SessionService/CheckIn")
        .id("check-in-remote")
        .hidden("meeting_id", &session.meeting_id)
        .hidden("is_remote", true);
    let remote = remote.view((), "Je suis à distance");
    view! {
        <section aria-labelledby="room"><h2 id="room">"Sur place"</h2>{room}</section>
        <section aria-labelledby="remote"><h2 id="remote">"À distance"</h2>{video}{remote}</section>
    }
    .into_any()
}
