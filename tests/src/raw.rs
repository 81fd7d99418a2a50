//! Calls any RPC by its path with a message as bytes: what rights, bad input and the bench need.

use std::time::Duration;

use axum::body::Body;
use base64::Engine as _;
use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderMap, Request, Version};
use http_body_util::BodyExt as _;
use prost::Message as _;
use prost_reflect::MethodDescriptor;
use proto::v1::Reason;
use tonic::Code;
use tower::ServiceExt as _;

use crate::world::Door;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status: of the headers, or of the trailers. `Ok` for a stream that goes on.
    pub code: Code,
    /// Why, when it was refused with details.
    pub reason: Option<Reason>,
    /// The messages, frame headers left out, in one piece; of a stream, the first piece only.
    pub content: Bytes,
    /// The words of the status.
    pub message: String,
}

/// Every RPC of ours, in the order of the contract.
pub fn methods() -> Vec<MethodDescriptor> {
    let ours = proto::pool()
        .services()
        .filter(|service| service.package_name() == "passerelle.v1");
    ours.flat_map(|service| service.methods().collect::<Vec<_>>())
        .collect()
}

/// "ProgrammeService/GetBoard"
pub fn name(method: &MethodDescriptor) -> String {
    format!("{}/{}", method.parent_service().name(), method.name())
}

/// A gRPC frame around a message.
pub fn frame(message: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(message.len() + 5);
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).unwrap());
    frame.put_slice(message);
    frame.freeze()
}

/// Calls an RPC ("ProgrammeService/GetBoard").
pub async fn call(door: &Door, rpc: &str, message: &[u8]) -> Answer {
    send(door, rpc, frame(message)).await
}

/// Sends a body as it is: well formed or not.
pub async fn send(door: &Door, rpc: &str, body: Bytes) -> Answer {
    let request = Request::post(format!("http://passerelle/passerelle.v1.{rpc}"))
        .version(Version::HTTP_2)
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(tonic::body::Body::new(http_body_util::Full::new(body)))
        .unwrap();
    let response = door.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    if parts.headers.contains_key("grpc-status") {
        return answer(&parts.headers, Bytes::new());
    }
    let is_stream = methods()
        .iter()
        .any(|method| name(method) == rpc && method.is_server_streaming());
    read(body, is_stream).await
}

async fn read(mut body: Body, is_stream: bool) -> Answer {
    let mut content = BytesMut::new();
    loop {
        let next = tokio::time::timeout(Duration::from_secs(5), body.frame()).await;
        match next.expect("an answer within 5 s") {
            None => panic!("an answer without a status: {content:?}"),
            Some(frame) => match frame.unwrap().into_data() {
                Ok(data) => {
                    content.extend_from_slice(&data);
                    if is_stream {
                        return answer(&HeaderMap::new(), content.freeze());
                    }
                }
                Err(frame) => {
                    let content = content.freeze();
                    let content = content.slice(content.len().min(5)..);
                    return answer(&frame.into_trailers().unwrap_or_default(), content);
                }
            },
        }
    }
}

/// Reads a status out of headers or trailers.
pub fn answer(headers: &HeaderMap, content: Bytes) -> Answer {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    let code = text("grpc-status").map_or(Code::Ok, |code| Code::from_bytes(code.as_bytes()));
    let reason = text("grpc-status-details-bin").and_then(|details| {
        let details = base64::engine::general_purpose::STANDARD_NO_PAD
            .decode(details.trim_end_matches('='))
            .ok()?;
        let status = tonic_types::pb::Status::decode(details.as_slice()).ok()?;
        let info = status
            .details
            .iter()
            .find(|detail| detail.type_url.ends_with("google.rpc.ErrorInfo"))?;
        let info = tonic_types::pb::ErrorInfo::decode(info.value.as_slice()).ok()?;
        Reason::from_str_name(&info.reason)
    });
    Answer {
        code,
        reason,
        content,
        message: text("grpc-message").unwrap_or_default().to_owned(),
    }
}
