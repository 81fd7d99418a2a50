//! The contract: messages, services, descriptors, and who may call what.
//!
//! Everything is generated from `passerelle/v1/*.proto`; nothing here knows the server or the browser.

pub mod codec;
mod rights;
pub mod sentence;
pub mod territory;

pub use rights::{Access, Who, access};

/// Generated messages and services.
#[allow(missing_docs, reason = "generated: the documentation is in the .proto files")]
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "generated"
)]
pub mod v1 {
    tonic::include_proto!("passerelle.v1");
}

/// The encoded descriptor set, options included.
#[cfg(not(target_arch = "wasm32"))]
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// The descriptors, for what works on any message: forms, rights, random requests.
///
/// # Panics
/// Never: the bytes were written by the build of this crate.
#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::expect_used, reason = "the bytes were checked by the build script")]
pub fn pool() -> &'static prost_reflect::DescriptorPool {
    static POOL: std::sync::LazyLock<prost_reflect::DescriptorPool> = std::sync::LazyLock::new(|| {
        prost_reflect::DescriptorPool::decode(DESCRIPTORS).expect("descriptors checked at build time")
    });
    &POOL
}
