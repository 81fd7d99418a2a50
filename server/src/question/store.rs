//! Rows of questions, of the centres behind them, and of the versions of their answers.

pub(crate) mod terms;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proto::v1::QuestionState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{
    Condition, ConnectionTrait, FromQueryResult, IntoActiveModel as _, QueryOrder as _, QuerySelect as _,
};

use crate::db;
use crate::error::Result;

/// A question.
pub(crate) mod question {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "question")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) kind: i32,
        pub(crate) subject: String,
        pub(crate) text: String,
        pub(crate) territory: String,
        pub(crate) urgency: i32,
        /// The centre that asked first.
        pub(crate) organisation_id: Uuid,
        pub(crate) asked_by: String,
        pub(crate) asked_at: DateTimeUtc,
        pub(crate) addressee_id: Uuid,
        pub(crate) bulletin_id: Option<Uuid>,
        pub(crate) state: i32,
        pub(crate) owner_id: Option<Uuid>,
        pub(crate) owner_name: String,
        pub(crate) due_on: Option<Date>,
        /// Instant of the first answer.
        pub(crate) answered_at: Option<DateTimeUtc>,
        pub(crate) closed_at: Option<DateTimeUtc>,
        pub(crate) closing: i32,
        pub(crate) closing_text: String,
        /// Terms of the question, its answer left out.
        pub(crate) n_terms: i32,
        /// Version of the rule that made its terms.
        pub(crate) terms_version: i32,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A centre behind a question.
pub(crate) mod centre {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "question_centre")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) question_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        pub(crate) at: DateTimeUtc,
        pub(crate) note: String,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A version of an answer.
pub(crate) mod answer {
    use sea_orm::entity::prelude::*;

    /// A row: written once, never changed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "question_answer")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) question_id: Uuid,
        /// From 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) number: i32,
        pub(crate) text: String,
        pub(crate) by: String,
        pub(crate) at: DateTimeUtc,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use question::Column as C;

impl question::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> QuestionState {
        QuestionState::try_from(self.state).unwrap_or_default()
    }

    /// What it is found by, its answer left out.
    pub(crate) fn words(&self) -> String {
        format!("{}\n{}", self.subject, self.text)
    }
}

/// Those that are not answered.
pub(crate) const UNANSWERED: [i32; 2] = [QuestionState::Open as i32, QuestionState::Taken as i32];

/// One question.
pub(crate) async fn question(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<question::Model>> {
    Ok(question::Entity::find_by_id(id).one(db).await?)
}

/// One question, locked until the commit: two acts on it follow each other.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<question::Model>> {
    let found = question::Entity::find_by_id(id).lock_exclusive();
    Ok(found.one(tx).await?)
}

/// These questions, in no order.
pub(crate) async fn named(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<question::Model>> {
    let found = question::Entity::find().filter(C::Id.is_in(ids.iter().copied()));
    Ok(found.all(db).await?)
}

/// What a list asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter {
    /// Somebody who sees what this organisation is asked, and what is answered; `None`: all.
    pub(crate) viewer: Option<Uuid>,
    pub(crate) state: Option<QuestionState>,
    /// This organisation is behind it, or asked.
    pub(crate) of: Option<Uuid>,
    /// Not answered, the oldest first.
    pub(crate) is_unanswered: bool,
    /// Taken, to be answered before this day; the oldest first.
    pub(crate) late_on: Option<NaiveDate>,
    /// About this bulletin.
    pub(crate) bulletin_id: Option<Uuid>,
    /// Asked of this organisation.
    pub(crate) addressee_id: Option<Uuid>,
    /// What follows this one.
    pub(crate) after: Option<Uuid>,
}

/// The questions that a reader may see, the newest first unless they wait.
pub(crate) async fn questions(
    db: &impl ConnectionTrait,
    filter: Filter,
    limit: u64,
) -> Result<Vec<question::Model>> {
    let mut condition = Condition::all()
        .add_option(filter.viewer.map(|id| {
            Condition::any()
                .add(C::AddresseeId.eq(id))
                .add(C::AnsweredAt.is_not_null())
        }))
        .add_option(filter.state.map(|state| C::State.eq(state as i32)))
        .add_option(filter.bulletin_id.map(|id| C::BulletinId.eq(id)))
        .add_option(filter.addressee_id.map(|id| C::AddresseeId.eq(id)))
        .add_option(filter.of.map(|id| {
            let behind = Query::select()
                .column(centre::Column::QuestionId)
                .from(centre::Entity)
                .and_where(centre::Column::OrganisationId.eq(id))
                .to_owned();
            Condition::any()
                .add(C::AddresseeId.eq(id))
                .add(C::Id.in_subquery(behind))
        }));
    if filter.is_unanswered {
        condition = condition.add(C::State.is_in(UNANSWERED));
    }
    if let Some(day) = filter.late_on {
        condition = condition
            .add(C::State.eq(QuestionState::Taken as i32))
            .add(C::DueOn.lt(day));
    }
    let waits = filter.is_unanswered || filter.late_on.is_some();
    let found = question::Entity::find().limit(limit);
    let found = if waits {
        condition = condition.add_option(filter.after.map(|id| C::Id.gt(id)));
        found.order_by_asc(C::Id)
    } else {
        condition = condition.add_option(filter.after.map(|id| C::Id.lt(id)));
        found.order_by_desc(C::Id)
    };
    Ok(found.filter(condition).all(db).await?)
}

/// The answered questions, the latest answered first.
pub(crate) async fn answered(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<question::Model>> {
    let after = match after {
        Some(id) => question(db, id).await?,
        None => None,
    };
    let after = after.and_then(|row| Some((row.answered_at?, row.id)));
    let condition = Condition::all()
        .add(C::AnsweredAt.is_not_null())
        .add_option(after.map(|(at, id)| {
            let at_once = Condition::all().add(C::AnsweredAt.eq(at)).add(C::Id.lt(id));
            Condition::any().add(C::AnsweredAt.lt(at)).add(at_once)
        }));
    let found = question::Entity::find()
        .filter(condition)
        .order_by_desc(C::AnsweredAt)
        .order_by_desc(C::Id)
        .limit(limit);
    Ok(found.all(db).await?)
}

/// The centres behind a question, the first first.
pub(crate) async fn centres(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<centre::Model>> {
    Ok(centre::Entity::find()
        .filter(centre::Column::QuestionId.eq(id))
        .order_by_asc(centre::Column::At)
        .order_by_asc(centre::Column::OrganisationId)
        .all(db)
        .await?)
}

/// The number of centres behind each of these questions.
pub(crate) async fn n_centres(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<BTreeMap<Uuid, i64>> {
    let rows: Vec<(Uuid, i64)> = centre::Entity::find()
        .select_only()
        .column(centre::Column::QuestionId)
        .column_as(centre::Column::OrganisationId.count(), "n")
        .filter(centre::Column::QuestionId.is_in(ids.iter().copied()))
        .group_by(centre::Column::QuestionId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Those of these questions behind which an organisation is.
pub(crate) async fn behind(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
    ids: &[Uuid],
) -> Result<BTreeSet<Uuid>> {
    let rows: Vec<Uuid> = centre::Entity::find()
        .select_only()
        .column(centre::Column::QuestionId)
        .filter(centre::Column::OrganisationId.eq(organisation_id))
        .filter(centre::Column::QuestionId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The versions of the answers to these questions, the latest first.
pub(crate) async fn answers(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<answer::Model>> {
    Ok(answer::Entity::find()
        .filter(answer::Column::QuestionId.is_in(ids.iter().copied()))
        .order_by_desc(answer::Column::Number)
        .all(db)
        .await?)
}

/// Writes a new question.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: question::Model) -> Result<()> {
    question::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a question back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &mut question::Model) -> Result<()> {
    let is_same = [C::Id.eq(row.id), C::Version.eq(row.version)];
    row.version += 1;
    db::save(tx, row.clone().into_active_model(), is_same).await
}

/// Puts a centre behind a question; what the database says when it is there already.
pub(crate) async fn insert_centre(tx: &impl ConnectionTrait, row: centre::Model) -> Result<(), DbErr> {
    centre::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Takes a centre away from behind a question; false when it was not there.
pub(crate) async fn delete_centre(
    tx: &impl ConnectionTrait,
    id: Uuid,
    organisation_id: Uuid,
) -> Result<bool> {
    let done = centre::Entity::delete_by_id((id, organisation_id))
        .exec(tx)
        .await?;
    Ok(0 < done.rows_affected)
}

/// Writes a version of an answer.
pub(crate) async fn insert_answer(tx: &impl ConnectionTrait, row: answer::Model) -> Result<()> {
    answer::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// What an organisation has not taken.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Open {
    pub(crate) addressee_id: Uuid,
    pub(crate) n: i64,
}

/// How many open questions each organisation is asked.
pub(crate) async fn n_open(db: &impl ConnectionTrait) -> Result<Vec<Open>> {
    Ok(question::Entity::find()
        .select_only()
        .column(C::AddresseeId)
        .column_as(C::Id.count(), "n")
        .filter(C::State.eq(QuestionState::Open as i32))
        .group_by(C::AddresseeId)
        .order_by_asc(C::AddresseeId)
        .into_model()
        .all(db)
        .await?)
}

/// The questions in a state, the oldest first.
pub(crate) async fn in_state(
    db: &impl ConnectionTrait,
    state: QuestionState,
    limit: u64,
) -> Result<Vec<question::Model>> {
    let found = question::Entity::find()
        .filter(C::State.eq(state as i32))
        .order_by_asc(C::Id)
        .limit(limit);
    Ok(found.all(db).await?)
}
