//! The page of a meeting: when and where, the reader's answer, the agenda, who comes.

use leptos::prelude::*;
use proto::v1::{
    Answering, Convocation, GetMeetingRequest, Invitee, InviteeRole, Meeting, MeetingRequest, MeetingState,
};

use super::{agenda, answer_pill, conduct, proposals, state_pill, when};
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::{decision, minutes, poll, registration, round, session, support};
use crate::text;
use crate::ui::form::{act_form, choice};
use crate::ui::parts::{Sign, pill, prose};
use crate::ui::time;

/// `/meeting/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let id = cx.param("id").to_owned();
    let one = cx
        .meeting()
        .get_meeting(GetMeetingRequest { id: id.clone() })
        .await?
        .into_inner();
    let people = cx
        .convocation()
        .get_convocation(MeetingRequest { id })
        .await?
        .into_inner();
    let organisations = agenda::organisations(&cx, &one).await?;
    let documents = agenda::documents(&cx, &one).await?;
    let past = conduct::past(&cx, &one).await?;
    let around = around(&cx, &one).await;
    let proposals = proposals::section(&cx, &one).await;
    let session = session::section(&cx, &one).await;
    let topic = topic(&one);
    let main = view! {
        <div id="meeting-head" data-live=topic.clone()>{head(&cx, &one)}</div>
        {answer(&cx, &one, &people)}
        {session}
        <div class="columns">
            <div class="column">
                <div id="meeting-text" data-live=topic.clone()>{introduction(&one)}{agenda::view(&cx, &one, &documents)}</div>
                {proposals}
                {agenda::manage(&cx, &one, &organisations)}
                {around}
                {conduct::view(&cx, &one, &people, past)}
            </div>
            <div class="column side-column" id="meeting-people" data-live=topic>{who(&cx, &one, &people)}</div>
        </div>
    };
    Ok(Page::new(one.title.clone(), Nav::Meeting, main).live())
}

/// The features around the meeting, each in short.
async fn around(cx: &PageContext, one: &Meeting) -> AnyView {
    let support = support::section(cx, one).await;
    let poll = poll::section(cx, one).await;
    let round = round::section(cx, one).await;
    let decision = decision::section(cx, one).await;
    let minutes = minutes::section(cx, one).await;
    let registration = registration::section(cx, one).await;
    view! { {support}{minutes}{poll}{round}{decision}{registration} }.into_any()
}

/// What moves the page.
pub(super) fn topic(one: &Meeting) -> String {
    format!("meeting:{}", one.id)
}

fn head(cx: &PageContext, one: &Meeting) -> AnyView {
    let year = format!("/meeting?year={}", one.year);
    let stream = (!one.work_stream_id.is_empty()).then(|| {
        let path = format!("/work-stream/{}", one.work_stream_id);
        view! { " · "<a href=path>{one.work_stream_title.clone()}</a> }
    });
    let by = if one.invited_by.is_empty() {
        one.organisation_name.clone()
    } else {
        format!("{}, à l’invitation de {}", one.organisation_name, one.invited_by)
    };
    let last = one
        .is_last_of_year
        .then(|| pill(Sign::Plain, "dernière séance de l’année"));
    let cancelled = (one.state() == MeetingState::Cancelled)
        .then(|| view! { <p class="asked">{format!("Annulée : {}", one.cancel_reason)}</p> });
    let kind = (one.kind_label != one.title).then(|| format!(" · {}", one.kind_label));
    view! {
        <div class="heading">
            <p class="above"><a href=year>{format!("Réunions {}", one.year)}</a>{kind}{stream}</p>
            <h1>{one.title.clone()}</h1>
            <p class="under call-line">{state_pill(one)}" "{answer_pill(one)}" "{last}</p>
            <p>{when(cx, one)}{length(one)}</p>
            {place(one)}
            <p class="soft">{format!("Convoque : {by}")}</p>
            {cancelled}
        </div>
    }
    .into_any()
}

/// « · 3 h ».
fn length(one: &Meeting) -> Option<String> {
    let minutes = (time::instant(one.ends_at?) - time::instant(one.starts_at?)).num_minutes();
    let words = match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}\u{a0}min"),
        (hours, 0) => format!("{hours}\u{a0}h"),
        (hours, minutes) => format!("{hours}\u{a0}h\u{a0}{minutes:02}"),
    };
    Some(format!(" · durée {words}"))
}

fn place(one: &Meeting) -> AnyView {
    let place = (!one.place.is_empty()).then(|| one.place.clone());
    let video = (!one.video_url.is_empty())
        .then(|| view! { <a href=one.video_url.clone() rel="noopener">"Suivre à distance"</a> });
    let between = (place.is_some() && video.is_some()).then_some(" · ");
    view! { <p>{place}{between}{video}</p> }.into_any()
}

fn introduction(one: &Meeting) -> AnyView {
    view! { {prose(&one.introduction_html)} }.into_any()
}

/// The reader's own answer.
fn answer(cx: &PageContext, one: &Meeting, people: &Convocation) -> AnyView {
    let own = people
        .invitees
        .iter()
        .find(|invitee| invitee.id == one.my_invitee_id && invitee.may_answer);
    let Some(own) = own else {
        return ().into_any();
    };
    let is_answered = own.answer() != Answering::Unspecified;
    let title = if is_answered {
        "Votre réponse"
    } else {
        "Venez-vous ?"
    };
    view! {
        <section class="card own" aria-labelledby="answer">
            <h2 id="answer">{title}</h2>
            {answer_form(cx, own, !is_answered)}
        </section>
    }
    .into_any()
}

/// How someone answers a convocation.
pub(super) fn answer_form(cx: &PageContext, of: &Invitee, is_main: bool) -> AnyView {
    let form = act_form(cx, "ConvocationService/AnswerConvocation")
        .id(format!("answer-{}", of.id))
        .hidden("invitee_id", &of.id);
    let body = view! {
        {form.radios("answer", "Réponse", choices(of.answer())).required()}
        <div class="fields">
            {form.text("represented_by", "Qui vient à la place").hint("Pour une représentation.").value(&of.represented_by).max(200)}
            {form.text("word", "Un mot").value(&of.word).max(200)}
        </div>
    };
    if is_main {
        form.main(body, "Répondre")
    } else {
        form.view(body, "Changer la réponse")
    }
}

/// The answers to choose from.
pub(crate) fn choices(chosen: Answering) -> Vec<crate::ui::form::Choice> {
    [
        Answering::InPerson,
        Answering::Remotely,
        Answering::Represented,
        Answering::Excused,
    ]
    .into_iter()
    .map(|one| choice(one as i32, text::answering(one), one == chosen))
    .collect()
}

/// Who is convened, and what they answered.
fn who(cx: &PageContext, one: &Meeting, people: &Convocation) -> AnyView {
    let counts: Vec<String> = [
        (one.n_in_person, "sur place", ""),
        (one.n_remotely, "à distance", ""),
        (one.n_represented, "représenté", "s"),
        (one.n_excused, "excusé", "s"),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, word, s)| format!("{n}\u{a0}{word}{}", if n > 1 { s } else { "" }))
    .collect();
    let counts = if counts.is_empty() {
        "aucune réponse encore".to_owned()
    } else {
        counts.join(", ")
    };
    let leads: Vec<_> = people
        .invitees
        .iter()
        .filter(|invitee| matches!(invitee.role(), InviteeRole::Chair | InviteeRole::Secretary))
        .map(|invitee| view! { <li>{invitee.name.clone()}<p class="soft">{text::invitee_role(invitee.role())}</p></li> })
        .collect();
    let leads = (!leads.is_empty()).then(|| view! { <ul class="marked">{leads}</ul> });
    let all = format!("/convocation/{}", one.id);
    let of_own = of_own(cx, one, people);
    view! {
        <section aria-labelledby="who">
            <h2 id="who">"Qui vient"</h2>
            <p>{format!("{} convoqués : {counts}.", one.n_convened)}</p>
            {leads}
            <p><a href=all>"Toutes les personnes et leurs réponses"</a></p>
        </section>
        {of_own}
    }
    .into_any()
}

/// The others of the reader's organisation, for whom a director may answer.
fn of_own(cx: &PageContext, one: &Meeting, people: &Convocation) -> AnyView {
    let mine = cx
        .me
        .as_ref()
        .map(|me| me.organisation_id.clone())
        .unwrap_or_default();
    let others: Vec<_> = people
        .invitees
        .iter()
        .filter(|invitee| invitee.organisation_id == mine && invitee.id != one.my_invitee_id && !one.may_edit)
        .map(|invitee| {
            let answer = (invitee.answer() != Answering::Unspecified)
                .then(|| pill(Sign::Done, text::answering(invitee.answer())));
            view! { <li>{invitee.name.clone()}" "{answer}</li> }
        })
        .collect();
    if others.is_empty() {
        return ().into_any();
    }
    view! { <section aria-labelledby="own-people"><h2 id="own-people">"De votre organisation"</h2><ul class="names">{others}</ul></section> }
        .into_any()
}
