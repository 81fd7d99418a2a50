//! Knows in a few milliseconds whether something must be built again.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};

/// File systems read a clock that lags behind by as much: a file may look a little older than it is.
const TICK: Duration = Duration::from_millis(20);

/// A small file, as old as the start of the last build, that says what came out of it.
pub(crate) struct Stamp {
    file: PathBuf,
    started: SystemTime,
}

impl Stamp {
    /// Looks at the clock: what is edited from now on is newer than the build.
    #[allow(
        clippy::disallowed_methods,
        reason = "file times are compared with the machine's clock, not with App's"
    )]
    pub(crate) fn new(file: PathBuf) -> Self {
        Self {
            file,
            started: SystemTime::now() - TICK,
        }
    }

    /// Whether `product` is what the last build made, and no source was touched since.
    pub(crate) fn fresh(&self, sources: &[PathBuf], product: &str) -> bool {
        let built = fs::metadata(&self.file).and_then(|stamp| stamp.modified());
        let same = fs::read_to_string(&self.file).is_ok_and(|text| text == product);
        same && built.is_ok_and(|built| sources.iter().all(|source| older(source, built)))
    }

    /// Remembers a build that succeeded.
    pub(crate) fn write(&self, product: &str) -> Result<()> {
        let folder = self.file.parent().context("a stamp lies in a folder")?;
        fs::create_dir_all(folder)?;
        fs::write(&self.file, product)?;
        File::options()
            .write(true)
            .open(&self.file)?
            .set_modified(self.started)?;
        Ok(())
    }
}

/// Whether a file, or a folder and all that it holds, was last changed before `limit`.
fn older(path: &Path, limit: SystemTime) -> bool {
    let Ok(about) = fs::metadata(path) else {
        return false;
    };
    if !about.modified().is_ok_and(|changed| changed < limit) {
        return false;
    }
    if !about.is_dir() {
        return true;
    }
    fs::read_dir(path)
        .is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| older(&entry.path(), limit))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_touched_after_the_start_of_the_build_makes_it_stale() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("passerelle-stamp-{}", std::process::id()));
        fs::create_dir_all(folder.join("src/deep"))?;
        let source = folder.join("src/deep/a.rs");
        fs::write(&source, "a")?;
        let sources = [folder.join("src")];
        std::thread::sleep(3 * TICK);
        let stamp = Stamp::new(folder.join("notes/stamp"));
        assert!(!stamp.fresh(&sources, "1"), "never built");
        stamp.write("1")?;
        assert!(stamp.fresh(&sources, "1"));
        assert!(!stamp.fresh(&sources, "2"), "the product was replaced");
        fs::write(&source, "b")?;
        assert!(!stamp.fresh(&sources, "1"), "edited");
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
