//! What the tests need on the machine: found, or installed by root from the distribution's packages.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::command::{find, run, succeeds};
use crate::say::say;

/// The programs that the tests drive.
pub(crate) struct Machine {
    /// The browser.
    pub(super) chromium: PathBuf,
    /// What drives it.
    pub(super) chromedriver: PathBuf,
    /// The folder of `initdb`, `postgres` and `pg_isready`.
    pub(crate) postgres: PathBuf,
    /// Redis.
    pub(super) redis: PathBuf,
}

impl Machine {
    /// Finds everything, after an installation if one is needed.
    pub(crate) fn ready() -> Result<Self> {
        let missing = missing();
        if !missing.is_empty() {
            let list = missing.join(" ");
            let possible = is_root() && find(&["apt-get"]).is_some();
            ensure!(
                possible,
                "the tests need more on this machine. On Debian or Ubuntu: sudo apt-get install {list}"
            );
            say("test", &format!("installing {list}"));
            install(&missing)?;
        }
        let found =
            |program: Option<PathBuf>, name| program.with_context(|| format!("{name} is still missing"));
        Ok(Self {
            chromium: found(chromium(), "Chromium")?,
            chromedriver: found(find(&["chromedriver"]), "ChromeDriver")?,
            postgres: found(postgres(), "PostgreSQL")?,
            redis: found(find(&["redis-server"]), "Redis")?,
        })
    }
}

/// Whether this process may install packages (and must not start PostgreSQL under its own name).
pub(super) fn is_root() -> bool {
    // The folder of this process belongs to its user.
    fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0)
}

/// Debian's packages of what cannot be found.
fn missing() -> Vec<&'static str> {
    let python = || succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]));
    let needs = [
        ("chromium", chromium().is_some()),
        ("chromium-driver", find(&["chromedriver"]).is_some()),
        ("postgresql", postgres().is_some()),
        ("redis-server", find(&["redis-server"]).is_some()),
        ("python3-venv", python()),
        // A mail server, for what it says of the mails that it cannot deliver; it starts as root only.
        ("postfix", postfix() || !is_root()),
        ("npm", find(&["npm"]).is_some()),
    ];
    needs
        .into_iter()
        .filter(|(_, there)| !there)
        .map(|(package, _)| package)
        .collect()
}

fn postfix() -> bool {
    ["master", "smtpd", "bounce", "virtual"]
        .iter()
        .all(|program| Path::new("/usr/lib/postfix/sbin").join(program).is_file())
}

fn chromium() -> Option<PathBuf> {
    find(&["chromium", "chromium-browser", "google-chrome"])
}

/// The newest PostgreSQL: Debian keeps its server's programs out of the search path.
fn postgres() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    let complete = folders.filter(|folder| folder.join("initdb").is_file());
    let newest = complete.max_by_key(|folder| {
        let version = folder.parent().and_then(Path::file_name);
        version.and_then(|version| version.to_string_lossy().parse::<u32>().ok())
    });
    newest.or_else(|| Some(find(&["initdb"])?.parent()?.to_path_buf()))
}

/// Installs packages, and keeps them from starting services.
fn install(packages: &[&str]) -> Result<()> {
    let quiet = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command
            .args(["-qq", "-o", "Dpkg::Use-Pty=0"])
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    run(&mut quiet(&["update"]))?;
    let _policy = NoServices::declare()?;
    run(quiet(&["install", "--yes", "--no-install-recommends"]).args(packages))
}

/// While this lives, installed packages start no service.
struct NoServices(Option<&'static Path>);

impl NoServices {
    fn declare() -> Result<Self> {
        let policy = Path::new("/usr/sbin/policy-rc.d");
        if policy.exists() {
            return Ok(Self(None));
        }
        fs::write(policy, "#!/bin/sh\nexit 101\n")?;
        fs::set_permissions(policy, fs::Permissions::from_mode(0o755))?;
        Ok(Self(Some(policy)))
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if let Some(policy) = self.0 {
            let _ = fs::remove_file(policy);
        }
    }
}
