//! The groups that the animator makes of what the centres say.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::{MAX_GROUPS, MAX_LINE, MAX_SYNTHESIS, Seen, locked, view};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::live;
use crate::round::store::{self, group};

/// A round that the caller groups, locked until the commit.
async fn grouped(tx: &impl ConnectionTrait, caller: &Caller, meeting_id: Uuid) -> Result<Seen> {
    let seen = locked(tx, caller, meeting_id).await?;
    seen.access.must_edit()?;
    Ok(seen)
}

/// The same, by one of its groups.
async fn of_group(tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<(Seen, group::Model)> {
    let id = db::parse_id(id)?;
    let meeting_id = store::group(tx, id).await?.ok_or(Error::Missing)?.meeting_id;
    let seen = grouped(tx, caller, meeting_id).await?;
    // Read again under the lock.
    let row = store::group(tx, id).await?.ok_or(Error::Missing)?;
    Ok((seen, row))
}

/// Ends an act on the groups: told to who groups.
async fn finish(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    now: DateTime<Utc>,
    seen: &Seen,
    rpc: &'static str,
) -> Result<Round> {
    let info = &seen.access.info;
    let act = seen.act(rpc, ActivityKind::RoundGrouped, vec![info.organisation_id]);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    view::whole(app.db.read(), caller, info.id, now).await
}

pub(super) async fn add_group(app: &App, caller: &Caller, request: AddGroupRequest) -> Result<Round> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let title = violations.text("title", &request.title, MAX_LINE);
    let meeting_id = db::parse_id(&request.meeting_id)?;
    let tx = app.db.begin().await?;
    let seen = grouped(&tx, caller, meeting_id).await?;
    if store::groups(&tx, meeting_id).await?.len() >= MAX_GROUPS {
        violations.add("title", Reason::TooMany);
    }
    violations.finish()?;
    let row = group::Model {
        id: db::id(),
        meeting_id,
        title,
        synthesis: String::new(),
        version: 1,
    };
    store::insert_group(&tx, row).await?;
    finish(app, tx, caller, now, &seen, "AddGroup").await
}

pub(super) async fn update_group(app: &App, caller: &Caller, request: UpdateGroupRequest) -> Result<Round> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let title = violations.text("title", &request.title, MAX_LINE);
    let synthesis = violations.optional_text("synthesis", &request.synthesis, MAX_SYNTHESIS);
    let tx = app.db.begin().await?;
    let (seen, row) = of_group(&tx, caller, &request.id).await?;
    violations.finish()?;
    if row.version != request.version {
        return Err(Error::Changed);
    }
    let row = group::Model {
        title,
        synthesis,
        ..row
    };
    store::save_group(&tx, row).await?;
    finish(app, tx, caller, now, &seen, "UpdateGroup").await
}

pub(super) async fn delete_group(app: &App, caller: &Caller, request: DeleteGroupRequest) -> Result<Round> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (seen, row) = of_group(&tx, caller, &request.id).await?;
    store::delete_group(&tx, row.id).await?;
    // What was in it moved.
    let round = store::round(&tx, row.meeting_id).await?;
    store::save_round(&tx, round).await?;
    finish(app, tx, caller, now, &seen, "DeleteGroup").await
}

pub(super) async fn group_entries(app: &App, caller: &Caller, request: GroupEntriesRequest) -> Result<Round> {
    let now = app.clock.now();
    let meeting_id = db::parse_id(&request.meeting_id)?;
    let tx = app.db.begin().await?;
    let seen = grouped(&tx, caller, meeting_id).await?;
    let round = store::round(&tx, meeting_id).await?;
    if round.version != request.version {
        return Err(Error::Changed);
    }
    let entries = store::entries(&tx, meeting_id).await?;
    let texts = store::texts(&tx, entries.iter().map(|entry| entry.id).collect()).await?;
    let groups = store::groups(&tx, meeting_id).await?;
    let mut violations = Violations::new();
    let mut placed = Vec::new();
    for (i, placement) in request.placements.iter().enumerate() {
        let text_id = violations.id(&format!("placements.{i}.text_id"), &placement.text_id);
        let field = format!("placements.{i}.group_id");
        let group_id = violations.optional_id(&field, &placement.group_id);
        if group_id.is_some_and(|id| !id.is_nil() && groups.iter().all(|group| group.id != id)) {
            violations.add(field, Reason::UnknownValue);
        }
        // A centre may have emptied a field meanwhile: there is nothing to place any more.
        let text = texts.iter().find(|text| text.id == text_id);
        placed.extend(
            text.filter(|text| text.group_id != group_id)
                .map(|text| (text.id, group_id)),
        );
    }
    violations.finish()?;
    for (text_id, group_id) in placed {
        store::place_text(&tx, text_id, group_id).await?;
    }
    store::save_round(&tx, round).await?;
    finish(app, tx, caller, now, &seen, "GroupEntries").await
}
