//! Makes the terms of the questions again, after a change of the rule.

use super::store::{self, terms as rows};
use super::terms;
use crate::app::App;
use crate::error::Result;

/// Questions in one round: the other jobs wait for it.
const AT_ONCE: u64 = 50;

/// Makes some again, each in a transaction of its own; says how many.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let stale = rows::stale(app.db.read(), AT_ONCE).await?;
    for id in &stale {
        let tx = app.db.begin().await?;
        if let Some(row) = store::locked(&tx, *id).await? {
            terms::write_again(&tx, &row).await?;
        }
        tx.commit().await?;
    }
    Ok(stale.len())
}
