//! Rows of subscribers.

mod numbers;
mod rows;
pub(crate) mod selection;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::SubscriberState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

pub(crate) use numbers::{by_list, numbers, sources};
pub(crate) use rows::{list, subscriber, theme};

use crate::db;
use crate::error::Result;

/// Rows of one insertion: SQLite allows 32,766 variables in a statement.
const CHUNK: usize = 1000;
/// Identifiers of one question.
const IDS: usize = 10_000;

/// One subscriber.
pub(crate) async fn subscriber(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<subscriber::Model>> {
    Ok(subscriber::Entity::find_by_id(id).one(db).await?)
}

/// One subscriber, locked until the commit.
pub(crate) async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<subscriber::Model>> {
    Ok(subscriber::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?)
}

/// The subscriber of an address, by its keyed hash, locked until the commit.
pub(crate) async fn by_hash(
    tx: &impl ConnectionTrait,
    newsletter_id: Uuid,
    hash: &str,
) -> Result<Option<subscriber::Model>> {
    Ok(subscriber::Entity::find()
        .filter(subscriber::Column::NewsletterId.eq(newsletter_id))
        .filter(subscriber::Column::EmailHash.eq(hash))
        .lock_exclusive()
        .one(tx)
        .await?)
}

/// The subscribers of an address in all newsletters, locked until the commit.
pub(crate) async fn of_hash(tx: &impl ConnectionTrait, hash: &str) -> Result<Vec<subscriber::Model>> {
    Ok(subscriber::Entity::find()
        .filter(subscriber::Column::EmailHash.eq(hash))
        .order_by_asc(subscriber::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?)
}

/// The hashes of all addresses of a newsletter, with their states: for an import.
pub(crate) async fn hashes(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
) -> Result<BTreeMap<String, SubscriberState>> {
    let rows: Vec<(String, i32)> = subscriber::Entity::find()
        .select_only()
        .column(subscriber::Column::EmailHash)
        .column(subscriber::Column::State)
        .filter(subscriber::Column::NewsletterId.eq(newsletter_id))
        .into_tuple()
        .all(db)
        .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(hash, state)| (hash, SubscriberState::try_from(state).unwrap_or_default()))
        .collect())
}

/// Writes new subscribers.
pub(crate) async fn insert(tx: &impl ConnectionTrait, rows: Vec<subscriber::Model>) -> Result<(), DbErr> {
    let rows: Vec<_> = rows
        .into_iter()
        .map(subscriber::Model::into_active_model)
        .collect();
    for chunk in rows.chunks(CHUNK) {
        subscriber::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Writes what changed of a subscriber that was read in this transaction.
///
/// # Errors
/// `Changed` when somebody else was faster.
pub(crate) async fn save(tx: &impl ConnectionTrait, mut row: subscriber::Model) -> Result<()> {
    let is_same = [
        subscriber::Column::Id.eq(row.id),
        subscriber::Column::Version.eq(row.version),
    ];
    row.version += 1;
    db::save(tx, row.into_active_model(), is_same).await
}

/// The states of these.
pub(crate) async fn states(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, SubscriberState)>> {
    let mut states = Vec::with_capacity(ids.len());
    for ids in ids.chunks(IDS) {
        let rows: Vec<(Uuid, i32)> = subscriber::Entity::find()
            .select_only()
            .column(subscriber::Column::Id)
            .column(subscriber::Column::State)
            .filter(subscriber::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let known = |(id, state)| (id, SubscriberState::try_from(state).unwrap_or_default());
        states.extend(rows.into_iter().map(known));
    }
    Ok(states)
}

/// Ends a subscription that is in one of these states; false when it is in none.
pub(crate) async fn end(
    tx: &impl ConnectionTrait,
    id: Uuid,
    from: &[SubscriberState],
    to: SubscriberState,
    words: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let ended = subscriber::Entity::update_many()
        .col_expr(subscriber::Column::State, (to as i32).into())
        .col_expr(subscriber::Column::EndedAt, now.into())
        .col_expr(subscriber::Column::EndedWords, words.into())
        .col_expr(
            subscriber::Column::Version,
            Expr::col(subscriber::Column::Version).add(1),
        )
        .filter(subscriber::Column::Id.eq(id))
        .filter(subscriber::Column::State.is_in(from.iter().map(|state| *state as i32)))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Notes that these were told where their address came from.
pub(crate) async fn mark_source_told(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    for ids in ids.chunks(IDS) {
        subscriber::Entity::update_many()
            .col_expr(subscriber::Column::IsSourceTold, true.into())
            .filter(subscriber::Column::Id.is_in(ids.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Removes a list from those who chose it.
pub(crate) async fn delete_list(tx: &impl ConnectionTrait, list_id: Uuid) -> Result<()> {
    list::Entity::delete_many()
        .filter(list::Column::ListId.eq(list_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The lists that a subscriber chose.
pub(crate) async fn lists_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<Uuid>>> {
    let rows = list::Entity::find()
        .filter(list::Column::SubscriberId.is_in(ids.iter().copied()))
        .order_by_asc(list::Column::ListId)
        .all(db)
        .await?;
    let mut lists = BTreeMap::<Uuid, Vec<Uuid>>::new();
    for row in rows {
        lists.entry(row.subscriber_id).or_default().push(row.list_id);
    }
    Ok(lists)
}

/// The themes that these chose.
pub(crate) async fn themes_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<i32>>> {
    let rows = theme::Entity::find()
        .filter(theme::Column::SubscriberId.is_in(ids.iter().copied()))
        .order_by_asc(theme::Column::Theme)
        .all(db)
        .await?;
    let mut themes = BTreeMap::<Uuid, Vec<i32>>::new();
    for row in rows {
        themes.entry(row.subscriber_id).or_default().push(row.theme);
    }
    Ok(themes)
}

/// Gives a subscriber these lists, and no others.
pub(crate) async fn set_lists(tx: &impl ConnectionTrait, id: Uuid, list_ids: &[Uuid]) -> Result<()> {
    list::Entity::delete_many()
        .filter(list::Column::SubscriberId.eq(id))
        .exec(tx)
        .await?;
    add_lists(tx, &[id], list_ids).await
}

/// Gives these lists to new subscribers.
pub(crate) async fn add_lists(tx: &impl ConnectionTrait, ids: &[Uuid], list_ids: &[Uuid]) -> Result<()> {
    let mut rows = Vec::with_capacity(ids.len() * list_ids.len());
    for subscriber_id in ids.iter().copied() {
        for list_id in list_ids.iter().copied() {
            rows.push(
                list::Model {
                    subscriber_id,
                    list_id,
                }
                .into_active_model(),
            );
        }
    }
    for chunk in rows.chunks(CHUNK) {
        list::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Gives a subscriber these themes, and no others.
pub(crate) async fn set_themes(tx: &impl ConnectionTrait, id: Uuid, themes: &[i32]) -> Result<()> {
    theme::Entity::delete_many()
        .filter(theme::Column::SubscriberId.eq(id))
        .exec(tx)
        .await?;
    add_themes(tx, themes.iter().map(|theme| (id, *theme)).collect()).await
}

/// Gives themes to new subscribers.
pub(crate) async fn add_themes(tx: &impl ConnectionTrait, pairs: Vec<(Uuid, i32)>) -> Result<()> {
    let rows: Vec<_> = pairs
        .into_iter()
        .map(|(subscriber_id, theme)| theme::Model { subscriber_id, theme }.into_active_model())
        .collect();
    for chunk in rows.chunks(CHUNK) {
        theme::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Subscribers of a newsletter, by identifier: in a state, with a part of an address, after one of them.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
    state: Option<i32>,
    search: &str,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<subscriber::Model>> {
    let mut rows = subscriber::Entity::find().filter(subscriber::Column::NewsletterId.eq(newsletter_id));
    if let Some(state) = state {
        rows = rows.filter(subscriber::Column::State.eq(state));
    }
    if !search.is_empty() {
        rows = rows.filter(subscriber::Column::Email.contains(search));
    }
    if let Some(after) = after {
        rows = rows.filter(subscriber::Column::Id.gt(after));
    }
    Ok(rows
        .order_by_asc(subscriber::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Removes those who asked before an instant and never confirmed; says how many.
pub(crate) async fn delete_pending(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    let late = || {
        sea_orm::Condition::all()
            .add(subscriber::Column::State.eq(SubscriberState::Pending as i32))
            .add(subscriber::Column::ConsentAt.lt(before))
    };
    let ids: Vec<Uuid> = subscriber::Entity::find()
        .select_only()
        .column(subscriber::Column::Id)
        .filter(late())
        .limit(IDS as u64)
        .into_tuple()
        .all(tx)
        .await?;
    list::Entity::delete_many()
        .filter(list::Column::SubscriberId.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    theme::Entity::delete_many()
        .filter(theme::Column::SubscriberId.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    let deleted = subscriber::Entity::delete_many()
        .filter(subscriber::Column::Id.is_in(ids))
        .filter(late())
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}

/// Some of those in a state whose consent stands since before an instant, asked again before another, or not at all.
pub(crate) async fn consented_before(
    db: &impl ConnectionTrait,
    state: SubscriberState,
    consent_before: DateTime<Utc>,
    asked_again_before: Option<DateTime<Utc>>,
    limit: u64,
) -> Result<Vec<subscriber::Model>> {
    let rows = subscriber::Entity::find()
        .filter(subscriber::Column::State.eq(state as i32))
        .filter(subscriber::Column::ConsentAt.lt(consent_before));
    let rows = match asked_again_before {
        Some(before) => rows.filter(subscriber::Column::RenewalAskedAt.lt(before)),
        None => rows.filter(subscriber::Column::RenewalAskedAt.is_null()),
    };
    Ok(rows
        .order_by_asc(subscriber::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}
