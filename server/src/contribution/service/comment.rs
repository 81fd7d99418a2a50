//! Comments beside the text.

use super::*;
use crate::db;
use crate::error::Violations;

/// Characters of a comment at most.
const COMMENT: usize = 5_000;
/// Comments of a contribution at most.
const COMMENTS: usize = 500;

impl Service {
    /// Adds a comment, to a section or to the whole. What is said on a draft stays between its centres.
    pub(super) async fn comment(
        &self,
        caller: &Caller,
        request: CommentContributionRequest,
    ) -> Result<Contribution> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let whole = self.commentable(&tx, caller, &request.id).await?;
        let row = &whole.row;
        let mut violations = Violations::new();
        let text = violations.text("text", &request.text, COMMENT);
        if !request.section.is_empty() && !rules::keys(row.kind()).contains(&request.section.as_str()) {
            violations.add("section", Reason::UnknownValue);
        }
        if store::comments(&tx, row.id).await?.len() >= COMMENTS {
            violations.add("text", Reason::TooMany);
        }
        violations.finish()?;
        let comment = store::comment::Model {
            id: db::id(),
            contribution_id: row.id,
            section: request.section,
            text,
            author_name: format!("{} ({})", caller.name, caller.organisation_name),
            person_id: caller.person_id,
            at: now,
            is_internal: row.state() == ContributionState::Draft,
            is_resolved: false,
        };
        store::insert_comment(&tx, comment).await?;
        let stream = self.stream(&tx, row.work_stream_id).await?;
        let told = act(
            "CommentContribution",
            ActivityKind::ContributionCommented,
            &whole,
            &stream,
        );
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view_again(caller, row.id).await
    }

    /// Marks a comment as settled.
    pub(super) async fn resolve(
        &self,
        caller: &Caller,
        request: ResolveCommentRequest,
    ) -> Result<Contribution> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let whole = self.commentable(&tx, caller, &request.id).await?;
        let id = parse_id(&request.comment_id)?;
        let comments = store::comments(&tx, whole.row.id).await?;
        let is_animator = whole.part(caller) == rules::Part::Animator;
        let is_seen =
            |comment: &&store::comment::Model| comment.id == id && !(is_animator && comment.is_internal);
        comments.iter().find(is_seen).ok_or(Error::Missing)?;
        store::resolve_comment(&tx, id).await?;
        let stream = self.stream(&tx, whole.row.work_stream_id).await?;
        let told = act(
            "ResolveComment",
            ActivityKind::ContributionCommented,
            &whole,
            &stream,
        );
        live::record(&tx, Some(caller), now, Act { kind: None, ..told }).await?;
        tx.commit().await?;
        self.view_again(caller, whole.row.id).await
    }

    async fn commentable(&self, tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Whole> {
        let whole = self.locked(tx, caller, id).await?;
        match (whole.part(caller), whole.row.state()) {
            (part, state) if rules::may_comment(part, state) => Ok(whole),
            (rules::Part::Other | rules::Part::Invited, _) => Err(Error::Denied(Reason::NotAllowed)),
            _ => Err(Error::NotNow(Reason::ContributionState)),
        }
    }
}
