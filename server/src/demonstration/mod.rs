//! The demonstration network: fictional people, a programme in its middle.

use std::sync::Arc;

use crate::app::App;

/// Loads the demonstration network into an empty database; does nothing when there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn load(_app: &Arc<App>) -> anyhow::Result<()> {
    Ok(())
}

/// Loads the organisations and the people only, into an empty database: what the tests start from.
///
/// # Errors
/// When the database does not answer.
pub async fn load_network(_app: &Arc<App>) -> anyhow::Result<()> {
    Ok(())
}

/// Name, organisation and address of one person for each role.
///
/// # Errors
/// When the database does not answer.
pub async fn people(_app: &Arc<App>) -> anyhow::Result<Vec<(String, String, String)>> {
    Ok(Vec::new())
}
