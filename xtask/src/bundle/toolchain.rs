//! A compiler for the browser: rustup's when it has or can get the target, else the distribution's.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::debian;
use crate::command::{find, read, run_within};
use crate::project::Project;
use crate::say::say;

/// What a browser runs.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// How long rustup may take: behind a closed network it waits for minutes before it gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whether to use rustup's target; avoided to try the other way on a machine that has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rustup {
    /// The usual case.
    Allowed,
    /// As if rustup could not reach its server.
    Avoided,
}

/// A compiler that knows the browser's target.
pub(crate) enum Wasm {
    /// The compiler that builds everything else.
    Ordinary,
    /// The distribution's, unpacked in a folder.
    Debian(PathBuf),
}

/// No compiler knows the browser's target, and none could be had.
#[derive(Debug)]
pub(crate) struct NoToolchain(String);

impl Display for NoToolchain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "no compiler for the browser: {}\nWith a network, run: rustup target add {TARGET}\n\
             Without, on Debian or Ubuntu: make rustc-web (or a newer rustc) and rust-web-src available to apt-get, then try again.",
            self.0
        )
    }
}

impl std::error::Error for NoToolchain {}

impl Wasm {
    /// Finds such a compiler, or gets one.
    pub(crate) fn obtain(rustup: Rustup) -> Result<Self> {
        if rustup == Rustup::Allowed && has_target() {
            return Ok(Self::Ordinary);
        }
        if let Some(folder) = debian::cached() {
            return Ok(Self::Debian(folder));
        }
        if rustup == Rustup::Allowed && find(&["rustup"]).is_some() {
            say("bundle", "asking rustup for the browser's target");
            match run_within(Command::new("rustup").args(["target", "add", TARGET]), PATIENCE) {
                Ok(()) if has_target() => return Ok(Self::Ordinary),
                Ok(()) => say(
                    "bundle",
                    "rustup added the target to another toolchain than the one in use",
                ),
                Err(error) => say("bundle", &format!("rustup could not: {error}")),
            }
        }
        match debian::prepare() {
            Ok(folder) => Ok(Self::Debian(folder)),
            Err(error) => Err(NoToolchain(format!("{error:#}")).into()),
        }
    }

    /// Whether clippy can look at the browser's part.
    pub(crate) fn has_clippy(&self) -> bool {
        matches!(self, Self::Ordinary)
    }

    /// Makes this cargo command compile for the browser, in a folder of its own; returns where its output lies.
    pub(crate) fn apply(&self, project: &Project, cargo: &mut Command) -> Result<PathBuf> {
        let folder = project.target().join("wasm");
        cargo.args(["--target", TARGET, "--target-dir"]).arg(&folder);
        if let Self::Debian(compiler) = self {
            debian::select(cargo, compiler)?;
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker()?);
        }
        Ok(folder.join(TARGET))
    }
}

impl Display for Wasm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ordinary => "rustup's compiler",
            Self::Debian(_) => "the distribution's compiler",
        })
    }
}

/// Whether the compiler in use has the library for the browser.
fn has_target() -> bool {
    let library = read(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    let entries = library
        .ok()
        .and_then(|folder| std::fs::read_dir(folder.trim()).ok());
    entries.is_some_and(|mut entries| {
        entries
            .any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
    })
}

/// The linker that comes with rustup's compiler, or the distribution's.
fn linker() -> Result<PathBuf> {
    let sysroot = read(Command::new("rustc").args(["--print", "sysroot"]))?;
    let host = read(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let own = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(host.trim())
        .join("bin/rust-lld");
    let found = Some(own)
        .filter(|file| file.is_file())
        .or_else(|| find(&["rust-lld", "wasm-ld"]));
    found.context(
        "no linker for WebAssembly: neither rust-lld beside rustc nor wasm-ld (Debian's package: lld)",
    )
}
