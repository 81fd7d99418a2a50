//! Removes the uploads that nobody finished.

use chrono::TimeDelta;

use super::{rules, store};
use crate::app::App;
use crate::error::Result;

/// Removes the uploads that were left for a day; says how many.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let before = app.clock.now() - TimeDelta::hours(rules::PATIENCE_HOURS);
    let left = store::unfinished_before(app.db.read(), before).await?;
    if left.is_empty() {
        return Ok(0);
    }
    let tx = app.db.begin().await?;
    let n_removed = store::delete_unfinished(&tx, left).await?;
    tx.commit().await?;
    Ok(n_removed)
}
