//! What is stored of the programme.

mod answers;
mod rows;

use chrono::{DateTime, Utc};
use proto::v1::Reason;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, ConnectionTrait, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

pub(crate) use self::answers::*;
pub(crate) use self::rows::*;
use crate::db::OnUnique as _;
use crate::error::Result;

/// All programmes, newest first, each with its streams in order.
pub(crate) async fn programmes(
    db: &impl ConnectionTrait,
) -> Result<Vec<(programme::Model, Vec<work_stream::Model>)>> {
    Ok(programme::Entity::find()
        .find_with_related(work_stream::Entity)
        .order_by_desc(programme::Column::Year)
        .order_by_asc(work_stream::Column::Rank)
        .all(db)
        .await?)
}

/// The programme of a year.
pub(crate) async fn programme(db: &impl ConnectionTrait, year: i32) -> Result<Option<programme::Model>> {
    Ok(programme::Entity::find_by_id(year).one(db).await?)
}

/// The first year with a programme.
pub(crate) async fn first_year(db: &impl ConnectionTrait) -> Result<Option<i32>> {
    let first = programme::Entity::find().order_by_asc(programme::Column::Year);
    Ok(first.one(db).await?.map(|row| row.year))
}

/// The programme of a year, locked until the commit: every change of a programme takes this lock first, so
/// that what is counted stays true (P1).
pub(crate) async fn lock_programme(tx: &impl ConnectionTrait, year: i32) -> Result<Option<programme::Model>> {
    Ok(programme::Entity::find_by_id(year)
        .lock_exclusive()
        .one(tx)
        .await?)
}

/// The streams of a year, in order.
pub(crate) async fn streams_of(db: &impl ConnectionTrait, year: i32) -> Result<Vec<work_stream::Model>> {
    Ok(work_stream::Entity::find()
        .filter(work_stream::Column::Year.eq(year))
        .order_by_asc(work_stream::Column::Rank)
        .all(db)
        .await?)
}

/// A stream.
pub(crate) async fn stream(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<work_stream::Model>> {
    Ok(work_stream::Entity::find_by_id(id).one(db).await?)
}

/// A stream with its programme.
pub(crate) async fn stream_with_programme(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<(work_stream::Model, programme::Model)>> {
    let found = work_stream::Entity::find_by_id(id)
        .find_also_related(programme::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(stream, programme)| Some((stream, programme?))))
}

/// The streams whose opening or closing has passed and was not told.
pub(crate) async fn streams_to_tell(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<(work_stream::Model, Option<programme::Model>)>> {
    use work_stream::Column;
    let opened = Condition::all()
        .add(Column::OpensAt.lte(now))
        .add(Column::OpenedToldAt.is_null());
    let closed = Condition::all()
        .add(Column::ClosesAt.lt(now))
        .add(Column::ClosedToldAt.is_null());
    Ok(work_stream::Entity::find()
        .filter(Condition::any().add(opened).add(closed))
        .find_also_related(programme::Entity)
        .all(db)
        .await?)
}

/// Notes that an opening or a closing was told; false when another process was faster, or the instant moved.
pub(crate) async fn mark_told(
    tx: &impl ConnectionTrait,
    id: Uuid,
    (instant, told): (work_stream::Column, work_stream::Column),
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = work_stream::Entity::update_many()
        .col_expr(told, Expr::value(now))
        .filter(work_stream::Column::Id.eq(id))
        .filter(told.is_null())
        .filter(instant.lte(now))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Writes a new programme.
pub(crate) async fn insert_programme(tx: &impl ConnectionTrait, row: programme::Model) -> Result<()> {
    programme::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .on_unique(Reason::ProgrammeExists)?;
    Ok(())
}

/// Writes all of a programme again, as its next version.
pub(crate) async fn update_programme(tx: &impl ConnectionTrait, row: programme::Model) -> Result<()> {
    let version = row.version + 1;
    let mut row = row.into_active_model().reset_all();
    row.version = Set(version);
    programme::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// Writes a new stream.
pub(crate) async fn insert_stream(tx: &impl ConnectionTrait, row: work_stream::Model) -> Result<()> {
    work_stream::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .on_unique(Reason::TitleTaken)?;
    Ok(())
}

/// Writes all of a stream again, as its next version.
pub(crate) async fn update_stream(tx: &impl ConnectionTrait, row: work_stream::Model) -> Result<()> {
    let version = row.version + 1;
    let mut row = row.into_active_model().reset_all();
    row.version = Set(version);
    work_stream::Entity::update(row)
        .exec(tx)
        .await
        .on_unique(Reason::TitleTaken)?;
    Ok(())
}

/// Removes a stream, with its session dates and the refusals of the centres.
pub(crate) async fn delete_stream(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    work_stream::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The planned sessions of these streams, in order of time.
pub(crate) async fn session_dates(
    db: &impl ConnectionTrait,
    stream_ids: &[Uuid],
) -> Result<Vec<session_date::Model>> {
    Ok(session_date::Entity::find()
        .filter(session_date::Column::WorkStreamId.is_in(stream_ids.iter().copied()))
        .order_by_asc(session_date::Column::StartsAt)
        .all(db)
        .await?)
}

/// Writes a planned session.
pub(crate) async fn insert_session_date(tx: &impl ConnectionTrait, row: session_date::Model) -> Result<()> {
    session_date::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Removes a planned session of a stream; false when there is none.
pub(crate) async fn delete_session_date(
    tx: &impl ConnectionTrait,
    stream_id: Uuid,
    id: Uuid,
) -> Result<bool> {
    let deleted = session_date::Entity::delete_many()
        .filter(session_date::Column::Id.eq(id))
        .filter(session_date::Column::WorkStreamId.eq(stream_id))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected == 1)
}

/// The proposals for a year, oldest first.
pub(crate) async fn proposals_of(db: &impl ConnectionTrait, year: i32) -> Result<Vec<proposal::Model>> {
    Ok(proposal::Entity::find()
        .filter(proposal::Column::Year.eq(year))
        .order_by_asc(proposal::Column::Id)
        .all(db)
        .await?)
}

/// A proposal.
pub(crate) async fn proposal(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<proposal::Model>> {
    Ok(proposal::Entity::find_by_id(id).one(db).await?)
}

/// Writes a proposal.
pub(crate) async fn insert_proposal(tx: &impl ConnectionTrait, row: proposal::Model) -> Result<()> {
    proposal::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Notes the work stream that was made of a proposal.
pub(crate) async fn mark_retained(tx: &impl ConnectionTrait, id: Uuid, stream_id: Uuid) -> Result<()> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::WorkStreamId, Expr::value(stream_id))
        .filter(proposal::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The supports of these proposals, by name of the centre.
pub(crate) async fn supports(
    db: &impl ConnectionTrait,
    proposal_ids: &[Uuid],
) -> Result<Vec<proposal_support::Model>> {
    let mut rows = proposal_support::Entity::find()
        .filter(proposal_support::Column::ProposalId.is_in(proposal_ids.iter().copied()))
        .all(db)
        .await?;
    rows.sort_by(|a, b| a.organisation_name.cmp(&b.organisation_name));
    Ok(rows)
}

/// Writes a support; false when it was there.
pub(crate) async fn insert_support(tx: &impl ConnectionTrait, row: proposal_support::Model) -> Result<bool> {
    let n_rows = proposal_support::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([
                proposal_support::Column::ProposalId,
                proposal_support::Column::OrganisationId,
            ])
            .do_nothing()
            .to_owned(),
        )
        .exec_without_returning(tx)
        .await;
    match n_rows {
        Ok(n_rows) => Ok(n_rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Takes a support back; false when there was none.
pub(crate) async fn delete_support(
    tx: &impl ConnectionTrait,
    proposal_id: Uuid,
    organisation_id: Uuid,
) -> Result<bool> {
    let deleted = proposal_support::Entity::delete_by_id((proposal_id, organisation_id))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected == 1)
}

/// The comments on a programme, oldest first.
pub(crate) async fn comments_of(
    db: &impl ConnectionTrait,
    year: i32,
) -> Result<Vec<programme_comment::Model>> {
    Ok(programme_comment::Entity::find()
        .filter(programme_comment::Column::Year.eq(year))
        .order_by_asc(programme_comment::Column::Id)
        .all(db)
        .await?)
}

/// The comments that a person wrote, newest first.
pub(crate) async fn comments_by(
    db: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<programme_comment::Model>> {
    Ok(programme_comment::Entity::find()
        .filter(programme_comment::Column::PersonId.eq(person_id))
        .order_by_desc(programme_comment::Column::Id)
        .all(db)
        .await?)
}

/// Writes a comment.
pub(crate) async fn insert_comment(tx: &impl ConnectionTrait, row: programme_comment::Model) -> Result<()> {
    programme_comment::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The amendments of a programme, oldest first.
pub(crate) async fn amendments_of(db: &impl ConnectionTrait, year: i32) -> Result<Vec<amendment::Model>> {
    Ok(amendment::Entity::find()
        .filter(amendment::Column::Year.eq(year))
        .order_by_asc(amendment::Column::Id)
        .all(db)
        .await?)
}

/// Writes an amendment.
pub(crate) async fn insert_amendment(tx: &impl ConnectionTrait, row: amendment::Model) -> Result<()> {
    amendment::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
