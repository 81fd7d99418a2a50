//! What a director or an agent sets, read and told.

use proto::v1::{NewsletterSettings, Reason};
use uuid::Uuid;

use super::{LINE, TEXT};
use crate::error::Violations;
use crate::mail::one_line;
use crate::network::rules::{fold_email, is_email};
use crate::newsletter::rules;
use crate::newsletter::store::newsletter::Model;

/// Reads what was typed; identifier, owner and times are not.
pub(super) fn parse(request: &NewsletterSettings, violations: &mut Violations) -> Model {
    let name = violations.text("name", &one_line(&request.name), LINE);
    let description = violations.text("description", &request.description, TEXT);
    let sender_name = violations.text("sender_name", &one_line(&request.sender_name), LINE);
    let mut email = |field: &str, value: &str| {
        let email = fold_email(&violations.text(field, value, 254));
        if !email.is_empty() && !is_email(&email) {
            violations.add(field, Reason::NotAnEmail);
        }
        email
    };
    let sender_address = email("sender_address", &request.sender_address);
    let reply_to = email("reply_to", &request.reply_to);
    if rules::is_public_mailbox(&sender_address) {
        violations.add("sender_address", Reason::PublicMailbox);
    }
    let accent = violations.text("accent", &request.accent, 7).to_lowercase();
    match rules::colour(&accent) {
        _ if accent.is_empty() => {}
        None => violations.add("accent", Reason::NotAColour),
        Some(colour) if !rules::is_readable(colour) => violations.add("accent", Reason::LowContrast),
        Some(_) => {}
    }
    if !(0..=1_000_000).contains(&request.release_above) {
        violations.add("release_above", Reason::OutOfRange);
    }
    Model {
        id: Uuid::nil(),
        organisation_id: Uuid::nil(),
        slug: request.slug.trim().to_owned(),
        name,
        description,
        sender_name,
        sender_address,
        reply_to,
        publisher: violations.text("publisher", &one_line(&request.publisher), LINE),
        contact: violations.text("contact", &one_line(&request.contact), LINE),
        legal_ground: violations.text("legal_ground", &request.legal_ground, TEXT),
        postal_address: violations.text("postal_address", &request.postal_address, TEXT),
        accent,
        footer: violations.optional_text("footer", &request.footer, TEXT),
        is_archive_public: request.is_archive_public,
        release_above: request.release_above,
        created_at: chrono::DateTime::default(),
        version: 1,
    }
}

/// As they are stored.
pub(super) fn settings(row: Model) -> NewsletterSettings {
    NewsletterSettings {
        id: row.id.to_string(),
        name: row.name,
        slug: row.slug,
        description: row.description,
        sender_name: row.sender_name,
        sender_address: row.sender_address,
        reply_to: row.reply_to,
        publisher: row.publisher,
        contact: row.contact,
        legal_ground: row.legal_ground,
        postal_address: row.postal_address,
        accent: row.accent,
        footer: row.footer,
        is_archive_public: row.is_archive_public,
        release_above: row.release_above,
        version: row.version,
    }
}
