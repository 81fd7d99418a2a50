//! The news of each territory: a thread, and what each organisation prepares for it.

use uuid::Uuid;

use super::*;
use crate::clock::timestamp;
use crate::db;
use crate::error::Violations;
use crate::live::Audience;
use crate::markdown;
use crate::overseas::store::news::{self, draft, item};

/// News of a page.
const PAGE: usize = 20;

pub(super) async fn list_overseas_news(
    app: &App,
    caller: &Caller,
    request: ListOverseasNewsRequest,
) -> Result<ListOverseasNewsResponse> {
    let mut violations = Violations::new();
    let centre_id = violations.optional_id("centre_id", &request.centre_id);
    let before = violations.optional_id("before_id", &request.before_id);
    let db = app.db.read();
    let space = inside(db, caller, app.clock.now()).await?;
    violations.finish()?;
    let centre = centre_id.map(|id| centre(&space, id)).transpose()?;
    page(db, caller, &space, centre, before).await
}

/// A territory, that of a centre that left the network too.
fn centre(space: &Space, id: Uuid) -> Result<&Member> {
    let found = space.all_centres.iter().find(|one| one.id == id);
    found.ok_or(Error::Missing)
}

/// A territory to write to.
fn named<'a>(space: &'a Space, id: &str) -> Result<&'a Member> {
    centre(space, parse_id(id)?)
}

async fn page(
    db: &impl ConnectionTrait,
    caller: &Caller,
    space: &Space,
    centre: Option<&Member>,
    before: Option<Uuid>,
) -> Result<ListOverseasNewsResponse> {
    let limit = u64::try_from(PAGE + 1).unwrap_or_default();
    let mut rows = news::items(db, centre.map(|one| one.id), before, limit).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| has_more);
    let draft = match centre {
        Some(centre) => news::draft(db, caller.organisation_id, centre.id).await?,
        None => None,
    };
    Ok(ListOverseasNewsResponse {
        next_before_id: last.map(|row| row.id.to_string()).unwrap_or_default(),
        news: rows.into_iter().map(|row| message(caller, space, row)).collect(),
        centre: centre.map(Member::message),
        draft_version: draft.as_ref().map_or(0, |draft| draft.version),
        draft: draft.map(|draft| draft.text).unwrap_or_default(),
    })
}

fn message(caller: &Caller, space: &Space, row: item::Model) -> OverseasNews {
    let name = |id: Uuid| space.member(id).map(|one| one.name.clone()).unwrap_or_default();
    let centre = space.member(row.centre_id).map(Member::message);
    let centre = centre.unwrap_or_default();
    OverseasNews {
        id: row.id.to_string(),
        centre_id: row.centre_id.to_string(),
        centre_name: centre.organisation_name,
        zone: centre.zone,
        organisation_id: row.organisation_id.to_string(),
        organisation_name: name(row.organisation_id),
        author_name: row.author_name,
        text_html: markdown::to_html(&row.text),
        text: row.text,
        posted_at: Some(timestamp(row.posted_at)),
        corrected_at: row.corrected_at.map(timestamp),
        is_withdrawn: row.withdrawn_at.is_some(),
        version: row.version,
        may_edit: row.withdrawn_at.is_none()
            && caller.is_of(row.organisation_id)
            && rules::writes(caller.role),
    }
}

/// An act on a thread, told to the space.
fn told<'a>(space: &Space, centre: &'a Member, rpc: &'static str, kind: ActivityKind) -> Act<'a> {
    Act {
        audience: space.audience(),
        topic: Some(TOPIC.to_owned()),
        ..Act::told(rpc, kind, &centre.name, news_path(centre.id))
    }
}

pub(super) async fn save_overseas_draft(
    app: &App,
    caller: &Caller,
    request: SaveOverseasDraftRequest,
) -> Result<ListOverseasNewsResponse> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let text = violations.optional_text("text", &request.text, TEXT);
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let centre = named(&space, &request.centre_id)?;
    violations.finish()?;
    let row = draft::Model {
        organisation_id: caller.organisation_id,
        centre_id: centre.id,
        text,
        version: request.version,
    };
    news::save_draft(&tx, &row).await?;
    let act = Act {
        audience: Audience::organisation(caller.organisation_id),
        ..told(
            &space,
            centre,
            "SaveOverseasDraft",
            ActivityKind::OverseasDraftSaved,
        )
    };
    finish(app, tx, caller, now, act).await?;
    page(app.db.read(), caller, &space, Some(centre), None).await
}

pub(super) async fn post_overseas_news(
    app: &App,
    caller: &Caller,
    request: PostOverseasNewsRequest,
) -> Result<ListOverseasNewsResponse> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let text = violations.text("text", &request.text, TEXT);
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let centre = named(&space, &request.centre_id)?;
    violations.finish()?;
    let draft = news::draft(&tx, caller.organisation_id, centre.id).await?;
    if draft.map_or(0, |draft| draft.version) != request.version {
        return Err(Error::Changed);
    }
    let row = item::Model {
        id: db::id(),
        centre_id: centre.id,
        organisation_id: caller.organisation_id,
        author_name: caller.name.clone(),
        text,
        posted_at: now,
        corrected_at: None,
        withdrawn_at: None,
        version: 1,
    };
    news::insert(&tx, row).await?;
    news::delete_draft(&tx, caller.organisation_id, centre.id).await?;
    let kind = ActivityKind::OverseasNewsPosted;
    let act = told(&space, centre, "PostOverseasNews", kind);
    finish(app, tx, caller, now, act).await?;
    page(app.db.read(), caller, &space, Some(centre), None).await
}

/// A piece of news of the caller's organisation, locked until the commit, with its thread.
async fn own_item<'a>(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    space: &'a Space,
    id: &str,
) -> Result<(item::Model, &'a Member)> {
    let row = news::locked(tx, parse_id(id)?).await?.ok_or(Error::Missing)?;
    if !caller.is_of(row.organisation_id) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    if row.withdrawn_at.is_some() {
        return Err(Error::NotNow(Reason::NewsWithdrawn));
    }
    let centre = centre(space, row.centre_id)?;
    Ok((row, centre))
}

pub(super) async fn update_overseas_news(
    app: &App,
    caller: &Caller,
    request: UpdateOverseasNewsRequest,
) -> Result<ListOverseasNewsResponse> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let text = violations.text("text", &request.text, TEXT);
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let (mut row, centre) = own_item(&tx, caller, &space, &request.id).await?;
    violations.finish()?;
    (row.text, row.corrected_at, row.version) = (text, Some(now), request.version);
    news::save(&tx, &row).await?;
    let kind = ActivityKind::OverseasNewsChanged;
    let act = told(&space, centre, "UpdateOverseasNews", kind);
    finish(app, tx, caller, now, act).await?;
    page(app.db.read(), caller, &space, Some(centre), None).await
}

pub(super) async fn withdraw_overseas_news(
    app: &App,
    caller: &Caller,
    request: OverseasNewsRequest,
) -> Result<ListOverseasNewsResponse> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let (mut row, centre) = own_item(&tx, caller, &space, &request.id).await?;
    (row.text, row.withdrawn_at) = (String::new(), Some(now));
    news::save(&tx, &row).await?;
    let kind = ActivityKind::OverseasNewsChanged;
    let act = told(&space, centre, "WithdrawOverseasNews", kind);
    finish(app, tx, caller, now, act).await?;
    page(app.db.read(), caller, &space, Some(centre), None).await
}
