//! The tonic service. Each RPC is a function of the file of its theme, always in one order: caller, parse,
//! begin, load, rule, store, log, commit, wake, answer.

mod action;
mod attendance;
mod conduct;
mod note;
mod search;
mod sheet;
mod speaking;
mod view;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proto::v1::session_service_server::{SessionService, SessionServiceServer};
use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::convocation::Invitee;
use crate::db;
use crate::error::{Error, Result};
use crate::live::{self, Act};
use crate::meeting::{self, Access};
use crate::session::rules;
use crate::session::store::{self, meeting_session};

/// Largest message that is read: a note.
const MAX_MESSAGE_BYTES: usize = 512 * 1024;
/// Longest name.
const MAX_LINE: usize = 200;
/// Longest action.
const MAX_PARAGRAPH: usize = 1_000;
/// Longest note: some pages.
const MAX_PAGES: usize = 50_000;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> SessionServiceServer<Service> {
    SessionServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

crate::rpcs::rpcs! {
    SessionService;
    view::get_session(MeetingRequest) -> MeetingSession;
    conduct::start_session(MeetingRequest) -> MeetingSession;
    conduct::go_to_item(GoToItemRequest) -> MeetingSession;
    conduct::extend_item(ExtendItemRequest) -> MeetingSession;
    conduct::close_session(MeetingRequest) -> MeetingSession;
    sheet::get_attendance(MeetingRequest) -> AttendanceSheet;
    sheet::export_attendance(MeetingRequest) -> File;
    search::list_attendance(ListAttendanceRequest) -> ListAttendanceResponse;
    attendance::set_attendance(SetAttendanceRequest) -> MeetingSession;
    attendance::add_walk_in(AddWalkInRequest) -> MeetingSession;
    attendance::check_in(CheckInRequest) -> MeetingSession;
    attendance::leave(InviteeOfSessionRequest) -> MeetingSession;
    speaking::ask_to_speak(MeetingRequest) -> MeetingSession;
    speaking::withdraw_from_queue(InviteeOfSessionRequest) -> MeetingSession;
    speaking::give_floor(InviteeOfSessionRequest) -> MeetingSession;
    note::save_note(SaveNoteRequest) -> Note;
    action::add_action(AddActionRequest) -> Action;
    action::complete_action(CompleteActionRequest) -> Action;
    action::list_actions(ListActionsRequest) -> ListActionsResponse;
}

/// A meeting that the caller may see, locked until the commit.
async fn locked(tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Access> {
    let access = meeting::locked(tx, caller, db::parse_id(id)?).await?;
    access.ok_or(Error::Missing)
}

/// A meeting whose session the caller leads, locked until the commit.
async fn led(tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Access> {
    let access = locked(tx, caller, id).await?;
    access.must_lead()?;
    Ok(access)
}

/// The session of a locked meeting, while it runs.
async fn running(tx: &impl ConnectionTrait, access: &Access) -> Result<meeting_session::Model> {
    rules::must_run(access.info.state).map_err(Error::NotNow)?;
    let session = store::session(tx, access.info.id).await?;
    session.ok_or(Error::NotNow(Reason::SessionNotRunning))
}

/// The caller's own entry among those convened.
fn own(access: &Access) -> Result<&Invitee> {
    access.own.as_ref().ok_or(Error::Denied(Reason::NotConvened))
}

/// The person that is meant: the caller when nobody is named, else somebody for whom only who leads speaks.
fn meant<'a>(access: &'a Access, invitee_id: &str) -> Result<&'a Invitee> {
    if invitee_id.is_empty() {
        return own(access);
    }
    let id = db::parse_id(invitee_id)?;
    if access.own.as_ref().is_none_or(|own| own.id != id) {
        access.must_lead()?;
    }
    let invitee = access.invitees.iter().find(|invitee| invitee.id == id);
    invitee.ok_or(Error::Missing)
}

/// An act of the session, on its page.
fn act<'a>(access: &'a Access, rpc: &'static str, kind: ActivityKind) -> Act<'a> {
    Act {
        path: format!("/session/{}", access.info.id),
        ..access.act(rpc, kind)
    }
}

/// Ends an act: log, commit, wake; answers the session as it is then.
async fn finish(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    now: DateTime<Utc>,
    act: Act<'_>,
    meeting_id: Uuid,
) -> Result<MeetingSession> {
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    view::whole(app, app.db.read(), caller, meeting_id).await
}
