//! The draft of a contribution: saved while one writes, kept in the browser when the connection drops, and
//! both texts shown when somebody else changed it meanwhile.

#[cfg(target_arch = "wasm32")]
mod aside;
#[cfg(target_arch = "wasm32")]
mod conflict;
#[cfg(target_arch = "wasm32")]
mod controller;
#[cfg(any(target_arch = "wasm32", test))]
mod message;
#[cfg(target_arch = "wasm32")]
mod paste;
#[cfg(target_arch = "wasm32")]
mod sheet;

use leptos::prelude::*;

/// Looks after the `form[data-draft]` around it: hidden `id` and `version`, `title`, hidden `sections.N.key`,
/// `sections.N.text`.
#[island]
pub(crate) fn Draft() -> impl IntoView {
    let state = RwSignal::new(String::new());
    #[cfg(target_arch = "wasm32")]
    controller::start(state);
    view! {
        <p class="draft-state" role="status">{move || state.get()}</p>
        <div class="draft-panel"></div>
    }
}
