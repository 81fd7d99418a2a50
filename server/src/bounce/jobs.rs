//! What happens by itself: the mailbox is read, old reports are removed.

mod mailbox;
mod note;

use std::collections::BTreeSet;

use uuid::Uuid;

pub(super) use self::note::{Arrival, Noted, note};

use crate::app::App;
use crate::bounce::{rules, store};
use crate::delivery;
use crate::error::Result;

/// Does what is due; says how much was done.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let n_forgotten = forget(app).await?;
    Ok(n_forgotten + mailbox::read(app).await?)
}

/// Removes the reports that are not kept any longer.
async fn forget(app: &App) -> Result<usize> {
    let before = rules::kept_since(app.clock.now());
    let old = store::received_before(app.db.read(), before).await?;
    if old.is_empty() {
        return Ok(0);
    }
    let tx = app.db.begin().await?;
    let n = store::delete(&tx, old).await?;
    tx.commit().await?;
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

/// Tells the open pages of editions that reports came: once for each, however many came.
pub(super) async fn tell(app: &App, editions: BTreeSet<Uuid>) -> Result<()> {
    if editions.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    for id in editions {
        delivery::tell_moved(&tx, id, now).await?;
    }
    tx.commit().await?;
    app.live.wake();
    Ok(())
}
