//! What mails say of a bulletin, and those that the digest of what moved does not tell.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use proto::v1::Reason;
use sea_orm::ConnectionTrait;

use super::path;
use super::store::{Event, bulletin, kind};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::end_of_day;
use crate::error::{Error, Result};
use crate::mail::{self, Mail};
use crate::markdown::{self, BEGINNING};
use crate::network::{self, Recipient};

/// What one is about: its kind, until when it is to be acknowledged, its day, how it begins.
pub(super) fn details(row: &bulletin::Model, kind: &kind::Model, now: DateTime<Utc>) -> Result<String> {
    let mut facts = vec![format!("Type\u{a0}: {}", kind.name)];
    facts.extend(row.is_urgent.then(|| "urgente".to_owned()));
    let is_over = row.due_at.is_some_and(|at| at < now);
    let over = if is_over {
        "\u{a0}: le délai est passé"
    } else {
        ""
    };
    facts.extend(due(row, now).map(|day| format!("à accuser jusqu’au {day}{over}")));
    let mut lines = vec![facts.join(" · ")];
    lines.extend(row.content()?.event.map(|event| day(&event, now)));
    lines.extend(row.valid_until.map(|until| valid(until, now)));
    let mut said = lines.join("\n");
    let beginning = markdown::plain(&row.text, BEGINNING);
    if !beginning.is_empty() {
        let _ = write!(said, "\n\n«\u{a0}{beginning}\u{a0}»");
    }
    Ok(said)
}

/// What was corrected, what reads otherwise now beside the text, and what a centre has to do.
pub(super) fn corrected(
    before: &bulletin::Model,
    row: &bulletin::Model,
    note: &str,
    now: DateTime<Utc>,
) -> Result<String> {
    let is_open = row.due_at.is_some_and(|at| now <= at);
    let read = due(row, now)
        .filter(|_| is_open)
        .map(|day| format!(" Un centre qui n’en a pas encore accusé réception le fait jusqu’au {day}."));
    let note = markdown::cut(&mail::one_line(note), 2 * BEGINNING);
    let moved = moved(before, row, now)?;
    Ok(format!(
        "Ce qui est corrigé\u{a0}: {note}{moved}\n\nUn centre qui a relayé l’ancien texte relaie aussi le rectificatif\u{a0}: sa \
         prochaine lettre d’information le propose. Un centre qui l’a accusée sans la relayer lit le nouveau texte\u{a0}; \
         son accusé reste valable.{}",
        read.unwrap_or_default()
    ))
}

/// A line for each of what a correction changed beside the text: the title, the day and its place, the validity.
fn moved(before: &bulletin::Model, row: &bulletin::Model, now: DateTime<Utc>) -> Result<String> {
    // Begins the first line.
    let mut lines = vec![String::new()];
    if before.title != row.title {
        lines.push(format!("Ancien titre\u{a0}: {}", before.title));
    }
    let [was, is] =
        [before.content()?.event, row.content()?.event].map(|event| event.map(|one| day(&one, now)));
    if was != is {
        lines.push(is.unwrap_or_else(|| "Il n’y a plus d’événement".to_owned()));
    }
    if before.valid_until != row.valid_until {
        let valid = row.valid_until.map(|until| valid(until, now));
        lines.push(valid.unwrap_or_else(|| "Valable sans limite".to_owned()));
    }
    Ok(lines.join("\n"))
}

/// Why nobody relays it any more.
pub(super) fn withdrawn(row: &bulletin::Model) -> String {
    let reason = markdown::cut(&mail::one_line(&row.withdrawal), 2 * BEGINNING);
    format!("Motif\u{a0}: {reason}\n\nPlus personne ne la relaie, et plus rien n’est attendu des centres.")
}

/// The day until which it is to be acknowledged.
fn due(row: &bulletin::Model, now: DateTime<Utc>) -> Option<String> {
    let day = |at| format!("{} (heure de Paris)", in_words(at, now));
    row.due_at.map(day)
}

/// The last day on which it is true.
fn valid(until: NaiveDate, now: DateTime<Utc>) -> String {
    let until = end_of_day(until, Tz::Europe__Paris);
    format!("Valable jusqu’au {}", in_words(until, now))
}

/// A day in Paris.
fn in_words(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    web::day_in_words(at, Tz::Europe__Paris.name(), now)
}

/// The day to which the centres are invited, and where.
fn day(event: &Event, now: DateTime<Utc>) -> String {
    let local = NaiveDateTime::parse_from_str(&event.starts_at, "%Y-%m-%dT%H:%M").ok();
    let at = local.and_then(|local| local.and_local_timezone(Tz::Europe__Paris).earliest());
    let when = at.map(|at| web::at_in_words(at.to_utc(), Tz::Europe__Paris.name(), now));
    let place = Some(mail::one_line(&event.place)).filter(|place| !place.is_empty());
    let said: Vec<String> = when.into_iter().chain(place).collect();
    format!("Événement\u{a0}: {}", said.join(", "))
}

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
        "Bonjour {},\n\n{} vous demande de relire la note d’information «\u{a0}{}\u{a0}». Les centres la recevront \
         quand vous la publierez.\n\n{}\n\n{}{}",
        reader.name,
        caller.name,
        row.title,
        details(row, kind, app.clock.now())?,
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
    kind: &kind::Model,
    people: &[Recipient],
) -> Result<()> {
    let subject = format!("Rappel\u{a0}: une note d’information à accuser, {}", row.title);
    let sender = network::owner(tx, row.organisation_id).await?;
    let sender = sender.map(|(name, _)| name).unwrap_or_default();
    let details = details(row, kind, app.clock.now())?;
    let mut written = BTreeSet::new();
    for person in people {
        if !written.insert(person.person_id) {
            continue;
        }
        let text = format!(
            "Bonjour {},\n\nVotre centre n’a pas encore accusé réception de la note d’information «\u{a0}{}\u{a0}», \
             envoyée par {sender}. Une personne du centre le fait en un clic\u{a0}; relayer la note ou l’écarter en \
             disant pourquoi en vaut accusé.\n\n{details}\n\n{}{}",
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
