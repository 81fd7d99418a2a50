//! What is stored of the meetings and their agendas.

pub(crate) mod slot;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::{ItemPurpose, ItemState, MeetingKind, MeetingState};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use crate::error::Result;

/// A meeting.
pub(crate) mod meeting {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        /// A `MeetingKind`.
        pub(crate) kind: i32,
        /// In the zone of the meeting.
        pub(crate) year: i32,
        pub(crate) title: String,
        pub(crate) introduction: String,
        pub(crate) place: String,
        pub(crate) video_url: String,
        pub(crate) starts_at: DateTimeUtc,
        pub(crate) ends_at: DateTimeUtc,
        pub(crate) zone: String,
        /// A `MeetingState`.
        pub(crate) state: i32,
        pub(crate) organisation_id: Uuid,
        pub(crate) organisation_name: String,
        pub(crate) invited_by: String,
        pub(crate) work_stream_id: Option<Uuid>,
        pub(crate) series_id: Option<Uuid>,
        pub(crate) is_last_of_year: bool,
        pub(crate) proposals_until: Option<DateTimeUtc>,
        pub(crate) cancel_reason: String,
        pub(crate) n_attendants: i32,
        /// Of iTIP: grows with each change that those convened are told of.
        pub(crate) sequence: i32,
        pub(crate) convened_at: Option<DateTimeUtc>,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A point of an agenda.
pub(crate) mod agenda_item {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agenda_item")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) meeting_id: Uuid,
        /// From 1, in the order of the agenda; 0 for one that is not retained.
        pub(crate) rank: i32,
        pub(crate) title: String,
        pub(crate) text: String,
        pub(crate) minutes: i32,
        pub(crate) presenter: String,
        pub(crate) presenter_organisation_id: Option<Uuid>,
        /// An `ItemPurpose`.
        pub(crate) purpose: i32,
        pub(crate) is_closed: bool,
        /// Identifiers of organisations, separated by commas.
        pub(crate) concerned: String,
        /// An `ItemState`.
        pub(crate) state: i32,
        /// Short name of the organisation that proposed it; empty when it was not proposed.
        pub(crate) proposed_by: String,
        pub(crate) answer: String,
        pub(crate) version: i32,
    }

    /// Joins are written where they are needed.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl meeting::Model {
    pub(crate) fn kind(&self) -> MeetingKind {
        MeetingKind::try_from(self.kind).unwrap_or_default()
    }

    pub(crate) fn state(&self) -> MeetingState {
        MeetingState::try_from(self.state).unwrap_or_default()
    }

    /// Zone in which it was planned.
    pub(crate) fn zone(&self) -> Tz {
        self.zone.parse().unwrap_or(chrono_tz::Europe::Paris)
    }
}

impl agenda_item::Model {
    pub(crate) fn purpose(&self) -> ItemPurpose {
        ItemPurpose::try_from(self.purpose).unwrap_or_default()
    }

    pub(crate) fn state(&self) -> ItemState {
        ItemState::try_from(self.state).unwrap_or_default()
    }

    /// The organisations that a closed item concerns, its presenter's included.
    pub(crate) fn concerned_ids(&self) -> Vec<Uuid> {
        self.concerned
            .split(',')
            .filter_map(|id| id.parse().ok())
            .chain(self.presenter_organisation_id)
            .collect()
    }
}

/// One meeting.
pub(crate) async fn meeting(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<meeting::Model>> {
    Ok(meeting::Entity::find_by_id(id).one(db).await?)
}

/// One meeting, locked until the commit: every change around a meeting takes this lock first.
pub(crate) async fn lock_meeting(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<meeting::Model>> {
    Ok(meeting::Entity::find_by_id(id).lock_exclusive().one(tx).await?)
}

/// The meetings of a year, in the order of time.
pub(crate) async fn meetings_of(db: &impl ConnectionTrait, year: i32) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(meeting::Column::Year.eq(year))
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
        .all(db)
        .await?)
}

/// The sessions with local actors of a year that were held, of a centre or of all, in the order of time.
pub(crate) async fn local_held(
    db: &impl ConnectionTrait,
    year: i32,
    organisation_id: Option<Uuid>,
) -> Result<Vec<meeting::Model>> {
    let mut found = meeting::Entity::find()
        .filter(meeting::Column::Year.eq(year))
        .filter(meeting::Column::Kind.eq(MeetingKind::LocalSession as i32))
        .filter(meeting::Column::State.eq(MeetingState::Held as i32));
    if let Some(id) = organisation_id {
        found = found.filter(meeting::Column::OrganisationId.eq(id));
    }
    let found = found.order_by_asc(meeting::Column::StartsAt);
    Ok(found.order_by_asc(meeting::Column::Id).all(db).await?)
}

/// The first year with a meeting.
pub(crate) async fn first_year(db: &impl ConnectionTrait) -> Result<Option<i32>> {
    let first = meeting::Entity::find().order_by_asc(meeting::Column::Year);
    Ok(first.one(db).await?.map(|row| row.year))
}

/// The meetings that are neither held nor cancelled and end after an instant, in the order of time.
pub(crate) async fn coming(db: &impl ConnectionTrait, after: DateTime<Utc>) -> Result<Vec<meeting::Model>> {
    let open = [
        MeetingState::Planned as i32,
        MeetingState::Convened as i32,
        MeetingState::Running as i32,
    ];
    Ok(meeting::Entity::find()
        .filter(meeting::Column::State.is_in(open))
        .filter(meeting::Column::EndsAt.gt(after))
        .order_by_asc(meeting::Column::StartsAt)
        .all(db)
        .await?)
}

/// The meetings that were held and ended after an instant, in the order of time.
pub(crate) async fn held(db: &impl ConnectionTrait, after: DateTime<Utc>) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(meeting::Column::State.eq(MeetingState::Held as i32))
        .filter(meeting::Column::EndsAt.gt(after))
        .order_by_asc(meeting::Column::StartsAt)
        .all(db)
        .await?)
}

/// The meetings of a kind that run or were held, and that start after an instant, in the order of time.
pub(crate) async fn begun(
    db: &impl ConnectionTrait,
    kind: i32,
    after: DateTime<Utc>,
) -> Result<Vec<meeting::Model>> {
    let begun = [MeetingState::Running as i32, MeetingState::Held as i32];
    Ok(meeting::Entity::find()
        .filter(meeting::Column::Kind.eq(kind))
        .filter(meeting::Column::State.is_in(begun))
        .filter(meeting::Column::StartsAt.gt(after))
        .order_by_asc(meeting::Column::StartsAt)
        .all(db)
        .await?)
}

/// Several meetings, in the order of time.
pub(crate) async fn meetings(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(ids))
        .order_by_asc(meeting::Column::StartsAt)
        .all(db)
        .await?)
}

/// The open meetings of the network from an instant on.
pub(crate) async fn of_kinds(
    db: &impl ConnectionTrait,
    kinds: &[i32],
    after: DateTime<Utc>,
) -> Result<Vec<meeting::Model>> {
    Ok(meeting::Entity::find()
        .filter(meeting::Column::Kind.is_in(kinds.iter().copied()))
        .filter(meeting::Column::EndsAt.gt(after))
        .order_by_asc(meeting::Column::StartsAt)
        .all(db)
        .await?)
}

/// Writes a new meeting.
pub(crate) async fn insert_meeting(tx: &impl ConnectionTrait, row: meeting::Model) -> Result<()> {
    meeting::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a meeting that was locked; its version grows.
pub(crate) async fn save_meeting(tx: &impl ConnectionTrait, row: &mut meeting::Model) -> Result<()> {
    row.version += 1;
    meeting::Entity::update(row.clone().into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes a meeting, its agenda and its list of people.
pub(crate) async fn delete_meeting(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    meeting::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The items of a meeting: those retained in their order, then the others as they came.
pub(crate) async fn items_of(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<agenda_item::Model>> {
    let mut items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .order_by_asc(agenda_item::Column::Rank)
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?;
    items.sort_by_key(|item| item.state() != ItemState::Retained);
    Ok(items)
}

/// The items of these identifiers.
pub(crate) async fn items_named(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<agenda_item::Model>> {
    Ok(agenda_item::Entity::find()
        .filter(agenda_item::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// One item.
pub(crate) async fn item(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<agenda_item::Model>> {
    Ok(agenda_item::Entity::find_by_id(id).one(db).await?)
}

/// Writes new items.
pub(crate) async fn insert_items(tx: &impl ConnectionTrait, rows: Vec<agenda_item::Model>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(agenda_item::Model::into_active_model);
    agenda_item::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes an item; its version grows.
pub(crate) async fn save_item(tx: &impl ConnectionTrait, mut row: agenda_item::Model) -> Result<()> {
    row.version += 1;
    agenda_item::Entity::update(row.into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes an item; those after it move up: a rank is a place on the agenda.
pub(crate) async fn delete_item(tx: &impl ConnectionTrait, row: &agenda_item::Model) -> Result<()> {
    agenda_item::Entity::delete_by_id(row.id).exec(tx).await?;
    let rest = items_of(tx, row.meeting_id).await?.into_iter();
    let retained = rest.filter(|item| item.state() == ItemState::Retained);
    let ids: Vec<Uuid> = retained.map(|item| item.id).collect();
    order_items(tx, &ids).await
}

/// Gives the items their ranks, in this order.
pub(crate) async fn order_items(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    for (rank, id) in (1..).zip(ids) {
        let rank: i32 = rank;
        agenda_item::Entity::update_many()
            .col_expr(agenda_item::Column::Rank, rank.into())
            .filter(agenda_item::Column::Id.eq(*id))
            .exec(tx)
            .await?;
    }
    Ok(())
}
