//! What the rules ask of the year, and how far it is: of the network, of the reader's centre, of all centres for the
//! animator. And, for one centre, what it took part in.

mod centres;
mod one;
mod parts;

use leptos::prelude::*;
use proto::v1::{GetObligationsRequest, Obligation, Obligations, Role};

use crate::page::{Cx, Nav, Page, PageContext, Result};
use crate::ui::parts::{empty, heading};

pub(crate) use one::page as centre;

/// `/obligation?year=2027`.
pub(crate) async fn page(cx: Cx) -> Result {
    let request = GetObligationsRequest {
        year: cx.ask("year").parse().unwrap_or_default(),
        organisation_id: String::new(),
    };
    let all = cx.obligation().get_obligations(request).await?.into_inner();
    let title = format!("Obligations {}", all.year);
    let main = view! {
        {parts::years_nav("/obligation", &all)}
        {heading("L’année du réseau", title.clone(), "Ce que le cadre de référence demande, et où cela en est. Tout se déduit de ce qui est fait ici\u{a0}: rien ne se coche.")}
        <div id="obligations" data-live="*">{body(&cx, &all)}</div>
    };
    Ok(Page::new(title, Nav::Obligation, main).live())
}

fn body(cx: &PageContext, all: &Obligations) -> AnyView {
    if all.obligations.is_empty() {
        return empty("Rien n’est enregistré pour cette année.", None).into_any();
    }
    let (network, centres): (Vec<&Obligation>, Vec<&Obligation>) = all
        .obligations
        .iter()
        .partition(|one| one.organisation_id.is_empty());
    let is_animator = cx.role() == Role::Animator;
    if is_animator {
        let mut others = network;
        others.retain(|one| !centres::is_first(one));
        let others = (!others.is_empty()).then(|| parts::section(cx, all, "network", "Le réseau", &others));
        return view! {
            {parts::counts(&all.obligations)}
            {centres::first(cx, all)}
            {others}
            {centres::table_of(all, &centres)}
        }
        .into_any();
    }
    let own = centres.first().map(|one| {
        let path = format!("/obligation/{}?year={}", one.organisation_id, all.year);
        view! {
            {parts::section(cx, all, "own", "Votre centre", &centres)}
            <p class="more"><a href=path>"Ce à quoi votre centre a pris part"</a></p>
        }
    });
    view! {
        {own}
        {parts::section(cx, all, "network", "Le réseau", &network)}
    }
    .into_any()
}
