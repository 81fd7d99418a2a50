//! What the addressee does: say who answers and until when, answer, correct the answer, close.

use chrono::NaiveDate;

use super::personal::check;
use super::*;
use crate::error::Violations;
use crate::markdown::{self, BEGINNING};
use crate::question::store::answer;
use crate::{live, network};

impl Service {
    /// Says who answers, and until when.
    pub(super) async fn take(&self, caller: &Caller, request: TakeQuestionRequest) -> Result<Question> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let owner_id = violations.optional_id("owner_id", &request.owner_id);
        let due_on = violations.date("due_on", &request.due_on);
        let tx = self.0.db.begin().await?;
        let mut row = self.asked(&tx, caller, &request.id).await?;
        let is_moved = row.due_on != Some(due_on) && due_on != NaiveDate::default();
        if is_moved && rules::due_at(due_on) < now {
            violations.add("due_on", Reason::InThePast);
        }
        let owner_id = owner_id.or(caller.person_id);
        let today = self.0.clock.today(chrono_tz::Europe::Paris);
        let people = network::people(&tx, today).await?;
        let owner = people
            .into_iter()
            .find(|person| Some(person.person_id) == owner_id && person.organisation_id == row.addressee_id);
        match (&owner, owner_id) {
            (Some(_), _) => {}
            (None, None) => violations.add("owner_id", Reason::Required),
            // What is no identifier is told already.
            (None, Some(id)) if id.is_nil() => {}
            (None, Some(_)) => violations.add("owner_id", Reason::NotOfAddressee),
        }
        violations.finish()?;
        row.state = step(&row, Step::Take, request.version)?;
        row.owner_id = owner_id;
        row.owner_name = owner.map(|owner| owner.name).unwrap_or_default();
        row.due_on = Some(due_on);
        store::save(&tx, &mut row).await?;
        let told = concerned(&tx, &row).await?;
        let day = web::day_in_words(rules::due_at(due_on), chrono_tz::Europe::Paris.name(), now);
        let told = Act {
            details: format!("Réponse attendue jusqu’au {day} (heure de Paris)"),
            ..act("TakeQuestion", ActivityKind::QuestionTaken, &row, told)
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }

    /// Answers, or corrects the answer: a version more.
    pub(super) async fn answer(&self, caller: &Caller, request: AnswerQuestionRequest) -> Result<Question> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let text = violations.text("text", &request.text, ANSWER);
        let passages = (&request.confirmed[..], &request.marked[..]);
        let checked = check(&mut violations, &[("text", &text)], passages);
        let tx = self.0.db.begin().await?;
        let mut row = self.asked(&tx, caller, &request.id).await?;
        violations.finish()?;
        checked.must_be_by_a_person(caller)?;
        row.state = step(&row, Step::Answer, request.version)?;
        let before = store::answers(&tx, &[row.id]).await?;
        let version = answer::Model {
            question_id: row.id,
            number: before.first().map_or(1, |latest| latest.number + 1),
            text,
            by: caller.name.clone(),
            at: now,
        };
        let kind = if before.is_empty() {
            ActivityKind::QuestionAnswered
        } else {
            ActivityKind::QuestionCorrected
        };
        row.answered_at = row.answered_at.or(Some(now));
        if row.owner_name.is_empty() {
            (row.owner_id, row.owner_name) = (caller.person_id, caller.name.clone());
        }
        store::save(&tx, &mut row).await?;
        terms::write(&tx, &row, &version.text).await?;
        let details = format!("«\u{a0}{}\u{a0}»", markdown::plain(&version.text, BEGINNING));
        store::insert_answer(&tx, version).await?;
        checked.trace(&tx, caller, now, &row.subject).await?;
        let told = concerned(&tx, &row).await?;
        let told = Act {
            details,
            ..act("AnswerQuestion", kind, &row, told)
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }

    /// Closes, for a reason.
    pub(super) async fn close(&self, caller: &Caller, request: CloseQuestionRequest) -> Result<Question> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let closing: Closing = violations.choice("closing", request.closing);
        let text = if closing != Closing::Unspecified && rules::needs_words(closing) {
            violations.text("text", &request.text, NOTE)
        } else {
            violations.optional_text("text", &request.text, NOTE)
        };
        let passages = (&request.confirmed[..], &request.marked[..]);
        let checked = check(&mut violations, &[("text", &text)], passages);
        let tx = self.0.db.begin().await?;
        let mut row = self.asked(&tx, caller, &request.id).await?;
        if closing == Closing::Settled && row.answered_at.is_none() {
            violations.add("closing", Reason::NotAnswered);
        }
        violations.finish()?;
        checked.must_be_by_a_person(caller)?;
        row.state = step(&row, Step::Close, request.version)?;
        (row.closing, row.closing_text, row.closed_at) = (closing as i32, text, Some(now));
        store::save(&tx, &mut row).await?;
        checked.trace(&tx, caller, now, &row.subject).await?;
        let told = concerned(&tx, &row).await?;
        let why = [web::text::closing(closing), &row.closing_text];
        let why = why.map(|words| markdown::plain(words, BEGINNING));
        let told = Act {
            details: why.join("\u{a0}: ").trim_end_matches("\u{a0}: ").to_owned(),
            ..act("CloseQuestion", ActivityKind::QuestionClosed, &row, told)
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }
}
