//! What the workers of one process share.

use tokio::sync::{Mutex, Notify, Semaphore};

use crate::config::Config;
use crate::delivery::relay::{Relay, Roster};
use crate::delivery::rules::Throttle;

/// The servers and the pace of this process, and the bell that wakes its workers.
#[derive(Debug)]
pub(crate) struct Engine {
    pub(super) relays: Vec<Relay>,
    pub(super) roster: Mutex<Roster>,
    pub(super) throttle: Mutex<Throttle>,
    pub(super) bell: Notify,
    /// One for each core: more at once would print no faster, and each thread keeps memory.
    pub(super) presses: Semaphore,
}

impl Engine {
    /// With the servers and rates of the configuration.
    pub(crate) fn new(config: &Config) -> Self {
        let relays = Relay::all(config);
        let rates = relays.iter().map(|relay| relay.rate);
        Self {
            roster: Mutex::new(Roster::new(&relays)),
            throttle: Mutex::new(Throttle::new(rates, config.delivery_domain_rate)),
            bell: Notify::new(),
            presses: Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)),
            relays,
        }
    }
}
