//! Rows of attachments, and their content in chunks.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::Owner;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use crate::error::Result;

/// A file, finished or being sent.
pub(crate) mod attachment {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attachment")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) owner: i32,
        pub(crate) owner_id: Uuid,
        pub(crate) name: String,
        pub(crate) size_bytes: i64,
        pub(crate) sha256: String,
        pub(crate) content_type: String,
        pub(crate) received_bytes: i64,
        pub(crate) is_finished: bool,
        pub(crate) person_id: Option<Uuid>,
        pub(crate) by_name: String,
        pub(crate) at: DateTimeUtc,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// 256 KiB of a file.
pub(crate) mod chunk {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attachment_chunk")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) attachment_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i32,
        pub(crate) content: Vec<u8>,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One file.
pub(crate) async fn attachment(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<attachment::Model>> {
    Ok(attachment::Entity::find_by_id(id).one(db).await?)
}

/// The files of an owner, oldest first, unfinished ones too.
pub(crate) async fn attachments_of(
    db: &impl ConnectionTrait,
    owner: Owner,
    owner_id: Uuid,
) -> Result<Vec<attachment::Model>> {
    Ok(attachment::Entity::find()
        .filter(attachment::Column::OwnerId.eq(owner_id))
        .filter(attachment::Column::Owner.eq(owner as i32))
        .order_by_asc(attachment::Column::Id)
        .all(db)
        .await?)
}

/// The files that a person sent, newest first, unfinished ones too.
pub(crate) async fn attachments_by(
    db: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<attachment::Model>> {
    Ok(attachment::Entity::find()
        .filter(attachment::Column::PersonId.eq(person_id))
        .order_by_desc(attachment::Column::At)
        .all(db)
        .await?)
}

/// How many whole files each of these owners has.
pub(crate) async fn n_of(
    db: &impl ConnectionTrait,
    owner: Owner,
    owner_ids: &[Uuid],
) -> Result<BTreeMap<Uuid, i64>> {
    let rows: Vec<(Uuid, i64)> = attachment::Entity::find()
        .select_only()
        .column(attachment::Column::OwnerId)
        .column_as(attachment::Column::Id.count(), "n")
        .filter(attachment::Column::OwnerId.is_in(owner_ids.iter().copied()))
        .filter(attachment::Column::Owner.eq(owner as i32))
        .filter(attachment::Column::IsFinished.eq(true))
        .group_by(attachment::Column::OwnerId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Writes the row of a file.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: attachment::Model) -> Result<()> {
    let row = row.into_active_model().reset_all();
    attachment::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Moves the offset of an upload from one place to the next; false when another chunk was quicker.
pub(crate) async fn advance(tx: &impl ConnectionTrait, id: Uuid, from: i64, to: i64) -> Result<bool> {
    let done = attachment::Entity::update_many()
        .col_expr(attachment::Column::ReceivedBytes, Expr::value(to))
        .filter(attachment::Column::Id.eq(id))
        .filter(attachment::Column::ReceivedBytes.eq(from))
        .filter(attachment::Column::IsFinished.eq(false))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Marks a file as whole.
pub(crate) async fn finish(tx: &impl ConnectionTrait, id: Uuid, at: DateTime<Utc>) -> Result<()> {
    attachment::Entity::update_many()
        .col_expr(attachment::Column::IsFinished, Expr::value(true))
        .col_expr(attachment::Column::At, Expr::value(at))
        .filter(attachment::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes a chunk.
pub(crate) async fn insert_chunk(
    tx: &impl ConnectionTrait,
    attachment_id: Uuid,
    number: i32,
    content: Vec<u8>,
) -> Result<()> {
    let row = chunk::ActiveModel {
        attachment_id: Set(attachment_id),
        number: Set(number),
        content: Set(content),
    };
    chunk::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The content of a chunk.
pub(crate) async fn chunk(db: &impl ConnectionTrait, id: Uuid, number: i32) -> Result<Option<Vec<u8>>> {
    let row = chunk::Entity::find_by_id((id, number)).one(db).await?;
    Ok(row.map(|row| row.content))
}

/// Removes a file; its chunks go with it.
pub(crate) async fn delete(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    attachment::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Removes those of these uploads that were not finished meanwhile; says how many.
pub(crate) async fn delete_unfinished(tx: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<usize> {
    let done = attachment::Entity::delete_many()
        .filter(attachment::Column::Id.is_in(ids))
        .filter(attachment::Column::IsFinished.eq(false))
        .exec(tx)
        .await?;
    Ok(usize::try_from(done.rows_affected).unwrap_or(usize::MAX))
}

/// Removes the files of an owner.
pub(crate) async fn delete_of(tx: &impl ConnectionTrait, owner: Owner, owner_id: Uuid) -> Result<()> {
    attachment::Entity::delete_many()
        .filter(attachment::Column::OwnerId.eq(owner_id))
        .filter(attachment::Column::Owner.eq(owner as i32))
        .exec(tx)
        .await?;
    Ok(())
}

/// Some uploads that began before an instant and are not finished.
pub(crate) async fn unfinished_before(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<Vec<Uuid>> {
    Ok(attachment::Entity::find()
        .select_only()
        .column(attachment::Column::Id)
        .filter(attachment::Column::IsFinished.eq(false))
        .filter(attachment::Column::At.lt(before))
        .limit(100)
        .into_tuple()
        .all(db)
        .await?)
}
