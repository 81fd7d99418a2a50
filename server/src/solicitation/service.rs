//! The service: each RPC says who calls, then hands over to the file that does it.

mod answer;
mod ask;
mod view;

use std::sync::Arc;

use proto::v1::solicitation_service_server::SolicitationService;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};

use super::store::{self, Whole};
use super::{path, rules, topic};
use crate::app::App;
use crate::auth::{Caller, caller};
use crate::db::parse_id;
use crate::error::{Error, Result};
use crate::live::{Act, Audience};

/// Characters of a title at most.
const TITLE: usize = 200;
/// Characters of a text of a few paragraphs at most.
const PARAGRAPHS: usize = 2_000;
/// Characters of what is asked, of an answer, of what became of them, at most.
const TEXT: usize = 50_000;

/// The service.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<App>);

impl Service {
    /// A solicitation that the caller may see, locked until the commit.
    async fn locked(&self, tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Whole> {
        let whole = store::locked(tx, parse_id(id)?).await?;
        whole
            .filter(|whole| whole.part(caller).may_see())
            .ok_or(Error::Missing)
    }

    /// The same, asked by the caller's organisation.
    async fn own(&self, tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Whole> {
        let whole = self.locked(tx, caller, id).await?;
        if whole.part(caller).is_asker {
            Ok(whole)
        } else {
            Err(Error::Denied(Reason::NotAllowed))
        }
    }
}

/// Requires a solicitation that is not closed.
fn must_be_open(whole: &Whole) -> Result<()> {
    if whole.is_closed() {
        Err(Error::NotNow(Reason::SolicitationClosed))
    } else {
        Ok(())
    }
}

fn act<'a>(rpc: &'static str, kind: ActivityKind, whole: &'a Whole, audience: Audience) -> Act<'a> {
    let id = whole.row.id;
    Act {
        audience,
        topic: Some(topic(id)),
        ..Act::told(rpc, kind, &whole.row.title, path(id))
    }
}

type Answer<T> = std::result::Result<Response<T>, Status>;

#[tonic::async_trait]
impl SolicitationService for Service {
    async fn list_solicitations(
        &self,
        request: Request<ListSolicitationsRequest>,
    ) -> Answer<ListSolicitationsResponse> {
        let caller = caller(&request)?;
        Ok(Response::new(self.list(&caller, request.into_inner()).await?))
    }

    async fn get_solicitation(&self, request: Request<GetSolicitationRequest>) -> Answer<Solicitation> {
        let caller = caller(&request)?;
        Ok(Response::new(self.get(&caller, request.into_inner()).await?))
    }

    async fn create_solicitation(&self, request: Request<CreateSolicitationRequest>) -> Answer<Solicitation> {
        let caller = caller(&request)?;
        Ok(Response::new(self.create(&caller, request.into_inner()).await?))
    }

    async fn update_solicitation(&self, request: Request<UpdateSolicitationRequest>) -> Answer<Solicitation> {
        let caller = caller(&request)?;
        Ok(Response::new(self.update(&caller, request.into_inner()).await?))
    }

    async fn prepare_answer(&self, request: Request<PrepareAnswerRequest>) -> Answer<Solicitation> {
        let caller = caller(&request)?;
        Ok(Response::new(self.prepare(&caller, request.into_inner()).await?))
    }

    async fn answer_solicitation(&self, request: Request<AnswerSolicitationRequest>) -> Answer<Solicitation> {
        let caller = caller(&request)?;
        Ok(Response::new(self.answer(&caller, request.into_inner()).await?))
    }

    async fn close_solicitation(&self, request: Request<CloseSolicitationRequest>) -> Answer<Solicitation> {
        let caller = caller(&request)?;
        Ok(Response::new(self.close(&caller, request.into_inner()).await?))
    }
}
