//! Rows of solicitations and of the answers to them.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use proto::v1::AnswerState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    Condition, ConnectionTrait, FromQueryResult, IntoActiveModel as _, QueryOrder as _, QuerySelect as _,
};

use super::rules::Part;
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::live::Audience;

/// A request for expertise.
pub(crate) mod solicitation {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "solicitation")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        /// Whom asks.
        pub(crate) organisation_id: Uuid,
        pub(crate) title: String,
        pub(crate) text: String,
        pub(crate) purpose: String,
        pub(crate) due_on: Date,
        /// Zone in which the last day ends.
        pub(crate) zone: String,
        pub(crate) workload: String,
        pub(crate) is_for_all: bool,
        pub(crate) asked_by: String,
        pub(crate) asked_at: DateTimeUtc,
        pub(crate) outcome: String,
        pub(crate) closed_at: Option<DateTimeUtc>,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a centre that is asked answers.
pub(crate) mod answer {
    use sea_orm::entity::prelude::*;

    /// A row: there from the moment the centre is asked.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "solicitation_answer")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) solicitation_id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) state: i32,
        pub(crate) reason: String,
        /// What was given.
        pub(crate) text: String,
        /// What the centre prepares.
        pub(crate) draft: String,
        pub(crate) prepared_by: String,
        /// Instant of the last step.
        pub(crate) at: Option<DateTimeUtc>,
        pub(crate) is_entered_by_animator: bool,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl solicitation::Model {
    /// Zone in which the last day ends.
    pub(crate) fn zone(&self) -> Tz {
        zone(&self.zone)
    }
}

impl answer::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> AnswerState {
        AnswerState::try_from(self.state).unwrap_or_default()
    }
}

fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::Europe__Paris)
}

/// A solicitation with an answer for each centre asked.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) row: solicitation::Model,
    pub(crate) answers: Vec<answer::Model>,
}

impl Whole {
    /// What the caller's organisation is to it.
    pub(super) fn part(&self, caller: &Caller) -> Part {
        Part::of(
            caller.organisation_id,
            caller.is_animator(),
            self.row.organisation_id,
            self.asked_ids(),
        )
    }

    /// True once nothing changes any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.row.closed_at.is_some()
    }

    /// The centres asked.
    pub(crate) fn asked_ids(&self) -> impl Iterator<Item = Uuid> {
        self.answers.iter().map(|answer| answer.organisation_id)
    }

    /// Whom asked and all the centres asked.
    pub(crate) fn everyone(&self) -> Audience {
        let asker = std::iter::once(self.row.organisation_id);
        Audience::Organisations(asker.chain(self.asked_ids()).collect())
    }

    /// Who is told of what a centre does: the centre alone while it prepares, whom asked too when it answers.
    pub(crate) fn of_answer(&self, organisation_id: Uuid, is_told: bool) -> Audience {
        let asker = is_told.then_some(self.row.organisation_id);
        Audience::Organisations(std::iter::once(organisation_id).chain(asker).collect())
    }
}

/// What a list asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter {
    /// The organisation that reads; `None`: the animator, who sees all.
    pub(crate) viewer: Option<Uuid>,
    /// Asked by, or of, this organisation.
    pub(crate) organisation_id: Option<Uuid>,
    pub(crate) is_closed: Option<bool>,
}

/// One solicitation.
pub(crate) async fn solicitation(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Whole>> {
    let Some(row) = solicitation::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let answers = answer::Entity::find()
        .filter(answer::Column::SolicitationId.eq(id))
        .order_by_asc(answer::Column::Id)
        .all(db)
        .await?;
    Ok(Some(Whole { row, answers }))
}

/// One solicitation, locked until the commit: two acts on it or on its answers follow each other.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<Whole>> {
    let row = solicitation::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?;
    match row {
        Some(_) => solicitation(tx, id).await,
        None => Ok(None),
    }
}

/// One answer.
pub(crate) async fn answer(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<answer::Model>> {
    Ok(answer::Entity::find_by_id(id).one(db).await?)
}

/// The solicitations that a reader may see, newest first.
pub(crate) async fn solicitations(db: &impl ConnectionTrait, filter: Filter) -> Result<Vec<Whole>> {
    let mut condition = Condition::all();
    for id in [filter.viewer, filter.organisation_id].into_iter().flatten() {
        condition = condition.add(
            Condition::any()
                .add(solicitation::Column::OrganisationId.eq(id))
                .add(solicitation::Column::Id.in_subquery(asked_of(id))),
        );
    }
    condition = match filter.is_closed {
        Some(true) => condition.add(solicitation::Column::ClosedAt.is_not_null()),
        Some(false) => condition.add(solicitation::Column::ClosedAt.is_null()),
        None => condition,
    };
    let rows = solicitation::Entity::find()
        .filter(condition)
        .order_by_desc(solicitation::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut answers: BTreeMap<Uuid, Vec<answer::Model>> = BTreeMap::new();
    if !ids.is_empty() {
        let found = answer::Entity::find()
            .filter(answer::Column::SolicitationId.is_in(ids))
            .order_by_asc(answer::Column::Id)
            .all(db)
            .await?;
        for row in found {
            answers.entry(row.solicitation_id).or_default().push(row);
        }
    }
    Ok(rows
        .into_iter()
        .map(|row| Whole {
            answers: answers.remove(&row.id).unwrap_or_default(),
            row,
        })
        .collect())
}

/// What a centre was asked with its answers, the oldest first.
pub(crate) async fn asked(
    db: &impl ConnectionTrait,
    centre_id: Uuid,
) -> Result<Vec<(solicitation::Model, answer::Model)>> {
    let answers = answer::Entity::find()
        .filter(answer::Column::OrganisationId.eq(centre_id))
        .all(db)
        .await?;
    let mut answers: BTreeMap<Uuid, answer::Model> = answers
        .into_iter()
        .map(|row| (row.solicitation_id, row))
        .collect();
    let rows = solicitation::Entity::find()
        .filter(solicitation::Column::Id.in_subquery(asked_of(centre_id)))
        .order_by_asc(solicitation::Column::Id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((answers.remove(&row.id)?, row)).map(|(answer, row)| (row, answer)))
        .collect())
}

/// The solicitations of which a centre is asked.
fn asked_of(organisation_id: Uuid) -> SelectStatement {
    Query::select()
        .column(answer::Column::SolicitationId)
        .from(answer::Entity)
        .and_where(answer::Column::OrganisationId.eq(organisation_id))
        .to_owned()
}

/// An open solicitation, in a few words.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Open {
    pub(crate) id: Uuid,
    /// Who asked.
    pub(crate) organisation_id: Uuid,
    pub(crate) title: String,
    pub(crate) due_on: Date,
    pub(crate) zone: String,
}

impl Open {
    /// Zone in which the last day ends.
    pub(crate) fn zone(&self) -> Tz {
        zone(&self.zone)
    }
}

/// The open solicitations.
pub(crate) async fn open(db: &impl ConnectionTrait) -> Result<Vec<Open>> {
    use solicitation::Column;
    Ok(solicitation::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::OrganisationId,
            Column::Title,
            Column::DueOn,
            Column::Zone,
        ])
        .filter(Column::ClosedAt.is_null())
        .order_by_asc(Column::Id)
        .into_model()
        .all(db)
        .await?)
}

/// The centres that have neither answered nor declined, for each of these solicitations: true when a text is prepared.
pub(crate) async fn awaited(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<BTreeMap<(Uuid, Uuid), bool>> {
    use answer::Column;
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(Uuid, Uuid, bool)> = answer::Entity::find()
        .select_only()
        .columns([Column::SolicitationId, Column::OrganisationId])
        .expr_as(Column::Draft.ne(""), "is_prepared")
        .filter(Column::SolicitationId.is_in(ids))
        .filter(Column::State.is_in([AnswerState::Awaited as i32, AnswerState::Accepted as i32]))
        .into_tuple()
        .all(db)
        .await?;
    let awaited = rows
        .into_iter()
        .map(|(id, of, is_prepared)| ((id, of), is_prepared));
    Ok(awaited.collect())
}

/// Writes a new solicitation, or more centres of one: their answers are awaited.
pub(crate) async fn insert_answers(tx: &impl ConnectionTrait, answers: &[answer::Model]) -> Result<()> {
    if answers.is_empty() {
        return Ok(());
    }
    let rows = answers
        .iter()
        .cloned()
        .map(|row| row.into_active_model().reset_all());
    answer::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a new solicitation with its answers.
pub(crate) async fn insert(tx: &impl ConnectionTrait, whole: &Whole) -> Result<()> {
    let row = whole.row.clone().into_active_model().reset_all();
    solicitation::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    insert_answers(tx, &whole.answers).await
}

/// Writes a solicitation back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &mut solicitation::Model) -> Result<()> {
    let version = row.version;
    row.version += 1;
    let done = solicitation::Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(solicitation::Column::Id.eq(row.id))
        .filter(solicitation::Column::Version.eq(version))
        .exec(tx)
        .await?;
    changed_unless(done.rows_affected == 1)
}

/// Writes an answer back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save_answer(tx: &impl ConnectionTrait, row: &mut answer::Model) -> Result<()> {
    let version = row.version;
    row.version += 1;
    let done = answer::Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(answer::Column::Id.eq(row.id))
        .filter(answer::Column::Version.eq(version))
        .exec(tx)
        .await?;
    changed_unless(done.rows_affected == 1)
}

fn changed_unless(is_done: bool) -> Result<()> {
    if is_done { Ok(()) } else { Err(Error::Changed) }
}
