//! A browser may only act from our own pages: `Sec-Fetch-Site`, or `Origin` for older browsers.
//! Clients that are no browsers send neither, and carry no cookie of their own accord. Two forms and a webhook come
//! from elsewhere by their nature, and act for nobody who is signed in: see `newsletter.rs` and `bounce.rs`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Method, StatusCode};
use proto::v1::Reason;

use crate::app::App;
use crate::error::Error;

pub(crate) async fn same_origin(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path();
    let is_exempt =
        super::newsletter::comes_from_elsewhere(path) || super::bounce::comes_from_elsewhere(path);
    if is_safe || is_exempt || is_same_origin(&request, &app.config.public_url) {
        return next.run(request).await;
    }
    let status = Error::Denied(Reason::CrossOrigin).into();
    super::refuse(
        &super::Asker::of(&request),
        status,
        StatusCode::FORBIDDEN,
        Reason::CrossOrigin,
    )
}

fn is_same_origin(request: &Request, public_url: &str) -> bool {
    let text = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    text("origin").is_none_or(|origin| {
        let host = text("host").unwrap_or_default();
        origin == public_url
            || origin
                .split_once("://")
                .is_some_and(|(_, of)| of == host && !host.is_empty())
    })
}
