//! What meetings gave to do.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _};

use crate::error::Result;
use crate::session::rules::Owner;

/// Something to do by a day.
pub(crate) mod action {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "action")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) meeting_id: Uuid,
        /// The point that it follows from.
        pub(crate) item_id: Option<Uuid>,
        pub(crate) text: String,
        /// `None`: the organisation as such.
        pub(crate) owner_person_id: Option<Uuid>,
        /// Of the person; empty for an organisation.
        pub(crate) owner_name: String,
        pub(crate) owner_organisation_id: Uuid,
        pub(crate) owner_organisation_name: String,
        /// Until the end of this day, in the zone of the meeting.
        pub(crate) due_on: Date,
        pub(crate) done_at: Option<DateTimeUtc>,
        /// Name of who said that it is done.
        pub(crate) done_by: String,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl action::Model {
    pub(crate) fn owner(&self) -> Owner {
        Owner {
            person_id: self.owner_person_id,
            organisation_id: self.owner_organisation_id,
        }
    }
}

/// Which actions are looked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ActionFilter {
    pub(crate) meeting_id: Option<Uuid>,
    /// Of the owner.
    pub(crate) organisation_id: Option<Uuid>,
    /// The owner, when it is a person.
    pub(crate) person_id: Option<Uuid>,
    pub(crate) is_done: Option<bool>,
}

/// The actions that a filter lets through, the soonest due first.
pub(crate) async fn actions(db: &impl ConnectionTrait, filter: ActionFilter) -> Result<Vec<action::Model>> {
    use action::Column;
    let mut find = action::Entity::find();
    if let Some(id) = filter.meeting_id {
        find = find.filter(Column::MeetingId.eq(id));
    }
    if let Some(id) = filter.organisation_id {
        find = find.filter(Column::OwnerOrganisationId.eq(id));
    }
    if let Some(id) = filter.person_id {
        find = find.filter(Column::OwnerPersonId.eq(id));
    }
    match filter.is_done {
        Some(true) => find = find.filter(Column::DoneAt.is_not_null()),
        Some(false) => find = find.filter(Column::DoneAt.is_null()),
        None => {}
    }
    Ok(find
        .order_by_asc(Column::DueOn)
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// One action.
pub(crate) async fn action(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<action::Model>> {
    Ok(action::Entity::find_by_id(id).one(db).await?)
}

/// True when an action follows from a point.
pub(crate) async fn has_action(db: &impl ConnectionTrait, item_id: Uuid) -> Result<bool> {
    let found = action::Entity::find()
        .filter(action::Column::ItemId.eq(item_id))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Writes a new action.
pub(crate) async fn insert_action(tx: &impl ConnectionTrait, row: action::Model) -> Result<()> {
    action::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Notes that an action is done.
pub(crate) async fn mark_done(
    tx: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
    by: &str,
) -> Result<()> {
    action::Entity::update_many()
        .col_expr(action::Column::DoneAt, now.into())
        .col_expr(action::Column::DoneBy, by.into())
        .filter(action::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
