//! A bulletin before it is published.

use super::content::Said;
use super::*;
use crate::bulletin::rules::{self, Step};
use crate::error::Violations;
use crate::{db, live, question};

pub(super) async fn create_bulletin(
    app: &App,
    caller: &Caller,
    request: CreateBulletinRequest,
) -> Result<Bulletin> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let kind_id = violations.id("kind_id", &request.kind_id);
    let question_id = violations.optional_id("question_id", &request.question_id);
    let tx = app.db.begin().await?;
    let kind = store::kind(&tx, kind_id).await?;
    let kind = kind.filter(|kind| caller.is_of(kind.organisation_id) && !kind.is_retired);
    if kind.is_none() && !kind_id.is_nil() {
        violations.add("kind_id", Reason::UnknownValue);
    }
    if let Some(id) = question_id.filter(|id| !id.is_nil())
        && !question::is_asked(&tx, caller, id).await?
    {
        violations.add("question_id", Reason::UnknownValue);
    }
    let said = Said::parse(&tx, &mut violations, request.content.as_ref()).await?;
    violations.finish()?;
    let template = kind.map(|kind| kind.template).unwrap_or_default();
    let mut row = blank(caller, kind_id, now);
    row.question_id = question_id;
    said.or_text(&template).put(&mut row)?;
    store::insert(&tx, row.clone()).await?;
    live::record(&tx, Some(caller), now, moved("CreateBulletin", caller, &row)).await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
}

/// A draft that says nothing yet.
pub(super) fn blank(
    caller: &Caller,
    kind_id: uuid::Uuid,
    now: chrono::DateTime<chrono::Utc>,
) -> bulletin::Model {
    bulletin::Model {
        id: db::id(),
        organisation_id: caller.organisation_id,
        kind_id,
        state: BulletinState::Draft as i32,
        title: String::new(),
        text: String::new(),
        content: String::new(),
        is_urgent: false,
        valid_until: None,
        due_at: None,
        number: 0,
        idempotency_key: None,
        push_hash: None,
        asked_by: None,
        question_id: None,
        created_by: caller.name.clone(),
        created_at: now,
        published_by: String::new(),
        published_at: None,
        withdrawn_at: None,
        withdrawal: String::new(),
        version: 1,
    }
}

/// Saves it; one that a second reader was asked to read is a draft again.
pub(super) async fn save_bulletin(
    app: &App,
    caller: &Caller,
    request: SaveBulletinRequest,
) -> Result<Bulletin> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let tx = app.db.begin().await?;
    let mut row = own(&tx, caller, &request.id).await?;
    let said = Said::parse(&tx, &mut violations, request.content.as_ref()).await?;
    violations.finish()?;
    let state = rules::next(row.state(), Step::Save).ok_or(Error::NotNow(Reason::BulletinState))?;
    if request.version != row.version {
        return Err(Error::Changed);
    }
    said.put(&mut row)?;
    (row.state, row.asked_by) = (state as i32, None);
    store::save(&tx, &mut row).await?;
    live::record(&tx, Some(caller), now, moved("SaveBulletin", caller, &row)).await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
}

pub(super) async fn delete_bulletin(app: &App, caller: &Caller, request: BulletinRequest) -> Result<Empty> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = own(&tx, caller, &request.id).await?;
    rules::next(row.state(), Step::Delete).ok_or(Error::NotNow(Reason::BulletinState))?;
    if request.version != row.version {
        return Err(Error::Changed);
    }
    store::delete(&tx, row.id).await?;
    live::record(&tx, Some(caller), now, moved("DeleteBulletin", caller, &row)).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(Empty {})
}

/// What moves the pages of its body, and is told to nobody: a draft is nobody else's, the animator's neither.
pub(super) fn moved<'a>(rpc: &'static str, caller: &'a Caller, row: &bulletin::Model) -> Act<'a> {
    Act {
        audience: Audience::organisation(row.organisation_id),
        topic: Some(topic(row.id)),
        organisation_id: Some(row.organisation_id),
        ..Act::told(
            rpc,
            ActivityKind::BulletinMoved,
            &caller.organisation_name,
            "/bulletin".to_owned(),
        )
    }
}
