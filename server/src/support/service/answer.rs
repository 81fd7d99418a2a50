//! What the ANRU answers, once: it comes, and the meeting is planned in the name of the centre; or it does not.

use super::*;
use crate::error::Violations;
use crate::live;
use crate::meeting::{self, Agreed, Organiser};

impl Service {
    /// Accepts, and plans the meeting.
    pub(super) async fn accept(&self, caller: &Caller, request: AcceptSupportRequest) -> Result<Support> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let who = violations.text("who", &request.who, LINE);
        let answer = violations.optional_text("message", &request.message, NOTE);
        let tx = self.0.db.begin().await?;
        let mut row = self.locked(&tx, caller, &request.id).await?;
        violations.finish()?;
        // Who accepts has the meeting in a calendar.
        caller.person()?;
        row.state = step(&row, Step::Accept, request.version, now)?;
        let centre = network::centre(&tx, row.organisation_id).await?;
        let organiser = Organiser {
            person_id: row.asker_id,
            organisation_id: row.organisation_id,
            organisation_name: centre.ok_or(Error::Missing)?.short_name,
        };
        let role = rules::role(row.kind());
        let planned = meeting::plan_for(&self.0, &tx, organiser, agreed(&row), (caller, role)).await?;
        row.meeting_id = Some(planned.info.id);
        (row.who, row.answer) = (who, answer);
        (row.ended_by, row.ended_at) = (caller.name.clone(), Some(now));
        store::save(&tx, &mut row).await?;
        let told = self
            .act(&tx, now, "AcceptSupport", ActivityKind::SupportAccepted, &row)
            .await?;
        let plan = planned.act("CreateMeeting", ActivityKind::MeetingPlanned);
        live::record(&tx, Some(caller), now, plan).await?;
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }

    /// Declines, for a reason.
    pub(super) async fn decline(&self, caller: &Caller, request: DeclineSupportRequest) -> Result<Support> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let answer = violations.text("reason", &request.reason, NOTE);
        let tx = self.0.db.begin().await?;
        let mut row = self.locked(&tx, caller, &request.id).await?;
        violations.finish()?;
        row.state = step(&row, Step::Decline, request.version, now)?;
        row.answer = answer;
        (row.ended_by, row.ended_at) = (caller.name.clone(), Some(now));
        store::save(&tx, &mut row).await?;
        let told = self.act(&tx, now, "DeclineSupport", ActivityKind::SupportDeclined, &row);
        live::record(&tx, Some(caller), now, told.await?).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, row.id).await
    }
}

/// The meeting that was asked.
fn agreed(row: &support::Model) -> Agreed {
    Agreed {
        kind: MeetingKind::LocalSession,
        title: row.title.clone(),
        place: row.place.clone(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        zone: row.zone(),
        work_stream_id: None,
    }
}
