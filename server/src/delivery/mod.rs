//! An edition of a newsletter leaves (D1): one row for each recipient, whatever happens to it.
//!
//! ```text
//! (scheduled) -> awaiting release -> held -> sending <-> paused -> stopped
//!                                     |  \-> overdue (asks again)    \-> done
//!     (called back: a draft again) <--+
//! ```
//!
//! Ten minutes pass before the first mail, during which everything can be stopped. Then the recipients are laid down
//! in chunks, in the order of their identifiers, while the first mails leave already: a row is unique for an edition
//! and a subscriber, and how far the laying down is stands in the transaction of the chunk. So a crash neither skips
//! nor doubles a recipient.
//!
//! A row is queued, then sending (committed before the server hears of it), then sent, failed, bounced, uncertain or
//! withheld; the states always sum to the rows. Workers mark a small batch at once, of what they send in a tenth of a
//! second: after a crash those that were marked, 25 for each worker at most, are uncertain, although most of them were
//! not handed over; with a slow server each mail is marked alone. Nobody knows more, and only a person decides to
//! write to them again. Just before a batch is marked, in the same transaction, it is read anew who left, was
//! suppressed or erased meanwhile: those are withheld.
//!
//! A 4xx is tried again, later and later; a 5xx never by itself. One that is about the address is a bounce, and the
//! address is not written to any more.
//!
//! Keys that sign belong to a newsletter and a domain: a newsletter that names somebody else's domain as its sender
//! has a key that this domain does not publish.

mod dkim;
mod dns;
mod engine;
pub(crate) mod jobs;
mod message;
mod quoted;
mod records;
pub(crate) mod relay;
mod rules;
mod service;
pub(crate) mod store;

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::dns::Dns;
pub(crate) use self::engine::Engine;
pub(crate) use self::jobs::{run, start};
pub(crate) use self::service::service;

use crate::error::Result;

/// What moves the pages of a delivery.
fn topic(edition_id: Uuid) -> String {
    format!("delivery:{edition_id}")
}

/// The page of a delivery.
fn path(edition_id: Uuid) -> String {
    format!("/delivery/{edition_id}")
}

/// Counts somebody who left, for the last edition that was received.
pub(crate) async fn count_left(tx: &impl ConnectionTrait, subscriber_id: Uuid) -> Result<()> {
    match store::ledger::last_received(tx, subscriber_id).await? {
        Some(edition_id) => store::add_left(tx, edition_id).await,
        None => Ok(()),
    }
}

/// Erases what the ledgers know of a subscriber: the address, and what servers said of it. What waits is withheld.
pub(crate) async fn forget(tx: &impl ConnectionTrait, subscriber_id: Uuid, now: DateTime<Utc>) -> Result<()> {
    store::ledger::forget(tx, subscriber_id, now).await
}
