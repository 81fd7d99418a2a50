//! What a mail says of another that came back. Delivery reports (RFC 3464) and complaints (RFC 5965) are parts of a
//! MIME message, their fields written like headers: one library reads all of it, and bears what servers do to it.

use std::borrow::Cow;

use mail_parser::{HeaderName, Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

use crate::bounce::return_path::Claim;
use crate::bounce::rules::{Fate, clean};

/// Headers that tell to whom the report itself was written.
const WRITTEN_TO: [&str; 6] = [
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "to",
    "cc",
];
/// Recipients of a report that are read at most.
const MAX_FATES: usize = 100;
/// Lines of words for one recipient.
const MAX_LINES: usize = 20;

/// A report, as far as it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Report {
    /// The return paths that it names: the one that it was written to, those of the mail that it gives back.
    pub(super) claims: Vec<Claim>,
    pub(super) says: Says,
    /// One line; empty for what has none.
    pub(super) subject: String,
}

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// What became of recipients.
    Fates(Vec<Fate>),
    /// A reader calls the mail unwanted.
    Complaint,
    /// A program answers for somebody who is away.
    AutoReply,
    /// It is no report; its beginning.
    Nothing(String),
    /// No mail at all.
    Unreadable,
}

/// Reads a mail, or the beginning of a long one.
pub(super) fn read(bytes: &[u8]) -> Report {
    let mail = MessageParser::default().parse(bytes);
    let Some(mail) = mail.filter(is_mail) else {
        return Report {
            claims: Vec::new(),
            says: Says::Unreadable,
            subject: String::new(),
        };
    };
    let mut claims = written_to(&mail);
    let mut says = None;
    for part in &mail.parts {
        match kind(part).as_str() {
            "message/delivery-status" | "message/global-delivery-status" => {
                let fates = fates(&text(part));
                says = says.or_else(|| (!fates.is_empty()).then_some(Says::Fates(fates)));
            }
            "message/feedback-report" => {
                let fields = Fields::of(&text(part));
                claims.extend(fields.get("original-mail-from").and_then(claim));
                says = says.or_else(|| fields.is_complaint().then_some(Says::Complaint));
            }
            "text/rfc822-headers" | "message/rfc822-headers" | "message/global-headers" => {
                claims.extend(Fields::of(&text(part)).get("return-path").and_then(claim));
            }
            _ => {}
        }
        if let PartType::Message(given_back) = &part.body {
            let paths = given_back.header_values(HeaderName::ReturnPath);
            claims.extend(paths.filter_map(|path| path.as_text()).filter_map(claim));
        }
    }
    Report {
        claims,
        says: says.unwrap_or_else(|| without_report(&mail)),
        subject: clean(mail.subject().unwrap_or_default()),
    }
}

/// The library makes a mail of any line: one has a header that mails have.
fn is_mail(mail: &Message<'_>) -> bool {
    const HEADERS: [&str; 8] = [
        "from",
        "to",
        "date",
        "subject",
        "received",
        "return-path",
        "delivered-to",
        "content-type",
    ];
    let root = mail.parts.first();
    let mut names = root
        .iter()
        .flat_map(|root| &root.headers)
        .map(|header| header.name.as_str());
    names.any(|name| HEADERS.iter().any(|one| name.eq_ignore_ascii_case(one)))
}

/// "message/delivery-status"; empty for what says nothing.
fn kind(part: &MessagePart<'_>) -> String {
    let kind = part.content_type();
    kind.map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_lowercase())
        .unwrap_or_default()
}

fn text(part: &MessagePart<'_>) -> String {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.clone().into_owned(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        PartType::Message(_) | PartType::Multipart(_) => String::new(),
    }
}

/// The return path that a text holds.
fn claim(text: &str) -> Option<Claim> {
    text.split(|c: char| c.is_whitespace() || "<>,;:\"()[]".contains(c))
        .find_map(Claim::of)
}

fn written_to(mail: &Message<'_>) -> Vec<Claim> {
    let headers = mail.headers_raw();
    let to = headers.filter(|(name, _)| WRITTEN_TO.iter().any(|one| name.eq_ignore_ascii_case(one)));
    to.filter_map(|(_, value)| claim(value)).collect()
}

/// Fields written like headers, names in lower case.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn of(text: &str) -> Self {
        let text = format!("{}\r\n\r\n", text.trim());
        let Some(read) = MessageParser::new().parse_headers(&text) else {
            return Self(Vec::new());
        };
        let headers = read
            .parts
            .first()
            .map(|root| root.headers.as_slice())
            .unwrap_or_default();
        let fields = headers.iter().filter_map(|header| {
            let value = header.value.as_text()?;
            Some((header.name.as_str().to_lowercase(), value.trim().to_owned()))
        });
        Self(fields.collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(one, _)| one == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value after "rfc822;" or "smtp;".
    fn typed(&self, name: &str) -> Option<&str> {
        let value = self.get(name)?;
        let after = value
            .split_once(';')
            .filter(|(kind, _)| !kind.trim().contains(' '));
        Some(after.map_or(value, |(_, after)| after).trim())
    }

    fn first_word(&self, name: &str) -> String {
        let word = self.get(name).and_then(|value| value.split_whitespace().next());
        word.unwrap_or_default().to_lowercase()
    }

    /// Said of what is unwanted; not of what was rescued from among it, nor of proofs of the sender.
    fn is_complaint(&self) -> bool {
        matches!(
            self.first_word("feedback-type").as_str(),
            "abuse" | "fraud" | "virus" | "opt-out" | "other"
        )
    }

    /// What became of one recipient; `None` for fields that are of no recipient.
    fn fate(&self) -> Option<Fate> {
        let address = |name| Some(self.typed(name)?.trim_matches(['<', '>']).to_owned());
        let addresses: Vec<String> = ["original-recipient", "final-recipient"]
            .into_iter()
            .filter_map(address)
            .collect();
        let (mut action, status) = (self.first_word("action"), self.first_word("status"));
        if action.is_empty() {
            let class = status.split('.').next().unwrap_or_default();
            action = match class {
                "5" => "failed",
                "4" => "delayed",
                _ => return None,
            }
            .to_owned();
        }
        (!addresses.is_empty()).then(|| Fate {
            addresses,
            action,
            status,
            diagnostic: clean(self.typed("diagnostic-code").unwrap_or_default()),
        })
    }
}

/// The recipients of a report: groups of fields, separated by empty lines.
fn fates(text: &str) -> Vec<Fate> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut groups = vec![String::new()];
    for line in text.lines() {
        match groups.last_mut() {
            Some(group) if !line.trim().is_empty() => {
                group.push_str(line);
                group.push('\n');
            }
            _ => groups.push(String::new()),
        }
    }
    let groups = groups.iter().filter(|group| !group.is_empty());
    groups
        .filter_map(|group| Fields::of(group).fate())
        .take(MAX_FATES)
        .collect()
}

/// A mail without a part that is a report: a server of its own form, a program, or somebody.
fn without_report(mail: &Message<'_>) -> Says {
    let header = |name: &str| {
        let mut headers = mail.headers_raw();
        let found = headers.find(|(one, _)| one.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned())
    };
    // Without its boundary a body has no text of its own.
    let whole = || mail.parts.first().map(text).unwrap_or_default();
    let body = mail.body_text(0).map_or_else(whole, Cow::into_owned);
    if let Some(failed) = header("x-failed-recipients") {
        return Says::Fates(
            failed
                .split(',')
                .map(str::trim)
                .filter(|address| !address.is_empty())
                .take(MAX_FATES)
                .map(|address| told_in_words(address, &body))
                .collect(),
        );
    }
    // The parts of a report whose MIME is broken are found in its text.
    let broken = fates(&body);
    if !broken.is_empty() {
        return Says::Fates(broken);
    }
    let from = header("from").unwrap_or_default().to_lowercase();
    let is_server = from.contains("mailer-daemon") || from.contains("postmaster");
    let is_reply = header("auto-submitted")
        .is_some_and(|value| value.to_lowercase().starts_with("auto-replied"))
        || header("x-autoreply").is_some()
        || header("x-autorespond").is_some()
        || header("precedence").is_some_and(|value| value.to_lowercase().starts_with("auto"));
    if is_reply && !is_server {
        Says::AutoReply
    } else {
        Says::Nothing(clean(&body))
    }
}

/// A server that names the address in a header, and says why in the text, below the address.
fn told_in_words(address: &str, body: &str) -> Fate {
    let lines = body.lines().skip_while(|line| !line.contains(address)).skip(1);
    let words: Vec<&str> = lines
        .take_while(|line| !line.trim().is_empty())
        .take(MAX_LINES)
        .collect();
    Fate {
        addresses: vec![address.to_owned()],
        action: "failed".to_owned(),
        status: String::new(),
        diagnostic: clean(&words.join(" ")),
    }
}

#[cfg(test)]
mod tests;
