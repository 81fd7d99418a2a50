//! The watcher: re-reads the page when its topics move.

use leptos::prelude::*;

/// Says whether the page is live, and keeps it so.
#[island]
pub(crate) fn Live(
    /// Position of the log that the page shows.
    position: i64,
) -> impl IntoView {
    let state = RwSignal::new("hors direct");
    #[cfg(target_arch = "wasm32")]
    watch::start(position, state);
    #[cfg(not(target_arch = "wasm32"))]
    let _ = position;
    view! { <span class="live" data-state=move || state.get()>{move || state.get()}</span> }
}
