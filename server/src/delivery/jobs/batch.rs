//! One batch: printed, handed over mail by mail, its outcomes noted together.

use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use lettre::Address;
use lettre::address::Envelope;
use proto::v1::RecipientState;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::worker::{self, Worker};
use crate::app::App;
use crate::delivery::message::Target;
use crate::delivery::rules::{self, Verdict};
use crate::delivery::store::ledger::{self, End};
use crate::delivery::store::{self, delivery, recipient};
use crate::error::{Error, Result};
use crate::mail::Outcome;
use crate::{edition, subscriber};

/// What one mail may take: nothing is handed over when the lease could end meanwhile.
const ONE_MAIL: TimeDelta = TimeDelta::seconds(170);
/// Times that the outcomes are written, when the database is busy or away.
const TRIES: u32 = 20;

/// Mails that are marked as being sent.
pub(super) struct Batch {
    pub(super) rows: Vec<recipient::Model>,
    pub(super) lease: DateTime<Utc>,
    /// Those who may not be written to any more.
    pub(super) n_withheld: usize,
}

/// What became of a batch.
pub(super) struct Sent {
    /// Mails that the server, or nobody, answered for.
    pub(super) n_heard: usize,
    /// The server was not there: why.
    pub(super) away: Option<String>,
}

/// Sends a batch over a server. What was not handed over when the shutdown comes, the server is away or the lease nears
/// its end is given back.
pub(super) async fn send(
    app: &App,
    worker: &mut Worker,
    relay: usize,
    row: &delivery::Model,
    batch: Batch,
    shutdown: &CancellationToken,
) -> Result<Sent> {
    let Batch { rows, lease, .. } = batch;
    let ids: Vec<Uuid> = rows.iter().map(|one| one.id).collect();
    let printed = print(app, worker, row, rows).await;
    let printed = match printed {
        Ok(printed) => printed,
        Err(error) => {
            settle(app, row, &[], &ids, lease).await?;
            return Err(error);
        }
    };
    let mut outcomes = Vec::new();
    let mut left = Vec::new();
    let mut away = None;
    for (one, sheet) in printed {
        let is_late = app.clock.now() + ONE_MAIL > lease;
        if away.is_some() || is_late || shutdown.is_cancelled() {
            left.push(one.id);
            continue;
        }
        let outcome = match (sheet, worker.transports.get_mut(relay)) {
            (Some((envelope, bytes)), Some(transport)) => {
                transport.send(app, one.id, &envelope, &bytes).await
            }
            (Some(_), None) => Outcome::Unreachable("no such mail server".to_owned()),
            (None, _) => Outcome::Refused("553 5.1.3 the address is not one".to_owned()),
        };
        if let Outcome::Unreachable(words) = &outcome {
            away = Some(words.clone());
        }
        outcomes.push((one, outcome));
    }
    settle(app, row, &outcomes, &left, lease).await?;
    let is_heard = |(_, outcome): &&(recipient::Model, Outcome)| !matches!(outcome, Outcome::Unreachable(_));
    Ok(Sent {
        n_heard: outcomes.iter().filter(is_heard).count(),
        away,
    })
}

/// The rows with their mails; no mail for an address that is none.
type Printed = Vec<(recipient::Model, Option<(Envelope, Vec<u8>)>)>;

/// Prints the mails of a batch, where computing holds up nobody.
async fn print(
    app: &App,
    worker: &mut Worker,
    row: &delivery::Model,
    rows: Vec<recipient::Model>,
) -> Result<Printed> {
    let ready = worker::ready(app, worker, row).await?;
    let (public_url, now) = (app.config.public_url.clone(), app.clock.now());
    let _press = app.delivery.presses.acquire().await.context("no press")?;
    let printed = tokio::task::spawn_blocking(move || {
        let print = |one: recipient::Model| {
            if one.email.trim().parse::<Address>().is_err() {
                return Ok((one, None));
            }
            let target = Target {
                id: one.id,
                email: &one.email,
                source: &one.source,
                preferences: &ready.links.preferences(&public_url, one.subscriber_id),
            };
            let sheet = ready.press.print(&target, now)?;
            let envelope = sheet.envelope(&ready.return_path.of(one.id)?)?;
            Ok((one, Some((envelope, sheet.bytes))))
        };
        rows.into_iter().map(print).collect::<anyhow::Result<Printed>>()
    });
    Ok(printed.await.context("mails were not printed")??)
}

/// Notes what became of each; tries again when the database does not answer: without that, all would be uncertain.
async fn settle(
    app: &App,
    row: &delivery::Model,
    outcomes: &[(recipient::Model, Outcome)],
    left: &[Uuid],
    lease: DateTime<Utc>,
) -> Result<()> {
    let mut tries = 0;
    loop {
        tries += 1;
        match note(app, row, outcomes, left, lease).await {
            Err(Error::Unavailable(_) | Error::Internal(_)) if tries < TRIES => {
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
            noted => return noted,
        }
    }
}

async fn note(
    app: &App,
    row: &delivery::Model,
    outcomes: &[(recipient::Model, Outcome)],
    left: &[Uuid],
    lease: DateTime<Utc>,
) -> Result<()> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    ledger::release(&tx, left, lease).await?;
    let mut taken = Vec::new();
    let mut told = Vec::new();
    for (one, outcome) in outcomes {
        if let Outcome::Sent(words) = outcome {
            taken.push((one.id, words.clone()));
            if !one.source.is_empty() {
                told.push(one.subscriber_id);
            }
            continue;
        }
        let end = end(one, outcome, now);
        let is_ours = ledger::mark_ended(&tx, &end, lease, now).await?;
        if is_ours && end.state == RecipientState::Bounced {
            subscriber::suppress(&tx, one.subscriber_id, &end.answer, now).await?;
        }
    }
    ledger::mark_sent(&tx, &taken, lease, now).await?;
    if !told.is_empty() {
        subscriber::mark_source_told(&tx, &told).await?;
    }
    let is_first = row.first_sent_at.is_none() && !taken.is_empty();
    if is_first && store::mark_first_sent(&tx, row.edition_id, now).await? {
        edition::publish(&tx, row.edition_id, now).await?;
    }
    tx.commit().await?;
    for (state, n) in [("sent", taken.len()), ("not_sent", outcomes.len() - taken.len())] {
        metrics::counter!("passerelle_deliveries_total", "state" => state).increment(n as u64);
    }
    Ok(())
}

/// What becomes of a mail that was not taken.
fn end(one: &recipient::Model, outcome: &Outcome, now: DateTime<Utc>) -> End {
    let (state, words, next_at) = match outcome {
        Outcome::Sent(words) => (RecipientState::Sent, words, None),
        Outcome::Refused(words) if rules::verdict(words) == Verdict::Address => {
            (RecipientState::Bounced, words, None)
        }
        Outcome::Refused(words) => (RecipientState::Failed, words, None),
        Outcome::Uncertain(words) => (RecipientState::Uncertain, words, None),
        Outcome::Unreachable(words) => (RecipientState::Queued, words, None),
        // The attempt that just was is not counted in the row that was read before it.
        Outcome::Later(words) => match rules::wait(one.attempts + 1) {
            Some(wait) => (RecipientState::Queued, words, Some(now + wait)),
            None => (RecipientState::Failed, words, None),
        },
    };
    End {
        id: one.id,
        state,
        answer: words.clone(),
        next_at,
        is_no_attempt: matches!(outcome, Outcome::Unreachable(_)),
    }
}
