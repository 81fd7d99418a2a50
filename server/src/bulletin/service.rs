//! The tonic service. Each RPC is a function of the file of its theme.

mod centre;
mod content;
mod draft;
mod procedure;
mod publish;
mod view;

use std::sync::Arc;

use proto::v1::bulletin_service_server::BulletinService;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};

use super::store::{self, bulletin};
use super::{path, topic};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::error::{Error, Result};
use crate::live::{Act, Audience};

/// Characters of a title or a name at most.
const LINE: usize = 200;
/// Characters of a reason or a note at most.
const PARAGRAPH: usize = 2_000;
/// Characters of a text at most.
const TEXT: usize = 50_000;

/// See the contract.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<App>);

/// Binds each RPC to its function.
macro_rules! rpcs {
    ($($theme:ident::$rpc:ident($request:ty) -> $answer:ty;)*) => {
        #[tonic::async_trait]
        impl BulletinService for Service {
            $(async fn $rpc(&self, request: Request<$request>) -> Result<Response<$answer>, Status> {
                let caller = auth::caller(&request)?;
                Ok(Response::new($theme::$rpc(&self.0, &caller, request.into_inner()).await?))
            })*
            async fn get_public_bulletin(
                &self,
                request: Request<GetBulletinRequest>,
            ) -> Result<Response<PublicBulletin>, Status> {
                Ok(Response::new(view::get_public_bulletin(&self.0, &request.into_inner()).await?))
            }
        }
    };
}

rpcs! {
    procedure::list_procedures(ListProceduresRequest) -> ListProceduresResponse;
    procedure::set_procedure(SetProcedureRequest) -> Procedure;
    procedure::set_bulletin_kind(SetBulletinKindRequest) -> Procedure;
    view::list_bulletins(ListBulletinsRequest) -> ListBulletinsResponse;
    view::get_bulletin(GetBulletinRequest) -> Bulletin;
    draft::create_bulletin(CreateBulletinRequest) -> Bulletin;
    draft::save_bulletin(SaveBulletinRequest) -> Bulletin;
    draft::delete_bulletin(BulletinRequest) -> Empty;
    publish::publish_bulletin(BulletinRequest) -> Bulletin;
    publish::push_bulletin(PushBulletinRequest) -> Bulletin;
    publish::correct_bulletin(CorrectBulletinRequest) -> Bulletin;
    publish::withdraw_bulletin(WithdrawBulletinRequest) -> Bulletin;
    publish::remind_centres_of_bulletin(GetBulletinRequest) -> Bulletin;
    centre::acknowledge_bulletin(GetBulletinRequest) -> Bulletin;
    centre::set_bulletin_aside(SetBulletinAsideRequest) -> Bulletin;
    centre::declare_relay(DeclareRelayRequest) -> Bulletin;
    centre::delete_relay(DeleteRelayRequest) -> Bulletin;
}

/// A bulletin of the caller's own body, locked until the commit.
async fn own(tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<bulletin::Model> {
    let row = store::locked(tx, crate::db::parse_id(id)?).await?;
    let row = row.filter(|row| caller.is_of(row.organisation_id) || (row.is_out() && caller.is_animator()));
    let row = row.ok_or(Error::Missing)?;
    if caller.is_of(row.organisation_id) {
        Ok(row)
    } else {
        Err(Error::Denied(Reason::NotAllowed))
    }
}

/// Something told about a bulletin, to these organisations and the animator.
fn act<'a>(rpc: &'static str, kind: ActivityKind, row: &'a bulletin::Model, to: Audience) -> Act<'a> {
    Act {
        audience: to,
        topic: Some(topic(row.id)),
        organisation_id: Some(row.organisation_id),
        ..Act::told(rpc, kind, &row.title, path(row.id))
    }
}
