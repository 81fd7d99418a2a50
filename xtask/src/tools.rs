//! Tools that come as packages of npm and pip, each in a folder of its own under `target/tools`.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::command::{find, run, succeeds};
use crate::project::Project;
use crate::say::say;

/// The folder of an npm package, installed when it is not there yet.
pub(crate) fn npm(project: &Project, name: &str, version: &str) -> Result<PathBuf> {
    // One prefix per package and version: npm removes from a prefix what the last install did not name.
    let prefix = project.tools().join(format!("{name}-{version}"));
    let package = prefix.join("node_modules").join(name);
    if package.join("package.json").is_file() {
        return Ok(package);
    }
    let npm = find(&["npm"]).context("npm is not installed (Debian's package: npm)")?;
    say("tools", &format!("npm package {name} {version}"));
    std::fs::create_dir_all(&prefix)?;
    let mut command = project.command(&npm);
    command.args([
        "install",
        "--no-save",
        "--no-package-lock",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]);
    run(command
        .arg("--prefix")
        .arg(&prefix)
        .arg(format!("{name}@{version}")))?;
    Ok(package)
}

/// A Python with these packages; `imports` are the modules that prove them.
pub(crate) fn python(project: &Project, packages: &[&str], imports: &str) -> Result<PathBuf> {
    let venv = project.tools().join("venv");
    let python = venv.join("bin/python");
    if succeeds(
        project
            .command(&python)
            .args(["-c", &format!("import {imports}")]),
    ) {
        return Ok(python);
    }
    let system = find(&["python3"]).context("python3 is not installed")?;
    say("tools", &format!("Python packages {}", packages.join(", ")));
    run(project.command(&system).args(["-m", "venv"]).arg(&venv))?;
    let mut pip = project.command(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    run(pip.args(packages))?;
    Ok(python)
}
