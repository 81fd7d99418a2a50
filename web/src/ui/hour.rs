//! An instant as several people live it: in the zone in which it was set, in the reader's and in that of Paris, where
//! they differ (O2).

use leptos::prelude::*;
use prost_types::Timestamp;

use super::time;
use crate::page::PageContext;
use crate::text;

/// The zones in which a reader is told an instant, the one in which it was set first.
pub(crate) fn zones<'a>(cx: &'a PageContext, at: Timestamp, zone: &'a str) -> Vec<&'a str> {
    let mut zones = vec![zone];
    for other in [cx.zone(), "Europe/Paris"] {
        if zones.iter().all(|known| time::differs(at, known, other)) {
            zones.push(other);
        }
    }
    zones
}

/// Words of an instant in each of these zones: « 9 h, heure de Cayenne (14 h, heure de Paris) ».
pub(crate) fn said(cx: &PageContext, at: Timestamp, zone: &str, words: impl Fn(&str) -> String) -> String {
    let zones = zones(cx, at, zone);
    let others = zones[1..].iter().map(|other| format!(" ({})", words(other)));
    format!("{}{}", words(zone), others.collect::<String>())
}

/// « jeudi 15 avril, 9 h, heure de Cayenne (jeudi 15 avril, 14 h, heure de Paris) ».
pub(crate) fn at_view(cx: &PageContext, at: Timestamp, zone: &str) -> impl IntoView + use<> {
    let when = time::instant(at);
    let words = said(cx, at, zone, |zone| time::at(when, zone, cx.info.now));
    time::time_view(when, words)
}

/// The hour in the other zones than that in which it was set, before what is said beside: « 9 h à Cayenne · ».
pub(crate) fn elsewhere(cx: &PageContext, at: Option<Timestamp>, zone: &str) -> Option<String> {
    let at = at?;
    let zones = zones(cx, at, zone);
    let hours = zones[1..]
        .iter()
        .map(|other| format!("{} {} · ", time::hour(at, other), text::at_place(other)));
    Some(hours.collect())
}
