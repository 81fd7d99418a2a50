//! The centres that have the same question.

use super::personal::check;
use super::*;
use crate::db::OnUnique as _;
use crate::error::Violations;
use crate::live;
use crate::question::store::centre;

impl Service {
    /// Puts the caller's centre behind a question.
    pub(super) async fn join(&self, caller: &Caller, request: JoinQuestionRequest) -> Result<Question> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let note = violations.optional_text("note", &request.note, NOTE);
        let passages = (&request.confirmed[..], &request.marked[..]);
        let checked = check(&mut violations, &[("note", &note)], passages);
        let tx = self.0.db.begin().await?;
        let row = self.locked(&tx, caller, &request.id).await?;
        violations.finish()?;
        checked.must_be_by_a_person(caller)?;
        step(&row, Step::Join, row.version)?;
        let behind = centre::Model {
            question_id: row.id,
            organisation_id: caller.organisation_id,
            at: now,
            note,
        };
        store::insert_centre(&tx, behind)
            .await
            .on_unique(Reason::AlreadyBehind)?;
        checked.trace(&tx, caller, now, &row.subject).await?;
        let told = concerned(&tx, &row).await?;
        let told = Act {
            organisation_id: Some(caller.organisation_id),
            ..act("JoinQuestion", ActivityKind::QuestionJoined, &row, told)
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }

    /// Takes the caller's centre away from behind a question.
    pub(super) async fn leave(&self, caller: &Caller, request: LeaveQuestionRequest) -> Result<Question> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let row = self.locked(&tx, caller, &request.id).await?;
        step(&row, Step::Leave, row.version)?;
        if caller.is_of(row.organisation_id) {
            return Err(Error::NotNow(Reason::AskerStays));
        }
        let told = concerned(&tx, &row).await?;
        if !store::delete_centre(&tx, row.id, caller.organisation_id).await? {
            return Err(Error::NotNow(Reason::NotBehind));
        }
        let told = Act {
            organisation_id: Some(caller.organisation_id),
            ..act("LeaveQuestion", ActivityKind::QuestionLeft, &row, told)
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }
}
