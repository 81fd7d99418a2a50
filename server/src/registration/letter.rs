//! The words of the mails about a registration. They hold nothing that the person typed: a form that anybody
//! fills must not send anybody's words to any address.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use proto::v1::RegistrationState;

use crate::convocation::Change;
use crate::meeting::Info;

/// Why someone gets a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion<'a> {
    /// Has a place.
    Registered,
    /// In the waiting list.
    Waiting,
    /// A place is kept until this instant.
    Offered(DateTime<Utc>),
    /// The offer was not accepted in time.
    Lapsed,
    /// Has a place in a workshop, after waiting for it.
    Seated(&'a str),
    Cancelled {
        had_place: bool,
    },
    /// Registered already, in this state: asked again.
    Known(RegistrationState),
    /// The hour or the place of the day moved.
    Changed(Change),
    /// The day does not take place.
    CalledOff {
        had_place: bool,
    },
    /// The day is over, and the person came.
    Thanked,
}

impl Occasion<'_> {
    /// Nothing more is to be done about the registration.
    fn is_end(self) -> bool {
        matches!(
            self,
            Self::Cancelled { .. } | Self::CalledOff { .. } | Self::Lapsed
        )
    }
}

/// A workshop as a letter tells it.
pub(super) struct Chosen<'a> {
    pub(super) title: &'a str,
    pub(super) room: &'a str,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) is_waiting: bool,
}

/// A registration as a letter tells it.
pub(super) struct Told<'a> {
    pub(super) info: &'a Info,
    pub(super) state: RegistrationState,
    pub(super) code: i32,
    pub(super) chosen: Vec<Chosen<'a>>,
    pub(super) link: &'a str,
    pub(super) now: DateTime<Utc>,
}

impl Told<'_> {
    /// The subject of the mail.
    pub(super) fn subject(&self, occasion: Occasion<'_>) -> String {
        let what = match occasion {
            Occasion::Registered => "Inscription confirmée",
            Occasion::Waiting => "Liste d’attente",
            Occasion::Offered(_) => "Une place s’est libérée",
            Occasion::Lapsed => "Place non acceptée à temps",
            Occasion::Seated(_) => "Une place en atelier",
            Occasion::Cancelled { .. } => "Inscription annulée",
            Occasion::Known(_) => "Votre inscription",
            Occasion::Changed(change) if change.hours => "Nouvel horaire",
            Occasion::Changed(_) => "Nouveau lieu",
            Occasion::CalledOff { .. } => "Annulation",
            Occasion::Thanked => "Merci de votre venue",
        };
        let day = web::day_in_words(self.info.starts_at, self.info.zone.name(), self.now);
        format!("{what}\u{a0}: {}, {day}", self.info.title)
    }

    /// The whole text of the mail.
    pub(super) fn text(&self, occasion: Occasion<'_>) -> String {
        let mut text = format!("Bonjour,\n\n{}\n\n", self.opening(occasion));
        if occasion == Occasion::Thanked {
            let _ = write!(
                text,
                "Votre page porte votre attestation de présence, et un court questionnaire\u{a0}: votre avis est \
                 enregistré sans votre nom.\n\n{}\n\n",
                self.link
            );
            return text;
        }
        let _ = write!(text, "{}\n\n", self.facts());
        if occasion.is_end() {
            return text;
        }
        text.push_str(&self.workshops());
        if self.state == RegistrationState::Registered {
            let _ = write!(
                text,
                "Votre code d’accueil, à dire en arrivant\u{a0}: {}\n\n",
                self.code
            );
        }
        let _ = write!(text, "{}\n\n{}\n\n", self.offer(occasion), self.link);
        text.push_str(
            "Ce lien est personnel, et aucun compte n’est nécessaire. Si vous n’avez rien demandé, il permet d’annuler.\n\n",
        );
        text
    }

    fn opening(&self, occasion: Occasion<'_>) -> String {
        let title = format!("«\u{a0}{}\u{a0}»", self.info.title);
        match occasion {
            Occasion::Registered => format!("Vous avez une place\u{a0}: {title}."),
            Occasion::Waiting => format!(
                "{title} n’a plus de place pour vous en ce moment\u{a0}: vous êtes dans la liste d’attente. Dès qu’une \
                 place se libère à votre tour, un courriel vous la propose."
            ),
            Occasion::Offered(until) => format!(
                "Une place s’est libérée pour {title}. Elle vous est gardée jusqu’à ce moment\u{a0}: {}. Ensuite elle est \
                 proposée à la personne suivante.",
                self.at(until)
            ),
            Occasion::Lapsed => format!(
                "La place qui vous était proposée pour {title} n’a pas été acceptée à temps\u{a0}: elle ne vous est plus \
                 gardée. Tant que les inscriptions sont ouvertes, vous pouvez en demander une autre."
            ),
            Occasion::Seated(workshop) => {
                format!(
                    "Une place s’est libérée dans l’atelier «\u{a0}{workshop}\u{a0}»\u{a0}: elle est à vous."
                )
            }
            Occasion::Cancelled { .. } => format!("Votre inscription est annulée\u{a0}: {title}."),
            Occasion::Known(state) => {
                let stands = match state {
                    RegistrationState::Waiting => "vous êtes dans la liste d’attente",
                    RegistrationState::Offered => "une place vous est proposée, et attend votre réponse",
                    _ => "vous avez une place",
                };
                format!(
                    "Quelqu’un vient de demander une inscription avec votre adresse. Vous êtes déjà inscrit ou inscrite à \
                     {title}\u{a0}: {stands}. Rien n’a changé."
                )
            }
            Occasion::Changed(change) => {
                let mut what = Vec::new();
                what.extend(change.hours.then_some("l’horaire"));
                what.extend(change.place.then_some("le lieu"));
                format!(
                    "Pour {title}, ceci change\u{a0}: {}. Voici ce qui vaut désormais.",
                    what.join(", ")
                )
            }
            Occasion::CalledOff { .. } => format!("{title} est annulé\u{a0}: {}", self.info.cancel_reason),
            Occasion::Thanked => format!("Vous étiez à {title}\u{a0}: merci de votre venue."),
        }
    }

    /// What the link is for.
    fn offer(&self, occasion: Occasion<'_>) -> &'static str {
        match (occasion, self.state) {
            (_, RegistrationState::Offered) => "Acceptez la place, ou laissez-la\u{a0}:",
            (_, RegistrationState::Waiting) => "Pour quitter la liste d’attente ou changer vos choix\u{a0}:",
            _ => "Pour changer vos choix ou annuler, ce qui libère la place pour quelqu’un d’autre\u{a0}:",
        }
    }

    /// Hours in each zone that matters, and the place.
    fn facts(&self) -> String {
        let mut facts = String::new();
        let paris = chrono_tz::Europe::Paris;
        let local = |zone| self.info.starts_at.with_timezone(&zone).naive_local();
        let _ = writeln!(facts, "- {}", self.at(self.info.starts_at));
        if local(paris) != local(self.info.zone) {
            let words = web::at_in_words(self.info.starts_at, paris.name(), self.now);
            let _ = writeln!(facts, "- {words}");
        }
        if !self.info.place.is_empty() {
            let _ = writeln!(facts, "- Lieu\u{a0}: {}", self.info.place);
        }
        facts.trim_end().to_owned()
    }

    fn at(&self, at: DateTime<Utc>) -> String {
        web::at_in_words(at, self.info.zone.name(), self.now)
    }

    fn workshops(&self) -> String {
        if self.chosen.is_empty() {
            return String::new();
        }
        let mut text = "Vos ateliers\u{a0}:\n\n".to_owned();
        for one in &self.chosen {
            let hour = one
                .starts_at
                .with_timezone(&self.info.zone)
                .format("%H\u{a0}h\u{a0}%M");
            let room = (!one.room.is_empty()).then(|| format!(", {}", one.room));
            let waiting = if one.is_waiting {
                " (en attente d’une place)"
            } else {
                ""
            };
            let _ = writeln!(
                text,
                "- {hour}\u{a0}: {}{}{waiting}",
                one.title,
                room.unwrap_or_default()
            );
        }
        text.push('\n');
        text
    }
}
