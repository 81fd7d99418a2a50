//! The browser bundle: files whose names carry their hash, compressed in advance, kept for ever.

use std::path::{Path, PathBuf};

use axum::extract::{Path as UrlPath, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderName, StatusCode};

/// Names of the bundle's files, from the manifest that `cargo xtask web` writes.
pub(crate) fn site(folder: &Path) -> web::Site {
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).ok();
    let manifest: serde_json::Value = manifest
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let name = |key: &str| {
        manifest
            .get(key)
            .and_then(|value| value.as_str())
            .map(str::to_owned)
    };
    web::Site {
        js: name("js"),
        wasm: name("wasm"),
    }
}

/// `GET /assets/<name>`: a file of the bundle or the stylesheet.
pub(crate) async fn asset(
    State(folder): State<PathBuf>,
    UrlPath(name): UrlPath<String>,
    headers: HeaderMap,
) -> Response {
    const FOR_EVER: &str = "public, max-age=31536000, immutable";
    if let Some(style) = web::style(&name) {
        return (
            [
                (CONTENT_TYPE, "text/css; charset=utf-8"),
                (CACHE_CONTROL, FOR_EVER),
            ],
            style,
        )
            .into_response();
    }
    let content_type = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return StatusCode::NOT_FOUND.into_response();
    }
    let accepted = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    for (encoding, extension) in [("br", ".br"), ("gzip", ".gz"), ("", "")] {
        if !encoding.is_empty() && !accepted.contains(encoding) {
            continue;
        }
        let Ok(content) = tokio::fs::read(folder.join(format!("{name}{extension}"))).await else {
            continue;
        };
        let mut fields: Vec<(HeaderName, &str)> = vec![
            (CONTENT_TYPE, content_type),
            (CACHE_CONTROL, FOR_EVER),
            (VARY, "accept-encoding"),
        ];
        if !encoding.is_empty() {
            fields.push((CONTENT_ENCODING, encoding));
        }
        let fields: HeaderMap = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.parse().ok()?)))
            .collect();
        return (fields, content).into_response();
    }
    StatusCode::NOT_FOUND.into_response()
}
