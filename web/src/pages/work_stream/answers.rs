//! The answers of the centres: who is engaged, who declined, who withdrew.

use leptos::prelude::*;
use proto::v1::{Engagement, EngagementState, WorkStream};

/// Engagements by state.
pub(super) fn engagements(stream: &WorkStream) -> AnyView {
    let of = |state| {
        stream
            .engagements
            .iter()
            .filter(|one| one.state() == state)
            .collect::<Vec<_>>()
    };
    let engaged = of(EngagementState::Engaged);
    let title = match engaged.len() {
        0 => "Aucun centre engagé".to_owned(),
        1 => "1 centre engagé".to_owned(),
        n => format!("{n} centres engagés"),
    };
    view! {
        <section aria-labelledby="engaged">
            <h2 id="engaged">{title}</h2>
            {list(&engaged)}
            {others("Ont décliné", &of(EngagementState::Declined))}
            {others("Se sont retirés", &of(EngagementState::Withdrawn))}
        </section>
    }
    .into_any()
}

fn others(title: &'static str, engagements: &[&Engagement]) -> AnyView {
    if engagements.is_empty() {
        return ().into_any();
    }
    view! { <h3 class="minor">{title}</h3>{list(engagements)} }.into_any()
}

fn list(engagements: &[&Engagement]) -> AnyView {
    let items: Vec<_> = engagements.iter().map(|one| item(one)).collect();
    view! { <ul class="names">{items}</ul> }.into_any()
}

fn item(one: &Engagement) -> AnyView {
    let reason = (!one.reason.is_empty()).then(|| view! { <p class="soft">{one.reason.clone()}</p> });
    let words = "saisi par l’animateur (téléphone)";
    let by_telephone = one
        .is_entered_by_animator
        .then(|| view! { <p class="soft">{words}</p> });
    let name = one.organisation_name.clone();
    view! { <li><a class="quiet" href=format!("/network/{}", one.organisation_id)>{name}</a>{reason}{by_telephone}</li> }.into_any()
}
