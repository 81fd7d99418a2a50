//! `cargo xtask <chore>`: every chore of the project, in Rust, so that there is no script to guess.
//!
//! A chore builds only what is older than its sources, fetches a tool by its name from the ordinary registries
//! when the machine lacks it, and says in plain words what to install when it cannot.

#![allow(clippy::print_stdout, reason = "a chore talks to the person who started it")]

mod bench;
mod bundle;
mod check;
mod command;
mod dependencies;
mod project;
mod run;
mod say;
mod stamp;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};
use project::Project;

/// What `cargo xtask` alone prints.
const CHORES: &str = "\
cargo xtask run [--fresh] [--port 8080]   start the demonstration; --fresh deletes its data first
cargo xtask test [filter]                 every test: SQLite and in-process bus, then PostgreSQL and Redis
cargo xtask check                         formatting, clippy for host and browser, documentation, licences
cargo xtask web [--without-rustup]        build the browser bundle into target/site
cargo xtask bench [GROUP…]                measure, each figure against its limit";

fn main() -> ExitCode {
    match chore() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without the backtrace that the environment may ask for: it is not a bug of ours.
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn chore() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let chore = arguments.next();
    let rest: Vec<String> = arguments.collect();
    let Some(chore) = chore.filter(|chore| !matches!(chore.as_str(), "help" | "-h" | "--help")) else {
        println!("{CHORES}");
        return Ok(());
    };
    let project = Project::find()?;
    match chore.as_str() {
        "run" => run::run(&project, &rest),
        "test" => test::test(&project, &rest),
        "check" => check::check(&project, &rest),
        "web" => bundle::web(&project, &rest),
        "bench" => bench::bench(&project, &rest),
        other => bail!("there is no chore `{other}`; the chores are:\n{CHORES}"),
    }
}
