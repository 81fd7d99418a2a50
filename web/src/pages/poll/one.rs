//! The page of a poll: its slots, the reader's answer, everybody's answers, the choice.

use leptos::prelude::*;
use proto::v1::{Poll, PollRequest, PollState, Territory, poll};

use super::{answered, answers, state_pill, until};
use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::form::{act_form, confirm};
use crate::ui::parts::{Sign, pill, prose};
use crate::ui::time;

/// `/poll/<id>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = PollRequest {
        id: cx.param("id").to_owned(),
    };
    let one = cx.poll().get_poll(request).await?.into_inner();
    let topic = format!("poll:{}", one.id);
    let main = view! {
        <div id="poll-head" class="led" data-live=topic.clone()>{head(&cx, &one)}</div>
        {answers::own(&cx, &one)}
        <div id="poll-slots" class="part" data-live=topic.clone()>{slots(&cx, &one)}</div>
        <div id="poll-answers" class="part" data-live=topic>{answers::table(&cx, &one)}</div>
        {conduct(&cx, &one)}
    };
    Ok(Page::new(one.title.clone(), Nav::Meeting, main).live())
}

fn head(cx: &PageContext, one: &Poll) -> AnyView {
    let kind = (one.kind_label != one.title).then(|| format!(" · {}", one.kind_label));
    let meeting = (!one.meeting_id.is_empty()).then(|| {
        view! { <p><a class="button" href=format!("/meeting/{}", one.meeting_id)>"Voir la réunion"</a></p> }
    });
    view! {
        <div class="heading">
            <p class="above"><a href="/poll">"Sondages de dates"</a>{kind}</p>
            <h1>{one.title.clone()}</h1>
            <p class="under call-line">{state_pill(one)}" "{answered(one)}{until(cx, one)}</p>
            <p class="soft">{format!("Organise\u{a0}: {}", one.organisation_name)}</p>
            {meeting}
        </div>
        {prose(&one.message_html)}
    }
    .into_any()
}

/// When a slot is: in the reader's zone, in the poll's and in Paris when they differ.
pub(super) fn hours(cx: &PageContext, one: &Poll, slot: &poll::Slot) -> String {
    let (Some(from), Some(to)) = (slot.starts_at, slot.ends_at) else {
        return String::new();
    };
    let zones = [cx.zone(), one.zone.as_str(), "Europe/Paris"];
    time::span(time::instant(from), time::instant(to), &zones, cx.info.now)
}

/// What is unfair in a slot, in words.
pub(super) fn warnings(slot: &poll::Slot) -> Vec<String> {
    let mut found = Vec::new();
    let places = |hours: &[poll::Hour]| {
        let places: Vec<String> = hours.iter().map(|hour| text::at_place(&hour.zone)).collect();
        places.join(", ")
    };
    if !slot.too_early.is_empty() {
        found.push(format!("trop tôt {}", places(&slot.too_early)));
    }
    if !slot.too_late.is_empty() {
        found.push(format!("trop tard {}", places(&slot.too_late)));
    }
    let mut names: Vec<&str> = slot
        .holidays
        .iter()
        .map(|holiday| holiday.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    found.extend(names.into_iter().map(|name| {
        let of_name = slot.holidays.iter().filter(|holiday| holiday.name == name);
        let territories: Vec<Territory> = of_name.map(poll::Holiday::territory).collect();
        text::holiday(name, &territories)
    }));
    found
}

fn slots(cx: &PageContext, one: &Poll) -> AnyView {
    let items: Vec<_> = one.slots.iter().map(|slot| item(cx, one, slot)).collect();
    view! {
        <section aria-labelledby="slots">
            <h2 id="slots">"Créneaux"</h2>
            <ol class="rows">{items}</ol>
        </section>
    }
    .into_any()
}

fn item(cx: &PageContext, one: &Poll, slot: &poll::Slot) -> AnyView {
    let is_chosen = slot.id == one.chosen_slot_id;
    let chosen = is_chosen.then(|| pill(Sign::Done, "retenu"));
    let best = (slot.is_best && one.chosen_slot_id.is_empty()).then(|| pill(Sign::Done, "convient le mieux"));
    let warnings: Vec<_> = warnings(slot)
        .into_iter()
        .map(|words| view! { {pill(Sign::Wait, words)}" " })
        .collect();
    let warnings = (!warnings.is_empty()).then(|| view! { <p class="warnings">{warnings}</p> });
    let is_past = slot.starts_at.is_some_and(|at| time::instant(at) <= cx.info.now);
    let keep = (one.may_edit && one.state() != PollState::Closed && !is_past).then(|| keep(cx, one, slot));
    view! {
        <li>
            <div>
                <p><strong>{hours(cx, one, slot)}</strong>" "{chosen}{best}</p>
                <p class="soft">{counts(slot)}</p>
                {warnings}
            </div>
            {keep}
        </li>
    }
    .into_any()
}

/// « 12 oui, 3 si besoin, 1 non ».
fn counts(slot: &poll::Slot) -> String {
    if slot.n_yes + slot.n_if_needed + slot.n_no == 0 {
        return "aucune réponse".to_owned();
    }
    format!(
        "{}\u{a0}oui, {}\u{a0}si besoin, {}\u{a0}non",
        slot.n_yes, slot.n_if_needed, slot.n_no
    )
}

fn keep(cx: &PageContext, one: &Poll, slot: &poll::Slot) -> AnyView {
    let form = act_form(cx, "PollService/ClosePoll")
        .id(format!("keep-{}", slot.id))
        .next("/meeting/{meeting_id}")
        .hidden("id", &one.id)
        .hidden("slot_id", &slot.id);
    let form = form.view((), "Retenir ce créneau");
    let warning = "Le sondage est clos, et la réunion planifiée à cette date\u{a0}; rien n’est envoyé avant la convocation.";
    view! {
        <details class="confirm keep">
            <summary>"Retenir…"</summary>
            <div class="confirm-body"><p>{warning}</p>{form}</div>
        </details>
    }
    .into_any()
}

/// What who organises does: an answer by telephone, the end without a date, the removal.
fn conduct(cx: &PageContext, one: &Poll) -> AnyView {
    if !one.may_edit || one.state() == PollState::Closed {
        return ().into_any();
    }
    let close = act_form(cx, "PollService/ClosePoll").hidden("id", &one.id);
    let close = confirm(
        "Terminer sans date…",
        "Le sondage est clos sans qu’un créneau soit retenu.",
        close.view((), "Terminer sans date"),
    );
    let delete = act_form(cx, "PollService/DeletePoll")
        .hidden("id", &one.id)
        .next("/poll");
    let delete = delete.view_with(
        (),
        view! { <button class="button danger" type="submit">"Retirer le sondage"</button> },
    );
    let delete = confirm(
        "Retirer…",
        "Le sondage et les réponses reçues disparaissent.",
        delete,
    );
    view! {
        <section class="conduct" aria-labelledby="conduct">
            <h2 id="conduct">"Conduire le sondage"</h2>
            {answers::by_telephone(cx, one)}
            <div class="last-act">{close}{delete}</div>
        </section>
    }
    .into_any()
}
