//! The review: it begins, and those convened say what they think.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::{MAX_PARAGRAPHS, Read, approval, assemble, finish, led, locked, read};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::minutes::document;
use crate::minutes::letter::{self, Occasion};
use crate::minutes::rules::{self, Step};
use crate::minutes::store::{self, minutes_comment};

/// Parses how long a review lasts.
fn must_last(n_days: i32) -> Result<()> {
    let mut violations = Violations::new();
    if !rules::REVIEWS.contains(&n_days) {
        violations.add("n_days", Reason::DaysOutOfRange);
    }
    violations.finish()
}

/// The document to review and the end of the review, when it may begin.
async fn reviewed(
    db: &impl ConnectionTrait,
    read: &mut Read,
    now: DateTime<Utc>,
    n_days: i32,
) -> Result<MinutesDocument> {
    let was_approved = read.row.state() == MinutesState::Approved;
    read.step(Step::Review)?;
    let document = assemble::assemble_closed(db, read).await?;
    if was_approved {
        if approval::is_approved(&read.row, &document) {
            return Err(Error::NotNow(Reason::MinutesState));
        }
        approval::forget(&mut read.row);
    }
    read.row.review_began_at = Some(now);
    read.row.review_until = Some(rules::review_until(now, n_days, read.access.info.zone));
    read.row.search = document::search(&document);
    Ok(document)
}

fn occasion(read: &Read) -> Occasion<'static> {
    Occasion::Review {
        until: read.row.review_until.unwrap_or_default(),
    }
}

pub(super) async fn preview_review(
    app: &App,
    caller: &Caller,
    request: StartReviewRequest,
) -> Result<Sending> {
    must_last(request.n_days)?;
    let db = app.db.read();
    let mut read = read(db, caller, &request.meeting_id).await?;
    read.access.must_lead()?;
    let document = reviewed(db, &mut read, app.clock.now(), request.n_days).await?;
    letter::write(app, db, &read.access, &document, occasion(&read)).await
}

pub(super) async fn start_review(app: &App, caller: &Caller, request: StartReviewRequest) -> Result<Minutes> {
    let now = app.clock.now();
    must_last(request.n_days)?;
    let tx = app.db.begin().await?;
    let mut read = led(&tx, caller, &request.meeting_id).await?;
    read.must_be(request.version)?;
    let document = reviewed(&tx, &mut read, now, request.n_days).await?;
    store::save(&tx, &mut read.row).await?;
    letter::send(app, &tx, &read.access, &document, occasion(&read)).await?;
    let act = read.act("StartReview", ActivityKind::MinutesReviewStarted);
    finish(app, tx, caller, now, act, &request.meeting_id).await
}

pub(super) async fn comment_minutes(
    app: &App,
    caller: &Caller,
    request: CommentMinutesRequest,
) -> Result<Minutes> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let text = violations.text("text", &request.text, MAX_PARAGRAPHS);
    let item_id = violations.optional_id("item_id", &request.item_id);
    let tx = app.db.begin().await?;
    let read = locked(&tx, caller, &request.meeting_id).await?;
    if !read.reader.comments() {
        return Err(Error::Denied(Reason::NotConvened));
    }
    violations.finish()?;
    if !rules::takes_comments(read.row.state(), read.row.review_until, now) {
        return Err(Error::NotNow(Reason::ReviewOver));
    }
    if let Some(id) = item_id {
        let mut document = assemble::assemble(&tx, &read).await?;
        document::withhold(&mut document, read.reader.leads, Some(caller.organisation_id));
        let id = id.to_string();
        if document.items.iter().all(|item| item.item_id != id) {
            return Err(Error::invalid("item_id", Reason::NotFound));
        }
    }
    let row = minutes_comment::Model {
        id: db::id(),
        meeting_id: read.access.info.id,
        item_id,
        text,
        at: now,
        name: caller.name.clone(),
        organisation_name: caller.organisation_name.clone(),
    };
    store::insert_comment(&tx, row).await?;
    let act = read.act("CommentMinutes", ActivityKind::MinutesCommented);
    finish(app, tx, caller, now, act, &request.meeting_id).await
}
