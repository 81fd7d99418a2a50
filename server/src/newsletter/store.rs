//! Rows of newsletters, their lists and rights.

pub(crate) mod logo;

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use crate::db;
use crate::error::Result;

/// A newsletter of an organisation.
pub(crate) mod newsletter {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "newsletter")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) slug: String,
        pub(crate) name: String,
        pub(crate) description: String,
        pub(crate) sender_name: String,
        pub(crate) sender_address: String,
        pub(crate) reply_to: String,
        pub(crate) publisher: String,
        pub(crate) contact: String,
        pub(crate) legal_ground: String,
        pub(crate) postal_address: String,
        pub(crate) accent: String,
        pub(crate) footer: String,
        pub(crate) is_archive_public: bool,
        pub(crate) release_above: i32,
        pub(crate) created_at: DateTimeUtc,
        pub(crate) version: i32,
    }

    /// No relation.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A list of a newsletter, that subscribers choose.
pub(crate) mod list {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "newsletter_list")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) newsletter_id: Uuid,
        pub(crate) name: String,
        pub(crate) description: String,
    }

    /// No relation.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A member of the team who writes, and perhaps sends.
mod right {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "newsletter_right")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) newsletter_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) person_id: Uuid,
        pub(crate) may_send: bool,
    }

    /// No relation.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One newsletter.
pub(crate) async fn newsletter(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<newsletter::Model>> {
    Ok(newsletter::Entity::find_by_id(id).one(db).await?)
}

/// One newsletter, locked until the commit.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<newsletter::Model>> {
    Ok(newsletter::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?)
}

/// The newsletter of a public address.
pub(crate) async fn by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<newsletter::Model>> {
    Ok(newsletter::Entity::find()
        .filter(newsletter::Column::Slug.eq(slug))
        .one(db)
        .await?)
}

/// The newsletters of an organisation, or of all, by name.
pub(crate) async fn newsletters(
    db: &impl ConnectionTrait,
    organisation_id: Option<Uuid>,
) -> Result<Vec<newsletter::Model>> {
    let mut rows = newsletter::Entity::find();
    if let Some(id) = organisation_id {
        rows = rows.filter(newsletter::Column::OrganisationId.eq(id));
    }
    Ok(rows
        .order_by_asc(newsletter::Column::Name)
        .order_by_asc(newsletter::Column::Id)
        .all(db)
        .await?)
}

/// Writes a new newsletter.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: newsletter::Model) -> Result<(), DbErr> {
    newsletter::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes what changed of a newsletter that was read in this transaction.
///
/// # Errors
/// `Changed` when somebody else was faster.
pub(crate) async fn save(tx: &impl ConnectionTrait, mut row: newsletter::Model) -> Result<()> {
    let is_same = [
        newsletter::Column::Id.eq(row.id),
        newsletter::Column::Version.eq(row.version),
    ];
    row.version += 1;
    db::save(tx, row.into_active_model(), is_same).await
}

/// The lists of a newsletter, by name.
pub(crate) async fn lists(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<Vec<list::Model>> {
    Ok(list::Entity::find()
        .filter(list::Column::NewsletterId.eq(newsletter_id))
        .order_by_asc(list::Column::Name)
        .order_by_asc(list::Column::Id)
        .all(db)
        .await?)
}

/// One list.
pub(crate) async fn list(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<list::Model>> {
    Ok(list::Entity::find_by_id(id).one(db).await?)
}

/// Writes a new list.
pub(crate) async fn insert_list(tx: &impl ConnectionTrait, row: list::Model) -> Result<()> {
    list::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Removes a list.
pub(crate) async fn delete_list(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    list::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The right of a person: `Some(true)` writes and sends, `Some(false)` writes.
pub(crate) async fn right(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
    person_id: Uuid,
) -> Result<Option<bool>> {
    let row = right::Entity::find_by_id((newsletter_id, person_id))
        .one(db)
        .await?;
    Ok(row.map(|row| row.may_send))
}

/// The rights of a person: newsletter, and whether that person sends it.
pub(crate) async fn rights_of(db: &impl ConnectionTrait, person_id: Uuid) -> Result<BTreeMap<Uuid, bool>> {
    let rows = right::Entity::find()
        .filter(right::Column::PersonId.eq(person_id))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.newsletter_id, row.may_send))
        .collect())
}

/// The rights of all: person, and whether that person sends.
pub(crate) async fn rights(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<Vec<(Uuid, bool)>> {
    let rows = right::Entity::find()
        .filter(right::Column::NewsletterId.eq(newsletter_id))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.person_id, row.may_send))
        .collect())
}

/// Gives a person a right, or takes it back (`None`).
pub(crate) async fn set_right(
    tx: &impl ConnectionTrait,
    newsletter_id: Uuid,
    person_id: Uuid,
    may_send: Option<bool>,
) -> Result<()> {
    let Some(may_send) = may_send else {
        right::Entity::delete_by_id((newsletter_id, person_id))
            .exec(tx)
            .await?;
        return Ok(());
    };
    right::Entity::insert(right::ActiveModel {
        newsletter_id: Set(newsletter_id),
        person_id: Set(person_id),
        may_send: Set(may_send),
    })
    .on_conflict(
        OnConflict::columns([right::Column::NewsletterId, right::Column::PersonId])
            .update_column(right::Column::MaySend)
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}
