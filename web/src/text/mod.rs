//! The French sentences. Every match is exhaustive: a new value does not compile until it has its words.

mod bounce;
mod decision;
mod delivery;
mod done;
mod edition;
mod expectation;
mod meeting;
mod minutes;
mod obligation;
mod overseas;
mod poll;
mod question;
mod reason;
mod record;
mod subscriber;
mod words;

pub use bounce::*;
pub use decision::*;
pub use delivery::*;
pub use done::done;
pub use edition::*;
pub use expectation::expectation;
pub use meeting::*;
pub use minutes::*;
pub use obligation::*;
pub use overseas::*;
pub use poll::*;
pub use question::*;
pub use reason::reason;
pub use record::processing_record;
pub use subscriber::*;
pub use words::*;
