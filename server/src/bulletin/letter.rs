//! Mails about a bulletin that the digest of what moved does not tell.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use proto::v1::Reason;
use sea_orm::ConnectionTrait;

use super::path;
use super::store::{bulletin, kind};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::mail::{self, Mail};
use crate::network::{self, Recipient};

/// Asks the second reader.
///
/// # Errors
/// `NotNow` when this person is not of the body any more.
pub(super) async fn to_second_reader(
    app: &App,
    tx: &impl ConnectionTrait,
    caller: &Caller,
    row: &bulletin::Model,
    kind: &kind::Model,
) -> Result<()> {
    let people = network::people(tx, app.clock.today(Tz::Europe__Paris)).await?;
    let reader = people.iter().find(|person| {
        person.organisation_id == row.organisation_id && kind.second_reader == Some(person.person_id)
    });
    let reader = reader.ok_or(Error::NotNow(Reason::SecondReaderGone))?;
    let subject = format!("À relire avant publication\u{a0}: {}", row.title);
    let text = format!(
        "Bonjour {},\n\n{} vous demande de relire la note d’information «\u{a0}{}\u{a0}» ({}). Les centres la \
         recevront quand vous la publierez\u{a0}:\n\n{}{}",
        reader.name,
        caller.name,
        row.title,
        kind.name,
        app.config.public_url,
        path(row.id),
    );
    write(app, tx, reader, &subject, &text).await
}

/// Reminds the people of centres that have not acknowledged it, each once.
pub(super) async fn remind(
    app: &App,
    tx: &impl ConnectionTrait,
    row: &bulletin::Model,
    people: &[Recipient],
) -> Result<()> {
    let due_on = row
        .due_at
        .map(|at| web::day_in_words(at, Tz::Europe__Paris.name(), app.clock.now()))
        .unwrap_or_default();
    let subject = format!("Rappel\u{a0}: une note d’information à accuser, {}", row.title);
    let mut written = BTreeSet::new();
    for person in people {
        if !written.insert(person.person_id) {
            continue;
        }
        let text = format!(
            "Bonjour {},\n\nVotre centre n’a pas encore accusé réception de la note d’information «\u{a0}{}\u{a0}», \
             attendu jusqu’au {due_on} (heure de Paris). Une personne du centre le fait en un clic\u{a0}; relayer la \
             note ou l’écarter en disant pourquoi en vaut accusé\u{a0}:\n\n{}{}",
            person.name,
            row.title,
            app.config.public_url,
            path(row.id),
        );
        write(app, tx, person, &subject, &text).await?;
    }
    Ok(())
}

async fn write(
    app: &App,
    tx: &impl ConnectionTrait,
    to: &Recipient,
    subject: &str,
    text: &str,
) -> Result<()> {
    let mail = Mail {
        to: &to.email,
        name: &to.name,
        subject,
        text,
        html: "",
        calendar: "",
    };
    mail::queue(tx, app.clock.now(), mail).await
}
