//! The French sentences. Every match is exhaustive: a new value does not compile until it has its words.

mod done;
mod expectation;
mod meeting;
mod poll;
mod reason;
mod words;

pub use done::done;
pub use expectation::expectation;
pub use meeting::*;
pub use poll::*;
pub use reason::reason;
pub use words::*;
