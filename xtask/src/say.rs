//! One line per stage, with the time since the start.

use std::sync::LazyLock;
use std::time::Instant;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Prints what happens now, or what has been found.
pub(crate) fn say(stage: &str, text: &str) {
    println!("[{:>6.1} s] {stage}: {text}", START.elapsed().as_secs_f32());
}
