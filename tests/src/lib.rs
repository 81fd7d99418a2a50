//! The tests of Passerelle: one binary, one file for each feature, plus what all features owe.
//!
//! `world.rs` is the harness: start there. `TEST_DATABASE_URL` and `TEST_REDIS_URL` choose the companions;
//! without them everything runs on SQLite with the in-process bus. `cargo xtask test` runs both.

#![allow(
    clippy::too_many_lines,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::large_futures,
    clippy::match_same_arms,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test is a story, read from top to bottom, over values that it made"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on panics"
)]

pub mod raw;
pub mod scenario;
pub mod world;

#[cfg(test)]
mod account;
#[cfg(test)]
mod attachment;
#[cfg(test)]
mod bounce;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod bulletin;
#[cfg(test)]
mod contribution;
#[cfg(test)]
mod convocation;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod decision;
#[cfg(test)]
mod delivery;
#[cfg(test)]
mod edition;
#[cfg(test)]
mod framework;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod home;
#[cfg(test)]
mod live;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod meeting;
#[cfg(test)]
mod minutes;
#[cfg(test)]
mod network;
#[cfg(test)]
mod newsletter;
#[cfg(test)]
mod obligation;
#[cfg(test)]
mod overseas;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod poll;
#[cfg(test)]
mod production;
#[cfg(test)]
mod programme;
#[cfg(test)]
mod project;
#[cfg(test)]
mod python;
#[cfg(test)]
mod question;
#[cfg(test)]
mod registration;
#[cfg(test)]
mod report;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod round;
#[cfg(test)]
mod session;
#[cfg(test)]
mod shape;
#[cfg(test)]
mod solicitation;
#[cfg(test)]
mod story;
#[cfg(test)]
mod subscriber;
#[cfg(test)]
mod support;
#[cfg(test)]
mod wire;
