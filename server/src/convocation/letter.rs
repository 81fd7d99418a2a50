//! The words of the mails about a meeting.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::ItemPurpose;

use crate::convocation::rules::Change;
use crate::meeting::{Info, Item};

/// Why someone gets a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion<'a> {
    /// Convened, with a word of who convenes.
    Convened {
        message: &'a str,
    },
    /// The hour or the place moved.
    Changed(Change),
    Cancelled,
    /// No answer came yet.
    Reminder,
    /// Not convened any more.
    Removed,
}

/// A meeting as a letter tells it.
pub(super) struct Told<'a> {
    pub(super) info: &'a Info,
    /// In French: « Comité technique d’animation nationale ».
    pub(super) kind_label: &'a str,
    /// The points that the reader may see, with their hours.
    pub(super) items: Vec<(&'a Item, DateTime<Utc>)>,
    pub(super) now: DateTime<Utc>,
}

/// Who reads, and by which link the reader answers.
pub(super) struct Reader<'a> {
    pub(super) name: &'a str,
    pub(super) zone: Tz,
    pub(super) link: &'a str,
}

impl Told<'_> {
    /// The subject of the mail.
    pub(super) fn subject(&self, occasion: Occasion<'_>) -> String {
        let what = match occasion {
            Occasion::Convened { .. } => "Convocation",
            Occasion::Changed(change) if change.hours => "Nouvel horaire",
            Occasion::Changed(_) => "Nouveau lieu",
            Occasion::Cancelled => "Annulation",
            Occasion::Reminder => "Votre réponse est attendue",
            Occasion::Removed => "Votre présence n’est plus demandée",
        };
        format!("{what}\u{a0}: {}, {}", self.info.title, self.day(self.info.zone))
    }

    /// The whole text of the mail.
    pub(super) fn text(&self, occasion: Occasion<'_>, reader: &Reader<'_>) -> String {
        let mut text = format!("Bonjour {},\n\n{}\n\n", reader.name, self.opening(occasion));
        if let Occasion::Convened { message } = occasion
            && !message.is_empty()
        {
            let _ = write!(text, "{message}\n\n");
        }
        let _ = write!(text, "{}\n\n", self.facts(reader));
        if matches!(occasion, Occasion::Cancelled | Occasion::Removed) {
            return text;
        }
        if matches!(occasion, Occasion::Convened { .. }) {
            text.push_str(&self.agenda());
        }
        let _ = write!(
            text,
            "Dites si vous venez, suivez à distance, vous faites représenter ou vous excusez\u{a0}; \
             aucun compte n’est nécessaire\u{a0}:\n\n{}\n\n",
            reader.link
        );
        text
    }

    fn opening(&self, occasion: Occasion<'_>) -> String {
        let title = format!("«\u{a0}{}\u{a0}»", self.info.title);
        match occasion {
            Occasion::Convened { .. } => {
                let by = if self.info.invited_by.is_empty() {
                    self.info.organisation_name.clone()
                } else {
                    format!(
                        "{}, à l’invitation de {}",
                        self.info.organisation_name, self.info.invited_by
                    )
                };
                format!("Ceci est votre convocation à {title}, par {by}.")
            }
            Occasion::Changed(change) => {
                let mut what = Vec::new();
                what.extend(change.hours.then_some("l’horaire"));
                what.extend(change.place.then_some("le lieu"));
                what.extend(change.video.then_some("le lien de visioconférence"));
                format!(
                    "Pour {title}, ceci change\u{a0}: {}. Voici ce qui vaut désormais.",
                    what.join(", ")
                )
            }
            Occasion::Cancelled => format!(
                "Annulation\u{a0}: {title} n’aura pas lieu. Raison\u{a0}: {}",
                self.info.cancel_reason
            ),
            Occasion::Reminder => format!("{title} approche, et votre réponse n’est pas encore arrivée."),
            Occasion::Removed => format!("Votre présence n’est plus demandée à {title}."),
        }
    }

    /// Kind, hours in each zone that matters, place, link.
    fn facts(&self, reader: &Reader<'_>) -> String {
        let mut facts = String::new();
        let mut zones = vec![self.info.zone];
        for zone in [reader.zone, chrono_tz::Europe::Paris] {
            let is_said = zones.iter().any(|one| self.local(*one) == self.local(zone));
            if !is_said {
                zones.push(zone);
            }
        }
        if self.kind_label != self.info.title {
            let _ = writeln!(facts, "- {}", self.kind_label);
        }
        for zone in zones {
            let _ = writeln!(
                facts,
                "- {}",
                web::at_in_words(self.info.starts_at, zone.name(), self.now)
            );
        }
        if !self.info.place.is_empty() {
            let _ = writeln!(facts, "- Lieu\u{a0}: {}", self.info.place);
        }
        if !self.info.video_url.is_empty() {
            let _ = writeln!(facts, "- À distance\u{a0}: {}", self.info.video_url);
        }
        facts.trim_end().to_owned()
    }

    fn local(&self, zone: Tz) -> chrono::NaiveDateTime {
        self.info.starts_at.with_timezone(&zone).naive_local()
    }

    fn day(&self, zone: Tz) -> String {
        web::day_in_words(self.info.starts_at, zone.name(), self.now)
    }

    fn agenda(&self) -> String {
        if self.items.is_empty() {
            return String::new();
        }
        let mut text = "Ordre du jour\u{a0}:\n\n".to_owned();
        for (item, starts_at) in &self.items {
            let hour = starts_at
                .with_timezone(&self.info.zone)
                .format("%H\u{a0}h\u{a0}%M");
            let purpose = match item.purpose {
                ItemPurpose::Decision => ", décision",
                ItemPurpose::Vote => ", vote",
                ItemPurpose::Discussion => ", échange",
                ItemPurpose::Information | ItemPurpose::Unspecified => "",
            };
            let presenter = (!item.presenter.is_empty()).then(|| format!(" — {}", item.presenter));
            let _ = writeln!(
                text,
                "- {hour}\u{a0}: {} ({}\u{a0}min{purpose}){}",
                item.title,
                item.minutes,
                presenter.unwrap_or_default()
            );
        }
        text.push('\n');
        text
    }
}
