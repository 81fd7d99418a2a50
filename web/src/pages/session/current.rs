//! The point being treated, large: its time, what it is about, who speaks.

use leptos::prelude::*;
use proto::v1::{AgendaItem, Attachment, Meeting, MeetingSession, Owner, SessionItem};

use super::{current, minutes, next};
use crate::page::PageContext;
use crate::pages::attachment;
use crate::text;
use crate::ui::parts::{Sign, bar, pill, prose};
use crate::ui::time;

pub(super) fn view(
    cx: &PageContext,
    meeting: &Meeting,
    session: &MeetingSession,
    documents: &[Attachment],
) -> AnyView {
    let body = match current(session) {
        Some(item) => item_view(cx, meeting, session, item),
        None if session.is_item_withheld => {
            view! { <p>"Le point en cours ne concerne que certaines organisations. La séance reprendra pour tous au point suivant."</p> }
                .into_any()
        }
        None => waiting(cx, session),
    };
    let files = (!documents.is_empty())
        .then(|| attachment::part(cx, documents, Owner::AgendaItem, &session.item_id, false));
    view! { <div class="card session-card">{body}{files}{speaking(session)}</div> }.into_any()
}

/// No point is begun: people arrive.
fn waiting(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let first = next(session).map(|item| {
        let at = item.starts_at.map(|at| {
            let zone = cx.zone();
            format!(", vers {}, {}", time::hour(at, zone), time::zone_words(zone))
        });
        view! { <p>{format!("Premier point\u{a0}: {}", item.title)}{at}"."</p> }
    });
    view! { <p>"Les personnes arrivent ; aucun point n’est commencé."</p>{first} }.into_any()
}

fn item_view(cx: &PageContext, meeting: &Meeting, session: &MeetingSession, item: &SessionItem) -> AnyView {
    let planned = (item.minutes + item.extra_minutes).max(1);
    let used = (item.elapsed_s / 60).clamp(0, planned);
    let of = meeting.items.iter().find(|one| one.id == item.item_id);
    let about = of.map(|one| prose(&one.text_html));
    let s = if used > 1 { "s" } else { "" };
    let label = format!("{used} minute{s} passée{s} sur {planned}");
    view! {
        <p class="soft">{facts(session, item, of)}</p>
        {remaining(item)}
        {bar(used, planned, &label)}
        <p class="soft">{until(item, cx.zone())}</p>
        {about}
    }
    .into_any()
}

/// « Point 4 sur 6 · décision · présenté par le CGET ».
pub(super) fn facts(session: &MeetingSession, item: &SessionItem, of: Option<&AgendaItem>) -> String {
    let organisation = of.map_or("", |one| one.presenter_organisation_name.as_str());
    let presenter = match (item.presenter.as_str(), organisation) {
        ("", "") => None,
        ("", name) | (name, "") => Some(format!("présenté par {name}")),
        (name, organisation) => Some(format!("présenté par {name} ({organisation})")),
    };
    let parts = [
        Some(format!("Point {} sur {}", item.place, session.n_items)),
        Some(text::item_purpose(item.purpose()).to_owned()),
        presenter,
        item.is_closed.then(|| "à huis clos".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// « 12 min restantes sur 20 », or by how much it is too long.
pub(super) fn remaining(item: &SessionItem) -> AnyView {
    let planned = item.minutes + item.extra_minutes;
    if item.remaining_s < 0 {
        let over = format!("+\u{a0}{}", minutes(item.remaining_s));
        return view! {
            <p class="session-time"><strong>{over}</strong>" "{pill(Sign::Wait, "temps dépassé")}<span class="soft">{format!(" sur {planned} prévues")}</span></p>
        }
        .into_any();
    }
    view! {
        <p class="session-time"><strong>{minutes(item.remaining_s)}</strong><span class="soft">{format!(" restantes sur {planned}")}</span></p>
    }
    .into_any()
}

/// « Fin prévue à 15 h 55, heure de Paris. »
pub(super) fn until(item: &SessionItem, zone: &str) -> String {
    let Some(at) = item.ends_at else {
        return String::new();
    };
    let extended = if item.extra_minutes > 0 {
        format!(" (prolongé de {}\u{a0}min)", item.extra_minutes)
    } else {
        String::new()
    };
    let (hour, zone) = (time::hour(at, zone), time::zone_words(zone));
    let words = if item.remaining_s < 0 {
        "Fin dépassée\u{a0}:"
    } else {
        "Fin prévue à"
    };
    format!("{words} {hour}, {zone}{extended}.")
}

/// Who was given the floor.
pub(super) fn speaking(session: &MeetingSession) -> Option<AnyView> {
    let speaker = session.speaking.as_ref()?;
    let organisation =
        (!speaker.organisation_name.is_empty()).then(|| format!(" ({})", speaker.organisation_name));
    Some(view! { <p class="session-speaking">"A la parole : "<strong>{speaker.name.clone()}</strong>{organisation}</p> }.into_any())
}
