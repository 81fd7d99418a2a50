//! Two people wrote at once: what only one changed is taken as it is, what both changed is shown twice.

use std::cell::Cell;
use std::rc::Rc;

use proto::v1::GetContributionRequest;
use web_sys::Element;

use super::aside;
use super::controller::Draft;
use super::message::Text;
use super::sheet::{self, Sheet};
use crate::island::browser::{button, element};
use crate::island::{path, rpc};

/// Reads the other text and settles each part.
pub(super) async fn settle(draft: &Rc<Draft>) {
    let request = GetContributionRequest { id: draft.id.clone() };
    let Ok(contribution) = rpc::call::<Text>(path::GET_CONTRIBUTION, &request).await else {
        return draft.again();
    };
    let (theirs, mine) = (Sheet::of(&contribution), Sheet::read(&draft.form));
    let base = draft.base.borrow().clone();
    draft.know(contribution.version, theirs.clone());
    let mut parts = Vec::new();
    for (key, mine) in &mine.0 {
        let theirs = theirs.get(key);
        let is_known = base.0.iter().any(|(known, _)| known == key);
        if mine == theirs || (is_known && theirs == base.get(key)) {
            continue;
        }
        if is_known && mine == base.get(key) {
            sheet::write(&draft.form, key, theirs);
        } else {
            parts.push((key.clone(), theirs.to_owned()));
        }
    }
    if parts.is_empty() {
        draft.say(format!(
            "Texte de {} repris avec le vôtre",
            who(&contribution.updated_by)
        ));
        return draft.changed();
    }
    draft.is_in_conflict.set(true);
    draft.say(format!(
        "{} a aussi modifié ce texte\u{a0}: choisissez ci-dessous, rien n’est perdu",
        who(&contribution.updated_by)
    ));
    let left = Rc::new(Cell::new(parts.len()));
    for (key, theirs) in parts {
        show(draft, &left, &key, &theirs);
    }
}

fn who(name: &str) -> &str {
    if name.is_empty() {
        "Quelqu’un d’autre"
    } else {
        name
    }
}

/// Both texts of a part, and the choice.
fn show(draft: &Rc<Draft>, left: &Rc<Cell<usize>>, key: &str, theirs: &str) {
    let name = sheet::name(&draft.form, key);
    let mine = Sheet::read(&draft.form).get(key).to_owned();
    let Some(part) = element("div", "draft-conflict") else {
        return;
    };
    let _ = part.set_attribute("role", "group");
    let _ = part.set_attribute("aria-label", &format!("{name}\u{a0}: deux textes"));
    let heading = text("p", "draft-part", &name);
    let (yours, other) = (text("pre", "", &mine), text("pre", "", theirs));
    let (your_title, other_title) = (
        text("p", "soft", "Votre texte"),
        text("p", "soft", "L’autre texte"),
    );
    let keep = {
        let (draft, left, part) = (Rc::clone(draft), Rc::clone(left), part.clone());
        let (name, theirs) = (name.clone(), theirs.to_owned());
        button("Garder le mien", move || {
            aside::keep(&draft, &name, &theirs);
            chosen(&draft, &left, &part);
        })
    };
    let take = {
        let (draft, left, part) = (Rc::clone(draft), Rc::clone(left), part.clone());
        let (key, theirs) = (key.to_owned(), theirs.to_owned());
        button("Prendre l’autre", move || {
            let mine = Sheet::read(&draft.form).get(&key).to_owned();
            aside::keep(&draft, &name, &mine);
            sheet::write(&draft.form, &key, &theirs);
            chosen(&draft, &left, &part);
        })
    };
    for node in [heading, your_title, yours, keep, other_title, other, take]
        .into_iter()
        .flatten()
    {
        let _ = part.append_with_node_1(&node);
    }
    let _ = draft.panel.append_with_node_1(&part);
}

fn text(tag: &str, class: &str, text: &str) -> Option<Element> {
    let element = element(tag, class)?;
    element.set_text_content(Some(text));
    Some(element)
}

fn chosen(draft: &Rc<Draft>, left: &Cell<usize>, part: &Element) {
    part.remove();
    left.set(left.get().saturating_sub(1));
    if left.get() == 0 {
        draft.is_in_conflict.set(false);
        draft.say("Textes choisis");
        draft.changed();
    }
}
