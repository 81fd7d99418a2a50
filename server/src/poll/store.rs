//! What is stored of the polls: slots, who is asked, what each answers.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::MeetingKind;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, ExprTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use crate::error::Result;

/// A poll.
pub(crate) mod poll {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "poll")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        /// A `MeetingKind`.
        pub(crate) kind: i32,
        pub(crate) title: String,
        pub(crate) message: String,
        pub(crate) zone: String,
        pub(crate) closes_at: DateTimeUtc,
        pub(crate) closed_at: Option<DateTimeUtc>,
        /// When who organises was told that it is over.
        pub(crate) told_at: Option<DateTimeUtc>,
        pub(crate) organisation_id: Uuid,
        pub(crate) organisation_name: String,
        /// Who created it; `None` for a machine.
        pub(crate) person_id: Option<Uuid>,
        pub(crate) work_stream_id: Option<Uuid>,
        pub(crate) chosen_slot_id: Option<Uuid>,
        pub(crate) meeting_id: Option<Uuid>,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A slot of a poll.
pub(crate) mod slot {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "poll_slot")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) poll_id: Uuid,
        pub(crate) starts_at: DateTimeUtc,
        pub(crate) ends_at: DateTimeUtc,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An organisation that is asked.
pub(crate) mod asked {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "poll_asked")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) poll_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        pub(crate) organisation_name: String,
        /// Of its seat.
        pub(crate) zone: String,
        pub(crate) answered_at: Option<DateTimeUtc>,
        pub(crate) is_by_telephone: bool,
        pub(crate) word: String,
        /// 0 before the first answer.
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What an organisation says of a slot.
pub(crate) mod answer {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "poll_answer")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) slot_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) organisation_id: Uuid,
        pub(crate) poll_id: Uuid,
        /// An `Availability`.
        pub(crate) availability: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl poll::Model {
    pub(crate) fn kind(&self) -> MeetingKind {
        MeetingKind::try_from(self.kind).unwrap_or_default()
    }

    /// Zone in which the slots were typed.
    pub(crate) fn zone(&self) -> Tz {
        self.zone.parse().unwrap_or(chrono_tz::Europe::Paris)
    }
}

impl asked::Model {
    /// Zone of the seat.
    pub(crate) fn zone(&self) -> Tz {
        self.zone.parse().unwrap_or(chrono_tz::Europe::Paris)
    }
}

/// One poll.
pub(crate) async fn poll(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<poll::Model>> {
    Ok(poll::Entity::find_by_id(id).one(db).await?)
}

/// One poll, locked until the commit: every change of a poll takes this lock first.
pub(crate) async fn lock_poll(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<poll::Model>> {
    Ok(poll::Entity::find_by_id(id).lock_exclusive().one(tx).await?)
}

/// The polls, newest first: all, or those that an organisation organises or is asked.
pub(crate) async fn polls(db: &impl ConnectionTrait, of: Option<Uuid>) -> Result<Vec<poll::Model>> {
    let mut find = poll::Entity::find().order_by_desc(poll::Column::Id);
    if let Some(organisation_id) = of {
        let asked = asked::Entity::find()
            .filter(asked::Column::OrganisationId.eq(organisation_id))
            .all(db)
            .await?;
        let ids = asked.into_iter().map(|row| row.poll_id);
        find = find.filter(
            poll::Column::OrganisationId
                .eq(organisation_id)
                .or(poll::Column::Id.is_in(ids)),
        );
    }
    Ok(find.all(db).await?)
}

/// The polls that are not closed, the first to end first.
pub(crate) async fn not_closed(db: &impl ConnectionTrait) -> Result<Vec<poll::Model>> {
    Ok(poll::Entity::find()
        .filter(poll::Column::ClosedAt.is_null())
        .order_by_asc(poll::Column::ClosesAt)
        .all(db)
        .await?)
}

/// The polls and the organisations whose answer they wait for.
pub(crate) async fn waiting(db: &impl ConnectionTrait, poll_ids: Vec<Uuid>) -> Result<Vec<(Uuid, Uuid)>> {
    if poll_ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = asked::Entity::find()
        .filter(asked::Column::PollId.is_in(poll_ids))
        .filter(asked::Column::AnsweredAt.is_null())
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.poll_id, row.organisation_id))
        .collect())
}

/// The polls whose last day is over and of which nobody was told so.
pub(crate) async fn over(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<poll::Model>> {
    Ok(poll::Entity::find()
        .filter(poll::Column::ClosedAt.is_null())
        .filter(poll::Column::ToldAt.is_null())
        .filter(poll::Column::ClosesAt.lt(now))
        .all(db)
        .await?)
}

/// Notes that who organises is told; false when another process did, or the poll is closed or gone.
pub(crate) async fn mark_told(tx: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let updated = poll::Entity::update_many()
        .col_expr(poll::Column::ToldAt, now.into())
        .filter(poll::Column::Id.eq(id))
        .filter(poll::Column::ToldAt.is_null())
        .filter(poll::Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// The slots of polls, in the order of time.
pub(crate) async fn slots(db: &impl ConnectionTrait, poll_ids: Vec<Uuid>) -> Result<Vec<slot::Model>> {
    Ok(slot::Entity::find()
        .filter(slot::Column::PollId.is_in(poll_ids))
        .order_by_asc(slot::Column::StartsAt)
        .order_by_asc(slot::Column::EndsAt)
        .all(db)
        .await?)
}

/// Those asked in polls, by name.
pub(crate) async fn asked(db: &impl ConnectionTrait, poll_ids: Vec<Uuid>) -> Result<Vec<asked::Model>> {
    let mut rows = asked::Entity::find()
        .filter(asked::Column::PollId.is_in(poll_ids))
        .all(db)
        .await?;
    rows.sort_by_cached_key(|row| crate::network::rules::fold(&row.organisation_name));
    Ok(rows)
}

/// What was answered in a poll.
pub(crate) async fn answers(db: &impl ConnectionTrait, poll_id: Uuid) -> Result<Vec<answer::Model>> {
    Ok(answer::Entity::find()
        .filter(answer::Column::PollId.eq(poll_id))
        .all(db)
        .await?)
}

/// Writes a new poll with its slots and those asked.
pub(crate) async fn insert(
    tx: &impl ConnectionTrait,
    row: poll::Model,
    slots: Vec<slot::Model>,
    asked: Vec<asked::Model>,
) -> Result<()> {
    poll::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    slot::Entity::insert_many(slots.into_iter().map(slot::Model::into_active_model))
        .exec_without_returning(tx)
        .await?;
    asked::Entity::insert_many(asked.into_iter().map(asked::Model::into_active_model))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a poll that was locked.
pub(crate) async fn save_poll(tx: &impl ConnectionTrait, row: poll::Model) -> Result<()> {
    poll::Entity::update(row.into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes the answer of an organisation in place of the one before; the poll was locked.
pub(crate) async fn save_answer(
    tx: &impl ConnectionTrait,
    row: asked::Model,
    answers: Vec<answer::Model>,
) -> Result<()> {
    answer::Entity::delete_many()
        .filter(answer::Column::PollId.eq(row.poll_id))
        .filter(answer::Column::OrganisationId.eq(row.organisation_id))
        .exec(tx)
        .await?;
    answer::Entity::insert_many(answers.into_iter().map(answer::Model::into_active_model))
        .exec_without_returning(tx)
        .await?;
    asked::Entity::update(row.into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes a poll with all that was answered.
pub(crate) async fn delete(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    poll::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
