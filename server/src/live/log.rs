//! One reader of the log for each process: feeds all its watchers.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use proto::v1::Event;
use redis::aio::ConnectionManager;
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::error::Result;
use crate::live::Audience;
use crate::live::bus::Bus;
use crate::live::store::{self, Line};

/// Entries that a watcher may be late by before it is told to resync.
const MAX_LATE: usize = 256;
/// How often the log is looked at when nobody says that it has grown.
const POLL: Duration = Duration::from_secs(2);
/// Rows read at once.
const BATCH: u64 = 500;
/// Silence after which a watcher gets a heartbeat.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// A line of the log, as watchers need it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) audience: Audience,
    pub(super) event: Event,
}

impl From<Line> for Entry {
    fn from(Line { row, audience }: Line) -> Self {
        let topics = [
            Some("activity".to_owned()),
            row.year.map(|year| format!("programme:{year}")),
            row.work_stream_id.map(|id| format!("stream:{id}")),
            row.contribution_id.map(|id| format!("contribution:{id}")),
            row.organisation_id.map(|id| format!("organisation:{id}")),
            row.topic,
        ];
        Self {
            audience,
            event: Event {
                position: row.position,
                topics: topics.into_iter().flatten().collect(),
            },
        }
    }
}

/// The log's watchers in this process, and the wake-ups between processes.
#[derive(Debug)]
pub struct Live {
    entries: broadcast::Sender<Arc<Entry>>,
    grown: Arc<Notify>,
    to_publish: Arc<Notify>,
    bus: Option<Arc<Bus>>,
    /// Set when the reader knows where it starts: what comes after a watcher's first position is told.
    pub(super) started: CancellationToken,
    /// Set at the shutdown: all streams end.
    pub(super) ended: CancellationToken,
    /// Position up to which the log was read, for the metrics.
    position: AtomicI64,
    heartbeat_ms: AtomicU64,
    /// Minute in which the digests were last looked at.
    pub(super) digest_minute: AtomicI64,
    /// Hour in which the details that mails have told were last forgotten.
    pub(super) details_hour: AtomicI64,
}

impl Live {
    /// Connects to Redis when there is one.
    ///
    /// # Errors
    /// When Redis does not answer at start.
    pub async fn connect(redis_url: Option<&str>) -> anyhow::Result<Self> {
        let grown = Arc::new(Notify::new());
        let bus = match redis_url {
            Some(url) => Some(Arc::new(Bus::connect(url, Arc::clone(&grown)).await?)),
            None => None,
        };
        Ok(Self {
            entries: broadcast::Sender::new(MAX_LATE),
            grown,
            to_publish: Arc::new(Notify::new()),
            bus,
            started: CancellationToken::new(),
            ended: CancellationToken::new(),
            position: AtomicI64::new(0),
            heartbeat_ms: AtomicU64::new(u64::try_from(HEARTBEAT.as_millis()).unwrap_or(u64::MAX)),
            digest_minute: AtomicI64::new(i64::MIN),
            details_hour: AtomicI64::new(i64::MIN),
        })
    }

    /// Position up to which this process has read the log.
    pub(crate) fn position(&self) -> i64 {
        self.position.load(Ordering::Relaxed)
    }

    /// Reads the log for the watchers of this process, until the shutdown.
    pub fn start(&self, app: &Arc<App>, shutdown: &CancellationToken) {
        if let Some(bus) = &self.bus {
            let (bus, to_publish, ended) = (Arc::clone(bus), Arc::clone(&self.to_publish), shutdown.clone());
            tokio::spawn(async move {
                loop {
                    tokio::select! {
                        () = ended.cancelled() => break,
                        () = to_publish.notified() => bus.publish().await,
                        () = tokio::time::sleep(POLL) => bus.ping().await,
                    }
                }
            });
        }
        let (app, shutdown) = (Arc::clone(app), shutdown.clone());
        tokio::spawn(async move {
            app.live.read(&app, &shutdown).await;
            app.live.ended.cancel();
        });
    }

    async fn read(&self, app: &App, shutdown: &CancellationToken) {
        let mut last = None;
        let mut is_failing = false;
        while !shutdown.is_cancelled() {
            match self.read_on(app, last).await {
                Ok(position) => {
                    self.position.store(position, Ordering::Relaxed);
                    self.started.cancel();
                    last = Some(position);
                    is_failing = false;
                }
                Err(error) if !is_failing => {
                    tracing::warn!(?error, "the activity log cannot be read; it will be tried again");
                    is_failing = true;
                }
                Err(_) => {}
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = self.grown.notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Reads what follows `last`, or finds where the log ends; answers where it stands.
    async fn read_on(&self, app: &App, last: Option<i64>) -> Result<i64> {
        let Some(mut position) = last else {
            return store::head(app.db.read()).await;
        };
        loop {
            let lines = store::lines_after(app.db.read(), position, BATCH).await?;
            let n_lines = lines.len();
            for line in lines {
                position = line.row.position;
                // Nobody listens: fine.
                let _ = self.entries.send(Arc::new(Entry::from(line)));
            }
            self.position.store(position, Ordering::Relaxed);
            #[expect(clippy::cast_precision_loss, reason = "a metric")]
            metrics::gauge!("passerelle_log_position").set(position as f64);
            if n_lines < usize::try_from(BATCH).unwrap_or(usize::MAX) {
                return Ok(position);
            }
        }
    }

    /// Tells all readers, here and in the other processes, that the log has grown. After a commit.
    pub fn wake(&self) {
        self.grown.notify_one();
        self.to_publish.notify_one();
    }

    /// A connection to Redis, when there is one. A command fails within two seconds when Redis is away.
    pub fn redis(&self) -> Option<ConnectionManager> {
        self.bus.as_ref().map(|bus| bus.connection())
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<Arc<Entry>> {
        self.entries.subscribe()
    }

    pub(super) fn heartbeat(&self) -> Duration {
        Duration::from_millis(self.heartbeat_ms.load(Ordering::Relaxed))
    }

    /// Changes the time between heartbeats, for streams that start later: tests do not wait 20 s.
    pub fn set_heartbeat(&self, every: Duration) {
        let ms = u64::try_from(every.as_millis()).unwrap_or(u64::MAX);
        self.heartbeat_ms.store(ms, Ordering::Relaxed);
    }
}
