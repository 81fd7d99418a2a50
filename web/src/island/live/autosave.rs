//! Forms that are saved while one writes: the form itself is sent, and what the server shows of it next says how it
//! went. Its button saves too, and without WebAssembly. Until the server has it, the text is kept in the browser too: a
//! cut and a browser that is closed lose nothing.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement,
};

use super::refresh::parse;
use crate::island::browser::{
    backoff, document, elements, forget, keep, kept, listen, send_form, send_last, sleep, target, window,
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
/// Of which version the text is.
const VERSION: &str = "[name=version]";

/// Listens for the life of the page.
pub(super) fn start() {
    let Some(document) = document() else { return };
    let page = document.clone();
    let turn = Rc::new(Cell::new(0_u32));
    listen(&document, "input", move |event| {
        if let Some(form) = form_of(&event, FORM) {
            hold(&form);
            turn.set(turn.get().wrapping_add(1));
            let turn = turn.get().to_string();
            let _ = form.set_attribute(TURN, &turn);
            spawn_local(save(form, turn));
        }
    });
    // What its button sends is the server's to answer.
    listen(&document, "submit", move |event| {
        if let Some(form) = form_of(&event, "form[data-autosave]") {
            forget(&key(&form));
        }
    });
    for form in elements(page.query_selector_all(FORM)) {
        take_up(&form);
    }
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

fn form_of(event: &Event, selector: &str) -> Option<HtmlFormElement> {
    target(event)?.closest(selector).ok()??.dyn_into().ok()
}

/// Asked of the attribute: the property of a form may be its field of that name.
fn id(form: &Element) -> String {
    form.get_attribute("id").unwrap_or_default()
}

/// Where the browser keeps what was typed: by its page, which says what the form is of.
fn key(form: &Element) -> String {
    let page = find::<HtmlInputElement>(form, "[name=_page]").map(|page| page.value());
    ["passerelle.form.", &page.unwrap_or_default(), "#", &id(form)].concat()
}

/// Keeps in the browser what is typed, with the version that it was typed over.
fn hold(form: &Element) {
    let area = find::<HtmlTextAreaElement>(form, "textarea");
    let version = find::<HtmlInputElement>(form, VERSION);
    if let (Some(area), Some(version)) = (area, version) {
        keep(&key(form), &vec![(version.value(), area.value())]);
    }
}

/// Takes up what the browser kept because the server never got it, and saves it as if it had just been typed: when
/// somebody saved meanwhile, both texts are shown.
fn take_up(form: &Element) {
    let area = find::<HtmlTextAreaElement>(form, "textarea");
    let version = find::<HtmlInputElement>(form, VERSION);
    let left = kept(&key(form)).and_then(|mut texts| texts.pop());
    if let (Some(area), Some(version), Some((over, text))) = (area, version, left)
        && area.value() != text
    {
        version.set_value(&over);
        area.set_value(&text);
        let init = EventInit::new();
        init.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict("input", &init) {
            let _ = area.dispatch_event(&event);
        }
        say(form, "Texte repris de ce navigateur…");
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
    let Some(new) = page.and_then(|page| page.get_element_by_id(&id(form))) else {
        return say(form, "Pas enregistrée\u{a0}: le bouton dira pourquoi.");
    };
    if !new.has_attribute(REFUSED) {
        // What is saved is no longer something that was typed here.
        let _ = area.set_default_value(typed);
        let stored = find::<HtmlTextAreaElement>(&new, "textarea").map(|area| area.value());
        // Somebody may have saved since: then the next save shows both texts.
        let is_mine = stored.is_some_and(|stored| stored.trim() == typed.trim());
        if let (true, Some(old), Some(new)) = (
            is_mine,
            find::<HtmlInputElement>(form, VERSION),
            find::<HtmlInputElement>(&new, VERSION),
        ) {
            old.set_value(&new.value());
        }
        if area.value() == typed {
            forget(&key(form));
        } else {
            hold(form);
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
