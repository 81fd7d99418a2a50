//! Where the mails about the activities stand: one cursor for those at once, one row a person for the digests; the
//! details that they need.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{IntoCondition, OnConflict};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder as _, QuerySelect as _};

use super::{Line, activity};
use crate::error::Result;
use crate::live::rules::NEVER_TOLD;

/// The one cursor.
mod cursor {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notification_cursor")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: i32,
        /// All that precedes was told.
        pub(crate) position: i64,
        /// What precedes was never news.
        pub(crate) forgotten: i64,
    }

    /// No relation.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The digests.
pub(crate) mod digest {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notification_digest")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) person_id: Uuid,
        /// All that precedes was in a digest.
        pub(crate) position: i64,
        /// Day of the latest digest, in the person's zone.
        pub(crate) done_on: Date,
    }

    /// No relation.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The position up to which was told at once, and the one before which nothing was news.
pub(crate) async fn positions(db: &impl ConnectionTrait) -> Result<(i64, i64)> {
    let row = cursor::Entity::find_by_id(1).one(db).await?;
    let row = row.ok_or_else(|| anyhow::anyhow!("the notification cursor has no row"))?;
    Ok((row.position, row.forgotten))
}

/// Moves the cursor; false when somebody else did.
pub(crate) async fn advance_cursor(tx: &impl ConnectionTrait, from: i64, to: i64) -> Result<bool> {
    let updated = cursor::Entity::update_many()
        .col_expr(cursor::Column::Position, to.into())
        .filter(cursor::Column::Id.eq(1))
        .filter(cursor::Column::Position.eq(from))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Declares that nothing up to a position is news, if nothing was told yet.
pub(crate) async fn forget(tx: &impl ConnectionTrait, position: i64) -> Result<bool> {
    let updated = cursor::Entity::update_many()
        .col_expr(cursor::Column::Position, position.into())
        .col_expr(cursor::Column::Forgotten, position.into())
        .filter(cursor::Column::Position.eq(0))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Everybody's digest.
pub(crate) async fn digests(db: &impl ConnectionTrait) -> Result<BTreeMap<Uuid, digest::Model>> {
    let rows = digest::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| (row.person_id, row)).collect())
}

/// Notes where a person starts, unless it was done.
pub(crate) async fn insert_digest(tx: &impl ConnectionTrait, row: digest::Model) -> Result<()> {
    digest::Entity::insert(digest::ActiveModel {
        person_id: Set(row.person_id),
        position: Set(row.position),
        done_on: Set(row.done_on),
    })
    .on_conflict(
        OnConflict::column(digest::Column::PersonId)
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Notes the digest of a day; false when somebody else did.
pub(crate) async fn advance_digest(
    tx: &impl ConnectionTrait,
    row: &digest::Model,
    day: NaiveDate,
    position: i64,
) -> Result<bool> {
    let updated = digest::Entity::update_many()
        .col_expr(digest::Column::Position, position.into())
        .col_expr(digest::Column::DoneOn, day.into())
        .filter(digest::Column::PersonId.eq(row.person_id))
        .filter(digest::Column::DoneOn.eq(row.done_on))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// The newest lines between two positions that a mail may tell, in order.
pub(crate) async fn lines_between(
    db: &impl ConnectionTrait,
    after: i64,
    up_to: i64,
    limit: u64,
) -> Result<Vec<Line>> {
    let mut rows = activity::Entity::find()
        .filter(activity::Column::Position.gt(after))
        .filter(activity::Column::Position.lte(up_to))
        .filter(activity::Column::Kind.is_not_in(NEVER_TOLD.map(|kind| kind as i32)))
        .order_by_desc(activity::Column::Position)
        .limit(limit)
        .all(db)
        .await?;
    rows.reverse();
    super::lines(db, rows).await
}

/// The oldest lines before an instant, and up to a position, whose details are still there.
pub(crate) async fn detailed(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
    up_to: i64,
    limit: u64,
) -> Result<Vec<i64>> {
    use activity::Column as C;
    Ok(activity::Entity::find()
        .select_only()
        .column(C::Position)
        .filter(C::At.lt(before))
        .filter(C::Position.lte(up_to))
        .filter(C::Details.ne(""))
        .order_by_asc(C::Position)
        .limit(limit)
        .into_tuple::<i64>()
        .all(db)
        .await?)
}

/// Empties the details of these lines.
pub(crate) async fn forget_details(tx: &impl ConnectionTrait, which: impl IntoCondition) -> Result<()> {
    activity::Entity::update_many()
        .col_expr(activity::Column::Details, Expr::value(""))
        .filter(which)
        .exec(tx)
        .await?;
    Ok(())
}

/// Where the log stood at an instant.
pub(crate) async fn position_at(db: &impl ConnectionTrait, at: DateTime<Utc>) -> Result<i64> {
    let position = activity::Entity::find()
        .select_only()
        .column_as(activity::Column::Position.max(), "position")
        .filter(activity::Column::At.lt(at))
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?;
    Ok(position.flatten().unwrap_or(0))
}
