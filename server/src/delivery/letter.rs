//! The words of the mails to those who send a newsletter: a digest that leaves by itself, and what waits for a second
//! person.

use chrono::{DateTime, Utc};
use proto::v1::DeliveryState;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::delivery::path;
use crate::delivery::store::delivery::Model;
use crate::error::Result;
use crate::mail::{self, Mail};
use crate::newsletter::{self, Newsletter};

/// Queues a mail to each person who sends the newsletter, but `except`.
pub(super) async fn to_senders(
    app: &App,
    tx: &impl ConnectionTrait,
    newsletter: &Newsletter,
    except: Option<Uuid>,
    subject: &str,
    text: &str,
) -> Result<()> {
    let now = app.clock.now();
    let today = app.clock.today(newsletter.zone);
    for person in newsletter::senders(tx, newsletter, today).await? {
        if Some(person.person_id) == except {
            continue;
        }
        let text = format!("Bonjour {},\n\n{text}", person.name);
        let mail = Mail {
            to: &person.email,
            name: &person.name,
            subject,
            text: &text,
            html: "",
            calendar: "",
        };
        mail::queue(tx, now, mail).await?;
    }
    Ok(())
}

/// Somebody scheduled an edition that a second person releases: subject and text.
pub(super) fn of_release(
    newsletter: &Newsletter,
    row: &Model,
    public_url: &str,
    now: DateTime<Utc>,
) -> (String, String) {
    (
        format!("Votre accord pour envoyer\u{a0}: {}", row.subject),
        format!(
            "{} a programmé l’envoi de «\u{a0}{}\u{a0}», de la lettre «\u{a0}{}\u{a0}», {}. À ce nombre de destinataires, \
             une seconde personne doit d’abord donner son accord\u{a0}: {public_url}{}\n\nDépart prévu\u{a0}: {}.",
            row.scheduled_name,
            row.subject,
            newsletter.name,
            to(row),
            path(row.edition_id),
            web::at_in_words(row.starts_at, newsletter.zone.name(), now)
        ),
    )
}

/// A digest that leaves by itself, or waits for an agreement: subject and text.
pub(super) fn of_digest(
    newsletter: &Newsletter,
    row: &Model,
    public_url: &str,
    now: DateTime<Utc>,
) -> (String, String) {
    let name = &newsletter.name;
    let at = web::at_in_words(row.starts_at, newsletter.zone.name(), now);
    let page = format!("{public_url}{}", path(row.edition_id));
    let what = format!(
        "«\u{a0}{}\u{a0}» de la lettre «\u{a0}{name}\u{a0}» est préparé avec les éditions de ce mois. Il s’adresse {}.",
        row.subject,
        to(row)
    );
    if row.state() == DeliveryState::AwaitingRelease {
        return (
            format!("Votre accord pour envoyer le résumé mensuel\u{a0}: {name}"),
            format!(
                "{what} À ce nombre de destinataires, une personne doit d’abord donner son accord\u{a0}: \
                 {page}\n\nDépart prévu\u{a0}: {at}."
            ),
        );
    }
    (
        format!("Le résumé mensuel va partir\u{a0}: {name}"),
        format!(
            "{what}\n\nDépart\u{a0}: {at}. Jusque-là vous pouvez le relire et l’arrêter\u{a0}; il redevient alors un \
             brouillon\u{a0}: {page}"
        ),
    )
}

/// A digest that something forbids to send: subject and text.
pub(super) fn of_draft(newsletter: &Newsletter, edition_id: Uuid, public_url: &str) -> (String, String) {
    (
        format!("Le résumé mensuel est à revoir\u{a0}: {}", newsletter.name),
        format!(
            "Le résumé mensuel de «\u{a0}{}\u{a0}» est préparé, et quelque chose empêche de l’envoyer. C’est un brouillon\u{a0}: \
             corrigez-le, puis programmez l’envoi.\n\n{public_url}/edition/{edition_id}",
            newsletter.name
        ),
    )
}

fn to(row: &Model) -> String {
    match row.n_expected {
        1 => "à 1\u{a0}personne".to_owned(),
        n => format!("à {}\u{a0}personnes", web::text::number(n)),
    }
}
