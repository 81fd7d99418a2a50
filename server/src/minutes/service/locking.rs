//! A version is locked: encoded once, hashed, kept.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::{MAX_PARAGRAPHS, Read, approval, assemble, finish, led, read, view};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::{Error, Result, Violations};
use crate::minutes::document;
use crate::minutes::letter::{self, Occasion};
use crate::minutes::rules::Step;
use crate::minutes::store::{self, minutes_version};

/// The version that would be locked now: the document, its encoding and its hash.
async fn next_version(
    db: &impl ConnectionTrait,
    caller: &Caller,
    read: &mut Read,
    now: DateTime<Utc>,
    reason: &str,
) -> Result<(MinutesDocument, minutes_version::Model)> {
    let versions = store::versions(db, read.access.info.id).await?;
    let mut violations = Violations::new();
    let reason = match versions.first() {
        Some(_) => violations.text("reason", reason, MAX_PARAGRAPHS),
        None => String::new(),
    };
    violations.finish()?;
    read.step(Step::Lock)?;
    let facts = assemble::assemble_closed(db, read).await?;
    if versions.is_empty() && !approval::is_approved(&read.row, &facts) {
        return Err(Error::NotNow(Reason::ChangedSinceApproval));
    }
    if let Some(latest) = versions.first() {
        let latest = document::open(&latest.content, &latest.sha256)?;
        if document::facts(&latest) == document::facts(&facts) {
            return Err(Error::NotNow(Reason::NothingToCorrect));
        }
    }
    let document = MinutesDocument {
        approval: assemble::approval(db, &read.row).await?,
        number: versions.first().map_or(1, |latest| latest.number + 1),
        reason,
        locked_at: Some(timestamp(now)),
        locked_by: caller.name.clone(),
        ..facts
    };
    let (content, sha256) = document::seal(&document);
    let version = minutes_version::Model {
        meeting_id: read.access.info.id,
        number: document.number,
        locked_at: now,
        locked_by: document.locked_by.clone(),
        reason: document.reason.clone(),
        sha256,
        content,
    };
    Ok((document, version))
}

fn occasion(version: &minutes_version::Model) -> Occasion<'_> {
    Occasion::Locked {
        number: version.number,
        reason: &version.reason,
        sha256: &version.sha256,
    }
}

pub(super) async fn preview_lock(app: &App, caller: &Caller, request: LockMinutesRequest) -> Result<Sending> {
    let db = app.db.read();
    let mut read = read(db, caller, &request.meeting_id).await?;
    read.access.must_lead()?;
    let now = app.clock.now();
    let (document, version) = next_version(db, caller, &mut read, now, &request.reason).await?;
    letter::write(app, db, &read.access, &document, occasion(&version)).await
}

pub(super) async fn lock_minutes(app: &App, caller: &Caller, request: LockMinutesRequest) -> Result<Minutes> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let mut read = led(&tx, caller, &request.meeting_id).await?;
    read.must_be(request.version)?;
    let (document, version) = next_version(&tx, caller, &mut read, now, &request.reason).await?;
    read.row.locked_at = Some(now);
    read.row.search = document::search(&document);
    store::save(&tx, &mut read.row).await?;
    store::insert_version(&tx, version.clone()).await?;
    letter::send(app, &tx, &read.access, &document, occasion(&version)).await?;
    let kind = if version.number == 1 {
        ActivityKind::MinutesLocked
    } else {
        ActivityKind::MinutesCorrected
    };
    let act = read.act("LockMinutes", kind);
    finish(app, tx, caller, now, act, &request.meeting_id).await
}

pub(super) async fn export_minutes(app: &App, caller: &Caller, request: GetMinutesRequest) -> Result<File> {
    let db = app.db.read();
    let read = read(db, caller, &request.meeting_id).await?;
    let versions = store::versions(db, read.access.info.id).await?;
    let mut document = view::open(&versions, request.number)?;
    let number = document.number;
    if document::withhold(&mut document, read.reader.leads, Some(caller.organisation_id)) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    let day = read.access.info.starts_at.with_timezone(&read.access.info.zone);
    let version = versions.into_iter().find(|row| row.number == number);
    Ok(File {
        name: format!("compte-rendu-{}-version-{number}.binpb", day.format("%Y-%m-%d")),
        content_type: "application/octet-stream".to_owned(),
        content: version.ok_or(Error::Missing)?.content,
    })
}
