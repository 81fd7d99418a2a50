//! Forms that are saved while one writes: the form itself is sent, and what the server shows of it next says how it
//! went. Its button saves too, and without WebAssembly.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement};

use super::refresh::parse;
use crate::island::browser::{
    backoff, document, elements, listen, send_form, send_last, sleep, target, window,
};

/// Quiet after the last key before the form is saved.
const QUIET_MS: i32 = 1_000;
/// One that was refused is saved by its button: somebody has to read why.
const FORM: &str = "form[data-autosave]:not([data-refused])";
/// Says of a form that it was refused.
const REFUSED: &str = "data-refused";
/// Says of which key the last timer is.
const TURN: &str = "data-turn";
/// A save is on its way: the next one has to know its version.
const SAVING: &str = "data-saving";

/// Listens for the life of the page.
pub(super) fn start() {
    let Some(document) = document() else { return };
    let page = document.clone();
    let turn = Rc::new(Cell::new(0_u32));
    listen(&document, "input", move |event| {
        let form = target(&event).and_then(|at| at.closest(FORM).ok()?);
        if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            turn.set(turn.get().wrapping_add(1));
            let turn = turn.get().to_string();
            let _ = form.set_attribute(TURN, &turn);
            spawn_local(save(form, turn));
        }
    });
    if let Some(window) = window() {
        // Who leaves within the moment of quiet leaves nothing behind.
        listen(&window, "pagehide", move |_| {
            let forms = elements(page.query_selector_all(FORM)).into_iter();
            let forms = forms.filter_map(|form| form.dyn_into().ok());
            for form in { forms }.filter(is_behind) {
                send_last(&form);
            }
        });
    }
}

/// Something was typed that the server has not got.
fn is_behind(form: &HtmlFormElement) -> bool {
    find::<HtmlTextAreaElement>(form, "textarea")
        .is_some_and(|area| area.default_value().is_ok_and(|saved| saved != area.value()))
}

/// Saves a form after a moment of quiet, again and again until the server was heard.
async fn save(form: HtmlFormElement, turn: String) {
    sleep(QUIET_MS).await;
    while form.has_attribute(SAVING) {
        sleep(QUIET_MS / 8).await;
    }
    let is_last = || form.get_attribute(TURN).as_ref() == Some(&turn);
    let mut attempt = 0;
    while is_last() && form.is_connected() {
        let Some(area) = find::<HtmlTextAreaElement>(&form, "textarea") else {
            return;
        };
        let typed = area.value();
        let _ = form.set_attribute(SAVING, "");
        let answer = send_form(&form).await;
        let _ = form.remove_attribute(SAVING);
        match answer {
            Ok(html) => return shown(&form, &area, &typed, &html),
            Err(_) => say(
                &form,
                "Pas encore enregistrée\u{a0}: la connexion est coupée. Nouvel essai…",
            ),
        }
        sleep(backoff(attempt)).await;
        attempt += 1;
    }
}

/// Takes over what the server shows of the form now.
fn shown(form: &HtmlFormElement, area: &HtmlTextAreaElement, typed: &str, html: &str) {
    let page = parse(html);
    let Some(new) = page.and_then(|page| page.get_element_by_id(&form.id())) else {
        return say(form, "Pas enregistrée\u{a0}: le bouton dira pourquoi.");
    };
    if !new.has_attribute(REFUSED) {
        // What is saved is no longer something that was typed here.
        let _ = area.set_default_value(typed);
        let version = "[name=version]";
        let stored = find::<HtmlTextAreaElement>(&new, "textarea").map(|area| area.value());
        // Somebody may have saved since: then the next save shows both texts.
        let is_mine = stored.is_some_and(|stored| stored.trim() == typed.trim());
        if let (true, Some(old), Some(new)) = (
            is_mine,
            find::<HtmlInputElement>(form, version),
            find::<HtmlInputElement>(&new, version),
        ) {
            old.set_value(&new.value());
        }
        if let (Some(old), Some(new)) = (words(form), words(&new)) {
            old.set_inner_html(&new.inner_html());
        }
    } else if let Some(text) = find::<HtmlTextAreaElement>(&new, "textarea") {
        text.set_value(&area.value());
        let _ = form.replace_with_with_node_1(&new);
        let _ = text.focus();
    }
}

fn say(form: &Element, text: &str) {
    if let Some(words) = words(form) {
        words.set_text_content(Some(text));
    }
}

fn words(form: &Element) -> Option<HtmlElement> {
    find(form, ".saved")
}

fn find<T: wasm_bindgen::JsCast>(at: &Element, selector: &str) -> Option<T> {
    at.query_selector(selector).ok()??.dyn_into().ok()
}
