//! A request: what is asked, what the ANRU answers, what became of the meeting.

use leptos::prelude::*;
use proto::v1::{GetSupportRequest, Meeting, MeetingState, Support, SupportState};

use super::{answers, asks, hours, new, rule, state_pills};
use crate::page::{Cx, Nav, Page, PageContext, PageError, Result};
use crate::pages::meeting;
use crate::text;
use crate::ui::form::{act_form, confirm};
use crate::ui::parts::{fold, lines, prose};
use crate::ui::time;

/// `/support/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let id = cx.param("id").to_owned();
    if id.is_empty() {
        return Err(PageError::Missing);
    }
    let one = cx
        .support()
        .get_support(GetSupportRequest { id })
        .await?
        .into_inner();
    let is_open = one.state() == SupportState::Open;
    let is_own = asks(cx.role()) && cx.me()?.organisation_id == one.organisation_id;
    let main = view! {
        {head(&cx, &one)}
        <div class="columns">
            <div class="column">
                <div id="support-text" data-live=topics(&one)>{answer(&cx, &one)}{asked(&cx, &one)}</div>
                <div id="support-acts" data-live=topics(&one)>
                    {(is_open && is_own).then(|| own(&cx, &one))}
                    {(is_open && answers(cx.role())).then(|| conduct(&cx, &one))}
                </div>
            </div>
            <div class="column side-column">{rule()}</div>
        </div>
    };
    Ok(Page::new(one.title.clone(), Nav::Support, main).live())
}

/// What moves the page: the request, and the meeting that it became.
fn topics(one: &Support) -> String {
    let own = format!("support:{}", one.id);
    match &one.meeting {
        Some(meeting) => format!("{own} meeting:{}", meeting.id),
        None => own,
    }
}

fn head(cx: &PageContext, one: &Support) -> AnyView {
    view! {
        <div class="heading" id="support-head" data-live=topics(one)>
            <p class="above"><a href="/support">"Demandes d’appui"</a>" · "{one.organisation_name.clone()}</p>
            <h1>{one.title.clone()}</h1>
            <p class="under call-line">{state_pills(one)}" "{hours(cx, (one.starts_at, one.ends_at), &one.zone)}</p>
        </div>
    }
    .into_any()
}

/// What the ANRU answered, or that the centre took it back.
fn answer(cx: &PageContext, one: &Support) -> AnyView {
    let title = match one.state() {
        SupportState::Accepted => "L’ANRU accepte",
        SupportState::Declined => "L’ANRU décline",
        SupportState::Withdrawn => "Le centre a retiré sa demande",
        SupportState::Open if one.is_past => {
            return view! { <p class="asked">"L’heure demandée est passée sans réponse\u{a0}: la demande ne peut plus être acceptée."</p> }
                .into_any();
        }
        SupportState::Open | SupportState::Unspecified => return ().into_any(),
    };
    let who = (!one.who.is_empty())
        .then(|| view! { <p><strong>{format!("Qui vient\u{a0}: {}", one.who)}</strong></p> });
    let words = (!one.answer.is_empty()).then(|| lines(&one.answer));
    let meeting = one.meeting.as_ref().map(|meeting| planned(cx, meeting));
    let when = one.ended_at.map(|at| time::day_view(at, cx.zone(), cx.info.now));
    view! {
        <section aria-labelledby="answer">
            <h2 id="answer">{title}</h2>
            {who}
            {words}
            {meeting}
            <p class="soft">{one.ended_by.clone()}", le "{when}</p>
        </section>
    }
    .into_any()
}

/// The meeting, as it stands now.
fn planned(cx: &PageContext, one: &Meeting) -> AnyView {
    let path = format!("/meeting/{}", one.id);
    let cancelled = (one.state() == MeetingState::Cancelled).then(|| {
        view! { <p class="asked">{format!("La rencontre est annulée\u{a0}: {}", one.cancel_reason)}</p> }
    });
    let place = (!one.place.is_empty()).then(|| format!(" · {}", one.place));
    view! {
        <p>"La rencontre\u{a0}: "<a href=path>{one.title.clone()}</a>" "{meeting::state_pill(one)}</p>
        <p class="soft">{hours(cx, (one.starts_at, one.ends_at), &one.zone)}{place}</p>
        {cancelled}
    }
    .into_any()
}

fn asked(cx: &PageContext, one: &Support) -> AnyView {
    let centre = format!("/network/{}", one.organisation_id);
    let when = one.asked_at.map(|at| time::day_view(at, cx.zone(), cx.info.now));
    view! {
        <section aria-labelledby="asked">
            <h2 id="asked">"Ce qui est attendu"</h2>
            {prose(&one.text_html)}
        </section>
        <section aria-labelledby="terms">
            <h2 id="terms">"Dans quel cadre"</h2>
            <dl class="facts">
                <dt>"Appui demandé"</dt><dd>{text::support_kind(one.kind())}</dd>
                <dt>"Lieu"</dt><dd>{one.place.clone()}</dd>
                <dt>"Demandé par"</dt><dd><a class="quiet" href=centre>{one.organisation_name.clone()}</a>{format!(", {}", one.asked_by)}", le "{when}</dd>
            </dl>
        </section>
    }
    .into_any()
}

/// What the centre does before it is answered: change it, take it back.
fn own(cx: &PageContext, one: &Support) -> AnyView {
    let form = act_form(cx, "SupportService/UpdateSupport")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = form.is_refused();
    let body = new::fields(&form, one);
    let update = form.view(body, "Enregistrer les changements");
    let withdraw = act_form(cx, "SupportService/WithdrawSupport")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let withdraw = withdraw.view_with(
        (),
        view! { <button class="button danger" type="submit">"Retirer la demande"</button> },
    );
    view! {
        <section class="own card" aria-label="Votre demande">
            {fold("Modifier la demande", is_open, update)}
            {confirm("Retirer…", "L’ANRU n’aura plus à répondre\u{a0}; la demande reste lisible.", withdraw)}
        </section>
    }
    .into_any()
}

/// What the ANRU does: accept while the hour has not come, or decline.
fn conduct(cx: &PageContext, one: &Support) -> AnyView {
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Répondre au centre"</h2>
            {(!one.is_past).then(|| accept(cx, one))}
            {decline(cx, one)}
        </section>
    }
    .into_any()
}

fn accept(cx: &PageContext, one: &Support) -> AnyView {
    let form = act_form(cx, "SupportService/AcceptSupport")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let body = view! {
        <p class="measure soft">"La rencontre sera planifiée au nom du centre, au jour et à l’heure demandés, avec son équipe et vous\u{a0}: elle entre dans vos calendriers."</p>
        {form.text("who", "Qui vient").hint("Par exemple «\u{a0}la cheffe de projet du site, et une chargée de mission\u{a0}».").max(200).required()}
        {form.area("message", "Un message au centre").max(2_000).rows(4)}
    };
    fold("Accepter", true, form.main(body, "Accepter la demande"))
}

fn decline(cx: &PageContext, one: &Support) -> AnyView {
    let form = act_form(cx, "SupportService/DeclineSupport")
        .hidden("id", &one.id)
        .hidden("version", one.version);
    let is_open = one.is_past || form.is_refused();
    let body = form
        .area("reason", "Pourquoi")
        .hint("Le centre le lira.")
        .max(2_000)
        .rows(4)
        .required()
        .view();
    let form = if one.is_past {
        form.main(body, "Décliner la demande")
    } else {
        form.view(body, "Décliner la demande")
    };
    fold("Décliner", is_open, form)
}
