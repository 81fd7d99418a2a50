//! Date polls: who convenes a kind of meeting offers several slots, each organisation answers once, in its own zone.
//!
//! ```text
//! open -> over (its last day has passed) -> closed (a slot is kept and the meeting planned, or none)
//!   +----------------------------------------^
//! ```
//!
//! A slot that is unfair to somebody who is asked says so (O2): before eight or after seven in the evening on the
//! spot, or on a public holiday of the territory. A poll is seen by those asked, by who organises it and by the
//! animator; who may organise meetings of the kind may close it.

pub(crate) mod jobs;
mod letter;
mod outlook;
mod rules;
mod service;
mod store;

use uuid::Uuid;

pub(crate) use self::outlook::Outlook;
pub(crate) use self::service::service;

/// The page of a poll.
fn path(id: Uuid) -> String {
    format!("/poll/{id}")
}
