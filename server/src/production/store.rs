//! Rows of productions.

use proto::v1::ProductionState;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use crate::db;
use crate::error::Result;

/// A production of a centre.
pub(crate) mod production {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "production")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) year: i32,
        pub(crate) organisation_id: Uuid,
        pub(crate) title: String,
        pub(crate) form: String,
        pub(crate) state: i32,
        pub(crate) text: String,
        pub(crate) link: String,
        pub(crate) updated_at: DateTimeUtc,
        pub(crate) version: i32,
    }

    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl production::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> ProductionState {
        ProductionState::try_from(self.state).unwrap_or_default()
    }
}

/// One production.
pub(crate) async fn production(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<production::Model>> {
    Ok(production::Entity::find_by_id(id).one(db).await?)
}

/// One production, locked until the commit: two acts on it follow each other.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<production::Model>> {
    Ok(production::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?)
}

/// The productions of a year, or of a centre, or all; oldest first.
pub(crate) async fn productions(
    db: &impl ConnectionTrait,
    year: Option<i32>,
    organisation_id: Option<Uuid>,
) -> Result<Vec<production::Model>> {
    let mut query = production::Entity::find().order_by_asc(production::Column::Id);
    if let Some(year) = year {
        query = query.filter(production::Column::Year.eq(year));
    }
    if let Some(id) = organisation_id {
        query = query.filter(production::Column::OrganisationId.eq(id));
    }
    Ok(query.all(db).await?)
}

/// The first year with a production.
pub(crate) async fn first_year(db: &impl ConnectionTrait) -> Result<Option<i32>> {
    let first = production::Entity::find().order_by_asc(production::Column::Year);
    Ok(first.one(db).await?.map(|row| row.year))
}

/// The centre and the state of each production of a year, without its text.
pub(crate) async fn heads(db: &impl ConnectionTrait, year: i32) -> Result<Vec<(Uuid, ProductionState)>> {
    let rows: Vec<(Uuid, i32)> = production::Entity::find()
        .select_only()
        .columns([production::Column::OrganisationId, production::Column::State])
        .filter(production::Column::Year.eq(year))
        .into_tuple()
        .all(db)
        .await?;
    let state = |state| ProductionState::try_from(state).unwrap_or_default();
    Ok(rows.into_iter().map(|(id, of)| (id, state(of))).collect())
}

/// Writes a new production.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: production::Model) -> Result<()> {
    let row = row.into_active_model().reset_all();
    production::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes a production back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &mut production::Model) -> Result<()> {
    let is_same = [
        production::Column::Id.eq(row.id),
        production::Column::Version.eq(row.version),
    ];
    row.version += 1;
    db::save(tx, row.clone().into_active_model(), is_same).await
}

/// Removes a production.
pub(crate) async fn delete(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    production::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
