//! Subscribers in numbers.

use std::collections::BTreeMap;

use proto::v1::SubscriberState;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, FromQueryResult, JoinType, QueryOrder as _, QuerySelect as _};

use super::{list, subscriber};
use crate::error::Result;

/// How many subscribers of each newsletter, or of one, are in each state.
pub(crate) async fn numbers(
    db: &impl ConnectionTrait,
    newsletter_id: Option<Uuid>,
) -> Result<Vec<(Uuid, SubscriberState, i64)>> {
    let mut rows = subscriber::Entity::find()
        .select_only()
        .column(subscriber::Column::NewsletterId)
        .column(subscriber::Column::State)
        .column_as(subscriber::Column::Id.count(), "n")
        .group_by(subscriber::Column::NewsletterId)
        .group_by(subscriber::Column::State);
    if let Some(id) = newsletter_id {
        rows = rows.filter(subscriber::Column::NewsletterId.eq(id));
    }
    let rows: Vec<(Uuid, i32, i64)> = rows.into_tuple().all(db).await?;
    let known = |(id, state, n)| (id, SubscriberState::try_from(state).unwrap_or_default(), n);
    Ok(rows.into_iter().map(known).collect())
}

/// Active subscribers of each list of a newsletter.
pub(crate) async fn by_list(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<BTreeMap<Uuid, i32>> {
    #[derive(FromQueryResult)]
    struct Row {
        list_id: Uuid,
        n: i64,
    }
    let rows = list::Entity::find()
        .select_only()
        .column(list::Column::ListId)
        .column_as(list::Column::SubscriberId.count(), "n")
        .join(JoinType::InnerJoin, list::Relation::Subscriber.def())
        .filter(subscriber::Column::NewsletterId.eq(newsletter_id))
        .filter(subscriber::Column::State.eq(SubscriberState::Active as i32))
        .group_by(list::Column::ListId)
        .into_model::<Row>()
        .all(db)
        .await?;
    let known = |row: Row| (row.list_id, i32::try_from(row.n).unwrap_or(i32::MAX));
    Ok(rows.into_iter().map(known).collect())
}

/// Where imported addresses came from, on what ground, and how many are kept of each; the most first.
pub(crate) async fn sources(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
) -> Result<Vec<(String, String, i32)>> {
    let rows: Vec<(String, String, i64)> = subscriber::Entity::find()
        .select_only()
        .columns([subscriber::Column::Source, subscriber::Column::LegalGround])
        .column_as(subscriber::Column::Id.count(), "n")
        .filter(subscriber::Column::NewsletterId.eq(newsletter_id))
        .filter(subscriber::Column::Source.ne(""))
        .group_by(subscriber::Column::Source)
        .group_by(subscriber::Column::LegalGround)
        .order_by_desc(subscriber::Column::Id.count())
        .order_by_asc(subscriber::Column::Source)
        .into_tuple()
        .all(db)
        .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(source, ground, n)| (source, ground, i32::try_from(n).unwrap_or(i32::MAX)))
        .collect())
}
