//! The tonic service. Each RPC is a function of the file of its theme, always in one order: caller, parse,
//! begin, load, rule, store, log, commit, wake, answer.

mod answer;
mod calendars;
pub(crate) mod compose;
pub(crate) mod people;
pub(crate) mod sending;

use std::sync::Arc;

use proto::v1::convocation_service_server::{ConvocationService, ConvocationServiceServer};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::auth::{self, Caller};
use crate::convocation::store::{self, invitee};
use crate::db;
use crate::error::{Error, Result};
use crate::meeting::{self, Access};

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;
/// Longest name, word of an answer.
const MAX_LINE: usize = 200;
/// Longest word before the agenda.
const MAX_PARAGRAPHS: usize = 5_000;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> ConvocationServiceServer<Service> {
    ConvocationServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

/// Binds each RPC to its function: those of someone signed in, then those of a signed link.
macro_rules! rpcs {
    (signed_in { $($theme:ident::$rpc:ident($request:ty) -> $answer:ty;)* } links { $($link:ident::$open:ident($asked:ty) -> $told:ty;)* }) => {
        #[tonic::async_trait]
        impl ConvocationService for Service {
            $(async fn $rpc(&self, request: Request<$request>) -> Result<Response<$answer>, Status> {
                let caller = auth::caller(&request)?;
                Ok(Response::new($theme::$rpc(&self.0, &caller, request.into_inner()).await?))
            })*
            $(async fn $open(&self, request: Request<$asked>) -> Result<Response<$told>, Status> {
                Ok(Response::new($link::$open(&self.0, request.into_inner()).await?))
            })*
        }
    };
}

rpcs! {
    signed_in {
    people::get_convocation(MeetingRequest) -> Convocation;
    people::add_invitee(AddInviteeRequest) -> Convocation;
    people::invite_organisation(InviteOrganisationRequest) -> Convocation;
    people::set_invitee_role(SetInviteeRoleRequest) -> Convocation;
    people::remove_invitee(InviteeRequest) -> Convocation;
    sending::preview_convocation(ConvocationRequest) -> Sending;
    sending::send_convocation(ConvocationRequest) -> Sending;
    sending::send_meeting_reminder(MeetingRequest) -> Sending;
    answer::answer_convocation(AnswerConvocationRequest) -> Convocation;
    calendars::list_calendars(ListCalendarsRequest) -> ListCalendarsResponse;
    calendars::renew_calendar(RenewCalendarRequest) -> ListCalendarsResponse;
    }
    links {
    answer::get_invitation(GetInvitationRequest) -> Invitation;
    answer::answer_invitation(AnswerInvitationRequest) -> Invitation;
    calendars::export_calendar(ExportCalendarRequest) -> File;
    }
}

/// A meeting that the caller prepares, locked until the commit.
async fn prepared(tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Access> {
    let access = meeting::locked(tx, caller, db::parse_id(id)?).await?;
    let access = access.ok_or(Error::Missing)?;
    access.must_edit()?;
    Ok(access)
}

/// A person of a meeting that the caller may see; the meeting locked until the commit.
async fn seen_invitee(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    id: &str,
) -> Result<(Access, invitee::Model)> {
    let id = db::parse_id(id)?;
    let meeting_id = store::invitee(tx, id).await?.ok_or(Error::Missing)?.meeting_id;
    let access = meeting::locked(tx, caller, meeting_id)
        .await?
        .ok_or(Error::Missing)?;
    // Read again under the lock.
    let row = store::invitee(tx, id).await?.ok_or(Error::Missing)?;
    Ok((access, row))
}
