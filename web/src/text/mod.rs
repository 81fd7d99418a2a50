//! The French sentences. Every match is exhaustive: a new value does not compile until it has its words.

mod activity;
mod done;
mod reason;
mod words;

pub use activity::{activity, expectation};
pub use done::done;
pub use reason::reason;
pub use words::*;
