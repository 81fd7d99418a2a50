//! Centres that write together: invited by the author, each confirmed or declined by its director.

use super::*;
use crate::network;

impl Service {
    /// Invites a centre of the network, while the text is open.
    pub(super) async fn invite(
        &self,
        caller: &Caller,
        request: InviteCoAuthorRequest,
    ) -> Result<Contribution> {
        let now = self.0.clock.now();
        let mut violations = crate::error::Violations::new();
        let invited = violations.id("organisation_id", &request.organisation_id);
        violations.finish()?;
        let tx = self.0.db.begin().await?;
        let whole = self.authored(&tx, caller, &request.id).await?;
        let centre = network::centre(&tx, invited).await?;
        let centre = centre.ok_or_else(|| Error::invalid("organisation_id", Reason::UnknownValue))?;
        let today = self.0.clock.today(centre.zone);
        if centre.left_on.is_some_and(|left_on| left_on <= today) || today < centre.joined_on {
            return Err(Error::NotNow(Reason::CentreLeftNetwork));
        }
        let is_there = whole
            .co_authors
            .iter()
            .any(|one| one.organisation_id == invited && one.state() != CoAuthorState::Declined);
        if is_there || invited == whole.row.organisation_id {
            return Err(Error::Conflict(Reason::AlreadyAuthor));
        }
        store::set_co_author(&tx, whole.row.id, invited, CoAuthorState::Invited).await?;
        let stream = self.stream(&tx, whole.row.work_stream_id).await?;
        let told = Act {
            audience: Audience::Organisations([whole.reader_ids(), vec![invited]].concat()),
            ..act("InviteCoAuthor", ActivityKind::CoAuthorInvited, &whole, &stream)
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view_again(caller, whole.row.id).await
    }

    /// The director of an invited centre answers; before the submission the answer may still change.
    pub(super) async fn answer(
        &self,
        caller: &Caller,
        request: AnswerCoAuthorshipRequest,
    ) -> Result<Contribution> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let whole = self.locked(&tx, caller, &request.id).await?;
        let (part, state) = (whole.part(caller), whole.row.state());
        match part {
            rules::Part::Invited if rules::is_editable(state) => {}
            rules::Part::CoAuthor if state == ContributionState::Draft => {}
            rules::Part::Invited | rules::Part::CoAuthor => {
                return Err(Error::NotNow(Reason::ContributionState));
            }
            _ => return Err(Error::Denied(Reason::NotAllowed)),
        }
        let (answer, kind) = if request.is_confirmed {
            (CoAuthorState::Confirmed, ActivityKind::CoAuthorConfirmed)
        } else {
            (CoAuthorState::Declined, ActivityKind::CoAuthorDeclined)
        };
        store::set_co_author(&tx, whole.row.id, caller.organisation_id, answer).await?;
        let stream = self.stream(&tx, whole.row.work_stream_id).await?;
        live::record(
            &tx,
            Some(caller),
            now,
            act("AnswerCoAuthorship", kind, &whole, &stream),
        )
        .await?;
        tx.commit().await?;
        self.0.live.wake();
        if request.is_confirmed {
            self.view_again(caller, whole.row.id).await
        } else {
            // A centre that declined does not see the draft any more.
            Ok(Contribution {
                id: whole.row.id.to_string(),
                work_stream_id: whole.row.work_stream_id.to_string(),
                ..Contribution::default()
            })
        }
    }

    /// Takes a centre off: any before the submission, one that did not confirm while a revision is open.
    pub(super) async fn remove(
        &self,
        caller: &Caller,
        request: RemoveCoAuthorRequest,
    ) -> Result<Contribution> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let whole = self.authored(&tx, caller, &request.id).await?;
        let removed = parse_id(&request.organisation_id)?;
        let co_author = whole.co_authors.iter().find(|one| one.organisation_id == removed);
        let co_author = co_author.ok_or(Error::Missing)?;
        if whole.row.state() != ContributionState::Draft && co_author.state() == CoAuthorState::Confirmed {
            return Err(Error::NotNow(Reason::ContributionState));
        }
        store::delete_co_author(&tx, whole.row.id, removed).await?;
        let stream = self.stream(&tx, whole.row.work_stream_id).await?;
        let told = Act {
            path: format!("/work-stream/{}", whole.row.work_stream_id),
            ..act("RemoveCoAuthor", ActivityKind::CoAuthorRemoved, &whole, &stream)
        };
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view_again(caller, whole.row.id).await
    }

    /// A contribution of the own centre whose text is open, locked until the commit.
    async fn authored(&self, tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Whole> {
        let whole = self.editable(tx, caller, id).await?;
        if whole.part(caller) == rules::Part::Author {
            Ok(whole)
        } else {
            Err(Error::Denied(Reason::NotAllowed))
        }
    }
}
