//! What is stored of the decisions: rules of procedure, votes and their ballots, proxies, decisions.

mod ballots;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use proto::v1::VoteState;
use sea_orm::entity::prelude::*;
use sea_orm::{
    ConnectionTrait, DbBackend, ExprTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _,
    Statement,
};

pub(crate) use self::ballots::*;
pub(crate) use self::rows::*;
use crate::db;
use crate::error::Result;

/// Every version of the rules of a kind, oldest first.
pub(crate) async fn rules_of(db: &impl ConnectionTrait, kind: i32) -> Result<Vec<rules_of_procedure::Model>> {
    Ok(rules_of_procedure::Entity::find()
        .filter(rules_of_procedure::Column::Kind.eq(kind))
        .order_by_asc(rules_of_procedure::Column::Version)
        .all(db)
        .await?)
}

/// One version of rules.
pub(crate) async fn rules(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<rules_of_procedure::Model>> {
    Ok(rules_of_procedure::Entity::find_by_id(id).one(db).await?)
}

/// Writes a new version of rules; `Changed` when somebody wrote that version meanwhile.
pub(crate) async fn insert_rules(tx: &impl ConnectionTrait, row: rules_of_procedure::Model) -> Result<()> {
    rules_of_procedure::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(db::changed_when_there)?;
    Ok(())
}

/// One vote.
pub(crate) async fn vote(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<vote::Model>> {
    Ok(vote::Entity::find_by_id(id).one(db).await?)
}

/// One vote that cannot change before the commit: many ballots hold it at once, and who closes it waits for them.
pub(crate) async fn share_vote(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<vote::Model>> {
    pass_gate(tx, "pg_advisory_xact_lock_shared", id).await?;
    vote(tx, id).await
}

/// One vote, locked until the commit: ballots that come later wait, then see what became of it.
pub(crate) async fn lock_vote(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<vote::Model>> {
    pass_gate(tx, "pg_advisory_xact_lock", id).await?;
    Ok(vote::Entity::find_by_id(id).lock_exclusive().one(tx).await?)
}

/// The gate of a vote on PostgreSQL. Not its row: there, ballots that come one after the other could keep who
/// closes it waiting for ever, while at a gate who came first goes first. SQLite has one writer and needs none.
async fn pass_gate(tx: &impl ConnectionTrait, lock: &str, id: Uuid) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let key = id.as_u64_pair().1.cast_signed();
        let sql = format!("SELECT {lock}($1)");
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [key.into()]);
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

/// The votes of a meeting, in the order in which they were prepared.
pub(crate) async fn votes_of(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<vote::Model>> {
    Ok(vote::Entity::find()
        .filter(vote::Column::MeetingId.eq(meeting_id))
        .order_by_asc(vote::Column::Id)
        .all(db)
        .await?)
}

/// The written consultations, newest first.
pub(crate) async fn consultations(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<vote::Model>> {
    Ok(vote::Entity::find()
        .filter(vote::Column::MeetingId.is_null())
        .order_by_desc(vote::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// The votes for which an instant may have come: prepared ones that open by themselves, open ones that have an end.
pub(crate) async fn votes_with_instants(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<vote::Model>> {
    use vote::Column;
    let opening = Column::State
        .eq(VoteState::Prepared as i32)
        .and(Column::OpensAt.lte(now));
    let open = Column::State
        .eq(VoteState::Open as i32)
        .and(Column::ClosesAt.is_not_null());
    Ok(vote::Entity::find()
        .filter(opening.or(open))
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// The open votes.
pub(crate) async fn open_votes(db: &impl ConnectionTrait) -> Result<Vec<vote::Model>> {
    Ok(vote::Entity::find()
        .filter(vote::Column::State.eq(VoteState::Open as i32))
        .order_by_asc(vote::Column::Id)
        .all(db)
        .await?)
}

/// The organisations that have a ballot to cast, with its vote: for their own voice, or in a named vote for one that
/// they carry.
pub(crate) async fn waiting(
    db: &impl ConnectionTrait,
    votes: &[vote::Model],
) -> Result<BTreeSet<(Uuid, Uuid)>> {
    let ids: Vec<Uuid> = votes.iter().map(|vote| vote.id).collect();
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let meetings: Vec<Uuid> = votes.iter().filter_map(|vote| vote.meeting_id).collect();
    let given: Vec<(Uuid, Uuid, Uuid)> = proxy::Entity::find()
        .select_only()
        .columns([
            proxy::Column::MeetingId,
            proxy::Column::OrganisationId,
            proxy::Column::BearerId,
        ])
        .filter(proxy::Column::MeetingId.is_in(meetings))
        .into_tuple()
        .all(db)
        .await?;
    let mut waiting = voices_of(db, &ids).await?;
    for done in voters_of(db, &ids).await? {
        waiting.remove(&done);
    }
    for (meeting_id, giver, bearer) in given {
        for vote in votes.iter().filter(|vote| vote.meeting_id == Some(meeting_id)) {
            if waiting.remove(&(vote.id, giver)) && !vote.is_secret {
                waiting.insert((vote.id, bearer));
            }
        }
    }
    Ok(waiting)
}

/// Writes a new vote with its options.
pub(crate) async fn insert_vote(
    tx: &impl ConnectionTrait,
    row: vote::Model,
    options: Vec<vote_option::Model>,
) -> Result<()> {
    vote::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    vote_option::Entity::insert_many(options.into_iter().map(vote_option::Model::into_active_model))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a vote that was locked.
pub(crate) async fn save_vote(tx: &impl ConnectionTrait, row: vote::Model) -> Result<()> {
    vote::Entity::update(row.into_active_model().reset_all())
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes a vote with its options.
pub(crate) async fn delete_vote(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    vote::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The voices that are given to others for a meeting.
pub(crate) async fn proxies_of(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<proxy::Model>> {
    Ok(proxy::Entity::find()
        .filter(proxy::Column::MeetingId.eq(meeting_id))
        .order_by_asc(proxy::Column::OrganisationId)
        .all(db)
        .await?)
}

/// To whom an organisation gave its voice for a meeting.
pub(crate) async fn proxy(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    organisation_id: Uuid,
) -> Result<Option<proxy::Model>> {
    Ok(proxy::Entity::find_by_id((meeting_id, organisation_id))
        .one(db)
        .await?)
}

/// Writes that a voice is given.
pub(crate) async fn insert_proxy(tx: &impl ConnectionTrait, row: proxy::Model) -> Result<()> {
    proxy::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// A voice is taken back; false when it was not given.
pub(crate) async fn delete_proxy(
    tx: &impl ConnectionTrait,
    meeting_id: Uuid,
    organisation_id: Uuid,
) -> Result<bool> {
    let deleted = proxy::Entity::delete_by_id((meeting_id, organisation_id))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected == 1)
}

/// One decision.
pub(crate) async fn decision(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<decision::Model>> {
    Ok(decision::Entity::find_by_id(id).one(db).await?)
}

/// The decision that a vote made.
pub(crate) async fn decision_of_vote(
    db: &impl ConnectionTrait,
    vote_id: Uuid,
) -> Result<Option<decision::Model>> {
    Ok(decision::Entity::find()
        .filter(decision::Column::VoteId.eq(vote_id))
        .one(db)
        .await?)
}

/// The first decision on the programme of a year (P3).
pub(crate) async fn decision_on_programme(
    db: &impl ConnectionTrait,
    year: i32,
) -> Result<Option<decision::Model>> {
    Ok(decision::Entity::find()
        .filter(decision::Column::DecidesProgrammeYear.eq(year))
        .order_by_asc(decision::Column::Id)
        .one(db)
        .await?)
}

/// The decisions of a meeting, in their order.
pub(crate) async fn decisions_of(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<decision::Model>> {
    Ok(decision::Entity::find()
        .filter(decision::Column::MeetingId.eq(meeting_id))
        .order_by_asc(decision::Column::Number)
        .all(db)
        .await?)
}

/// What to look for among the decisions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    /// Folded words, all of them wanted.
    pub(crate) words: Vec<String>,
    pub(crate) year: Option<i32>,
    pub(crate) kind: Option<i32>,
    pub(crate) before: Option<Uuid>,
}

/// Decisions, newest first.
pub(crate) async fn decisions(
    db: &impl ConnectionTrait,
    search: &Search,
    limit: u64,
) -> Result<Vec<decision::Model>> {
    use decision::Column;
    let mut find = decision::Entity::find();
    for word in &search.words {
        find = find.filter(Expr::col(Column::Search).like(containing(word)));
    }
    if let Some(year) = search.year {
        find = find.filter(Column::Year.eq(year));
    }
    if let Some(kind) = search.kind {
        find = find.filter(Column::Kind.eq(kind));
    }
    if let Some(before) = search.before {
        find = find.filter(Column::Id.lt(before));
    }
    Ok(find.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// The decisions of a kind that were taken from an instant on, newest first: those that all who see its meetings see.
pub(crate) async fn decisions_since(
    db: &impl ConnectionTrait,
    kind: i32,
    since: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<decision::Model>> {
    use decision::Column;
    Ok(decision::Entity::find()
        .filter(Column::Kind.eq(kind))
        .filter(Column::At.gte(since))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// A pattern for a text that holds a word, whatever signs the word has.
fn containing(word: &str) -> sea_orm::sea_query::LikeExpr {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    sea_orm::sea_query::LikeExpr::new(pattern).escape('\\')
}

/// What replaces decisions: the number and identifier of the new one, by the old one.
pub(crate) async fn replaced(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, (Uuid, i32)>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = decision::Entity::find()
        .filter(decision::Column::ReplacesId.is_in(ids))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.replaces_id?, (row.id, row.number))))
        .collect())
}

/// Several decisions.
pub(crate) async fn numbers(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<BTreeMap<Uuid, i32>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = decision::Entity::find()
        .filter(decision::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.number)).collect())
}

/// Writes a decision.
pub(crate) async fn insert_decision(tx: &impl ConnectionTrait, row: decision::Model) -> Result<()> {
    decision::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
