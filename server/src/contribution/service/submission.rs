//! The director submits.

use super::*;
use crate::error::Violations;

/// Characters of a credit at most.
const CREDIT: usize = 500;

impl Service {
    /// Submits a draft or a revision: what is required is there, everyone agreed, and it is time.
    pub(super) async fn submit(
        &self,
        caller: &Caller,
        request: SubmitContributionRequest,
    ) -> Result<Contribution> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let mut whole = self.locked(&tx, caller, &request.id).await?;
        if whole.part(caller) != rules::Part::Author {
            return Err(Error::Denied(Reason::NotAllowed));
        }
        let stream = self.stream(&tx, whole.row.work_stream_id).await?;
        self.check_moment(&tx, &whole, &stream).await?;
        let row = &mut whole.row;
        check_content(row, &stream, &request)?;
        if request.version != row.version {
            return Err(Error::Changed);
        }
        let next = rules::next(row.state(), rules::Step::Submit);
        row.state = next.ok_or(Error::NotNow(Reason::ContributionState))? as i32;
        row.submitted_at = Some(now);
        (row.revision_reason, row.revision_due_at) = (String::new(), None);
        store::save(&tx, row).await?;
        let id = row.id;
        let told = Act {
            audience: Audience::Everyone,
            // The page of the contribution is not everyone's yet.
            path: format!("/work-stream/{}", whole.row.work_stream_id),
            ..act(
                "SubmitContribution",
                ActivityKind::ContributionSubmitted,
                &whole,
                &stream,
            )
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view_again(caller, id).await
    }

    /// The state, the deadline, the engagement and the co-authors allow a submission.
    async fn check_moment(
        &self,
        tx: &impl ConnectionTrait,
        whole: &Whole,
        stream: &StreamInfo,
    ) -> Result<()> {
        let row = &whole.row;
        let times = self.times(tx, stream, row).await?;
        times
            .allow(row.state(), self.0.clock.now())
            .map_err(Error::NotNow)?;
        if row.state() == ContributionState::Draft
            && !programme::is_engaged(tx, stream.id, row.organisation_id).await?
        {
            return Err(Error::NotNow(Reason::NotEngaged));
        }
        if whole
            .co_authors
            .iter()
            .any(|one| one.state() == CoAuthorState::Invited)
        {
            return Err(Error::NotNow(Reason::CoAuthorPending));
        }
        Ok(())
    }
}

/// Everything that is missing, at once; what was chosen goes into the row.
fn check_content(
    row: &mut store::contribution::Model,
    stream: &StreamInfo,
    request: &SubmitContributionRequest,
) -> Result<()> {
    let mut violations = Violations::new();
    let licence: Licence = violations.choice("licence", request.licence);
    let credit = violations.optional_text("credit", &request.credit, CREDIT);
    if credit.is_empty() {
        violations.add("credit", Reason::CreditNeeded);
    }
    if row.title.trim().is_empty() {
        violations.add("title", Reason::Required);
    }
    let sections = row.sections();
    for key in rules::missing_sections(row.kind(), &stream.required_sections, &sections) {
        violations.add(format!("sections.{key}"), Reason::SectionRequired);
    }
    let names_contacts = sections
        .get("contacts")
        .is_some_and(|text| !text.trim().is_empty());
    if names_contacts && !request.has_contacts_consent {
        violations.add("has_contacts_consent", Reason::ConsentNeeded);
    }
    violations.finish()?;
    row.licence = licence as i32;
    row.credit = credit;
    row.has_contacts_consent = request.has_contacts_consent;
    Ok(())
}
