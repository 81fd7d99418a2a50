//! What the workers of one process share.

use tokio::sync::{Mutex, Notify};

use crate::config::Config;
use crate::delivery::rules::Throttle;

/// The pace of this process, and the bell that wakes its workers.
#[derive(Debug)]
pub(crate) struct Engine {
    pub(super) throttle: Mutex<Throttle>,
    pub(super) bell: Notify,
}

impl Engine {
    /// With the rates of the configuration.
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            throttle: Mutex::new(Throttle::new(config.delivery_rate, config.delivery_domain_rate)),
            bell: Notify::new(),
        }
    }
}
