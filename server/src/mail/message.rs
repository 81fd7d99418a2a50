//! A row of the outbox as a message for the wire, by lettre.

use std::time::SystemTime;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use crate::mail::{store, template};

/// Builds the message: two parts, a Message-ID that comes from the row, so that a mail resent is the same mail.
///
/// # Errors
/// When an address is not one.
pub(super) fn message(
    row: &store::Model,
    from: &str,
    public_url: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<Message> {
    let from: Mailbox = from.parse().context("the sender's address")?;
    let address = row.to_address.trim().parse().context("the recipient's address")?;
    let name = Some(row.to_name.trim()).filter(|name| !name.is_empty());
    let message_id = format!("<{}@{}>", row.id, from.email.domain());
    let message = Message::builder()
        .from(from)
        .to(Mailbox::new(name.map(one_line), address))
        .subject(one_line(&row.subject))
        .date(SystemTime::from(now))
        .message_id(Some(message_id))
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(
            template::text(&row.text, public_url),
            template::html(&row.subject, &row.text, public_url),
        ))?;
    Ok(message)
}

/// A header holds one line, whatever people wrote.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
