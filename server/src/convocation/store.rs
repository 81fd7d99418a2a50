//! What is stored of the convocations: people and calendars.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::{Answering, InviteeRole};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _};

use crate::error::Result;

/// Someone who is convened to a meeting, or will be.
pub(crate) mod invitee {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitee")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) meeting_id: Uuid,
        /// `None` for a guest.
        pub(crate) person_id: Option<Uuid>,
        /// `None` for a guest.
        pub(crate) organisation_id: Option<Uuid>,
        pub(crate) organisation_name: String,
        pub(crate) name: String,
        pub(crate) email: String,
        /// An `InviteeRole`.
        pub(crate) role: i32,
        /// An `Answering`; 0: none yet.
        pub(crate) answer: i32,
        pub(crate) represented_by: String,
        pub(crate) word: String,
        pub(crate) answered_at: Option<DateTimeUtc>,
        pub(crate) convened_at: Option<DateTimeUtc>,
        pub(crate) reminded_at: Option<DateTimeUtc>,
        pub(crate) is_entered_by_animator: bool,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A calendar that somebody subscribes to: its address is its identifier, signed.
pub(crate) mod calendar {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "calendar")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        /// A `CalendarKind`.
        pub(crate) kind: i32,
        pub(crate) person_id: Uuid,
        pub(crate) organisation_id: Uuid,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl invitee::Model {
    pub(crate) fn role(&self) -> InviteeRole {
        InviteeRole::try_from(self.role).unwrap_or_default()
    }

    pub(crate) fn answer(&self) -> Answering {
        Answering::try_from(self.answer).unwrap_or_default()
    }
}

/// The people of a meeting: chair and secretary first, then by organisation and name.
pub(crate) async fn invitees(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<invitee::Model>> {
    let mut by_meeting = invitees_of(db, vec![meeting_id]).await?;
    Ok(by_meeting.remove(&meeting_id).unwrap_or_default())
}

/// The same, of several meetings.
pub(crate) async fn invitees_of(
    db: &impl ConnectionTrait,
    meeting_ids: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<invitee::Model>>> {
    let mut by_meeting: BTreeMap<Uuid, Vec<invitee::Model>> = BTreeMap::new();
    if meeting_ids.is_empty() {
        return Ok(by_meeting);
    }
    let rows = invitee::Entity::find()
        .filter(invitee::Column::MeetingId.is_in(meeting_ids))
        .order_by_asc(invitee::Column::Id)
        .all(db)
        .await?;
    for row in rows {
        by_meeting.entry(row.meeting_id).or_default().push(row);
    }
    for rows in by_meeting.values_mut() {
        rows.sort_by_cached_key(|row| {
            let place = match row.role() {
                InviteeRole::Chair => 0,
                InviteeRole::Secretary => 1,
                InviteeRole::Guest => 3,
                _ => 2,
            };
            (
                place,
                crate::network::rules::fold(&row.organisation_name),
                crate::network::rules::fold(&row.name),
            )
        });
    }
    Ok(by_meeting)
}

/// What a person is in every meeting.
pub(crate) async fn invitees_of_person(
    db: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<invitee::Model>> {
    Ok(invitee::Entity::find()
        .filter(invitee::Column::PersonId.eq(person_id))
        .order_by_asc(invitee::Column::Id)
        .all(db)
        .await?)
}

/// One person of a meeting.
pub(crate) async fn invitee(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<invitee::Model>> {
    Ok(invitee::Entity::find_by_id(id).one(db).await?)
}

/// The meetings of a person, or of the people of an organisation.
pub(crate) async fn meeting_ids(
    db: &impl ConnectionTrait,
    person_id: Option<Uuid>,
    organisation_id: Option<Uuid>,
) -> Result<Vec<Uuid>> {
    let mut find = invitee::Entity::find();
    if let Some(id) = person_id {
        find = find.filter(invitee::Column::PersonId.eq(id));
    }
    if let Some(id) = organisation_id {
        find = find.filter(invitee::Column::OrganisationId.eq(id));
    }
    let rows = find.all(db).await?;
    let ids: std::collections::BTreeSet<Uuid> = rows.into_iter().map(|row| row.meeting_id).collect();
    Ok(ids.into_iter().collect())
}

/// Writes people; those whose address is there already are left as they are. Says how many were new.
pub(crate) async fn insert_invitees(tx: &impl ConnectionTrait, rows: Vec<invitee::Model>) -> Result<u64> {
    if rows.is_empty() {
        return Ok(0);
    }
    let rows = rows.into_iter().map(invitee::Model::into_active_model);
    Ok(invitee::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([invitee::Column::MeetingId, invitee::Column::Email])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?)
}

/// Writes a person again.
pub(crate) async fn save_invitee(tx: &impl ConnectionTrait, row: invitee::Model) -> Result<()> {
    invitee::Entity::update(row.into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes a person.
pub(crate) async fn delete_invitee(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    invitee::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Notes that people were convened.
pub(crate) async fn mark_convened(tx: &impl ConnectionTrait, ids: &[Uuid], now: DateTime<Utc>) -> Result<()> {
    invitee::Entity::update_many()
        .col_expr(invitee::Column::ConvenedAt, now.into())
        .filter(invitee::Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes that a person was reminded, unless somebody else did since; false then.
pub(crate) async fn mark_reminded(
    tx: &impl ConnectionTrait,
    row: &invitee::Model,
    now: DateTime<Utc>,
) -> Result<bool> {
    let before = match row.reminded_at {
        Some(at) => invitee::Column::RemindedAt.eq(at),
        None => invitee::Column::RemindedAt.is_null(),
    };
    let updated = invitee::Entity::update_many()
        .col_expr(invitee::Column::RemindedAt, now.into())
        .filter(invitee::Column::Id.eq(row.id))
        .filter(before)
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// The calendars of a person for an organisation.
pub(crate) async fn calendars(
    db: &impl ConnectionTrait,
    person_id: Uuid,
    organisation_id: Uuid,
) -> Result<Vec<calendar::Model>> {
    Ok(calendar::Entity::find()
        .filter(calendar::Column::PersonId.eq(person_id))
        .filter(calendar::Column::OrganisationId.eq(organisation_id))
        .all(db)
        .await?)
}

/// One calendar.
pub(crate) async fn calendar(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<calendar::Model>> {
    Ok(calendar::Entity::find_by_id(id).one(db).await?)
}

/// Writes a calendar in place of the one of the same kind.
pub(crate) async fn set_calendar(tx: &impl ConnectionTrait, row: calendar::Model) -> Result<()> {
    calendar::Entity::delete_many()
        .filter(calendar::Column::PersonId.eq(row.person_id))
        .filter(calendar::Column::OrganisationId.eq(row.organisation_id))
        .filter(calendar::Column::Kind.eq(row.kind))
        .exec(tx)
        .await?;
    calendar::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
