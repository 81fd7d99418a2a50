//! Rows of what centres add to their activity.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, ExprTrait as _, IntoActiveModel as _};

use crate::db;
use crate::error::Result;

/// The words of a centre on a month, or on a year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) year: i32,
    /// 0: the year.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) month: i32,
    pub(crate) text: String,
    pub(crate) updated_by: String,
    pub(crate) version: i32,
}

/// Joined by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The words of a centre on a month.
pub(crate) async fn report(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
    year: i32,
    month: i32,
) -> Result<Option<Model>> {
    Ok(Entity::find_by_id((organisation_id, year, month)).one(db).await?)
}

/// What a centre wrote of a year, or all of them.
pub(crate) async fn of_year(
    db: &impl ConnectionTrait,
    year: i32,
    organisation_id: Option<Uuid>,
) -> Result<Vec<Model>> {
    let mut found = Entity::find().filter(Column::Year.eq(year));
    if let Some(id) = organisation_id {
        found = found.filter(Column::OrganisationId.eq(id));
    }
    Ok(found.all(db).await?)
}

/// Writes words, for the first time when their version is 0; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, mut row: Model) -> Result<()> {
    if row.version == 0 {
        row.version = 1;
        Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(tx)
            .await
            .map_err(db::changed_when_there)?;
        return Ok(());
    }
    let is_same = [
        Column::OrganisationId
            .eq(row.organisation_id)
            .and(Column::Year.eq(row.year))
            .and(Column::Month.eq(row.month)),
        Column::Version.eq(row.version),
    ];
    row.version += 1;
    db::save(tx, row.into_active_model(), is_same).await
}
