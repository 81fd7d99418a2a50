//! Rows of the overseas network: the plan of a year, joint works, their tasks and who takes part.

pub(crate) mod news;

use std::collections::BTreeMap;

use proto::v1::OverseasWorkState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use super::rules;
use crate::db;
use crate::error::Result;
use crate::page::{Listing, Page, Place};

/// How many points a year plans.
pub(crate) mod plan {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "overseas_plan")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) year: i32,
        pub(crate) n_points: i32,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A joint work.
pub(crate) mod work {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "overseas_work")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) title: String,
        pub(crate) aim: String,
        /// An `OverseasWorkState`.
        pub(crate) state: i32,
        /// Being written until it is over; then the outcome, or why it was given up.
        pub(crate) outcome: String,
        pub(crate) outcome_version: i32,
        pub(crate) is_for_network: bool,
        /// Who proposed it.
        pub(crate) organisation_id: Uuid,
        pub(crate) proposed_at: DateTimeUtc,
        pub(crate) ended_at: Option<DateTimeUtc>,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An organisation that takes part in a work.
pub(crate) mod part {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "overseas_part")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) work_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A task of a work.
pub(crate) mod task {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "overseas_task")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) work_id: Uuid,
        pub(crate) title: String,
        pub(crate) organisation_id: Uuid,
        /// Who does it, in words.
        pub(crate) owner_name: String,
        pub(crate) due_on: Option<Date>,
        pub(crate) done_at: Option<DateTimeUtc>,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl work::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> OverseasWorkState {
        OverseasWorkState::try_from(self.state).unwrap_or_default()
    }
}

/// A work with who takes part and its tasks.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) row: work::Model,
    pub(crate) part_ids: Vec<Uuid>,
    /// Those to do first, by day.
    pub(crate) tasks: Vec<task::Model>,
}

impl Whole {
    /// Says whether an organisation takes part.
    pub(crate) fn has(&self, organisation_id: Uuid) -> bool {
        self.part_ids.contains(&organisation_id)
    }
}

/// The plan of a year.
pub(crate) async fn plan(db: &impl ConnectionTrait, year: i32) -> Result<Option<plan::Model>> {
    Ok(plan::Entity::find_by_id(year).one(db).await?)
}

/// Writes a plan with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save_plan(tx: &impl ConnectionTrait, row: &plan::Model) -> Result<()> {
    let next = plan::Model {
        version: row.version + 1,
        ..row.clone()
    };
    if row.version == 0 {
        let done = plan::Entity::insert(next.into_active_model())
            .exec_without_returning(tx)
            .await;
        return done.map(|_| ()).map_err(db::changed_when_there);
    }
    let is_same = [
        plan::Column::Year.eq(row.year),
        plan::Column::Version.eq(row.version),
    ];
    db::save(tx, next.into_active_model(), is_same).await
}

/// What a list asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter {
    /// In which this organisation takes part.
    pub(crate) organisation_id: Option<Uuid>,
    /// That the whole network reads.
    pub(crate) is_published: bool,
}

/// The order of the works: that of [`rules::STATES`], then the newest first.
pub(crate) fn listing() -> Listing<work::Entity> {
    Listing {
        state: work::Column::State,
        groups: rules::STATES.iter().map(|state| vec![*state as i32]).collect(),
        day: None,
        id: work::Column::Id,
        key: |row| (row.state, None, row.id),
    }
}

/// Works, after a place.
pub(crate) async fn works(
    db: &impl ConnectionTrait,
    filter: Filter,
    after: Option<Place>,
) -> Result<Page<Whole>> {
    use work::Column as C;
    let mut seen =
        Condition::all().add_option(filter.organisation_id.map(|id| C::Id.in_subquery(works_of(id))));
    if filter.is_published {
        seen = seen
            .add(C::State.eq(OverseasWorkState::Finished as i32))
            .add(C::IsForNetwork.eq(true));
    }
    let found = work::Entity::find().filter(seen);
    let Page { rows, next } = listing().read(db, found, after).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let found = part::Entity::find().filter(part::Column::WorkId.is_in(ids.clone()));
    let mut parts: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for row in found.all(db).await? {
        parts.entry(row.work_id).or_default().push(row.organisation_id);
    }
    let found = task::Entity::find().filter(task::Column::WorkId.is_in(ids));
    let mut tasks: BTreeMap<Uuid, Vec<task::Model>> = BTreeMap::new();
    for row in found.order_by_asc(task::Column::Id).all(db).await? {
        tasks.entry(row.work_id).or_default().push(row);
    }
    let whole = |row: work::Model| Whole {
        part_ids: parts.remove(&row.id).unwrap_or_default(),
        tasks: tasks.remove(&row.id).unwrap_or_default(),
        row,
    };
    let rows = rows.into_iter().map(whole).collect();
    Ok(Page { rows, next })
}

/// The works in which an organisation takes part.
fn works_of(organisation_id: Uuid) -> SelectStatement {
    Query::select()
        .column(part::Column::WorkId)
        .from(part::Entity)
        .and_where(part::Column::OrganisationId.eq(organisation_id))
        .to_owned()
}

/// One work.
pub(crate) async fn work(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Whole>> {
    let Some(row) = work::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let parts = part::Entity::find().filter(part::Column::WorkId.eq(id));
    let parts = parts.all(db).await?;
    let mut tasks = task::Entity::find()
        .filter(task::Column::WorkId.eq(id))
        .order_by_asc(task::Column::Id)
        .all(db)
        .await?;
    // Without a day: after those that have one.
    tasks.sort_by_key(|task| (task.done_at.is_some(), task.due_on.is_none(), task.due_on));
    Ok(Some(Whole {
        row,
        part_ids: parts.into_iter().map(|part| part.organisation_id).collect(),
        tasks,
    }))
}

/// One work, locked until the commit: every change of it takes this lock first.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<Whole>> {
    let row = work::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    match row {
        Some(_) => work(tx, id).await,
        None => Ok(None),
    }
}

/// Writes a new work with who takes part.
pub(crate) async fn insert(tx: &impl ConnectionTrait, whole: &Whole) -> Result<()> {
    work::Entity::insert(whole.row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    for id in &whole.part_ids {
        join(tx, whole.row.id, *id).await?;
    }
    Ok(())
}

/// Writes a work back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &work::Model) -> Result<()> {
    let next = work::Model {
        version: row.version + 1,
        ..row.clone()
    };
    let is_same = [work::Column::Id.eq(row.id), work::Column::Version.eq(row.version)];
    db::save(tx, next.into_active_model(), is_same).await
}

/// Writes the outcome of a locked work, with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save_outcome(tx: &impl ConnectionTrait, row: &work::Model) -> Result<()> {
    let next = work::Model {
        outcome_version: row.outcome_version + 1,
        ..row.clone()
    };
    let is_same = [
        work::Column::Id.eq(row.id),
        work::Column::OutcomeVersion.eq(row.outcome_version),
    ];
    db::save(tx, next.into_active_model(), is_same).await
}

/// An organisation takes part in a locked work.
pub(crate) async fn join(tx: &impl ConnectionTrait, work_id: Uuid, organisation_id: Uuid) -> Result<()> {
    let row = part::Model {
        work_id,
        organisation_id,
    };
    part::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// It does not any more.
pub(crate) async fn leave(tx: &impl ConnectionTrait, work_id: Uuid, organisation_id: Uuid) -> Result<()> {
    part::Entity::delete_by_id((work_id, organisation_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// One task.
pub(crate) async fn task(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<task::Model>> {
    Ok(task::Entity::find_by_id(id).one(db).await?)
}

/// Writes a new task.
pub(crate) async fn insert_task(tx: &impl ConnectionTrait, row: task::Model) -> Result<()> {
    task::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a task back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save_task(tx: &impl ConnectionTrait, row: &task::Model) -> Result<()> {
    let next = task::Model {
        version: row.version + 1,
        ..row.clone()
    };
    let is_same = [task::Column::Id.eq(row.id), task::Column::Version.eq(row.version)];
    db::save(tx, next.into_active_model(), is_same).await
}

/// Removes a task.
pub(crate) async fn delete_task(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    task::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
