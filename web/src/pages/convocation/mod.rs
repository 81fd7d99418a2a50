//! Who is convened: people, roles, answers; the convocation itself, read again before it leaves; calendars.

mod answer;
mod calendars;
mod people;

use leptos::prelude::*;
use proto::v1::{
    Answering, Convocation, ConvocationRequest, GetMeetingRequest, Invitee, Meeting, MeetingKind,
    MeetingRequest, MeetingState, Sending,
};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::pages::meeting::state_pill;
use crate::text;
use crate::ui::form::act_form;
use crate::ui::parts::{Sign, empty, pill};
use crate::ui::time;

pub(crate) use answer::page as answer;
pub(crate) use calendars::section as calendars;

/// `/convocation/<meeting>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let id = cx.param("id").to_owned();
    let request = GetMeetingRequest { id: id.clone() };
    let meeting = cx.meeting().get_meeting(request).await?.into_inner();
    let people = cx
        .convocation()
        .get_convocation(MeetingRequest { id })
        .await?
        .into_inner();
    let choices = people::choices(&cx, &people).await?;
    let topic = format!("meeting:{}", meeting.id);
    let back = format!("/meeting/{}", meeting.id);
    let main = view! {
        <div class="heading">
            <p class="above"><a href=back>{meeting.title.clone()}</a></p>
            <h1>"Convoqués et réponses"</h1>
            <p class="under call-line">{state_pill(&meeting)}</p>
        </div>
        {send(&cx, &meeting, &people)}
        {people::suggested(&cx, &people)}
        <div id="invitees" data-live=topic>{list(&cx, &meeting, &people)}</div>
        {people::add(&cx, &meeting, &people, choices)}
    };
    Ok(Page::new(format!("Convoqués, {}", meeting.title), Nav::Meeting, main).live())
}

/// The convocation: its preview, then its sending; a second time asks first.
fn send(cx: &PageContext, meeting: &Meeting, people: &Convocation) -> AnyView {
    let is_open = matches!(meeting.state(), MeetingState::Planned | MeetingState::Convened);
    if !people.may_edit || !is_open || meeting.kind() == MeetingKind::LocalSession {
        return ().into_any();
    }
    let asked = cx.answered::<ConvocationRequest, Sending>("PreviewConvocation");
    let (message, preview) = match asked {
        Some((request, sending)) => (request.message, Some(sending)),
        None => (String::new(), None),
    };
    let form = act_form(cx, "ConvocationService/SendConvocation").hidden("meeting_id", &meeting.id);
    let is_second = people.sent_at.is_some();
    let again = is_second.then(|| {
        let at = people
            .sent_at
            .map(|at| time::at(time::instant(at), cx.zone(), cx.info.now))
            .unwrap_or_default();
        let added = match people.n_to_convene {
            0 => String::new(),
            1 => " Une personne ajoutée depuis ne l’a pas reçue.".to_owned(),
            n => format!(" {n} personnes ajoutées depuis ne l’ont pas reçue."),
        };
        view! {
            <p class="asked">{format!("La convocation est partie le {at}.{added}")}</p>
            {form.checkbox("is_again", "Je veux l’envoyer à nouveau")}
            {form.checkbox("is_to_all", "À tous, et pas seulement aux personnes ajoutées depuis")}
        }
    });
    let body = view! {
        {form.area("message", "Un mot de votre part").hint("Placé avant l’ordre du jour.").value(&message).rows(3)}
        {again}
    };
    let submit = if is_second {
        "Envoyer à nouveau"
    } else {
        "Convoquer"
    };
    let buttons = view! {
        <button class="button main-act" type="submit">{submit}</button>
        <button class="button" type="submit" formaction="/act/ConvocationService/PreviewConvocation">"Voir les courriels"</button>
    };
    let preview = preview.map(|sending| mails(&sending));
    view! {
        <section aria-labelledby="send">
            <h2 id="send">"La convocation"</h2>
            {form.view_with(body, buttons)}
            {preview}
            {remind(cx, meeting, people)}
        </section>
    }
    .into_any()
}

/// The mails, as their readers would get them.
pub(crate) fn mails(sending: &Sending) -> AnyView {
    if sending.recipients.is_empty() {
        return empty("Personne ne recevrait de courriel.", None).into_any();
    }
    let items: Vec<_> = sending
        .recipients
        .iter()
        .enumerate()
        .map(|(index, one)| {
            view! {
                <details class="mail" open={index == 0}>
                    <summary>
                        <strong>{one.name.clone()}</strong>
                        <span class="soft">{one.organisation_name.clone()}" · "{one.email.clone()}</span>
                    </summary>
                    <pre class="mail-text" tabindex="0">{one.text.clone()}</pre>
                </details>
            }
        })
        .collect();
    view! {
        <section aria-labelledby="mails">
            <h3 id="mails">{format!("{} courriels", sending.recipients.len())}<span class="h-note">{format!(" · objet : {}", sending.subject)}</span></h3>
            {items}
        </section>
    }
    .into_any()
}

/// Reminds those who have not answered.
fn remind(cx: &PageContext, meeting: &Meeting, people: &Convocation) -> AnyView {
    let waits = |one: &&Invitee| one.convened_at.is_some() && one.answer() == Answering::Unspecified;
    let n = people.invitees.iter().filter(waits).count();
    if n == 0 || meeting.state() != MeetingState::Convened {
        return ().into_any();
    }
    let label = if n > 1 {
        format!("Relancer {n} personnes sans réponse")
    } else {
        "Relancer une personne sans réponse".to_owned()
    };
    act_form(cx, "ConvocationService/SendMeetingReminder")
        .hidden("id", &meeting.id)
        .view((), &label)
}

/// The people, by role and organisation, with what they answered.
fn list(cx: &PageContext, meeting: &Meeting, people: &Convocation) -> AnyView {
    if people.invitees.is_empty() {
        return empty("Personne n’est encore à convoquer.", None).into_any();
    }
    let items: Vec<_> = people
        .invitees
        .iter()
        .map(|one| item(cx, meeting, people, one))
        .collect();
    view! {
        <section aria-labelledby="people">
            <h2 id="people">{format!("{} personnes", people.invitees.len())}</h2>
            <ul class="rows">{items}</ul>
        </section>
    }
    .into_any()
}

fn item(cx: &PageContext, meeting: &Meeting, people: &Convocation, one: &Invitee) -> AnyView {
    let role = text::invitee_role(one.role());
    let organisation = if one.organisation_name.is_empty() {
        "invité par son adresse".to_owned()
    } else {
        one.organisation_name.clone()
    };
    let email = (!one.email.is_empty()).then(|| format!(" · {}", one.email));
    let word = (!one.word.is_empty()).then(|| view! { <p class="lines">{one.word.clone()}</p> });
    view! {
        <li>
            <div>
                <p><strong>{one.name.clone()}</strong>" "{state(one)}</p>
                <p class="soft">{format!("{organisation} · {role}")}{email}</p>
                {word}
            </div>
            {people::acts(cx, meeting, people, one)}
        </li>
    }
    .into_any()
}

/// What someone answered.
fn state(one: &Invitee) -> AnyView {
    let by_telephone = if one.is_entered_by_animator {
        " (saisi par téléphone)"
    } else {
        ""
    };
    match one.answer() {
        Answering::Unspecified if one.convened_at.is_none() => {
            pill(Sign::Plain, "pas encore convoqué").into_any()
        }
        Answering::Unspecified => pill(Sign::Wait, "sans réponse").into_any(),
        Answering::Represented => {
            let words = format!(
                "{} par {}{by_telephone}",
                text::answering(one.answer()),
                one.represented_by
            );
            pill(Sign::Doing, words).into_any()
        }
        Answering::Excused => pill(
            Sign::Plain,
            format!("{}{by_telephone}", text::answering(one.answer())),
        )
        .into_any(),
        answer => pill(Sign::Done, format!("{}{by_telephone}", text::answering(answer))).into_any(),
    }
}
