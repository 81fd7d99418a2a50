//! The log in the order of time.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, ExprTrait as _, QueryOrder as _, QuerySelect as _};

use super::{activity, audience};
use crate::error::Result;

/// Gives the lines of the log the same positions again, in the order of time. Only while nobody reads it.
pub(crate) async fn put_in_order(tx: &impl ConnectionTrait) -> Result<()> {
    let in_time: Vec<i64> = activity::Entity::find()
        .select_only()
        .column(activity::Column::Position)
        .order_by_asc(activity::Column::At)
        .order_by_asc(activity::Column::Position)
        .into_tuple()
        .all(tx)
        .await?;
    let mut positions = in_time.clone();
    positions.sort_unstable();
    // By way of negative ones, which nothing else has.
    for (old, new) in in_time.into_iter().zip(positions) {
        if old != new {
            activity::Entity::update_many()
                .col_expr(activity::Column::Position, (-new).into())
                .filter(activity::Column::Position.eq(old))
                .exec(tx)
                .await?;
            audience::Entity::update_many()
                .col_expr(audience::Column::Position, (-new).into())
                .filter(audience::Column::Position.eq(old))
                .exec(tx)
                .await?;
        }
    }
    activity::Entity::update_many()
        .col_expr(
            activity::Column::Position,
            Expr::col(activity::Column::Position).mul(-1),
        )
        .filter(activity::Column::Position.lt(0))
        .exec(tx)
        .await?;
    audience::Entity::update_many()
        .col_expr(
            audience::Column::Position,
            Expr::col(audience::Column::Position).mul(-1),
        )
        .filter(audience::Column::Position.lt(0))
        .exec(tx)
        .await?;
    Ok(())
}
