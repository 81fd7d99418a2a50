//! One stream of events for the page: reconnects, resumes, and asks for a refresh.

use std::rc::Rc;

use futures::future::{Either, select};
use leptos::prelude::*;
use prost::Message as _;
use proto::v1::watch_response::Message;
use proto::v1::{WatchRequest, WatchResponse};
use tonic::{Code, Status};
use wasm_bindgen_futures::spawn_local;

use super::refresh::Refresh;
use crate::island::browser::{backoff, document, event, sleep};
use crate::island::{path, rpc};

/// Silence after which the stream is thought dead; the server's heartbeat comes every 20 s.
const SILENCE_MS: i32 = 45_000;

const LIVE: &str = "en direct";
const AGAIN: &str = "reconnexion…";
const OFF: &str = "hors direct";

/// Watches for the life of the page.
pub(super) fn start(state: RwSignal<&'static str>, news: RwSignal<&'static str>) {
    let main = document().and_then(|document| document.query_selector("main").ok()?);
    let Some(main) = main else { return };
    let said = |name: &str| main.get_attribute(name).unwrap_or_default();
    let (mut position, page) = (
        said("data-position").parse().unwrap_or_default(),
        said("data-page"),
    );
    spawn_local(async move {
        let refresh = Refresh::new(page, news);
        let mut attempt = 0;
        loop {
            let before = position;
            let watching = Box::pin(watch(&mut position, state, &refresh, &mut attempt));
            let end = match select(watching, Box::pin(event("pagehide"))).await {
                Either::Left((end, _)) => Some(end),
                Either::Right(_) => None,
            };
            // The browser may keep a page that one leaves, to come back to it: a stream kept with it would hold
            // one of the six connections to the site, and the seventh page would wait.
            let Some(end) = end else {
                event("pageshow").await;
                attempt = 0;
                refresh.ask(None);
                continue;
            };
            if matches!(end, Err(status) if matches!(status.code(), Code::Unauthenticated | Code::PermissionDenied))
            {
                state.set(OFF);
                return;
            }
            state.set(AGAIN);
            sleep(backoff(attempt)).await;
            attempt += 1;
            if before == 0 && position == 0 {
                // Nothing says what happened before the first connection.
                refresh.ask(None);
            }
        }
    });
}

/// One connection, until it ends.
async fn watch(
    position: &mut i64,
    state: RwSignal<&'static str>,
    refresh: &Rc<Refresh>,
    attempt: &mut u32,
) -> Result<(), Status> {
    let request = WatchRequest { after: *position };
    let Some(stream) = or_silence(rpc::watch(path::WATCH, &request)).await else {
        return Ok(());
    };
    let mut stream = stream?;
    loop {
        let Some(message) = or_silence(stream.message()).await else {
            return Ok(());
        };
        let Some(message) = message? else { return Ok(()) };
        let Some(message) = WatchResponse::decode(message.as_slice())
            .ok()
            .and_then(|answer| answer.message)
        else {
            continue;
        };
        *attempt = 0;
        match message {
            Message::Ready(ready) => {
                state.set(LIVE);
                if *position == 0 {
                    *position = ready.position;
                }
            }
            Message::Event(event) => {
                *position = event.position;
                refresh.ask(Some(&event.topics));
            }
            Message::Heartbeat(beat) => *position = beat.position.max(*position),
            Message::Resync(resync) => {
                *position = resync.position;
                refresh.ask(None);
            }
        }
    }
}

/// What comes, or nothing when there is too long a silence.
async fn or_silence<T>(what: impl Future<Output = T>) -> Option<T> {
    match select(Box::pin(what), Box::pin(sleep(SILENCE_MS))).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}
