//! The tonic service. Each RPC is a function of the file of its theme, always in one order: caller, parse,
//! begin, load, rule, store, log, commit, wake, answer.

pub(super) mod day;
mod list;
mod own;
mod page;
mod register;
mod settings;
pub(super) mod telling;
mod workshops;

use std::sync::Arc;

use proto::v1::registration_service_server::{RegistrationService, RegistrationServiceServer};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{self, Caller, Client};
use crate::db;
use crate::error::{Error, Result};
use crate::meeting::{self, Access, Info, kinds};
use crate::registration::store;

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;
/// Longest name, room, need.
const MAX_LINE: usize = 200;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> RegistrationServiceServer<Service> {
    RegistrationServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

/// Who asks, signed in or not.
struct Asker {
    caller: Option<Caller>,
    client: Client,
}

/// Binds each RPC to its function: those of someone signed in, then those of anyone.
macro_rules! rpcs {
    (signed_in { $($theme:ident::$rpc:ident($request:ty) -> $answer:ty;)* } anyone { $($open:ident::$public:ident($asked:ty) -> $told:ty;)* }) => {
        #[tonic::async_trait]
        impl RegistrationService for Service {
            $(async fn $rpc(&self, request: Request<$request>) -> Result<Response<$answer>, Status> {
                let caller = auth::caller(&request)?;
                Ok(Response::new($theme::$rpc(&self.0, &caller, request.into_inner()).await?))
            })*
            $(async fn $public(&self, request: Request<$asked>) -> Result<Response<$told>, Status> {
                let asker = Asker { caller: auth::caller(&request).ok(), client: auth::client(&request) };
                Ok(Response::new($open::$public(&self.0, &asker, request.into_inner()).await?))
            })*
        }
    };
}

rpcs! {
    signed_in {
    settings::open_registration(RegistrationSettingsRequest) -> RegistrationPage;
    settings::update_registration_settings(RegistrationSettingsRequest) -> RegistrationPage;
    workshops::add_workshop(AddWorkshopRequest) -> RegistrationPage;
    workshops::update_workshop(UpdateWorkshopRequest) -> RegistrationPage;
    workshops::delete_workshop(WorkshopRequest) -> RegistrationPage;
    list::list_needs(MeetingRequest) -> ListNeedsResponse;
    list::check_in_registration(CheckInRegistrationRequest) -> Registration;
    list::export_badges(MeetingRequest) -> File;
    list::list_feedback(MeetingRequest) -> ListFeedbackResponse;
    }
    anyone {
    page::get_registration_page(MeetingRequest) -> RegistrationPage;
    register::register(RegisterRequest) -> Empty;
    own::get_registration(RegistrationLink) -> OwnRegistration;
    own::update_registration(UpdateRegistrationRequest) -> OwnRegistration;
    own::cancel_registration(RegistrationLink) -> OwnRegistration;
    own::accept_offer(RegistrationLink) -> OwnRegistration;
    own::give_feedback(GiveFeedbackRequest) -> OwnRegistration;
    list::list_registrations(ListRegistrationsRequest) -> ListRegistrationsResponse;
    }
}

/// A day, as far as the one who asks may see it.
struct Seen {
    info: Info,
    settings: Option<store::settings::Model>,
    /// `None` for who is not signed in, or comes by a signed link.
    access: Option<Access>,
}

impl Seen {
    fn may_edit(&self) -> bool {
        self.access.as_ref().is_some_and(|access| access.may_edit)
    }
}

/// A day that anyone sees when it is public, else who is signed in and sees the meeting.
async fn seen(db: &impl ConnectionTrait, caller: Option<&Caller>, id: Uuid) -> Result<Seen> {
    let settings = store::settings(db, id).await?;
    let access = match caller {
        Some(caller) => meeting::access(db, caller, id).await?,
        None => None,
    };
    let is_public = settings.as_ref().is_some_and(|settings| settings.is_public);
    let info = match (&access, caller) {
        (Some(access), _) => access.info.clone(),
        (None, _) if is_public => meeting::info(db, id).await?.ok_or(Error::Missing)?,
        (None, Some(_)) => return Err(Error::Missing),
        (None, None) => return Err(Error::Unauthenticated(Reason::SignInFirst)),
    };
    must_have_registration(&info)?;
    Ok(Seen {
        info,
        settings,
        access,
    })
}

fn must_have_registration(info: &Info) -> Result<()> {
    if kinds::kind(info.kind).has_registration {
        Ok(())
    } else {
        Err(Error::NotNow(Reason::MeetingKind))
    }
}

/// A meeting that the caller prepares, for which people register.
async fn prepared(db: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Access> {
    let access = meeting::access(db, caller, db::parse_id(id)?).await?;
    let access = access.ok_or(Error::Missing)?;
    access.must_edit()?;
    must_have_registration(&access.info)?;
    Ok(access)
}

/// The same, locked until the commit, while its words and hours may change.
async fn locked(tx: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Access> {
    let access = meeting::locked(tx, caller, id).await?.ok_or(Error::Missing)?;
    access.must_edit()?;
    must_have_registration(&access.info)?;
    meeting::must_be_open(access.info.state)?;
    Ok(access)
}
