//! What files are attached to: who reads them, who adds and removes them, what that is told as.

use proto::v1::*;
use uuid::Uuid;

use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::live::{Act, Audience};
use crate::{bulletin, contribution, framework, meeting, overseas, production, solicitation};

/// What a file is attached to, as far as the caller may see it.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    pub(super) id: Uuid,
    /// May add and remove files now.
    pub(super) may_edit: bool,
    /// What forbids it.
    pub(super) refusal: Reason,
    pub(super) title: String,
    pub(super) path: String,
    pub(super) audience: Audience,
    pub(super) year: Option<i32>,
    pub(super) topic: Option<String>,
    pub(super) work_stream_id: Option<Uuid>,
    pub(super) contribution_id: Option<Uuid>,
    pub(super) organisation_id: Option<Uuid>,
    /// Of a draft: what is told in place of an added or removed file.
    pub(super) told_as: Option<ActivityKind>,
}

impl Holder {
    pub(super) fn act(&self, rpc: &'static str, kind: ActivityKind) -> Act<'_> {
        let kind = self.told_as.unwrap_or(kind);
        Act {
            audience: self.audience.clone(),
            year: self.year,
            topic: self.topic.clone(),
            work_stream_id: self.work_stream_id,
            contribution_id: self.contribution_id,
            organisation_id: self.organisation_id,
            ..Act::told(rpc, kind, &self.title, self.path.clone())
        }
    }

    /// A production: its centre's people change it; everyone reads.
    pub(super) fn of_production(id: Uuid, caller: &Caller, access: production::Access) -> Self {
        let is_writer = matches!(caller.role, Role::Director | Role::Team);
        Self {
            id,
            may_edit: is_writer && caller.is_of(access.organisation_id),
            refusal: Reason::NotAllowed,
            title: access.title,
            path: format!("/production/{}", access.year),
            audience: Audience::Everyone,
            year: Some(access.year),
            topic: None,
            work_stream_id: None,
            contribution_id: None,
            organisation_id: Some(access.organisation_id),
            told_as: None,
        }
    }

    /// A contribution: its centres change it while they may.
    pub(super) fn of_contribution(id: Uuid, caller: &Caller, access: contribution::Access) -> Self {
        Self {
            id,
            may_edit: access.may_edit,
            refusal: if caller.is_of(access.organisation_id) {
                Reason::ContributionState
            } else {
                Reason::NotAllowed
            },
            title: access.title,
            // The animator reads the line of a draft, not the draft.
            path: if access.is_draft {
                format!("/work-stream/{}", access.work_stream_id)
            } else {
                contribution::path(id)
            },
            audience: Audience::Organisations(access.reader_ids),
            year: Some(access.year),
            topic: None,
            work_stream_id: Some(access.work_stream_id),
            contribution_id: Some(id),
            organisation_id: Some(access.organisation_id),
            told_as: access.is_draft.then_some(ActivityKind::ContributionSaved),
        }
    }

    /// A solicitation, or an answer to it.
    pub(super) fn of_solicitation(id: Uuid, access: solicitation::Access) -> Self {
        Self {
            id,
            may_edit: access.may_edit,
            refusal: if access.is_closed {
                Reason::SolicitationClosed
            } else {
                Reason::NotAllowed
            },
            title: access.title,
            path: access.path,
            audience: access.audience,
            year: None,
            topic: Some(access.topic),
            work_stream_id: None,
            contribution_id: None,
            organisation_id: access.organisation_id,
            told_as: None,
        }
    }

    /// A bulletin: its body joins documents until it is withdrawn; the centres that received it read them.
    pub(super) fn of_bulletin(id: Uuid, caller: &Caller, access: bulletin::Access) -> Self {
        let is_draft = access.is_draft;
        Self {
            id,
            may_edit: access.may_edit,
            refusal: Reason::NotAllowed,
            // The animator reads the line of a draft, not the draft.
            title: if is_draft {
                caller.organisation_name.clone()
            } else {
                access.title
            },
            path: if is_draft {
                "/bulletin".to_owned()
            } else {
                bulletin::path(id)
            },
            audience: Audience::Organisations(access.reader_ids),
            year: None,
            topic: Some(bulletin::topic(id)),
            work_stream_id: None,
            contribution_id: None,
            organisation_id: Some(access.organisation_id),
            told_as: is_draft.then_some(ActivityKind::BulletinMoved),
        }
    }

    /// A joint work: of those who take part, until it is over.
    pub(super) fn of_work(id: Uuid, access: overseas::Access) -> Self {
        Self {
            id,
            may_edit: access.may_edit,
            refusal: if access.is_over {
                Reason::OverseasWorkState
            } else {
                Reason::NotAllowed
            },
            title: access.title,
            path: access.path,
            audience: access.audience,
            year: None,
            topic: Some(access.topic),
            work_stream_id: None,
            contribution_id: None,
            organisation_id: None,
            told_as: None,
        }
    }

    /// A version of a text of the framework: files of the animator, for everyone.
    pub(super) fn of_version(id: Uuid, access: framework::Access) -> Self {
        Self {
            id,
            may_edit: access.may_edit,
            refusal: Reason::NotAllowed,
            title: access.title,
            path: access.path,
            audience: Audience::Everyone,
            year: None,
            topic: Some(access.topic),
            work_stream_id: None,
            contribution_id: None,
            organisation_id: None,
            told_as: None,
        }
    }

    /// A point of an agenda: who prepares the meeting joins documents; those who see the point read them.
    pub(super) fn of_item(access: &meeting::Access, item: &meeting::Item) -> Self {
        Self {
            id: item.id,
            may_edit: access.may_edit,
            refusal: Reason::NotAllowed,
            title: access.info.title.clone(),
            path: meeting::path(access.info.id),
            audience: if item.is_closed {
                let ids = item.concerned_ids.iter().copied();
                Audience::Organisations(ids.chain([access.info.organisation_id]).collect())
            } else {
                access.audience()
            },
            year: None,
            topic: Some(meeting::topic(access.info.id)),
            work_stream_id: access.info.work_stream_id,
            contribution_id: None,
            organisation_id: Some(access.info.organisation_id),
            told_as: None,
        }
    }

    pub(super) fn must_edit(&self) -> Result<()> {
        match self.refusal {
            _ if self.may_edit => Ok(()),
            Reason::ContributionState | Reason::SolicitationClosed | Reason::OverseasWorkState => {
                Err(Error::NotNow(self.refusal))
            }
            refusal => Err(Error::Denied(refusal)),
        }
    }
}
