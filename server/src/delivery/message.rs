//! An edition as the mail of one recipient.
//!
//! What is the same for all is encoded once: the headers, and the two parts cut at their placeholders. For each
//! recipient the pieces are joined, the few headers of its own added, and the whole is signed.
//!
//! Auto-Submitted is `auto-generated` (RFC 3834): a program writes to each, nobody sits at the keyboard, and what
//! answers by itself (absences) shall not answer to the person of Reply-To.

use std::fmt::Write as _;
use std::time::SystemTime;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{Date, From, Header, Headers, ReplyTo, Subject, To};
use lettre::message::{Mailbox, Mailboxes};
use uuid::Uuid;

use crate::delivery::dkim::{self, Signer};
use crate::delivery::quoted::encode;
use crate::mail::one_line;

/// Where the address of the recipient's own page goes.
const PREFERENCES: &str = "{{preferences}}";
/// Where it is told from where an imported address came.
const SOURCE: &str = "{{source}}";

/// What all the mails of an edition have in common.
#[derive(Debug)]
pub(crate) struct Template<'a> {
    pub(crate) edition_id: Uuid,
    pub(crate) subject: &'a str,
    pub(crate) html: &'a str,
    pub(crate) text: &'a str,
    pub(crate) sender_name: &'a str,
    pub(crate) sender_address: &'a str,
    /// Empty: none.
    pub(crate) reply_to: &'a str,
    pub(crate) newsletter_name: &'a str,
    /// ASCII, without spaces.
    pub(crate) newsletter_slug: &'a str,
}

/// What is of one recipient.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    /// The row.
    pub(crate) id: Uuid,
    pub(crate) email: &'a str,
    /// Where the address came from, as written at the import; empty: the person subscribed, or knows.
    pub(crate) source: &'a str,
    /// Address of the page where one changes or leaves; the reader's program posts to it to leave.
    pub(crate) preferences: &'a str,
}

/// A piece of a part.
#[derive(Debug)]
enum Piece {
    /// Encoded already.
    Fixed(String),
    Preferences,
    Source,
}

/// The mails of an edition, ready to be made.
#[derive(Debug)]
pub(crate) struct Press {
    /// From, Reply-To and Subject, whole lines.
    headers: Vec<String>,
    /// What follows the headers of the recipient.
    list_headers: Vec<String>,
    text: Vec<Piece>,
    html: Vec<Piece>,
    boundary: String,
    domain: String,
    signers: Vec<Signer>,
}

/// A mail for the wire.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) to: Address,
    pub(crate) bytes: Vec<u8>,
}

impl Sheet {
    /// The envelope, with the return path given.
    ///
    /// # Errors
    /// When the addresses are not acceptable.
    pub(crate) fn envelope(&self, return_path: &Address) -> anyhow::Result<Envelope> {
        Ok(Envelope::new(Some(return_path.clone()), vec![self.to.clone()])?)
    }
}

impl Press {
    /// Encodes what is the same for all.
    ///
    /// # Errors
    /// When the sender's address is not one.
    pub(crate) fn new(template: &Template<'_>, signers: Vec<Signer>) -> anyhow::Result<Self> {
        let address: Address = template.sender_address.parse().context("the sender's address")?;
        let domain = address.domain().to_owned();
        let name = one_line(template.sender_name);
        let from = Mailbox::new(Some(name).filter(|name| !name.is_empty()), address);
        let mut headers = vec![line(From::from(Mailboxes::from(from)))];
        if !template.reply_to.trim().is_empty() {
            let reply_to: Address = template
                .reply_to
                .trim()
                .parse()
                .context("the address of answers")?;
            headers.push(line(ReplyTo::from(Mailboxes::from(Mailbox::new(None, reply_to)))));
        }
        headers.push(line(Subject::from(one_line(template.subject))));
        let boundary = format!("=_{}", template.edition_id.simple());
        let slug = template.newsletter_slug;
        let list_headers = vec![
            "MIME-Version: 1.0\r\n".to_owned(),
            format!("Content-Type: multipart/alternative;\r\n\tboundary=\"{boundary}\"\r\n"),
            list_id(template.newsletter_name, slug, &domain),
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".to_owned(),
            "Auto-Submitted: auto-generated\r\n".to_owned(),
            format!(
                "Feedback-ID: {}:{slug}:lettre:passerelle\r\n",
                template.edition_id.simple()
            ),
        ];
        Ok(Self {
            headers,
            list_headers,
            text: pieces(template.text),
            html: pieces(template.html),
            boundary,
            domain,
            signers,
        })
    }

    /// The mail of one recipient.
    ///
    /// # Errors
    /// When the address is not one, or nothing can be signed.
    pub(crate) fn print(&self, target: &Target<'_>, now: DateTime<Utc>) -> anyhow::Result<Sheet> {
        let to: Address = target.email.trim().parse().context("the recipient's address")?;
        let body = self.body(target);
        let own = [
            line(To::from(Mailboxes::from(Mailbox::new(None, to.clone())))),
            line(Date::new(SystemTime::from(now))),
            format!("Message-ID: <{}@{}>\r\n", target.id, self.domain),
            format!("List-Unsubscribe: <{}>\r\n", target.preferences),
        ];
        let headers = self.headers.iter().chain(&own).chain(&self.list_headers);
        let headers: Vec<&str> = headers.map(String::as_str).collect();
        let mut mail = dkim::sign(&self.signers, &headers, &body, now.timestamp())?;
        for header in headers {
            mail.push_str(header);
        }
        mail.push_str("\r\n");
        mail.push_str(&body);
        Ok(Sheet {
            to,
            bytes: mail.into_bytes(),
        })
    }

    fn body(&self, target: &Target<'_>) -> String {
        let source = source_words(target.source);
        let mut body = String::new();
        let boundary = &self.boundary;
        for (kind, pieces, is_html) in [("plain", &self.text, false), ("html", &self.html, true)] {
            let _ = write!(
                body,
                "--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            );
            for (n, piece) in pieces.iter().enumerate() {
                if n > 0 {
                    // A soft break: the pieces are joined, and no line grows too long.
                    body.push_str("=\r\n");
                }
                match piece {
                    Piece::Fixed(text) => body.push_str(text),
                    Piece::Preferences => encode(&mut body, &shown(target.preferences, is_html)),
                    Piece::Source => encode(&mut body, &shown(&source, is_html)),
                }
            }
            body.push_str("\r\n");
        }
        let _ = write!(body, "--{boundary}--\r\n");
        body
    }
}

/// A header as its line, encoded and folded by lettre.
fn line(header: impl Header) -> String {
    let mut headers = Headers::new();
    headers.set(header);
    headers.to_string()
}

fn list_id(name: &str, slug: &str, domain: &str) -> String {
    // A phrase that is not plain would need an encoding that few programs expect here: then the name alone.
    let name = one_line(name);
    let is_plain = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'.'));
    if is_plain && !name.is_empty() {
        format!("List-Id: \"{name}\"\r\n\t<{slug}.{domain}>\r\n")
    } else {
        format!("List-Id: <{slug}.{domain}>\r\n")
    }
}

/// The sentence that tells where an imported address came from (L1); nothing for one who subscribed.
fn source_words(source: &str) -> String {
    let source = source.trim();
    if source.is_empty() {
        return String::new();
    }
    let end = if source.ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!(
        "C’est le premier courriel que vous recevez de cette lettre. Origine de votre adresse\u{a0}: {source}{end}"
    )
}

/// A value inside a part: in HTML it never becomes markup.
fn shown(value: &str, is_html: bool) -> String {
    if !is_html {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A part cut at its placeholders, what is fixed encoded.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let next = [(PREFERENCES, Piece::Preferences), (SOURCE, Piece::Source)]
            .into_iter()
            .filter_map(|(name, piece)| Some((rest.find(name)?, name, piece)))
            .min_by_key(|(at, ..)| *at);
        let Some((at, name, piece)) = next else { break };
        let (before, after) = rest.split_at(at);
        pieces.push(fixed(before));
        pieces.push(piece);
        rest = after.get(name.len()..).unwrap_or_default();
    }
    pieces.push(fixed(rest));
    pieces
}

fn fixed(text: &str) -> Piece {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    encode(&mut out, text);
    Piece::Fixed(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template<'a>(html: &'a str, text: &'a str) -> Template<'a> {
        Template {
            edition_id: Uuid::from_u128(7),
            subject: "Été\r\nBcc: x@y.example",
            html,
            text,
            sender_name: "Centre « Rives »\n",
            sender_address: "lettre@rives.example",
            reply_to: "zoe@rives.example",
            newsletter_name: "La lettre des rives",
            newsletter_slug: "rives",
        }
    }

    const TARGET: Target<'static> = Target {
        id: Uuid::from_u128(9),
        email: "a@b.example",
        source: "salon <des> maires",
        preferences: "https://p.example/x?a=1&b=2",
    };

    #[test]
    fn what_is_of_one_recipient_is_in_its_place_and_never_markup() {
        let template = template(
            "<a href=\"{{preferences}}\">x</a>{{source}}",
            "Voir {{preferences}}\n{{source}}",
        );
        let press = Press::new(&template, Vec::new()).unwrap();
        let now = "2027-03-15T09:00:00Z".parse().unwrap();
        let sheet = press.print(&TARGET, now).unwrap();
        let mail = String::from_utf8(sheet.bytes).unwrap();
        let mail = mail.replace("=\r\n", "").replace("=20", " ");
        assert!(
            mail.contains("Voir https://p.example/x?a=3D1&b=3D2\r\n"),
            "{mail}"
        );
        assert!(
            mail.contains("<a href=3D\"https://p.example/x?a=3D1&amp;b=3D2\">x</a>"),
            "{mail}"
        );
        assert!(mail.contains("salon &lt;des&gt; maires"), "{mail}");
        assert!(mail.contains("Message-ID: <00000000-0000-0000-0000-000000000009@rives.example>\r\n"));
        assert!(mail.contains("List-Unsubscribe: <https://p.example/x?a=1&b=2>\r\n"));
        assert!(mail.contains("List-Id: \"La lettre des rives\"\r\n\t<rives.rives.example>\r\n"));
        assert!(!mail.contains("\r\nBcc:"), "{mail}");
        assert!(!mail.contains("{{"), "{mail}");
    }

    #[test]
    fn one_who_subscribed_is_told_no_source_and_an_address_that_is_none_is_refused() {
        let template = template("{{source}}", "{{source}}");
        let press = Press::new(&template, Vec::new()).unwrap();
        let now = "2027-03-15T09:00:00Z".parse().unwrap();
        let target = Target { source: "", ..TARGET };
        let mail = String::from_utf8(press.print(&target, now).unwrap().bytes).unwrap();
        assert!(!mail.contains("premier courriel"), "{mail}");
        let target = Target {
            email: "a b",
            ..TARGET
        };
        assert!(press.print(&target, now).is_err());
    }
}
