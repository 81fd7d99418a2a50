//! Around every answer: a request id, a span with it, metrics, and the security headers.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use http::{HeaderName, HeaderValue};
use tracing::Instrument as _;

use crate::app::App;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(crate) async fn observe(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = crate::db::id();
    let request_id = id.simple().to_string();
    // Without random bytes the nonce is empty, and no script runs.
    let nonce = crate::secret::token().unwrap_or_default();
    let info = web::RequestInfo {
        now: app.clock.now(),
        nonce: nonce.clone(),
        request_id: request_id.clone(),
    };
    request.extensions_mut().insert(info);
    request
        .extensions_mut()
        .insert(web::Position(app.live.position()));
    let span =
        tracing::info_span!("request", request_id, method = %request.method(), path = request.uri().path());
    let kind = kind(request.uri().path());

    let mut response = next.run(request).instrument(span.clone()).await;

    let elapsed = started.elapsed();
    let grpc_status = response
        .headers()
        .get("grpc-status")
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    metrics::counter!("passerelle_requests_total", "kind" => kind, "status" => response.status().as_str().to_owned(), "grpc_status" => grpc_status.to_owned()).increment(1);
    metrics::histogram!("passerelle_request_seconds", "kind" => kind).record(elapsed.as_secs_f64());
    span.in_scope(|| {
        tracing::debug!(
            status = response.status().as_u16(),
            grpc_status,
            ms = elapsed.as_millis(),
            "answered"
        );
    });
    let headers = response.headers_mut();
    headers
        .entry(X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    headers
        .entry(X_FRAME_OPTIONS)
        .or_insert(HeaderValue::from_static("DENY"));
    headers
        .entry(REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("same-origin"));
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        headers.insert(REQUEST_ID, id);
    }
    // An answer of an RPC is no page.
    let has_policy = kind == "rpc" || headers.contains_key(CONTENT_SECURITY_POLICY);
    if let (false, Ok(policy)) = (has_policy, policy(&nonce)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    if app.config.public_url.starts_with("https://") {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    response
}

fn policy(nonce: &str) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
    HeaderValue::from_str(&format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ))
}

/// A small number of names, so that the metrics stay few.
fn kind(path: &str) -> &'static str {
    if path.starts_with("/passerelle.v1.") || path.starts_with("/grpc.") {
        "rpc"
    } else if path.starts_with("/assets/") {
        "asset"
    } else if path.starts_with("/act/") {
        "act"
    } else if path.starts_with("/export/") || path.starts_with("/attachment/") {
        "download"
    } else if path == "/healthz" || path == "/readyz" {
        "probe"
    } else {
        "page"
    }
}
