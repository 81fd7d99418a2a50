//! The ledger: what became of each recipient.

use chrono::{DateTime, Utc};
use proto::v1::{RecipientState, WithheldCause};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ConnectionTrait, DbBackend, ExprTrait as _, FromQueryResult, IntoActiveModel as _, QueryOrder as _,
    QuerySelect as _,
};

use super::recipient::{Column as C, Entity, Model};
use crate::error::Result;

/// Lays down recipients; who has a row in the edition keeps it.
pub(crate) async fn lay(tx: &impl ConnectionTrait, rows: Vec<Model>) -> Result<()> {
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    let once = OnConflict::columns([C::EditionId, C::SubscriberId])
        .do_nothing()
        .to_owned();
    Entity::insert_many(rows)
        .on_conflict(once)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// How many are in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Count {
    pub(crate) state: i32,
    pub(crate) cause: i32,
    pub(crate) n: i64,
}

/// How many are in each state.
pub(crate) async fn counts(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<Vec<Count>> {
    let states: Vec<(i32, i64)> = Entity::find()
        .select_only()
        .column(C::State)
        .column_as(C::Id.count(), "n")
        .filter(C::EditionId.eq(edition_id))
        .group_by(C::State)
        .order_by_asc(C::State)
        .into_tuple()
        .all(db)
        .await?;
    let withheld = RecipientState::Withheld as i32;
    let plain = states.iter().filter(|(state, _)| *state != withheld);
    let mut counts: Vec<Count> = plain
        .map(|(state, n)| Count {
            state: *state,
            cause: 0,
            n: *n,
        })
        .collect();
    if states.iter().any(|(state, _)| *state == withheld) {
        let causes = Entity::find()
            .select_only()
            .columns([C::State, C::Cause])
            .column_as(C::Id.count(), "n")
            .filter(C::EditionId.eq(edition_id))
            .filter(C::State.eq(withheld))
            .group_by(C::State)
            .group_by(C::Cause)
            .order_by_asc(C::Cause);
        counts.extend(causes.into_model::<Count>().all(db).await?);
    }
    Ok(counts)
}

/// Says whether one waits, or is being written to.
pub(crate) async fn is_any_left(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<bool> {
    let left = [RecipientState::Queued as i32, RecipientState::Sending as i32];
    let row = Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::EditionId.eq(edition_id))
        .filter(C::State.is_in(left))
        .limit(1)
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// The next recipients that are due, locked for this worker: the others pass them over. None of the domains named, and
/// from a place on, when the rows before it are known to be done: a database walks over them all.
pub(crate) async fn due(
    tx: &impl ConnectionTrait,
    edition_id: Uuid,
    now: DateTime<Utc>,
    blocked: &[String],
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut due = Entity::find()
        .filter(C::EditionId.eq(edition_id))
        .filter(C::State.eq(RecipientState::Queued as i32))
        .filter(C::NextAt.lte(now))
        .order_by_asc(C::NextAt)
        .order_by_asc(C::Id)
        .limit(limit);
    if let Some((next_at, id)) = after {
        let place = Expr::tuple([Expr::col(C::NextAt), Expr::col(C::Id)]);
        due = due.filter(place.gt(Expr::tuple([next_at.into(), id.into()])));
    }
    if !blocked.is_empty() {
        due = due.filter(C::Domain.is_not_in(blocked.iter().map(String::as_str)));
    }
    if tx.get_database_backend() == DbBackend::Postgres {
        due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    Ok(due.all(tx).await?)
}

/// Says whether a mail is on its way: a worker took it, and has not noted what became of it.
pub(crate) async fn is_any_on_its_way(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<bool> {
    let sending = Entity::find()
        .filter(C::EditionId.eq(edition_id))
        .filter(C::State.eq(RecipientState::Sending as i32));
    Ok(sending.one(db).await?.is_some())
}

/// Says whether one is due.
pub(crate) async fn is_any_due(
    db: &impl ConnectionTrait,
    edition_id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let row = Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::EditionId.eq(edition_id))
        .filter(C::State.eq(RecipientState::Queued as i32))
        .filter(C::NextAt.lte(now))
        .limit(1)
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// Notes that these are being written to, until `lease` at the latest.
pub(crate) async fn mark_sending(
    tx: &impl ConnectionTrait,
    ids: &[Uuid],
    lease: DateTime<Utc>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(C::State, (RecipientState::Sending as i32).into())
        .col_expr(C::LeaseUntil, Some(lease).into())
        .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
        .filter(C::Id.is_in(ids.iter().copied()))
        .filter(C::State.eq(RecipientState::Queued as i32))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives back those that the server never heard of.
pub(crate) async fn release(tx: &impl ConnectionTrait, ids: &[Uuid], lease: DateTime<Utc>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(C::State, (RecipientState::Queued as i32).into())
        .col_expr(C::LeaseUntil, Option::<DateTimeUtc>::None.into())
        .col_expr(C::Attempts, Expr::col(C::Attempts).sub(1))
        .filter(C::Id.is_in(ids.iter().copied()))
        .filter(C::State.eq(RecipientState::Sending as i32))
        .filter(C::LeaseUntil.eq(lease))
        .exec(tx)
        .await?;
    Ok(())
}

/// Never writes to these, for a cause.
pub(crate) async fn withhold(
    tx: &impl ConnectionTrait,
    ids: &[Uuid],
    cause: WithheldCause,
    now: DateTime<Utc>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(C::State, (RecipientState::Withheld as i32).into())
        .col_expr(C::Cause, (cause as i32).into())
        .col_expr(C::EndedAt, Some(now).into())
        .filter(C::Id.is_in(ids.iter().copied()))
        .filter(C::State.eq(RecipientState::Queued as i32))
        .exec(tx)
        .await?;
    Ok(())
}

/// Identifiers of some that wait.
pub(crate) async fn waiting(tx: &impl ConnectionTrait, edition_id: Uuid, limit: u64) -> Result<Vec<Uuid>> {
    let mut waiting = Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::EditionId.eq(edition_id))
        .filter(C::State.eq(RecipientState::Queued as i32))
        .limit(limit);
    if tx.get_database_backend() == DbBackend::Postgres {
        waiting = waiting.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    Ok(waiting.into_tuple().all(tx).await?)
}

/// Notes that the server took these, in its words.
pub(crate) async fn mark_sent(
    tx: &impl ConnectionTrait,
    taken: &[(Uuid, String)],
    lease: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    if taken.is_empty() {
        return Ok(());
    }
    let words = taken.iter().fold(CaseStatement::new(), |case, (id, words)| {
        case.case(C::Id.eq(*id), words.as_str())
    });
    Entity::update_many()
        .col_expr(C::State, (RecipientState::Sent as i32).into())
        .col_expr(C::Answer, words.finally("").into())
        .col_expr(C::EndedAt, Some(now).into())
        .col_expr(C::LeaseUntil, Option::<DateTimeUtc>::None.into())
        .filter(C::Id.is_in(taken.iter().map(|(id, _)| *id)))
        .filter(C::State.eq(RecipientState::Sending as i32))
        .filter(C::LeaseUntil.eq(lease))
        .exec(tx)
        .await?;
    Ok(())
}

/// What became of a mail that was not taken.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) id: Uuid,
    pub(crate) state: RecipientState,
    pub(crate) answer: String,
    /// For what waits again.
    pub(crate) next_at: Option<DateTime<Utc>>,
    /// The server was not there: it was no attempt.
    pub(crate) is_no_attempt: bool,
}

/// Notes what became of a mail that was not taken; false when the reservation was lost.
pub(crate) async fn mark_ended(
    tx: &impl ConnectionTrait,
    end: &End,
    lease: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let is_waiting = end.state == RecipientState::Queued;
    let mut update = Entity::update_many()
        .col_expr(C::State, (end.state as i32).into())
        .col_expr(C::Answer, end.answer.as_str().into())
        .col_expr(C::EndedAt, (!is_waiting).then_some(now).into())
        .col_expr(C::LeaseUntil, Option::<DateTimeUtc>::None.into());
    if let Some(next_at) = end.next_at {
        update = update.col_expr(C::NextAt, next_at.into());
    }
    if end.is_no_attempt {
        update = update.col_expr(C::Attempts, Expr::col(C::Attempts).sub(1));
    }
    let done = update
        .filter(C::Id.eq(end.id))
        .filter(C::State.eq(RecipientState::Sending as i32))
        .filter(C::LeaseUntil.eq(lease))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Those whose worker vanished are uncertain; answers how many.
pub(crate) async fn mark_uncertain(
    tx: &impl ConnectionTrait,
    edition_id: Uuid,
    now: DateTime<Utc>,
) -> Result<u64> {
    let done = Entity::update_many()
        .col_expr(C::State, (RecipientState::Uncertain as i32).into())
        .col_expr(C::EndedAt, Some(now).into())
        .col_expr(C::LeaseUntil, Option::<DateTimeUtc>::None.into())
        .filter(C::EditionId.eq(edition_id))
        .filter(C::State.eq(RecipientState::Sending as i32))
        .filter(C::LeaseUntil.lte(now))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Says whether a worker vanished while it wrote to some.
pub(crate) async fn is_any_abandoned(
    db: &impl ConnectionTrait,
    edition_id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let row = Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::EditionId.eq(edition_id))
        .filter(C::State.eq(RecipientState::Sending as i32))
        .filter(C::LeaseUntil.lte(now))
        .limit(1)
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// Makes those in a state wait again, as if they were new; answers how many.
pub(crate) async fn requeue(
    tx: &impl ConnectionTrait,
    edition_id: Uuid,
    state: RecipientState,
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut update = Entity::update_many()
        .col_expr(C::State, (RecipientState::Queued as i32).into())
        .col_expr(C::Attempts, 0.into())
        .col_expr(C::NextAt, now.into())
        .col_expr(C::EndedAt, Option::<DateTimeUtc>::None.into());
    if state == RecipientState::Uncertain {
        update = update.col_expr(C::ResentAt, Some(now).into());
    }
    let done = update
        .filter(C::EditionId.eq(edition_id))
        .filter(C::State.eq(state as i32))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Recipients of an edition, in a state or all, in the order of their rows.
pub(crate) async fn recipients(
    db: &impl ConnectionTrait,
    edition_id: Uuid,
    state: Option<RecipientState>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut find = Entity::find().filter(C::EditionId.eq(edition_id));
    if let Some(state) = state {
        find = find.filter(C::State.eq(state as i32));
    }
    if let Some(after) = after {
        find = find.filter(C::Id.gt(after));
    }
    Ok(find.order_by_asc(C::Id).limit(limit).all(db).await?)
}

/// What servers said to those who were not reached, and to how many: state, words, number.
pub(crate) async fn words(
    db: &impl ConnectionTrait,
    edition_id: Uuid,
    limit: u64,
) -> Result<Vec<(i32, String, i64)>> {
    let states = [
        RecipientState::Queued,
        RecipientState::Failed,
        RecipientState::Uncertain,
        RecipientState::Bounced,
    ];
    Ok(Entity::find()
        .select_only()
        .columns([C::State, C::Answer])
        .column_as(C::Id.count(), "n")
        .filter(C::EditionId.eq(edition_id))
        .filter(C::State.is_in(states.map(|state| state as i32)))
        .filter(C::Answer.ne(""))
        .group_by(C::State)
        .group_by(C::Answer)
        .order_by_desc(C::Id.count())
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// Erases an address from every edition; what waited is withheld.
pub(crate) async fn forget(tx: &impl ConnectionTrait, subscriber_id: Uuid, now: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(C::State, (RecipientState::Withheld as i32).into())
        .col_expr(C::Cause, (WithheldCause::Erased as i32).into())
        .col_expr(C::EndedAt, Some(now).into())
        .filter(C::SubscriberId.eq(subscriber_id))
        .filter(C::State.eq(RecipientState::Queued as i32))
        .exec(tx)
        .await?;
    Entity::update_many()
        .col_expr(C::Email, "".into())
        .col_expr(C::Source, "".into())
        .col_expr(C::Answer, "".into())
        .filter(C::SubscriberId.eq(subscriber_id))
        .exec(tx)
        .await?;
    Ok(())
}
