//! The upload of attachments: in chunks, resumed when the connection drops.

#[cfg(target_arch = "wasm32")]
mod send;

use leptos::prelude::*;

/// Looks after the `[data-owner]` around it, which says what files are attached to (a number of `proto::v1::Owner`), by
/// `data-owner-id` which one, and holds the field. It takes no properties: what reads them would be a tenth of the bundle.
#[island]
pub(crate) fn Upload() -> impl IntoView {
    let state = RwSignal::new(
        "L’envoi de fichiers demande WebAssembly, qui n’est pas actif dans ce navigateur.".to_owned(),
    );
    let done = RwSignal::new(0_u32);
    let hint = NodeRef::<leptos::html::P>::new();
    #[cfg(target_arch = "wasm32")]
    hint.on_load(move |hint| send::start(&hint, send::Progress { state, done }));
    view! {
        <p class="hint" role="status" node_ref=hint>{move || state.get()}</p>
        <progress class="bar" max="100" value=move || done.get().to_string() hidden=move || done.get() == 0
            aria-label="Envoi du fichier"></progress>
    }
}
