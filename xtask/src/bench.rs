//! `cargo xtask bench`.

use std::process::Command;

use anyhow::Result;

use crate::bundle;
use crate::command::run;
use crate::project::Project;
use crate::test::machine::Machine;
use crate::test::services;

/// Builds everything for release and starts the measures of `tests/src/bin/bench/`.
pub(crate) fn bench(project: &Project, arguments: &[String]) -> Result<()> {
    bundle::build(project, bundle::Rustup::Allowed)?;
    run(project.cargo().args([
        "build",
        "--release",
        "--package",
        "server",
        "--package",
        "tests",
        "--bins",
    ]))?;
    // A PostgreSQL that keeps what it is told: what is measured is what one has.
    let postgres = services::postgres(&Machine::ready()?, &[])?;
    let mut bench = Command::new(project.target().join("release/bench"));
    bench.args(arguments);
    bench.env("BENCH_DATABASE_URL", &postgres.url);
    run(bench.env("PASSERELLE_SITE_DIR", project.site()))
}
