//! Downloads: any RPC that answers a `File` and changes nothing, and attachments. Nothing is ever shown inline.

use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use prost::Message as _;
use prost_reflect::DynamicMessage;
use proto::v1::attachment_service_client::AttachmentServiceClient;
use proto::v1::convocation_service_client::ConvocationServiceClient;
use proto::v1::{DownloadAttachmentRequest, ExportCalendarRequest, File, Reason};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::http::{Plain, act, call};

/// `GET /export/ProgrammeService/ExportBoard?year=2027`
pub(crate) async fn export(
    State(plain): State<Plain>,
    Path((service, rpc)): Path<(String, String)>,
    Query(fields): Query<Vec<(String, String)>>,
    request: Request,
) -> Response {
    let file = call::method(&service, &rpc)
        .filter(|method| method.output().full_name() == "passerelle.v1.File" && call::is_read(method));
    let Some(method) = file else {
        return refused(&request, &crate::error::Error::Missing.into());
    };
    let (message, malformed) = act::fill(DynamicMessage::new(method.input()), &fields);
    if !malformed.is_empty() {
        return refused(&request, &crate::error::Error::Missing.into());
    }
    let answer = call::unary(
        &plain.api,
        &method,
        request.extensions().clone(),
        message.encode_to_vec(),
    )
    .await;
    match answer.map(File::decode) {
        Ok(Ok(file)) => {
            let headers = [
                (CONTENT_TYPE, header(&file.content_type)),
                (CONTENT_DISPOSITION, disposition(&file.name)),
                (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
            ];
            (headers, file.content).into_response()
        }
        Ok(Err(_)) => refused(&request, &crate::error::Error::Missing.into()),
        Err(status) => refused(&request, &status),
    }
}

/// `GET /calendar/<secret>.ics`: a calendar by its secret address, for programs that know no session.
pub(crate) async fn calendar(
    State(plain): State<Plain>,
    Path(secret): Path<String>,
    request: Request,
) -> Response {
    let mut client = ConvocationServiceClient::new(plain.api.clone());
    match client.export_calendar(ExportCalendarRequest { secret }).await {
        Ok(file) => {
            let file = file.into_inner();
            let headers = [
                (CONTENT_TYPE, header(&file.content_type)),
                (CACHE_CONTROL, HeaderValue::from_static("private, max-age=300")),
            ];
            (headers, file.content).into_response()
        }
        Err(status) => refused(&request, &status),
    }
}

/// `GET /attachment/<id>`: streams the content, always as a file to save.
pub(crate) async fn attachment(
    State(plain): State<Plain>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let mut client = AttachmentServiceClient::new(plain.api.clone());
    let mut call = tonic::Request::new(DownloadAttachmentRequest { id });
    *call.extensions_mut() = request.extensions().clone();
    let mut chunks = match client.download_attachment(call).await {
        Ok(response) => response.into_inner(),
        Err(status) => return refused(&request, &status),
    };
    let first = match chunks.message().await {
        Ok(first) => first.unwrap_or_default(),
        Err(status) => return refused(&request, &status),
    };
    let attachment = first.attachment.unwrap_or_default();
    let content = futures::stream::once(async move { Ok(first.content) })
        .chain(chunks.map(|chunk| chunk.map(|chunk| chunk.content)));
    let headers = [
        (CONTENT_TYPE, header(&attachment.content_type)),
        (CONTENT_LENGTH, header(&attachment.size_bytes.to_string())),
        (CONTENT_DISPOSITION, disposition(&attachment.name)),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (
            http::header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox; default-src 'none'"),
        ),
    ];
    (headers, axum::body::Body::from_stream(content)).into_response()
}

pub(super) fn header(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

/// A name for saving, in both forms of RFC 6266.
fn disposition(name: &str) -> HeaderValue {
    let ascii: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_. ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    header(&format!(
        "attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}"
    ))
}

pub(super) fn refused(request: &Request, status: &Status) -> Response {
    if status.code() == Code::Unauthenticated {
        let next = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
        return axum::response::Redirect::to(&format!("/account/sign-in?{query}")).into_response();
    }
    let told = status.get_error_details();
    let told = told
        .error_info()
        .and_then(|info| Reason::from_str_name(&info.reason));
    let (code, reason) = match super::http_status(status.code()) {
        StatusCode::NOT_FOUND => (StatusCode::NOT_FOUND, Reason::NotFound),
        code => (code, told.unwrap_or(Reason::Internal)),
    };
    super::refuse(&super::Asker::of(request), status.clone(), code, reason)
}
