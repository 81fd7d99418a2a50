//! What is stored of the sessions.

mod actions;
mod people;

pub(crate) use self::actions::*;
pub(crate) use self::people::*;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _};

use crate::error::Result;
use crate::session::rules::Pass;

/// The session of a meeting, from its opening on.
pub(crate) mod meeting_session {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_session")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) meeting_id: Uuid,
        /// Shown in the room.
        pub(crate) check_in_code: String,
        pub(crate) started_at: DateTimeUtc,
        pub(crate) ended_at: Option<DateTimeUtc>,
        /// The point being treated.
        pub(crate) item_id: Option<Uuid>,
        /// Who speaks.
        pub(crate) speaker_id: Option<Uuid>,
        pub(crate) speaker_since: Option<DateTimeUtc>,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A point that was begun.
pub(crate) mod session_item {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session_item")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) item_id: Uuid,
        pub(crate) meeting_id: Uuid,
        /// When it was begun, or taken up again.
        pub(crate) began_at: DateTimeUtc,
        /// Spent before that; once it is done, in all.
        pub(crate) spent_s: i64,
        pub(crate) extra_minutes: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The note of a point.
pub(crate) mod note {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "note")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) item_id: Uuid,
        pub(crate) meeting_id: Uuid,
        pub(crate) text: String,
        pub(crate) updated_at: DateTimeUtc,
        pub(crate) by_name: String,
        pub(crate) person_id: Option<Uuid>,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl session_item::Model {
    pub(crate) fn pass(&self) -> Pass {
        Pass {
            began_at: self.began_at,
            spent_s: self.spent_s,
            extra_minutes: self.extra_minutes,
        }
    }
}

/// The session of a meeting, once it was opened.
pub(crate) async fn session(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Option<meeting_session::Model>> {
    Ok(meeting_session::Entity::find_by_id(meeting_id).one(db).await?)
}

/// Writes a session that opens.
pub(crate) async fn insert_session(tx: &impl ConnectionTrait, row: meeting_session::Model) -> Result<()> {
    meeting_session::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a session again; its meeting was locked.
pub(crate) async fn save_session(tx: &impl ConnectionTrait, row: meeting_session::Model) -> Result<()> {
    meeting_session::Entity::update(row.into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// The points of a meeting that were begun.
pub(crate) async fn session_items(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<session_item::Model>> {
    Ok(session_item::Entity::find()
        .filter(session_item::Column::MeetingId.eq(meeting_id))
        .all(db)
        .await?)
}

/// One point that was begun.
pub(crate) async fn session_item(
    db: &impl ConnectionTrait,
    item_id: Uuid,
) -> Result<Option<session_item::Model>> {
    Ok(session_item::Entity::find_by_id(item_id).one(db).await?)
}

/// Writes a point that is begun, taken up again, extended or done.
pub(crate) async fn set_session_item(tx: &impl ConnectionTrait, row: session_item::Model) -> Result<()> {
    use session_item::Column;
    session_item::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(
            OnConflict::column(Column::ItemId)
                .update_columns([Column::BeganAt, Column::SpentS, Column::ExtraMinutes])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The notes of a meeting.
pub(crate) async fn notes(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<note::Model>> {
    Ok(note::Entity::find()
        .filter(note::Column::MeetingId.eq(meeting_id))
        .all(db)
        .await?)
}

/// The notes that a person was the last to write, newest first.
pub(crate) async fn notes_by(db: &impl ConnectionTrait, person_id: Uuid) -> Result<Vec<note::Model>> {
    Ok(note::Entity::find()
        .filter(note::Column::PersonId.eq(person_id))
        .order_by_desc(note::Column::UpdatedAt)
        .all(db)
        .await?)
}

/// The note of a point.
pub(crate) async fn note(db: &impl ConnectionTrait, item_id: Uuid) -> Result<Option<note::Model>> {
    Ok(note::Entity::find_by_id(item_id).one(db).await?)
}

/// Writes the note of a point, in place of the one before.
pub(crate) async fn set_note(tx: &impl ConnectionTrait, row: note::Model) -> Result<()> {
    use note::Column;
    note::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(
            OnConflict::column(Column::ItemId)
                .update_columns([
                    Column::Text,
                    Column::UpdatedAt,
                    Column::ByName,
                    Column::PersonId,
                    Column::Version,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
