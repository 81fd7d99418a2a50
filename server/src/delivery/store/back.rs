//! What comes back of the mails that servers took.

use chrono::{DateTime, Utc};
use proto::v1::RecipientState;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, QueryOrder as _, QuerySelect as _};

use super::recipient::{Column as C, Entity, Model};
use crate::error::Result;

/// One mail.
pub(crate) async fn recipient(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Notes that a mail came back. When it left is kept: reports are compared with it.
pub(crate) async fn mark_back(
    tx: &impl ConnectionTrait,
    id: Uuid,
    is_address: bool,
    words: &str,
) -> Result<()> {
    use RecipientState as S;
    let (from, to) = if is_address {
        (vec![S::Sent, S::Uncertain, S::Failed], S::Bounced)
    } else {
        (vec![S::Sent, S::Uncertain], S::Failed)
    };
    Entity::update_many()
        .col_expr(C::State, (to as i32).into())
        .col_expr(C::Answer, words.into())
        .filter(C::Id.eq(id))
        .filter(C::State.is_in(from.into_iter().map(|state| state as i32)))
        .exec(tx)
        .await?;
    Ok(())
}

/// The states of the last mails that left to a subscriber, newest first.
pub(crate) async fn last_states(
    db: &impl ConnectionTrait,
    subscriber_id: Uuid,
    since: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<RecipientState>> {
    use RecipientState as S;
    let left = [S::Sent, S::Failed, S::Uncertain, S::Bounced];
    let states: Vec<i32> = Entity::find()
        .select_only()
        .column(C::State)
        .filter(C::SubscriberId.eq(subscriber_id))
        .filter(C::State.is_in(left.map(|state| state as i32)))
        .filter(C::EndedAt.gte(since))
        .order_by_desc(C::EndedAt)
        .order_by_desc(C::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let known = |state| RecipientState::try_from(state).unwrap_or_default();
    Ok(states.into_iter().map(known).collect())
}
