//! The upload of attachments: in chunks, resumed when the connection drops.

#[cfg(target_arch = "wasm32")]
mod send;

use leptos::prelude::*;

/// The files that may be attached, for the browser's own dialogue; the server checks the content.
const ACCEPT: &str = ".pdf,.odt,.docx,.xlsx,.ods,.png,.jpg,.jpeg";

/// A field to attach files to something: `owner` is a number of `proto::v1::Owner`.
#[island]
pub(crate) fn Upload(
    /// What kind of thing.
    owner: i32,
    /// Which one.
    owner_id: String,
) -> impl IntoView {
    let state = RwSignal::new(
        "L’envoi de fichiers demande WebAssembly, qui n’est pas actif dans ce navigateur.".to_owned(),
    );
    let done = RwSignal::new(0_u32);
    let is_ready = RwSignal::new(false);
    let id = format!("upload-{owner_id}");
    #[cfg(target_arch = "wasm32")]
    send::start(
        owner,
        owner_id,
        &id,
        send::Progress {
            state,
            done,
            is_ready,
        },
    );
    #[cfg(not(target_arch = "wasm32"))]
    let _ = (owner, owner_id);
    view! {
        <div class="field upload">
            <label for=id.clone()>"Joindre un fichier"</label>
            <input type="file" id=id multiple accept=ACCEPT disabled=move || !is_ready.get()/>
            <p class="hint" role="status">{move || state.get()}</p>
            <progress class="bar" max="100" value=move || done.get().to_string() hidden=move || done.get() == 0
                aria-label="Envoi du fichier"></progress>
        </div>
    }
}
