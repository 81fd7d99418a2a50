//! Builds the application from its configuration. Used by `main` and by the tests.

use std::convert::Infallible;
use std::sync::Arc;
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
            config,
            clock,
            db,
            live,
            limits: Limits::default(),
            tasks: TaskTracker::new(),
        }))
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        // Replicas that start together wait for each other; alone on SQLite there is nobody to wait for.
        let lock = match self.db.read().get_database_backend() {
            DbBackend::Postgres => {
                let tx = self
                    .db
                    .begin()
                    .await
                    .map_err(|error| anyhow::anyhow!("{error:?}"))?;
                tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                    .await?;
                Some(tx)
            }
            _ => None,
        };
        Migrator::up(self.db.writer(), None)
            .await
            .context("the schema cannot be brought up to date")?;
        if let Some(lock) = lock {
            lock.commit().await?;
        }
        Ok(())
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
        routes.add_service(crate::registration::service(self));
        routes.add_service(crate::poll::service(self));
        routes.add_service(crate::round::service(self));
        routes.add_service(crate::decision::service(self));
        routes.add_service(crate::obligation::service(self));
        routes.add_service(crate::minutes::service(self));
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
    /// When the database does not answer.
    pub async fn run_jobs(&self) -> crate::error::Result<usize> {
        Ok(self.tick().await? + crate::mail::run(self).await?)
    }

    /// What happens by itself, when its time has come; the mails that it writes leave by the workers.
    async fn tick(&self) -> crate::error::Result<usize> {
        let mut n_done = 0;
        n_done += crate::attachment::jobs::run(self).await?;
        n_done += crate::programme::jobs::run(self).await?;
        n_done += crate::convocation::jobs::run(self).await?;
        n_done += crate::registration::jobs::run(self).await?;
        n_done += crate::poll::jobs::run(self).await?;
        n_done += crate::decision::jobs::run(self).await?;
        n_done += crate::live::jobs::run(self).await?;
        Ok(n_done)
    }

    /// Runs the background work until the shutdown.
    pub fn start(self: &Arc<Self>, shutdown: &CancellationToken) {
        self.live.start(self, shutdown);
        crate::mail::start(self, shutdown);
        let (app, shutdown) = (Arc::clone(self), shutdown.clone());
        self.tasks.spawn(async move {
            while !shutdown.is_cancelled() {
                if let Err(error) = app.tick().await {
                    tracing::warn!(?error, "the background work failed and will be tried again");
                }
                tokio::select! {
                    () = shutdown.cancelled() => {}
                    () = tokio::time::sleep(TICK) => {}
                }
            }
        });
        self.tasks.close();
    }
}
