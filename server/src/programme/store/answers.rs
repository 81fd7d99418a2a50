//! What the centres answered: engagements and dispensations.

use proto::v1::EngagementState;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, OnConflict, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, FromQueryResult, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use super::{dispensation, engagement};
use crate::error::Result;

/// What the centres answered to these streams.
pub(crate) async fn engagements(
    db: &impl ConnectionTrait,
    stream_ids: &[Uuid],
) -> Result<Vec<engagement::Model>> {
    Ok(engagement::Entity::find()
        .filter(engagement::Column::WorkStreamId.is_in(stream_ids.iter().copied()))
        .order_by_asc(engagement::Column::At)
        .all(db)
        .await?)
}

/// What a centre answered to a stream, kept as it is until the commit.
pub(crate) async fn lock_engagement(
    tx: &impl ConnectionTrait,
    stream_id: Uuid,
    organisation_id: Uuid,
) -> Result<Option<engagement::Model>> {
    Ok(engagement::Entity::find()
        .filter(engagement::Column::WorkStreamId.eq(stream_id))
        .filter(engagement::Column::OrganisationId.eq(organisation_id))
        .lock_exclusive()
        .one(tx)
        .await?)
}

/// Writes what a centre answers to a stream, in the place of its last answer.
pub(crate) async fn save_engagement(tx: &impl ConnectionTrait, row: engagement::Model) -> Result<()> {
    use engagement::Column;
    engagement::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([Column::WorkStreamId, Column::OrganisationId])
                .update_columns([
                    Column::State,
                    Column::Reason,
                    Column::At,
                    Column::IsEnteredByAnimator,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Says whether a centre is engaged in a stream.
pub(crate) async fn is_engaged(
    db: &impl ConnectionTrait,
    stream_id: Uuid,
    organisation_id: Uuid,
) -> Result<bool> {
    let n = engagement::Entity::find()
        .filter(engagement::Column::WorkStreamId.eq(stream_id))
        .filter(engagement::Column::OrganisationId.eq(organisation_id))
        .filter(engagement::Column::State.eq(EngagementState::Engaged as i32))
        .lock_shared()
        .one(db)
        .await?;
    Ok(n.is_some())
}

/// What the centres answered to the streams of a year, and its dispensations: one query.
pub(crate) async fn answers(
    db: &impl ConnectionTrait,
    year: i32,
    stream_ids: &[Uuid],
) -> Result<(Vec<engagement::Model>, Vec<dispensation::Model>)> {
    let name = Alias::new;
    let dispensations = dispensations(year);
    let query = Query::select()
        .columns([
            engagement::Column::Id,
            engagement::Column::WorkStreamId,
            engagement::Column::OrganisationId,
            engagement::Column::State,
            engagement::Column::Reason,
            engagement::Column::At,
            engagement::Column::IsEnteredByAnimator,
        ])
        .expr_as(Expr::value(Option::<DateTimeUtc>::None), name("granted_at"))
        .expr_as(Expr::value(Option::<DateTimeUtc>::None), name("refused_at"))
        .expr_as(Expr::value(""), name("refusal"))
        .from(engagement::Entity)
        .and_where(engagement::Column::WorkStreamId.is_in(stream_ids.iter().copied()))
        .union(UnionType::All, dispensations)
        .to_owned();
    let lines = Line::find_by_statement(db.get_database_backend().build(&query))
        .all(db)
        .await?;
    let (mut engagements, mut dispensations) = (Vec::new(), Vec::new());
    for line in lines {
        match (line.work_stream_id, line.at) {
            (Some(work_stream_id), Some(at)) => engagements.push(engagement::Model {
                id: line.id,
                work_stream_id,
                organisation_id: line.organisation_id,
                state: line.state,
                reason: line.reason,
                at,
                is_entered_by_animator: line.is_entered_by_animator,
            }),
            (_, asked_at) => dispensations.push(dispensation::Model {
                year,
                organisation_id: line.organisation_id,
                asked_at,
                granted_at: line.granted_at,
                reason: line.reason,
                refused_at: line.refused_at,
                refusal: line.refusal,
            }),
        }
    }
    Ok((engagements, dispensations))
}

/// The dispensations of a year, in the columns of the engagements.
fn dispensations(year: i32) -> SelectStatement {
    let name = Alias::new;
    Query::select()
        .expr_as(Expr::col(dispensation::Column::OrganisationId), name("id"))
        .expr_as(Expr::value(Option::<Uuid>::None), name("work_stream_id"))
        .column(dispensation::Column::OrganisationId)
        .expr_as(Expr::value(0), name("state"))
        .column(dispensation::Column::Reason)
        .expr_as(Expr::col(dispensation::Column::AskedAt), name("at"))
        .expr_as(Expr::value(false), name("is_entered_by_animator"))
        .column(dispensation::Column::GrantedAt)
        .column(dispensation::Column::RefusedAt)
        .column(dispensation::Column::Refusal)
        .from(dispensation::Entity)
        .and_where(dispensation::Column::Year.eq(year))
        .to_owned()
}

/// An engagement, or a dispensation when there is no stream.
#[derive(FromQueryResult)]
struct Line {
    id: Uuid,
    work_stream_id: Option<Uuid>,
    organisation_id: Uuid,
    state: i32,
    reason: String,
    at: Option<DateTimeUtc>,
    is_entered_by_animator: bool,
    granted_at: Option<DateTimeUtc>,
    refused_at: Option<DateTimeUtc>,
    refusal: String,
}

/// Writes a dispensation, in the place of the last one.
pub(crate) async fn save_dispensation(tx: &impl ConnectionTrait, row: dispensation::Model) -> Result<()> {
    use dispensation::Column;
    dispensation::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([Column::Year, Column::OrganisationId])
                .update_columns([
                    Column::AskedAt,
                    Column::GrantedAt,
                    Column::Reason,
                    Column::RefusedAt,
                    Column::Refusal,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
