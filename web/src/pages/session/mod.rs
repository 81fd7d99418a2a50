//! The session of a meeting: the point being treated, who is there, who waits to speak, notes, actions.

mod actions;
mod agenda;
mod attendance;
mod check_in;
mod conduct;
mod current;
mod notes;
mod people;
mod projector;
mod sheet;

use leptos::prelude::*;
use proto::v1::{
    Attachment, GetMeetingRequest, ItemProgress, Meeting, MeetingRequest, MeetingSession, MeetingState,
    Owner, SessionItem,
};

pub(crate) use actions::page as actions;
pub(crate) use attendance::page as attendance;
pub(crate) use check_in::page as check_in;
pub(crate) use projector::page as projector;
pub(crate) use sheet::page as sheet;

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::attachment;
use crate::pages::decision;
use crate::pages::meeting::{state_pill, when};
use crate::ui::form::act_form;
use crate::ui::parts::link_button;
use crate::ui::time;

/// What moves the pages of a session.
fn topic(one: &Meeting) -> String {
    format!("meeting:{}", one.id)
}

/// The meeting of the page and its session, as the reader may see them.
async fn load(cx: &PageContext) -> Result<(Meeting, MeetingSession)> {
    let id = cx.param("id").to_owned();
    let request = GetMeetingRequest { id: id.clone() };
    let meeting = cx.meeting().get_meeting(request).await?.into_inner();
    let session = cx
        .session()
        .get_session(MeetingRequest { id })
        .await?
        .into_inner();
    Ok((meeting, session))
}

/// `/session/<meeting>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let (meeting, session) = load(&cx).await?;
    let topic = topic(&meeting);
    let documents = if session.item_id.is_empty() {
        Vec::new()
    } else {
        attachment::of(&cx, Owner::AgendaItem, &session.item_id).await?
    };
    // A vote that opens is seen where everyone looks.
    let decided = match session.state() {
        MeetingState::Running | MeetingState::Held => decision::section(&cx, &meeting).await,
        _ => ().into_any(),
    };
    let give = actions::give(&cx, &meeting, &session).await?;
    let main = view! {
        <div id="session-head" data-live=topic.clone()>{head(&meeting, &session)}</div>
        <div class="columns">
            <div class="column">
                <div id="session-current" data-live=topic.clone()>{state(&cx, &meeting, &session, &documents)}</div>
                <div id="session-decisions" data-live=topic.clone()>{decided}</div>
                {notes::view(&cx, &meeting, &session)}
                {actions::of_session(&cx, &meeting, &session)}
                {give}
            </div>
            <div class="column side-column" id="session-side" data-live=topic>
                {agenda::view(&cx, &session)}
                {people::view(&cx, &session)}
            </div>
        </div>
    };
    Ok(Page::new(format!("Séance, {}", meeting.title), Nav::Meeting, main).live())
}

/// The point being treated is the title of the page: what everyone looks for.
fn head(meeting: &Meeting, session: &MeetingSession) -> AnyView {
    let back = format!("/meeting/{}", meeting.id);
    let title = match session.state() {
        MeetingState::Running => match current(session) {
            Some(item) => item.title.clone(),
            None if session.is_item_withheld => "Point à huis clos en cours".to_owned(),
            None => "La séance est ouverte".to_owned(),
        },
        MeetingState::Held => "Séance tenue".to_owned(),
        _ => "Séance".to_owned(),
    };
    view! {
        <div class="heading">
            <p class="above"><a href=back>{meeting.title.clone()}</a></p>
            <h1>{title}</h1>
            <p class="under">{state_pill(meeting)}</p>
        </div>
    }
    .into_any()
}

/// The point being treated, when the reader may see it.
fn current(session: &MeetingSession) -> Option<&SessionItem> {
    session
        .items
        .iter()
        .find(|item| item.progress() == ItemProgress::Current)
}

/// The next point to begin: the first after the one being treated, or else the first that was left out.
fn next(session: &MeetingSession) -> Option<&SessionItem> {
    let place = current(session).map_or(0, |item| item.place);
    let to_come = || {
        session
            .items
            .iter()
            .filter(|item| item.progress() == ItemProgress::ToCome)
    };
    to_come()
        .find(|item| item.place > place)
        .or_else(|| to_come().next())
}

/// What there is to see and do, by the state of the meeting.
fn state(cx: &PageContext, meeting: &Meeting, session: &MeetingSession, documents: &[Attachment]) -> AnyView {
    match session.state() {
        MeetingState::Running => view! {
            {current::view(cx, meeting, session, documents)}
            {conduct::view(cx, meeting, session)}
            {people::own(cx, session)}
        }
        .into_any(),
        MeetingState::Held => held(cx, session),
        _ => before(cx, meeting, session),
    }
}

/// The session is not open yet, or never will be.
fn before(cx: &PageContext, meeting: &Meeting, session: &MeetingSession) -> AnyView {
    let words = match session.state() {
        MeetingState::Convened => "La séance n’est pas encore ouverte.",
        MeetingState::Planned => "La réunion n’est pas encore convoquée : la séance s’ouvrira ensuite.",
        _ => "Cette réunion est annulée : il n’y a pas de séance.",
    };
    let may_open = session.may_lead && session.state() == MeetingState::Convened;
    let open = may_open.then(|| {
        let form = act_form(cx, "SessionService/StartSession").hidden("id", &meeting.id);
        form.main(
            view! { <p class="measure">"Les personnes convoquées pourront alors signaler leur arrivée. Le premier point se commence ensuite. Une séance s’ouvre au plus tôt deux heures avant son heure."</p> },
            "Ouvrir la séance",
        )
    });
    view! { <p>{words}" "{when(cx, meeting)}</p>{open} }.into_any()
}

/// The session is over: how long it was, who came.
fn held(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let zone = cx.zone();
    let hours = session.started_at.zip(session.ended_at).map(|(from, until)| {
        let words = format!(
            "De {} à {} ({}).",
            time::hour(from, zone),
            time::hour(until, zone),
            time::zone_words(zone)
        );
        view! { <p>{words}</p> }
    });
    let sheet = session.may_lead.then(|| {
        let path = format!("/session/{}/sheet", session.meeting_id);
        view! { <p>{link_button(path, "Feuille de présence", false)}</p> }
    });
    view! { {hours}<p>{people::count(session)}</p>{sheet} }.into_any()
}

/// The part of a meeting's page that leads to its session.
pub(crate) async fn section(cx: &PageContext, meeting: &Meeting) -> AnyView {
    let words = match meeting.state() {
        MeetingState::Convened if meeting.may_lead => "Ouvrir et conduire la séance",
        MeetingState::Convened => "Page de la séance",
        MeetingState::Running => "Rejoindre la séance",
        MeetingState::Held => "Déroulé, présences et notes",
        _ => return ().into_any(),
    };
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let Ok(session) = cx.session().get_session(request).await else {
        return ().into_any();
    };
    let session = session.into_inner();
    let is_running = meeting.state() == MeetingState::Running;
    let item = current(&session)
        .filter(|_| is_running)
        .map(|item| view! { <p>{format!("En ce moment\u{a0}: {}", item.title)}</p> });
    let has_people = is_running || !session.there.is_empty();
    let count = has_people.then(|| view! { <p>{people::count(&session)}</p> });
    let link = link_button(format!("/session/{}", meeting.id), words, is_running);
    view! {
        <div id="meeting-session" data-live=topic(meeting)>
            <section aria-labelledby="session">
                <h2 id="session">"Séance"</h2>
                {item}
                {count}
                <p>{link}</p>
            </section>
        </div>
    }
    .into_any()
}

/// « 12 min », « 1 h 05 » of a number of seconds, begun minutes included.
fn minutes(seconds: i32) -> String {
    let minutes = (i64::from(seconds.unsigned_abs()) + 59) / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}\u{a0}min"),
        (hours, 0) => format!("{hours}\u{a0}h"),
        (hours, minutes) => format!("{hours}\u{a0}h\u{a0}{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_in_begun_minutes() {
        for (seconds, expected) in [
            (0, "0 min"),
            (1, "1 min"),
            (60, "1 min"),
            (61, "2 min"),
            (-125, "3 min"),
            (3600, "1 h"),
            (3900, "1 h 05"),
        ] {
            assert_eq!(minutes(seconds).replace('\u{a0}', " "), expected, "{seconds}");
        }
    }

    #[test]
    fn the_next_point_follows_the_one_being_treated() {
        use ItemProgress::{Current, Done, ToCome};
        for (progress, expected) in [
            (vec![ToCome, ToCome], Some(1)),
            (vec![Done, Current, ToCome], Some(3)),
            (vec![ToCome, Current, ToCome], Some(3)),
            (vec![ToCome, Current, Done], Some(1)),
            (vec![Done, Current], None),
            (vec![], None),
        ] {
            let items = (1..).zip(&progress).map(|(place, progress)| SessionItem {
                place,
                progress: *progress as i32,
                ..SessionItem::default()
            });
            let session = MeetingSession {
                items: items.collect(),
                ..MeetingSession::default()
            };
            let found = next(&session).map(|item| item.place);
            assert_eq!(found, expected, "{progress:?}");
        }
    }
}
