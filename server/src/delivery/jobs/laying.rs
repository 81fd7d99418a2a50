//! Recipients are laid down in chunks, while the first mails leave.

use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use proto::v1::{DeliveryState, RecipientState, WithheldCause};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::delivery::store::{self, delivery, ledger, recipient};
use crate::delivery::{records, rules};
use crate::error::Result;
use crate::subscriber::{self, Recipient};

/// Recipients of a chunk.
const CHUNK: u64 = 500;
/// How long one delivery may keep the others waiting.
const TURN: Duration = Duration::from_millis(200);

/// Lays down the next chunks; says how many recipients.
pub(super) async fn lay(app: &App, row: &delivery::Model, shutdown: &CancellationToken) -> Result<usize> {
    let begun = Instant::now();
    let mut n_laid = 0;
    while !shutdown.is_cancelled() && begun.elapsed() < TURN {
        let Some(n) = chunk(app, row).await? else { break };
        n_laid += n;
        app.delivery.bell.notify_waiters();
    }
    Ok(n_laid)
}

/// Lays down one chunk; `None` when there is no more.
async fn chunk(app: &App, row: &delivery::Model) -> Result<Option<usize>> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = store::locked(&tx, row.edition_id).await?;
    let Some(row) = row.filter(|row| !row.is_laid) else {
        return Ok(None);
    };
    let segment = row.segment()?;
    let people = subscriber::chunk(&tx, row.newsletter_id, &segment, row.laid_after, CHUNK).await?;
    let Some(last) = people.last().map(|one| one.id) else {
        store::save_laid(&tx, row.edition_id, row.laid_after, true).await?;
        tx.commit().await?;
        return Ok(None);
    };
    let n = people.len();
    let rows = people.into_iter().map(|one| queued(&row, one, now)).collect();
    ledger::lay(&tx, rows).await?;
    store::save_laid(&tx, row.edition_id, Some(last), false).await?;
    tx.commit().await?;
    Ok(Some(n))
}

/// The row of a recipient; after a stop, of one who is never written to.
fn queued(row: &delivery::Model, one: Recipient, now: DateTime<Utc>) -> recipient::Model {
    let is_stopped = row.state() == DeliveryState::Stopped;
    let (state, cause) = if is_stopped {
        (RecipientState::Withheld, WithheldCause::Stopped)
    } else {
        (RecipientState::Queued, WithheldCause::Unspecified)
    };
    let domain = records::domain(&one.email);
    recipient::Model {
        id: crate::db::id(),
        edition_id: row.edition_id,
        subscriber_id: one.id,
        domain,
        email: one.email,
        source: one.source,
        state: state as i32,
        cause: cause as i32,
        attempts: 0,
        next_at: next_at(row, one.zone),
        lease_until: None,
        answer: String::new(),
        ended_at: is_stopped.then_some(now),
        resent_at: None,
    }
}

/// When the mail of somebody in this zone may leave: all at once, or at the same local hour everywhere.
fn next_at(row: &delivery::Model, zone: Tz) -> DateTime<Utc> {
    let local = row.local_time.parse::<NaiveDateTime>().ok();
    local
        .and_then(|local| rules::first_after(local.date(), local.time(), zone))
        .map_or(row.starts_at, |at| at.max(row.starts_at))
}
