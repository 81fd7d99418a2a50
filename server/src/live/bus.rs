//! Wake-ups between replicas, by Redis. When it goes away: one warning, and the log is polled meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, IntoConnectionInfo as _, ProtocolVersion, PushInfo};
use tokio::sync::Notify;

/// Channel of the wake-ups.
const CHANNEL: &str = "passerelle:activity";
/// What Redis may take to answer: longer, and it counts as away.
const PATIENCE: Duration = Duration::from_millis(700);

/// The connection to Redis.
pub(super) struct Bus {
    connection: ConnectionManager,
    is_away: AtomicBool,
}

impl std::fmt::Debug for Bus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bus")
            .field("is_away", &self.is_away)
            .finish_non_exhaustive()
    }
}

impl Bus {
    /// Connects and listens; each wake-up, and each loss of the connection (something may have been missed),
    /// notifies `wake`.
    ///
    /// # Errors
    /// When Redis does not answer.
    pub(super) async fn connect(url: &str, wake: Arc<Notify>) -> anyhow::Result<Self> {
        let info = url.into_connection_info()?;
        let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
        let client = Client::open(info.set_redis_settings(settings))?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1)
            .set_push_sender(move |_: PushInfo| -> Result<(), std::convert::Infallible> {
                wake.notify_one();
                Ok(())
            })
            .set_automatic_resubscription();
        let mut connection = ConnectionManager::new_with_config(client, config).await?;
        connection
            .subscribe(CHANNEL)
            .await
            .context("the channel of wake-ups")?;
        Ok(Self {
            connection,
            is_away: AtomicBool::new(false),
        })
    }

    /// A handle on the connection, to use for one command at a time.
    pub(super) fn connection(&self) -> ConnectionManager {
        self.connection.clone()
    }

    /// Wakes the readers of all the replicas.
    pub(super) async fn publish(&self) {
        let mut command = redis::cmd("PUBLISH");
        self.run(command.arg(CHANNEL).arg("")).await;
    }

    /// Asks whether Redis is there: what notices that it went, and makes it come back.
    pub(super) async fn ping(&self) {
        self.run(&redis::cmd("PING")).await;
    }

    async fn run(&self, command: &redis::Cmd) {
        let mut connection = self.connection.clone();
        let answer = tokio::time::timeout(PATIENCE * 2, command.exec_async(&mut connection)).await;
        let fault = match answer {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("no answer in time".to_owned()),
        };
        let was_away = self.is_away.swap(fault.is_some(), Ordering::Relaxed);
        match fault {
            Some(fault) if !was_away => {
                tracing::warn!(fault, "Redis went away: the log is polled until it is back");
            }
            None if was_away => tracing::info!("Redis is back"),
            _ => {}
        }
    }
}
