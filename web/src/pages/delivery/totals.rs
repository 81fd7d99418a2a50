//! What became of the editions of a newsletter: numbers, and a small chart of each.

use leptos::prelude::*;
use proto::v1::{DeliveryTotals, ListDeliveryTotalsRequest};

use crate::page::{Cx, Nav, Page, Result};
use crate::text::number;
use crate::ui::parts::{empty, heading, table};
use crate::ui::time;

/// Height of a chart, width of an edition in it, and the editions for which there is room at least.
const HEIGHT: i64 = 48;
const STEP: i64 = 12;
const ROOM: i64 = 12;

/// `/delivery/totals/<newsletter>`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = ListDeliveryTotalsRequest {
        newsletter_id: cx.param("newsletter_id").to_owned(),
    };
    let answer = cx.delivery().list_delivery_totals(request).await?.into_inner();
    let totals = &answer.totals;
    let row = |one: &DeliveryTotals| {
        let sent_at = one.sent_at.map(|at| time::at_view(at, &answer.zone, cx.info.now));
        vec![
            view! { <a href=format!("/delivery/{}", one.edition_id)>{one.subject.clone()}</a> }.into_any(),
            sent_at.into_any(),
            number(one.n_sent).into_any(),
            number(one.n_bounced).into_any(),
            number(one.n_failed).into_any(),
            number(one.n_left).into_any(),
        ]
    };
    let body = if totals.is_empty() {
        empty("Aucune édition de cette lettre n’est encore partie.", None).into_any()
    } else {
        let rows = totals.iter().rev().map(row).collect();
        view! {
            <div class="charts">
                {chart("Envoyés", totals, |one| one.n_sent)}
                {chart("Non remis", totals, |one| one.n_bounced + one.n_failed)}
                {chart("Départs", totals, |one| one.n_left)}
            </div>
            {table("Éditions parties, la dernière d’abord", &["Édition", "Premier courriel", "Envoyés", "Adresses non valables", "Refusés", "Départs"], rows)}
        }
        .into_any()
    };
    let main = view! {
        {heading(answer.newsletter_name.clone(), "Envois", "")}
        <p class="measure">"Des totaux seulement\u{a0}: ni l’ouverture des courriels ni les clics ne sont suivis. Un départ compte pour la dernière édition que la personne a reçue."</p>
        {body}
    };
    Ok(Page::new("Envois", Nav::Newsletter, main))
}

/// One bar for each edition, the oldest first; the table says the same in numbers.
fn chart(label: &'static str, totals: &[DeliveryTotals], n: fn(&DeliveryTotals) -> i64) -> AnyView {
    let most = totals.iter().map(n).max().unwrap_or_default();
    let n_editions = i64::try_from(totals.len()).unwrap_or_default();
    // The last one is at the right.
    let first = (ROOM - n_editions).max(0);
    let bars: Vec<_> = totals
        .iter()
        .zip(first..)
        .map(|(one, place)| {
            // Something is never drawn as nothing.
            let height = (n(one) * HEIGHT / most.max(1)).max(i64::from(n(one) > 0));
            view! { <rect x=place * STEP + 1 y=HEIGHT - height width=STEP - 2 height=height></rect> }
        })
        .collect();
    let width = n_editions.max(ROOM) * STEP;
    let last = totals.last().map(n).unwrap_or_default();
    view! {
        <figure class="chart">
            <figcaption><span>{label}</span>" "<strong>{number(last)}</strong>" "<span class="soft">{format!("maximum {}", number(most))}</span></figcaption>
            <svg viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">{bars}</svg>
        </figure>
    }
    .into_any()
}
