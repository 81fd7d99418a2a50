//! What lives in the browser: the watcher of the page, the draft, the upload.

mod live;

pub(crate) use live::Live;
