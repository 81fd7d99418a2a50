//! Where things are.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The checkout that the chore works on.
pub(crate) struct Project {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
}

impl Project {
    /// Finds the checkout around the current folder.
    pub(crate) fn find() -> Result<Self> {
        let here = std::env::current_dir()?;
        let root = here
            .ancestors()
            .find(|folder| folder.join("xtask/Cargo.toml").is_file());
        let root = root
            .context("this is not a checkout of the project")?
            .to_path_buf();
        Ok(Self { root })
    }

    /// What the browser downloads, and its manifest.
    pub(crate) fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// Tools fetched for the chores.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join("target/tools")
    }

    /// What the chores remember between two runs.
    pub(crate) fn notes(&self) -> PathBuf {
        self.root.join("target/xtask")
    }

    /// Cargo's target folder, wherever the environment puts it.
    pub(crate) fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |folder| self.root.join(folder))
    }

    /// Paths of the checkout.
    pub(crate) fn paths<const N: usize>(&self, names: [&str; N]) -> [PathBuf; N] {
        names.map(|name| self.root.join(name))
    }

    /// Cargo, in the checkout, without what the cargo around this chore left in the environment: build scripts
    /// that watch such variables would run again for nothing.
    pub(crate) fn cargo(&self) -> Command {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut cargo = self.command(Path::new(&program));
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                cargo.env_remove(&name);
            }
        }
        cargo
    }

    /// A program, in the checkout.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }
}
