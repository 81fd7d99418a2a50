//! What lives in the browser: the watcher of the page, the draft, the upload.
//!
//! Each island is a view that reads well without the browser; what it does there sits in modules that only
//! the browser compiles.
#![expect(unreachable_pub, reason = "written by the macro of the islands")]

#[cfg(target_arch = "wasm32")]
mod browser;
mod draft;
mod live;
#[cfg(any(target_arch = "wasm32", test))]
mod path;
#[cfg(target_arch = "wasm32")]
mod rpc;
mod upload;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use draft::Draft;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use live::Live;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use upload::Upload;
