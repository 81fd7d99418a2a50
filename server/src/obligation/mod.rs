//! What the rules ask in a year, and how far it is: of the network (P1, P3, M1, M2, M3, A6, minutes) and of each centre (P2,
//! P6). Owns no data: everything is computed from what the other features hold, never ticked by hand.
//!
//! ```text
//! on the way -> at risk -> missed      only what cannot be met any more is missed
//!      |           |
//!      +-----------+-> met             and stays so
//! ```
//!
//! A rule is one entry of the table in `table.rs`: its words, its source (the framework's exact words with their
//! section, or that it is an own rule), for whom it is, and the function that judges it. What makes an obligation be at
//! risk is written, rule by rule, at the head of the files of `rules/`. `facts.rs` reads a year in a fixed number of
//! queries, however many centres there are.
//!
//! - The year of the network turns in Paris; a call closes in its own zone, a meeting ends in its own.
//! - A centre counts from the day it joined until it left: past years name the centres of their time.
//! - A rule of the State cites its text in the version that was in force in the year (`framework`).
//! - Everyone sees the network's obligations; a centre its own; the animator all. A meeting that the reader may not
//!   open counts, and is not shown.
//! - The participation of a centre says how it attended and what it did, never how it voted.

mod facts;
mod rules;
mod service;
mod table;

pub(crate) use self::service::service;
