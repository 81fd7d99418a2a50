//! `cargo xtask check`.

use anyhow::{Result, ensure};

use crate::bundle::{Rustup, Wasm};
use crate::command::run;
use crate::dependencies::dependencies;
use crate::project::Project;
use crate::say::say;

/// One kind of check.
type Stage = fn(&Project) -> Result<()>;

/// Formatting, lints for the host and for the browser, documentation, dependencies: what must hold before a commit.
/// One that fails does not hide the next.
pub(crate) fn check(project: &Project, arguments: &[String]) -> Result<()> {
    ensure!(arguments.is_empty(), "`cargo xtask check` takes no argument");
    let stages: [(&str, Stage); 5] = [
        ("formatting", formatting),
        ("clippy, for the host", host),
        ("clippy, for the browser", browser),
        ("documentation", documentation),
        ("dependencies", dependencies),
    ];
    let mut failed = Vec::new();
    for (name, stage) in stages {
        say("check", name);
        if let Err(error) = stage(project) {
            say("check", &format!("{name}: {error:#}"));
            failed.push(name);
        }
    }
    ensure!(failed.is_empty(), "to be put right: {}", failed.join("; "));
    say("check", "all well");
    Ok(())
}

fn formatting(project: &Project) -> Result<()> {
    run(project.cargo().args(["fmt", "--all", "--check"]))
}

fn host(project: &Project) -> Result<()> {
    run(project.cargo().args([
        "clippy",
        "--keep-going",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

/// The part of `web` that runs in the browser.
fn browser(project: &Project) -> Result<()> {
    let wasm = Wasm::obtain(Rustup::Allowed)?;
    let mut cargo = project.cargo();
    cargo.arg(if wasm.has_clippy() { "clippy" } else { "check" });
    wasm.apply(project, &mut cargo)?;
    cargo.args(["--package", "web", "--lib"]);
    if wasm.has_clippy() {
        cargo.args(["--", "-D", "warnings"]);
    } else {
        say(
            "check",
            "compiled only: the distribution's compiler has no clippy",
        );
    }
    run(&mut cargo)
}

fn documentation(project: &Project) -> Result<()> {
    let mut doc = project.cargo();
    run(doc
        .args(["doc", "--keep-going", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings"))
}
