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
//! Until its first mail left, one that carries a bulletin which was withdrawn or corrected since does not begin, is not
//! resumed, and no mail of it is taken: it is overdue.
//!
//! A row is queued, then sending (committed before the server hears of it), then sent, failed, bounced, uncertain or
//! withheld; the states always sum to the rows. Workers mark a small batch at once, of what they send in a tenth of a
//! second: after a crash those that were marked, 25 for each worker at most, are uncertain, although most of them were
//! not handed over; with a slow server each mail is marked alone. Nobody knows more, and only a person decides to
//! write to them again. Just before a batch is marked, in the same transaction, it is read anew who left, was
//! suppressed or erased meanwhile: those are withheld.
//!
//! A 4xx is tried again, later and later; a 5xx never by itself. One that is about the address is a bounce, and the
//! address is not written to any more. What a server took may still come back: see `bounce`.
//!
//! Keys that sign belong to a newsletter and a domain: a newsletter that names somebody else's domain as its sender
//! has a key that this domain does not publish.

mod dkim;
mod dns;
mod engine;
pub(crate) mod jobs;
mod letter;
mod message;
mod quoted;
mod records;
pub(crate) mod relay;
mod rules;
mod service;
pub(crate) mod store;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use proto::v1::RecipientState;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
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
    match store::totals::last_received(tx, subscriber_id).await? {
        Some(edition_id) => store::totals::add_left(tx, edition_id).await,
        None => Ok(()),
    }
}

/// Whom an edition reached.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    /// Recipients with state sent: what came back is not.
    pub(crate) n_reached: i64,
    /// When the sending ended; `None` while it goes on.
    pub(crate) ended_at: Option<DateTime<Utc>>,
}

/// Whom each edition reached that the others beside it, of the same organisation, did not: by address, whatever the
/// newsletter.
pub(crate) async fn reaches(db: &impl ConnectionTrait, asked: &[(Uuid, Vec<Uuid>)]) -> Result<Vec<Reach>> {
    // The bulletins of one edition ask for the same thing.
    let distinct: Vec<&(Uuid, Vec<Uuid>)> = BTreeSet::from_iter(asked).into_iter().collect();
    let ended = store::totals::ended(db, distinct.iter().map(|(id, _)| *id).collect()).await?;
    let counts = store::totals::n_reached(db, &distinct).await?;
    let reaches: BTreeMap<_, _> = { distinct.iter() }
        .zip(counts)
        .map(|(one, n_reached)| {
            let ended_at = ended.get(&one.0).copied();
            (*one, Reach { n_reached, ended_at })
        })
        .collect();
    Ok(asked.iter().filter_map(|one| reaches.get(one).copied()).collect())
}

/// A mail that a report is about.
#[derive(Clone, Debug)]
pub(crate) struct Mailed {
    pub(crate) id: Uuid,
    pub(crate) edition_id: Uuid,
    pub(crate) subscriber_id: Uuid,
    /// Empty once it is erased.
    pub(crate) email: String,
    /// It is being handed over: what became of it is not written yet.
    pub(crate) is_leaving: bool,
    /// When the server took it; `None` for one that waits, or never left.
    pub(crate) left_at: Option<DateTime<Utc>>,
}

/// A mail by its row, if it is known.
pub(crate) async fn mailed(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Mailed>> {
    let row = store::back::recipient(db, id).await?;
    Ok(row.map(|row| Mailed {
        is_leaving: row.state() == RecipientState::Sending,
        left_at: row.ended_at.filter(|_| row.state() != RecipientState::Withheld),
        id: row.id,
        edition_id: row.edition_id,
        subscriber_id: row.subscriber_id,
        email: row.email,
    }))
}

/// Says whether words that refuse for good are about the address.
pub(crate) fn is_about_address(words: &str) -> bool {
    rules::verdict(words) == rules::Verdict::Address
}

/// Notes that a mail that was taken came back: because of the address, or for another reason.
pub(crate) async fn came_back(
    tx: &impl ConnectionTrait,
    id: Uuid,
    is_address: bool,
    words: &str,
) -> Result<()> {
    store::back::mark_back(tx, id, is_address, words).await
}

/// Says whether the last mails to a subscriber, this many and since an instant, all failed.
pub(crate) async fn is_always_failing(
    db: &impl ConnectionTrait,
    subscriber_id: Uuid,
    since: DateTime<Utc>,
    n: u64,
) -> Result<bool> {
    let states = store::back::last_states(db, subscriber_id, since, n).await?;
    let is_bad = |state: &RecipientState| matches!(state, RecipientState::Failed | RecipientState::Bounced);
    Ok(states.len() as u64 == n && states.iter().all(is_bad))
}

/// Tells the open pages of a delivery that it moved.
pub(crate) async fn tell_moved(tx: &DatabaseTransaction, edition_id: Uuid, now: DateTime<Utc>) -> Result<()> {
    match store::delivery(tx, edition_id).await? {
        Some(row) => jobs::tell(tx, &row, now).await,
        None => Ok(()),
    }
}

/// Erases what the ledgers know of a subscriber: the address, and what servers said of it. What waits is withheld.
pub(crate) async fn forget(tx: &impl ConnectionTrait, subscriber_id: Uuid, now: DateTime<Utc>) -> Result<()> {
    store::ledger::forget(tx, subscriber_id, now).await
}
