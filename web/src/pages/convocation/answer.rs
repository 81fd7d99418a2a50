//! What the link of a mail opens: the meeting, and the answer. No account, no script; the click shows, a
//! button answers, because programs that check mails follow links.

use leptos::prelude::*;
use proto::v1::{AgendaItem, GetInvitationRequest, Invitation, Meeting, MeetingState};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::meeting::{choices, state_pill, when};
use crate::ui::form::act_form;
use crate::ui::parts::{heading, prose};
use crate::ui::{hour, time};

/// `/convocation/answer?invitee=…&signature=…`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = GetInvitationRequest {
        invitee_id: cx.ask("invitee").to_owned(),
        signature: cx.ask("signature").to_owned(),
    };
    let invitation = cx.convocation().get_invitation(request).await?.into_inner();
    let meeting = invitation.meeting.clone().unwrap_or_default();
    let items: Vec<_> = meeting
        .items
        .iter()
        .map(|item| row(&cx, item, &meeting.zone))
        .collect();
    let agenda = (!items.is_empty()).then(|| {
        view! { <section aria-labelledby="agenda"><h2 id="agenda">"Ordre du jour"</h2><ol class="agenda">{items}</ol></section> }
    });
    let main = view! {
        {heading(format!("{} · convocation de {}", meeting.kind_label, invitation.name), meeting.title.clone(), "")}
        <p class="call-line">{state_pill(&meeting)}</p>
        <p>{when(&cx, &meeting)}</p>
        {place(&meeting)}
        {form(&cx, &invitation, &meeting)}
        {prose(&meeting.introduction_html)}
        {agenda}
    };
    Ok(Page::new(meeting.title.clone(), Nav::Elsewhere, main))
}

fn place(one: &Meeting) -> AnyView {
    let place = (!one.place.is_empty()).then(|| view! { <p>{one.place.clone()}</p> });
    let video = (!one.video_url.is_empty())
        .then(|| view! { <p><a href=one.video_url.clone() rel="noopener">"Suivre à distance"</a></p> });
    view! { {place}{video} }.into_any()
}

fn row(cx: &PageContext, item: &AgendaItem, zone: &str) -> AnyView {
    let own = item.starts_at.map(|at| time::hour(at, zone));
    let presenter = (!item.presenter.is_empty()).then(|| format!(" · {}", item.presenter));
    view! {
        <li>
            <span class="agenda-hour">{own}</span>
            <div><p><strong>{item.title.clone()}</strong></p><p class="soft">{hour::elsewhere(cx, item.starts_at, zone)}{format!("{}\u{a0}min", item.minutes)}{presenter}</p></div>
        </li>
    }
    .into_any()
}

fn form(cx: &PageContext, invitation: &Invitation, meeting: &Meeting) -> AnyView {
    if !invitation.may_answer {
        let words = match meeting.state() {
            MeetingState::Cancelled => format!("La réunion est annulée : {}", meeting.cancel_reason),
            _ => "La réunion est passée : il n’y a plus à répondre.".to_owned(),
        };
        return view! { <p class="asked">{words}</p> }.into_any();
    }
    let form = act_form(cx, "ConvocationService/AnswerInvitation")
        .hidden("invitee_id", &invitation.invitee_id)
        .hidden("signature", cx.ask("signature"));
    let body = view! {
        {form.radios("answer", "Votre réponse", choices(invitation.answer())).required()}
        <div class="fields">
            {form.text("represented_by", "Qui vient à votre place").hint("Si vous vous faites représenter.").value(&invitation.represented_by).max(200)}
            {form.text("word", "Un mot").value(&invitation.word).max(200)}
        </div>
    };
    view! { <section class="card own" aria-label="Votre réponse">{form.main(body, "Répondre")}</section> }
        .into_any()
}
