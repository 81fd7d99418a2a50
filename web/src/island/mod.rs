//! What lives in the browser: the watcher of the page, the draft, the upload.
//!
//! Each island is a view that reads well without the browser; what it does there sits in a module that only
//! the browser compiles.

#[cfg(target_arch = "wasm32")]
mod browser;
mod live;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use live::Live;
