//! When each organisation works and is away, and what it bore in the meetings that were held.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _, SqlErr};

use crate::error::{Error, Result};

/// The working week of an organisation, when it said it.
pub(crate) mod working_hours {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "working_hours")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        /// Bit 0: Monday; bit 6: Sunday.
        pub(crate) days: i32,
        /// Minutes since midnight, on its clock.
        pub(crate) opens_min: i32,
        pub(crate) closes_min: i32,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Days on which an organisation is away.
pub(crate) mod absence {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "absence")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) from_on: Date,
        /// The last day, included.
        pub(crate) until_on: Date,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Minutes outside working hours that a meeting which was held cost an organisation.
pub(crate) mod burden {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "slot_burden")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) meeting_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        /// A `MeetingKind`.
        pub(crate) kind: i32,
        pub(crate) work_stream_id: Option<Uuid>,
        pub(crate) minutes: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The working week of one organisation; absent: it never said.
pub(crate) async fn hours(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
) -> Result<Option<working_hours::Model>> {
    Ok(working_hours::Entity::find_by_id(organisation_id).one(db).await?)
}

/// Those of several.
pub(crate) async fn hours_of(
    db: &impl ConnectionTrait,
    organisation_ids: &[Uuid],
) -> Result<Vec<working_hours::Model>> {
    Ok(working_hours::Entity::find()
        .filter(working_hours::Column::OrganisationId.is_in(organisation_ids.iter().copied()))
        .all(db)
        .await?)
}

/// Writes a working week with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save_hours(tx: &impl ConnectionTrait, row: &working_hours::Model) -> Result<()> {
    use working_hours::{Column, Entity};
    let next = working_hours::Model {
        version: row.version + 1,
        ..row.clone()
    };
    if row.version == 0 {
        let done = Entity::insert(next.into_active_model())
            .exec_without_returning(tx)
            .await;
        return match done.map_err(|error| (error.sql_err(), error)) {
            Ok(_) => Ok(()),
            Err((Some(SqlErr::UniqueConstraintViolation(_)), _)) => Err(Error::Changed),
            Err((_, error)) => Err(error.into()),
        };
    }
    let done = Entity::update_many()
        .set(next.into_active_model().reset_all())
        .filter(Column::OrganisationId.eq(row.organisation_id))
        .filter(Column::Version.eq(row.version))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::Changed)
    }
}

/// When these organisations are away, of what touches these days, in the order of time.
pub(crate) async fn absences_of(
    db: &impl ConnectionTrait,
    organisation_ids: &[Uuid],
    first: NaiveDate,
    last: Option<NaiveDate>,
) -> Result<Vec<absence::Model>> {
    let mut query = absence::Entity::find()
        .filter(absence::Column::OrganisationId.is_in(organisation_ids.iter().copied()))
        .filter(absence::Column::UntilOn.gte(first));
    if let Some(last) = last {
        query = query.filter(absence::Column::FromOn.lte(last));
    }
    Ok(query
        .order_by_asc(absence::Column::FromOn)
        .order_by_asc(absence::Column::Id)
        .all(db)
        .await?)
}

/// One absence.
pub(crate) async fn absence(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<absence::Model>> {
    Ok(absence::Entity::find_by_id(id).one(db).await?)
}

/// Writes an absence.
pub(crate) async fn insert_absence(tx: &impl ConnectionTrait, row: absence::Model) -> Result<()> {
    absence::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Removes an absence.
pub(crate) async fn delete_absence(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    absence::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// What each organisation bore in the meetings of a series: of a kind, and of a stream when it has one.
pub(crate) async fn borne(
    db: &impl ConnectionTrait,
    kind: i32,
    work_stream_id: Option<Uuid>,
) -> Result<BTreeMap<Uuid, u32>> {
    let mut query = burden::Entity::find().filter(burden::Column::Kind.eq(kind));
    if let Some(id) = work_stream_id {
        query = query.filter(burden::Column::WorkStreamId.eq(id));
    }
    let rows: Vec<(Uuid, i32)> = query
        .select_only()
        .columns([burden::Column::OrganisationId, burden::Column::Minutes])
        .into_tuple()
        .all(db)
        .await?;
    let mut borne = BTreeMap::new();
    for (id, minutes) in rows {
        *borne.entry(id).or_default() += u32::try_from(minutes).unwrap_or_default();
    }
    Ok(borne)
}

/// Writes what a meeting cost.
pub(crate) async fn insert_burdens(tx: &impl ConnectionTrait, rows: Vec<burden::Model>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(burden::Model::into_active_model);
    burden::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
