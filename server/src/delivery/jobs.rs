//! What happens by itself: a delivery begins, its recipients are laid down, what a vanished worker left is uncertain,
//! the pages are told how far it is, it ends. The workers that send are in [`worker`]. Replicas do the same side by
//! side: each step is decided under the lock of the delivery.

mod batch;
pub(crate) mod digest;
mod laying;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{ActivityKind, DeliveryState, RecipientState};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::delivery::rules::{self, Step};
use crate::delivery::store::{self, Sample, delivery, ledger};
use crate::delivery::{path, topic};
use crate::edition;
use crate::error::Result;
use crate::live::{self, Act, Audience};

/// How often the deliveries are looked at: the first mail leaves within a second of its time.
const TICK: Duration = Duration::from_millis(250);
/// How often the pages of a delivery under way are told that it moved.
const SAMPLE: TimeDelta = TimeDelta::seconds(3);
/// Recipients withheld at once after a stop.
const WITHHELD: u64 = 2_000;
/// Rounds of a run by hand, at most.
const MAX_ROUNDS: usize = 1_000;

/// Starts what looks at the deliveries, and the workers, until the shutdown.
pub(crate) fn start(app: &Arc<App>, shutdown: &CancellationToken) {
    for _ in 0..app.config.delivery_connections {
        let (app, shutdown) = (Arc::clone(app), shutdown.clone());
        // Tracked: a shutdown waits for the mail that is on its way.
        let tasks = app.tasks.clone();
        tasks.spawn(async move { worker::work(&app, &shutdown).await });
    }
    let (app, shutdown) = (Arc::clone(app), shutdown.clone());
    let tasks = app.tasks.clone();
    tasks.spawn(async move {
        let mut is_failing = false;
        while !shutdown.is_cancelled() {
            match tick(&app, &shutdown).await {
                Ok(_) => is_failing = false,
                Err(error) if !is_failing => {
                    tracing::warn!(
                        ?error,
                        "the deliveries cannot be looked at; it will be tried again"
                    );
                    is_failing = true;
                }
                Err(_) => {}
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(TICK) => {}
            }
        }
    });
}

/// Does once what is due, mails included; says how much was done.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let shutdown = CancellationToken::new();
    let mut n_done = 0;
    for _ in 0..MAX_ROUNDS {
        let n = tick(app, &shutdown).await? + worker::once(app, &shutdown).await?;
        n_done += n;
        if n == 0 {
            break;
        }
    }
    Ok(n_done)
}

/// Looks once at each delivery; one that fails holds up no other.
async fn tick(app: &App, shutdown: &CancellationToken) -> Result<usize> {
    let (mut n_done, mut first_failure) = (0, None);
    for row in store::active(app.db.read()).await? {
        if shutdown.is_cancelled() {
            break;
        }
        let done = match row.state() {
            DeliveryState::Held => begin(app, &row).await,
            _ => follow(app, &row, shutdown).await,
        };
        match done {
            Ok(n) => n_done += n,
            Err(error) => {
                first_failure.get_or_insert(error);
            }
        }
    }
    first_failure.map_or(Ok(n_done), Err)
}

/// Begins a delivery whose time has come; one that is late by more than an hour, or carries what was withdrawn or
/// corrected since, asks again.
async fn begin(app: &App, row: &delivery::Model) -> Result<usize> {
    let now = app.clock.now();
    if rules::due(now, row.starts_at).is_none() {
        return Ok(0);
    }
    let tx = app.db.begin().await?;
    // Another process may have been first.
    let row = store::locked(&tx, row.edition_id).await?;
    let Some(mut row) = row.filter(|row| row.state() == DeliveryState::Held) else {
        return Ok(0);
    };
    let Some(step) = rules::due(now, row.starts_at) else {
        return Ok(0);
    };
    if step == Step::Miss || !hold_back(&tx, &mut row, now).await? {
        go(&tx, &mut row, step, now).await?;
    }
    tx.commit().await?;
    app.live.wake();
    Ok(1)
}

/// Makes a locked delivery overdue when none of its mails left and it carries what was withdrawn or corrected since: true
/// when nothing may leave. While a mail is on its way nobody knows yet: its state does not change.
pub(super) async fn hold_back(
    tx: &impl ConnectionTrait,
    row: &mut delivery::Model,
    now: DateTime<Utc>,
) -> Result<bool> {
    if row.first_sent_at.is_some() || edition::stale_locked(tx, row.edition_id).await?.is_none() {
        return Ok(false);
    }
    if !ledger::is_any_on_its_way(tx, row.edition_id).await? {
        go(tx, row, Step::Miss, now).await?;
    }
    Ok(true)
}

/// A step of a locked delivery that nobody asked for, told to its organisation.
async fn go(
    tx: &impl ConnectionTrait,
    row: &mut delivery::Model,
    step: Step,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(state) = rules::next(row.state(), step) else {
        return Ok(());
    };
    row.state = state as i32;
    (row.sampled_at, row.rate_per_hour) = (None, 0);
    store::save(tx, row).await?;
    let (job, kind) = match step {
        Step::Start => ("StartDelivery", ActivityKind::DeliveryStarted),
        _ => ("MissDelivery", ActivityKind::DeliveryOverdue),
    };
    live::record(tx, None, now, act(row, job, kind)).await
}

/// An act on a delivery, told to its organisation.
pub(super) fn act<'a>(row: &'a delivery::Model, rpc: &'static str, kind: ActivityKind) -> Act<'a> {
    Act {
        audience: Audience::organisation(row.organisation_id),
        organisation_id: Some(row.organisation_id),
        topic: Some(topic(row.edition_id)),
        ..Act::told(rpc, kind, &row.subject, path(row.edition_id))
    }
}

/// One step of a delivery that began.
async fn follow(app: &App, row: &delivery::Model, shutdown: &CancellationToken) -> Result<usize> {
    let mut n_done = 0;
    if !row.is_laid {
        n_done += laying::lay(app, row, shutdown).await?;
    }
    n_done += give_up_on_lost(app, row).await?;
    if row.state() == DeliveryState::Stopped {
        n_done += withhold_rest(app, row).await?;
    }
    if row.state() == DeliveryState::Sending {
        app.delivery.bell.notify_waiters();
    }
    // What was just laid down is not over.
    if n_done == 0 && !ledger::is_any_left(app.db.read(), row.edition_id).await? {
        n_done += end(app, row).await?;
    } else if row.state() == DeliveryState::Sending {
        sample(app, row).await?;
    }
    Ok(n_done)
}

/// What was being sent by a worker that vanished is uncertain.
async fn give_up_on_lost(app: &App, row: &delivery::Model) -> Result<usize> {
    let now = app.clock.now();
    if !ledger::is_any_abandoned(app.db.read(), row.edition_id, now).await? {
        return Ok(0);
    }
    let tx = app.db.begin().await?;
    let n = ledger::mark_uncertain(&tx, row.edition_id, now).await?;
    tx.commit().await?;
    if n > 0 {
        tracing::warn!(n, edition = %row.edition_id, "a worker vanished while sending: nobody knows whether these mails arrived");
    }
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

/// After a stop, those who wait are withheld, in parts.
async fn withhold_rest(app: &App, row: &delivery::Model) -> Result<usize> {
    let now = app.clock.now();
    let mut n_done = 0;
    loop {
        let tx = app.db.begin().await?;
        let ids = ledger::waiting(&tx, row.edition_id, WITHHELD).await?;
        if ids.is_empty() {
            return Ok(n_done);
        }
        ledger::withhold(&tx, &ids, proto::v1::WithheldCause::Stopped, now).await?;
        tx.commit().await?;
        n_done += ids.len();
    }
}

/// Ends a delivery when nobody is left to write to, and all were laid down.
async fn end(app: &App, row: &delivery::Model) -> Result<usize> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let Some(mut row) = store::locked(&tx, row.edition_id).await? else {
        return Ok(0);
    };
    if !row.is_laid || ledger::is_any_left(&tx, row.edition_id).await? {
        return Ok(0);
    }
    match row.state() {
        DeliveryState::Stopped if row.ended_at.is_none() => {}
        state => match rules::next(state, Step::End) {
            Some(state) => row.state = state as i32,
            None => return Ok(0),
        },
    }
    row.ended_at = Some(now);
    row.rate_per_hour = 0;
    store::save(&tx, &mut row).await?;
    live::record(
        &tx,
        None,
        now,
        act(&row, "EndDelivery", ActivityKind::DeliveryEnded),
    )
    .await?;
    tx.commit().await?;
    app.live.wake();
    Ok(1)
}

/// Measures the pace, and tells the pages: at most every few seconds, never once for each mail.
async fn sample(app: &App, row: &delivery::Model) -> Result<()> {
    let now = app.clock.now();
    let since = row.sampled_at.unwrap_or(row.starts_at);
    if row.sampled_at.is_some() && now - since < SAMPLE {
        return Ok(());
    }
    let n_done = ended(&ledger::counts(app.db.read(), row.edition_id).await?);
    let is_moved = n_done != row.n_done || row.sampled_at.is_none();
    if !is_moved && row.rate_per_hour == 0 {
        return Ok(());
    }
    let sample = Sample {
        at: now,
        n_done,
        rate_per_hour: pace(row, n_done, now),
    };
    let tx = app.db.begin().await?;
    if store::save_sample(&tx, row, sample).await? {
        tell(&tx, row, now).await?;
        tx.commit().await?;
        app.live.wake();
    }
    Ok(())
}

fn pace(row: &delivery::Model, n_done: i64, now: DateTime<Utc>) -> i64 {
    row.sampled_at
        .map(|since| rules::rate_per_hour(n_done - row.n_done, now - since))
        .unwrap_or_default()
}

/// Those of whom nothing more is expected.
pub(super) fn ended(counts: &[ledger::Count]) -> i64 {
    let is_final =
        |count: &&ledger::Count| rules::is_final(RecipientState::try_from(count.state).unwrap_or_default());
    counts.iter().filter(is_final).map(|count| count.n).sum()
}

/// A hint for the pages that are open: no news, and no trace in the audit.
pub(super) async fn tell(tx: &DatabaseTransaction, row: &delivery::Model, now: DateTime<Utc>) -> Result<()> {
    live::hint(tx, now, act(row, "FollowDelivery", ActivityKind::DeliveryMoved)).await
}
