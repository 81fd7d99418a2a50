//! Calls RPCs over gRPC-Web. All unary calls share one body of code, which keeps the bundle small.

use http::uri::PathAndQuery;
use prost::Message;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Code, Request, Status};
use tonic_web_wasm_client::Client;

use super::browser::window;

/// The transport to the site that the page came from.
fn client() -> Client {
    let origin = window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default();
    Client::new(origin)
}

/// The messages of a stream.
pub(crate) type Stream<A> = tonic::Streaming<A>;

/// Calls a unary RPC.
pub(crate) async fn call<A: Message + Default>(
    path: &'static str,
    request: &impl Message,
) -> Result<A, Status> {
    let answer = raw(path, request.encode_to_vec()).await?;
    A::decode(answer.as_slice()).map_err(|_| fault("malformed answer"))
}

async fn raw(path: &'static str, request: Vec<u8>) -> Result<Vec<u8>, Status> {
    let mut grpc = Grpc::new(client());
    grpc.ready().await.map_err(|_| fault("no transport"))?;
    let answer = grpc
        .unary(Request::new(request), PathAndQuery::from_static(path), Bytes)
        .await?;
    Ok(answer.into_inner())
}

/// Opens a stream; read each message with `A::decode`.
pub(crate) async fn watch(path: &'static str, request: &impl Message) -> Result<Stream<Vec<u8>>, Status> {
    let mut grpc = Grpc::new(client());
    grpc.ready().await.map_err(|_| fault("no transport"))?;
    let request = Request::new(request.encode_to_vec());
    let answer = grpc
        .server_streaming(request, PathAndQuery::from_static(path), Bytes)
        .await?;
    Ok(answer.into_inner())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a fault of this side: no service refused anything"
)]
fn fault(what: &str) -> Status {
    Status::new(Code::Unknown, what)
}

/// Messages as they are on the wire.
#[derive(Clone, Copy)]
struct Bytes;

impl Codec for Bytes {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        bytes::BufMut::put_slice(buffer, &item);
        Ok(())
    }
}

impl Decoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut message = vec![0; bytes::Buf::remaining(buffer)];
        bytes::Buf::copy_to_slice(buffer, &mut message);
        Ok(Some(message))
    }
}
