//! Rows of the outbox.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, DbBackend, FromQueryResult, QueryOrder as _,
    QuerySelect as _,
};

use crate::error::Result;
use crate::mail::Mail;

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i32", db_type = "Integer")]
pub(crate) enum State {
    /// To be sent from `next_at` on.
    Queued = 1,
    /// A worker has it, until `lease_until`.
    Sending = 2,
    /// The server took it.
    Sent = 3,
    /// The server refused it for good, in the words of `answer`.
    Failed = 4,
    /// The worker vanished while sending: nobody knows.
    Uncertain = 5,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) queued_at: DateTimeUtc,
    pub(crate) to_address: String,
    pub(crate) to_name: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    /// The HTML part ready made; empty: made of the text.
    pub(crate) html: String,
    /// An invitation for calendars; empty: none.
    pub(crate) calendar: String,
    pub(crate) state: State,
    pub(crate) attempts: i32,
    pub(crate) next_at: DateTimeUtc,
    pub(crate) lease_until: Option<DateTimeUtc>,
    pub(crate) sent_at: Option<DateTimeUtc>,
    pub(crate) answer: String,
}

/// No relation: a mail keeps the address that it was written to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Mails written in one statement: SQLite takes 32,766 values.
const CHUNK: usize = 1_000;

/// Writes mails to send.
pub(crate) async fn insert(tx: &impl ConnectionTrait, now: DateTime<Utc>, mails: &[Mail<'_>]) -> Result<()> {
    for chunk in mails.chunks(CHUNK) {
        let rows = chunk.iter().map(|mail| ActiveModel {
            id: Set(crate::db::id()),
            queued_at: Set(now),
            to_address: Set(mail.to.to_owned()),
            to_name: Set(mail.name.to_owned()),
            subject: Set(mail.subject.to_owned()),
            text: Set(mail.text.to_owned()),
            html: Set(mail.html.to_owned()),
            calendar: Set(mail.calendar.to_owned()),
            state: Set(State::Queued),
            attempts: Set(0),
            next_at: Set(now),
            lease_until: Set(None),
            sent_at: Set(None),
            answer: Set(String::new()),
        });
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The newest mails, whatever their state.
pub(crate) async fn latest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Removes the mails to an address whose text holds these words.
pub(crate) async fn delete_to_address(tx: &impl ConnectionTrait, email: &str, words: &str) -> Result<()> {
    Entity::delete_many()
        .filter(Column::ToAddress.eq(email))
        .filter(Column::Text.contains(words))
        .exec(tx)
        .await?;
    Ok(())
}

/// How many mails were written to an address, and the newest.
pub(crate) async fn to_address(
    db: &impl ConnectionTrait,
    email: &str,
    limit: u64,
) -> Result<(u64, Vec<Model>)> {
    let written = Entity::find().filter(Column::ToAddress.eq(email));
    let n = written.clone().count(db).await?;
    let newest = written
        .order_by_desc(Column::QueuedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok((n, newest))
}

/// The mails in these states, newest first, older than one of them.
pub(crate) async fn in_states(
    db: &impl ConnectionTrait,
    states: &[State],
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut mails = Entity::find().filter(Column::State.is_in(states.iter().copied()));
    if let Some(before) = before {
        mails = mails.filter(Column::Id.lt(before));
    }
    Ok(mails.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// Makes a mail that failed, or is uncertain, due again as if it were new; `None` for any other.
pub(crate) async fn requeue(
    tx: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Model>> {
    let updated = Entity::update_many()
        .col_expr(Column::State, State::Queued.into())
        .col_expr(Column::Attempts, 0.into())
        .col_expr(Column::QueuedAt, now.into())
        .col_expr(Column::NextAt, now.into())
        .filter(Column::Id.eq(id))
        .filter(Column::State.is_in([State::Failed, State::Uncertain]))
        .exec(tx)
        .await?;
    if updated.rows_affected == 0 {
        return Ok(None);
    }
    Ok(Entity::find_by_id(id).one(tx).await?)
}

/// Reserves mails that are due, for one worker, until `lease`: the others do not see them until then.
pub(crate) async fn claim(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    lease: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Model>> {
    let mut due = Entity::find()
        .filter(Column::State.eq(State::Queued))
        .filter(Column::NextAt.lte(now))
        .filter(
            Condition::any()
                .add(Column::LeaseUntil.is_null())
                .add(Column::LeaseUntil.lte(now)),
        )
        .order_by_asc(Column::NextAt)
        .order_by_asc(Column::Id)
        .limit(limit);
    if tx.get_database_backend() == DbBackend::Postgres {
        due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let rows = due.all(tx).await?;
    if !rows.is_empty() {
        Entity::update_many()
            .col_expr(Column::LeaseUntil, lease.into())
            .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(tx)
            .await?;
    }
    Ok(rows)
}

/// Gives back what was reserved and not sent.
pub(crate) async fn release(tx: &impl ConnectionTrait, ids: &[Uuid], lease: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::LeaseUntil, Option::<DateTimeUtc>::None.into())
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::State.eq(State::Queued))
        .filter(Column::LeaseUntil.eq(lease))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes that a mail is being handed to the server, until `until`; false when the reservation was lost.
pub(crate) async fn mark_sending(
    tx: &impl ConnectionTrait,
    id: Uuid,
    lease: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool> {
    let updated = Entity::update_many()
        .col_expr(Column::State, State::Sending.into())
        .col_expr(Column::LeaseUntil, until.into())
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(State::Queued))
        .filter(Column::LeaseUntil.eq(lease))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// What became of a mail that was being sent.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) state: State,
    pub(crate) answer: String,
    pub(crate) next_at: Option<DateTime<Utc>>,
    pub(crate) sent_at: Option<DateTime<Utc>>,
    /// What was sent may hold a secret (a sign-in link): it is not kept.
    pub(crate) is_text_erased: bool,
}

/// Notes what became of a mail that was being sent.
pub(crate) async fn mark_ended(tx: &impl ConnectionTrait, id: Uuid, end: End) -> Result<()> {
    let mut update = Entity::update_many()
        .col_expr(Column::State, end.state.into())
        .col_expr(Column::Answer, end.answer.into())
        .col_expr(Column::SentAt, end.sent_at.into())
        .col_expr(Column::LeaseUntil, Option::<DateTimeUtc>::None.into());
    if let Some(next_at) = end.next_at {
        update = update.col_expr(Column::NextAt, next_at.into());
    }
    if end.is_text_erased {
        update = update
            .col_expr(Column::Text, "".into())
            .col_expr(Column::Html, "".into());
    }
    update
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(State::Sending))
        .exec(tx)
        .await?;
    Ok(())
}

/// The mails whose worker vanished while sending become uncertain; answers how many.
pub(crate) async fn mark_uncertain(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let updated = Entity::update_many()
        .col_expr(Column::State, State::Uncertain.into())
        .col_expr(Column::LeaseUntil, Option::<DateTimeUtc>::None.into())
        .filter(Column::State.eq(State::Sending))
        .filter(Column::LeaseUntil.lte(now))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected)
}

/// Says whether a mail waits for a worker, or for the end of a vanished one's lease.
pub(crate) async fn is_any_due(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<bool> {
    let lease_is_over = Column::LeaseUntil.lte(now);
    let due = Condition::any()
        .add(
            Condition::all()
                .add(Column::State.eq(State::Queued))
                .add(Column::NextAt.lte(now))
                .add(
                    Condition::any()
                        .add(Column::LeaseUntil.is_null())
                        .add(lease_is_over.clone()),
                ),
        )
        .add(
            Condition::all()
                .add(Column::State.eq(State::Sending))
                .add(lease_is_over),
        );
    let row = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(due)
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// How many mails are in a state.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Depth {
    pub(crate) state: State,
    pub(crate) n_mails: i64,
}

/// How many mails are in each state, those that were sent left out.
pub(crate) async fn depths(db: &impl ConnectionTrait) -> Result<Vec<Depth>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "n_mails")
        .filter(Column::State.is_in([State::Queued, State::Sending, State::Failed, State::Uncertain]))
        .group_by(Column::State)
        .into_model::<Depth>()
        .all(db)
        .await?)
}
