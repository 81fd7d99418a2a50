//! The server of Passerelle: one folder for each feature, plus the few rooms that all features share.

pub mod account;
pub mod app;
mod attachment;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
mod contribution;
mod convocation;
pub mod db;
mod decision;
pub mod demonstration;
pub mod error;
mod home;
pub mod http;
pub mod limit;
pub mod live;
pub mod mail;
mod markdown;
mod meeting;
mod network;
mod production;
mod programme;
mod secret;
mod spreadsheet;
