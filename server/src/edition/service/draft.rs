//! Drafts: begun, saved, begun again from another one, removed.

use proto::v1::*;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::{draft, view};
use crate::app::App;
use crate::auth::Caller;
use crate::db::parse_id;
use crate::edition::{act, blank, store};
use crate::error::{Error, Result, Violations};
use crate::live;
use crate::mail::one_line;
use crate::newsletter::{self, Newsletter};

/// Characters of a subject, of what follows it, of a title.
pub(super) const LINE: usize = 200;

pub(super) async fn create_edition(
    app: &App,
    caller: &Caller,
    request: CreateEditionRequest,
) -> Result<Edition> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let subject = violations.optional_text("subject", &one_line(&request.subject), LINE);
    let tx = app.db.begin().await?;
    let access = newsletter::access(&tx, caller, parse_id(&request.newsletter_id)?).await?;
    access.must_write()?;
    violations.finish()?;
    let row = blank(access.newsletter.id, subject, &caller.name, now);
    store::insert(&tx, row.clone()).await?;
    begun(app, caller, tx, "CreateEdition", &access.newsletter, row.id).await
}

/// Ends the act that began a draft.
async fn begun(
    app: &App,
    caller: &Caller,
    tx: DatabaseTransaction,
    rpc: &'static str,
    newsletter: &Newsletter,
    id: Uuid,
) -> Result<Edition> {
    let told = act(rpc, ActivityKind::EditionCreated, newsletter, id);
    live::record(&tx, Some(caller), app.clock.now(), told).await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, id).await
}

/// Saves the subject and what follows it, if they are still those that the caller read.
pub(super) async fn save_edition(app: &App, caller: &Caller, request: SaveEditionRequest) -> Result<Edition> {
    let now = app.clock.now();
    let id = parse_id(&request.edition_id)?;
    let mut violations = Violations::new();
    let subject = violations.optional_text("subject", &one_line(&request.subject), LINE);
    let preheader = violations.optional_text("preheader", &one_line(&request.preheader), LINE);
    let tx = app.db.begin().await?;
    let (mut row, access) = draft(&tx, caller, id).await?;
    violations.finish()?;
    let is_same = (&row.subject, &row.preheader) == (&subject, &preheader);
    if request.version != row.version && !is_same {
        return Err(Error::Changed);
    }
    if !is_same {
        (row.subject, row.preheader) = (subject, preheader);
        (row.updated_at, row.updated_by) = (now, caller.name.clone());
        store::save(&tx, &mut row).await?;
        let told = act("SaveEdition", ActivityKind::EditionSaved, &access.newsletter, id);
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        app.live.wake();
    }
    view::again(app, caller, id).await
}

/// A new draft with the blocks of another edition, its pictures included.
pub(super) async fn duplicate_edition(
    app: &App,
    caller: &Caller,
    request: EditionRequest,
) -> Result<Edition> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let from = store::edition(&tx, parse_id(&request.id)?)
        .await?
        .ok_or(Error::Missing)?;
    let access = newsletter::access(&tx, caller, from.newsletter_id).await?;
    access.must_write()?;
    let copy = store::edition::Model {
        preheader: from.preheader,
        ..blank(from.newsletter_id, from.subject, &caller.name, now)
    };
    store::insert(&tx, copy.clone()).await?;
    for block in store::blocks(&tx, from.id).await? {
        store::copy_block(&tx, copy.id, block.rank, block).await?;
    }
    begun(app, caller, tx, "DuplicateEdition", &access.newsletter, copy.id).await
}

pub(super) async fn delete_edition(app: &App, caller: &Caller, request: EditionRequest) -> Result<Empty> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (row, access) = draft(&tx, caller, parse_id(&request.id)?).await?;
    store::delete(&tx, row.id).await?;
    let mut told = act(
        "DeleteEdition",
        ActivityKind::EditionDeleted,
        &access.newsletter,
        row.id,
    );
    told.path = format!("/newsletter/{}", access.newsletter.id);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(Empty {})
}
