//! Saves the draft while one writes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use proto::v1::SaveDraftRequest;
use tonic::{Code, Status};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement};

use super::message::Text;
use super::sheet::{self, Sheet, fields};
use super::{aside, conflict, paste};
use crate::island::browser::{
    backoff, button, document, element, elements, forget, keep, kept, listen, sleep, window,
};
use crate::island::{path, rpc};

/// Quiet after the last key before the draft is saved.
const QUIET_MS: i32 = 800;

/// The form that hands the draft in.
const SUBMISSION: &str = "form[action$='/SubmitContribution']";

const OFFLINE: &str = "Hors connexion\u{a0}: gardé dans ce navigateur";

/// The draft of one page.
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) form: HtmlFormElement,
    /// Where conflicts and kept texts are shown.
    pub(super) panel: Element,
    pub(super) version: Cell<i32>,
    /// The last text that the server is known to have.
    pub(super) base: RefCell<Sheet>,
    /// Autosave waits while somebody chooses between two texts.
    pub(super) is_in_conflict: Cell<bool>,
    /// A text that the server never got is offered: it stays kept until somebody says what becomes of it.
    is_offered: Cell<bool>,
    state: RwSignal<String>,
    is_saving: Cell<bool>,
    /// Grows with each key: only the last timer saves.
    turn: Cell<u32>,
    attempt: Cell<u32>,
}

/// Looks after the form of the page that holds a draft.
pub(super) fn start(state: RwSignal<String>) {
    let panel = document().and_then(|document| {
        document
            .query_selector("form[data-draft] .draft-panel")
            .ok()
            .flatten()
    });
    let Some(panel) = panel else { return };
    let form = panel.closest("form[data-draft]").ok().flatten();
    let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
        return;
    };
    let hidden = |name: &str| {
        let input = form.query_selector(&format!("input[name={name}]")).ok().flatten();
        input.and_then(|input| Some(input.dyn_into::<HtmlInputElement>().ok()?.value()))
    };
    let (Some(id), Some(version)) = (hidden("id"), hidden("version")) else {
        return;
    };
    let base = Sheet::sent(&form);
    let draft = Rc::new(Draft {
        id,
        panel,
        version: Cell::new(version.parse().unwrap_or_default()),
        base: RefCell::new(base),
        is_in_conflict: Cell::new(false),
        is_offered: Cell::new(false),
        state,
        is_saving: Cell::new(false),
        turn: Cell::new(0),
        attempt: Cell::new(0),
        form,
    });
    offer(&draft);
    aside::show(&draft);
    let on_input = Rc::clone(&draft);
    listen(&draft.form, "input", move |_| on_input.changed());
    let on_paste = Rc::clone(&draft);
    listen(&draft.form, "paste", move |event| paste::paste(&on_paste, &event));
    let own = draft.form.clone();
    save_first(&draft, &own, |_, may_go_on| may_go_on);
    let other = document().and_then(|document| document.query_selector(SUBMISSION).ok().flatten());
    if let Some(other) = other.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        save_first(&draft, &other, |draft, _| draft.is_saved());
    }
    if let Some(window) = window() {
        let on_line = Rc::clone(&draft);
        listen(&window, "online", move |_| on_line.save_if_needed());
    }
    if draft.form.has_attribute("data-refused") {
        // What is in the form is not what the server has.
        draft.base.borrow_mut().0.clear();
        draft.changed();
    } else if !draft.is_saved() {
        // The browser put back what was typed before the page was left.
        draft.changed();
    }
}

impl Draft {
    fn key(&self) -> String {
        format!("passerelle.draft.{}", self.id)
    }

    pub(super) fn say(&self, text: impl Into<String>) {
        let text = text.into();
        if self.state.get_untracked() != text {
            self.state.set(text);
        }
    }

    /// Something was typed: kept here at once, saved there after a moment of quiet.
    pub(super) fn changed(self: &Rc<Self>) {
        let now = Sheet::read(&self.form);
        if now == *self.base.borrow() && !self.is_saving.get() {
            // Typed elsewhere in the form, or back to what the server has.
            self.forget();
            self.turn.set(self.turn.get().wrapping_add(1));
            return;
        }
        if !self.keep(&now) {
            self.say("Ce navigateur ne peut pas garder le texte\u{a0}: enregistrez souvent");
        }
        self.save_in(QUIET_MS);
    }

    /// Keeps what is typed, with what it was typed over; false when there is no room.
    fn keep(&self, now: &Sheet) -> bool {
        let key = self.key();
        self.is_offered.get() || (keep(&base_of(&key), &self.base.borrow().0) && keep(&key, &now.0))
    }

    fn forget(&self) {
        if !self.is_offered.get() {
            forget(&self.key());
            forget(&base_of(&self.key()));
        }
    }

    fn is_saved(&self) -> bool {
        Sheet::read(&self.form) == *self.base.borrow()
    }

    fn save_if_needed(self: &Rc<Self>) {
        if !self.is_saved() {
            self.save_in(0);
        }
    }

    fn save_in(self: &Rc<Self>, ms: i32) {
        let turn = self.turn.get().wrapping_add(1);
        self.turn.set(turn);
        let this = Rc::clone(self);
        spawn_local(async move {
            sleep(ms).await;
            if this.turn.get() == turn && !this.is_in_conflict.get() {
                this.save().await;
            }
        });
    }

    /// Saves what is in the form; says whether a whole page may take over from here.
    async fn save(self: &Rc<Self>) -> bool {
        while self.is_saving.replace(true) {
            sleep(QUIET_MS / 8).await;
        }
        let mine = Sheet::read(&self.form);
        let request = SaveDraftRequest {
            id: self.id.clone(),
            title: mine.get(sheet::TITLE).to_owned(),
            sections: mine.sections(),
            version: self.version.get(),
        };
        let answer = rpc::call::<Text>(path::SAVE_DRAFT, &request).await;
        self.is_saving.set(false);
        match answer {
            Ok(answer) => {
                self.saved(mine, &answer);
                true
            }
            Err(status) => self.refused(&status).await,
        }
    }

    fn saved(self: &Rc<Self>, mine: Sheet, saved: &Text) {
        self.attempt.set(0);
        self.know(saved.version, mine);
        if self.is_saved() {
            self.forget();
            self.say(format!("Enregistré à {}", now_words()));
        }
    }

    /// Takes note of what the server has, for every form of the page about this contribution.
    pub(super) fn know(&self, version: i32, sheet: Sheet) {
        self.version.set(version);
        for (key, field) in fields(&self.form) {
            if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
                let _ = area.set_default_value(sheet.get(&key));
            }
        }
        *self.base.borrow_mut() = sheet;
        let Some(document) = document() else { return };
        for field in elements(document.query_selector_all("form input[name=version]")) {
            let form = field.closest("form").ok().flatten();
            let is_same = form
                .and_then(|form| form.query_selector("input[name=id]").ok().flatten())
                .and_then(|id| id.dyn_into::<HtmlInputElement>().ok())
                .is_some_and(|id| id.value() == self.id);
            if let (true, Some(field)) = (is_same, field.dyn_ref::<HtmlInputElement>()) {
                field.set_value(&version.to_string());
            }
        }
    }

    /// Says why nothing was saved, and whether a whole page would say it better.
    async fn refused(self: &Rc<Self>, status: &Status) -> bool {
        match status.code() {
            Code::Aborted => {
                conflict::settle(self).await;
                false
            }
            Code::InvalidArgument => {
                self.say("Pas encore enregistré\u{a0}: le bouton montrera ce qui est à revoir");
                true
            }
            Code::Unauthenticated => {
                self.say("Session terminée\u{a0}: gardé dans ce navigateur. Reconnectez-vous dans un autre onglet.");
                self.again();
                false
            }
            Code::FailedPrecondition | Code::PermissionDenied | Code::NotFound => {
                self.say(
                    "Ce brouillon ne peut plus être modifié\u{a0}: votre texte est gardé dans ce navigateur",
                );
                true
            }
            _ => {
                self.say(OFFLINE);
                self.again();
                false
            }
        }
    }

    pub(super) fn again(self: &Rc<Self>) {
        let attempt = self.attempt.get();
        self.attempt.set(attempt + 1);
        self.save_in(backoff(attempt));
    }
}

/// A form of the page leaves once what was typed is saved: what is handed in is what is on the screen, and a
/// connection that is cut does not lose the page. `may_leave` is told whether a whole page may take over.
fn save_first(draft: &Rc<Draft>, form: &HtmlFormElement, may_leave: fn(&Draft, bool) -> bool) {
    let (draft, leaving) = (Rc::clone(draft), form.clone());
    listen(form, "submit", move |event| {
        if draft.is_in_conflict.get() {
            event.prevent_default();
            draft.say("Choisissez d’abord entre les deux textes");
            return;
        }
        if draft.is_saved() {
            return;
        }
        event.prevent_default();
        let (draft, form) = (Rc::clone(&draft), leaving.clone());
        spawn_local(async move {
            let may_go_on = draft.save().await;
            if may_leave(&draft, may_go_on) {
                let _ = form.submit();
            }
        });
    });
}

/// Where the browser keeps what a kept text was typed over.
fn base_of(key: &str) -> String {
    format!("{key}.base")
}

/// Offers the text that the server never got.
fn offer(draft: &Rc<Draft>) {
    let Some(left) = kept(&draft.key()).map(Sheet) else {
        return;
    };
    let now = Sheet::read(&draft.form);
    if now.0.iter().all(|(key, text)| left.get(key) == text) {
        draft.forget();
        return;
    }
    let over = kept(&base_of(&draft.key())).map(Sheet);
    draft.is_offered.set(true);
    let Some(panel) = element("div", "draft-offer") else {
        return;
    };
    let Some(words) = element("p", "") else { return };
    words.set_text_content(Some(
        "Ce navigateur garde un texte que la plateforme n’a pas reçu.",
    ));
    let (take, drop) = (Rc::clone(draft), Rc::clone(draft));
    let (taken, dropped) = (panel.clone(), panel.clone());
    let take = button("Reprendre ce texte", move || {
        for (key, text) in &left.0 {
            sheet::write(&take.form, key, text);
        }
        taken.remove();
        take.is_offered.set(false);
        // Others may have written since: what only one side changed is taken, what both changed is shown twice.
        if let Some(over) = &over {
            *take.base.borrow_mut() = over.clone();
        }
        let _ = take.keep(&left);
        let take = Rc::clone(&take);
        spawn_local(async move { conflict::settle(&take).await });
    });
    let drop = button("L’effacer", move || {
        drop.is_offered.set(false);
        drop.forget();
        dropped.remove();
    });
    for node in [Some(words), take, drop].into_iter().flatten() {
        let _ = panel.append_with_node_1(&node);
    }
    let _ = draft.panel.append_with_node_1(&panel);
}

/// « 10 h 42 », in the zone in which the page is read.
fn now_words() -> String {
    let zone = document()
        .and_then(|document| document.document_element()?.get_attribute("data-zone"))
        .filter(|zone| !zone.is_empty());
    let options = js_sys::Object::new();
    let set = |name: &str, value: &str| js_sys::Reflect::set(&options, &name.into(), &value.into());
    let _ = (set("hour", "numeric"), set("minute", "2-digit"));
    if let Some(zone) = zone {
        let _ = set("timeZone", &zone);
    }
    let words = String::from(js_sys::Date::new_0().to_locale_string("fr-FR", &options));
    let (hour, minute) = words.split_once(':').unwrap_or((&words, ""));
    let hour = if hour == "00" {
        "0"
    } else {
        hour.trim_start_matches('0')
    };
    format!("{hour}\u{a0}h\u{a0}{minute}")
}
