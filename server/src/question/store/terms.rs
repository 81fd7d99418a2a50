//! The terms under which questions are found, and how many questions have each.
//!
//! The counts are shared by all who write. They are changed in the order of the terms, by one statement after the
//! other, so that two who write at once wait for each other and never in a circle.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Func, OnConflict, Query, ValueTuple};
use sea_orm::{
    ConnectionTrait, ExprTrait as _, IntoActiveModel as _, Order, QueryOrder as _, QuerySelect as _,
};

use super::question;
use crate::error::Result;
use crate::question::rules::similar::{Candidate, Frequencies, MAX_CANDIDATES, VERSION};

/// A term of a question.
pub(crate) mod term {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "question_term")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) term: String,
        /// Only its answer says it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) is_of_answer: bool,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) question_id: Uuid,
    }

    /// Joined by hand.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How many questions have a term; [`ALL`](super::ALL): how many there are.
pub(crate) mod count {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "question_term_count")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) term: String,
        pub(crate) n_questions: i64,
    }

    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use term::Column as C;

/// No text gives this term: under it the questions themselves are counted.
const ALL: &str = "";
/// Rows written by one statement.
const ROWS: usize = 1_000;
/// Answers that are ranked: each has two sorts of terms, so that half as many cost as much as the questions.
const MAX_ANSWERS: usize = MAX_CANDIDATES / 2;

/// What is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// What was asked.
    Questions,
    /// What was asked and answered, and what the answers say.
    Answers,
}

/// Counts a new question, without its terms.
pub(crate) async fn count_question(tx: &impl ConnectionTrait) -> Result<()> {
    add(tx, &BTreeMap::from([(ALL, 1)])).await
}

/// Replaces the terms of a question; the caller holds its lock.
pub(crate) async fn write(
    tx: &impl ConnectionTrait,
    question_id: Uuid,
    own: &BTreeSet<String>,
    of_answer: &BTreeSet<String>,
) -> Result<()> {
    let stored: Vec<(String, bool)> = term::Entity::find()
        .select_only()
        .columns([C::Term, C::IsOfAnswer])
        .filter(C::QuestionId.eq(question_id))
        .into_tuple()
        .all(tx)
        .await?;
    let stored: BTreeMap<&str, bool> = stored.iter().map(|(term, is)| (term.as_str(), *is)).collect();
    let answered = of_answer.difference(own).map(|term| (term.as_str(), true));
    let wanted: BTreeMap<&str, bool> = own
        .iter()
        .map(|term| (term.as_str(), false))
        .chain(answered)
        .collect();
    let is_in = |map: &BTreeMap<&str, bool>, (term, is): (&&str, &bool)| map.get(*term) == Some(is);
    let gone: Vec<&str> = stored
        .iter()
        .filter(|row| !is_in(&wanted, *row))
        .map(|(term, _)| *term)
        .collect();
    let new: Vec<(&str, bool)> = wanted
        .iter()
        .filter(|row| !is_in(&stored, *row))
        .map(|(term, is)| (*term, *is))
        .collect();
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for (term, n) in gone
        .iter()
        .map(|term| (*term, -1))
        .chain(new.iter().map(|(term, _)| (*term, 1)))
    {
        *counts.entry(term).or_default() += n;
    }
    // What only moved between the question and its answer is counted already.
    counts.retain(|_, n| *n != 0);
    add(tx, &counts).await?;
    for gone in gone.chunks(ROWS) {
        term::Entity::delete_many()
            .filter(C::QuestionId.eq(question_id))
            .filter(C::Term.is_in(gone.iter().copied()))
            .exec(tx)
            .await?;
    }
    for new in new.chunks(ROWS) {
        let rows = new.iter().map(|(term, is_of_answer)| {
            let row = term::Model {
                term: (*term).to_owned(),
                question_id,
                is_of_answer: *is_of_answer,
            };
            row.into_active_model().reset_all()
        });
        term::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Adds to the counts of terms, in their order.
async fn add(tx: &impl ConnectionTrait, counts: &BTreeMap<&str, i64>) -> Result<()> {
    let counts: Vec<(&str, i64)> = counts.iter().map(|(term, n)| (*term, *n)).collect();
    let known = Expr::col((count::Entity, count::Column::NQuestions));
    let added = Expr::col((Alias::new("excluded"), count::Column::NQuestions));
    let sum = OnConflict::column(count::Column::Term)
        .value(count::Column::NQuestions, known.add(added))
        .to_owned();
    for counts in counts.chunks(ROWS) {
        let rows = counts.iter().map(|(term, n)| {
            let row = count::Model {
                term: (*term).to_owned(),
                n_questions: *n,
            };
            row.into_active_model().reset_all()
        });
        count::Entity::insert_many(rows)
            .on_conflict(sum.clone())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// How often these terms are used, and how many questions there are.
pub(crate) async fn frequencies(db: &impl ConnectionTrait, terms: &BTreeSet<String>) -> Result<Frequencies> {
    let asked = terms.iter().map(String::as_str).chain([ALL]);
    let rows = count::Entity::find()
        .filter(count::Column::Term.is_in(asked))
        .all(db)
        .await?;
    let n = |row: &count::Model| u64::try_from(row.n_questions).unwrap_or_default();
    let mut n_with: HashMap<String, u64> = rows.into_iter().map(|row| (row.term.clone(), n(&row))).collect();
    Ok(Frequencies {
        n_questions: n_with.remove(ALL).unwrap_or_default(),
        n_with,
    })
}

/// The questions that have the most of these terms, by weight, and what they share with a text.
pub(crate) async fn candidates(
    db: &impl ConnectionTrait,
    scope: Scope,
    weighted: &[(&str, f64)],
    terms: &BTreeSet<String>,
) -> Result<Vec<Candidate<Uuid>>> {
    if weighted.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids = nearest(db, scope, weighted, false).await?;
    let mut lengths = lengths(db, scope, &ids).await?;
    // Where most wait for an answer, the answered ones are looked for: that asks of each row.
    if ids.len() == MAX_CANDIDATES && lengths.len() < MAX_ANSWERS {
        ids = nearest(db, scope, weighted, true).await?;
        lengths = self::lengths(db, scope, &ids).await?;
    }
    ids.retain(|id| lengths.contains_key(id));
    if scope == Scope::Answers {
        ids.truncate(MAX_ANSWERS);
    }
    let shared: Vec<(Uuid, String)> = term::Entity::find()
        .select_only()
        .columns([C::QuestionId, C::Term])
        .filter(C::QuestionId.is_in(ids.iter().copied()))
        .filter(C::Term.is_in(terms.iter().map(String::as_str)))
        .filter(within(scope))
        .into_tuple()
        .all(db)
        .await?;
    let mut found: BTreeMap<Uuid, Candidate<Uuid>> = BTreeMap::new();
    for id in ids {
        let n_terms = lengths.get(&id).copied().unwrap_or_default();
        let candidate = Candidate {
            id,
            terms: Vec::new(),
            n_terms: usize::try_from(n_terms).unwrap_or_default(),
        };
        found.insert(id, candidate);
    }
    for (id, term) in shared {
        if let Some(candidate) = found.get_mut(&id) {
            candidate.terms.push(term);
        }
    }
    Ok(found.into_values().collect())
}

/// The questions that have the most of these terms, the nearest first; only those that were answered, when it is asked.
async fn nearest(
    db: &impl ConnectionTrait,
    scope: Scope,
    weighted: &[(&str, f64)],
    must_be_answered: bool,
) -> Result<Vec<Uuid>> {
    // Both databases name the columns of such a list so.
    let (wanted, wanted_term, weight) = ("wanted", "column1", "column2");
    let values = weighted
        .iter()
        .map(|(term, weight)| ValueTuple::Two((*term).into(), (*weight).into()));
    let nearest = Query::select()
        .column((term::Entity, C::QuestionId))
        .from_values(values, wanted)
        .inner_join(
            term::Entity,
            Expr::col((term::Entity, C::Term)).equals((wanted, wanted_term)),
        )
        .and_where(within(scope))
        .and_where_option(must_be_answered.then(is_answered))
        .group_by_col((term::Entity, C::QuestionId))
        .order_by_expr(Func::sum(Expr::col((wanted, weight))).into(), Order::Desc)
        .order_by((term::Entity, C::QuestionId), Order::Desc)
        .limit(MAX_CANDIDATES as u64)
        .to_owned();
    let rows = db.query_all(&nearest).await?;
    let ids = rows.iter().map(|row| row.try_get_by_index(0));
    Ok(ids.collect::<Result<_, _>>()?)
}

/// How many terms each of these questions has; without those that were not answered, where answers are searched.
async fn lengths(db: &impl ConnectionTrait, scope: Scope, ids: &[Uuid]) -> Result<HashMap<Uuid, i32>> {
    let mut found = question::Entity::find()
        .select_only()
        .columns([question::Column::Id, question::Column::NTerms])
        .filter(question::Column::Id.is_in(ids.iter().copied()));
    if scope == Scope::Answers {
        found = found.filter(question::Column::AnsweredAt.is_not_null());
    }
    let rows: Vec<(Uuid, i32)> = found.into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// The rows of terms that are searched.
fn within(scope: Scope) -> Expr {
    match scope {
        Scope::Questions => C::IsOfAnswer.eq(false),
        // Both said, so that the key of a row is known whole.
        Scope::Answers => C::IsOfAnswer.is_in([false, true]),
    }
}

/// Whether the question of a row was answered: a list of all that were would be made at each search.
fn is_answered() -> Expr {
    let answered = Query::select()
        .column((question::Entity, question::Column::Id))
        .from(question::Entity)
        .and_where(Expr::col((question::Entity, question::Column::Id)).equals((term::Entity, C::QuestionId)))
        .and_where(question::Column::AnsweredAt.is_not_null())
        .to_owned();
    Expr::exists(answered)
}

/// Some of the questions whose terms an older version of the rule made.
pub(crate) async fn stale(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Uuid>> {
    Ok(question::Entity::find()
        .select_only()
        .column(question::Column::Id)
        .filter(question::Column::TermsVersion.lt(VERSION))
        .order_by_asc(question::Column::TermsVersion)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// Notes how many terms a question has, and by which version of the rule.
pub(crate) async fn note(tx: &impl ConnectionTrait, id: Uuid, n_terms: i32) -> Result<()> {
    question::Entity::update_many()
        .col_expr(question::Column::NTerms, n_terms.into())
        .col_expr(question::Column::TermsVersion, VERSION.into())
        .filter(question::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
