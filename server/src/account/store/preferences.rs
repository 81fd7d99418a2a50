//! How people want to be told.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _};

use crate::error::Result;

/// How a person wants to be told of a subject.
pub(crate) mod preference {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "preference")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) person_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) subject: i32,
        pub(crate) delivery: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a person has chosen, by number of the subject.
pub(crate) async fn preferences_of(
    db: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<preference::Model>> {
    Ok(preference::Entity::find()
        .filter(preference::Column::PersonId.eq(person_id))
        .order_by_asc(preference::Column::Subject)
        .all(db)
        .await?)
}

/// What everybody has chosen.
pub(crate) async fn preferences(db: &impl ConnectionTrait) -> Result<Vec<preference::Model>> {
    Ok(preference::Entity::find().all(db).await?)
}

/// Writes what a person chooses for a subject.
pub(crate) async fn set_preference(tx: &impl ConnectionTrait, row: preference::Model) -> Result<()> {
    let conflict = OnConflict::columns([preference::Column::PersonId, preference::Column::Subject])
        .update_column(preference::Column::Delivery)
        .to_owned();
    let row = row.into_active_model().reset_all();
    preference::Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
