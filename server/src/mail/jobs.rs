//! The workers: claim mails that are due, hand them over one by one, note what became of each.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::DbBackend;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::mail::smtp::Outcome;
use crate::mail::store::{self, End, State};
use crate::mail::transport::Transport;
use crate::mail::{message, rules};

/// Mails that a worker claims at once.
const BATCH: u64 = 20;
/// How long a worker that vanished keeps its mails.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How often a worker looks for mails.
const POLL: Duration = Duration::from_secs(1);
/// How long a worker leaves alone a server that is not there.
const PAUSE: Duration = Duration::from_secs(10);
/// How often the depth of the outbox is measured.
const MEASURE: Duration = Duration::from_secs(15);

/// Starts the workers: two on PostgreSQL, one on SQLite, until the shutdown.
pub(crate) fn start(app: &Arc<App>, shutdown: &CancellationToken) {
    let n_workers = match app.db.writer().get_database_backend() {
        DbBackend::Postgres => 2,
        _ => 1,
    };
    for _ in 0..n_workers {
        let (app, shutdown) = (Arc::clone(app), shutdown.clone());
        // Tracked: a shutdown waits for the mail that is on its way.
        let tasks = app.tasks.clone();
        tasks.spawn(async move { work(&app, &shutdown).await });
    }
    let (app, shutdown) = (Arc::clone(app), shutdown.clone());
    tokio::spawn(async move {
        while !shutdown.is_cancelled() {
            measure(&app).await;
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(MEASURE) => {}
            }
        }
    });
}

async fn work(app: &App, shutdown: &CancellationToken) {
    let mut transport = match Transport::to(app, app.config.smtp_url.as_deref()) {
        Ok(transport) => transport,
        Err(error) => return tracing::error!(?error, "mails cannot leave"),
    };
    while !shutdown.is_cancelled() {
        let wait = match drain(app, &mut transport, shutdown).await {
            Ok(Drained { is_reached: true, .. }) => POLL,
            Ok(_) => PAUSE,
            Err(error) => {
                tracing::warn!(?error, "the outbox cannot be read; it will be tried again");
                PAUSE
            }
        };
        transport.close().await;
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Sends what is due, once; answers how many mails were dealt with.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let mut transport = Transport::to(app, app.config.smtp_url.as_deref())?;
    let drained = drain(app, &mut transport, &CancellationToken::new()).await?;
    transport.close().await;
    Ok(drained.n_done)
}

struct Drained {
    n_done: usize,
    is_reached: bool,
}

async fn drain(app: &App, transport: &mut Transport, shutdown: &CancellationToken) -> Result<Drained> {
    let mut drained = Drained {
        n_done: 0,
        is_reached: true,
    };
    while !shutdown.is_cancelled() && store::is_any_due(app.db.read(), app.clock.now()).await? {
        let now = app.clock.now();
        let lease = now + LEASE;
        let tx = app.db.begin().await?;
        let n_uncertain = store::mark_uncertain(&tx, now).await?;
        let rows = store::claim(&tx, now, lease, BATCH).await?;
        tx.commit().await?;
        if n_uncertain > 0 {
            tracing::warn!(
                n_uncertain,
                "a worker vanished while sending: nobody knows whether these mails arrived"
            );
        }
        if rows.is_empty() && n_uncertain == 0 {
            break;
        }
        drained.n_done += usize::try_from(n_uncertain).unwrap_or_default();
        let mut rest = rows.iter();
        while let Some(row) = rest.next() {
            let is_over = shutdown.is_cancelled();
            if !is_over {
                drained.is_reached = send(app, transport, row, lease).await?;
                drained.n_done += 1;
            }
            if is_over || !drained.is_reached {
                let mut ids: Vec<Uuid> = rest.map(|row| row.id).collect();
                ids.extend(is_over.then_some(row.id));
                let tx = app.db.begin().await?;
                store::release(&tx, &ids, lease).await?;
                tx.commit().await?;
                return Ok(drained);
            }
        }
    }
    Ok(drained)
}

/// Sends one mail and notes what became of it; false when there is no server.
async fn send(
    app: &App,
    transport: &mut Transport,
    row: &store::Model,
    lease: DateTime<Utc>,
) -> Result<bool> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let is_ours = store::mark_sending(&tx, row.id, lease, now + LEASE).await?;
    // Committed before the server hears of the mail: a crash from here on is seen.
    tx.commit().await?;
    if !is_ours {
        return Ok(true);
    }
    let message = message::message(row, &app.config.mail_from, &app.config.public_url, now);
    let outcome = match &message {
        Ok(message) => {
            let (envelope, bytes) = (message.envelope(), message.formatted());
            transport.send(app, row.id, envelope, &bytes).await
        }
        Err(error) => Outcome::Refused(format!("{error:#}")),
    };
    let is_reached = !matches!(outcome, Outcome::Unreachable(_));
    let end = end(app, row, outcome);
    metrics::counter!("passerelle_mails_total", "state" => name(end.state)).increment(1);
    if end.state != State::Sent {
        tracing::warn!(id = %row.id, state = name(end.state), answer = end.answer, "a mail was not sent");
    }
    let tx = app.db.begin().await?;
    store::mark_ended(&tx, row.id, end).await?;
    tx.commit().await?;
    Ok(is_reached)
}

fn end(app: &App, row: &store::Model, outcome: Outcome) -> End {
    let now = app.clock.now();
    let (mut state, answer) = match outcome {
        Outcome::Sent(words) => (State::Sent, words),
        Outcome::Refused(words) => (State::Failed, words),
        Outcome::Uncertain(words) => (State::Uncertain, words),
        Outcome::Later(words) | Outcome::Unreachable(words) => (State::Queued, words),
    };
    let mut next_at = None;
    if state == State::Queued {
        match rules::wait(row.attempts + 1, now - row.queued_at) {
            Some(wait) => next_at = Some(now + wait),
            None => state = State::Failed,
        }
    }
    End {
        state,
        answer,
        next_at,
        sent_at: (state == State::Sent).then_some(now),
        is_text_erased: state == State::Sent && !app.config.demonstration,
    }
}

fn name(state: State) -> &'static str {
    match state {
        State::Queued => "queued",
        State::Sending => "sending",
        State::Sent => "sent",
        State::Failed => "failed",
        State::Uncertain => "uncertain",
    }
}

async fn measure(app: &App) {
    let Ok(depths) = store::depths(app.db.read()).await else {
        return;
    };
    for state in [State::Queued, State::Sending, State::Failed, State::Uncertain] {
        let n_mails = depths
            .iter()
            .find(|depth| depth.state == state)
            .map_or(0, |depth| depth.n_mails);
        #[expect(clippy::cast_precision_loss, reason = "a metric")]
        metrics::gauge!("passerelle_outbox_mails", "state" => name(state)).set(n_mails as f64);
    }
}
