//! The notes, point by point: written by who leads while the session runs and after, read by those whom the
//! meeting gathers once it is closed.

use leptos::prelude::*;
use proto::v1::{ItemProgress, Meeting, MeetingSession, MeetingState, Note, SessionItem};

use super::topic;
use crate::page::PageContext;
use crate::ui::form::{act_form, saved_words, stored};
use crate::ui::parts::{fold, prose};
use crate::ui::time;

pub(super) fn view(cx: &PageContext, meeting: &Meeting, session: &MeetingSession) -> AnyView {
    let may_write = session.may_lead && matches!(session.state(), MeetingState::Running | MeetingState::Held);
    let parts: Vec<_> = session
        .items
        .iter()
        .filter_map(|item| part(cx, session, item, may_write))
        .collect();
    let is_shown = may_write || !parts.is_empty();
    let hint = (session.state() == MeetingState::Running).then(|| {
        view! { <p class="soft">"Vues pendant la séance de qui la conduit seulement, puis de tous ceux que la réunion rassemble."</p> }
    });
    let section = is_shown.then(|| {
        view! { <section aria-labelledby="notes"><h2 id="notes">"Notes"</h2>{hint}<div>{parts}</div></section> }
    });
    view! { <div id="session-notes" data-live=topic(meeting)>{section}</div> }.into_any()
}

fn part(cx: &PageContext, session: &MeetingSession, item: &SessionItem, may_write: bool) -> Option<AnyView> {
    let note = item.note.as_ref().filter(|note| !note.text.is_empty());
    if !may_write {
        let note = note?;
        return Some(view! { <h3>{item.title.clone()}</h3>{prose(&note.text_html)} }.into_any());
    }
    let form = act_form(cx, "SessionService/SaveNote")
        .id(format!("note-{}", item.item_id))
        .hidden("meeting_id", &session.meeting_id)
        .hidden("item_id", &item.item_id)
        .hidden("version", item.note.as_ref().map_or(0, |note| note.version))
        .autosaved();
    let is_current = item.progress() == ItemProgress::Current;
    let is_open = is_current || form.is_refused();
    let other = item.note.as_ref();
    let other = other.and_then(|note| form.meanwhile(&note.by_name, || stored(&note.text)));
    let saved = item.note.as_ref().map(|note| saved(cx, note));
    let text = item
        .note
        .as_ref()
        .map(|note| note.text.as_str())
        .unwrap_or_default();
    let body = view! {
        {form.area("text", "Note").hint("Mise en forme légère : **gras**, listes avec des tirets, titres avec ##.").value(text).rows(8)}
        {other}
        {saved_words(saved)}
    };
    let label = if note.is_some() {
        format!("{}. {} · notes prises", item.place, item.title)
    } else {
        format!("{}. {}", item.place, item.title)
    };
    Some(fold(&label, is_open, form.view(body, "Enregistrer la note")))
}

fn saved(cx: &PageContext, note: &Note) -> AnyView {
    let at = note
        .updated_at
        .map(|at| time::ago_view(at, cx.zone(), cx.info.now));
    view! { <p class="soft">"Enregistrée : "{at}{format!(", par {}.", note.by_name)}</p> }.into_any()
}
