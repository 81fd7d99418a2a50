//! Rows of reports.

use chrono::{DateTime, Utc};
use proto::v1::UnmatchedCause;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use crate::error::Result;

/// A report of what came back.
pub(super) mod report {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bounce_report")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        /// What makes it the same when it is read again.
        pub(crate) key: String,
        pub(crate) source: i32,
        pub(crate) kind: i32,
        /// Why it found no mail; 0: it found one.
        pub(crate) cause: i32,
        pub(crate) received_at: DateTimeUtc,
        /// The row of the ledger.
        pub(crate) recipient_id: Option<Uuid>,
        pub(crate) edition_id: Option<Uuid>,
        pub(crate) subscriber_id: Option<Uuid>,
        /// Of the server; masked when no mail was found.
        pub(crate) words: String,
        /// Masked; only when no mail was found.
        pub(crate) subject: String,
    }

    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use report::{Column as C, Entity, Model};

/// Reports removed at once.
const REMOVED: u64 = 1_000;

/// Writes a report; false when it was noted already.
pub(super) async fn insert(tx: &impl ConnectionTrait, row: Model) -> Result<bool> {
    let once = OnConflict::column(C::Key).do_nothing().to_owned();
    let n_rows = Entity::insert(row.into_active_model().reset_all())
        .on_conflict(once)
        .exec_without_returning(tx)
        .await?;
    Ok(n_rows > 0)
}

/// Says whether a report was noted already.
pub(super) async fn is_known(db: &impl ConnectionTrait, key: &str) -> Result<bool> {
    let row = Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::Key.eq(key))
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// How many of each kind found their mail: of an edition, or of all.
pub(super) async fn counts(db: &impl ConnectionTrait, edition_id: Option<Uuid>) -> Result<Vec<(i32, i64)>> {
    let mut counts = Entity::find()
        .select_only()
        .column(C::Kind)
        .column_as(C::Id.count(), "n")
        .filter(C::Cause.eq(UnmatchedCause::Unspecified as i32));
    if let Some(id) = edition_id {
        counts = counts.filter(C::EditionId.eq(id));
    }
    Ok(counts
        .group_by(C::Kind)
        .order_by_asc(C::Kind)
        .into_tuple()
        .all(db)
        .await?)
}

/// The reports on these mails, oldest first.
pub(super) async fn of_recipients(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(C::RecipientId.is_in(ids.iter().copied()))
        .order_by_asc(C::Id)
        .all(db)
        .await?)
}

/// Those that found no mail, newest first.
pub(super) async fn unmatched(
    db: &impl ConnectionTrait,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut rows = Entity::find().filter(C::Cause.ne(UnmatchedCause::Unspecified as i32));
    if let Some(before) = before {
        rows = rows.filter(C::Id.lt(before));
    }
    Ok(rows.order_by_desc(C::Id).limit(limit).all(db).await?)
}

/// How many found no mail.
pub(super) async fn n_unmatched(db: &impl ConnectionTrait) -> Result<u64> {
    let rows = Entity::find().filter(C::Cause.ne(UnmatchedCause::Unspecified as i32));
    Ok(rows.count(db).await?)
}

/// Erases what servers said of a subscriber.
pub(super) async fn forget(tx: &impl ConnectionTrait, subscriber_id: Uuid) -> Result<()> {
    Entity::update_many()
        .col_expr(C::Words, "".into())
        .filter(C::SubscriberId.eq(subscriber_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Some of those that came before an instant.
pub(super) async fn received_before(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<Vec<Uuid>> {
    Ok(Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::ReceivedAt.lt(before))
        .limit(REMOVED)
        .into_tuple()
        .all(db)
        .await?)
}

/// Removes reports.
pub(super) async fn delete(tx: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<u64> {
    let deleted = Entity::delete_many().filter(C::Id.is_in(ids)).exec(tx).await?;
    Ok(deleted.rows_affected)
}
