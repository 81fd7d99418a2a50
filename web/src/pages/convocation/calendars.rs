//! The calendars that the reader may subscribe to.

use leptos::prelude::*;
use proto::v1::list_calendars_response::Calendar;
use proto::v1::{CalendarKind, ListCalendarsRequest};

use crate::page::{PageContext, Result};
use crate::ui::form::act_form;
use crate::ui::parts::fold;

/// Their secret addresses, each with the way to a new one.
pub(crate) async fn section(cx: &PageContext) -> Result<AnyView> {
    let answer = cx.convocation().list_calendars(ListCalendarsRequest {}).await?;
    let items: Vec<_> = answer
        .into_inner()
        .calendars
        .iter()
        .map(|one| item(cx, one))
        .collect();
    let body = view! {
        <p class="measure soft">"Votre logiciel d’agenda lit ces adresses et se tient à jour. Elles sont secrètes : qui en a une lit le calendrier. Une nouvelle adresse rend l’ancienne muette."</p>
        <ul class="rows">{items}</ul>
    };
    Ok(fold("S’abonner au calendrier", false, body))
}

fn label(kind: CalendarKind) -> &'static str {
    match kind {
        CalendarKind::Mine => "Mes réunions",
        CalendarKind::Organisation => "Celles de mon organisation",
        CalendarKind::Network | CalendarKind::Unspecified => "Celles du réseau",
    }
}

fn item(cx: &PageContext, one: &Calendar) -> AnyView {
    let form = act_form(cx, "ConvocationService/RenewCalendar")
        .id(format!("calendar-{}", one.kind))
        .hidden("kind", one.kind);
    let (address, button) = if one.url.is_empty() {
        (
            view! { <p class="soft">"Pas encore d’adresse."</p> }.into_any(),
            "Créer l’adresse",
        )
    } else {
        let url = format!("{}.ics", one.url);
        (
            view! { <p><a href=url.clone() class="address">{url.clone()}</a></p> }.into_any(),
            "Nouvelle adresse",
        )
    };
    view! {
        <li>
            <div><strong>{label(one.kind())}</strong>{address}</div>
            <div class="row-acts">{form.view((), button)}</div>
        </li>
    }
    .into_any()
}
