//! The workers: each has its own connection to each server, takes a small batch of a delivery, sends it, notes what
//! became of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{DeliveryState, WithheldCause};
use sea_orm::DatabaseTransaction;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::batch::{self, Batch};
use super::hold_back;
use crate::app::App;
use crate::bounce::ReturnPath;
use crate::delivery::message::{Press, Template};
use crate::delivery::relay::Relay;
use crate::delivery::store::{self, delivery, keys, ledger, recipient};
use crate::delivery::{records, rules};
use crate::error::Result;
use crate::mail::Transport;
use crate::subscriber::{self, Links, Standing};
use crate::{edition, newsletter};

/// How long a worker that vanished keeps its mails.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How long a worker sleeps when nobody rings.
const POLL: Duration = Duration::from_secs(1);
/// How long a worker stays with one delivery.
const TURN: Duration = Duration::from_secs(1);
/// Editions that a worker keeps ready.
const MAX_READY: usize = 8;
/// How long a worker waits when no server is there.
const PAUSE: Duration = Duration::from_secs(10);

/// What a worker keeps between two batches.
pub(super) struct Worker {
    /// One way out for each server.
    pub(super) transports: Vec<Transport>,
    /// The mails of the editions that it sent last.
    ready: Vec<Arc<Ready>>,
    /// Mails of the next batch.
    n: u64,
}

/// The time and the identifier of a recipient: where a turn is.
type After = (DateTime<Utc>, Uuid);

/// An edition that is ready to be sent.
pub(super) struct Ready {
    edition_id: Uuid,
    /// Called back and sent again, it begins later, with another text.
    starts_at: DateTime<Utc>,
    pub(super) press: Press,
    pub(super) links: Links,
    pub(super) return_path: ReturnPath,
}

/// What a pass over the deliveries came to.
struct Passed {
    /// Mails that were dealt with.
    n_done: usize,
    next: Next,
}

/// What a worker does after a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Nothing is due.
    Rest,
    /// Mails are due, and have to wait for the pace.
    HoldBack,
    /// There may be more, or the next server is to be asked.
    GoOn,
    /// No server is there.
    Pause,
}

impl Worker {
    fn new(app: &App) -> Result<Self> {
        let relays = app.delivery.relays.iter();
        let transports = relays.map(|relay| Transport::to(app, relay.url.as_deref()));
        Ok(Self {
            transports: transports.collect::<Result<_>>()?,
            ready: Vec::new(),
            n: 1,
        })
    }

    async fn close(&mut self) {
        for transport in &mut self.transports {
            transport.close().await;
        }
    }
}

/// Sends until the shutdown.
pub(super) async fn work(app: &App, shutdown: &CancellationToken) {
    let mut worker = match Worker::new(app) {
        Ok(worker) => worker,
        Err(error) => return tracing::error!(?error, "editions cannot leave"),
    };
    while !shutdown.is_cancelled() {
        let next = match pass(app, &mut worker, shutdown).await {
            Ok(passed) => passed.next,
            Err(error) => {
                tracing::warn!(?error, "a batch was not sent; it will be tried again");
                Next::Pause
            }
        };
        let wait = match next {
            Next::GoOn => continue,
            Next::HoldBack | Next::Rest => POLL,
            Next::Pause => PAUSE,
        };
        if next != Next::HoldBack {
            worker.close().await;
        }
        let rung = app.delivery.bell.notified();
        tokio::select! {
            () = shutdown.cancelled() => {}
            // A server that is not there is not asked sooner for a bell.
            () = rung, if wait == POLL => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    worker.close().await;
}

/// Sends what may leave now, once; says how many mails were dealt with.
pub(super) async fn once(app: &App, shutdown: &CancellationToken) -> Result<usize> {
    let mut worker = Worker::new(app)?;
    let mut n_done = 0;
    loop {
        let passed = pass(app, &mut worker, shutdown).await;
        if let Ok(Passed {
            n_done: n,
            next: Next::GoOn,
        }) = passed
        {
            n_done += n;
            continue;
        }
        worker.close().await;
        return passed.map(|passed| n_done + passed.n_done);
    }
}

/// A turn of each delivery under way.
async fn pass(app: &App, worker: &mut Worker, shutdown: &CancellationToken) -> Result<Passed> {
    let mut passed = Passed {
        n_done: 0,
        next: Next::Rest,
    };
    for row in store::sending(app.db.read()).await? {
        let now = app.clock.now();
        if shutdown.is_cancelled() || !row.window().is_open(now, row.zone()) {
            continue;
        }
        if !ledger::is_any_due(app.db.read(), row.edition_id, now).await? {
            continue;
        }
        let turn = turn(app, worker, &row, shutdown).await?;
        passed.n_done += turn.n_done;
        passed.next = match (passed.next, turn.next) {
            (Next::GoOn, Next::Rest | Next::HoldBack) | (_, Next::GoOn) => Next::GoOn,
            (before, Next::Rest) => before,
            (_, next) => next,
        };
        if turn.next == Next::Pause {
            break;
        }
    }
    Ok(passed)
}

/// A few batches of a delivery, each from where the one before it ended: what was sent is not walked over again.
async fn turn(
    app: &App,
    worker: &mut Worker,
    row: &delivery::Model,
    shutdown: &CancellationToken,
) -> Result<Passed> {
    let mut turn = Passed {
        n_done: 0,
        next: Next::GoOn,
    };
    let mut after = None;
    let begun = Instant::now();
    while begun.elapsed() < TURN && row.window().is_open(app.clock.now(), row.zone()) {
        let (n_done, next) = serve(app, worker, row, &mut after, shutdown).await?;
        turn.n_done += n_done;
        if next == Next::HoldBack && turn.n_done > 0 {
            // Those that wait may be before where this turn began.
            break;
        }
        turn.next = next;
        if next != Next::GoOn || shutdown.is_cancelled() {
            break;
        }
    }
    Ok(turn)
}

/// One batch of a delivery, over the server that is next.
async fn serve(
    app: &App,
    worker: &mut Worker,
    row: &delivery::Model,
    after: &mut Option<After>,
    shutdown: &CancellationToken,
) -> Result<(usize, Next)> {
    let now = app.clock.now();
    let relays = app.delivery.roster.lock().await.next(now);
    let Some((relay, n)) = app
        .delivery
        .throttle
        .lock()
        .await
        .take_first(&relays, worker.n, now)
    else {
        return Ok((0, Next::HoldBack));
    };
    let taken = take(app, row, after, n, now).await;
    let n_taken = taken.as_ref().map_or(0, |taken| taken.rows.len() as u64);
    app.delivery
        .throttle
        .lock()
        .await
        .give_back(relay, n - n_taken, now);
    let taken = taken?;
    let n_withheld = taken.n_withheld;
    if taken.rows.is_empty() {
        let next = if n_withheld == 0 {
            Next::HoldBack
        } else {
            Next::GoOn
        };
        return Ok((n_withheld, next));
    }
    let begun = Instant::now();
    let sent = batch::send(app, worker, relay, row, taken, shutdown).await?;
    let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut roster = app.delivery.roster.lock().await;
    let next = match sent.away {
        None => {
            roster.arrive(relay);
            worker.n = rules::batch(sent.n_heard as u64, elapsed_ms);
            Next::GoOn
        }
        Some(words) => {
            let host = app.delivery.relays.get(relay).and_then(Relay::host);
            tracing::warn!(host, words, "a mail server is not there");
            if roster.leave(relay, app.clock.now()) {
                Next::GoOn
            } else {
                Next::Pause
            }
        }
    };
    drop(roster);
    Ok((n_withheld + sent.n_heard, next))
}

/// Where mails may be taken, when a delivery is under way. Until the first left, one worker at a time looks again.
async fn open(app: &App, row: &delivery::Model, now: DateTime<Utc>) -> Result<Option<DatabaseTransaction>> {
    let tx = app.db.begin().await?;
    if row.first_sent_at.is_some() {
        let state = store::state(&tx, row.edition_id).await?;
        return Ok((state == DeliveryState::Sending).then_some(tx));
    }
    let row = store::locked(&tx, row.edition_id).await?;
    let Some(mut row) = row.filter(|row| row.state() == DeliveryState::Sending) else {
        return Ok(None);
    };
    if !hold_back(&tx, &mut row, now).await? {
        return Ok(Some(tx));
    }
    tx.commit().await?;
    app.live.wake();
    Ok(None)
}

/// Takes the next mails of a delivery: who may not be written to any more is withheld, the others are marked and
/// committed before the server hears of them.
async fn take(
    app: &App,
    row: &delivery::Model,
    after: &mut Option<After>,
    n: u64,
    now: DateTime<Utc>,
) -> Result<Batch> {
    let lease = now + LEASE;
    let blocked = app.delivery.throttle.lock().await.blocked(now);
    let Some(tx) = open(app, row, now).await? else {
        return Ok(Batch::default());
    };
    let due = ledger::due(&tx, row.edition_id, now, &blocked, *after, n).await?;
    let Some(last) = due.last() else {
        return Ok(Batch::default());
    };
    *after = Some((last.next_at, last.id));
    let of: Vec<Uuid> = due.iter().map(|row| row.subscriber_id).collect();
    let standing = subscriber::standing(&tx, &of).await?;
    let mut rows = Vec::new();
    let mut withheld: [(WithheldCause, Vec<Uuid>); 3] = [
        (WithheldCause::Left, Vec::new()),
        (WithheldCause::Suppressed, Vec::new()),
        (WithheldCause::Erased, Vec::new()),
    ];
    let mut throttle = app.delivery.throttle.lock().await;
    for row in due {
        match standing
            .get(&row.subscriber_id)
            .copied()
            .unwrap_or(Standing::Erased)
        {
            Standing::Active if throttle.take_domain(&row.domain, now) => rows.push(row),
            // Its domain takes no more for now: it stays as it is.
            Standing::Active => {}
            standing => note(&mut withheld, standing, row.id),
        }
    }
    drop(throttle);
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    ledger::mark_sending(&tx, &ids, lease).await?;
    let mut n_withheld = 0;
    for (cause, ids) in withheld.iter().filter(|(_, ids)| !ids.is_empty()) {
        ledger::withhold(&tx, ids, *cause, now).await?;
        n_withheld += ids.len();
    }
    tx.commit().await?;
    Ok(Batch {
        rows,
        lease,
        n_withheld,
    })
}

fn note(withheld: &mut [(WithheldCause, Vec<Uuid>); 3], standing: Standing, id: Uuid) {
    let cause = match standing {
        Standing::Suppressed => WithheldCause::Suppressed,
        Standing::Erased => WithheldCause::Erased,
        Standing::Left | Standing::Active => WithheldCause::Left,
    };
    for (_, ids) in withheld.iter_mut().filter(|(one, _)| *one == cause) {
        ids.push(id);
    }
}

/// Gets an edition ready, unless it is.
pub(super) async fn ready(app: &App, worker: &mut Worker, row: &delivery::Model) -> Result<Arc<Ready>> {
    let is_it = |one: &&Arc<Ready>| one.edition_id == row.edition_id && one.starts_at == row.starts_at;
    if let Some(ready) = worker.ready.iter().find(is_it) {
        return Ok(Arc::clone(ready));
    }
    let db = app.db.read();
    let letter = edition::letter(db, row.edition_id).await?;
    let letter = letter.context("an edition that is sent has no text")?;
    let newsletter = newsletter::newsletter(db, row.newsletter_id).await?;
    let newsletter = newsletter.context("an edition that is sent has no newsletter")?;
    let domain = records::domain(&newsletter.sender_address);
    let signers = keys::signers(db, row.newsletter_id, &domain).await?;
    let template = Template {
        edition_id: row.edition_id,
        subject: &letter.subject,
        html: &letter.html,
        text: &letter.text,
        sender_name: &newsletter.sender_name,
        sender_address: &newsletter.sender_address,
        reply_to: &newsletter.reply_to,
        newsletter_name: &newsletter.name,
        newsletter_slug: &newsletter.slug,
    };
    let ready = Arc::new(Ready {
        edition_id: row.edition_id,
        starts_at: row.starts_at,
        press: Press::new(&template, signers)?,
        // The key of the links was made when the delivery was scheduled.
        links: Links::known(db).await?.context("links cannot be signed")?,
        return_path: ReturnPath::known(db, &app.config).await?,
    });
    if worker.ready.len() >= MAX_READY {
        worker.ready.remove(0);
    }
    worker.ready.push(Arc::clone(&ready));
    Ok(ready)
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            rows: Vec::<recipient::Model>::new(),
            lease: DateTime::UNIX_EPOCH,
            n_withheld: 0,
        }
    }
}
