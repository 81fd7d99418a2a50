//! Forms that are saved while one writes: the form itself is sent, and what the server shows of it next says how it
//! went. Its button saves too, and without WebAssembly. Until the server has it, the text is kept in the browser too, for
//! the person who typed it: a cut and a browser that is closed lose nothing.
//!
//! A form that nothing saves before it is sent (`data-kept`) is kept in the browser alone, until a page says it done.
//!
//! Other forms of the page may act on what the form saves (`data-version-of` its id): they get its new version, and leave
//! once it is saved.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, EventInit, HtmlElement, HtmlFormElement, HtmlInputElement, SubmitEvent};

use super::refresh::parse;
use crate::island::browser::{
    backoff, document, elements, forget, keep, kept, listen, read_page, send_form, send_last, sleep, target,
    window,
};

/// Quiet after the last key before the form is saved.
const QUIET_MS: i32 = 1_000;
/// One that was refused is saved by its button: somebody has to read why.
const FORM: &str = "form[data-autosave]:not([data-refused])";
/// One that is kept in the browser alone.
const KEPT: &str = "form[data-kept]";
/// Says of a form that it was refused.
const REFUSED: &str = "data-refused";
/// Says of which key the last timer is; there as long as the server has not got what was typed.
const TURN: &str = "data-turn";
/// A save is on its way: the next one has to know its version.
const SAVING: &str = "data-saving";
/// The fields that one writes in.
const TEXTS: &str = "textarea, input[type=text], input[type=url]";
/// The fields that one chooses in.
const CHOICES: &str =
    "select, input:checked, input:not([type=hidden], [type=text], [type=url], [type=checkbox], [type=radio])";
/// Of which version the texts are.
const VERSION: &str = "[name=version]";
/// In a form that acts on what another one saves: the version, and the id of that form.
const OF: &str = "data-version-of";
/// What was kept was sent by a button since, which the server may have answered; no field has such a name.
const SENT: &str = "_sent";

/// Listens for the life of the page.
pub(super) fn start() {
    let Some(document) = document() else { return };
    let page = document.clone();
    listen(&document, "input", move |event| {
        if let Some(form) = form_of(&event, FORM) {
            hold(&form, false);
            let turn = renew(&form);
            spawn_local(async move {
                sleep(QUIET_MS).await;
                save(&form, &turn).await;
            });
        } else if let Some(form) = form_of(&event, KEPT) {
            keep(&key(&form), &values(&form, TEXTS));
        }
    });
    listen(&document, "submit", |event| leave(&event));
    for form in elements(page.query_selector_all(FORM)) {
        take_up(&form);
    }
    if let Ok(Some(done)) = page.query_selector("main > [data-done]") {
        forget(&key_of("", &done.get_attribute("data-done").unwrap_or_default()));
    }
    for form in elements(page.query_selector_all(KEPT)) {
        refill(&form);
    }
    if let Some(window) = window() {
        // Who leaves within the moment of quiet leaves nothing behind.
        listen(&window, "pagehide", move |_| {
            let forms = elements(page.query_selector_all(FORM)).into_iter();
            let forms = forms.filter(|form| form.has_attribute(TURN));
            for form in forms.filter_map(|form| form.dyn_into().ok()) {
                send_last(&form);
            }
        });
    }
}

/// A form is sent by its button: once nothing of it is on its way, nor of the form that it acts on.
fn leave(event: &Event) {
    let leaving = form_of(event, "form").filter(|_| !event.default_prevented());
    let Some(leaving) = leaving else { return };
    let is_own = leaving.has_attribute("data-autosave");
    let form = if is_own {
        Some(leaving.clone())
    } else {
        followed(&leaving)
    };
    let Some(form) = form else { return };
    let is_behind = !is_own && form.has_attribute(TURN);
    if form.has_attribute(SAVING) || is_behind {
        event.prevent_default();
        let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
        spawn_local(async move {
            if is_behind && !save(&form, &renew(&form)).await {
                return;
            }
            rest(&form).await;
            let _ = leaving.request_submit_with_submitter(button.as_ref());
        });
    } else if is_own {
        if form.has_attribute(TURN) || kept(&key(&form)).is_some() {
            hold(&form, true);
        }
        let _ = form.remove_attribute(TURN);
    }
}

/// The form that this one acts on.
fn followed(form: &Element) -> Option<HtmlFormElement> {
    let of = find::<Element>(form, &["[", OF, "]"].concat())?.get_attribute(OF)?;
    document()?.get_element_by_id(&of)?.dyn_into().ok()
}

/// The turn of a key that was just typed.
fn renew(form: &Element) -> String {
    let last = form.get_attribute(TURN).and_then(|turn| turn.parse::<u32>().ok());
    let turn = last.unwrap_or_default().wrapping_add(1).to_string();
    let _ = form.set_attribute(TURN, &turn);
    turn
}

/// Waits until no save is on its way.
async fn rest(form: &Element) {
    while form.has_attribute(SAVING) {
        sleep(QUIET_MS / 8).await;
    }
}

fn form_of(event: &Event, selector: &str) -> Option<HtmlFormElement> {
    target(event)?.closest(selector).ok()??.dyn_into().ok()
}

/// Asked of the attribute: the property of a form may be its field of that name.
fn id(form: &Element) -> String {
    form.get_attribute("id").unwrap_or_default()
}

/// Where the browser keeps what was typed: by the person, and by the page, which says what the form is of.
fn key(form: &Element) -> String {
    let page = find::<HtmlInputElement>(form, "[name=_page]").filter(|_| form.has_attribute("data-autosave"));
    key_of(&page.map(|page| page.value()).unwrap_or_default(), &id(form))
}

/// Of a form that is kept alone, the page is not told.
fn key_of(page: &str, form: &str) -> String {
    let main = document().and_then(|document| document.query_selector("main").ok()?);
    let person = main.and_then(|main| main.get_attribute("data-person"));
    let person = person.unwrap_or_default();
    ["passerelle.form.", &[person.as_str(), page, form].join("#")].concat()
}

/// The fields of a form that one writes in; of an area the same is asked as of an input.
fn fields(form: &Element, which: &str) -> Vec<HtmlInputElement> {
    let fields = elements(form.query_selector_all(which)).into_iter();
    fields.map(wasm_bindgen::JsCast::unchecked_into).collect()
}

/// What stands in the fields, by their names.
fn values(form: &Element, which: &str) -> Vec<(String, String)> {
    let fields = fields(form, which).into_iter();
    fields.map(|field| (field.name(), field.value())).collect()
}

/// What stands in the field of a name.
fn text<'a>(texts: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = texts.iter().find(|(key, _)| key == name);
    found.map(|(_, text)| text.as_str())
}

/// Says whether these fields hold what was typed.
fn holds(form: &Element, which: &str, typed: &[(String, String)]) -> bool {
    fields(form, which)
        .iter()
        .all(|field| text(typed, &field.name()).is_none_or(|typed| typed.trim() == field.value().trim()))
}

/// Puts texts into the fields.
fn fill(form: &Element, typed: &[(String, String)]) {
    for field in fields(form, TEXTS) {
        if let Some(text) = text(typed, &field.name()) {
            field.set_value(text);
        }
    }
}

/// Keeps in the browser what is typed, with the version that it was typed over.
fn hold(form: &Element, is_sent: bool) {
    if let Some(version) = find::<HtmlInputElement>(form, VERSION) {
        let mut kept = values(form, TEXTS);
        kept.push((version.name(), version.value()));
        kept.extend(is_sent.then(|| (SENT.to_owned(), String::new())));
        keep(&key(form), &kept);
    }
}

/// Takes up what the browser kept because the server never got it, and saves it as if it had just been typed: when
/// somebody saved meanwhile, both texts are shown. What a button sent, and the page says to be done, is the server's.
fn take_up(form: &Element) {
    let version = find::<HtmlInputElement>(form, VERSION);
    let (Some(version), Some(typed)) = (version, kept(&key(form))) else {
        return;
    };
    let is_sent = text(&typed, SENT).is_some();
    let is_done = || {
        document().is_some_and(|page| {
            page.query_selector("main > .notice")
                .is_ok_and(|one| one.is_some())
        })
    };
    if holds(form, TEXTS, &typed) || (is_sent && is_done()) {
        return forget(&key(form));
    }
    version.set_value(text(&typed, &version.name()).unwrap_or_default());
    fill(form, &typed);
    let init = EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &init) {
        let _ = form.dispatch_event(&event);
    }
    say(form, "Texte repris de ce navigateur…");
}

/// Puts what the browser kept into a form that nothing saves; a refused one is shown with what was sent.
fn refill(form: &Element) {
    let typed = kept(&key(form)).filter(|typed| !holds(form, TEXTS, typed));
    if let (Some(typed), false) = (typed, form.has_attribute(REFUSED)) {
        fill(form, &typed);
        say(form, "Texte repris de ce navigateur.");
    }
}

/// Saves a form, again and again until the server was heard; says whether it has all that is typed.
async fn save(form: &HtmlFormElement, turn: &str) -> bool {
    rest(form).await;
    let is_last = || form.get_attribute(TURN).as_deref() == Some(turn);
    let mut attempt = 0;
    while is_last() && form.is_connected() {
        let typed = values(form, TEXTS);
        let _ = form.set_attribute(SAVING, "");
        let answer = send_form(form).await;
        let _ = form.remove_attribute(SAVING);
        match answer {
            Ok(html) => {
                let html = settled(form, &typed, html).await;
                return shown(form, &typed, &html) && caught_up(form, is_last());
            }
            // A form without a version searches, and saves nothing.
            Err(_) if find::<Element>(form, VERSION).is_none() => {
                say(form, "La connexion est coupée. Nouvel essai…");
            }
            Err(_) => say(
                form,
                "Pas encore enregistrée\u{a0}: la connexion est coupée. Nouvel essai…",
            ),
        }
        sleep(backoff(attempt)).await;
        attempt += 1;
    }
    false
}

/// The page that answers a save. Where the server had got the same before (its answer was lost, or it went as the page
/// was left), nobody else changed anything: the page as it is now, without the conflict.
async fn settled(form: &Element, typed: &[(String, String)], html: String) -> String {
    let own = |html: &str| parse(html)?.get_element_by_id(&id(form));
    let page = find::<HtmlInputElement>(form, "[name=_page]").map(|page| page.value());
    let (Some(page), Some(_)) = (
        page,
        own(&html).and_then(|new| find::<Element>(&new, ".conflict")),
    ) else {
        return html;
    };
    let is_same = |now: &Element| holds(now, TEXTS, typed) && values(now, CHOICES) == values(form, CHOICES);
    match read_page(&page).await {
        Ok(Some(now)) if own(&now).is_some_and(|now| is_same(&now)) => now,
        _ => html,
    }
}

/// The server has what was sent: nothing more is kept, but what was typed since.
fn caught_up(form: &Element, is_last: bool) -> bool {
    if is_last {
        let _ = form.remove_attribute(TURN);
        forget(&key(form));
    } else {
        hold(form, false);
    }
    is_last
}

/// Takes over what the server shows of the form now; says whether it saved what was typed.
fn shown(form: &HtmlFormElement, typed: &[(String, String)], html: &str) -> bool {
    let page = parse(html);
    let Some(new) = page.and_then(|page| page.get_element_by_id(&id(form))) else {
        say(form, "Pas enregistrée\u{a0}: le bouton dira pourquoi.");
        return false;
    };
    if new.has_attribute(REFUSED) {
        fill(&new, &values(form, TEXTS));
        let used = document().and_then(|page| page.active_element());
        let used = used.filter(|used| form.contains(Some(used)));
        let _ = form.replace_with_with_node_1(&new);
        let used = used.and_then(|used| document()?.get_element_by_id(&used.id()));
        if let Some(used) = used.and_then(|used| used.dyn_into::<HtmlElement>().ok()) {
            let _ = used.focus();
        }
        return false;
    }
    // What is saved is no longer something that was typed here.
    for field in fields(form, TEXTS) {
        if let Some(text) = text(typed, &field.name()) {
            field.set_default_value(text);
        }
    }
    // Somebody may have saved since: then the next save shows both texts. The server may put short fields in order.
    let is_mine = holds(&new, "textarea", typed);
    if let (true, Some(new)) = (is_mine, find::<HtmlInputElement>(&new, VERSION)) {
        renumber(form, &new.value());
    }
    if let (Some(old), Some(new)) = (words(form), words(&new)) {
        old.set_inner_html(&new.inner_html());
    }
    true
}

/// The form is of this version now, and those that act on it.
fn renumber(form: &Element, version: &str) {
    let own = elements(form.query_selector_all(VERSION));
    let others = ["[", OF, "='", &id(form), "']"].concat();
    let others = document().map(|document| elements(document.query_selector_all(&others)));
    for field in own.into_iter().chain(others.unwrap_or_default()) {
        if let Some(field) = field.dyn_ref::<HtmlInputElement>() {
            field.set_value(version);
        }
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
