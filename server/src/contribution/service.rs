//! The gRPC service of contributions. The acts are in the files beside it.

mod co_author;
mod comment;
mod decision;
mod draft;
mod export;
mod submission;
mod view;

use std::sync::Arc;

use proto::v1::contribution_service_server::ContributionService;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::rules::{self, Times};
use super::store::{self, Whole};
use crate::app::App;
use crate::auth::{Caller, caller};
use crate::db::parse_id;
use crate::error::{Error, Result};
use crate::live::{self, Act, Audience};
use crate::programme::{self, StreamInfo};

/// The service.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<App>);

impl Service {
    /// A contribution that the caller may see, for reading.
    async fn seen(&self, caller: &Caller, id: &str) -> Result<Whole> {
        let whole = store::contribution(self.0.db.read(), parse_id(id)?).await?;
        whole
            .filter(|whole| whole.is_seen_by(caller))
            .ok_or(Error::Missing)
    }

    /// A contribution that the caller may see, locked until the commit.
    async fn locked(&self, tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Whole> {
        let whole = store::locked(tx, parse_id(id)?).await?;
        whole
            .filter(|whole| whole.is_seen_by(caller))
            .ok_or(Error::Missing)
    }

    /// Its stream.
    async fn stream(&self, db: &impl ConnectionTrait, work_stream_id: Uuid) -> Result<StreamInfo> {
        let stream = programme::work_stream(db, work_stream_id, self.0.clock.now()).await?;
        stream.ok_or(Error::Missing)
    }

    /// What the time allows for a contribution.
    async fn times(
        &self,
        db: &impl ConnectionTrait,
        stream: &StreamInfo,
        row: &store::contribution::Model,
    ) -> Result<Times> {
        let extension = store::extension(db, row.work_stream_id, row.organisation_id).await?;
        Ok(Times {
            call: stream.call_state,
            closes_at: stream.closes_at,
            extended_until: extension.map(|extension| extension.until),
            revision_due_at: row.revision_due_at,
        })
    }
}

/// An act on a contribution that its centres and the animator are told of; on a draft, only in the words of its stream.
fn act<'a>(rpc: &'static str, kind: ActivityKind, whole: &'a Whole, stream: &'a StreamInfo) -> Act<'a> {
    let row = &whole.row;
    let is_hidden = matches!(
        row.state(),
        ContributionState::Draft | ContributionState::Submitted
    ) || row.title.is_empty();
    // The animator reads the line of a draft, not the draft.
    let path = if row.state() == ContributionState::Draft {
        format!("/work-stream/{}", row.work_stream_id)
    } else {
        super::path(row.id)
    };
    Act {
        audience: Audience::Organisations(whole.reader_ids()),
        year: Some(row.year),
        work_stream_id: Some(row.work_stream_id),
        contribution_id: Some(row.id),
        organisation_id: Some(row.organisation_id),
        ..Act::told(
            rpc,
            kind,
            if is_hidden { &stream.title } else { &row.title },
            path,
        )
    }
}

#[tonic::async_trait]
impl ContributionService for Service {
    async fn list_contributions(
        &self,
        request: Request<ListContributionsRequest>,
    ) -> std::result::Result<Response<ListContributionsResponse>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.list(&caller, request.into_inner()).await?))
    }

    async fn get_contribution(
        &self,
        request: Request<GetContributionRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.get(&caller, request.into_inner()).await?))
    }

    async fn create_contribution(
        &self,
        request: Request<CreateContributionRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.create(&caller, request.into_inner()).await?))
    }

    async fn save_draft(
        &self,
        request: Request<SaveDraftRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.save(&caller, request.into_inner()).await?))
    }

    async fn delete_draft(
        &self,
        request: Request<DeleteDraftRequest>,
    ) -> std::result::Result<Response<Empty>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.delete(&caller, request.into_inner()).await?))
    }

    async fn convert_text(
        &self,
        request: Request<ConvertTextRequest>,
    ) -> std::result::Result<Response<ConvertTextResponse>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.convert(&caller, request.into_inner()).await?))
    }

    async fn invite_co_author(
        &self,
        request: Request<InviteCoAuthorRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.invite(&caller, request.into_inner()).await?))
    }

    async fn answer_co_authorship(
        &self,
        request: Request<AnswerCoAuthorshipRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.answer(&caller, request.into_inner()).await?))
    }

    async fn remove_co_author(
        &self,
        request: Request<RemoveCoAuthorRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.remove(&caller, request.into_inner()).await?))
    }

    async fn comment_contribution(
        &self,
        request: Request<CommentContributionRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.comment(&caller, request.into_inner()).await?))
    }

    async fn resolve_comment(
        &self,
        request: Request<ResolveCommentRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.resolve(&caller, request.into_inner()).await?))
    }

    async fn submit_contribution(
        &self,
        request: Request<SubmitContributionRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.submit(&caller, request.into_inner()).await?))
    }

    async fn acknowledge_contribution(
        &self,
        request: Request<DecideContributionRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(
            self.acknowledge(&caller, request.into_inner()).await?,
        ))
    }

    async fn accept_contribution(
        &self,
        request: Request<DecideContributionRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.accept(&caller, request.into_inner()).await?))
    }

    async fn request_revision(
        &self,
        request: Request<RequestRevisionRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.revise(&caller, request.into_inner()).await?))
    }

    async fn publish_contribution(
        &self,
        request: Request<DecideContributionRequest>,
    ) -> std::result::Result<Response<Contribution>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.publish(&caller, request.into_inner()).await?))
    }

    async fn grant_extension(
        &self,
        request: Request<GrantExtensionRequest>,
    ) -> std::result::Result<Response<Extension>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.extend(&caller, request.into_inner()).await?))
    }

    async fn export_contribution(
        &self,
        request: Request<GetContributionRequest>,
    ) -> std::result::Result<Response<File>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.export(&caller, request.into_inner()).await?))
    }

    async fn export_stream(
        &self,
        request: Request<ExportStreamRequest>,
    ) -> std::result::Result<Response<File>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(
            self.export_stream(&caller, request.into_inner()).await?,
        ))
    }
}
