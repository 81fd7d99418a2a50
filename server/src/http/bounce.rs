//! The webhook by which a mail provider tells of what came back. It comes from elsewhere and acts for nobody: its
//! signature is its right.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use http::StatusCode;
use tonic::Status;

use crate::bounce::{self, Answer, Event};
use crate::http::{Plain, http_status};

/// Largest event, in bytes.
const MAX_BYTES: usize = 64 * 1024;
const PATH: &str = "/bounces/webhook";

/// The endpoint.
pub(super) fn router() -> Router<Plain> {
    Router::new().route(PATH, post(webhook))
}

/// Says whether a path is the webhook.
pub(super) fn comes_from_elsewhere(path: &str) -> bool {
    path == PATH
}

async fn webhook(State(plain): State<Plain>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if plain.app.config.bounce_webhook_secret.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(body) = axum::body::to_bytes(body, MAX_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let text = |name: &str| {
        let value = parts.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    };
    let event = Event {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp"),
        signature: text("webhook-signature"),
        body: &body,
    };
    match bounce::receive(&plain.app, event).await {
        Ok(Answer::Noted) => StatusCode::NO_CONTENT,
        Ok(Answer::Off) => StatusCode::NOT_FOUND,
        Ok(Answer::NotSigned) => StatusCode::UNAUTHORIZED,
        Ok(Answer::Unreadable) => StatusCode::BAD_REQUEST,
        Ok(Answer::Later) => StatusCode::SERVICE_UNAVAILABLE,
        Err(error) => http_status(Status::from(error).code()),
    }
    .into_response()
}
