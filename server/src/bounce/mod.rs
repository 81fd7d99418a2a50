//! What comes back of the editions that left (D1): delivery reports of servers (RFC 3464), complaints of readers
//! (RFC 5965), told by a mailbox or by a provider's webhook.
//!
//! ```text
//! a file of the mailbox, an event of the webhook
//!   -> what it says, and of which return path -> the mail that it is about
//!      refused for good, about the address -> the mail is bounced; the subscriber is suppressed
//!      came back for another reason        -> the mail has failed; three in a row: the subscriber is suppressed
//!      late, arrived, an absence           -> noted
//!      a complaint                         -> the subscriber has left
//!   -> or no mail of ours: kept, and shown with the reason
//! ```
//!
//! Each mail of an edition has a return path that names its row and carries a signature. Only the signature makes a
//! report trusted: a Message-ID is known to whoever was forwarded the mail, and shall suppress nobody. A report is
//! noted once, whatever is read twice: its key is unique, and noted with its effects in one transaction.
//!
//! A report on a mail that left before its reader confirmed the address anew changes nothing: an old one does not undo
//! a repair. Of who had everything erased nothing is kept but the kind. Reports are kept for 90 days.

pub(crate) mod jobs;
mod report;
mod return_path;
mod rules;
mod service;
mod store;
mod webhook;

use std::collections::BTreeMap;

use proto::v1::{RecipientReport, ReportCount};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::return_path::ReturnPath;
pub(crate) use self::rules::DAYS_KEPT;
pub(crate) use self::service::service;
pub(crate) use self::webhook::{Answer, Event, key as webhook_key, receive};

use crate::clock::timestamp;
use crate::error::Result;

/// What came back of an edition, by kind.
pub(crate) async fn counts_of(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<Vec<ReportCount>> {
    let counts = store::counts(db, Some(edition_id)).await?;
    Ok(counts
        .into_iter()
        .map(|(kind, n)| ReportCount { kind, n })
        .collect())
}

/// What came back of each of these mails, oldest first.
pub(crate) async fn of_recipients(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, Vec<RecipientReport>>> {
    let mut reports = BTreeMap::<Uuid, Vec<RecipientReport>>::new();
    for row in store::of_recipients(db, ids).await? {
        let report = RecipientReport {
            kind: row.kind,
            at: Some(timestamp(row.received_at)),
            words: row.words,
        };
        if let Some(id) = row.recipient_id {
            reports.entry(id).or_default().push(report);
        }
    }
    Ok(reports)
}

/// Erases what servers said of a subscriber.
pub(crate) async fn forget(tx: &impl ConnectionTrait, subscriber_id: Uuid) -> Result<()> {
    store::forget(tx, subscriber_id).await
}
