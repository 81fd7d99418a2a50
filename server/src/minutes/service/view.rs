//! The minutes as their readers see them.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::{Read, approval, assemble, read};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::{Error, Result};
use crate::meeting::kinds;
use crate::minutes::store::{self, minutes_comment, minutes_version};
use crate::minutes::{self, document, rules};

pub(super) async fn get_minutes(app: &App, caller: &Caller, request: GetMinutesRequest) -> Result<Minutes> {
    let db = app.db.read();
    let read = read(db, caller, &request.meeting_id).await?;
    whole(app, db, caller, &read, &request).await
}

async fn whole(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    read: &Read,
    request: &GetMinutesRequest,
) -> Result<Minutes> {
    let (info, row, reader) = (&read.access.info, &read.row, read.reader);
    let now = app.clock.now();
    let versions = store::versions(db, info.id).await?;
    let mut shown = if request.is_current || (request.number == 0 && versions.is_empty()) {
        if request.is_current {
            read.access.must_lead()?;
        }
        assemble::assemble(db, read).await?
    } else {
        open(&versions, request.number)?
    };
    let has_changed = reader.leads && has_changed(db, read, versions.first()).await?;
    let has_withheld = document::withhold(&mut shown, reader.leads, Some(caller.organisation_id));
    document::render(&mut shown);
    let stored = if reader.reviews() {
        store::comments(db, info.id).await?
    } else {
        Vec::new()
    };
    let is_reviewed = reader.leads && rules::must_be_reviewed(row.state(), row.review_until, now).is_ok();
    let approvals = if is_reviewed {
        approval::candidates(db, read).await?
    } else {
        Vec::new()
    };
    let delays = minutes::Delays::read(db).await?;
    let takes_comments = rules::takes_comments(row.state(), row.review_until, now);
    Ok(Minutes {
        meeting_id: info.id.to_string(),
        state: row.state,
        comments: comments(&shown, stored, row.review_began_at, reader.leads),
        document: Some(shown),
        versions: versions.into_iter().map(version).collect(),
        review_began_at: row.review_began_at.map(timestamp),
        review_until: row.review_until.map(timestamp),
        approval: assemble::approval(db, row).await?,
        due_at: Some(timestamp(delays.due_at(info))),
        delay_days: delays.at(info.ends_at),
        audience: kinds::kind(info.kind).minutes_audience as i32,
        may_lead: reader.leads,
        may_comment: takes_comments && reader.comments(),
        may_approve_without_remark: is_reviewed && approval::is_without_remark(db, read).await?.is_ok(),
        approvals: approvals.into_iter().map(|(decision, _)| decision).collect(),
        has_withheld,
        has_changed,
        opening: Some(row.opening.clone())
            .filter(|_| reader.leads)
            .unwrap_or_default(),
        closing: Some(row.closing.clone())
            .filter(|_| reader.leads)
            .unwrap_or_default(),
        version: row.version,
    })
}

/// A locked version, checked against its hash; 0: the latest.
pub(super) fn open(versions: &[minutes_version::Model], number: i32) -> Result<MinutesDocument> {
    let is_asked = |row: &&minutes_version::Model| number == 0 || row.number == number;
    let row = versions.iter().find(is_asked).ok_or(Error::Missing)?;
    document::open(&row.content, &row.sha256)
}

/// Says whether the facts are not those of the latest locked version any more, or of the approval until then.
async fn has_changed(
    db: &impl ConnectionTrait,
    read: &Read,
    latest: Option<&minutes_version::Model>,
) -> Result<bool> {
    let is_approved = read.row.state() == MinutesState::Approved;
    if latest.is_none() && !is_approved {
        return Ok(false);
    }
    let current = assemble::assemble(db, read).await?;
    let Some(latest) = latest else {
        return Ok(!approval::is_approved(&read.row, &current));
    };
    let latest = document::open(&latest.content, &latest.sha256)?;
    Ok(document::facts(&latest) != document::facts(&current))
}

fn version(row: minutes_version::Model) -> MinutesVersion {
    MinutesVersion {
        number: row.number,
        locked_at: Some(timestamp(row.locked_at)),
        locked_by: row.locked_by,
        reason: row.reason,
        sha256: row.sha256,
    }
}

/// The remarks on what the reader may see.
fn comments(
    document: &MinutesDocument,
    rows: Vec<minutes_comment::Model>,
    review_began_at: Option<DateTime<Utc>>,
    leads: bool,
) -> Vec<MinutesComment> {
    let is_seen = |row: &minutes_comment::Model| {
        leads
            || row.item_id.is_none_or(|id| {
                let id = id.to_string();
                document.items.iter().any(|item| item.item_id == id)
            })
    };
    rows.into_iter()
        .filter(is_seen)
        .map(|row| MinutesComment {
            id: row.id.to_string(),
            item_id: row.item_id.map(|id| id.to_string()).unwrap_or_default(),
            text: row.text,
            at: Some(timestamp(row.at)),
            name: row.name,
            organisation_name: row.organisation_name,
            is_of_last_review: review_began_at.is_some_and(|began_at| began_at <= row.at),
        })
        .collect()
}
