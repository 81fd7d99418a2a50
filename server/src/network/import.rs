//! Import.
use proto::v1::ImportReport;

use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result};

pub(super) async fn preview(_app: &App, _content: &[u8]) -> Result<ImportReport> {
    Err(Error::Missing)
}

pub(super) async fn apply(_app: &App, _caller: &Caller, _content: &[u8]) -> Result<ImportReport> {
    Err(Error::Missing)
}
