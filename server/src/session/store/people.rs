//! Who attends, who waits to speak.

use chrono::{DateTime, Utc};
use proto::v1::AttendanceMode;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _};

use crate::error::Result;
use crate::session::rules::Stay;

/// How someone attends.
pub(crate) mod attendance {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attendance")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) invitee_id: Uuid,
        pub(crate) meeting_id: Uuid,
        /// An `AttendanceMode`, never unspecified.
        pub(crate) mode: i32,
        pub(crate) represented_by: String,
        pub(crate) arrived_at: Option<DateTimeUtc>,
        pub(crate) left_at: Option<DateTimeUtc>,
        /// Said by that person, not by who leads.
        pub(crate) is_self: bool,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Someone who waits to speak.
pub(crate) mod waiting_speaker {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "waiting_speaker")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) invitee_id: Uuid,
        pub(crate) meeting_id: Uuid,
        pub(crate) at: DateTimeUtc,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl attendance::Model {
    pub(crate) fn stay(&self) -> Stay {
        Stay {
            mode: AttendanceMode::try_from(self.mode).unwrap_or_default(),
            arrived_at: self.arrived_at,
            left_at: self.left_at,
        }
    }
}

/// How some people attended, in all meetings.
pub(crate) async fn attendances_of(
    db: &impl ConnectionTrait,
    invitee_ids: Vec<Uuid>,
) -> Result<Vec<attendance::Model>> {
    Ok(attendance::Entity::find()
        .filter(attendance::Column::InviteeId.is_in(invitee_ids))
        .all(db)
        .await?)
}

/// How the people of some meetings attended.
pub(crate) async fn attendances_in(
    db: &impl ConnectionTrait,
    meeting_ids: Vec<Uuid>,
) -> Result<Vec<attendance::Model>> {
    Ok(attendance::Entity::find()
        .filter(attendance::Column::MeetingId.is_in(meeting_ids))
        .all(db)
        .await?)
}

/// How one person attends.
pub(crate) async fn attendance(
    db: &impl ConnectionTrait,
    invitee_id: Uuid,
) -> Result<Option<attendance::Model>> {
    Ok(attendance::Entity::find_by_id(invitee_id).one(db).await?)
}

/// Records how people attend, in place of what was recorded before.
pub(crate) async fn set_attendances(tx: &impl ConnectionTrait, rows: Vec<attendance::Model>) -> Result<()> {
    use attendance::Column;
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    attendance::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(Column::InviteeId)
                .update_columns([
                    Column::Mode,
                    Column::RepresentedBy,
                    Column::ArrivedAt,
                    Column::LeftAt,
                    Column::IsSelf,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Who waits to speak, in the order in which they asked.
pub(crate) async fn queue(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<waiting_speaker::Model>> {
    Ok(waiting_speaker::Entity::find()
        .filter(waiting_speaker::Column::MeetingId.eq(meeting_id))
        .order_by_asc(waiting_speaker::Column::At)
        .order_by_asc(waiting_speaker::Column::InviteeId)
        .all(db)
        .await?)
}

/// Puts someone at the end of the queue; who is in it keeps the place. Says whether something changed.
pub(crate) async fn enqueue(
    tx: &impl ConnectionTrait,
    meeting_id: Uuid,
    invitee_id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let n_new = waiting_speaker::Entity::insert(waiting_speaker::ActiveModel {
        invitee_id: Set(invitee_id),
        meeting_id: Set(meeting_id),
        at: Set(now),
    })
    .on_conflict(
        OnConflict::column(waiting_speaker::Column::InviteeId)
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(n_new > 0)
}

/// Takes someone out of the queue. Says whether something changed.
pub(crate) async fn dequeue(tx: &impl ConnectionTrait, invitee_id: Uuid) -> Result<bool> {
    let done = waiting_speaker::Entity::delete_by_id(invitee_id).exec(tx).await?;
    Ok(done.rows_affected > 0)
}

/// Empties the queue of a meeting.
pub(crate) async fn clear_queue(tx: &impl ConnectionTrait, meeting_id: Uuid) -> Result<()> {
    waiting_speaker::Entity::delete_many()
        .filter(waiting_speaker::Column::MeetingId.eq(meeting_id))
        .exec(tx)
        .await?;
    Ok(())
}
