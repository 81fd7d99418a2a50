//! `cargo xtask test`.

pub(crate) mod machine;
pub(crate) mod services;

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::bundle::{self, Rustup};
use crate::command::run;
use crate::project::Project;
use crate::say::say;
use crate::tools;
use machine::Machine;

/// Python's packages for what is judged by programs that are not ours, and the modules that they bring.
const PACKAGES: [&str; 8] = [
    "grpcio",
    "grpcio-tools",
    "aiosmtpd",
    "dkimpy",
    "dnspython",
    "pynacl",
    "icalendar",
    "holidays==0.109",
];
const MODULES: &str = "grpc, grpc_tools, aiosmtpd, dkim, nacl, icalendar, holidays";

/// Every test twice: on SQLite with the in-process bus, then on a real PostgreSQL with a real Redis.
pub(crate) fn test(project: &Project, arguments: &[String]) -> Result<()> {
    let machine = Machine::ready()?;
    bundle::build(project, Rustup::Allowed)?;
    let tools = Tools {
        axe: tools::npm(project, "axe-core", "4.14")?.join("axe.min.js"),
        python: tools::python(project, &PACKAGES, MODULES)?,
        machine,
    };
    if !machine::is_root() {
        say(
            "test",
            "not run: the reports of a real Postfix, which starts as root only",
        );
    }
    say("test", "the chores themselves");
    // On their own: with the rest, their dependencies would be compiled again with other features.
    run(project
        .cargo()
        .args(["test", "--package", "xtask", "--"])
        .args(arguments))?;

    say("test", "the server, for the tests that kill it");
    run(project.cargo().args([
        "build",
        "--workspace",
        "--exclude",
        "xtask",
        "--bin",
        "passerelle",
    ]))?;

    say("test", "everything, on SQLite with the in-process bus");
    let mut first = tools.cargo_test(project);
    first.arg("--").args(arguments);
    let small = outcome(&mut first);

    say("test", "starting a PostgreSQL and a Redis of our own");
    let postgres = services::postgres(&tools.machine, &services::FORGETFUL)?;
    let redis = services::redis(&tools.machine)?;
    say(
        "test",
        "everything again but the browser, on PostgreSQL with Redis",
    );
    let mut second = tools.cargo_test(project);
    second
        .env("TEST_DATABASE_URL", &postgres.url)
        .env("TEST_REDIS_URL", &redis.url);
    // The same selection as the first time, so that nothing is compiled again.
    second
        .args(["--lib", "--bins", "--tests", "--", "--skip", "browser::"])
        .args(arguments);
    let real = outcome(&mut second);
    drop((postgres, redis));

    say(
        "test",
        &format!(
            "SQLite, in-process bus: {}; PostgreSQL, Redis: {}",
            small.text, real.text
        ),
    );
    if small.passed && real.passed {
        Ok(())
    } else {
        bail!("tests failed")
    }
}

/// Where the tests find what they drive.
struct Tools {
    axe: PathBuf,
    python: PathBuf,
    machine: Machine,
}

impl Tools {
    fn cargo_test(&self, project: &Project) -> Command {
        let mut cargo = project.cargo();
        cargo.args(["test", "--no-fail-fast", "--workspace", "--exclude", "xtask"]);
        cargo.env("PASSERELLE_SITE_DIR", project.site());
        cargo.env("PASSERELLE_AXE", &self.axe);
        cargo.env("PASSERELLE_PYTHON", &self.python);
        cargo.env("PASSERELLE_CHROMEDRIVER", &self.machine.chromedriver);
        cargo.env("PASSERELLE_CHROMIUM", &self.machine.chromium);
        // Snapshots are compared; who wants to accept one says so to cargo itself.
        cargo.env("INSTA_UPDATE", "no");
        cargo.env_remove("TEST_DATABASE_URL").env_remove("TEST_REDIS_URL");
        cargo
    }
}

/// How a pass ended.
struct Outcome {
    passed: bool,
    text: String,
}

fn outcome(pass: &mut Command) -> Outcome {
    let started = Instant::now();
    let passed = run(pass).is_ok();
    let word = if passed { "all passed" } else { "FAILED" };
    Outcome {
        passed,
        text: format!("{word} ({} s)", started.elapsed().as_secs()),
    }
}
