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
/// when one of its topics moves. The page's `main` says the position of the log that it shows (`data-position`), and the
/// path to read it again (`data-page`).
#[island]
pub(crate) fn Live() -> impl IntoView {
    let state = RwSignal::new("hors direct");
    let news = RwSignal::new("");
    #[cfg(target_arch = "wasm32")]
    {
        watch::start(state, news);
        order::start();
        // What it keeps on the page does not leave.
        leave::start();
        autosave::start();
    }
    view! {
        <span class="live" data-state=move || state.get()>{move || state.get()}</span>
        <span class="unseen" role="status">{move || news.get()}</span>
    }
}
