//! Rows of the news of each territory, and of what is prepared for them.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, ExprTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use crate::db;
use crate::error::Result;

/// News of a territory.
pub(crate) mod item {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "overseas_news")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        /// The territory.
        pub(crate) centre_id: Uuid,
        /// Who posted it.
        pub(crate) organisation_id: Uuid,
        pub(crate) author_name: String,
        /// Empty once it was taken back.
        pub(crate) text: String,
        pub(crate) posted_at: DateTimeUtc,
        pub(crate) corrected_at: Option<DateTimeUtc>,
        pub(crate) withdrawn_at: Option<DateTimeUtc>,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What an organisation prepares for a thread.
pub(crate) mod draft {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "overseas_draft")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) centre_id: Uuid,
        pub(crate) text: String,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// News newest first, of a territory or of all, older than one when it is given: so many at most.
pub(crate) async fn items(
    db: &impl ConnectionTrait,
    centre_id: Option<Uuid>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<item::Model>> {
    let mut query = item::Entity::find();
    if let Some(id) = centre_id {
        query = query.filter(item::Column::CentreId.eq(id));
    }
    if let Some(id) = before {
        query = query.filter(item::Column::Id.lt(id));
    }
    Ok(query.order_by_desc(item::Column::Id).limit(limit).all(db).await?)
}

/// One, locked until the commit.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<item::Model>> {
    Ok(item::Entity::find_by_id(id).lock_exclusive().one(tx).await?)
}

/// Writes one.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: item::Model) -> Result<()> {
    item::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes one back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &item::Model) -> Result<()> {
    let next = item::Model {
        version: row.version + 1,
        ..row.clone()
    };
    let is_same = [item::Column::Id.eq(row.id), item::Column::Version.eq(row.version)];
    db::save(tx, next.into_active_model(), is_same).await
}

/// What an organisation prepares for a thread.
pub(crate) async fn draft(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
    centre_id: Uuid,
) -> Result<Option<draft::Model>> {
    Ok(draft::Entity::find_by_id((organisation_id, centre_id))
        .one(db)
        .await?)
}

/// Writes what is prepared with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save_draft(tx: &impl ConnectionTrait, row: &draft::Model) -> Result<()> {
    let next = draft::Model {
        version: row.version + 1,
        ..row.clone()
    };
    if row.version == 0 {
        let done = draft::Entity::insert(next.into_active_model())
            .exec_without_returning(tx)
            .await;
        return done.map(|_| ()).map_err(db::changed_when_there);
    }
    let is_same = [
        draft::Column::OrganisationId
            .eq(row.organisation_id)
            .and(draft::Column::CentreId.eq(row.centre_id)),
        draft::Column::Version.eq(row.version),
    ];
    db::save(tx, next.into_active_model(), is_same).await
}

/// Forgets what was prepared for a thread.
pub(crate) async fn delete_draft(
    tx: &impl ConnectionTrait,
    organisation_id: Uuid,
    centre_id: Uuid,
) -> Result<()> {
    draft::Entity::delete_by_id((organisation_id, centre_id))
        .exec(tx)
        .await?;
    Ok(())
}
