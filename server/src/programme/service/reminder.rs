//! Reminds the directors of the centres that are short of P2: first who and what, then, on a click, the mails.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::{engagement, locked_programme, told_of_programme, words};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Audience};
use crate::mail::{self, Mail};
use crate::network::{self, Recipient};
use crate::programme::board::{Facts, is_short};
use crate::programme::{service, store};

pub(super) async fn preview_reminder(
    app: &App,
    _caller: &Caller,
    request: ReminderRequest,
) -> Result<Reminder> {
    let message = message(&request)?;
    let facts = Facts::read(app.db.read(), request.year)
        .await?
        .ok_or(Error::Missing)?;
    engagement::must_be_validated(facts.state())?;
    reminder(app, app.db.read(), &facts, &message).await
}

pub(super) async fn send_reminder(app: &App, caller: &Caller, request: ReminderRequest) -> Result<Reminder> {
    let message = message(&request)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let programme = locked_programme(&tx, request.year).await?;
    engagement::must_be_validated(programme.state())?;
    let year = programme.year;
    let streams = store::streams_of(&tx, year).await?;
    let facts = Facts::of(&tx, programme, streams).await?;
    let reminder = reminder(app, &tx, &facts, &message).await?;
    if reminder.recipients.is_empty() {
        return Err(Error::NotNow(Reason::NobodyToRemind));
    }
    for recipient in &reminder.recipients {
        let mail = Mail {
            to: &recipient.email,
            name: &recipient.name,
            subject: &reminder.subject,
            text: &recipient.text,
            html: "",
            calendar: "",
        };
        mail::queue(&tx, now, mail).await?;
    }
    let object = words(year);
    let act = live::Act {
        audience: Audience::organisation(caller.organisation_id),
        ..told_of_programme("SendReminder", ActivityKind::ReminderSent, &object, year)
    };
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(reminder)
}

fn message(request: &ReminderRequest) -> Result<String> {
    let mut violations = Violations::new();
    let message = violations.optional_text("message", &request.message, service::MAX_PARAGRAPHS);
    violations.finish()?;
    Ok(message)
}

/// Who is short of P2 while something can still be done, and the mail of each director.
async fn reminder(app: &App, db: &impl ConnectionTrait, facts: &Facts, message: &str) -> Result<Reminder> {
    let now = app.clock.now();
    let year = facts.year();
    let mut reminder = Reminder {
        recipients: Vec::new(),
        subject: format!("Programme {year}\u{a0}: votre participation aux chantiers"),
    };
    if !facts.has_calls_left(now) {
        return Ok(reminder);
    }
    let streams = facts.stream_lines(now);
    let ids: Vec<_> = facts.centres().iter().map(|centre| centre.id).collect();
    let today = app.clock.today(chrono_tz::Europe::Paris);
    let directors = network::recipients(db, &ids, &[Position::Director], today).await?;
    for centre in facts.centres() {
        let Some(row) = facts.row(centre.id, now).filter(is_short) else {
            continue;
        };
        for director in directors
            .iter()
            .filter(|director| director.organisation_id == centre.id)
        {
            let director = director.clone();
            let text = text(app, now, &director, message, &row, &streams);
            reminder.recipients.push(reminder::Recipient {
                organisation_name: director.organisation_name,
                name: director.name,
                email: director.email,
                text,
            });
        }
    }
    Ok(reminder)
}

/// The whole mail of a director.
fn text(
    app: &App,
    now: DateTime<Utc>,
    director: &Recipient,
    message: &str,
    row: &BoardRow,
    streams: &[WorkStream],
) -> String {
    let year = streams.first().map_or(0, |stream| stream.year);
    let mut text = format!("Bonjour {},\n\n", director.name);
    if !message.is_empty() {
        let _ = write!(text, "{message}\n\n");
    }
    let minimum = row.minimum;
    let _ = write!(
        text,
        "Le programme {year} d’animation du réseau demande à votre centre, {}, de déposer une contribution \
         à au moins {minimum} chantier{}. À ce jour\u{a0}: {} chantier{} où il est engagé, {} où il a contribué.\n\n",
        director.organisation_name,
        plural(minimum),
        row.n_engaged,
        plural(row.n_engaged),
        row.n_submitted,
    );
    for (stream, cell) in streams.iter().zip(&row.cells) {
        let _ = writeln!(text, "- {}", line(stream, cell, director.zone.name(), now));
    }
    let _ = write!(
        text,
        "\nPour engager votre centre dans un chantier ou déposer une contribution\u{a0}:\n\n{}{}\n\n\
         L’animation nationale du réseau",
        app.config.public_url,
        crate::programme::path(year),
    );
    text
}

/// One stream: where the centre stands and when its call closes.
fn line(stream: &WorkStream, cell: &board_row::Cell, zone: &str, now: DateTime<Utc>) -> String {
    let stands = match cell.engagement() {
        _ if cell.is_submitted => "contribution déposée",
        EngagementState::Engaged => "engagé, contribution attendue",
        EngagementState::Declined => "vous ne participez pas",
        EngagementState::Withdrawn => "vous vous êtes retiré",
        EngagementState::Unspecified => "pas de réponse",
    };
    let call = stream.call.as_ref();
    let closes_at = cell
        .extended_until
        .or_else(|| call.and_then(|call| call.closes_at))
        .and_then(|at| DateTime::from_timestamp(at.seconds, 0));
    let closing = match (call.map(Call::state), closes_at) {
        (Some(CallState::Closed), _) if cell.extended_until.is_none() => "appel clos".to_owned(),
        (_, Some(at)) => format!("clôture {}", web::at_in_words(at, zone, now)),
        (_, None) => "dates à venir".to_owned(),
    };
    format!(
        "«\u{a0}{}\u{a0}»\u{a0}: {stands}\u{202f}; {closing}",
        stream.title
    )
}

fn plural(n: i32) -> &'static str {
    if n > 1 { "s" } else { "" }
}
