//! `cargo xtask check`.

use anyhow::{Result, ensure};

use crate::bundle::{Rustup, Wasm};
use crate::command::run;
use crate::project::Project;
use crate::say::say;

/// Formatting, lints for the host and for the browser, documentation: what must hold before a commit.
pub(crate) fn check(project: &Project, arguments: &[String]) -> Result<()> {
    ensure!(arguments.is_empty(), "`cargo xtask check` takes no argument");
    say("check", "formatting");
    run(project.cargo().args(["fmt", "--all", "--check"]))?;
    say("check", "clippy, for the host");
    run(project
        .cargo()
        .args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    browser(project)?;
    say("check", "documentation");
    let mut doc = project.cargo();
    run(doc
        .args(["doc", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings"))?;
    say("check", "all well");
    Ok(())
}

/// The part of `web` that runs in the browser.
fn browser(project: &Project) -> Result<()> {
    let wasm = Wasm::obtain(Rustup::Allowed)?;
    let mut cargo = project.cargo();
    if wasm.has_clippy() {
        say("check", "clippy, for the browser");
        cargo.arg("clippy");
    } else {
        say(
            "check",
            "compiling for the browser, without clippy: the distribution's compiler has none for it",
        );
        cargo.arg("check");
    }
    wasm.apply(project, &mut cargo)?;
    cargo.args(["--package", "web", "--lib"]);
    if wasm.has_clippy() {
        cargo.args(["--", "-D", "warnings"]);
    }
    run(&mut cargo)
}
