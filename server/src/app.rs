//! Builds the application from its configuration. Used by `main` and by the tests.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use anyhow::Context as _;
use http::{Request, Response};
use migrations::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait as _, DbBackend};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::body::Body;
use tonic::service::Routes;
use tower::util::BoxCloneSyncService;
use tower::{Layer as _, ServiceBuilder};

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::http::guard::GuardLayer;
use crate::limit::Limits;
use crate::live::Live;

/// gRPC in process, rights included.
pub type Api = BoxCloneSyncService<Request<Body>, Response<Body>, Infallible>;

/// Name of the lock that replicas take to bring the schema up to date.
const MIGRATION_LOCK: i64 = 0x5061_7373;

/// How often the background work looks for something to do.
const TICK: Duration = Duration::from_secs(1);

/// The application: what every service shares.
#[derive(Debug)]
pub struct App {
    /// As given at start.
    pub config: Config,
    /// The only clock.
    pub clock: Clock,
    /// The database.
    pub db: Db,
    /// The activity log and its watchers.
    pub live: Live,
    /// What was tried how often, when there is no Redis.
    pub limits: Limits,
    /// The pace of the editions that leave.
    pub(crate) delivery: crate::delivery::Engine,
    /// What the domains of senders publish.
    pub(crate) dns: crate::delivery::Dns,
    /// The minute in which the reach of relays was last read.
    pub(crate) reach_minute: AtomicI64,
    /// The background work, for the shutdown to wait for.
    pub tasks: TaskTracker,
}

impl App {
    /// Connects to everything.
    ///
    /// # Errors
    /// When the data folder, the database or Redis is out of reach.
    pub async fn new(config: Config, clock: Clock) -> anyhow::Result<Arc<Self>> {
        if config.database_url.is_none() || config.smtp_url.is_none() {
            std::fs::create_dir_all(&config.data_dir)
                .with_context(|| format!("DATA_DIR {} cannot be created", config.data_dir.display()))?;
        }
        let db = Db::connect(&config.database(), config.database_connections)
            .await
            .context("DATABASE_URL: the database does not answer")?;
        let live = Live::connect(config.redis_url.as_deref())
            .await
            .context("REDIS_URL: Redis does not answer")?;
        Ok(Arc::new(Self {
            delivery: crate::delivery::Engine::new(&config),
            dns: crate::delivery::Dns::new(config.dns_server)?,
            config,
            clock,
            db,
            live,
            limits: Limits::default(),
            reach_minute: AtomicI64::new(0),
            tasks: TaskTracker::new(),
        }))
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        let failed = "the schema cannot be brought up to date";
        if self.db.read().get_database_backend() != DbBackend::Postgres {
            // Alone on SQLite there is nobody to wait for.
            return Migrator::up(self.db.writer(), None).await.context(failed);
        }
        // Replicas that start together wait for each other. All goes by the connection that holds the lock: there
        // may be no other one.
        let begun = self.db.begin().await;
        let tx = begun.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            .await?;
        Migrator::up(&tx, None).await.context(failed)?;
        tx.commit().await.context(failed)
    }

    /// The services, bare.
    pub fn routes(self: &Arc<Self>) -> Routes {
        let mut routes = Routes::builder();
        routes.add_service(crate::network::service(self));
        routes.add_service(crate::account::service(self));
        routes.add_service(crate::live::service(self));
        routes.add_service(crate::mail::service(self));
        routes.add_service(crate::contribution::service(self));
        routes.add_service(crate::production::service(self));
        routes.add_service(crate::attachment::service(self));
        routes.add_service(crate::programme::service(self));
        routes.add_service(crate::meeting::service(self));
        routes.add_service(crate::convocation::service(self));
        routes.add_service(crate::session::service(self));
        routes.add_service(crate::solicitation::service(self));
        routes.add_service(crate::question::service(self));
        routes.add_service(crate::support::service(self));
        routes.add_service(crate::registration::service(self));
        routes.add_service(crate::poll::service(self));
        routes.add_service(crate::round::service(self));
        routes.add_service(crate::decision::service(self));
        routes.add_service(crate::obligation::service(self));
        routes.add_service(crate::minutes::service(self));
        routes.add_service(crate::newsletter::service(self));
        routes.add_service(crate::delivery::service(self));
        routes.add_service(crate::bounce::service(self));
        routes.add_service(crate::subscriber::service(self));
        routes.add_service(crate::edition::service(self));
        routes.add_service(crate::bulletin::service(self));
        routes.add_service(crate::report::service(self));
        routes.add_service(crate::overseas::service(self));
        routes.add_service(crate::project::service(self));
        routes.add_service(crate::framework::service(self));
        routes.add_service(crate::home::service(self));
        routes.routes()
    }

    /// The services behind the rights that the contract declares: for pages, forms and tests.
    pub fn api(self: &Arc<Self>) -> Api {
        BoxCloneSyncService::new(ServiceBuilder::new().service(GuardLayer.layer(self.routes())))
    }

    /// Does once what happens after the answers, mails included; says how much was done.
    ///
    /// # Errors
    /// The first failure, after all was tried.
    pub async fn run_jobs(&self) -> crate::error::Result<usize> {
        let n_done = self.tick().await;
        let n_delivered = crate::delivery::run(self).await;
        let n_sent = crate::mail::run(self).await;
        Ok(n_done? + n_delivered? + n_sent?)
    }

    /// What happens by itself, when its time has come; the mails that it writes leave by the workers. A job that
    /// fails holds up no other: it is told in the log, and tried again.
    async fn tick(&self) -> crate::error::Result<usize> {
        let jobs = [
            ("attachment", crate::attachment::jobs::run(self).await),
            ("programme", crate::programme::jobs::run(self).await),
            ("convocation", crate::convocation::jobs::run(self).await),
            ("registration", crate::registration::jobs::run(self).await),
            ("poll", crate::poll::jobs::run(self).await),
            ("decision", crate::decision::jobs::run(self).await),
            ("subscriber", crate::subscriber::jobs::run(self).await),
            ("digest", crate::delivery::jobs::digest::run(self).await),
            ("bounce", crate::bounce::jobs::run(self).await),
            ("bulletin", crate::bulletin::jobs::run(self).await),
            ("question", crate::question::jobs::run(self).await),
            ("once", crate::once::run(self).await),
            ("live", crate::live::jobs::run(self).await),
        ];
        let (mut n_done, mut first_failure) = (0, None);
        for (job, result) in jobs {
            match result {
                Ok(n) => n_done += n,
                Err(error) => {
                    tracing::warn!(
                        ?error,
                        job,
                        "a job of the background work failed and will be tried again"
                    );
                    first_failure.get_or_insert(error);
                }
            }
        }
        first_failure.map_or(Ok(n_done), Err)
    }

    /// Runs the background work until the shutdown.
    pub fn start(self: &Arc<Self>, shutdown: &CancellationToken) {
        self.live.start(self, shutdown);
        crate::mail::start(self, shutdown);
        crate::delivery::start(self, shutdown);
        let (app, shutdown) = (Arc::clone(self), shutdown.clone());
        self.tasks.spawn(async move {
            while !shutdown.is_cancelled() {
                // What failed is in the log.
                let _ = app.tick().await;
                tokio::select! {
                    () = shutdown.cancelled() => {}
                    () = tokio::time::sleep(TICK) => {}
                }
            }
        });
        self.tasks.close();
    }
}
