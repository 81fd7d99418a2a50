//! A form that leaves takes the page with it: what was typed in another one is not lost without a word.

use web_sys::Element;

use super::refresh::is_typed;
use crate::island::browser::{document, elements, listen, target, window};

/// Forms that nothing else looks after.
const FORMS: &str = "main form:not([data-draft], [data-autosave], [data-kept], [role=search])";

/// Listens for the life of the page.
pub(super) fn start() {
    let Some(document) = document() else { return };
    let all = document.clone();
    listen(&document, "submit", move |event| {
        let leaving = target(&event);
        let is_other = |form: &Element| Some(form) != leaving.as_ref();
        let others = elements(all.query_selector_all(FORMS)).into_iter();
        if event.default_prevented() || !{ others }.any(|form| is_other(&form) && is_typed(&form)) {
            return;
        }
        let words = "Un autre formulaire de cette page n’est pas enregistré\u{a0}: ce que vous y avez saisi sera perdu.";
        if window().is_some_and(|window| window.confirm_with_message(words) == Ok(false)) {
            event.prevent_default();
        }
    });
}
