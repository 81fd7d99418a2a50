//! The texts that were not chosen: set aside in the browser until somebody erases them.

use std::rc::Rc;

use super::controller::Draft;
use crate::island::browser::{self, button, element, forget, kept};

fn key(draft: &Draft) -> String {
    format!("passerelle.draft.{}.aside", draft.id)
}

/// Sets a text aside.
pub(super) fn keep(draft: &Rc<Draft>, name: &str, text: &str) {
    let mut texts = kept(&key(draft)).unwrap_or_default();
    texts.push((name.to_owned(), text.to_owned()));
    browser::keep(&key(draft), &texts);
    show(draft);
}

/// Shows what was set aside.
pub(super) fn show(draft: &Rc<Draft>) {
    if let Ok(Some(old)) = draft.panel.query_selector(".draft-aside") {
        old.remove();
    }
    let texts = kept(&key(draft)).unwrap_or_default();
    if texts.is_empty() {
        return;
    }
    let (Some(panel), Some(summary)) = (element("details", "draft-aside"), element("summary", "")) else {
        return;
    };
    summary.set_text_content(Some("Textes écartés, gardés dans ce navigateur"));
    let _ = panel.append_with_node_1(&summary);
    for (name, text) in texts {
        let (Some(title), Some(body)) = (element("p", "draft-part"), element("pre", "")) else {
            return;
        };
        title.set_text_content(Some(&name));
        body.set_text_content(Some(&text));
        let _ = panel.append_with_node_2(&title, &body);
    }
    let (draft_key, whole) = (key(draft), panel.clone());
    let Some(erase) = button("Effacer les textes écartés", move || {
        forget(&draft_key);
        whole.remove();
    }) else {
        return;
    };
    let _ = panel.append_with_node_1(&erase);
    let _ = draft.panel.append_with_node_1(&panel);
}
