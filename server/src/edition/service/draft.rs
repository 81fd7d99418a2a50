//! Drafts: begun, saved, begun again from another one, removed.

use std::collections::BTreeMap;

use proto::v1::*;
use uuid::Uuid;

use super::{draft, view};
use crate::app::App;
use crate::auth::Caller;
use crate::db::{self, parse_id};
use crate::edition::{act, store};
use crate::error::{Error, Result, Violations};
use crate::{live, newsletter};

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
    let row = store::edition::Model {
        id: db::id(),
        newsletter_id: access.newsletter.id,
        number: None,
        subject,
        preheader: String::new(),
        state: EditionState::Draft as i32,
        created_at: now,
        updated_at: now,
        updated_by: caller.name.clone(),
        published_at: None,
        version: 1,
    };
    store::insert(&tx, row.clone()).await?;
    let told = act(
        "CreateEdition",
        ActivityKind::EditionCreated,
        &access.newsletter,
        row.id,
    );
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
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
        id: db::id(),
        number: None,
        state: EditionState::Draft as i32,
        created_at: now,
        updated_at: now,
        updated_by: caller.name.clone(),
        published_at: None,
        version: 1,
        ..from.clone()
    };
    store::insert(&tx, copy.clone()).await?;
    let mut pictures: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    for block in store::blocks(&tx, from.id).await? {
        if let Some(old) = block.picture_id
            && let Some(picture) = store::picture(&tx, old).await?
        {
            let new = store::picture::Model {
                id: db::id(),
                edition_id: copy.id,
                ..picture
            };
            pictures.insert(old, new.id);
            store::insert_picture(&tx, new).await?;
        }
        let block = store::block::Model {
            id: db::id(),
            edition_id: copy.id,
            picture_id: block.picture_id.and_then(|old| pictures.get(&old).copied()),
            version: 1,
            ..block
        };
        store::insert_block(&tx, block).await?;
    }
    let told = act(
        "DuplicateEdition",
        ActivityKind::EditionCreated,
        &access.newsletter,
        copy.id,
    );
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, copy.id).await
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

/// A subject or a title holds one line, whatever was typed.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
