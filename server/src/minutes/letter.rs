//! The mails about minutes: a review begins, a version is locked. Each tells what its reader may see.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::sending::Recipient;
use proto::v1::{AttendanceMode, Decision, InviteeRole, MinutesDocument, MinutesItem, Sending, Vote};
use sea_orm::ConnectionTrait;

use super::document;
use crate::app::App;
use crate::convocation::Invitee;
use crate::error::Result;
use crate::mail::{self, Mail, one_line};
use crate::meeting::{Access, Info};
use crate::{minutes, network, session};

/// Why a mail is sent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Occasion<'a> {
    /// A review begins, until an instant.
    Review { until: DateTime<Utc> },
    /// A version is locked; from the second on, a correction.
    Locked {
        number: i32,
        reason: &'a str,
        sha256: &'a str,
    },
}

/// Writes what those convened would get, and who came without being convened.
pub(super) async fn write(
    app: &App,
    db: &impl ConnectionTrait,
    access: &Access,
    whole: &MinutesDocument,
    occasion: Occasion<'_>,
) -> Result<Sending> {
    let now = app.clock.now();
    let info = &access.info;
    let people = network::people(db, app.clock.today(chrono_tz::Europe::Paris)).await?;
    let attendance = session::attendance(db, info.id).await?;
    let attended = |to: &Invitee| {
        let is_there = |line: &session::Attendance| {
            let (is_present, is_remote) = (AttendanceMode::Present, AttendanceMode::Remote);
            line.invitee_id == to.id && (line.mode == is_present || line.mode == is_remote)
        };
        attendance.iter().any(is_there)
    };
    let is_told = |to: &&Invitee| to.convened_at.is_some() || attended(to);
    let recipient = |to: &Invitee| {
        let known = people
            .iter()
            .find(|person| Some(person.person_id) == to.person_id);
        let mut document = whole.clone();
        let leads = matches!(to.role, InviteeRole::Chair | InviteeRole::Secretary);
        document::withhold(&mut document, leads, to.organisation_id);
        let letter = Letter {
            info,
            document: &document,
            occasion,
            zone: known.map_or(info.zone, |person| person.zone),
            now,
            link: format!("{}{}", app.config.public_url, minutes::path(info.id)),
        };
        Recipient {
            name: to.name.clone(),
            email: to.email.clone(),
            organisation_name: to.organisation_name.clone(),
            text: letter.text(to),
        }
    };
    Ok(Sending {
        subject: subject(info, occasion, now),
        recipients: access.invitees.iter().filter(is_told).map(recipient).collect(),
    })
}

/// Queues these mails, in the transaction of the change that causes them.
pub(super) async fn send(
    app: &App,
    tx: &impl ConnectionTrait,
    access: &Access,
    whole: &MinutesDocument,
    occasion: Occasion<'_>,
) -> Result<()> {
    let sending = write(app, tx, access, whole, occasion).await?;
    for to in &sending.recipients {
        let mail = Mail {
            to: &to.email,
            name: &to.name,
            subject: &sending.subject,
            text: &to.text,
            html: "",
            calendar: "",
        };
        mail::queue(tx, app.clock.now(), mail).await?;
    }
    Ok(())
}

fn subject(info: &Info, occasion: Occasion<'_>, now: DateTime<Utc>) -> String {
    let what = match occasion {
        Occasion::Review { .. } => "Compte rendu à relire",
        Occasion::Locked { number: 1, .. } => "Compte rendu",
        Occasion::Locked { .. } => "Compte rendu corrigé",
    };
    let day = web::day_in_words(info.starts_at, info.zone.name(), now);
    format!("{what}\u{a0}: {}, {day}", one_line(&info.title))
}

/// A letter to one person.
struct Letter<'a> {
    info: &'a Info,
    /// As this person may see it.
    document: &'a MinutesDocument,
    occasion: Occasion<'a>,
    /// In which the person reads hours.
    zone: Tz,
    now: DateTime<Utc>,
    link: String,
}

impl Letter<'_> {
    fn text(&self, to: &Invitee) -> String {
        let mut text = format!("Bonjour {},\n\n{}\n\n", to.name, self.opening());
        text.push_str(&self.points());
        if to.person_id.is_some() {
            let _ = write!(text, "{}\n\n{}\n\n", self.invitation(), self.link);
        } else {
            let _ = write!(
                text,
                "Pour le document entier ou pour une observation, écrivez à l’organisation qui vous a convié, {}.\n\n",
                self.info.organisation_name
            );
        }
        if let Occasion::Locked { sha256, .. } = self.occasion {
            let _ = writeln!(
                text,
                "Empreinte SHA-256 du document entier, points à huis clos compris\u{a0}: {sha256}"
            );
        }
        text
    }

    fn opening(&self) -> String {
        let title = format!("«\u{a0}{}\u{a0}»", one_line(&self.info.title));
        let day = web::day_in_words(self.info.starts_at, self.info.zone.name(), self.now);
        match self.occasion {
            Occasion::Review { until } => format!(
                "Le compte rendu de {title}, {day}, est à relire jusqu’au {}.",
                self.at(until)
            ),
            Occasion::Locked { number: 1, .. } => {
                format!("Le compte rendu de {title}, {day}, est approuvé et verrouillé.")
            }
            Occasion::Locked { number, reason, .. } => format!(
                "Le compte rendu de {title}, {day}, est corrigé\u{a0}: ceci est sa version {number}. Les précédentes restent lisibles.\n\nMotif de la correction\u{a0}: {}",
                one_line(reason)
            ),
        }
    }

    fn invitation(&self) -> &'static str {
        match self.occasion {
            Occasion::Review { .. } => "Lisez-le en entier et commentez-le, point par point\u{a0}:",
            Occasion::Locked { .. } => "Lisez-le en entier\u{a0}:",
        }
    }

    /// In the zone of the meeting, then in the reader's when it differs.
    fn at(&self, at: DateTime<Utc>) -> String {
        let words = web::at_in_words(at, self.info.zone.name(), self.now);
        let local = |zone: Tz| at.with_timezone(&zone).naive_local();
        if local(self.zone) == local(self.info.zone) {
            words
        } else {
            format!("{words} ({})", web::at_in_words(at, self.zone.name(), self.now))
        }
    }

    /// The points with what was decided.
    fn points(&self) -> String {
        let mut lines = Vec::new();
        for item in &self.document.items {
            lines.extend(point(item));
        }
        lines.extend(decided(&self.document.votes, &self.document.decisions));
        if lines.is_empty() {
            return String::new();
        }
        format!("{}\n\n", lines.join("\n"))
    }
}

fn point(item: &MinutesItem) -> Vec<String> {
    if item.is_withheld {
        return vec![format!("- Point {}\u{a0}: à huis clos", item.place)];
    }
    let mut lines = vec![format!("- Point {}\u{a0}: {}", item.place, one_line(&item.title))];
    lines.extend(decided(&item.votes, &item.decisions));
    lines
}

fn decided(votes: &[Vote], decisions: &[Decision]) -> Vec<String> {
    let votes = votes.iter().map(|vote| {
        let result = web::text::vote_result(vote.result());
        format!("- Vote\u{a0}: {} ({result})", one_line(&vote.question))
    });
    let decisions = decisions
        .iter()
        .map(|one| format!("- Décision n°\u{a0}{}\u{a0}: {}", one.number, one_line(&one.text)));
    votes.chain(decisions).collect()
}
