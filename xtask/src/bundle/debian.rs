//! The browser's target from the distribution's packages, where rustup cannot reach its server.
//!
//! Debian ships, for its browsers, a recent compiler (`rustc-web`) with the source of its library (`rust-web-src`),
//! but no library for a browser. So the packages are unpacked in a private folder, never installed (they conflict
//! with rustup), and the library is compiled from its source, once per user.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::toolchain::TARGET;
use crate::command::{find, read, run, succeeds};
use crate::say::say;

/// Packages that every Debian has, and that must match the rest of the system.
const SYSTEM: [&str; 4] = ["libc6", "libgcc-s1", "libstdc++6", "zlib1g"];

/// The folder of an earlier [`prepare`].
pub(super) fn cached() -> Option<PathBuf> {
    let entries = fs::read_dir(cache().ok()?).ok()?;
    let folders = entries.filter_map(|entry| Some(entry.ok()?.path()));
    folders
        .filter(|folder| folder.join("ready").is_file() && recent(&version_in(folder)))
        .max()
}

/// Downloads, unpacks and completes the compiler.
pub(super) fn prepare() -> Result<PathBuf> {
    for tool in ["apt-get", "apt-cache", "dpkg"] {
        ensure!(find(&[tool]).is_some(), "this is no Debian: there is no {tool}");
    }
    let version = candidate()?;
    let cache = cache()?;
    let partial = cache.join(format!("partial-{}", std::process::id()));
    fs::create_dir_all(&partial)?;
    let done = fill(&partial, &version);
    let folder = cache.join(format!("rustc-{version}"));
    let done = done.and_then(|()| {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        Ok(fs::rename(&partial, &folder)?)
    });
    if done.is_err() {
        fs::remove_dir_all(&partial)?;
    }
    done.map(|()| folder)
}

/// Makes this cargo command use the compiler in `folder`.
pub(super) fn select(cargo: &mut Command, folder: &Path) -> Result<()> {
    cargo.env("RUSTC", folder.join("usr/bin/rustc"));
    cargo.env("LD_LIBRARY_PATH", libraries(folder)?);
    Ok(())
}

/// Where such folders lie: beside the user's other caches, so that a second checkout finds them.
fn cache() -> Result<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let base = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(home);
    Ok(base.context("HOME is not set")?.join("passerelle/wasm-toolchain"))
}

/// The version of the compiler that apt-get would download.
fn candidate() -> Result<String> {
    let known = || -> Result<Option<String>> {
        let policy = read(Command::new("apt-cache").args(["policy", "rustc-web"]))?;
        let line = policy
            .lines()
            .find_map(|line| line.trim().strip_prefix("Candidate: "));
        Ok(line.filter(|version| *version != "(none)").map(str::to_owned))
    };
    let mut version = known()?;
    if version.is_none() {
        say("bundle", "updating the lists of packages");
        run(Command::new("apt-get").args(["update", "-qq"]))?;
        version = known()?;
    }
    let version = version.context("the distribution has no package rustc-web")?;
    ensure!(
        recent(&version),
        "the distribution's rustc-web {version} is older than {}",
        minimum()
    );
    // A colon (of an epoch) has no place in the name of a folder on a search path.
    Ok(version.replace(':', "_"))
}

/// Fills the folder: packages, then the library for the browser.
fn fill(folder: &Path, version: &str) -> Result<()> {
    say(
        "bundle",
        &format!("unpacking the distribution's compiler {version}, outside the system (once)"),
    );
    let mut packages = needed("rustc-web")?;
    packages.insert("rust-web-src".to_owned());
    let mut download = Command::new("apt-get");
    // Without this, a download by root complains that it cannot become another user in this folder.
    download
        .args(["-o", "APT::Sandbox::User=root", "-qq", "download"])
        .args(&packages);
    run(download.current_dir(folder))?;
    for entry in fs::read_dir(folder)? {
        let package = entry?.path();
        if package.extension().is_some_and(|extension| extension == "deb") {
            run(Command::new("dpkg").arg("-x").arg(&package).arg(folder))?;
            fs::remove_file(package)?;
        }
    }
    say(
        "bundle",
        "compiling the standard library for the browser (once, about a minute)",
    );
    library(folder)?;
    // Half of the folder is the source, needed no more.
    fs::remove_dir_all(folder.join("usr/src"))?;
    Ok(fs::write(folder.join("ready"), "")?)
}

/// A package and those it needs: the compiler's own, and the libraries that the system lacks.
fn needed(package: &str) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::from([package.to_owned()]);
    let mut ahead = vec![package.to_owned()];
    while let Some(package) = ahead.pop() {
        let relations = read(Command::new("apt-cache").args(["depends", "--no-recommends", &package]))?;
        for name in relations
            .lines()
            .filter_map(|line| line.trim().strip_prefix("Depends: "))
        {
            let own = name.starts_with("libstd-rust") || name.starts_with("libllvm");
            let lacking = name.starts_with("lib") && !SYSTEM.contains(&name) && !installed(name);
            if (own || lacking) && found.insert(name.to_owned()) {
                ahead.push(name.to_owned());
            }
        }
    }
    Ok(found)
}

fn installed(package: &str) -> bool {
    succeeds(Command::new("dpkg").args(["-s", package]))
}

/// Compiles the standard library for the browser from its source, and puts it where the compiler looks.
fn library(folder: &Path) -> Result<()> {
    let empty = folder.join("empty");
    fs::create_dir_all(empty.join("src"))?;
    fs::write(
        empty.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nedition = \"2021\"\n[workspace]\n",
    )?;
    fs::write(empty.join("src/lib.rs"), "")?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([
        "build",
        "--release",
        "-Zbuild-std=std,panic_abort",
        "--target",
        TARGET,
        "--target-dir",
        "target",
    ]);
    select(cargo.current_dir(&empty).env("RUSTC_BOOTSTRAP", "1"), folder)?;
    run(&mut cargo)?;
    let destination = folder.join("usr/lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&destination)?;
    for entry in fs::read_dir(empty.join("target").join(TARGET).join("release/deps"))? {
        let file = entry?;
        let name = file.file_name();
        let text = name.to_string_lossy();
        if text.ends_with(".rlib") && !text.starts_with("libempty-") {
            fs::copy(file.path(), destination.join(&name))?;
        }
    }
    Ok(fs::remove_dir_all(empty)?)
}

/// The folder of the compiler's shared libraries, which carries the architecture in its name.
fn libraries(folder: &Path) -> Result<PathBuf> {
    let base = folder.join("usr/lib");
    for entry in fs::read_dir(&base)? {
        let candidate = entry?.path();
        if candidate
            .file_name()
            .is_some_and(|name| name.to_string_lossy().ends_with("-linux-gnu"))
        {
            return Ok(candidate);
        }
    }
    bail!("{} holds no libraries", base.display())
}

/// The version in the name of a folder of the cache.
fn version_in(folder: &Path) -> String {
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    name.strip_prefix("rustc-").unwrap_or_default().to_owned()
}

/// The oldest compiler that the workspace accepts.
fn minimum() -> &'static str {
    env!("CARGO_PKG_RUST_VERSION")
}

/// Whether the workspace accepts a compiler of this version.
fn recent(version: &str) -> bool {
    let parts = |text: &str| -> Vec<u32> {
        text.split(['.', '+', '-'])
            .map_while(|part| part.parse().ok())
            .take(2)
            .collect()
    };
    parts(version) >= parts(minimum())
}

#[cfg(test)]
mod tests {
    use super::recent;

    #[test]
    fn compares_the_distributions_version_with_ours() {
        assert!(recent("1.96.0+dfsg1-1~deb12u2"));
        assert!(recent("2.0.0"));
        assert!(!recent("1.85.0+dfsg3-1~deb12u3"));
        assert!(!recent(""));
    }
}
