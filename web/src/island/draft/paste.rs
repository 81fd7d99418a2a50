//! Text pasted from a word processor becomes Markdown: headings and lists are kept.

use std::rc::Rc;

use proto::v1::{ConvertTextRequest, ConvertTextResponse};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ClipboardEvent, HtmlTextAreaElement};

use super::controller::Draft;
use crate::island::{path, rpc};

/// Longest HTML that is converted; beyond, the plain text is pasted as usual.
const LONGEST: usize = 1024 * 1024;

/// Converts what is pasted into a long text.
pub(super) fn paste(draft: &Rc<Draft>, event: &web_sys::Event) {
    let Some(area) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok())
    else {
        return;
    };
    let Some(data) = event
        .dyn_ref::<ClipboardEvent>()
        .and_then(ClipboardEvent::clipboard_data)
    else {
        return;
    };
    let html = data.get_data("text/html").unwrap_or_default();
    if html.is_empty() || html.len() > LONGEST {
        return;
    }
    let plain = data.get_data("text/plain").unwrap_or_default();
    event.prevent_default();
    let draft = Rc::clone(draft);
    spawn_local(async move {
        let answer = rpc::call::<ConvertTextResponse>(path::CONVERT_TEXT, &ConvertTextRequest { html }).await;
        let text = answer.map_or(plain, |answer| answer.markdown);
        insert(&area, &text);
        draft.changed();
    });
}

/// Replaces the selection by a text, and puts the caret after it.
fn insert(area: &HtmlTextAreaElement, text: &str) {
    let length = u32::try_from(area.value().encode_utf16().count()).unwrap_or(u32::MAX);
    let start = area.selection_start().ok().flatten().unwrap_or(length);
    let end = area.selection_end().ok().flatten().unwrap_or(start);
    let _ = area.set_range_text_with_start_and_end(text, start, end);
    let caret = start.saturating_add(u32::try_from(text.encode_utf16().count()).unwrap_or_default());
    let _ = area.set_selection_range(caret, caret);
}
