//! The gRPC service of attachments. Sending is in the file beside it.

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

use super::rules;
use super::store::{self, attachment::Model};
use crate::app::App;
use crate::auth::{Caller, caller};
use crate::clock::timestamp;
use crate::db::parse_id;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act, Audience};
use crate::{contribution, meeting, overseas, production, programme, solicitation};

/// The service.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<App>);

/// What a file is attached to, as far as the caller may see it.
#[derive(Clone, Debug)]
struct Holder {
    id: Uuid,
    /// May add and remove files now.
    may_edit: bool,
    /// What forbids it.
    refusal: Reason,
    title: String,
    path: String,
    audience: Audience,
    year: Option<i32>,
    topic: Option<String>,
    work_stream_id: Option<Uuid>,
    contribution_id: Option<Uuid>,
    organisation_id: Option<Uuid>,
    /// Of a draft: told as work on it.
    is_draft: bool,
}

impl Holder {
    fn act(&self, rpc: &'static str, kind: ActivityKind) -> Act<'_> {
        let kind = if self.is_draft {
            ActivityKind::ContributionSaved
        } else {
            kind
        };
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

    /// A contribution: its centres change it while they may.
    fn of_contribution(id: Uuid, caller: &Caller, access: contribution::Access) -> Self {
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
            is_draft: access.is_draft,
        }
    }

    /// A solicitation, or an answer to it.
    fn of_solicitation(id: Uuid, access: solicitation::Access) -> Self {
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
            is_draft: false,
        }
    }

    /// A joint work: of those who take part, until it is over.
    fn of_work(id: Uuid, access: overseas::Access) -> Self {
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
            is_draft: false,
        }
    }

    /// A point of an agenda: who prepares the meeting joins documents; those who see the point read them.
    fn of_item(access: &meeting::Access, item: &meeting::Item) -> Self {
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
            is_draft: false,
        }
    }

    fn must_edit(&self) -> Result<()> {
        match self.refusal {
            _ if self.may_edit => Ok(()),
            Reason::ContributionState | Reason::SolicitationClosed | Reason::OverseasWorkState => {
                Err(Error::NotNow(self.refusal))
            }
            refusal => Err(Error::Denied(refusal)),
        }
    }
}

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
                    is_draft: false,
                })
            }
            Owner::Contribution => {
                let access = contribution::access(db, caller, id, self.0.clock.now()).await?;
                let access = access.filter(|access| access.may_see).ok_or(Error::Missing)?;
                Ok(Holder::of_contribution(id, caller, access))
            }
            Owner::Production => {
                let access = production::access(db, id).await?.ok_or(Error::Missing)?;
                let is_writer = matches!(caller.role, Role::Director | Role::Team);
                Ok(Holder {
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
                    is_draft: false,
                })
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
            Owner::OverseasWork => self.work(db, caller, id).await,
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
