//! How often something may be tried: fixed windows of time, counted in Redis for all replicas, or in this
//! process when there is no Redis or it is away.

use std::collections::BTreeMap;
use std::time::Duration;

use redis::aio::ConnectionManager;

use crate::app::App;
use crate::error::{Error, Result};

/// A limit: a name, how many times, in how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// Part of the key.
    pub(crate) name: &'static str,
    /// Times in a window.
    pub(crate) max: u32,
    /// Seconds of a window.
    pub(crate) window_s: i64,
}

/// Keys counted in this process at most; beyond, the oldest window goes.
const MAX_KEYS: usize = 100_000;

/// The counters of this process: by window's end, then key.
#[derive(Debug, Default)]
pub struct Limits(tokio::sync::Mutex<BTreeMap<(i64, String), u32>>);

impl Limits {
    async fn count(&self, key: &str, end: i64, now: i64) -> u32 {
        let mut counts = self.0.lock().await;
        counts.retain(|(end, _), _| *end > now);
        if counts.len() >= MAX_KEYS {
            counts.pop_first();
        }
        let n = counts.entry((end, key.to_owned())).or_default();
        *n = n.saturating_add(1);
        *n
    }
}

/// Counts one try of `who`.
///
/// # Errors
/// `TooMany` with the time to wait when the window is full.
pub(crate) async fn count(app: &App, limit: Limit, who: &str) -> Result<()> {
    let now = app.clock.now().timestamp();
    let end = (now.div_euclid(limit.window_s) + 1) * limit.window_s;
    // No address in the keys: neither of a person nor of a machine.
    let key = format!("limit:{}:{end}:{}", limit.name, crate::secret::hash(who));
    let shared = match app.live.redis() {
        Some(connection) => count_shared(connection, &key, limit.window_s).await,
        None => None,
    };
    let n = match shared {
        Some(n) => n,
        None => app.limits.count(&key, end, now).await,
    };
    if n > limit.max {
        let wait = u64::try_from(end - now).unwrap_or_default();
        return Err(Error::TooMany(Duration::from_secs(wait)));
    }
    Ok(())
}

async fn count_shared(mut connection: ConnectionManager, key: &str, window_s: i64) -> Option<u32> {
    let counted: redis::RedisResult<(u32,)> = redis::pipe()
        .atomic()
        .cmd("INCR")
        .arg(key)
        .cmd("EXPIRE")
        .arg(key)
        .arg(window_s)
        .ignore()
        .query_async(&mut connection)
        .await;
    match counted {
        Ok((n,)) => Some(n),
        Err(error) => {
            tracing::warn!(%error, "Redis is away: sign-in limits are counted in this process");
            None
        }
    }
}
