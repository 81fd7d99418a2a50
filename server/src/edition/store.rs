//! Rows of editions, their blocks, pictures and letters.

pub(crate) mod digest;
mod rows;

use std::collections::BTreeMap;

use proto::v1::{BlockKind, EditionState};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

pub(crate) use self::rows::{block, edition, letter, picture};
use crate::db;
use crate::error::Result;

/// One edition.
pub(crate) async fn edition(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<edition::Model>> {
    Ok(edition::Entity::find_by_id(id).one(db).await?)
}

/// One edition, locked until the commit: everything that changes it or its blocks begins here.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<edition::Model>> {
    Ok(edition::Entity::find_by_id(id).lock_exclusive().one(tx).await?)
}

/// The editions of a newsletter, the newest first.
pub(crate) async fn editions_of(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
) -> Result<Vec<edition::Model>> {
    Ok(edition::Entity::find()
        .filter(edition::Column::NewsletterId.eq(newsletter_id))
        .order_by_desc(edition::Column::Id)
        .all(db)
        .await?)
}

/// The same, locked until the commit in one order for all: numbers follow each other.
pub(crate) async fn lock_editions_of(
    tx: &impl ConnectionTrait,
    newsletter_id: Uuid,
) -> Result<Vec<edition::Model>> {
    Ok(edition::Entity::find()
        .filter(edition::Column::NewsletterId.eq(newsletter_id))
        .order_by_asc(edition::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?)
}

/// The highest number of a newsletter so far.
pub(crate) async fn last_number(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<i32> {
    let last: Option<Option<i32>> = edition::Entity::find()
        .select_only()
        .column(edition::Column::Number)
        .filter(edition::Column::NewsletterId.eq(newsletter_id))
        .filter(edition::Column::Number.is_not_null())
        .order_by_desc(edition::Column::Number)
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or_default())
}

/// The editions of a newsletter that appeared, the newest first; not the digests, which repeat them.
pub(crate) async fn published_of(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
) -> Result<Vec<edition::Model>> {
    Ok(edition::Entity::find()
        .filter(edition::Column::NewsletterId.eq(newsletter_id))
        .filter(edition::Column::State.eq(EditionState::Published as i32))
        .filter(edition::Column::DigestMonth.is_null())
        .order_by_desc(edition::Column::Number)
        .all(db)
        .await?)
}

/// The newsletters of which an edition appeared.
pub(crate) async fn newsletter_ids(db: &impl ConnectionTrait) -> Result<Vec<Uuid>> {
    Ok(edition::Entity::find()
        .select_only()
        .column(edition::Column::NewsletterId)
        .distinct()
        .filter(edition::Column::State.eq(EditionState::Published as i32))
        .order_by_asc(edition::Column::NewsletterId)
        .into_tuple()
        .all(db)
        .await?)
}

/// Writes a new edition.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: edition::Model) -> Result<()> {
    edition::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes an edition back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &mut edition::Model) -> Result<()> {
    let is_same = [
        edition::Column::Id.eq(row.id),
        edition::Column::Version.eq(row.version),
    ];
    row.version += 1;
    db::save(tx, row.clone().into_active_model(), is_same).await
}

/// Notes who worked at an edition that is locked, and when; its version stays, for the form of its subject.
pub(crate) async fn touch(tx: &impl ConnectionTrait, id: Uuid, by: &str, now: DateTimeUtc) -> Result<()> {
    edition::Entity::update_many()
        .col_expr(edition::Column::UpdatedAt, Expr::value(now))
        .col_expr(edition::Column::UpdatedBy, Expr::value(by))
        .filter(edition::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes an edition; what belongs to it goes with it.
pub(crate) async fn delete(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    edition::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The blocks of an edition, in order.
pub(crate) async fn blocks(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<Vec<block::Model>> {
    Ok(block::Entity::find()
        .filter(block::Column::EditionId.eq(edition_id))
        .order_by_asc(block::Column::Rank)
        .order_by_asc(block::Column::Id)
        .all(db)
        .await?)
}

/// One block.
pub(crate) async fn block(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<block::Model>> {
    Ok(block::Entity::find_by_id(id).one(db).await?)
}

/// Writes a new block.
pub(crate) async fn insert_block(tx: &impl ConnectionTrait, row: block::Model) -> Result<()> {
    block::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a block back, its version counted on. Its edition is locked.
pub(crate) async fn save_block(tx: &impl ConnectionTrait, mut row: block::Model) -> Result<()> {
    row.version += 1;
    block::Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(block::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes a block and its picture.
pub(crate) async fn delete_block(tx: &impl ConnectionTrait, row: &block::Model) -> Result<()> {
    if let Some(picture_id) = row.picture_id {
        delete_picture(tx, picture_id).await?;
    }
    block::Entity::delete_by_id(row.id).exec(tx).await?;
    Ok(())
}

/// Gives blocks their ranks, in this order.
pub(crate) async fn order_blocks(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    for (rank, id) in (1..).zip(ids) {
        let rank: i32 = rank;
        block::Entity::update_many()
            .col_expr(block::Column::Rank, rank.into())
            .filter(block::Column::Id.eq(*id))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// One picture, with its content.
pub(crate) async fn picture(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<picture::Model>> {
    Ok(picture::Entity::find_by_id(id).one(db).await?)
}

/// A new block without words.
pub(crate) fn blank_block(edition_id: Uuid, rank: i32, kind: BlockKind) -> block::Model {
    block::Model {
        id: crate::db::id(),
        edition_id,
        rank,
        kind: kind as i32,
        title: String::new(),
        text: String::new(),
        url: String::new(),
        details: String::new(),
        picture_id: None,
        source_id: None,
        source_text: String::new(),
        source_hash: String::new(),
        version: 1,
    }
}

/// Gives an edition copies of a block and its picture, at a rank.
pub(crate) async fn copy_block(
    tx: &impl ConnectionTrait,
    edition_id: Uuid,
    rank: i32,
    block: block::Model,
) -> Result<()> {
    let mut copy = block::Model {
        id: crate::db::id(),
        edition_id,
        rank,
        version: 1,
        ..block
    };
    if let Some(old) = copy.picture_id
        && let Some(picture) = picture(tx, old).await?
    {
        let id = crate::db::id();
        let picture = picture::Model {
            id,
            edition_id,
            ..picture
        };
        insert_picture(tx, picture).await?;
        copy.picture_id = Some(id);
    }
    insert_block(tx, copy).await
}

/// Width and height of each picture of an edition, without the contents.
pub(crate) async fn sizes(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<BTreeMap<Uuid, (i32, i32)>> {
    let rows: Vec<(Uuid, i32, i32)> = picture::Entity::find()
        .select_only()
        .columns([
            picture::Column::Id,
            picture::Column::Width,
            picture::Column::Height,
        ])
        .filter(picture::Column::EditionId.eq(edition_id))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, w, h)| (id, (w, h))).collect())
}

/// Writes a picture.
pub(crate) async fn insert_picture(tx: &impl ConnectionTrait, row: picture::Model) -> Result<()> {
    picture::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Removes a picture.
pub(crate) async fn delete_picture(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    picture::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The letter of an edition, once it is frozen.
pub(crate) async fn letter(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<Option<letter::Model>> {
    Ok(letter::Entity::find_by_id(edition_id).one(db).await?)
}

/// Writes the letter of an edition.
pub(crate) async fn insert_letter(tx: &impl ConnectionTrait, row: letter::Model) -> Result<()> {
    letter::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Removes the letter of an edition that is a draft again.
pub(crate) async fn delete_letter(tx: &impl ConnectionTrait, edition_id: Uuid) -> Result<()> {
    letter::Entity::delete_by_id(edition_id).exec(tx).await?;
    Ok(())
}
