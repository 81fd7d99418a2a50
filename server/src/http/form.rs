//! Forms as browsers send them: texts alone, or with files (`multipart/form-data`), each the value of a `bytes` field.

use axum::body::Body;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use multer::{Constraints, Multipart, SizeLimit};

use crate::http::MAX_BODY_BYTES;

/// Bytes of the files of a form that are kept, and of its texts: each service has its own, smaller limit.
const MAX_KEPT: usize = 16 * 1024 * 1024;
/// Bytes of a form with files that are read: its texts may come after a file that is too large.
const MAX_READ: usize = 32 * 1024 * 1024;
/// Parts of a form with files.
const MAX_PARTS: usize = 1_000;

/// The texts of a form, as they came.
pub(crate) type Fields = Vec<(String, String)>;

/// What a form carries.
#[derive(Default)]
pub(crate) struct Form {
    pub(crate) fields: Fields,
    /// A file that nobody chose is none.
    pub(crate) files: Vec<(String, Bytes)>,
    /// Names of the parts that are too large: read, and not kept, so that the rest of the form is.
    pub(crate) too_large: Vec<String>,
}

/// Reads a form; of somebody who is not signed in, a small one.
///
/// # Errors
/// `PAYLOAD_TOO_LARGE` for what is larger than what is read at all, `BAD_REQUEST` for what cannot be read.
pub(crate) async fn read(headers: &HeaderMap, body: Body, is_signed_in: bool) -> Result<Form, StatusCode> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if let Some(kind) = content_type.filter(|kind| kind.starts_with("multipart/")) {
        let boundary = multer::parse_boundary(kind).map_err(|_| StatusCode::BAD_REQUEST)?;
        let limit = if is_signed_in { MAX_READ } else { MAX_BODY_BYTES };
        return parts(body, boundary, limit as u64)
            .await
            .map_err(|error| match error {
                multer::Error::StreamSizeExceeded { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                _ => StatusCode::BAD_REQUEST,
            });
    }
    let body = axum::body::to_bytes(body, MAX_BODY_BYTES)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    Ok(Form {
        fields: texts(&body),
        ..Form::default()
    })
}

/// Reads a form without files; what is not a form has no fields.
pub(crate) fn texts(body: &[u8]) -> Fields {
    serde_urlencoded::from_bytes(body).unwrap_or_default()
}

async fn parts(body: Body, boundary: String, limit: u64) -> multer::Result<Form> {
    let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(limit));
    let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, limits);
    let mut form = Form::default();
    // Apart, so that a file leaves room for what was typed.
    let (mut n_of_files, mut n_of_texts) = (0, 0);
    let mut n_parts = 0;
    while let Some(mut part) = parts.next_field().await? {
        n_parts += 1;
        if n_parts > MAX_PARTS {
            return Err(multer::Error::StreamSizeExceeded { limit });
        }
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some();
        let n_kept = if is_file {
            &mut n_of_files
        } else {
            n_of_texts += name.len();
            &mut n_of_texts
        };
        let mut content = Vec::new();
        let mut is_too_large = false;
        while let Some(chunk) = part.chunk().await? {
            is_too_large |= *n_kept + content.len() + chunk.len() > MAX_KEPT;
            if is_too_large {
                content.clear();
            } else {
                content.extend_from_slice(&chunk);
            }
        }
        *n_kept += content.len();
        if is_too_large {
            form.too_large.push(name);
        } else if !is_file {
            form.fields
                .push((name, String::from_utf8_lossy(&content).into_owned()));
        } else if !content.is_empty() {
            form.files.push((name, content.into()));
        }
    }
    Ok(form)
}
