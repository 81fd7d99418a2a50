//! Date polls: those that the reader organises or is asked.

mod answers;
mod new;
mod one;

use leptos::prelude::*;
use proto::v1::{
    ListMeetingKindsRequest, ListPollsRequest, Meeting, MeetingKind, MeetingKindInfo, Poll, PollState, Role,
};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::ui::parts::{Sign, empty, heading, link_button, pill};
use crate::ui::{hour, time};

pub(crate) use new::new;
pub(crate) use one::page as poll;

/// `/poll`.
pub(crate) async fn page(cx: Cx) -> Result {
    let polls = cx
        .poll()
        .list_polls(ListPollsRequest::default())
        .await?
        .into_inner()
        .polls;
    let is_closed = |poll: &&Poll| poll.state() == PollState::Closed;
    let (closed, open): (Vec<&Poll>, Vec<&Poll>) = polls.iter().partition(is_closed);
    let list = if polls.is_empty() {
        empty("Aucun sondage de dates ne vous concerne pour l’instant.", None).into_any()
    } else {
        view! {
            {part(&cx, "open", "En cours", &open)}
            {part(&cx, "closed", "Clos", &closed)}
        }
        .into_any()
    };
    let create = may_create(&cx)
        .then(|| view! { <p class="acts">{link_button("/poll/new", "Lancer un sondage", true)}</p> });
    let main = view! {
        {heading("Réunions", "Sondages de dates", "Plusieurs créneaux, une réponse par organisation, chacune à son heure.")}
        {create}
        <div id="polls" data-live="*">{list}</div>
    };
    Ok(Page::new("Sondages de dates", Nav::Meeting, main).live())
}

/// Those who convene a kind of meeting between organisations.
fn may_create(cx: &PageContext) -> bool {
    matches!(cx.role(), Role::Animator | Role::UrbanRenewalAgency)
}

/// The kinds for which the reader may ask others.
async fn kinds(cx: &PageContext) -> Result<Vec<MeetingKindInfo>> {
    let answer = cx
        .meeting()
        .list_meeting_kinds(ListMeetingKindsRequest {})
        .await?;
    let mut kinds = answer.into_inner().kinds;
    kinds.retain(|kind| kind.may_create && kind.kind() != MeetingKind::LocalSession);
    Ok(kinds)
}

fn part(cx: &PageContext, id: &'static str, title: &'static str, polls: &[&Poll]) -> AnyView {
    if polls.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = polls.iter().map(|poll| item(cx, poll)).collect();
    view! { <section aria-labelledby=id><h2 id=id>{title}</h2><ul class="rows">{items}</ul></section> }
        .into_any()
}

fn item(cx: &PageContext, poll: &Poll) -> AnyView {
    let kind = (poll.kind_label != poll.title).then(|| format!("{} · ", poll.kind_label));
    let counts = answered(poll);
    let own = poll.asked.first().filter(|_| poll.may_answer);
    let own = own.map(|own| match own.answered_at {
        Some(_) => pill(Sign::Done, "vous avez répondu"),
        None => pill(Sign::Wait, "votre réponse est attendue"),
    });
    view! {
        <li>
            <div>
                <a href=format!("/poll/{}", poll.id)><strong>{poll.title.clone()}</strong></a>" "{state_pill(poll)}
                <p class="soft">{kind}{poll.organisation_name.clone()}" · "{counts}{until(cx, poll)}</p>
            </div>
            <div>{own}</div>
        </li>
    }
    .into_any()
}

/// « 3 réponses sur 18 ».
fn answered(poll: &Poll) -> String {
    let s = if poll.n_answered > 1 { "s" } else { "" };
    format!("{} réponse{s} sur {}", poll.n_answered, poll.n_asked)
}

/// Where it stands.
fn state_pill(poll: &Poll) -> AnyView {
    match (poll.state(), poll.chosen_slot_id.is_empty()) {
        (PollState::Open, _) => pill(Sign::Open, "ouvert").into_any(),
        (PollState::Over, _) => pill(Sign::Wait, "terminé, date à choisir").into_any(),
        (PollState::Closed, false) => pill(Sign::Done, "date retenue").into_any(),
        (PollState::Closed, true) => pill(Sign::Plain, "clos sans date").into_any(),
        (PollState::Unspecified, _) => ().into_any(),
    }
}

/// « · jusqu’au mercredi 31 mars, 23 h 59, heure de Paris · il reste 9 jours ».
fn until(cx: &PageContext, poll: &Poll) -> AnyView {
    match poll.closes_at {
        Some(at) if poll.state() == PollState::Open => {
            let left = time::left_view(at, &poll.zone, cx.info.now);
            view! { " · jusqu’au "{hour::at_view(cx, at, &poll.zone)}" · "{left} }.into_any()
        }
        _ => ().into_any(),
    }
}

/// On the page of a meeting: the poll that its date comes from.
pub(crate) async fn section(cx: &PageContext, meeting: &Meeting) -> AnyView {
    let request = ListPollsRequest {
        meeting_id: meeting.id.clone(),
    };
    let Ok(answer) = cx.poll().list_polls(request).await else {
        return ().into_any();
    };
    let found = answer.into_inner().polls.into_iter().next();
    found.map_or_else(
        || ().into_any(),
        |poll| view! { <p class="soft">"Date retenue à l’issue d’"<a href=format!("/poll/{}", poll.id)>"un sondage"</a>"."</p> }.into_any(),
    )
}
