//! Blocks: added, written, moved, removed, brought up to date with their source.

use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::draft::LINE;
use super::{draft, view};
use crate::app::App;
use crate::auth::Caller;
use crate::db::{self, parse_id};
use crate::edition::{act, rules, source, store};
use crate::error::{Error, Result, Violations};
use crate::live;
use crate::mail::one_line;
use crate::newsletter::Access;
use crate::picture;
use crate::signature::Signer;

/// Blocks of an edition at most.
const BLOCKS: usize = 40;
/// Characters of a text at most.
const TEXT: usize = 20_000;
/// Characters of an address at most.
const URL: usize = 1_000;

/// A block of a draft that the caller may write; its edition is locked until the commit.
async fn written(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    id: &str,
) -> Result<(store::block::Model, Access)> {
    let id = parse_id(id)?;
    let edition_id = store::block(tx, id).await?.ok_or(Error::Missing)?.edition_id;
    let (_, access) = draft(tx, caller, edition_id).await?;
    // Read again under the lock.
    let row = store::block(tx, id).await?.ok_or(Error::Missing)?;
    Ok((row, access))
}

/// Ends an act on the blocks of an edition.
async fn finish(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    rpc: &'static str,
    access: &Access,
    edition_id: Uuid,
) -> Result<Edition> {
    let now = app.clock.now();
    store::touch(&tx, edition_id, &caller.name, now).await?;
    let told = act(rpc, ActivityKind::EditionSaved, &access.newsletter, edition_id);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, edition_id).await
}

pub(super) async fn add_block(app: &App, caller: &Caller, request: AddBlockRequest) -> Result<Edition> {
    let mut violations = Violations::new();
    let kind: BlockKind = violations.choice("kind", request.kind);
    let has_source = matches!(
        kind,
        BlockKind::Event | BlockKind::Contribution | BlockKind::Bulletin
    );
    let source_id = has_source.then(|| violations.id("source_id", &request.source_id));
    let tx = app.db.begin().await?;
    let (row, access) = draft(&tx, caller, parse_id(&request.edition_id)?).await?;
    let all = store::blocks(&tx, row.id).await?;
    if all.len() >= BLOCKS {
        violations.add("kind", Reason::TooMany);
    }
    violations.finish()?;
    let rank = all.last().map_or(1, |last| last.rank + 1);
    let mut block = store::block::Model {
        source_id,
        ..store::blank_block(row.id, rank, kind)
    };
    if let Some(id) = source_id {
        let found = source::source(app, &tx, &access.newsletter, kind, id).await?;
        source::take_over(
            &mut block,
            found.ok_or_else(|| Error::invalid("source_id", Reason::UnknownValue))?,
        );
    }
    store::insert_block(&tx, block).await?;
    finish(app, tx, caller, "AddBlock", &access, row.id).await
}

/// Saves the words of a block, if they are still those that the caller read.
pub(super) async fn save_block(app: &App, caller: &Caller, request: SaveBlockRequest) -> Result<Edition> {
    let mut violations = Violations::new();
    let title = violations.optional_text("title", &one_line(&request.title), LINE);
    let text = violations.optional_text("text", &request.text, TEXT);
    let url = violations.optional_text("url", &request.url, URL);
    let tx = app.db.begin().await?;
    let (row, access) = written(&tx, caller, &request.block_id).await?;
    violations.finish()?;
    let mut new = row.clone();
    match row.kind() {
        BlockKind::Title => new.title = title,
        BlockKind::Text | BlockKind::Event | BlockKind::Contribution | BlockKind::Bulletin => {
            new.text = text;
        }
        BlockKind::Picture => new.text = one_line(&text),
        BlockKind::Link => (new.title, new.text, new.url) = (title, text, url),
        BlockKind::Unspecified => {}
    }
    if new == row {
        // Sent again because the answer was lost, or nothing was changed: it is saved.
        return view::again(app, caller, row.edition_id).await;
    }
    if request.version != row.version {
        return Err(Error::Changed);
    }
    store::save_block(&tx, new).await?;
    finish(app, tx, caller, "SaveBlock", &access, row.edition_id).await
}

pub(super) async fn set_picture(app: &App, caller: &Caller, request: SetPictureRequest) -> Result<Edition> {
    let mut violations = Violations::new();
    let size = picture::parse(&mut violations, "content", &request.content);
    let tx = app.db.begin().await?;
    let (mut row, access) = written(&tx, caller, &request.id).await?;
    if row.kind() != BlockKind::Picture {
        violations.add("id", Reason::UnknownValue);
    }
    violations.finish()?;
    // Whoever shows it before the edition appears signs its address.
    Signer::of(&tx).await?;
    if let Some(old) = row.picture_id {
        store::delete_picture(&tx, old).await?;
    }
    let picture = store::picture::Model {
        id: db::id(),
        edition_id: row.edition_id,
        content_type: size.content_type.to_owned(),
        width: size.width,
        height: size.height,
        content: request.content,
    };
    row.picture_id = Some(picture.id);
    store::insert_picture(&tx, picture).await?;
    let edition_id = row.edition_id;
    // The words of the block keep their version: they did not change.
    row.version -= 1;
    store::save_block(&tx, row).await?;
    finish(app, tx, caller, "SetPicture", &access, edition_id).await
}

pub(super) async fn move_block(app: &App, caller: &Caller, request: MoveBlockRequest) -> Result<Edition> {
    let tx = app.db.begin().await?;
    let (row, access) = written(&tx, caller, &request.id).await?;
    let all = store::blocks(&tx, row.edition_id).await?;
    let ids = all.iter().map(|block| block.id).collect();
    store::order_blocks(&tx, &rules::moved(ids, row.id, request.place)).await?;
    finish(app, tx, caller, "MoveBlock", &access, row.edition_id).await
}

pub(super) async fn delete_block(app: &App, caller: &Caller, request: BlockRequest) -> Result<Edition> {
    let tx = app.db.begin().await?;
    let (row, access) = written(&tx, caller, &request.id).await?;
    store::delete_block(&tx, &row).await?;
    finish(app, tx, caller, "DeleteBlock", &access, row.edition_id).await
}

pub(super) async fn refresh_block(app: &App, caller: &Caller, request: BlockRequest) -> Result<Edition> {
    let tx = app.db.begin().await?;
    let (mut row, access) = written(&tx, caller, &request.id).await?;
    let source = match row.source_id {
        Some(id) => source::source(app, &tx, &access.newsletter, row.kind(), id).await?,
        None => None,
    };
    source::take_over(&mut row, source.ok_or(Error::NotNow(Reason::SourceGone))?);
    let edition_id = row.edition_id;
    store::save_block(&tx, row).await?;
    finish(app, tx, caller, "RefreshBlock", &access, edition_id).await
}
