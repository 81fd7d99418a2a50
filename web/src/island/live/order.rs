//! Rows that are dragged to another place of their list; the row's own form then tells the server its place.
//! The buttons of the same form do it by keyboard, and without WebAssembly.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlFormElement, HtmlInputElement, Node};

use crate::island::browser::{document, listen, target};

/// The rows of a list whose order may change.
const ROW: &str = "[data-order] > li";

/// A row under way, and what followed it.
type Dragged = Rc<RefCell<Option<(Element, Option<Node>)>>>;

/// Listens for the life of the page.
pub(super) fn start() {
    let Some(document) = document() else { return };
    let dragged = Dragged::default();
    let of = Rc::clone(&dragged);
    listen(&document, "dragstart", move |event| {
        let target = target(&event).filter(|row| row.matches(ROW).unwrap_or(false));
        *of.borrow_mut() = target.map(|row| (row.clone(), row.next_sibling()));
    });
    let of = Rc::clone(&dragged);
    listen(&document, "dragover", move |event| over(&event, &of));
    let of = Rc::clone(&dragged);
    listen(&document, "drop", move |event| {
        if let Some((row, _)) = of.borrow_mut().take() {
            event.prevent_default();
            send(&row);
        }
    });
    // Let go elsewhere, or given up: where it was.
    listen(&document, "dragend", move |_| {
        if let Some((row, next)) = dragged.borrow_mut().take() {
            place(&row, next.as_ref());
        }
    });
}

/// The row goes where the pointer is, within its list.
fn over(event: &Event, dragged: &Dragged) {
    let dragged = dragged.borrow();
    let Some((row, _)) = dragged.as_ref() else { return };
    let under = target(event).and_then(|at| at.closest(ROW).ok()?);
    let Some(under) = under.filter(|under| under.parent_element() == row.parent_element()) else {
        return;
    };
    event.prevent_default();
    let follows = row.compare_document_position(&under) & Node::DOCUMENT_POSITION_FOLLOWING != 0;
    let before: Option<Node> = if follows {
        under.next_sibling()
    } else {
        Some(under.into())
    };
    place(row, before.as_ref());
}

fn place(row: &Element, before: Option<&Node>) {
    if let Some(list) = row.parent_node() {
        let _ = list.insert_before(row, before);
    }
}

/// Sends the form of the row with its new place.
fn send(row: &Element) {
    let mut number = 1;
    let mut above = row.previous_element_sibling();
    while let Some(one) = above {
        number += 1;
        above = one.previous_element_sibling();
    }
    let find = |selector| row.query_selector(selector).ok().flatten();
    let input = find("form [name='place']").and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    let form = input.as_ref().and_then(HtmlInputElement::form);
    if let (Some(input), Some(form)) = (input, form) {
        input.set_value(&number.to_string());
        let _ = HtmlFormElement::request_submit(&form);
    }
}
