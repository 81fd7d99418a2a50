//! Sign-ins: mails with a link and a code.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, ExprTrait as _, IntoActiveModel as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::account::rules::MAX_WRONG;
use crate::error::Result;

/// A mail with a link and a code, waiting to be used.
pub(crate) mod sign_in {
    use sea_orm::entity::prelude::*;

    /// A row; without a person when the address is unknown.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) email: String,
        pub(crate) person_id: Option<Uuid>,
        #[sea_orm(unique)]
        pub(crate) token_hash: String,
        pub(crate) code_hash: String,
        pub(crate) created_at: DateTimeUtc,
        pub(crate) token_expires_at: DateTimeUtc,
        pub(crate) code_expires_at: DateTimeUtc,
        pub(crate) n_wrong: i32,
        pub(crate) used_at: Option<DateTimeUtc>,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Writes a new sign-in, and forgets those of more than a day ago.
pub(crate) async fn insert_sign_in(tx: &impl ConnectionTrait, row: sign_in::Model) -> Result<()> {
    sign_in::Entity::delete_many()
        .filter(sign_in::Column::CreatedAt.lt(row.created_at - TimeDelta::days(1)))
        .exec(tx)
        .await?;
    sign_in::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The sign-in of a link.
pub(crate) async fn sign_in_by_token(
    db: &impl ConnectionTrait,
    token_hash: &str,
) -> Result<Option<sign_in::Model>> {
    Ok(sign_in::Entity::find()
        .filter(sign_in::Column::TokenHash.eq(token_hash))
        .one(db)
        .await?)
}

/// The sign-ins of an address, newest first, locked until the commit: tries of codes follow each other.
pub(crate) async fn locked_sign_ins_of(
    tx: &impl ConnectionTrait,
    email: &str,
) -> Result<Vec<sign_in::Model>> {
    Ok(sign_in::Entity::find()
        .filter(sign_in::Column::Email.eq(email))
        .order_by_desc(sign_in::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?)
}

/// The sign-ins of an address, newest first.
pub(crate) async fn sign_ins_of(db: &impl ConnectionTrait, email: &str) -> Result<Vec<sign_in::Model>> {
    Ok(sign_in::Entity::find()
        .filter(sign_in::Column::Email.eq(email))
        .order_by_desc(sign_in::Column::Id)
        .all(db)
        .await?)
}

/// Notes a wrong try on these sign-ins.
pub(crate) async fn count_wrong(tx: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<()> {
    sign_in::Entity::update_many()
        .col_expr(sign_in::Column::NWrong, Expr::col(sign_in::Column::NWrong).add(1))
        .filter(sign_in::Column::Id.is_in(ids))
        .filter(sign_in::Column::NWrong.lt(MAX_WRONG))
        .exec(tx)
        .await?;
    Ok(())
}

/// Uses a sign-in up; false when somebody did before.
pub(crate) async fn consume(tx: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let row = sign_in::ActiveModel {
        used_at: Set(Some(now)),
        ..Default::default()
    };
    let done = sign_in::Entity::update_many()
        .set(row)
        .filter(sign_in::Column::Id.eq(id))
        .filter(sign_in::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Removes the sign-ins that were asked for with an address.
pub(crate) async fn delete_sign_ins_of(tx: &impl ConnectionTrait, email: &str) -> Result<()> {
    sign_in::Entity::delete_many()
        .filter(sign_in::Column::Email.eq(email))
        .exec(tx)
        .await?;
    Ok(())
}
