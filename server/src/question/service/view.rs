//! Questions as the caller may read them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use proto::v1::question::{Answer as AnswerMessage, Centre as CentreMessage};

use super::*;
use crate::clock::timestamp;
use crate::error::Violations;
use crate::question::store::{answer, centre};
use crate::{markdown, network};

/// Questions on one page of a list.
const LISTED: usize = 30;

/// What is read beside some questions.
pub(super) struct Reading<'a> {
    caller: &'a Caller,
    now: DateTime<Utc>,
    /// Short names of organisations.
    names: BTreeMap<Uuid, String>,
    n_centres: BTreeMap<Uuid, i64>,
    /// Those behind which the caller's organisation is.
    behind: BTreeSet<Uuid>,
}

impl<'a> Reading<'a> {
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        caller: &'a Caller,
        now: DateTime<Utc>,
        rows: &[question::Model],
    ) -> Result<Self> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        Ok(Self {
            caller,
            now,
            names: network::names(db).await?.into_iter().collect(),
            n_centres: store::n_centres(db, &ids).await?,
            behind: store::behind(db, caller.organisation_id, &ids).await?,
        })
    }

    fn name(&self, id: Uuid) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }

    /// The name of somebody who asked or answered: for those who work on the question.
    fn person(&self, row: &question::Model, name: &str) -> String {
        if part(self.caller, row).may_see() {
            name.to_owned()
        } else {
            String::new()
        }
    }

    /// All but what is asked and answered.
    pub(super) fn head(&self, row: &question::Model) -> Question {
        let n_centres = self.n_centres.get(&row.id).copied().unwrap_or_default();
        Question {
            id: row.id.to_string(),
            kind: row.kind,
            subject: row.subject.clone(),
            territory: row.territory.clone(),
            urgency: row.urgency,
            organisation_id: row.organisation_id.to_string(),
            organisation_name: self.name(row.organisation_id),
            asked_by: self.person(row, &row.asked_by),
            asked_at: Some(timestamp(row.asked_at)),
            addressee_id: row.addressee_id.to_string(),
            addressee_name: self.name(row.addressee_id),
            bulletin_id: row.bulletin_id.map(|id| id.to_string()).unwrap_or_default(),
            state: row.state,
            owner_id: self.person(row, &row.owner_id.map(|id| id.to_string()).unwrap_or_default()),
            owner_name: self.person(row, &row.owner_name),
            due_on: row.due_on.map(|day| day.to_string()).unwrap_or_default(),
            due_at: row.due_on.map(|day| timestamp(rules::due_at(day))),
            is_late: rules::is_late(row.state(), row.due_on, self.now),
            answered_at: row.answered_at.map(timestamp),
            closed_at: row.closed_at.map(timestamp),
            closing: row.closing,
            closing_text: row.closing_text.clone(),
            n_centres: i32::try_from(n_centres).unwrap_or(i32::MAX),
            is_behind: self.behind.contains(&row.id),
            version: row.version,
            ..Question::default()
        }
    }

    /// A version of its answer.
    pub(super) fn answer(&self, row: &question::Model, version: &answer::Model) -> AnswerMessage {
        AnswerMessage {
            number: version.number,
            text: version.text.clone(),
            text_html: markdown::to_html(&version.text),
            by: self.person(row, &version.by),
            at: Some(timestamp(version.at)),
        }
    }

    fn centre(&self, row: &question::Model, centre: &centre::Model) -> CentreMessage {
        CentreMessage {
            organisation_id: centre.organisation_id.to_string(),
            organisation_name: self.name(centre.organisation_id),
            at: Some(timestamp(centre.at)),
            note: self.person(row, &centre.note),
        }
    }
}

impl Service {
    /// One, with its texts.
    pub(super) async fn view(&self, caller: &Caller, id: Uuid) -> Result<Question> {
        let db = self.0.db.read();
        let row = store::question(db, id).await?;
        let row = row.filter(|row| may_read(caller, row)).ok_or(Error::Missing)?;
        let reading = Reading::of(db, caller, self.0.clock.now(), std::slice::from_ref(&row)).await?;
        let answers = store::answers(db, &[row.id]).await?;
        let mut centres = store::centres(db, row.id).await?;
        // The one that asked, whatever the clock said.
        centres.sort_by_key(|centre| centre.organisation_id != row.organisation_id);
        Ok(Question {
            text: row.text.clone(),
            text_html: markdown::to_html(&row.text),
            centres: centres
                .iter()
                .map(|centre| reading.centre(&row, centre))
                .collect(),
            answers: answers.iter().map(|one| reading.answer(&row, one)).collect(),
            ..reading.head(&row)
        })
    }

    /// Those that the caller may see, without texts.
    pub(super) async fn list(
        &self,
        caller: &Caller,
        request: ListQuestionsRequest,
    ) -> Result<ListQuestionsResponse> {
        let mut violations = Violations::new();
        let state = match QuestionState::try_from(request.state) {
            Ok(QuestionState::Unspecified) => None,
            Ok(state) => Some(state),
            Err(_) => {
                violations.add("state", Reason::UnknownValue);
                None
            }
        };
        let after = violations.optional_id("after", &request.after);
        let bulletin_id = violations.optional_id("bulletin_id", &request.bulletin_id);
        let addressee_id = violations.optional_id("addressee_id", &request.addressee_id);
        violations.finish()?;
        let sees_all = caller.function == Function::Centre || caller.is_animator();
        let today = self.0.clock.today(chrono_tz::Europe::Paris);
        let filter = store::Filter {
            viewer: (!sees_all).then_some(caller.organisation_id),
            state,
            of: request.is_own.then_some(caller.organisation_id),
            is_unanswered: request.is_unanswered,
            late_on: request.is_late.then_some(today),
            bulletin_id,
            addressee_id,
            after,
        };
        let db = self.0.db.read();
        let mut rows = store::questions(db, filter, LISTED as u64 + 1).await?;
        let has_more = LISTED < rows.len();
        rows.truncate(LISTED);
        let last = rows.last().filter(|_| has_more);
        let reading = Reading::of(db, caller, self.0.clock.now(), &rows).await?;
        Ok(ListQuestionsResponse {
            next_after: last.map(|row| row.id.to_string()).unwrap_or_default(),
            questions: rows.iter().map(|row| reading.head(row)).collect(),
        })
    }
}
