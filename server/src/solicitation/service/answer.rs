//! What a centre answers: prepared by its team, given by its director, or entered by the animator for a centre
//! that telephoned.

use proto::v1::AnswerStep;
use uuid::Uuid;

use super::*;
use crate::error::Violations;
use crate::solicitation::store::answer;
use crate::{live, network};

impl Service {
    /// Saves the text that the caller's centre prepares.
    pub(super) async fn prepare(
        &self,
        caller: &Caller,
        request: PrepareAnswerRequest,
    ) -> Result<Solicitation> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let draft = violations.optional_text("text", &request.text, TEXT);
        let tx = self.0.db.begin().await?;
        let whole = self.locked(&tx, caller, &request.id).await?;
        let mut row = answer_of(&whole, caller.organisation_id)?;
        violations.finish()?;
        must_be_open(&whole)?;
        if request.version != row.version {
            return Err(Error::Changed);
        }
        row.draft = draft;
        row.prepared_by.clone_from(&caller.name);
        store::save_answer(&tx, &mut row).await?;
        let told = Act {
            organisation_id: Some(row.organisation_id),
            ..act(
                "PrepareAnswer",
                ActivityKind::AnswerPrepared,
                &whole,
                whole.of_answer(row.organisation_id, false),
            )
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, whole.row.id).await
    }

    /// Accepts, declines or gives an answer.
    pub(super) async fn answer(
        &self,
        caller: &Caller,
        request: AnswerSolicitationRequest,
    ) -> Result<Solicitation> {
        let now = self.0.clock.now();
        let given = Given::parse(caller, &request);
        let tx = self.0.db.begin().await?;
        let whole = self.locked(&tx, caller, &request.id).await?;
        let given = given?;
        let mut row = answer_of(&whole, given.organisation_id)?;
        let centre = network::centre(&tx, row.organisation_id).await?;
        let centre = centre.ok_or(Error::Missing)?;
        must_be_open(&whole)?;
        if !centre.is_in(now) {
            return Err(Error::NotNow(Reason::CentreLeftNetwork));
        }
        let next = rules::next(row.state(), given.step).ok_or(Error::NotNow(Reason::AnswerState))?;
        if request.version != row.version {
            return Err(Error::Changed);
        }
        if given.step == AnswerStep::Give && !caller.is_animator() {
            // What was prepared is given now; a centre that telephoned keeps what it prepares.
            row.draft.clear();
        }
        row.state = next as i32;
        (row.reason, row.text, row.at) = (given.reason, given.text, Some(now));
        row.is_entered_by_animator = caller.is_animator();
        store::save_answer(&tx, &mut row).await?;
        let told = Act {
            organisation_id: Some(centre.id),
            on_behalf_of: caller
                .is_animator()
                .then_some((centre.id, centre.short_name.as_str())),
            ..act(
                "AnswerSolicitation",
                kind(given.step),
                &whole,
                whole.of_answer(centre.id, true),
            )
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, whole.row.id).await
    }
}

/// What a request says, once it is found sound.
struct Given {
    organisation_id: Uuid,
    step: AnswerStep,
    reason: String,
    text: String,
}

impl Given {
    fn parse(caller: &Caller, request: &AnswerSolicitationRequest) -> Result<Self> {
        let mut violations = Violations::new();
        let named = if caller.is_animator() {
            violations.id("organisation_id", &request.organisation_id)
        } else {
            let named = violations.optional_id("organisation_id", &request.organisation_id);
            named.unwrap_or(caller.organisation_id)
        };
        let step: AnswerStep = violations.choice("step", request.step);
        let reason = match step {
            AnswerStep::Decline => violations.text("reason", &request.reason, PARAGRAPHS),
            _ => String::new(),
        };
        let text = match step {
            AnswerStep::Give => violations.text("text", &request.text, TEXT),
            _ => String::new(),
        };
        violations.finish()?;
        if caller.is_animator() || caller.is_of(named) {
            Ok(Self {
                organisation_id: named,
                step,
                reason,
                text,
            })
        } else {
            Err(Error::Denied(Reason::NotAllowed))
        }
    }
}

/// The answer of a centre; a solicitation of which it is not asked is not its business.
fn answer_of(whole: &Whole, organisation_id: Uuid) -> Result<answer::Model> {
    let answer = whole
        .answers
        .iter()
        .find(|one| one.organisation_id == organisation_id);
    answer.cloned().ok_or(Error::Missing)
}

fn kind(step: AnswerStep) -> ActivityKind {
    match step {
        AnswerStep::Accept => ActivityKind::SolicitationAccepted,
        AnswerStep::Decline => ActivityKind::SolicitationDeclined,
        AnswerStep::Give | AnswerStep::Unspecified => ActivityKind::SolicitationAnswered,
    }
}
