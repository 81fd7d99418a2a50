//! Rows of deliveries, of their recipients (the ledger), and of the keys that sign.

pub(crate) mod back;
pub(crate) mod keys;
pub(crate) mod ledger;
mod rows;
pub(crate) mod totals;

use chrono::{DateTime, Utc};
use proto::v1::DeliveryState;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

pub(crate) use self::rows::{delivery, recipient};
use crate::delivery::rules::Window;
use crate::error::{Error, Result};

/// The delivery of an edition.
pub(crate) async fn delivery(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<Option<delivery::Model>> {
    Ok(delivery::Entity::find_by_id(edition_id).one(db).await?)
}

/// The delivery of an edition, locked until the commit: two acts follow each other, and no worker takes mails meanwhile.
pub(crate) async fn locked(tx: &impl ConnectionTrait, edition_id: Uuid) -> Result<Option<delivery::Model>> {
    let find = delivery::Entity::find_by_id(edition_id).lock_exclusive();
    Ok(find.one(tx).await?)
}

/// The state of a delivery, for who takes mails. It is not locked: what a worker took when somebody pauses leaves.
pub(crate) async fn state(tx: &impl ConnectionTrait, edition_id: Uuid) -> Result<DeliveryState> {
    let state: Option<i32> = delivery::Entity::find_by_id(edition_id)
        .select_only()
        .column(delivery::Column::State)
        .into_tuple()
        .one(tx)
        .await?;
    let state = state.and_then(|state| DeliveryState::try_from(state).ok());
    Ok(state.unwrap_or_default())
}

/// Those that something has to be done for: held, under way, or stopped and not settled yet.
pub(crate) async fn active(db: &impl ConnectionTrait) -> Result<Vec<delivery::Model>> {
    use delivery::Column as C;
    let moving = [DeliveryState::Held, DeliveryState::Sending, DeliveryState::Paused];
    let stopped = Condition::all()
        .add(C::State.eq(DeliveryState::Stopped as i32))
        .add(C::EndedAt.is_null());
    let find = delivery::Entity::find().filter(
        Condition::any()
            .add(C::State.is_in(moving.map(|state| state as i32)))
            .add(stopped),
    );
    Ok(find
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::EditionId)
        .all(db)
        .await?)
}

/// Those whose mails are leaving, the first begun first.
pub(crate) async fn sending(db: &impl ConnectionTrait) -> Result<Vec<delivery::Model>> {
    use delivery::Column as C;
    let find = delivery::Entity::find().filter(C::State.eq(DeliveryState::Sending as i32));
    Ok(find
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::EditionId)
        .all(db)
        .await?)
}

/// When the mails of a newsletter's last delivery could leave; none yet: always.
pub(crate) async fn last_window(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<Window> {
    let last = delivery::Entity::find()
        .filter(delivery::Column::NewsletterId.eq(newsletter_id))
        .order_by_desc(delivery::Column::StartsAt)
        .one(db)
        .await?;
    Ok(last.map(|row| row.window()).unwrap_or_default())
}

/// Writes a new delivery.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: delivery::Model) -> Result<()> {
    let row = row.into_active_model().reset_all();
    delivery::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes a locked delivery back.
pub(crate) async fn save(tx: &impl ConnectionTrait, row: &mut delivery::Model) -> Result<()> {
    row.version += 1;
    let done = delivery::Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(delivery::Column::EditionId.eq(row.edition_id))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::Changed)
    }
}

/// Notes how far the laying down is.
pub(crate) async fn save_laid(
    tx: &impl ConnectionTrait,
    edition_id: Uuid,
    after: Option<Uuid>,
    is_laid: bool,
) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::LaidAfter, after.into())
        .col_expr(delivery::Column::IsLaid, is_laid.into())
        .filter(delivery::Column::EditionId.eq(edition_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes the first mail; false when it was noted already.
pub(crate) async fn mark_first_sent(
    tx: &impl ConnectionTrait,
    edition_id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = delivery::Entity::update_many()
        .col_expr(delivery::Column::FirstSentAt, Some(now).into())
        .filter(delivery::Column::EditionId.eq(edition_id))
        .filter(delivery::Column::FirstSentAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// What was measured of a delivery under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) at: DateTime<Utc>,
    pub(crate) n_done: i64,
    pub(crate) rate_per_hour: i64,
}

/// Notes a measure; false when another process did meanwhile.
pub(crate) async fn save_sample(
    tx: &impl ConnectionTrait,
    row: &delivery::Model,
    sample: Sample,
) -> Result<bool> {
    use delivery::Column as C;
    let before = match row.sampled_at {
        Some(at) => C::SampledAt.eq(at),
        None => C::SampledAt.is_null(),
    };
    let done = delivery::Entity::update_many()
        .col_expr(C::SampledAt, Some(sample.at).into())
        .col_expr(C::NDone, sample.n_done.into())
        .col_expr(C::RatePerHour, sample.rate_per_hour.into())
        .filter(C::EditionId.eq(row.edition_id))
        .filter(before)
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Removes a delivery of which no mail left, and whom it would have gone to.
pub(crate) async fn delete(tx: &impl ConnectionTrait, edition_id: Uuid) -> Result<()> {
    recipient::Entity::delete_many()
        .filter(recipient::Column::EditionId.eq(edition_id))
        .exec(tx)
        .await?;
    delivery::Entity::delete_by_id(edition_id).exec(tx).await?;
    Ok(())
}
