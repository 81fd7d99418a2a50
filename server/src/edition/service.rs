//! The gRPC service of editions. Each RPC is a function of the file of its theme.

mod archive;
mod block;
mod draft;
mod preview;
mod view;

use std::sync::Arc;

use proto::v1::edition_service_server::{EditionService, EditionServiceServer};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::store;
use crate::app::App;
use crate::auth::{self, Caller};
use crate::error::{Error, Result};
use crate::newsletter;

/// Bytes of a request at most: a picture and what is around it.
const MAX_MESSAGE_BYTES: usize = 2 * 1024 * 1024;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> EditionServiceServer<Service> {
    EditionServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

/// Binds each RPC to its function.
macro_rules! rpcs {
    (signed_in { $($theme:ident::$rpc:ident($request:ty) -> $answer:ty;)* } anyone { $($open:ident::$public:ident($asked:ty) -> $told:ty;)* }) => {
        #[tonic::async_trait]
        impl EditionService for Service {
            $(async fn $rpc(&self, request: Request<$request>) -> Result<Response<$answer>, Status> {
                let caller = auth::caller(&request)?;
                Ok(Response::new($theme::$rpc(&self.0, &caller, request.into_inner()).await?))
            })*
            $(async fn $public(&self, request: Request<$asked>) -> Result<Response<$told>, Status> {
                let caller = auth::caller(&request).ok();
                Ok(Response::new($open::$public(&self.0, caller.as_ref(), request.into_inner()).await?))
            })*
        }
    };
}

rpcs! {
    signed_in {
    view::list_editions(ListEditionsRequest) -> ListEditionsResponse;
    view::get_edition(EditionRequest) -> Edition;
    draft::create_edition(CreateEditionRequest) -> Edition;
    draft::save_edition(SaveEditionRequest) -> Edition;
    draft::duplicate_edition(EditionRequest) -> Edition;
    draft::delete_edition(EditionRequest) -> Empty;
    block::add_block(AddBlockRequest) -> Edition;
    block::save_block(SaveBlockRequest) -> Edition;
    block::set_picture(SetPictureRequest) -> Edition;
    block::move_block(MoveBlockRequest) -> Edition;
    block::delete_block(BlockRequest) -> Edition;
    block::refresh_block(BlockRequest) -> Edition;
    view::search_sources(SearchSourcesRequest) -> SearchSourcesResponse;
    preview::preview_edition(EditionRequest) -> PreviewEditionResponse;
    preview::send_test(SendTestRequest) -> Empty;
    }
    anyone {
    archive::get_picture(GetPictureRequest) -> File;
    archive::get_archive(GetArchiveRequest) -> Archive;
    archive::get_archived_edition(GetArchivedEditionRequest) -> ArchivedEdition;
    archive::list_public_archives(ListPublicArchivesRequest) -> ListPublicArchivesResponse;
    }
}

/// A draft that the caller may write, locked until the commit.
async fn draft(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    id: Uuid,
) -> Result<(store::edition::Model, newsletter::Access)> {
    let row = store::locked(tx, id).await?.ok_or(Error::Missing)?;
    let access = newsletter::access(tx, caller, row.newsletter_id).await?;
    access.must_write()?;
    if row.state() != EditionState::Draft {
        return Err(Error::NotNow(Reason::EditionState));
    }
    Ok((row, access))
}
