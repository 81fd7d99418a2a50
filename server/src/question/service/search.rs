//! What looks like a text: among the questions while one types, among the answers in the FAQ.

use find_similar_questions_response::Similar;

use super::view::Reading;
use super::*;
use crate::error::Violations;
use crate::question::store::terms::Scope;

/// Characters of a text that is compared, at most.
const TYPED: usize = 5_000;
/// Questions that are proposed.
const PROPOSED: usize = 5;
/// Answers on one page.
const FOUND: usize = 20;

impl Service {
    /// The questions that look like a text.
    pub(super) async fn similar(
        &self,
        caller: &Caller,
        request: FindSimilarQuestionsRequest,
    ) -> Result<FindSimilarQuestionsResponse> {
        let mut violations = Violations::new();
        let text = violations.optional_text("text", &request.text, TYPED);
        violations.finish()?;
        let db = self.0.db.read();
        let found = terms::search(db, Scope::Questions, &text, PROPOSED).await?;
        let ids: Vec<Uuid> = found.iter().map(|alike| alike.id).collect();
        let rows = store::named(db, &ids).await?;
        let reading = Reading::of(db, caller, self.0.clock.now(), &rows).await?;
        let similar = found.iter().filter_map(|alike| {
            let row = rows.iter().find(|row| row.id == alike.id)?;
            Some(Similar {
                question: Some(reading.head(row)),
                score: alike.score,
            })
        });
        Ok(FindSimilarQuestionsResponse {
            similar: similar.collect(),
        })
    }

    /// The answered questions that speak of something, or the latest.
    pub(super) async fn answers(
        &self,
        caller: &Caller,
        request: SearchAnswersRequest,
    ) -> Result<SearchAnswersResponse> {
        let mut violations = Violations::new();
        let query = violations.optional_text("query", &request.query, SUBJECT);
        let after = violations.optional_id("after", &request.after);
        violations.finish()?;
        let db = self.0.db.read();
        let mut next_after = String::new();
        let rows = if query.is_empty() {
            let mut rows = store::answered(db, after, FOUND as u64 + 1).await?;
            if FOUND < rows.len() {
                rows.truncate(FOUND);
                next_after = rows.last().map(|row| row.id.to_string()).unwrap_or_default();
            }
            rows
        } else {
            let found = terms::search(db, Scope::Answers, &query, FOUND).await?;
            let ids: Vec<Uuid> = found.iter().map(|alike| alike.id).collect();
            let mut rows = store::named(db, &ids).await?;
            rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
            rows
        };
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let answers = store::answers(db, &ids).await?;
        let reading = Reading::of(db, caller, self.0.clock.now(), &rows).await?;
        let questions = rows.iter().map(|row| {
            let latest = answers.iter().find(|answer| answer.question_id == row.id);
            Question {
                answers: latest
                    .into_iter()
                    .map(|latest| reading.answer(row, latest))
                    .collect(),
                ..reading.head(row)
            }
        });
        Ok(SearchAnswersResponse {
            questions: questions.collect(),
            next_after,
        })
    }
}
