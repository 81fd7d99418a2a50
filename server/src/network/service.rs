//! The service: each RPC says who calls, then hands over to the file that does it.

mod delegation;
mod directory;
mod import;
mod member;

use std::sync::Arc;

use proto::v1::network_service_server::{NetworkService, NetworkServiceServer};
use proto::v1::*;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::auth::caller;

pub(super) use self::member::stored;

type Answer<T> = std::result::Result<Response<T>, Status>;

/// The service, ready to be listed.
pub(crate) fn service(app: &Arc<App>) -> NetworkServiceServer<impl NetworkService> {
    NetworkServiceServer::new(Network(Arc::clone(app)))
}

struct Network(Arc<App>);

#[tonic::async_trait]
impl NetworkService for Network {
    async fn list_organisations(
        &self,
        request: Request<ListOrganisationsRequest>,
    ) -> Answer<ListOrganisationsResponse> {
        caller(&request)?;
        answer(directory::list(&self.0, request.get_ref()).await)
    }

    async fn get_organisation(&self, request: Request<GetOrganisationRequest>) -> Answer<Organisation> {
        caller(&request)?;
        answer(directory::get(&self.0, &request.get_ref().id).await)
    }

    async fn create_organisation(&self, request: Request<CreateOrganisationRequest>) -> Answer<Organisation> {
        let caller = caller(&request)?;
        answer(directory::create(&self.0, &caller, request.into_inner().organisation).await)
    }

    async fn update_organisation(&self, request: Request<UpdateOrganisationRequest>) -> Answer<Organisation> {
        let caller = caller(&request)?;
        answer(directory::update(&self.0, &caller, request.into_inner().organisation).await)
    }

    async fn end_organisation(&self, request: Request<EndOrganisationRequest>) -> Answer<Organisation> {
        answer(directory::end(&self.0, &caller(&request)?, request.get_ref()).await)
    }

    async fn add_member(&self, request: Request<AddMemberRequest>) -> Answer<Member> {
        answer(member::add(&self.0, &caller(&request)?, request.get_ref()).await)
    }

    async fn update_member(&self, request: Request<UpdateMemberRequest>) -> Answer<Member> {
        answer(member::update(&self.0, &caller(&request)?, request.get_ref()).await)
    }

    async fn remove_member(&self, request: Request<RemoveMemberRequest>) -> Answer<Empty> {
        answer(member::remove(&self.0, &caller(&request)?, request.get_ref()).await)
    }

    async fn delegate_director(&self, request: Request<DelegateDirectorRequest>) -> Answer<Delegation> {
        answer(delegation::delegate(&self.0, &caller(&request)?, request.get_ref()).await)
    }

    async fn end_delegation(&self, request: Request<EndDelegationRequest>) -> Answer<Delegation> {
        answer(delegation::end(&self.0, &caller(&request)?, request.get_ref()).await)
    }

    async fn preview_import(&self, request: Request<ImportRequest>) -> Answer<ImportReport> {
        caller(&request)?;
        answer(import::preview(&self.0, &request.get_ref().content).await)
    }

    async fn apply_import(&self, request: Request<ImportRequest>) -> Answer<ImportReport> {
        let caller = caller(&request)?;
        answer(import::apply(&self.0, &caller, &request.get_ref().content).await)
    }
}

fn answer<T>(done: crate::error::Result<T>) -> Answer<T> {
    Ok(Response::new(done?))
}
