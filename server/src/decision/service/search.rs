//! Decisions across meetings and consultations; the consultations.

use std::collections::BTreeMap;

use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::points::Points;
use super::{MAX_LINE, view, voices};
use crate::app::App;
use crate::auth::Caller;
use crate::decision::store::{self, Search, decision};
use crate::error::{Error, Result, Violations};
use crate::meeting::{self, Access, kinds};
use crate::network::rules::fold;

/// Decisions in one answer.
const PAGE: u64 = 50;
/// Consultations in one answer.
const MAX_CONSULTATIONS: u64 = 50;

pub(super) async fn list_decisions(
    app: &App,
    caller: &Caller,
    request: ListDecisionsRequest,
) -> Result<ListDecisionsResponse> {
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
        before,
    };
    let mut rows = store::decisions(db, &search, PAGE).await?;
    let is_last = rows.len() < usize::try_from(PAGE).unwrap_or_default();
    let last = rows.last().map(|row| row.id.to_string()).filter(|_| !is_last);
    keep_seen(db, caller, &mut rows).await?;
    Ok(ListDecisionsResponse {
        decisions: view::messages(db, rows).await?,
        next_before: last.unwrap_or_default(),
    })
}

/// Keeps the decisions that the caller may see.
async fn keep_seen(
    db: &impl ConnectionTrait,
    caller: &Caller,
    rows: &mut Vec<decision::Model>,
) -> Result<()> {
    let mut meeting_ids: Vec<Uuid> = rows.iter().filter_map(|row| row.meeting_id).collect();
    meeting_ids.sort_unstable();
    meeting_ids.dedup();
    let accesses = meeting::accesses(db, caller, meeting_ids).await?;
    let accesses: BTreeMap<Uuid, &Access> = accesses.iter().map(|access| (access.info.id, access)).collect();
    let points = Points::read(db, rows.iter().map(|row| row.item_id)).await?;
    let mut kept = Vec::new();
    for row in rows.drain(..) {
        let is_seen = match row.meeting_id {
            Some(id) => accesses
                .get(&id)
                .is_some_and(|access| points.is_seen(row.item_id, caller, access)),
            None => is_consultation_seen(db, caller, &row).await?,
        };
        if is_seen {
            kept.push(row);
        }
    }
    *rows = kept;
    Ok(())
}

async fn is_consultation_seen(
    db: &impl ConnectionTrait,
    caller: &Caller,
    row: &decision::Model,
) -> Result<bool> {
    let kind = MeetingKind::try_from(row.kind).unwrap_or_default();
    if kinds::kind(kind).is_open {
        return Ok(true);
    }
    let vote = match row.vote_id {
        Some(id) => store::vote(db, id).await?,
        None => None,
    };
    match vote {
        Some(vote) => is_vote_seen(db, caller, &vote).await,
        None => Ok(false),
    }
}

async fn is_vote_seen(db: &impl ConnectionTrait, caller: &Caller, vote: &store::vote::Model) -> Result<bool> {
    match voices::standing(db, caller, vote).await {
        Ok(_) => Ok(true),
        Err(Error::Missing) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) async fn list_consultations(
    app: &App,
    caller: &Caller,
    _request: ListConsultationsRequest,
) -> Result<ListConsultationsResponse> {
    let db = app.db.read();
    let mut consultations = Vec::new();
    for row in store::consultations(db, MAX_CONSULTATIONS).await? {
        if is_vote_seen(db, caller, &row).await? {
            let n_cast = store::n_cast(db, &row).await?;
            consultations.push(Vote {
                n_cast,
                ..view::brief(row)
            });
        }
    }
    let may_open = |kind: &&kinds::Kind| kind.may_vote && meeting::may_prepare(kind.kind, caller.role, true);
    Ok(ListConsultationsResponse {
        consultations,
        kinds: kinds::KINDS
            .iter()
            .filter(may_open)
            .map(|kind| MeetingKindInfo {
                kind: kind.kind as i32,
                label: kind.label.to_owned(),
                may_vote: true,
                ..MeetingKindInfo::default()
            })
            .collect(),
    })
}
