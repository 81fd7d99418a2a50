//! The mailbox: a Maildir. A file of `new` is noted, then moved to `cur` as seen. The move comes after the commit: a
//! crash in between has it read twice and noted once.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use proto::v1::ReportSource;
use sha2::{Digest as _, Sha256};
use tokio::fs::{self, DirEntry, File};
use tokio::io::AsyncReadExt as _;

use super::note::{Arrival, Noted, note};
use crate::app::App;
use crate::bounce::report::{self, Report, Says};
use crate::error::Result;

/// Files of one pass: the other jobs wait meanwhile.
const MAX_FILES: usize = 200;
/// What is read of a file: a report stands before the mail that it gives back.
const MAX_BYTES: u64 = 1024 * 1024;

/// Reads what is new; says how many files were dealt with. One that fails holds up no other.
pub(super) async fn read(app: &App) -> Result<usize> {
    let Some(folder) = &app.config.bounce_maildir else {
        return Ok(0);
    };
    let new = folder.join("new");
    let mut entries = match fs::read_dir(&new).await {
        Ok(entries) => entries,
        // A mail server makes it with its first mail.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(failed(error, &new)),
    };
    fs::create_dir_all(folder.join("cur"))
        .await
        .map_err(|error| failed(error, folder))?;
    let (mut n_seen, mut n_done, mut first_failure) = (0, 0, None);
    let mut editions = BTreeSet::new();
    while n_seen < MAX_FILES
        && let Some(entry) = entries.next_entry().await.map_err(|error| failed(error, &new))?
    {
        n_seen += 1;
        match file(app, folder, &entry).await {
            Ok(Noted::New(edition_id)) => {
                n_done += 1;
                editions.extend(edition_id);
            }
            Ok(Noted::Known) => n_done += 1,
            Ok(Noted::Later) => {}
            Err(error) => {
                first_failure.get_or_insert(error);
            }
        }
    }
    super::tell(app, editions).await?;
    first_failure.map_or(Ok(n_done), Err)
}

fn failed(error: std::io::Error, path: &Path) -> crate::error::Error {
    anyhow::Error::new(error)
        .context(format!("BOUNCE_MAILDIR: {}", path.display()))
        .into()
}

/// Notes one file, and moves it. `Later`: it stays where it is, or is gone.
async fn file(app: &App, folder: &Path, entry: &DirEntry) -> Result<Noted> {
    let (name, path) = (entry.file_name(), entry.path());
    let is_file = entry.file_type().await.is_ok_and(|kind| kind.is_file());
    if !is_file || name.as_encoded_bytes().starts_with(b".") {
        return Ok(Noted::Later);
    }
    let bytes = match contents(&path).await {
        Ok(bytes) => bytes,
        // Another replica was first.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Noted::Later),
        Err(error) => return Err(failed(error, &path)),
    };
    let key = format!("mailbox {}", hex::encode(Sha256::digest(&bytes)));
    let read = tokio::task::spawn_blocking(move || report::read(&bytes)).await;
    let arrival = Arrival {
        key,
        source: ReportSource::Mailbox,
        // What the library cannot bear is kept like what it cannot read.
        report: read.unwrap_or(Report {
            claims: Vec::new(),
            says: Says::Unreadable,
            subject: String::new(),
        }),
    };
    let noted = note(app, arrival).await?;
    if noted == Noted::Later {
        return Ok(noted);
    }
    let mut seen = name;
    if !seen.as_encoded_bytes().windows(3).any(|part| part == b":2,") {
        seen.push(":2,S");
    }
    match fs::rename(&path, folder.join("cur").join(seen)).await {
        Ok(()) => Ok(noted),
        Err(_) if !fs::try_exists(&path).await.unwrap_or(true) => Ok(Noted::Later),
        Err(error) => Err(failed(error, &path)),
    }
}

async fn contents(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).await?;
    file.take(MAX_BYTES).read_to_end(&mut bytes).await?;
    Ok(bytes)
}
