//! What is stored of the rounds: what each centre says, the groups.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _};

use crate::error::Result;

/// The round of a meeting, from the first grouping on.
pub(crate) mod round {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "round")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) meeting_id: Uuid,
        pub(crate) published_at: Option<DateTimeUtc>,
        /// The item whose text it became.
        pub(crate) agenda_item_id: Option<Uuid>,
        /// Of the grouping.
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a centre says before a meeting.
pub(crate) mod entry {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "round_entry")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) meeting_id: Uuid,
        pub(crate) organisation_id: Uuid,
        pub(crate) organisation_name: String,
        pub(crate) saved_at: DateTimeUtc,
        pub(crate) saved_by: String,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The text of a field of an entry.
pub(crate) mod text {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "round_text")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) entry_id: Uuid,
        /// Key of a field of the kind.
        pub(crate) field: String,
        pub(crate) text: String,
        /// `None`: in no group.
        pub(crate) group_id: Option<Uuid>,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A group of texts.
pub(crate) mod group {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "round_group")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) meeting_id: Uuid,
        pub(crate) title: String,
        pub(crate) synthesis: String,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The round of a meeting; one that was never grouped is at version 0.
pub(crate) async fn round(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<round::Model> {
    let found = round::Entity::find_by_id(meeting_id).one(db).await?;
    Ok(found.unwrap_or(round::Model {
        meeting_id,
        published_at: None,
        agenda_item_id: None,
        version: 0,
    }))
}

/// Writes a round; its version grows. The meeting was locked.
pub(crate) async fn save_round(tx: &impl ConnectionTrait, mut row: round::Model) -> Result<()> {
    row.version += 1;
    round::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(round::Column::MeetingId)
                .update_columns([
                    round::Column::PublishedAt,
                    round::Column::AgendaItemId,
                    round::Column::Version,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// What the centres say before a meeting, by name.
pub(crate) async fn entries(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<entry::Model>> {
    let mut rows = entry::Entity::find()
        .filter(entry::Column::MeetingId.eq(meeting_id))
        .all(db)
        .await?;
    rows.sort_by_cached_key(|row| crate::network::rules::fold(&row.organisation_name));
    Ok(rows)
}

/// What a centre says before a meeting.
pub(crate) async fn entry_of(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    organisation_id: Uuid,
) -> Result<Option<entry::Model>> {
    Ok(entry::Entity::find()
        .filter(entry::Column::MeetingId.eq(meeting_id))
        .filter(entry::Column::OrganisationId.eq(organisation_id))
        .one(db)
        .await?)
}

/// The meetings, of these, and the centres that said something before them.
pub(crate) async fn said(db: &impl ConnectionTrait, meeting_ids: Vec<Uuid>) -> Result<Vec<(Uuid, Uuid)>> {
    if meeting_ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = entry::Entity::find()
        .filter(entry::Column::MeetingId.is_in(meeting_ids))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.meeting_id, row.organisation_id))
        .collect())
}

/// The texts of entries.
pub(crate) async fn texts(db: &impl ConnectionTrait, entry_ids: Vec<Uuid>) -> Result<Vec<text::Model>> {
    Ok(text::Entity::find()
        .filter(text::Column::EntryId.is_in(entry_ids))
        .order_by_asc(text::Column::Id)
        .all(db)
        .await?)
}

/// Writes a new entry.
pub(crate) async fn insert_entry(tx: &impl ConnectionTrait, row: entry::Model) -> Result<()> {
    entry::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes an entry again.
pub(crate) async fn save_entry(tx: &impl ConnectionTrait, row: entry::Model) -> Result<()> {
    entry::Entity::update(row.into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes a text, new or again: where it is grouped stays.
pub(crate) async fn put_text(tx: &impl ConnectionTrait, row: text::Model) -> Result<()> {
    text::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([text::Column::EntryId, text::Column::Field])
                .update_column(text::Column::Text)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Removes the text of a field.
pub(crate) async fn delete_text(tx: &impl ConnectionTrait, entry_id: Uuid, field: &str) -> Result<()> {
    text::Entity::delete_many()
        .filter(text::Column::EntryId.eq(entry_id))
        .filter(text::Column::Field.eq(field))
        .exec(tx)
        .await?;
    Ok(())
}

/// Puts a text into a group, or into none.
pub(crate) async fn place_text(tx: &impl ConnectionTrait, id: Uuid, group_id: Option<Uuid>) -> Result<()> {
    text::Entity::update_many()
        .col_expr(text::Column::GroupId, group_id.into())
        .filter(text::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The groups of a meeting, in the order in which they were made.
pub(crate) async fn groups(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<group::Model>> {
    Ok(group::Entity::find()
        .filter(group::Column::MeetingId.eq(meeting_id))
        .order_by_asc(group::Column::Id)
        .all(db)
        .await?)
}

/// One group.
pub(crate) async fn group(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<group::Model>> {
    Ok(group::Entity::find_by_id(id).one(db).await?)
}

/// Writes a new group.
pub(crate) async fn insert_group(tx: &impl ConnectionTrait, row: group::Model) -> Result<()> {
    group::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a group; its version grows.
pub(crate) async fn save_group(tx: &impl ConnectionTrait, mut row: group::Model) -> Result<()> {
    row.version += 1;
    group::Entity::update(row.into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes a group; its texts are in none again.
pub(crate) async fn delete_group(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    group::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
