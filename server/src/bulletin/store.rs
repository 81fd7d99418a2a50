//! Rows of procedures, of bulletins, and of what each centre did with them.

pub(crate) mod receptions;
mod rows;

use chrono::{DateTime, Utc};
use proto::v1::{BulletinState, Reason};
use sea_orm::entity::prelude::*;
use sea_orm::{
    Condition, ConnectionTrait, FromQueryResult, IntoActiveModel as _, QueryOrder as _, QuerySelect as _,
};

pub(crate) use self::rows::{Content, Event, Link, bulletin, kind, procedure, reception, relay, text};

use crate::db::{self, OnUnique as _};
use crate::error::Result;

/// The procedures, by their organisation.
pub(crate) async fn procedures(db: &impl ConnectionTrait) -> Result<Vec<procedure::Model>> {
    Ok(procedure::Entity::find().all(db).await?)
}

/// One procedure.
pub(crate) async fn procedure(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
) -> Result<Option<procedure::Model>> {
    Ok(procedure::Entity::find_by_id(organisation_id).one(db).await?)
}

/// Opens a procedure: version 0 becomes 1.
pub(crate) async fn insert_procedure(tx: &impl ConnectionTrait, mut row: procedure::Model) -> Result<()> {
    row.version = 1;
    procedure::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await
        .map_err(db::changed_when_there)?;
    Ok(())
}

/// Writes a procedure back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save_procedure(tx: &impl ConnectionTrait, mut row: procedure::Model) -> Result<()> {
    use procedure::Column as C;
    let is_same = [
        C::OrganisationId.eq(row.organisation_id),
        C::Version.eq(row.version),
    ];
    row.version += 1;
    db::save(tx, row.into_active_model(), is_same).await
}

/// The kinds of all procedures, by name.
pub(crate) async fn kinds(db: &impl ConnectionTrait) -> Result<Vec<kind::Model>> {
    Ok(kind::Entity::find()
        .order_by_asc(kind::Column::Name)
        .all(db)
        .await?)
}

/// One kind.
pub(crate) async fn kind(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<kind::Model>> {
    Ok(kind::Entity::find_by_id(id).one(db).await?)
}

/// Adds a kind.
pub(crate) async fn insert_kind(tx: &impl ConnectionTrait, row: kind::Model) -> Result<()> {
    kind::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await
        .on_unique(Reason::NameTaken)?;
    Ok(())
}

/// Writes a kind back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save_kind(tx: &impl ConnectionTrait, mut row: kind::Model) -> Result<()> {
    let is_same = [kind::Column::Id.eq(row.id), kind::Column::Version.eq(row.version)];
    row.version += 1;
    db::save(tx, row.into_active_model(), is_same).await
}

/// One bulletin.
pub(crate) async fn bulletin(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<bulletin::Model>> {
    Ok(bulletin::Entity::find_by_id(id).one(db).await?)
}

/// One bulletin, locked until the commit: two acts on it or on what centres do with it follow each other.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<bulletin::Model>> {
    Ok(bulletin::Entity::find_by_id(id).lock_exclusive().one(tx).await?)
}

/// Locks these until the commit, in the order in which each other act does: nobody writes them meanwhile.
pub(crate) async fn lock_shared(tx: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<()> {
    if !ids.is_empty() {
        bulletin::Entity::find()
            .filter(bulletin::Column::Id.is_in(ids))
            .order_by_asc(bulletin::Column::Id)
            .lock_shared()
            .all(tx)
            .await?;
    }
    Ok(())
}

/// The bulletin that was pushed under a key.
pub(crate) async fn pushed(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
    key: &str,
) -> Result<Option<bulletin::Model>> {
    Ok(bulletin::Entity::find()
        .filter(bulletin::Column::OrganisationId.eq(organisation_id))
        .filter(bulletin::Column::IdempotencyKey.eq(key))
        .one(db)
        .await?)
}

/// Writes a new bulletin; `Conflict` when its key was used meanwhile.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: bulletin::Model) -> Result<()> {
    bulletin::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await
        .on_unique(Reason::KeyReused)?;
    Ok(())
}

/// Writes a bulletin back with its next version; `Changed` when somebody did meanwhile.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &mut bulletin::Model) -> Result<()> {
    use bulletin::Column as C;
    let is_same = [C::Id.eq(row.id), C::Version.eq(row.version)];
    row.version += 1;
    db::save(tx, row.clone().into_active_model(), is_same).await
}

/// Removes a draft.
pub(crate) async fn delete(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    bulletin::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The texts of a bulletin that were published, the newest first.
pub(crate) async fn texts(db: &impl ConnectionTrait, bulletin_id: Uuid) -> Result<Vec<text::Model>> {
    Ok(text::Entity::find()
        .filter(text::Column::BulletinId.eq(bulletin_id))
        .order_by_desc(text::Column::Number)
        .all(db)
        .await?)
}

/// Keeps a published text.
pub(crate) async fn insert_text(tx: &impl ConnectionTrait, row: text::Model) -> Result<()> {
    text::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Which bulletins a list is about.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter {
    /// The organisation that reads.
    pub(crate) viewer: Uuid,
    /// Reads what every body published.
    pub(crate) sees_all: bool,
    pub(crate) state: Option<BulletinState>,
    pub(crate) organisation_id: Option<Uuid>,
    /// Waits on this day for the viewer to do something.
    pub(crate) waits_on: Option<Date>,
    /// A centre is late with it at this instant.
    pub(crate) late_at: Option<DateTime<Utc>>,
    /// Answers this question.
    pub(crate) question_id: Option<Uuid>,
    /// Before this one.
    pub(crate) after: Option<Uuid>,
    pub(crate) limit: u64,
}

/// The bulletins that a reader may see, newest first.
pub(crate) async fn bulletins(db: &impl ConnectionTrait, filter: Filter) -> Result<Vec<bulletin::Model>> {
    use bulletin::Column as C;
    let published = [BulletinState::Published as i32, BulletinState::Withdrawn as i32];
    let mut seen = Condition::any().add(C::OrganisationId.eq(filter.viewer));
    let is_published = C::State.is_in(published);
    seen = if filter.sees_all {
        seen.add(is_published)
    } else {
        let received = receptions::bulletins_of(filter.viewer);
        seen.add(
            Condition::all()
                .add(is_published)
                .add(C::Id.in_subquery(received)),
        )
    };
    let mut found = bulletin::Entity::find().filter(seen);
    if let Some(state) = filter.state {
        found = found.filter(C::State.eq(state as i32));
    }
    if let Some(id) = filter.organisation_id {
        found = found.filter(C::OrganisationId.eq(id));
    }
    if let Some(today) = filter.waits_on {
        let waiting = receptions::waiting_of(filter.viewer);
        // Of what is past no correction is relayed.
        let is_asked = Condition::any()
            .add(C::ValidUntil.is_null())
            .add(C::ValidUntil.gte(today))
            .add(C::Id.not_in_subquery(receptions::relayed_of(filter.viewer)));
        found = found
            .filter(is_asked)
            .filter(C::State.eq(BulletinState::Published as i32))
            .filter(C::Id.in_subquery(waiting));
    }
    if let Some(now) = filter.late_at {
        found = found
            .filter(C::State.eq(BulletinState::Published as i32))
            .filter(C::DueAt.lt(now))
            .filter(C::Id.in_subquery(receptions::unread_somewhere()));
    }
    if let Some(id) = filter.question_id {
        found = found.filter(C::QuestionId.eq(id));
    }
    if let Some(id) = filter.after {
        found = found.filter(C::Id.lt(id));
    }
    Ok(found.order_by_desc(C::Id).limit(filter.limit).all(db).await?)
}

/// The published bulletins that an organisation received, newest first: those it may relay.
pub(crate) async fn relayable(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
    limit: u64,
) -> Result<Vec<bulletin::Model>> {
    Ok(bulletin::Entity::find()
        .filter(bulletin::Column::State.eq(BulletinState::Published as i32))
        .filter(bulletin::Column::Id.in_subquery(receptions::relayable_of(organisation_id)))
        .order_by_desc(bulletin::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// These bulletins, the oldest first.
pub(crate) async fn bulletins_named(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<bulletin::Model>> {
    Ok(bulletin::Entity::find()
        .filter(bulletin::Column::Id.is_in(ids))
        .order_by_asc(bulletin::Column::Id)
        .all(db)
        .await?)
}

/// A bulletin that waits, without what it says.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Awaited {
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) kind_id: Uuid,
    pub(crate) state: i32,
    pub(crate) title: String,
    pub(crate) due_at: Option<DateTime<Utc>>,
    pub(crate) asked_by: Option<Uuid>,
}

/// Those that wait for a second reader, and the published ones that somebody has to acknowledge.
pub(crate) async fn awaited(db: &impl ConnectionTrait) -> Result<Vec<Awaited>> {
    use bulletin::Column as C;
    let published = Condition::all()
        .add(C::State.eq(BulletinState::Published as i32))
        .add(C::Id.in_subquery(receptions::unread_somewhere()));
    let wanted = Condition::any()
        .add(C::State.eq(BulletinState::InReview as i32))
        .add(published);
    Ok(bulletin::Entity::find()
        .select_only()
        .columns([
            C::Id,
            C::OrganisationId,
            C::KindId,
            C::State,
            C::Title,
            C::DueAt,
            C::AskedBy,
        ])
        .filter(wanted)
        .order_by_asc(C::Id)
        .into_model::<Awaited>()
        .all(db)
        .await?)
}

/// The bulletins that were published in a span of time, but those that were withdrawn since.
pub(crate) async fn published_between(
    db: &impl ConnectionTrait,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<bulletin::Model>> {
    Ok(bulletin::Entity::find()
        .filter(bulletin::Column::State.eq(BulletinState::Published as i32))
        .filter(bulletin::Column::PublishedAt.gte(from))
        .filter(bulletin::Column::PublishedAt.lt(until))
        .order_by_asc(bulletin::Column::PublishedAt)
        .order_by_asc(bulletin::Column::Id)
        .all(db)
        .await?)
}
