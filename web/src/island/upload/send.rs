//! Sends files chunk by chunk.

use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use proto::v1::{StartUploadRequest, Upload, UploadChunkRequest};
use tonic::{Code, Status};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, CustomEvent, CustomEventInit, Element, File, HtmlInputElement};

use crate::island::browser::{backoff, listen, sleep, window};
use crate::island::{path, rpc};

/// Size of a chunk.
const CHUNK: f64 = 256.0 * 1024.0;
/// Largest file.
const LARGEST: f64 = 20.0 * 1024.0 * 1024.0;
/// Attempts at one chunk before giving up: some five minutes.
const ATTEMPTS: u32 = 14;
const READY: &str = "PDF, ODT, DOCX, XLSX, ODS, PNG ou JPEG, 20\u{a0}Mo au plus.";

/// What the reader sees of an upload.
#[derive(Clone, Copy)]
pub(super) struct Progress {
    pub(super) state: RwSignal<String>,
    /// Per cent; 0 hides the bar.
    pub(super) done: RwSignal<u32>,
}

impl Progress {
    fn say(self, text: impl Into<String>) {
        self.state.set(text.into());
    }
}

/// Sends what is chosen in the field around the hint, once the page is awake.
pub(super) fn start(hint: &Element, progress: Progress) {
    let around = hint.closest("[data-owner]").ok().flatten();
    let Some(around) = around else { return };
    let field = around.query_selector("input").ok().flatten();
    let Some(input) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    let said = |name: &str| around.get_attribute(name).unwrap_or_default();
    let (owner, owner_id) = (
        said("data-owner").parse().unwrap_or_default(),
        said("data-owner-id"),
    );
    let field = input.clone();
    progress.say(READY);
    input.set_disabled(false);
    listen(&field, "change", move |_| {
        let files: Vec<File> = input
            .files()
            .map(|list| (0..list.length()).filter_map(|i| list.get(i)).collect())
            .unwrap_or_default();
        let (owner_id, input) = (owner_id.clone(), input.clone());
        spawn_local(async move {
            input.set_disabled(true);
            send_all(owner, &owner_id, files, progress).await;
            input.set_value("");
            input.set_disabled(false);
        });
    });
}

async fn send_all(owner: i32, owner_id: &str, files: Vec<File>, progress: Progress) {
    for file in files {
        let name = file.name();
        progress.done.set(1);
        let end = send(owner, owner_id, &file, progress).await;
        progress.done.set(0);
        match end {
            Ok(()) => progress.say(format!("«\u{a0}{name}\u{a0}» est joint.")),
            Err(sentence) => {
                return progress.say(format!("«\u{a0}{name}\u{a0}» n’a pas été joint. {sentence}"));
            }
        }
    }
    refresh();
}

/// One file, or the sentence that says why not.
async fn send(owner: i32, owner_id: &str, file: &File, progress: Progress) -> Result<(), &'static str> {
    if file.size() > LARGEST {
        return Err("Il dépasse 20\u{a0}Mo.");
    }
    progress.say(format!("Envoi de «\u{a0}{}\u{a0}»…", file.name()));
    #[expect(clippy::cast_possible_truncation, reason = "at most 20 MB")]
    let size_bytes = file.size() as i64;
    let request = StartUploadRequest {
        owner,
        owner_id: owner_id.to_owned(),
        name: file.name(),
        size_bytes,
        sha256: hash(file).await.unwrap_or_default(),
    };
    let mut attempt = 0;
    loop {
        let end = match rpc::call::<Upload>(path::START_UPLOAD, &request).await {
            Ok(upload) => chunks(file, upload, &mut attempt, progress).await,
            Err(status) => Err(status),
        };
        let Err(status) = end else { return Ok(()) };
        if let Some(sentence) = refusal(&status) {
            return Err(sentence);
        }
        if attempt >= ATTEMPTS {
            return Err(
                "La connexion ne revient pas\u{a0}: choisissez-le de nouveau plus tard, l’envoi reprendra où il en est.",
            );
        }
        progress.say("Connexion perdue\u{a0}: l’envoi reprendra où il en est…");
        sleep(backoff(attempt)).await;
        attempt += 1;
    }
}

async fn chunks(
    file: &File,
    mut upload: Upload,
    attempt: &mut u32,
    progress: Progress,
) -> Result<(), Status> {
    while !upload.is_finished {
        #[expect(clippy::cast_precision_loss, reason = "at most 20 MB")]
        let start = upload.offset as f64;
        let end = (start + CHUNK).min(file.size());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a percentage"
        )]
        progress.done.set(((100.0 * start / file.size()) as u32).max(1));
        let content = file.slice_with_f64_and_f64(start, end).ok();
        let content = match content {
            Some(blob) => bytes(&blob).await,
            None => None,
        };
        let content = content.ok_or_else(unreadable)?;
        let request = UploadChunkRequest {
            id: upload.id.clone(),
            offset: upload.offset,
            content: content.to_vec(),
        };
        upload = rpc::call(path::UPLOAD_CHUNK, &request).await?;
        *attempt = 0;
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "made in the browser, read a few lines above"
)]
fn unreadable() -> Status {
    Status::new(Code::InvalidArgument, "unreadable")
}

/// The sentence of a refusal that waiting will not change.
fn refusal(status: &Status) -> Option<&'static str> {
    let said = [status.message().as_bytes(), status.details()].concat();
    let says = |reason: &str| said.windows(reason.len()).any(|part| part == reason.as_bytes());
    let sentence = if says("FILE_TYPE") {
        "Ce type de fichier n’est pas accepté."
    } else if says("FILE_TOO_LARGE") {
        "Il dépasse 20\u{a0}Mo."
    } else if says("FILE_EMPTY") {
        "Il est vide."
    } else if says("TOO_MANY_FILES") {
        "Il y a déjà trop de fichiers joints."
    } else if says("WRONG_OFFSET") {
        return None;
    } else {
        match status.code() {
            Code::Unauthenticated => "Votre session est terminée\u{a0}: connectez-vous de nouveau.",
            Code::InvalidArgument
            | Code::PermissionDenied
            | Code::NotFound
            | Code::FailedPrecondition
            | Code::AlreadyExists => "La plateforme le refuse.",
            _ => return None,
        }
    };
    Some(sentence)
}

async fn buffer(blob: &Blob) -> Option<ArrayBuffer> {
    JsFuture::from(blob.array_buffer()).await.ok()?.dyn_into().ok()
}

async fn bytes(blob: &Blob) -> Option<Uint8Array> {
    Some(Uint8Array::new(&buffer(blob).await?.into()))
}

/// SHA-256 of the whole file, in hexadecimal; nothing where the browser offers none.
async fn hash(file: &File) -> Option<String> {
    let subtle = window()?.crypto().ok()?.subtle();
    let digest = subtle
        .digest_with_str_and_buffer_source("SHA-256", &buffer(file).await?.into())
        .ok()?;
    let digest: ArrayBuffer = JsFuture::from(digest).await.ok()?.dyn_into().ok()?;
    Some(
        Uint8Array::new(&digest)
            .to_vec()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    )
}

/// Shows the new list: by the watcher when there is one, else by reading the page again.
fn refresh() {
    let Some(window) = window() else { return };
    let init = CustomEventInit::new();
    init.set_cancelable(true);
    if let Ok(event) = CustomEvent::new_with_event_init_dict("passerelle:refresh", &init)
        && window.dispatch_event(&event).unwrap_or(true)
    {
        let _ = window.location().reload();
    }
}
