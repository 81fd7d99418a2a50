//! Reads the page again and replaces its live regions, never one that a person is using.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    CustomEvent, CustomEventInit, Document, DomParser, Element, HtmlDetailsElement, HtmlInputElement,
    HtmlOptionElement, HtmlTextAreaElement, SupportedType,
};

use crate::island::browser::{document, elements, listen, read_page, sleep, window};

/// Events closer than this are one refresh.
const TOGETHER_MS: i32 = 100;
/// Wait before reading again when the server did not answer.
const AGAIN_MS: i32 = 5_000;

/// In a form that makes something new: what makes it do so once.
const KEY: &str = "[name=_key]";

/// The refresh of a page.
pub(super) struct Refresh {
    page: String,
    news: RwSignal<&'static str>,
    /// A refresh is on its way.
    is_asked: Cell<bool>,
    /// A region was left as it is, because someone uses it.
    is_behind: Cell<bool>,
}

impl Refresh {
    pub(super) fn new(page: String, news: RwSignal<&'static str>) -> Rc<Self> {
        let this = Rc::new(Self {
            page,
            news,
            is_asked: Cell::new(false),
            is_behind: Cell::new(false),
        });
        if let Some(document) = document() {
            let refresh = Rc::clone(&this);
            listen(&document, "focusout", move |_| {
                if refresh.is_behind.get() {
                    refresh.ask(None);
                }
            });
        }
        if let Some(window) = window() {
            let refresh = Rc::clone(&this);
            listen(&window, "passerelle:refresh", move |event| {
                event.prevent_default();
                refresh.ask(None);
            });
        }
        this
    }

    /// Asks for a refresh because these topics moved; `None`: whatever moved.
    pub(super) fn ask(self: &Rc<Self>, topics: Option<&[String]>) {
        let Some(document) = document() else { return };
        let concerned =
            topics.is_none_or(|topics| regions(&document).iter().any(|region| follows(region, topics)));
        if !concerned || self.is_asked.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        spawn_local(async move {
            sleep(TOGETHER_MS).await;
            // What moves from here on needs another reading.
            this.is_asked.set(false);
            match read_page(&this.page).await {
                Ok(Some(html)) => this.replace(&html).await,
                Ok(None) => {}
                Err(_) => {
                    sleep(AGAIN_MS).await;
                    this.ask(None);
                }
            }
        });
    }

    async fn replace(&self, html: &str) {
        let (Some(document), Some(new)) = (document(), parse(html)) else {
            return;
        };
        let mut has_changed = false;
        self.is_behind.set(false);
        for old in regions(&document) {
            let Some(new) = new.get_element_by_id(&old.id()) else {
                continue;
            };
            keep_key(&old, &new);
            if old.is_equal_node(Some(&new)) {
                continue;
            }
            if is_used(&document, &old) {
                self.is_behind.set(true);
                continue;
            }
            keep_open(&old, &new);
            if old.replace_with_with_node_1(&new).is_ok() {
                has_changed = true;
                woken(&new);
            }
        }
        if has_changed {
            self.news.set("");
            sleep(TOGETHER_MS).await;
            self.news.set("Page mise à jour");
        }
    }
}

/// A page, read.
pub(super) fn parse(html: &str) -> Option<Document> {
    let parser = DomParser::new().ok()?;
    parser.parse_from_string(html, SupportedType::TextHtml).ok()
}

/// The regions that live: those that hold others are replaced whole.
fn regions(document: &Document) -> Vec<Element> {
    elements(document.query_selector_all("[data-live][id]"))
        .into_iter()
        .filter(|region| {
            region
                .get_attribute("data-live")
                .is_some_and(|topics| !topics.is_empty())
        })
        .collect()
}

fn follows(region: &Element, topics: &[String]) -> bool {
    let followed = region.get_attribute("data-live").unwrap_or_default();
    followed
        .split(' ')
        .any(|one| one == "*" || topics.iter().any(|topic| topic == one))
}

/// True when the focus is inside, or something was typed there: a form that was refused holds what was.
fn is_used(document: &Document, region: &Element) -> bool {
    if document
        .active_element()
        .is_some_and(|active| region.contains(Some(&active)))
    {
        return true;
    }
    if region
        .query_selector("form[data-refused]")
        .is_ok_and(|form| form.is_some())
    {
        return true;
    }
    is_typed(region)
}

/// True when something was typed or chosen inside that the server has not got.
pub(super) fn is_typed(region: &Element) -> bool {
    elements(region.query_selector_all("input, textarea, option"))
        .into_iter()
        .any(|field| {
            if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
                input.checked() != input.default_checked()
                    || (input.type_() != "hidden" && input.value() != input.default_value())
            } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
                area.default_value().is_ok_and(|typed| typed != area.value())
            } else {
                let is_plain = field.closest("select").ok().flatten().is_some_and(|select| {
                    !elements(select.query_selector_all("option"))
                        .iter()
                        .any(is_default)
                });
                !is_plain
                    && field
                        .dyn_ref::<HtmlOptionElement>()
                        .is_some_and(|option| option.selected() != option.default_selected())
            }
        })
}

fn is_default(option: &Element) -> bool {
    option
        .dyn_ref::<HtmlOptionElement>()
        .is_some_and(HtmlOptionElement::default_selected)
}

/// The forms keep the key with which they were shown: another key alone is no news.
fn keep_key(old: &Element, new: &Element) {
    let key = old.query_selector(KEY).ok().flatten();
    let key = key.and_then(|key| key.get_attribute("value"));
    for field in elements(new.query_selector_all(KEY)) {
        if let Some(key) = &key {
            let _ = field.set_attribute("value", key);
        }
    }
}

/// What was unfolded stays so.
fn keep_open(old: &Element, new: &Element) {
    let (old, new) = (
        elements(old.query_selector_all("details")),
        elements(new.query_selector_all("details")),
    );
    for (old, new) in old.iter().zip(&new) {
        let is_same = old
            .query_selector("summary")
            .ok()
            .flatten()
            .map(|one| one.text_content())
            == new
                .query_selector("summary")
                .ok()
                .flatten()
                .map(|one| one.text_content());
        if let (true, Some(old), Some(new)) = (
            is_same,
            old.dyn_ref::<HtmlDetailsElement>(),
            new.dyn_ref::<HtmlDetailsElement>(),
        ) {
            new.set_open(old.open());
        }
    }
}

/// Wakes the islands of a region that was replaced.
fn woken(region: &Element) {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = CustomEvent::new_with_event_init_dict("passerelle:swap", &init) {
        let _ = region.dispatch_event(&event);
    }
}
