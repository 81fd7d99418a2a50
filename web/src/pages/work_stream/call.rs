//! The call of a stream: its dates in words, and the animator's form.

use leptos::prelude::*;
use prost_types::Timestamp;
use proto::v1::{CallState, WorkStream};

use super::Read;
use crate::page::PageContext;
use crate::text;
use crate::ui::form::{act_form, choice, confirm};
use crate::ui::parts::fold;
use crate::ui::time;

/// The zones in which a call can be dated.
pub(crate) const ZONES: [&str; 6] = [
    "Europe/Paris",
    "America/Martinique",
    "America/Guadeloupe",
    "America/Cayenne",
    "Indian/Mayotte",
    "Indian/Reunion",
];

/// The zones to choose from, one chosen; an unusual one is kept.
pub(crate) fn zone_choices(chosen: &str) -> Vec<crate::ui::form::Choice> {
    let chosen = if chosen.is_empty() { ZONES[0] } else { chosen };
    let other = (!ZONES.contains(&chosen)).then_some(chosen);
    let zones = ZONES.into_iter().chain(other);
    zones
        .map(|zone| choice(zone, time::zone_words(zone), zone == chosen))
        .collect()
}

/// « clôture jeudi 26 novembre, 23 h 59, heure de Paris · il reste 9 jours ».
pub(super) fn dates(cx: &PageContext, stream: &WorkStream) -> AnyView {
    let now = cx.info.now;
    let call = stream.call.clone().unwrap_or_default();
    let zone = call.zone.as_str();
    match (call.state(), call.opens_at, call.closes_at) {
        (CallState::Open, _, Some(at)) => {
            view! { "clôture "{time::at_view(at, zone, now)}{own_hour(cx, at, zone)}" · "{time::left_view(at, zone, now)} }.into_any()
        }
        (CallState::Closed, _, Some(at)) => view! { "clos depuis le "{time::day_view(at, zone, now)} }.into_any(),
        (CallState::Planned, Some(opens), Some(closes)) => {
            view! { "du "{time::at_view(opens, zone, now)}{own_hour(cx, opens, zone)}" au "{time::at_view(closes, zone, now)} }.into_any()
        }
        _ => "Les dates de l’appel ne sont pas encore fixées.".into_any(),
    }
}

/// « (18 h 59, heure de Cayenne) » when the reader's hour differs from the one shown.
pub(crate) fn own_hour(cx: &PageContext, at: Timestamp, zone: &str) -> AnyView {
    if !time::differs(at, zone, cx.zone()) {
        return ().into_any();
    }
    view! { " ("{time::at_view(at, cx.zone(), cx.info.now)}")" }.into_any()
}

/// Dates, guidance and required sections.
pub(super) fn form(cx: &PageContext, read: &Read) -> AnyView {
    let stream = &read.stream;
    let call = stream.call.clone().unwrap_or_default();
    let zone = if call.zone.is_empty() {
        "Europe/Paris"
    } else {
        call.zone.as_str()
    };
    let form = act_form(cx, "ProgrammeService/UpdateCall")
        .hidden("work_stream_id", &stream.id)
        .hidden("version", stream.version);
    let is_undated = call.opens_at.is_none();
    let is_open = form.is_refused() || is_undated;
    let sections = text::SECTIONS.map(|(key, name)| {
        choice(
            key,
            name,
            call.required_sections.iter().any(|required| required == key),
        )
    });
    let body = view! {
        <div class="fields">
            {form.datetime("opens_at", "Ouverture").value(time::local_value(call.opens_at, zone)).required()}
            {form.datetime("closes_at", "Clôture").value(time::local_value(call.closes_at, zone)).required()}
            {form.select("zone", "À l’heure de", zone_choices(zone)).required()}
        </div>
        {form.area("guidance", "Consignes").hint("Mise en forme légère : **gras**, listes avec des tirets, titres avec ##.").value(&call.guidance).rows(8)}
        {form.checkboxes("required_sections", "Rubriques demandées dans la fiche d’expérience", sections.into())}
    };
    let form = if is_undated {
        form.main(body, "Enregistrer l’appel")
    } else {
        form.view(body, "Enregistrer l’appel")
    };
    fold(
        if is_undated {
            "Fixer les dates de l’appel"
        } else {
            "Modifier l’appel"
        },
        is_open,
        form,
    )
}

/// Closes an open call at once.
pub(super) fn close(cx: &PageContext, read: &Read) -> AnyView {
    if read.call_state() != CallState::Open {
        return ().into_any();
    }
    let form = act_form(cx, "ProgrammeService/CloseCall").hidden("work_stream_id", &read.stream.id);
    let form = form.view_with(
        (),
        view! { <button class="button danger" type="submit">"Clore maintenant"</button> },
    );
    let words = "L’appel se clôt à l’instant, avant sa date. Les centres sans contribution ne pourront déposer qu’avec un délai accordé.";
    confirm("Clore l’appel…", words, form).into_any()
}
