//! What approved the minutes: a later session, a written consultation, or that nobody said anything.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::{Read, assemble, finish, led};
use crate::app::App;
use crate::auth::Caller;
use crate::decision;
use crate::error::{Error, Result, Violations};
use crate::meeting::{self, kinds};
use crate::minutes::document;
use crate::minutes::rules::{self, Step};
use crate::minutes::store::{self, minutes::Model};

/// The decisions that may have approved the minutes of a meeting, newest first, and how each does: taken since their
/// review began, since nobody approves what is still to be written.
pub(super) async fn candidates(
    db: &impl ConnectionTrait,
    read: &Read,
) -> Result<Vec<(Decision, ApprovalMode)>> {
    let info = &read.access.info;
    let since = read.row.review_began_at.unwrap_or(info.ends_at);
    let later = meeting::following(db, info).await?;
    let later: Vec<String> = later.iter().map(|other| other.id.to_string()).collect();
    let decisions = decision::decisions_since(db, info.kind, since).await?;
    Ok(decisions
        .into_iter()
        .filter_map(|decision| {
            let mode = rules::approves(&decision, &later)?;
            Some((decision, mode))
        })
        .collect())
}

/// Says whether the facts are those that were approved; so they are taken where nothing tells.
pub(super) fn is_approved(row: &Model, facts: &MinutesDocument) -> bool {
    row.approved_sha256
        .as_ref()
        .is_none_or(|approved| *approved == document::seal(facts).1)
}

/// Forgets an approval: the facts changed, and another review begins.
pub(super) fn forget(row: &mut Model) {
    row.approval_mode = None;
    row.approval_decision_id = None;
    row.approved_at = None;
    row.approved_by.clear();
    row.approved_sha256 = None;
}

/// Says whether nobody said anything, where that is enough; or why it is not.
pub(super) async fn is_without_remark(
    db: &impl ConnectionTrait,
    read: &Read,
) -> Result<std::result::Result<(), Reason>> {
    let info = &read.access.info;
    let has_later = !meeting::following(db, info).await?.is_empty();
    let comments = store::comments(db, info.id).await?;
    let has_remarks = comments
        .iter()
        .any(|row| Some(row.at) >= read.row.review_began_at);
    let may_vote = kinds::kind(info.kind).may_vote;
    Ok(rules::may_lack_approval(may_vote, has_later, has_remarks))
}

/// When a decision was taken: what it approves is approved since then, whenever that is recorded.
fn decided_at(decision: &Decision) -> Option<DateTime<Utc>> {
    let at = decision.at?;
    DateTime::from_timestamp(at.seconds, u32::try_from(at.nanos).ok()?)
}

pub(super) async fn approve_minutes(
    app: &App,
    caller: &Caller,
    request: ApproveMinutesRequest,
) -> Result<Minutes> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let decision_id = violations.optional_id("decision_id", &request.decision_id);
    let tx = app.db.begin().await?;
    let mut read = led(&tx, caller, &request.meeting_id).await?;
    violations.finish()?;
    read.must_be(request.version)?;
    rules::must_be_reviewed(read.row.state(), read.row.review_until, now).map_err(Error::NotNow)?;
    let (mode, at) = if let Some(id) = decision_id {
        let id = id.to_string();
        let found = candidates(&tx, &read).await?.into_iter();
        let found = { found }.find(|(decision, _)| decision.id == id);
        let (decision, mode) = found.ok_or(Error::NotNow(Reason::NotAnApproval))?;
        (mode, decided_at(&decision).unwrap_or(now))
    } else {
        let is_enough = is_without_remark(&tx, &read).await?;
        is_enough.map_err(Error::NotNow)?;
        (ApprovalMode::NoRemark, now)
    };
    let facts = assemble::assemble_closed(&tx, &read).await?;
    read.step(Step::Approve)?;
    read.row.approval_mode = Some(mode as i32);
    read.row.approval_decision_id = decision_id;
    read.row.approved_at = Some(at);
    read.row.approved_by.clone_from(&caller.name);
    read.row.approved_sha256 = Some(document::seal(&facts).1);
    store::save(&tx, &mut read.row).await?;
    let act = read.act("ApproveMinutes", ActivityKind::MinutesApproved);
    finish(app, tx, caller, now, act, &request.meeting_id).await
}
