//! The mails of a written consultation: when it opens, and two days before its end to those who have not voted.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use proto::v1::Function;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::procedure;
use super::tally::Tally;
use crate::app::App;
use crate::decision::rules;
use crate::decision::store::{rules_of_procedure, vote};
use crate::error::Result;
use crate::mail::{self, Mail};
use crate::meeting::kinds;
use crate::network::{self, Recipient};
use crate::{auth, decision};

/// Why a mail is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::decision) enum Occasion {
    Opened,
    Reminder,
}

/// Queues the mails to those who hold a voice that was not cast, in the transaction that causes them; says how
/// many.
pub(in crate::decision) async fn send(
    app: &App,
    tx: &impl ConnectionTrait,
    vote: &vote::Model,
    rules: &rules_of_procedure::Model,
    occasion: Occasion,
) -> Result<usize> {
    let now = app.clock.now();
    let tally = Tally::read(tx, vote).await?;
    let cast = tally.cast();
    let awaited: BTreeSet<Uuid> = tally.ids().difference(&cast).copied().collect();
    let people = network::people(tx, procedure::today(app)).await?;
    let holds = |person: &&Recipient| {
        let role = auth::role(person.function, person.position, false);
        awaited.contains(&person.organisation_id) && rules::holds_voice(person.function, role, false)
    };
    let mut n_sent = 0;
    for person in people.iter().filter(holds) {
        let subject = subject(vote, occasion);
        let text = text(app, vote, rules, person, occasion, now);
        let mail = Mail {
            to: &person.email,
            name: &person.name,
            subject: &subject,
            text: &text,
            html: "",
            calendar: "",
        };
        mail::queue(tx, now, mail).await?;
        n_sent += 1;
    }
    Ok(n_sent)
}

fn subject(vote: &vote::Model, occasion: Occasion) -> String {
    let what = match occasion {
        Occasion::Opened => "Consultation écrite",
        Occasion::Reminder => "Rappel, consultation écrite",
    };
    // One line, whatever was typed.
    let question = vote.question.replace('\n', " ");
    format!("{what}\u{a0}: {question}")
}

fn text(
    app: &App,
    vote: &vote::Model,
    rules: &rules_of_procedure::Model,
    person: &Recipient,
    occasion: Occasion,
    now: DateTime<Utc>,
) -> String {
    let kind = kinds::kind(vote.kind()).label;
    let of = match person.function {
        Function::Centre => "votre centre",
        _ => "votre organisme",
    };
    let mut text = format!("Bonjour {},\n\n", person.name);
    let _ = match occasion {
        Occasion::Opened => write!(
            text,
            "Une consultation écrite des membres du {kind} est ouverte, en dehors de toute séance. La voix de {of}, {}, est attendue.\n\n",
            person.organisation_name
        ),
        Occasion::Reminder => write!(
            text,
            "Une consultation écrite des membres du {kind} se termine bientôt, et la voix de {of}, {}, n’est pas encore exprimée.\n\n",
            person.organisation_name
        ),
    };
    let _ = write!(text, "«\u{a0}{}\u{a0}»\n\n", vote.question);
    if let Some(closes_at) = vote.closes_at {
        let at = web::at_in_words(closes_at, person.zone.name(), now);
        let _ = writeln!(text, "- Jusqu’au {at}");
    }
    let secret = if vote.is_secret {
        "Vote secret\u{a0}: nul ne peut savoir qui a choisi quoi"
    } else {
        "Vote nominatif\u{a0}: chacun voit qui a choisi quoi"
    };
    let _ = writeln!(text, "- {secret}");
    for (what, words) in web::text::rules_of_procedure(&procedure::message(rules.clone())) {
        let _ = writeln!(text, "- {what}\u{a0}: {words}");
    }
    let _ = write!(
        text,
        "\nCes règles sont celles du règlement intérieur du réseau (version {}), et non du cadre de référence.\n\n{}{}\n",
        rules.version,
        app.config.public_url,
        decision::path_of_vote(vote.id)
    );
    text
}
