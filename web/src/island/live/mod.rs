//! The watcher: re-reads the page when its topics move; rows that are dragged to another place; forms that are saved
//! while one writes.

#[cfg(target_arch = "wasm32")]
mod autosave;
#[cfg(target_arch = "wasm32")]
mod leave;
#[cfg(target_arch = "wasm32")]
mod order;
#[cfg(target_arch = "wasm32")]
mod refresh;
#[cfg(target_arch = "wasm32")]
mod watch;

use leptos::prelude::*;

/// Says whether the page is live, and keeps it so: each `[data-live]` element that has an id is replaced
/// when one of its topics moves.
#[island]
pub(crate) fn Live(
    /// Position of the log that the page shows.
    position: i64,
    /// Path of the page, to read it again.
    page: String,
) -> impl IntoView {
    let state = RwSignal::new("hors direct");
    let news = RwSignal::new("");
    #[cfg(target_arch = "wasm32")]
    {
        watch::start(position, page, state, news);
        order::start();
        autosave::start();
        leave::start();
    }
    #[cfg(not(target_arch = "wasm32"))]
    let _ = (position, page);
    view! {
        <span class="live" data-state=move || state.get()>{move || state.get()}</span>
        <span class="unseen" role="status">{move || news.get()}</span>
    }
}
