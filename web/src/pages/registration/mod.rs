//! A day for which people register: its programme with parallel workshops, the form, what who prepares it does;
//! the list, the badges, and the own registration behind a signed link.

mod conduct;
mod form;
mod list;
mod mine;
mod programme;

use leptos::prelude::*;
use proto::v1::{
    Meeting, MeetingRequest, MeetingState, RegistrationPage, RegistrationPhase, RegistrationState,
};

pub(crate) use list::{badges, page as list};
pub(crate) use mine::{certificate, page as mine};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::parts::{Sign, heading, pill, prose};
use crate::ui::{hour, time};

/// `/registration/<meeting>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = MeetingRequest {
        id: cx.param("meeting_id").to_owned(),
    };
    let page = cx
        .registration()
        .get_registration_page(request)
        .await?
        .into_inner();
    let conduct = if page.may_edit {
        Some(conduct::view(&cx, &page).await?)
    } else {
        None
    };
    let meeting = page.meeting.clone().unwrap_or_default();
    let main = view! {
        {top(&meeting)}
        {hours(&cx, &meeting)}
        <div id="places" data-live=topic(&meeting)>{standing(&cx, &page)}</div>
        {prose(&meeting.introduction_html)}
        {conduct}
        {programme::view(&page, &meeting)}
        {form::view(&cx, &page, &meeting)}
    };
    Ok(Page::new(meeting.title.clone(), Nav::Meeting, main).live())
}

/// The part of the meeting's page that leads here; nothing for a meeting without registration.
pub(crate) async fn section(cx: &PageContext, meeting: &Meeting) -> AnyView {
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let Ok(answer) = cx.registration().get_registration_page(request).await else {
        return ().into_any();
    };
    let page = answer.into_inner();
    let path = format!("/registration/{}", meeting.id);
    let label = match (page.may_edit, page.phase()) {
        (true, RegistrationPhase::Unspecified) => "Régler les inscriptions",
        (true, _) => "Conduire les inscriptions",
        (false, RegistrationPhase::Open) if page.my_state() == RegistrationState::Unspecified => "S’inscrire",
        (false, _) => "Voir la journée et les ateliers",
    };
    view! {
        <section aria-labelledby="registration">
            <h2 id="registration">"Inscriptions"</h2>
            <div id="registration-state" data-live=topic(meeting)>{standing(cx, &page)}</div>
            <p class="acts"><a class="button" href=path>{label}</a></p>
        </section>
    }
    .into_any()
}

/// What moves the pages of a day.
fn topic(meeting: &Meeting) -> String {
    format!("meeting:{}", meeting.id)
}

/// Title of a page about the day.
fn top(meeting: &Meeting) -> impl IntoView + use<> {
    let above = format!("{} · {}", meeting.kind_label, meeting.organisation_name);
    let above = if meeting.kind_label == meeting.title {
        meeting.organisation_name.clone()
    } else {
        above
    };
    heading(above, meeting.title.clone(), "")
}

/// Hours in each zone that matters, and the place.
fn hours(cx: &PageContext, meeting: &Meeting) -> AnyView {
    let (Some(starts_at), Some(ends_at)) = (meeting.starts_at, meeting.ends_at) else {
        return ().into_any();
    };
    let lines: Vec<_> = hour::zones(cx, starts_at, &meeting.zone)
        .into_iter()
        .map(|zone| {
            let until = time::hour(ends_at, zone);
            view! { <dd>{time::at_view(starts_at, zone, cx.info.now)}{format!(", jusqu’à {until}")}</dd> }
        })
        .collect();
    let place =
        (!meeting.place.is_empty()).then(|| view! { <dt>"Lieu"</dt><dd>{meeting.place.clone()}</dd> });
    let video = (!meeting.video_url.is_empty()).then(|| {
        let (url, words) = (meeting.video_url.clone(), meeting.video_url.clone());
        view! { <dt>"À distance"</dt><dd><a href=url rel="noopener">{words}</a></dd> }
    });
    let cancelled = (meeting.state() == MeetingState::Cancelled).then(|| {
        view! { <div class="alert" role="alert"><p><strong>"Annulé."</strong>" "{meeting.cancel_reason.clone()}</p></div> }
    });
    view! { {cancelled}<dl class="facts"><dt>"Quand"</dt>{lines}{place}{video}</dl> }.into_any()
}

/// Whether people register now, how many places are left, and where the reader stands.
fn standing(cx: &PageContext, page: &RegistrationPage) -> AnyView {
    let meeting = page.meeting.clone().unwrap_or_default();
    let now = cx.info.now;
    let at = |when: Option<prost_types::Timestamp>| {
        when.map(|when| time::at(time::instant(when), &meeting.zone, now))
            .unwrap_or_default()
    };
    let (sign, word, when) = match page.phase() {
        _ if matches!(meeting.state(), MeetingState::Cancelled | MeetingState::Held) => {
            (Sign::Plain, "inscriptions terminées", String::new())
        }
        RegistrationPhase::Unspecified => (Sign::Wait, "inscriptions pas encore ouvertes", String::new()),
        RegistrationPhase::Coming => (
            Sign::Wait,
            "inscriptions à venir",
            format!("à partir du {}", at(page.opens_at)),
        ),
        RegistrationPhase::Open => (
            Sign::Open,
            "inscriptions ouvertes",
            format!("jusqu’au {}", at(page.closes_at)),
        ),
        RegistrationPhase::Closed => (Sign::Plain, "inscriptions closes", String::new()),
    };
    let places = (page.phase() != RegistrationPhase::Unspecified)
        .then(|| view! { <p class="places">{programme::places(page.n_left, page.n_waiting)}</p> });
    let mine = (!page.my_path.is_empty()).then(|| {
        view! {
            <p class="standing">{state_pill(page.my_state())}" "<a href=page.my_path.clone()>"Mon inscription"</a></p>
        }
    });
    view! { <p class="standing">{pill(sign, word)}" "{when}</p>{places}{mine} }.into_any()
}

/// The state of a registration, as a word with its sign.
fn state_pill(state: RegistrationState) -> AnyView {
    let sign = match state {
        RegistrationState::Registered => Sign::Done,
        RegistrationState::Offered => Sign::Wait,
        RegistrationState::Waiting => Sign::Doing,
        RegistrationState::Cancelled | RegistrationState::Lapsed | RegistrationState::Unspecified => {
            Sign::Plain
        }
    };
    pill(sign, text::registration_state(state)).into_any()
}
