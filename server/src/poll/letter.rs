//! The words of the mails about a poll.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::store::{poll, slot};
use crate::meeting::kinds;

/// A poll as a letter tells it.
pub(super) struct Told<'a> {
    pub(super) poll: &'a poll::Model,
    pub(super) slots: &'a [slot::Model],
    pub(super) link: String,
    pub(super) now: DateTime<Utc>,
}

impl Told<'_> {
    /// Subject and text of the mail to someone who is asked, in that person's hours first.
    pub(super) fn asked(&self, name: &str, zone: Tz) -> (String, String) {
        let poll = self.poll;
        let subject = format!("Quelle date vous convient\u{a0}? {}", poll.title);
        let kind = kinds::kind(poll.kind()).label;
        let mut text = format!(
            "Bonjour {name},\n\n{} cherche une date pour «\u{a0}{}\u{a0}»",
            poll.organisation_name, poll.title
        );
        if kind == poll.title {
            text.push_str(".\n\n");
        } else {
            let _ = write!(text, " ({kind}).\n\n");
        }
        if !poll.message.is_empty() {
            let _ = write!(text, "{}\n\n", poll.message);
        }
        text.push_str("Créneaux proposés\u{a0}:\n\n");
        for slot in self.slots {
            let _ = writeln!(text, "- {}", self.hours(slot, zone));
        }
        let _ = write!(
            text,
            "\nUne seule réponse par organisation est attendue, avant {}\u{a0}:\n\n{}\n\n",
            web::at_in_words(poll.closes_at, zone.name(), self.now),
            self.link
        );
        (subject, text)
    }

    /// Subject and text of the mail to who organises, once the last day is over.
    pub(super) fn over(&self, name: &str, n_answered: usize, n_asked: usize) -> (String, String) {
        let subject = format!("Le sondage de dates est terminé\u{a0}: {}", self.poll.title);
        let text = format!(
            "Bonjour {name},\n\nLe sondage «\u{a0}{}\u{a0}» est arrivé à son terme\u{a0}: {n_answered} organisation{} \
             sur {n_asked} {} répondu. Choisissez la date, ou terminez sans en retenir\u{a0}:\n\n{}\n\n",
            self.poll.title,
            if n_answered > 1 { "s" } else { "" },
            if n_answered > 1 { "ont" } else { "a" },
            self.link
        );
        (subject, text)
    }

    /// The hours in the reader's zone, then in the poll's and in Paris when they differ.
    fn hours(&self, slot: &slot::Model, zone: Tz) -> String {
        let zones = [
            zone.name(),
            self.poll.zone().name(),
            chrono_tz::Europe::Paris.name(),
        ];
        web::span_in_words(slot.starts_at, slot.ends_at, &zones, self.now)
    }
}
