//! A row of the outbox as a message for the wire, by lettre.

use std::time::SystemTime;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};

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
        .multipart(body(row, public_url)?)?;
    Ok(message)
}

/// Text and HTML; with an invitation, that too, as a third alternative for the programs that know it, and as a
/// file for the others.
fn body(row: &store::Model, public_url: &str) -> anyhow::Result<MultiPart> {
    let alternative = MultiPart::alternative_plain_html(
        template::text_of(row, public_url),
        template::html_of(row, public_url),
    );
    if row.calendar.is_empty() {
        return Ok(alternative);
    }
    let method = if row.calendar.contains("\r\nMETHOD:CANCEL\r\n") {
        "CANCEL"
    } else {
        "REQUEST"
    };
    let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}"))?;
    let part = SinglePart::builder().header(kind).body(row.calendar.clone());
    let file = ContentType::parse("application/ics")?;
    let file = Attachment::new("invitation.ics".to_owned()).body(row.calendar.clone(), file);
    Ok(MultiPart::mixed()
        .multipart(alternative.singlepart(part))
        .singlepart(file))
}

/// A text on one line, as headers and lists hold it, whatever was typed.
pub(crate) fn one_line(text: &str) -> String {
    text.split(|c: char| matches!(c, ' ' | '\u{2028}' | '\u{2029}') || c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_on_one_line() {
        for (text, expected) in [
            ("  Un\r\ntitre  ", "Un titre"),
            ("Objet\u{a0}: un", "Objet\u{a0}: un"),
            ("a\u{2028}b\u{2029}c\td", "a b c d"),
            ("", ""),
        ] {
            assert_eq!(one_line(text), expected, "{text:?}");
        }
    }
}
