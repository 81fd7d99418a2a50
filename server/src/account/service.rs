//! The service: each RPC says who calls, then hands over to the file that does it.

mod audit;
mod preference;
pub(super) mod session;
mod sign_in;
mod stored;
pub(super) mod token;

use std::sync::Arc;

use proto::v1::account_service_server::{AccountService, AccountServiceServer};
use proto::v1::*;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::auth::{caller, client};

pub(crate) use self::preference::{Deliveries, deliveries};
pub use self::token::create_token;

type Answer<T> = std::result::Result<Response<T>, Status>;

/// The service, ready to be listed.
pub(crate) fn service(app: &Arc<App>) -> AccountServiceServer<impl AccountService> {
    AccountServiceServer::new(Account(Arc::clone(app)))
}

struct Account(Arc<App>);

#[tonic::async_trait]
impl AccountService for Account {
    async fn request_sign_in(&self, request: Request<RequestSignInRequest>) -> Answer<Empty> {
        let client = client(&request);
        answer(sign_in::request(&self.0, &client, request.into_inner()).await)
    }

    async fn sign_in(&self, request: Request<SignInRequest>) -> Answer<SignInResponse> {
        let client = client(&request);
        answer(sign_in::sign_in(&self.0, client, request.into_inner()).await)
    }

    async fn check_sign_in(&self, request: Request<CheckSignInRequest>) -> Answer<Empty> {
        answer(sign_in::check(&self.0, &request.into_inner().token).await)
    }

    async fn list_demonstration_people(
        &self,
        _: Request<ListDemonstrationPeopleRequest>,
    ) -> Answer<ListDemonstrationPeopleResponse> {
        answer(sign_in::demonstration_people(&self.0).await)
    }

    async fn enter_as(&self, request: Request<EnterAsRequest>) -> Answer<SignInResponse> {
        let client = client(&request);
        answer(sign_in::enter_as(&self.0, client, request.get_ref()).await)
    }

    async fn list_demonstration_mails(
        &self,
        _: Request<ListDemonstrationMailsRequest>,
    ) -> Answer<ListDemonstrationMailsResponse> {
        answer(sign_in::demonstration_mails(&self.0).await)
    }

    async fn get_me(&self, request: Request<GetMeRequest>) -> Answer<Me> {
        answer(session::me(&self.0, &caller(&request)?))
    }

    async fn list_sessions(&self, request: Request<ListSessionsRequest>) -> Answer<ListSessionsResponse> {
        answer(session::list(&self.0, &caller(&request)?).await)
    }

    async fn end_session(&self, request: Request<EndSessionRequest>) -> Answer<Empty> {
        answer(session::end(&self.0, &caller(&request)?, request.get_ref()).await)
    }

    async fn sign_out(&self, request: Request<SignOutRequest>) -> Answer<Empty> {
        answer(session::sign_out(&self.0, &caller(&request)?).await)
    }

    async fn choose_membership(&self, request: Request<ChooseMembershipRequest>) -> Answer<Me> {
        answer(session::choose(&self.0, caller(&request)?, request.get_ref()).await)
    }

    async fn get_stored_data(&self, request: Request<GetStoredDataRequest>) -> Answer<StoredData> {
        answer(stored::get(&self.0, &caller(&request)?).await)
    }

    async fn get_preferences(&self, request: Request<GetPreferencesRequest>) -> Answer<Preferences> {
        answer(preference::get(&self.0, &caller(&request)?).await)
    }

    async fn update_preferences(&self, request: Request<UpdatePreferencesRequest>) -> Answer<Preferences> {
        let caller = caller(&request)?;
        answer(preference::update(&self.0, &caller, request.into_inner()).await)
    }

    async fn list_tokens(&self, request: Request<ListTokensRequest>) -> Answer<ListTokensResponse> {
        answer(token::list(&self.0, &caller(&request)?).await)
    }

    async fn create_token(&self, request: Request<CreateTokenRequest>) -> Answer<CreateTokenResponse> {
        answer(token::create(&self.0, &caller(&request)?, request.get_ref()).await)
    }

    async fn revoke_token(&self, request: Request<RevokeTokenRequest>) -> Answer<Token> {
        answer(token::revoke(&self.0, &caller(&request)?, request.get_ref()).await)
    }

    async fn list_audit(&self, request: Request<ListAuditRequest>) -> Answer<ListAuditResponse> {
        answer(audit::list(&self.0, &caller(&request)?, request.get_ref()).await)
    }
}

fn answer<T>(done: crate::error::Result<T>) -> Answer<T> {
    Ok(Response::new(done?))
}
