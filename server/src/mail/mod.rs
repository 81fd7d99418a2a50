//! Mails: rows of the outbox, written with the change that causes them, sent later by workers.
//!
//! A row is queued, then sending (committed before the server gets it), then sent, or failed with the
//! server's words. A crash between the server's acceptance and our commit leaves it sending: when its lease
//! is over it is uncertain. The promise: nobody is skipped silently; what is uncertain is shown as
//! uncertain, and resent only on a person's decision.

mod jobs;
mod message;
mod rules;
mod service;
mod smtp;
mod store;
mod template;
mod transport;

use chrono::{DateTime, Utc};
use proto::v1::list_demonstration_mails_response::Mail as Written;
use sea_orm::ConnectionTrait;

pub(crate) use self::jobs::{run, start};
pub(crate) use self::message::one_line;
pub(crate) use self::service::service;
pub(crate) use self::smtp::{Outcome, Server};
pub(crate) use self::transport::Transport;

use crate::app::App;
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
    /// a link becomes a button in the HTML part, lines that start with "- " a list.
    pub(crate) text: &'a str,
    /// The HTML part ready made, the text being whole too; empty: made of the text.
    pub(crate) html: &'a str,
    /// An invitation for calendars (iTIP); empty: none.
    pub(crate) calendar: &'a str,
}

/// The address in a sender's "Name <address>".
pub(crate) fn sender(mail_from: &str) -> String {
    let mailbox = mail_from.parse::<lettre::message::Mailbox>();
    mailbox
        .map(|mailbox| mailbox.email.to_string())
        .unwrap_or_default()
}

/// Writes one mail to the outbox, in the transaction of the change that causes it.
pub(crate) async fn queue(tx: &impl ConnectionTrait, now: DateTime<Utc>, mail: Mail<'_>) -> Result<()> {
    store::insert(tx, now, &[mail]).await
}

/// Writes many mails at once: what one act tells to thousands.
pub(crate) async fn queue_all(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    mails: &[Mail<'_>],
) -> Result<()> {
    store::insert(tx, now, mails).await
}

/// The mails that were written, sent or not, newest first: for the demonstration.
pub(crate) async fn latest(app: &App, limit: u64) -> Result<Vec<Written>> {
    let rows = store::latest(app.db.read(), limit).await?;
    Ok(rows
        .into_iter()
        .map(|row| Written {
            id: row.id.to_string(),
            html: template::html_of(&row, &app.config.public_url),
            text: template::text_of(&row, &app.config.public_url),
            to: row.to_address,
            subject: row.subject,
            at: Some(crate::clock::timestamp(row.queued_at)),
        })
        .collect())
}

/// Removes the mails that were written to an address and whose text holds these words: what they told of a person
/// is not kept any more.
pub(crate) async fn forget(tx: &impl ConnectionTrait, email: &str, words: &str) -> Result<()> {
    store::delete_to_address(tx, email, words).await
}

/// How many mails were written to an address, and the newest: when, and their subject.
pub(crate) async fn written_to(
    db: &impl ConnectionTrait,
    email: &str,
    limit: usize,
) -> Result<(i64, Vec<(DateTime<Utc>, String)>)> {
    let (n, newest) = store::to_address(db, email, limit as u64).await?;
    let newest = newest.into_iter().map(|row| (row.queued_at, row.subject));
    Ok((i64::try_from(n).unwrap_or(i64::MAX), newest.collect()))
}
