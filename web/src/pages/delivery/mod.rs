//! The sending of an edition: to whom and when, the ten minutes in which all can be stopped, how far it is, its
//! recipients; what became of the editions of a newsletter; and what to publish in the DNS of the sender's domain.

mod follow;
mod prepare;
mod recipients;
mod sender;
mod totals;

use leptos::prelude::*;
use proto::v1::{DeliveryRequest, DeliveryState, EditionDelivery};

pub(crate) use recipients::page as recipients;
pub(crate) use sender::page as sender;
pub(crate) use totals::page as totals;

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::text;
use crate::ui::parts::{Sign, heading, pill};
use crate::ui::time;

/// `/delivery/<edition>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let delivery = get(&cx, cx.param("edition_id")).await?;
    let is_known = delivery.state() != DeliveryState::Unspecified;
    let prepare = if delivery.may_schedule {
        Some(prepare::view(&cx, &delivery).await?)
    } else {
        None
    };
    let follow = is_known.then(|| {
        view! { <div id="delivery" class="delivery" data-live=topic(&delivery)>{follow::view(&cx, &delivery)}</div> }
    });
    let not_ready = (!is_known && !delivery.may_schedule).then(|| not_ready(&delivery));
    let edition = delivery.is_own.then(|| {
        view! { <p><a href=format!("/edition/{}", delivery.edition_id)>"L’édition"</a></p> }
    });
    let main = view! {
        {heading(delivery.newsletter_name.clone(), title(&delivery), "")}
        {edition}
        {follow}
        {not_ready}
        {prepare}
    };
    Ok(Page::new(title(&delivery), Nav::Newsletter, main).live())
}

async fn get(cx: &PageContext, edition_id: &str) -> Result<EditionDelivery> {
    let request = DeliveryRequest {
        edition_id: edition_id.to_owned(),
    };
    Ok(cx.delivery().get_delivery(request).await?.into_inner())
}

fn title(delivery: &EditionDelivery) -> String {
    if delivery.subject.is_empty() {
        "Envoi de l’édition".to_owned()
    } else {
        format!("Envoi\u{a0}: {}", delivery.subject)
    }
}

/// What moves the pages of a delivery.
fn topic(delivery: &EditionDelivery) -> String {
    format!("delivery:{}", delivery.edition_id)
}

/// What forbids to send, or that the reader may not.
fn not_ready(delivery: &EditionDelivery) -> AnyView {
    if delivery.problems.is_empty() {
        return view! { <p>"Cette édition n’est pas encore programmée. Vous n’avez pas le droit de l’envoyer."</p> }
            .into_any();
    }
    let problems: Vec<_> = delivery
        .problems()
        .map(|reason| view! { <li>{text::reason(reason)}</li> })
        .collect();
    view! {
        <section aria-labelledby="problems">
            <h2 id="problems">"À corriger avant l’envoi"</h2>
            <ul>{problems}</ul>
        </section>
    }
    .into_any()
}

/// The part of the edition's page that leads here; nothing for one who may not see it.
pub(crate) async fn section(cx: &PageContext, edition_id: &str) -> AnyView {
    let Ok(delivery) = get(cx, edition_id).await else {
        return ().into_any();
    };
    let label = if delivery.may_schedule {
        "Préparer l’envoi"
    } else {
        "Suivre l’envoi"
    };
    let is_known = delivery.state() != DeliveryState::Unspecified;
    let link = (is_known || delivery.may_schedule).then(|| {
        view! { <p class="acts"><a class="button" href=format!("/delivery/{edition_id}")>{label}</a></p> }
    });
    // Of a draft they are said where they are.
    let stale: Vec<_> = delivery
        .problems()
        .filter(|_| is_known)
        .map(|reason| view! { <p class="error">{text::reason(reason)}</p> })
        .collect();
    let words = (!is_known && !delivery.may_schedule && delivery.problems.is_empty())
        .then(|| view! { <p>"L’envoi est décidé par qui en a le droit."</p> });
    view! {
        <section aria-labelledby="delivery-title">
            <h2 id="delivery-title">"Envoi"</h2>
            <div id="delivery-state" data-live=topic(&delivery)><p>{state_pill(&delivery)}" "{when(cx, &delivery)}</p>{stale}</div>
            {words}
            {link}
        </section>
    }
    .into_any()
}

fn state_pill(delivery: &EditionDelivery) -> AnyView {
    let state = delivery.state();
    let sign = match state {
        DeliveryState::Unspecified => Sign::Plain,
        DeliveryState::AwaitingRelease | DeliveryState::Overdue | DeliveryState::Paused => Sign::Wait,
        DeliveryState::Held => Sign::Doing,
        DeliveryState::Sending => Sign::Open,
        DeliveryState::Stopped => Sign::Bad,
        DeliveryState::Done => Sign::Done,
    };
    pill(sign, text::delivery_state(state)).into_any()
}

/// When the first mail leaves, while none has.
fn when(cx: &PageContext, delivery: &EditionDelivery) -> AnyView {
    let is_coming = matches!(
        delivery.state(),
        DeliveryState::Held | DeliveryState::AwaitingRelease
    );
    let starts_at = delivery.starts_at.filter(|_| is_coming);
    starts_at
        .map(|at| view! { "Départ " {time::at_view(at, &delivery.zone, cx.info.now)} })
        .into_any()
}
