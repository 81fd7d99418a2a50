//! Options, voices, ballots. A ballot is the insertion of one row whose key is the vote and the voice: the
//! database lets no voice in twice.

use std::collections::BTreeSet;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, OnConflict};
use sea_orm::{ConnectionTrait, ExprTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use super::{ballot, secret_voter, vote_option, vote_voice};
use crate::error::Result;

/// Voices written at once.
const CHUNK: usize = 500;

/// The options of a vote, in order.
pub(crate) async fn options(db: &impl ConnectionTrait, vote_id: Uuid) -> Result<Vec<vote_option::Model>> {
    Ok(vote_option::Entity::find()
        .filter(vote_option::Column::VoteId.eq(vote_id))
        .order_by_asc(vote_option::Column::Place)
        .all(db)
        .await?)
}

/// The same, locked until the commit, always in the same order.
pub(crate) async fn lock_options(
    tx: &impl ConnectionTrait,
    vote_id: Uuid,
) -> Result<Vec<vote_option::Model>> {
    Ok(vote_option::Entity::find()
        .filter(vote_option::Column::VoteId.eq(vote_id))
        .order_by_asc(vote_option::Column::Place)
        .lock_exclusive()
        .all(tx)
        .await?)
}

/// The voices of a vote, by name.
pub(crate) async fn voices(db: &impl ConnectionTrait, vote_id: Uuid) -> Result<Vec<vote_voice::Model>> {
    let mut rows = vote_voice::Entity::find()
        .filter(vote_voice::Column::VoteId.eq(vote_id))
        .all(db)
        .await?;
    rows.sort_by_cached_key(|row| crate::network::rules::fold(&row.organisation_name));
    Ok(rows)
}

/// The voices of several votes, each with its vote.
pub(super) async fn voices_of(
    db: &impl ConnectionTrait,
    vote_ids: &[Uuid],
) -> Result<BTreeSet<(Uuid, Uuid)>> {
    use vote_voice::Column;
    let rows: Vec<(Uuid, Uuid)> = vote_voice::Entity::find()
        .select_only()
        .columns([Column::VoteId, Column::OrganisationId])
        .filter(Column::VoteId.is_in(vote_ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Who voted already, in these votes, in the open or in secret.
pub(super) async fn voters_of(db: &impl ConnectionTrait, vote_ids: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    let mut voters: Vec<(Uuid, Uuid)> = ballot::Entity::find()
        .select_only()
        .columns([ballot::Column::VoteId, ballot::Column::OrganisationId])
        .filter(ballot::Column::VoteId.is_in(vote_ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    let secret: Vec<(Uuid, Uuid)> = secret_voter::Entity::find()
        .select_only()
        .columns([secret_voter::Column::VoteId, secret_voter::Column::OrganisationId])
        .filter(secret_voter::Column::VoteId.is_in(vote_ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    voters.extend(secret);
    Ok(voters)
}

/// One voice of a vote.
pub(crate) async fn voice(
    db: &impl ConnectionTrait,
    vote_id: Uuid,
    organisation_id: Uuid,
) -> Result<Option<vote_voice::Model>> {
    Ok(vote_voice::Entity::find_by_id((vote_id, organisation_id))
        .one(db)
        .await?)
}

/// Writes the voices of a vote that opens.
pub(crate) async fn insert_voices(tx: &impl ConnectionTrait, rows: Vec<vote_voice::Model>) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        let rows = chunk.iter().cloned().map(vote_voice::Model::into_active_model);
        vote_voice::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// The ballots of a named vote.
pub(crate) async fn ballots(db: &impl ConnectionTrait, vote_id: Uuid) -> Result<Vec<ballot::Model>> {
    Ok(ballot::Entity::find()
        .filter(ballot::Column::VoteId.eq(vote_id))
        .order_by_asc(ballot::Column::OrganisationId)
        .all(db)
        .await?)
}

/// The voices that voted in a secret vote, in an order that says nothing.
pub(crate) async fn secret_voters(db: &impl ConnectionTrait, vote_id: Uuid) -> Result<Vec<Uuid>> {
    let rows = secret_voter::Entity::find()
        .filter(secret_voter::Column::VoteId.eq(vote_id))
        .order_by_asc(secret_voter::Column::OrganisationId)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.organisation_id).collect())
}

/// Writes the ballot of a voice; false when it has one.
pub(crate) async fn insert_ballot(tx: &impl ConnectionTrait, row: ballot::Model) -> Result<bool> {
    let key = OnConflict::columns([ballot::Column::VoteId, ballot::Column::OrganisationId])
        .do_nothing()
        .to_owned();
    let inserted = ballot::Entity::insert(row.into_active_model())
        .on_conflict(key)
        .exec_without_returning(tx)
        .await;
    is_new(inserted)
}

/// Notes that a voice voted in a secret vote; false when it did already.
pub(crate) async fn insert_secret_voter(
    tx: &impl ConnectionTrait,
    vote_id: Uuid,
    organisation_id: Uuid,
) -> Result<bool> {
    let row = secret_voter::Model {
        vote_id,
        organisation_id,
    };
    let key = OnConflict::columns([secret_voter::Column::VoteId, secret_voter::Column::OrganisationId])
        .do_nothing()
        .to_owned();
    let inserted = secret_voter::Entity::insert(row.into_active_model())
        .on_conflict(key)
        .exec_without_returning(tx)
        .await;
    is_new(inserted)
}

fn is_new(inserted: Result<u64, DbErr>) -> Result<bool> {
    match inserted {
        Ok(n_rows) => Ok(n_rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Adds one to an option of a secret vote. Every option of the vote is written again, so that what a database
/// notes of each row (the last transaction that wrote it) does not tell which one the latest voter chose.
pub(crate) async fn count_secretly(tx: &impl ConnectionTrait, vote_id: Uuid, place: i32) -> Result<()> {
    use vote_option::Column;
    let one = CaseStatement::new().case(Column::Place.eq(place), 1).finally(0);
    vote_option::Entity::update_many()
        .col_expr(Column::N, Expr::col(Column::N).add(one))
        .filter(Column::VoteId.eq(vote_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes the final figures of a vote.
pub(crate) async fn set_figures(tx: &impl ConnectionTrait, options: &[vote_option::Model]) -> Result<()> {
    use vote_option::Column;
    for option in options {
        vote_option::Entity::update_many()
            .col_expr(Column::N, Expr::value(option.n))
            .filter(Column::VoteId.eq(option.vote_id))
            .filter(Column::Place.eq(option.place))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// How many voices voted.
pub(crate) async fn n_cast(db: &impl ConnectionTrait, vote: &super::vote::Model) -> Result<i32> {
    let n = if vote.is_secret {
        secret_voter::Entity::find()
            .filter(secret_voter::Column::VoteId.eq(vote.id))
            .count(db)
            .await?
    } else {
        ballot::Entity::find()
            .filter(ballot::Column::VoteId.eq(vote.id))
            .count(db)
            .await?
    };
    Ok(i32::try_from(n).unwrap_or(i32::MAX))
}
