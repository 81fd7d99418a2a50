//! The agenda beside: what is done, what is being treated, what is to come and when.

use leptos::prelude::*;
use proto::v1::{ItemProgress, MeetingSession, MeetingState, SessionItem};

use super::minutes;
use crate::page::PageContext;
use crate::ui::parts::{Sign, empty, pill};
use crate::ui::{hour, time};

pub(super) fn view(cx: &PageContext, session: &MeetingSession) -> AnyView {
    let zone = cx.zone();
    let rows: Vec<_> = session.items.iter().map(|item| row(cx, session, item)).collect();
    let list = if rows.is_empty() {
        empty("L’ordre du jour n’a aucun point.", None).into_any()
    } else {
        view! { <ol class="session-agenda">{rows}</ol> }.into_any()
    };
    view! {
        <section aria-labelledby="agenda">
            <h2 id="agenda">"Ordre du jour"</h2>
            <p class="soft">{format!("Heures\u{a0}: {}.", time::zone_words(zone))}</p>
            {list}
        </section>
    }
    .into_any()
}

fn row(cx: &PageContext, session: &MeetingSession, item: &SessionItem) -> AnyView {
    let is_over = session.state() == MeetingState::Held;
    let (mark, class, current) = match item.progress() {
        ItemProgress::Done => (pill(Sign::Done, "fait").into_any(), "done", None),
        ItemProgress::Current => (pill(Sign::Open, "en cours").into_any(), "current", Some("step")),
        _ if is_over => (pill(Sign::Plain, "non traité").into_any(), "", None),
        _ => (().into_any(), "", None),
    };
    let is_told = !(is_over && item.progress() == ItemProgress::ToCome);
    let at = item.starts_at.filter(|_| is_told);
    let length = match item.progress() {
        ItemProgress::Done => format!("{} sur {}\u{a0}min", minutes(item.elapsed_s), item.minutes),
        _ => format!("{}\u{a0}min", item.minutes + item.extra_minutes),
    };
    let closed = item.is_closed.then_some(" · à huis clos");
    view! {
        <li class=class aria-current=current>
            <span class="agenda-hour">{at.map(|at| time::hour(at, cx.zone()))}</span>
            <div><p>{item.title.clone()}" "{mark}</p><p class="soft">{hour::elsewhere(cx, at, cx.zone())}{length}{closed}</p></div>
        </li>
    }
    .into_any()
}
