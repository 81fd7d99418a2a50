//! Rows about the digests of a month.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proto::v1::EditionState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use super::edition;
use super::rows::digest;
use crate::error::Result;

/// The last month that is settled of each newsletter.
pub(crate) async fn settled(db: &impl ConnectionTrait) -> Result<BTreeMap<Uuid, NaiveDate>> {
    let rows: Vec<(Uuid, NaiveDate)> = digest::Entity::find()
        .select_only()
        .column(digest::Column::NewsletterId)
        .column_as(digest::Column::Month.max(), "month")
        .group_by(digest::Column::NewsletterId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Settles a month of a newsletter; false when it was settled already, here or by another process.
pub(crate) async fn settle(tx: &impl ConnectionTrait, newsletter_id: Uuid, month: NaiveDate) -> Result<bool> {
    let row = digest::Model { newsletter_id, month };
    let n = digest::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([digest::Column::NewsletterId, digest::Column::Month])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(n == 1)
}

/// Those of these editions that are published, in the order in which they were.
pub(crate) async fn published(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<edition::Model>> {
    Ok(edition::Entity::find()
        .filter(edition::Column::Id.is_in(ids.iter().copied()))
        .filter(edition::Column::State.eq(EditionState::Published as i32))
        .order_by_asc(edition::Column::PublishedAt)
        .order_by_asc(edition::Column::Id)
        .all(db)
        .await?)
}
