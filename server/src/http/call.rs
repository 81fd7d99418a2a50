//! Calls an RPC in process by its name, with messages as bytes: what the plain endpoints do.

use bytes::{Buf as _, BufMut as _, Bytes};
use http::Extensions;
use http::uri::PathAndQuery;
use prost_reflect::MethodDescriptor;
use tonic::Status;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};

use crate::app::Api;
use crate::error::Error;

/// The descriptor of an RPC of ours that answers once, by service ("`ProgrammeService`") and name: a stream has no
/// place behind a form or a download.
pub(crate) fn method(service: &str, rpc: &str) -> Option<MethodDescriptor> {
    let service = proto::pool().get_service_by_name(&format!("passerelle.v1.{service}"))?;
    let mut methods = service.methods();
    methods.find(|method| method.name() == rpc && !method.is_server_streaming())
}

/// True for an RPC that changes nothing.
pub(crate) fn is_read(method: &MethodDescriptor) -> bool {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    proto::access(&path).is_some_and(|access| access.is_read)
}

/// True for an RPC that makes something new at each call.
pub(crate) fn creates(method: &MethodDescriptor) -> bool {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    proto::access(&path).is_some_and(|access| access.creates)
}

/// Calls an RPC with the caller found in the extensions of the request that asks for it.
pub(crate) async fn unary(
    api: &Api,
    method: &MethodDescriptor,
    extensions: Extensions,
    message: Vec<u8>,
) -> Result<Bytes, Status> {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let path: PathAndQuery = path.parse().map_err(|_| Status::from(Error::Missing))?;
    let mut client = Grpc::new(api.clone()).max_decoding_message_size(usize::MAX);
    match client.ready().await {
        Ok(()) => {}
        Err(never) => match never {},
    }
    let request = tonic::Request::from_parts(
        tonic::metadata::MetadataMap::new(),
        extensions,
        Bytes::from(message),
    );
    Ok(client.unary(request, path, Raw).await?.into_inner())
}

/// Messages as they are.
#[derive(Clone, Copy, Debug, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}
