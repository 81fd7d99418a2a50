//! API tokens.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, FromQueryResult, IntoActiveModel as _, QueryOrder as _, Statement,
};

use crate::error::Result;

/// An API token of an organisation.
pub(crate) mod api_token {
    use sea_orm::entity::prelude::*;

    /// A row; scopes are separated by spaces.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_token")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) name: String,
        #[sea_orm(unique)]
        pub(crate) secret_hash: String,
        pub(crate) hint: String,
        pub(crate) scopes: String,
        pub(crate) created_by: String,
        pub(crate) created_at: DateTimeUtc,
        pub(crate) expires_at: DateTimeUtc,
        pub(crate) revoked_at: Option<DateTimeUtc>,
        pub(crate) last_used_at: Option<DateTimeUtc>,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An API token with its organisation.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct TokenRow {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) scopes: String,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) revoked_at: Option<DateTime<Utc>>,
    pub(crate) last_used_at: Option<DateTime<Utc>>,
    pub(crate) organisation_id: Uuid,
    pub(crate) organisation_name: String,
    pub(crate) function: i32,
    pub(crate) zone: String,
    pub(crate) left_on: Option<NaiveDate>,
    pub(crate) is_overseas: bool,
}

/// The API token with this secret, and its organisation, in one query.
pub(crate) async fn token_row(db: &impl ConnectionTrait, secret_hash: &str) -> Result<Option<TokenRow>> {
    let sql = "SELECT t.id, t.name, t.scopes, t.expires_at, t.revoked_at, t.last_used_at, t.organisation_id, \
        o.short_name AS organisation_name, o.function, o.zone, o.left_on, o.is_overseas \
        FROM api_token t JOIN organisation o ON o.id = t.organisation_id WHERE t.secret_hash = $1";
    let values: [Value; 1] = [secret_hash.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(TokenRow::find_by_statement(statement).one(db).await?)
}

/// The tokens of an organisation, newest first.
pub(crate) async fn tokens_of(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
) -> Result<Vec<api_token::Model>> {
    Ok(api_token::Entity::find()
        .filter(api_token::Column::OrganisationId.eq(organisation_id))
        .order_by_desc(api_token::Column::Id)
        .all(db)
        .await?)
}

/// One token of an organisation.
pub(crate) async fn token_of(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
    id: Uuid,
) -> Result<Option<api_token::Model>> {
    Ok(api_token::Entity::find_by_id(id)
        .filter(api_token::Column::OrganisationId.eq(organisation_id))
        .one(db)
        .await?)
}

/// Writes a new token.
pub(crate) async fn insert_token(tx: &impl ConnectionTrait, row: api_token::Model) -> Result<()> {
    api_token::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Revokes a token.
pub(crate) async fn revoke_token(tx: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let row = api_token::ActiveModel {
        revoked_at: Set(Some(now)),
        ..Default::default()
    };
    api_token::Entity::update_many()
        .set(row)
        .filter(api_token::Column::Id.eq(id))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Revokes all the tokens of an organisation.
pub(crate) async fn revoke_tokens_of(
    tx: &impl ConnectionTrait,
    organisation_id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = api_token::ActiveModel {
        revoked_at: Set(Some(now)),
        ..Default::default()
    };
    api_token::Entity::update_many()
        .set(row)
        .filter(api_token::Column::OrganisationId.eq(organisation_id))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes when a token was last used.
pub(crate) async fn touch_token(tx: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let row = api_token::ActiveModel {
        last_used_at: Set(Some(now)),
        ..Default::default()
    };
    api_token::Entity::update_many()
        .set(row)
        .filter(api_token::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
