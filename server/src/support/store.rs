//! Rows of requests for support.

use proto::v1::{SupportKind, SupportState};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use crate::db;
use crate::error::Result;
use crate::page::{Listing, Page, Place};

/// A request.
pub(crate) mod support {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "support")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) kind: i32,
        pub(crate) title: String,
        pub(crate) text: String,
        pub(crate) place: String,
        pub(crate) starts_at: DateTimeUtc,
        pub(crate) ends_at: DateTimeUtc,
        /// Of the centre, when it asked.
        pub(crate) zone: String,
        /// The centre.
        pub(crate) organisation_id: Uuid,
        pub(crate) asker_id: Uuid,
        pub(crate) asked_by: String,
        pub(crate) asked_at: DateTimeUtc,
        pub(crate) state: i32,
        /// Who comes.
        pub(crate) who: String,
        /// With the acceptance, or why it was declined.
        pub(crate) answer: String,
        /// Who accepted, declined or withdrew it.
        pub(crate) ended_by: String,
        pub(crate) ended_at: Option<DateTimeUtc>,
        pub(crate) meeting_id: Option<Uuid>,
        pub(crate) version: i32,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use support::Column as C;

impl support::Model {
    /// Its state, as the contract names it.
    pub(crate) fn state(&self) -> SupportState {
        SupportState::try_from(self.state).unwrap_or_default()
    }

    /// What is asked for, as the contract names it.
    pub(crate) fn kind(&self) -> SupportKind {
        SupportKind::try_from(self.kind).unwrap_or_default()
    }

    /// Zone in which its hours were said.
    pub(crate) fn zone(&self) -> chrono_tz::Tz {
        self.zone.parse().unwrap_or(chrono_tz::Europe::Paris)
    }
}

/// What a list asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter {
    /// The centre that reads; `None`: somebody who sees all.
    pub(crate) viewer: Option<Uuid>,
    pub(crate) state: Option<SupportState>,
    pub(crate) meeting_id: Option<Uuid>,
}

/// The order of the requests: the open ones first, then the newest first.
pub(crate) fn listing() -> Listing<support::Entity> {
    Listing {
        state: C::State,
        groups: vec![vec![SupportState::Open as i32]],
        day: None,
        id: C::Id,
        key: |row| (row.state, None, row.id),
    }
}

/// One request.
pub(crate) async fn support(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<support::Model>> {
    Ok(support::Entity::find_by_id(id).one(db).await?)
}

/// One request, locked until the commit: two acts on it follow each other.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<support::Model>> {
    let found = support::Entity::find_by_id(id).lock_exclusive();
    Ok(found.one(tx).await?)
}

/// The requests that a reader may see, after a place.
pub(crate) async fn supports(
    db: &impl ConnectionTrait,
    filter: Filter,
    after: Option<Place>,
) -> Result<Page<support::Model>> {
    let condition = Condition::all()
        .add_option(filter.viewer.map(|id| C::OrganisationId.eq(id)))
        .add_option(filter.state.map(|state| C::State.eq(state as i32)))
        .add_option(filter.meeting_id.map(|id| C::MeetingId.eq(id)));
    let found = support::Entity::find().filter(condition);
    listing().read(db, found, after).await
}

/// All the requests that wait, the newest first.
pub(crate) async fn open(db: &impl ConnectionTrait) -> Result<Vec<support::Model>> {
    let found = support::Entity::find().filter(C::State.eq(SupportState::Open as i32));
    Ok(found.order_by_desc(C::Id).all(db).await?)
}

/// Says whether a meeting was planned by an acceptance.
pub(crate) async fn has_planned(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<bool> {
    let found = support::Entity::find().filter(C::MeetingId.eq(meeting_id));
    Ok(0 < found.count(db).await?)
}

/// Writes a new request.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: support::Model) -> Result<()> {
    support::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a request back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &mut support::Model) -> Result<()> {
    let is_same = [C::Id.eq(row.id), C::Version.eq(row.version)];
    row.version += 1;
    db::save(tx, row.clone().into_active_model(), is_same).await
}
