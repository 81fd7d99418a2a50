//! Minutes across meetings.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::list_minutes_response::Entry;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{MAX_LINE, reader};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::{Result, Violations};
use crate::meeting::{self, Access, Info, kinds};
use crate::minutes;
use crate::minutes::outlook::LOOKED_BACK;
use crate::minutes::store::{self, Search, minutes::Model};
use crate::network::rules::fold;

/// Minutes in one answer.
const PAGE: u64 = 50;

pub(super) async fn list_minutes(
    app: &App,
    caller: &Caller,
    request: ListMinutesRequest,
) -> Result<ListMinutesResponse> {
    let mut violations = Violations::new();
    let query = fold(&violations.optional_text("query", &request.query, MAX_LINE));
    if MeetingKind::try_from(request.kind).is_err() {
        violations.add("kind", Reason::UnknownValue);
    }
    let before = violations.optional_id("before", &request.before);
    violations.finish()?;
    let db = app.db.read();
    let search = Search {
        words: query.split_whitespace().map(str::to_owned).collect(),
        year: Some(request.year).filter(|year| *year != 0),
        kind: Some(request.kind).filter(|kind| *kind != 0),
        before: match before {
            Some(id) => store::minutes(db, id).await?,
            None => None,
        },
    };
    let delays = minutes::Delays::read(db).await?;
    let rows = store::found(db, search, PAGE).await?;
    let is_last = rows.len() < usize::try_from(PAGE).unwrap_or_default();
    let last = rows.last().map(|row| row.meeting_id.to_string());
    Ok(ListMinutesResponse {
        entries: entries(db, caller, rows, &delays).await?,
        next_before: last.filter(|_| !is_last).unwrap_or_default(),
        to_write: to_write(db, caller, &delays, app.clock.now()).await?,
        delay_days: delays.at(app.clock.now()),
        may_set_delay: caller.is_animator(),
    })
}

/// Those that the caller may read, in their order.
async fn entries(
    db: &impl ConnectionTrait,
    caller: &Caller,
    rows: Vec<Model>,
    delays: &minutes::Delays,
) -> Result<Vec<Entry>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.meeting_id).collect();
    let accesses = meeting::accesses(db, caller, ids).await?;
    let accesses: BTreeMap<Uuid, Access> = accesses
        .into_iter()
        .map(|access| (access.info.id, access))
        .collect();
    let mut entries = Vec::new();
    for row in rows {
        let Some(access) = accesses.get(&row.meeting_id) else {
            continue;
        };
        let audience = kinds::kind(access.info.kind).minutes_audience;
        if reader(caller, access).reads(row.state(), audience) {
            let mut entry = entry(&access.info, &row, delays);
            if row.state() == MinutesState::Locked {
                let versions = store::versions(db, row.meeting_id).await?;
                entry.n_versions = i32::try_from(versions.len()).unwrap_or(i32::MAX);
            }
            entries.push(entry);
        }
    }
    Ok(entries)
}

fn entry(info: &Info, row: &Model, delays: &minutes::Delays) -> Entry {
    Entry {
        meeting_id: info.id.to_string(),
        title: info.title.clone(),
        kind: info.kind as i32,
        kind_label: kinds::kind(info.kind).label.to_owned(),
        starts_at: Some(timestamp(info.starts_at)),
        zone: info.zone.name().to_owned(),
        state: row.state,
        review_until: row.review_until.map(timestamp),
        locked_at: row.locked_at.map(timestamp),
        n_versions: 0,
        due_at: Some(timestamp(delays.due_at(info))),
    }
}

/// The meetings that the caller leads, that were held and whose minutes are drafts; the soonest due first.
async fn to_write(
    db: &impl ConnectionTrait,
    caller: &Caller,
    delays: &minutes::Delays,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>> {
    let since = now - TimeDelta::days(LOOKED_BACK);
    let ids: Vec<Uuid> = meeting::held(db, since)
        .await?
        .iter()
        .map(|info| info.id)
        .collect();
    let stages = minutes::of_meetings(db, ids.clone()).await?;
    let accesses = meeting::accesses(db, caller, ids).await?;
    let mut found = Vec::new();
    for access in accesses.iter().filter(|access| access.may_lead) {
        let stage = stages.iter().find(|row| row.meeting_id == access.info.id);
        let draft = stage.cloned().unwrap_or_else(|| Model::draft(&access.info));
        if draft.state() == MinutesState::Draft {
            found.push(entry(&access.info, &draft, delays));
        }
    }
    found.sort_by_key(|entry| entry.due_at.map(|at| at.seconds));
    Ok(found)
}
