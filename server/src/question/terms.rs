//! Keeps the questions with the terms under which they are found, and searches by these.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::rules::similar::{self, Alike, MAX_RAREST};
use super::store::terms::{self as rows, Scope};
use super::store::{self, centre, question};
use crate::error::Result;

/// Writes a new question: the centre that asks is behind it.
pub(crate) async fn insert(tx: &impl ConnectionTrait, row: &question::Model) -> Result<()> {
    store::insert(tx, row.clone()).await?;
    let first = centre::Model {
        question_id: row.id,
        organisation_id: row.organisation_id,
        at: row.asked_at,
        note: String::new(),
    };
    store::insert_centre(tx, first).await?;
    rows::count_question(tx).await?;
    write(tx, row, "").await
}

/// Writes the terms of a question and of its answer; the caller holds its lock.
pub(crate) async fn write(tx: &impl ConnectionTrait, row: &question::Model, answer: &str) -> Result<()> {
    let own = similar::terms(&row.words());
    rows::write(tx, row.id, &own, &similar::terms(answer)).await?;
    rows::note(tx, row.id, i32::try_from(own.len()).unwrap_or(i32::MAX)).await
}

/// Writes them again, whatever is stored of them.
pub(crate) async fn write_again(tx: &impl ConnectionTrait, row: &question::Model) -> Result<()> {
    let answers = store::answers(tx, &[row.id]).await?;
    let answer = answers.first().map(|answer| answer.text.as_str());
    write(tx, row, answer.unwrap_or_default()).await
}

/// The questions that look like a text, the nearest first.
pub(crate) async fn search(
    db: &impl ConnectionTrait,
    scope: Scope,
    text: &str,
    max: usize,
) -> Result<Vec<Alike<Uuid>>> {
    let mut terms = similar::asked(text);
    let frequencies = rows::frequencies(db, &terms).await?;
    // What no question has is looked for in none.
    terms.retain(|term| frequencies.n_with.get(term).is_some_and(|n| 0 < *n));
    let weighted: Vec<(&str, f64)> = similar::rarest(&terms, &frequencies, MAX_RAREST)
        .into_iter()
        .map(|term| (term, frequencies.weight(term)))
        .collect();
    let candidates = rows::candidates(db, scope, &weighted, &terms).await?;
    let mut found = similar::ranked(text, &frequencies, &candidates, max);
    let least = match scope {
        Scope::Questions => similar::NEAR,
        Scope::Answers => similar::ABOUT,
    };
    found.retain(|alike| least <= alike.score);
    Ok(found)
}
