//! Pages and islands.
//!
//! The server renders every page from RPCs that it calls in process; forms are plain HTML bound to RPCs.
//! The browser compiles the same crate, where only the islands remain.

mod island;
#[cfg(not(target_arch = "wasm32"))]
mod page;
#[cfg(not(target_arch = "wasm32"))]
mod pages;
#[cfg(not(target_arch = "wasm32"))]
mod path;
#[cfg(not(target_arch = "wasm32"))]
pub mod text;
#[cfg(not(target_arch = "wasm32"))]
mod ui;

#[cfg(not(target_arch = "wasm32"))]
pub use page::{Answer, Api, FormState, Position, RequestInfo, Shown, Site};
#[cfg(not(target_arch = "wasm32"))]
pub use pages::{router, style};
#[cfg(not(target_arch = "wasm32"))]
pub use path::is_local;
#[cfg(not(target_arch = "wasm32"))]
pub use ui::shell::plain_error;
#[cfg(not(target_arch = "wasm32"))]
pub use ui::time::{at as at_in_words, day as day_in_words, span as span_in_words};

/// Wakes the browser side: the page's script calls it once, then each island's own function.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
