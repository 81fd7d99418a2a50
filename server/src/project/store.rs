//! Rows of the common projects: the projects, the centres that take part, what became of each.

use std::collections::BTreeMap;

use proto::v1::ProjectState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use super::rules;
use crate::db;
use crate::error::Result;
use crate::page::{Listing, Page, Place};

/// A project.
pub(crate) mod project {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "project")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) title: String,
        pub(crate) aim: String,
        /// A `ProjectState`.
        pub(crate) state: i32,
        pub(crate) next_step: String,
        /// Day of the next step.
        pub(crate) due_on: Option<Date>,
        pub(crate) created_at: DateTimeUtc,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A centre that takes part in a project.
pub(crate) mod centre {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "project_centre")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) project_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A change of the state or of the next step of a project.
pub(crate) mod step {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "project_step")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) project_id: Uuid,
        pub(crate) at: DateTimeUtc,
        /// Who changed it, and for which organisation.
        pub(crate) author_name: String,
        pub(crate) organisation_id: Uuid,
        /// A `ProjectState`, as the next one.
        pub(crate) from_state: i32,
        pub(crate) to_state: i32,
        pub(crate) from_step: String,
        pub(crate) to_step: String,
        pub(crate) from_due_on: Option<Date>,
        pub(crate) to_due_on: Option<Date>,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use project::Column as C;

impl project::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> ProjectState {
        ProjectState::try_from(self.state).unwrap_or_default()
    }
}

/// A project with the centres that take part.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) row: project::Model,
    pub(crate) centre_ids: Vec<Uuid>,
}

/// What a list asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter {
    /// In which this centre takes part; `None`: all.
    pub(crate) centre_id: Option<Uuid>,
    /// With something still to do.
    pub(crate) is_open: bool,
}

/// The order of the projects: the open ones first, then by the day of the next step, those without a day after those
/// that have one; of a day, the newest first.
pub(crate) fn listing() -> Listing<project::Entity> {
    Listing {
        state: C::State,
        groups: vec![open().to_vec()],
        day: Some(C::DueOn),
        id: C::Id,
        key: |row| (row.state, row.due_on, row.id),
    }
}

/// Projects, after a place.
pub(crate) async fn projects(
    db: &impl ConnectionTrait,
    filter: Filter,
    after: Option<Place>,
) -> Result<Page<Whole>> {
    let condition = Condition::all()
        .add_option(filter.centre_id.map(|id| C::Id.in_subquery(projects_of(id))))
        .add_option(filter.is_open.then(|| C::State.is_in(open())));
    let found = project::Entity::find().filter(condition);
    let Page { rows, next } = listing().read(db, found, after).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let found = centre::Entity::find().filter(centre::Column::ProjectId.is_in(ids));
    let mut centres: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for row in found.all(db).await? {
        centres
            .entry(row.project_id)
            .or_default()
            .push(row.organisation_id);
    }
    let whole = |row: project::Model| Whole {
        centre_ids: centres.remove(&row.id).unwrap_or_default(),
        row,
    };
    let rows = rows.into_iter().map(whole).collect();
    Ok(Page { rows, next })
}

/// The projects in which a centre takes part.
fn projects_of(centre_id: Uuid) -> SelectStatement {
    Query::select()
        .column(centre::Column::ProjectId)
        .from(centre::Entity)
        .and_where(centre::Column::OrganisationId.eq(centre_id))
        .to_owned()
}

/// The states of an open project.
fn open() -> [i32; 2] {
    rules::OPEN.map(|state| state as i32)
}

/// One project.
pub(crate) async fn project(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Whole>> {
    let Some(row) = project::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let centres = centre::Entity::find()
        .filter(centre::Column::ProjectId.eq(id))
        .all(db)
        .await?;
    Ok(Some(Whole {
        row,
        centre_ids: centres.into_iter().map(|centre| centre.organisation_id).collect(),
    }))
}

/// One project, locked until the commit: every change of it takes this lock first.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<Whole>> {
    let row = project::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    match row {
        Some(_) => project(tx, id).await,
        None => Ok(None),
    }
}

/// What became of a project, the latest first.
pub(crate) async fn steps(db: &impl ConnectionTrait, project_id: Uuid) -> Result<Vec<step::Model>> {
    Ok(step::Entity::find()
        .filter(step::Column::ProjectId.eq(project_id))
        .order_by_desc(step::Column::At)
        .order_by_desc(step::Column::Id)
        .all(db)
        .await?)
}

/// Writes a new project with the centres that take part.
pub(crate) async fn insert(tx: &impl ConnectionTrait, whole: &Whole) -> Result<()> {
    project::Entity::insert(whole.row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    for id in &whole.centre_ids {
        insert_centre(tx, whole.row.id, *id).await?;
    }
    Ok(())
}

/// Writes a project back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &project::Model) -> Result<()> {
    let next = project::Model {
        version: row.version + 1,
        ..row.clone()
    };
    let is_same = [
        project::Column::Id.eq(row.id),
        project::Column::Version.eq(row.version),
    ];
    db::save(tx, next.into_active_model(), is_same).await
}

/// A centre takes part in a project.
pub(crate) async fn insert_centre(
    tx: &impl ConnectionTrait,
    project_id: Uuid,
    organisation_id: Uuid,
) -> Result<()> {
    let row = centre::Model {
        project_id,
        organisation_id,
    };
    centre::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// It does not any more.
pub(crate) async fn delete_centre(
    tx: &impl ConnectionTrait,
    project_id: Uuid,
    organisation_id: Uuid,
) -> Result<()> {
    centre::Entity::delete_by_id((project_id, organisation_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps what became of a project.
pub(crate) async fn insert_step(tx: &impl ConnectionTrait, row: step::Model) -> Result<()> {
    step::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
