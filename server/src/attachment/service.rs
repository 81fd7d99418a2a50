//! The gRPC service of attachments. Sending is in the file beside it.

mod holder;
mod upload;

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures::Stream;
use proto::v1::attachment_service_server::AttachmentService;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use self::holder::Holder;
use super::rules;
use super::store::{self, attachment::Model};
use crate::app::App;
use crate::auth::{Caller, caller};
use crate::clock::timestamp;
use crate::db::parse_id;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Audience};
use crate::{bulletin, contribution, framework, meeting, overseas, production, programme, solicitation};

/// The service.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<App>);

impl Service {
    /// What a file is attached to: absent for whom may not see it.
    async fn holder(
        &self,
        db: &impl ConnectionTrait,
        caller: &Caller,
        owner: Owner,
        id: Uuid,
    ) -> Result<Holder> {
        match owner {
            Owner::WorkStream => {
                let stream = programme::work_stream(db, id, self.0.clock.now()).await?;
                let stream = stream.ok_or(Error::Missing)?;
                Ok(Holder {
                    id,
                    may_edit: caller.is_animator(),
                    refusal: Reason::NotAllowed,
                    title: stream.title,
                    path: format!("/work-stream/{id}"),
                    audience: Audience::Everyone,
                    year: Some(stream.year),
                    topic: None,
                    work_stream_id: Some(id),
                    contribution_id: None,
                    organisation_id: None,
                    told_as: None,
                })
            }
            Owner::Contribution => {
                let access = contribution::access(db, caller, id, self.0.clock.now()).await?;
                let access = access.filter(|access| access.may_see).ok_or(Error::Missing)?;
                Ok(Holder::of_contribution(id, caller, access))
            }
            Owner::Production => {
                let access = production::access(db, id).await?.ok_or(Error::Missing)?;
                Ok(Holder::of_production(id, caller, access))
            }
            Owner::Solicitation => {
                let access = solicitation::access(db, caller, id).await?;
                Ok(Holder::of_solicitation(id, access.ok_or(Error::Missing)?))
            }
            Owner::SolicitationAnswer => {
                let access = solicitation::answer_access(db, caller, id).await?;
                Ok(Holder::of_solicitation(id, access.ok_or(Error::Missing)?))
            }
            Owner::AgendaItem => {
                let (access, item) = meeting::item(db, caller, id).await?.ok_or(Error::Missing)?;
                Ok(Holder::of_item(&access, &item))
            }
            Owner::Bulletin => {
                let access = bulletin::access(db, caller, id).await?;
                Ok(Holder::of_bulletin(id, caller, access.ok_or(Error::Missing)?))
            }
            Owner::OverseasWork => self.work(db, caller, id).await,
            Owner::FrameworkVersion => version(db, caller, id).await,
            Owner::Unspecified => Err(Error::Missing),
        }
    }

    /// A joint work of the overseas network.
    async fn work(&self, db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Holder> {
        let access = overseas::access(db, caller, id, self.0.clock.now()).await?;
        Ok(Holder::of_work(id, access.ok_or(Error::Missing)?))
    }

    /// A file with its holder, for a caller who may see it.
    async fn found(&self, db: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<(Model, Holder)> {
        let row = store::attachment(db, parse_id(id)?)
            .await?
            .ok_or(Error::Missing)?;
        let owner = Owner::try_from(row.owner).unwrap_or_default();
        let holder = self.holder(db, caller, owner, row.owner_id).await?;
        Ok((row, holder))
    }

    async fn list(
        &self,
        caller: &Caller,
        request: ListAttachmentsRequest,
    ) -> Result<ListAttachmentsResponse> {
        let mut violations = Violations::new();
        let owner: Owner = violations.choice("owner", request.owner);
        violations.finish()?;
        let db = self.0.db.read();
        let holder = self
            .holder(db, caller, owner, parse_id(&request.owner_id)?)
            .await?;
        let mut rows = store::attachments_of(db, owner, holder.id).await?;
        rows.retain(|row| row.is_finished);
        Ok(ListAttachmentsResponse {
            attachments: rows.into_iter().map(|row| message(row, &holder)).collect(),
        })
    }

    async fn delete(&self, caller: &Caller, request: DeleteAttachmentRequest) -> Result<Empty> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let (row, holder) = self.found(&tx, caller, &request.id).await?;
        holder.must_edit()?;
        store::delete(&tx, row.id).await?;
        let mut act = holder.act("DeleteAttachment", ActivityKind::AttachmentDeleted);
        if !row.is_finished {
            act.kind = None;
        }
        live::record(&tx, Some(caller), now, act).await?;
        tx.commit().await?;
        self.0.live.wake();
        Ok(Empty {})
    }

    async fn download(&self, caller: &Caller, request: DownloadAttachmentRequest) -> Result<Chunks> {
        let (row, holder) = self.found(self.0.db.read(), caller, &request.id).await?;
        if !row.is_finished {
            return Err(Error::Missing);
        }
        let (app, id) = (Arc::clone(&self.0), row.id);
        let n_chunks = i32::try_from(rules::n_chunks(row.size_bytes)).unwrap_or_default();
        let first = (0, Some(message(row, &holder)));
        let chunks = futures::stream::try_unfold(first, move |(number, attachment)| {
            let app = Arc::clone(&app);
            async move {
                if number == n_chunks {
                    return Ok(None);
                }
                let content = store::chunk(app.db.read(), id, number)
                    .await?
                    .ok_or(Error::Missing)?;
                let chunk = DownloadChunk {
                    attachment,
                    content: Bytes::from(content).into(),
                };
                Ok::<_, Status>(Some((chunk, (number + 1, None))))
            }
        });
        Ok(Box::pin(chunks))
    }
}

/// A version of a text of the framework.
async fn version(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Holder> {
    let access = framework::access(db, caller, id).await?;
    Ok(Holder::of_version(id, access.ok_or(Error::Missing)?))
}

fn message(row: Model, holder: &Holder) -> Attachment {
    Attachment {
        id: row.id.to_string(),
        name: row.name,
        size_bytes: row.size_bytes,
        content_type: row.content_type,
        at: Some(timestamp(row.at)),
        by_name: row.by_name,
        may_delete: holder.may_edit,
    }
}

/// The content of a file, as it is read.
type Chunks = Pin<Box<dyn Stream<Item = std::result::Result<DownloadChunk, Status>> + Send>>;

#[tonic::async_trait]
impl AttachmentService for Service {
    type DownloadAttachmentStream = Chunks;

    async fn list_attachments(
        &self,
        request: Request<ListAttachmentsRequest>,
    ) -> std::result::Result<Response<ListAttachmentsResponse>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.list(&caller, request.into_inner()).await?))
    }

    async fn start_upload(
        &self,
        request: Request<StartUploadRequest>,
    ) -> std::result::Result<Response<Upload>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.start(&caller, request.into_inner()).await?))
    }

    async fn upload_chunk(
        &self,
        request: Request<UploadChunkRequest>,
    ) -> std::result::Result<Response<Upload>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.add(&caller, request.into_inner()).await?))
    }

    async fn delete_attachment(
        &self,
        request: Request<DeleteAttachmentRequest>,
    ) -> std::result::Result<Response<Empty>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.delete(&caller, request.into_inner()).await?))
    }

    async fn download_attachment(
        &self,
        request: Request<DownloadAttachmentRequest>,
    ) -> std::result::Result<Response<Chunks>, Status> {
        let caller = caller(&request)?;
        Ok(Response::new(self.download(&caller, request.into_inner()).await?))
    }
}
