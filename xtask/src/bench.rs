//! `cargo xtask bench`.

use anyhow::Result;

use crate::bundle;
use crate::command::run;
use crate::project::Project;

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
    let mut cargo = project.cargo();
    cargo
        .args([
            "run",
            "--release",
            "--package",
            "server",
            "--package",
            "tests",
            "--bin",
            "bench",
            "--",
        ])
        .args(arguments);
    run(cargo.env("PASSERELLE_SITE_DIR", project.site()))
}
