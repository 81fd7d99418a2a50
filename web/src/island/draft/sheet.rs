//! The text of the form.

use proto::v1::Section;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement};

use super::message::Text;

/// Name of the title among the fields.
pub(super) const TITLE: &str = "title";

/// A text with its parts: the title first, then the sections by their keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sheet(pub(super) Vec<(String, String)>);

impl Sheet {
    pub(super) fn of(contribution: &Text) -> Self {
        let sections = contribution
            .sections
            .iter()
            .map(|section| (section.key.clone(), section.text.replace("\r\n", "\n")));
        Self(
            std::iter::once((TITLE.to_owned(), contribution.title.clone()))
                .chain(sections)
                .collect(),
        )
    }

    pub(super) fn read(form: &HtmlFormElement) -> Self {
        Self(
            fields(form)
                .into_iter()
                .map(|(key, field)| (key, value(&field)))
                .collect(),
        )
    }

    /// What the page came with, whatever was typed or restored since.
    pub(super) fn sent(form: &HtmlFormElement) -> Self {
        Self(
            fields(form)
                .into_iter()
                .map(|(key, field)| (key, default(&field)))
                .collect(),
        )
    }

    pub(super) fn get(&self, key: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| known == key)
            .map_or("", |(_, text)| text.as_str())
    }

    pub(super) fn sections(&self) -> Vec<Section> {
        let sections = self.0.iter().filter(|(key, _)| key != TITLE);
        sections
            .map(|(key, text)| Section {
                key: key.clone(),
                text: text.clone(),
                ..Section::default()
            })
            .collect()
    }
}

/// The fields of the form by the keys of their parts.
pub(super) fn fields(form: &HtmlFormElement) -> Vec<(String, Element)> {
    let named = |name: &str| form.query_selector(&format!("[name=\"{name}\"]")).ok().flatten();
    let title = named(TITLE).map(|field| (TITLE.to_owned(), field));
    let sections = (0..).map_while(|n| {
        let key = named(&format!("sections.{n}.key"))?
            .dyn_into::<HtmlInputElement>()
            .ok()?
            .value();
        Some((key, named(&format!("sections.{n}.text"))?))
    });
    title.into_iter().chain(sections).collect()
}

/// The field of a part.
pub(super) fn field(form: &HtmlFormElement, key: &str) -> Option<Element> {
    fields(form)
        .into_iter()
        .find(|(known, _)| known == key)
        .map(|(_, field)| field)
}

fn value(field: &Element) -> String {
    match field.dyn_ref::<HtmlTextAreaElement>() {
        Some(area) => area.value(),
        None => field
            .dyn_ref::<HtmlInputElement>()
            .map(HtmlInputElement::value)
            .unwrap_or_default(),
    }
}

fn default(field: &Element) -> String {
    match field.dyn_ref::<HtmlTextAreaElement>() {
        Some(area) => area.default_value().unwrap_or_default(),
        None => field
            .dyn_ref::<HtmlInputElement>()
            .map(HtmlInputElement::default_value)
            .unwrap_or_default(),
    }
}

/// Writes a part into its field.
pub(super) fn write(form: &HtmlFormElement, key: &str, text: &str) {
    let Some(field) = field(form, key) else { return };
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(text);
    } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        input.set_value(text);
    }
}

/// The name of a part, as its label says.
pub(super) fn name(form: &HtmlFormElement, key: &str) -> String {
    let id = field(form, key).map(|field| field.id()).unwrap_or_default();
    let label = form
        .query_selector(&format!("label[for=\"{id}\"]"))
        .ok()
        .flatten();
    label
        .and_then(|label| label.first_child()?.text_content())
        .unwrap_or_else(|| key.to_owned())
}
