//! The first page: what is expected of the reader, most urgent first, then what moved.
//!
//! It owns no data. What the network did, and what that expects of each, is read once for each position of the activity
//! log, and shared by all readers until the log moves: every act that changes it is told in the log, in the
//! same transaction. What depends on the reader and on the instant is worked out from it each time. So the
//! page costs 2 queries with the session's (more just after an act), whatever the number of centres.

mod rules;
mod service;

pub(crate) use self::service::service;
