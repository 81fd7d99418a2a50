//! `cargo xtask bench`: what the platform can bear, each row against its limit in the same run.
//!
//! The release server runs on a database of its own with the demonstration; the load comes from this process,
//! on the same machine, bounded in count and time. Rates are medians of several runs. The bench fails when a
//! page is over its budget of weight; every other goal missed is said in the table.
//!
//! Arguments choose groups of rows: `pages`, `meeting`, `subscriber`, `bulletin`, `question`, `delivery`; without them,
//! all.

#![allow(
    clippy::too_many_lines,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::match_same_arms,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test is a story, read from top to bottom, over values that it made"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench that cannot go on panics"
)]
#![allow(clippy::print_stdout, reason = "the table is the output")]
#![allow(clippy::disallowed_methods, reason = "it measures: its time is the machine's")]
#![allow(
    clippy::cast_precision_loss,
    reason = "rates and megabytes are shown with one digit"
)]

mod bulletin;
mod delivery;
mod load;
mod meeting;
mod platform;
mod question;
mod rows;
mod subscriber;

use std::process::ExitCode;

use platform::Platform;

/// One line of the table.
struct Row {
    what: &'static str,
    measured: String,
    limit: String,
    ratio: String,
    goal: &'static str,
    is_met: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let folder = std::env::temp_dir().join(format!("passerelle-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let is_asked = |group: &str| asked.is_empty() || asked.iter().any(|one| one == group);
    let mut table = Vec::new();
    if ["pages", "meeting", "subscriber", "bulletin"]
        .into_iter()
        .any(is_asked)
    {
        // The first start creates the database; what follows starts on an existing one.
        drop(Platform::start(&folder).await);
        let platform = Platform::start(&folder).await;
        if is_asked("pages") {
            table.extend([rows::start_up(&platform), rows::idle_memory(&platform)]);
            table.extend([rows::weight(&platform).await, rows::queries(&platform).await]);
            table.extend(rows::read_rpc(&platform).await);
            table.extend([rows::home(&platform).await, rows::sight(&platform).await]);
        }
        if is_asked("meeting") {
            table.extend([
                meeting::item_change(&platform).await,
                meeting::voters(&platform).await,
            ]);
        }
        if is_asked("subscriber") {
            table.push(subscriber::import(&platform).await);
        }
        // Last: it fills the network.
        if is_asked("bulletin") {
            table.push(bulletin::publication(&platform).await);
        }
    }
    if is_asked("question") {
        table.extend(question::rows(&folder).await);
    }
    if is_asked("delivery") {
        table.extend(delivery::rows(&folder).await);
    }
    std::fs::remove_dir_all(&folder).unwrap();

    println!("\n| row | measured | limit, same run | ratio | goal | met |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for row in &table {
        let met = if row.is_met { "yes" } else { "no" };
        println!(
            "| {} | {} | {} | {} | {} | {met} |",
            row.what, row.measured, row.limit, row.ratio, row.goal
        );
    }
    let is_light = |row: &Row| row.what != rows::WEIGHT || row.is_met;
    if table.iter().all(is_light) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
