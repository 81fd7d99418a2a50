//! The answers: the reader's own form, the one that was given by telephone, the table of all.

use leptos::prelude::*;
use proto::v1::{Availability, Poll, SlotAnswer, poll};

use super::one::{hours, warnings};
use crate::page::PageContext;
use crate::text;
use crate::ui::form::{Choice, Form, act_form, choice};
use crate::ui::parts::{Sign, fold, pill, table as parts_table};
use crate::ui::time;

/// The reader's own answer.
pub(super) fn own(cx: &PageContext, one: &Poll) -> AnyView {
    let mine = cx.me.as_ref().map(|me| me.organisation_id.as_str());
    let asked = one
        .asked
        .iter()
        .find(|asked| Some(asked.organisation_id.as_str()) == mine);
    let Some(asked) = asked.filter(|_| one.may_answer) else {
        return ().into_any();
    };
    let form = act_form(cx, "PollService/AnswerPoll")
        .hidden("id", &one.id)
        .hidden("version", asked.version);
    let body = view! {
        {fields(cx, &form, one, &asked.answers)}
        {form.text("word", "Un mot").hint("Pour qui organise.").value(&asked.word).max(200)}
    };
    let is_answered = asked.answered_at.is_some();
    let (title, view) = if is_answered {
        ("Votre réponse", form.view(body, "Changer la réponse"))
    } else {
        (
            "Quels créneaux vous conviennent\u{a0}?",
            form.main(body, "Répondre"),
        )
    };
    let by_telephone = asked
        .is_by_telephone
        .then(|| view! { <p class="soft">"Réponse donnée par téléphone à l’organisation du sondage."</p> });
    view! {
        <section class="card own" aria-labelledby="own">
            <h2 id="own">{title}</h2>
            <p class="soft">{format!("Une seule réponse pour {}.", asked.organisation_name)}</p>
            {by_telephone}
            {view}
        </section>
    }
    .into_any()
}

/// One choice for each slot.
fn fields(cx: &PageContext, form: &Form<'_>, one: &Poll, answers: &[SlotAnswer]) -> AnyView {
    let slots: Vec<_> = one
        .slots
        .iter()
        .enumerate()
        .map(|(i, slot)| {
            let said = answers.iter().find(|answer| answer.slot_id == slot.id);
            let said = said.map(SlotAnswer::availability).unwrap_or_default();
            let mut radios = form
                .radios(
                    &format!("answers.{i}.availability"),
                    &hours(cx, one, slot),
                    choices(said),
                )
                .required();
            let warnings = warnings(slot);
            if !warnings.is_empty() {
                radios = radios.hint(warnings.join("\u{a0}; "));
            }
            view! {
                <input type="hidden" name=format!("answers.{i}.slot_id") value=slot.id.clone()/>
                {radios}
            }
        })
        .collect();
    view! { <div class="answers">{slots}</div> }.into_any()
}

fn choices(said: Availability) -> Vec<Choice> {
    [Availability::Yes, Availability::IfNeeded, Availability::No]
        .map(|one| choice(one as i32, text::availability(one), one == said))
        .into()
}

/// An answer that an organisation gave by telephone.
pub(super) fn by_telephone(cx: &PageContext, one: &Poll) -> AnyView {
    let named = cx.ask("for");
    let mine = cx.me.as_ref().map(|me| me.organisation_id.as_str());
    let others: Vec<&poll::Asked> = one
        .asked
        .iter()
        .filter(|asked| Some(asked.organisation_id.as_str()) != mine)
        .collect();
    let Some(asked) = others.iter().find(|asked| asked.organisation_id == named) else {
        return choose(one, &others);
    };
    let form = act_form(cx, "PollService/AnswerPoll")
        .id("by-telephone")
        .next(format!("/poll/{}", one.id))
        .hidden("id", &one.id)
        .hidden("organisation_id", &asked.organisation_id)
        .hidden("version", asked.version);
    let body = view! {
        {fields(cx, &form, one, &asked.answers)}
        {form.text("word", "Un mot").value(&asked.word).max(200)}
    };
    let label = format!("Réponse de {}, par téléphone", asked.organisation_name);
    fold(&label, true, form.view(body, "Enregistrer la réponse"))
}

/// First for whom: what that organisation said already is then shown.
fn choose(one: &Poll, others: &[&poll::Asked]) -> AnyView {
    if others.is_empty() {
        return ().into_any();
    }
    let options: Vec<_> = others
        .iter()
        .map(|asked| {
            let answered = asked.answered_at.map(|_| " (a répondu)");
            view! { <option value=asked.organisation_id.clone()>{asked.organisation_name.clone()}{answered}</option> }
        })
        .collect();
    let form = view! {
        <form class="filters" method="get" action=format!("/poll/{}", one.id)>
            <div class="field">
                <label for="for">"Organisation"</label>
                <select id="for" name="for">{options}</select>
            </div>
            <button class="button" type="submit">"Saisir sa réponse"</button>
        </form>
    };
    fold("Saisir une réponse reçue par téléphone", false, form)
}

/// Organisations and slots: a word and a sign in each cell, the totals last.
pub(super) fn table(cx: &PageContext, one: &Poll) -> AnyView {
    let now = cx.info.now;
    let head = |slot: &poll::Slot| {
        let at = slot.starts_at.map(time::instant).unwrap_or_default();
        time::short(at, cx.zone(), now)
    };
    let heads: Vec<String> = std::iter::once("Organisation".to_owned())
        .chain(one.slots.iter().map(head))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut rows: Vec<Vec<AnyView>> = one.asked.iter().map(|asked| row(one, asked)).collect();
    if one.n_answered > 0 {
        rows.push(totals(one));
    }
    let zone = format!("Heures de début, {}.", time::zone_words(cx.zone()));
    view! {
        <section aria-labelledby="answers">
            <h2 id="answers">"Réponses"</h2>
            <div class="poll">{parts_table("Réponses de chaque organisation à chaque créneau", &heads, rows)}</div>
            <p class="soft">{zone}</p>
        </section>
    }
    .into_any()
}

fn row(one: &Poll, asked: &poll::Asked) -> Vec<AnyView> {
    let by_telephone = asked
        .is_by_telephone
        .then(|| view! { <p class="soft">"par téléphone"</p> });
    let word = (!asked.word.is_empty()).then(|| view! { <p class="soft">{asked.word.clone()}</p> });
    let silent = asked
        .answered_at
        .is_none()
        .then(|| view! { <p class="soft">"sans réponse"</p> });
    let name = view! { {asked.organisation_name.clone()}{by_telephone}{word}{silent} }.into_any();
    let cell = |slot: &poll::Slot| {
        let said = asked.answers.iter().find(|answer| answer.slot_id == slot.id);
        availability(said.map(SlotAnswer::availability).unwrap_or_default())
    };
    std::iter::once(name).chain(one.slots.iter().map(cell)).collect()
}

fn availability(said: Availability) -> AnyView {
    let word = text::availability(said);
    match said {
        Availability::Yes => pill(Sign::Done, word).into_any(),
        Availability::IfNeeded => pill(Sign::Doing, word).into_any(),
        Availability::No => pill(Sign::Bad, word).into_any(),
        Availability::Unspecified => {
            view! { <span class="none">"—"<span class="unseen">{word}</span></span> }.into_any()
        }
    }
}

fn totals(one: &Poll) -> Vec<AnyView> {
    let name = view! { <strong>"Total"</strong> }.into_any();
    let cell = |slot: &poll::Slot| {
        if slot.n_yes + slot.n_if_needed + slot.n_no == 0 {
            return availability(Availability::Unspecified);
        }
        let words = format!("{}\u{a0}oui, {}\u{a0}si besoin", slot.n_yes, slot.n_if_needed);
        view! { <strong>{words}</strong> }.into_any()
    };
    std::iter::once(name).chain(one.slots.iter().map(cell)).collect()
}
