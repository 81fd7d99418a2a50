//! Clients that share nothing with the generated ones: hyper, and frames made by hand.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, Version};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tonic::Code;

use crate::raw::{self, Answer};

/// How long anything may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// A client of one protocol.
#[derive(Clone)]
pub(super) struct Wire {
    address: SocketAddr,
    client: Client<HttpConnector, Full<Bytes>>,
    version: Version,
}

impl Wire {
    /// HTTP/1.1, as a browser without TLS speaks.
    pub(super) fn h1(address: SocketAddr) -> Self {
        Self {
            address,
            client: Client::builder(TokioExecutor::new()).build_http(),
            version: Version::HTTP_11,
        }
    }

    /// HTTP/2, as gRPC clients speak.
    pub(super) fn h2(address: SocketAddr) -> Self {
        Self {
            address,
            client: Client::builder(TokioExecutor::new())
                .http2_only(true)
                .build_http(),
            version: Version::HTTP_2,
        }
    }

    /// Sends a request; the headers of the answer are there within 5 s.
    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Response<Incoming> {
        let mut request = Request::builder()
            .method(method)
            .version(self.version)
            .uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        tokio::time::timeout(PATIENCE, self.client.request(request))
            .await
            .expect("an answer in time")
            .unwrap()
    }

    /// A page or a file.
    pub(super) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let (parts, body) = self.send("GET", path, headers, Bytes::new()).await.into_parts();
        let content = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&content).into_owned();
        (parts.status, parts.headers, text)
    }

    /// gRPC over HTTP/2, or gRPC-Web over HTTP/1.1; the body as it is, framed or not.
    pub(super) async fn rpc(&self, rpc: &str, headers: &[(&str, &str)], body: Bytes) -> Answer {
        let is_web = self.version == Version::HTTP_11;
        let mut all = headers.to_vec();
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            let kind = if is_web {
                "application/grpc-web+proto"
            } else {
                "application/grpc"
            };
            all.push(("content-type", kind));
        }
        let path = if rpc.contains('.') {
            format!("/{rpc}")
        } else {
            format!("/passerelle.v1.{rpc}")
        };
        let response = self.send("POST", &path, &all, body).await;
        let (parts, body) = response.into_parts();
        let collected = tokio::time::timeout(PATIENCE, body.collect())
            .await
            .expect("the whole answer in time");
        let collected = collected.unwrap();
        let trailers = collected.trailers().cloned().unwrap_or_default();
        let content = collected.to_bytes();
        if parts.headers.contains_key("grpc-status") {
            raw::answer(&parts.headers, Bytes::new())
        } else if trailers.contains_key("grpc-status") {
            raw::answer(&trailers, content.slice(content.len().min(5)..))
        } else if let Some((message, trailers)) = web_frames(&content) {
            raw::answer(&trailers, message)
        } else {
            // Not gRPC at all: told by the HTTP status, and never a success.
            let refusal = Answer {
                code: Code::Unknown,
                reason: None,
                content,
                message: format!("HTTP {}", parts.status.as_u16()),
            };
            assert!(parts.status.is_client_error(), "{rpc}: {refusal:?}");
            refusal
        }
    }
}

/// Splits the body of a gRPC-Web answer: the messages, and the trailers of its last frame.
fn web_frames(mut body: &[u8]) -> Option<(Bytes, HeaderMap)> {
    let mut message = Vec::new();
    while let Some((head, rest)) = body.split_first_chunk::<5>() {
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        let frame = rest.get(..length)?;
        body = &rest[length..];
        if head[0] & 0x80 == 0 {
            message.extend_from_slice(frame);
            continue;
        }
        let mut trailers = HeaderMap::new();
        for line in std::str::from_utf8(frame).ok()?.lines() {
            let (name, value) = line.split_once(':')?;
            let name: http::HeaderName = name.parse().ok()?;
            trailers.insert(name, value.trim().parse().ok()?);
        }
        return Some((message.into(), trailers));
    }
    None
}
