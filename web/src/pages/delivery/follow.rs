//! How far a delivery is, and what one may do about it.

use leptos::prelude::*;
use proto::v1::{DeliveryState, EditionDelivery, Reason, RecipientState};

use super::prepare::DAYS;
use super::state_pill;
use crate::page::PageContext;
use crate::text::{self, number};
use crate::ui::form::{act_button, confirm};
use crate::ui::parts::{bar, link_button, table};
use crate::ui::time;

/// Everything about a delivery that is scheduled.
pub(super) fn view(cx: &PageContext, delivery: &EditionDelivery) -> AnyView {
    let began = !matches!(
        delivery.state(),
        DeliveryState::AwaitingRelease | DeliveryState::Held | DeliveryState::Overdue
    );
    let progress = began.then(|| progress(delivery));
    let counts = began.then(|| counts(delivery));
    let list = (delivery.may_list && began).then(|| {
        let path = format!("/delivery/{}/recipients", delivery.edition_id);
        view! { <p>{link_button(path, "Voir les destinataires", false)}</p> }
    });
    view! {
        <p class="standing">{state_pill(delivery)}</p>
        {facts(cx, delivery)}
        {progress}
        {acts(cx, delivery)}
        {counts}
        {meanings(delivery)}
        {reports(delivery)}
        {decisions(cx, delivery)}
        {list}
    }
    .into_any()
}

fn sum(delivery: &EditionDelivery, state: RecipientState) -> i64 {
    let counts = delivery.counts.iter().filter(|count| count.state() == state);
    counts.map(|count| count.n).sum()
}

fn facts(cx: &PageContext, delivery: &EditionDelivery) -> AnyView {
    let now = cx.info.now;
    let at = |label: &'static str, when: Option<prost_types::Timestamp>| {
        when.map(|when| view! { <dt>{label}</dt><dd>{time::at_view(when, &delivery.zone, now)}</dd> })
    };
    let state = delivery.state();
    let starts = matches!(
        state,
        DeliveryState::AwaitingRelease | DeliveryState::Held | DeliveryState::Overdue
    );
    let label = if state == DeliveryState::Overdue {
        "Devait partir"
    } else if !delivery.local_hour.is_empty() {
        "Premier départ"
    } else {
        "Départ"
    };
    let opens = if starts {
        "Premier courriel, à l’ouverture des heures d’envoi"
    } else {
        "Reprise, à l’ouverture des heures d’envoi"
    };
    let pace = (delivery.rate_per_hour > 0).then(|| {
        view! { <dt>"Rythme"</dt><dd>{format!("{} courriels par heure", number(delivery.rate_per_hour))}</dd> }
    });
    let left = delivery.started_at.map(|_| {
        view! { <dt>"Départs depuis"</dt><dd>{number(delivery.n_left)}</dd> }
    });
    let by = (!delivery.scheduled_by.is_empty())
        .then(|| view! { <dt>"Programmé par"</dt><dd>{delivery.scheduled_by.clone()}</dd> });
    let hours = hours(delivery);
    let words = waiting(delivery, starts);
    view! {
        {words}
        <dl class="facts">
            <dt>"Destinataires"</dt><dd>{number(delivery.n_recipients)}</dd>
            {at(label, delivery.starts_at.filter(|_| starts))}
            {local_hour(delivery)}
            {whom(delivery)}
            {hours}
            {at("Premier courriel parti", delivery.started_at)}
            {pace}
            {left}
            {at("Fin prévue", delivery.expected_end)}
            {at(opens, delivery.opens_at)}
            {at("Terminé", delivery.ended_at)}
            {by}
        </dl>
    }
    .into_any()
}

/// What it waits for, before anything leaves.
fn waiting(delivery: &EditionDelivery, starts: bool) -> Option<AnyView> {
    let words = match delivery.state() {
        _ if starts && delivery.problems().any(|one| one == Reason::SourceCorrected) => {
            "Une note d’information que l’édition relaie a été corrigée depuis\u{a0}: l’édition ne part pas avec l’ancien texte. Arrêtez l’envoi\u{a0}: elle redevient un brouillon, où vous reprenez le texte corrigé."
        }
        _ if starts && !delivery.problems.is_empty() => {
            "Une note d’information que l’édition relaie a été retirée depuis\u{a0}: l’édition ne part pas. Arrêtez l’envoi\u{a0}: elle redevient un brouillon, dont vous retirez la note."
        }
        DeliveryState::Held => {
            "Rien n’est encore parti. Arrêter maintenant rend l’édition à l’état de brouillon."
        }
        DeliveryState::AwaitingRelease => "Une seconde personne doit donner son accord avant le départ.",
        DeliveryState::Overdue => {
            "Le service était arrêté à l’heure prévue, et plus d’une heure a passé\u{a0}: l’édition n’est pas partie. Choisissez une autre heure, ou arrêtez l’envoi."
        }
        _ => "",
    };
    (!words.is_empty()).then(|| view! { <p>{words}</p> }.into_any())
}

/// The hour, when it is the same in each territory.
fn local_hour(delivery: &EditionDelivery) -> Option<AnyView> {
    let hour = &delivery.local_hour;
    (!hour.is_empty()).then(|| {
        let words = format!("{hour} dans chaque territoire, au fur et à mesure qu’il y est cette heure");
        view! { <dt>"Heure"</dt><dd>{words}</dd> }.into_any()
    })
}

/// The days and hours of sending, when they are limited.
fn hours(delivery: &EditionDelivery) -> Option<AnyView> {
    let window = delivery.window.clone().unwrap_or_default();
    let day = |day: &i32| {
        usize::try_from(*day - 1)
            .ok()
            .and_then(|day| DAYS.get(day))
            .copied()
    };
    let days: Vec<&str> = window.days.iter().filter_map(day).collect();
    let is_all_day = window.from == window.until;
    let hours = (!is_all_day).then(|| format!("de {} à {}", window.from, window.until));
    let days = (!days.is_empty() && days.len() < DAYS.len()).then(|| days.join(", "));
    let words: Vec<String> = days.into_iter().chain(hours).collect();
    (!words.is_empty())
        .then(|| view! { <dt>"Jours et heures d’envoi"</dt><dd>{words.join(", ")}</dd> }.into_any())
}

/// To whom, when it is not everyone.
fn whom(delivery: &EditionDelivery) -> Option<AnyView> {
    let segment = delivery.segment.clone().unwrap_or_default();
    let territory = |code: &String| {
        let known = proto::territory::TERRITORIES.iter().find(|(one, ..)| one == code);
        known.map_or_else(|| code.clone(), |(_, name, _)| (*name).to_owned())
    };
    let mut words: Vec<String> = segment.territories.iter().map(territory).collect();
    words.extend(
        segment
            .functions()
            .map(|one| text::actor_function(one).to_owned()),
    );
    words.extend(segment.themes().map(|one| text::theme(one).to_owned()));
    match segment.list_ids.len() {
        0 => {}
        1 => words.push("1\u{a0}liste".to_owned()),
        n => words.push(format!("{n}\u{a0}listes")),
    }
    (!words.is_empty()).then(|| view! { <dt>"À qui"</dt><dd>{words.join(", ")}</dd> }.into_any())
}

fn progress(delivery: &EditionDelivery) -> AnyView {
    let left = sum(delivery, RecipientState::Queued) + sum(delivery, RecipientState::Sending);
    let done = delivery.n_recipients - left;
    let words = format!("{} sur {}", number(done), number(delivery.n_recipients));
    let small = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
    view! { <p>{bar(small(done), small(delivery.n_recipients), "Avancement de l’envoi")}" "{words}</p> }
        .into_any()
}

/// Recipients by state: they sum to all.
fn counts(delivery: &EditionDelivery) -> AnyView {
    let rows = delivery
        .counts
        .iter()
        .map(|count| {
            let cause = text::withheld_cause(count.cause());
            let words = if cause.is_empty() {
                text::recipient_state(count.state()).to_owned()
            } else {
                format!("{}\u{a0}: {cause}", text::recipient_state(count.state()))
            };
            vec![words.into_any(), number(count.n).into_any()]
        })
        .collect();
    table("Destinataires par état", &["État", "Nombre"], rows).into_any()
}

/// What servers say.
fn meanings(delivery: &EditionDelivery) -> AnyView {
    if delivery.meanings.is_empty() {
        return ().into_any();
    }
    let lines: Vec<_> = delivery
        .meanings
        .iter()
        .map(|one| {
            let words = text::answer_meaning(one.meaning());
            let state = text::recipient_state(one.state());
            view! { <li>{format!("{} {state}\u{a0}: {words}", number(one.n))}</li> }
        })
        .collect();
    view! { <h3>"Ce que disent les serveurs"</h3><ul>{lines}</ul> }.into_any()
}

/// What came back after the sending.
fn reports(delivery: &EditionDelivery) -> AnyView {
    if delivery.reports.is_empty() {
        return ().into_any();
    }
    let rows = delivery
        .reports
        .iter()
        .map(|count| {
            vec![
                text::report_kind(count.kind()).into_any(),
                number(count.n).into_any(),
            ]
        })
        .collect();
    view! {
        <h3>"Ce qui est revenu après l’envoi"</h3>
        {table("Retours reçus après l’envoi, par nature", &["Nature", "Nombre"], rows)}
    }
    .into_any()
}

fn acts(cx: &PageContext, delivery: &EditionDelivery) -> AnyView {
    let id = delivery.edition_id.as_str();
    let act = |rpc, label| act_button(cx, rpc, label, &[("edition_id", id)]);
    let release = delivery
        .may_release
        .then(|| act("DeliveryService/ReleaseDelivery", "Donner mon accord à l’envoi"));
    let pause = delivery
        .may_pause
        .then(|| act("DeliveryService/PauseDelivery", "Suspendre"));
    let resume = delivery
        .may_resume
        .then(|| act("DeliveryService/ResumeDelivery", "Reprendre"));
    let is_early = matches!(
        delivery.state(),
        DeliveryState::AwaitingRelease | DeliveryState::Held | DeliveryState::Overdue
    );
    let stop = delivery.may_stop.then(|| {
        let form = act("DeliveryService/StopDelivery", "Arrêter l’envoi");
        if is_early {
            form
        } else {
            confirm(
                "Arrêter…",
                "Ceux qui n’ont pas encore reçu l’édition ne la recevront jamais. Ceux qui l’ont reçue la gardent.",
                form,
            )
            .into_any()
        }
    });
    view! { <div class="row-acts">{release}{pause}{resume}{stop}</div> }.into_any()
}

/// What only a person decides.
fn decisions(cx: &PageContext, delivery: &EditionDelivery) -> AnyView {
    let is_open = matches!(
        delivery.state(),
        DeliveryState::Sending | DeliveryState::Paused | DeliveryState::Done
    );
    let id = delivery.edition_id.as_str();
    let may = delivery.may_retry && is_open;
    let failed = (may && sum(delivery, RecipientState::Failed) > 0).then(|| {
        let form = act_button(
            cx,
            "DeliveryService/RetryFailed",
            "Envoyer de nouveau aux refusés",
            &[("edition_id", id)],
        );
        confirm(
            "Envoyer de nouveau aux refusés…",
            "Seuls ceux que le serveur a refusés sont concernés.",
            form,
        )
    });
    let uncertain = (may && sum(delivery, RecipientState::Uncertain) > 0).then(|| {
        let form = act_button(
            cx,
            "DeliveryService/ResendUncertain",
            "Envoyer de nouveau aux incertains",
            &[("edition_id", id)],
        );
        confirm(
            "Envoyer de nouveau aux incertains…",
            "Le service s’est arrêté pendant leur envoi\u{a0}: personne ne sait s’ils ont reçu l’édition. Certains la recevraient deux fois. La décision est inscrite au journal.",
            form,
        )
    });
    view! { {failed}{uncertain} }.into_any()
}
