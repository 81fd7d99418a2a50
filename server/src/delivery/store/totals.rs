//! What became of the editions of a newsletter.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::{DeliveryState, RecipientState};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, UnionType};
use sea_orm::{Condition, ConnectionTrait, ExprTrait as _, QueryOrder as _, QuerySelect as _};

use super::delivery::{self, Column as D};
use super::recipient::{Column as C, Entity};
use crate::error::Result;
use crate::subscriber::Segment;

/// The latest of a newsletter whose first mail left, the latest first.
pub(crate) async fn left(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
    limit: u64,
) -> Result<Vec<delivery::Model>> {
    let find = delivery::Entity::find()
        .filter(D::NewsletterId.eq(newsletter_id))
        .filter(D::FirstSentAt.is_not_null());
    Ok(find
        .order_by_desc(D::FirstSentAt)
        .order_by_desc(D::EditionId)
        .limit(limit)
        .all(db)
        .await?)
}

/// The recipients of each edition that have state sent, without those that one of the others beside it was sent to. Who
/// was erased is known by the subscriber only.
pub(crate) async fn n_reached(db: &impl ConnectionTrait, asked: &[&(Uuid, Vec<Uuid>)]) -> Result<Vec<i64>> {
    let mut counts = asked.iter().zip(0_i32..).map(|((edition_id, others), place)| {
        Query::select()
            .expr(Expr::val(place))
            .expr(Expr::col((Entity, C::Id)).count())
            .from(Entity)
            .cond_where(reached(*edition_id, others))
            .to_owned()
    });
    let Some(mut all) = counts.next() else {
        return Ok(Vec::new());
    };
    for one in counts {
        all.union(UnionType::All, one);
    }
    let mut found = BTreeMap::new();
    for row in db.query_all(&all).await? {
        let place: i32 = row.try_get_by_index(0)?;
        let n: i64 = row.try_get_by_index(1)?;
        found.insert(place, n);
    }
    Ok(found.into_values().collect())
}

/// Those to whom an edition was sent, and none of these others.
fn reached(edition_id: Uuid, others: &[Uuid]) -> Condition {
    let sent_to = |column: C| {
        Query::select()
            .column(column)
            .from(Entity)
            .and_where(C::EditionId.is_in(others.iter().copied()))
            .and_where(C::State.eq(RecipientState::Sent as i32))
            .to_owned()
    };
    let sent = Condition::all()
        .add(C::EditionId.eq(edition_id))
        .add(C::State.eq(RecipientState::Sent as i32));
    if others.is_empty() {
        return sent;
    }
    let is_new = Condition::any()
        .add(C::Email.eq(""))
        .add(C::Email.not_in_subquery(sent_to(C::Email)));
    sent.add(C::SubscriberId.not_in_subquery(sent_to(C::SubscriberId)))
        .add(is_new)
}

/// When the sendings of these editions ended, of those that did.
pub(crate) async fn ended(
    db: &impl ConnectionTrait,
    edition_ids: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, DateTime<Utc>>> {
    let rows = delivery::Entity::find()
        .select_only()
        .columns([D::EditionId, D::EndedAt])
        .filter(D::EditionId.is_in(edition_ids))
        .filter(D::EndedAt.is_not_null());
    let rows: Vec<(Uuid, DateTime<Utc>)> = rows.into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// Counts a departure.
pub(crate) async fn add_left(tx: &impl ConnectionTrait, edition_id: Uuid) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(D::NLeft, Expr::col(D::NLeft).add(1))
        .filter(D::EditionId.eq(edition_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The editions whose first mail left in a span, the oldest first: to every subscriber, and not stopped since.
pub(crate) async fn to_all_between(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Uuid>> {
    let rows = delivery::Entity::find()
        .filter(D::NewsletterId.eq(newsletter_id))
        .filter(D::FirstSentAt.gte(from))
        .filter(D::FirstSentAt.lt(until))
        .filter(D::State.ne(DeliveryState::Stopped as i32))
        .order_by_asc(D::FirstSentAt)
        .order_by_asc(D::EditionId)
        .all(db)
        .await?;
    let mut ids = Vec::new();
    for row in rows {
        if row.segment()? == Segment::default() {
            ids.push(row.edition_id);
        }
    }
    Ok(ids)
}

/// How many are in each state of these editions: edition, state, number.
pub(crate) async fn counts_of(
    db: &impl ConnectionTrait,
    edition_ids: &[Uuid],
) -> Result<Vec<(Uuid, i32, i64)>> {
    Ok(Entity::find()
        .select_only()
        .columns([C::EditionId, C::State])
        .column_as(C::Id.count(), "n")
        .filter(C::EditionId.is_in(edition_ids.iter().copied()))
        .group_by(C::EditionId)
        .group_by(C::State)
        .into_tuple()
        .all(db)
        .await?)
}

/// The last edition that a subscriber received.
pub(crate) async fn last_received(db: &impl ConnectionTrait, subscriber_id: Uuid) -> Result<Option<Uuid>> {
    Ok(Entity::find()
        .select_only()
        .column(C::EditionId)
        .filter(C::SubscriberId.eq(subscriber_id))
        .filter(C::State.eq(RecipientState::Sent as i32))
        .order_by_desc(C::EndedAt)
        .order_by_desc(C::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?)
}
