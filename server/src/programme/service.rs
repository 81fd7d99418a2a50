//! The tonic service. Each RPC is a function of the file of its theme, always in one order: caller, parse,
//! begin, load, rule, store, log, commit, wake, answer.

mod board;
mod call;
mod engagement;
mod proposal;
mod reminder;
mod stream;
mod yearly;

use std::sync::Arc;

use proto::v1::programme_service_server::{ProgrammeService, ProgrammeServiceServer};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result, Violations};
use crate::live::Act;
use crate::programme::store::{self, programme, work_stream};

pub(crate) use self::yearly::{Validation, validate_by_session};

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 1024 * 1024;
/// Longest title.
const MAX_TITLE: usize = 200;
/// Longest text of some paragraphs.
const MAX_PARAGRAPHS: usize = 5_000;
/// Longest text of some pages.
const MAX_PAGES: usize = 50_000;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> ProgrammeServiceServer<Service> {
    ProgrammeServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

crate::rpcs::rpcs! {
    ProgrammeService;
    yearly::list_programmes(ListProgrammesRequest) -> ListProgrammesResponse;
    yearly::get_programme(GetProgrammeRequest) -> Programme;
    yearly::create_programme(CreateProgrammeRequest) -> Programme;
    yearly::update_programme(UpdateProgrammeRequest) -> Programme;
    yearly::propose_programme(ProgrammeRequest) -> Programme;
    yearly::validate_programme(ValidateProgrammeRequest) -> Programme;
    yearly::start_programme(ProgrammeRequest) -> Programme;
    yearly::amend_programme(AmendProgrammeRequest) -> Programme;
    yearly::close_amendment(ProgrammeRequest) -> Programme;
    yearly::close_programme(ProgrammeRequest) -> Programme;
    yearly::comment_programme(CommentProgrammeRequest) -> Programme;
    proposal::propose_stream(ProposeStreamRequest) -> Proposal;
    proposal::support_proposal(SupportProposalRequest) -> Proposal;
    proposal::retain_proposal(RetainProposalRequest) -> WorkStream;
    stream::get_work_stream(GetWorkStreamRequest) -> WorkStream;
    stream::create_work_stream(CreateWorkStreamRequest) -> WorkStream;
    stream::update_work_stream(UpdateWorkStreamRequest) -> WorkStream;
    stream::delete_work_stream(DeleteWorkStreamRequest) -> Empty;
    call::update_call(UpdateCallRequest) -> WorkStream;
    call::close_call(CloseCallRequest) -> WorkStream;
    stream::add_session_date(AddSessionDateRequest) -> WorkStream;
    stream::remove_session_date(RemoveSessionDateRequest) -> WorkStream;
    stream::publish_synthesis(PublishSynthesisRequest) -> WorkStream;
    engagement::engage(EngageRequest) -> Engagement;
    engagement::decline_stream(DeclineStreamRequest) -> Engagement;
    engagement::withdraw_engagement(WithdrawEngagementRequest) -> Engagement;
    board::get_board(GetBoardRequest) -> Board;
    board::export_board(GetBoardRequest) -> File;
    board::grant_dispensation(GrantDispensationRequest) -> BoardRow;
    board::refuse_dispensation(RefuseDispensationRequest) -> BoardRow;
    reminder::preview_reminder(ReminderRequest) -> Reminder;
    reminder::send_reminder(ReminderRequest) -> Reminder;
}

/// Requires a year that a programme may have.
fn year(violations: &mut Violations, value: i32) -> i32 {
    if !(2015..=2100).contains(&value) {
        violations.add("year", Reason::YearOutOfRange);
    }
    value
}

/// The programme of a year, locked until the commit.
async fn locked_programme(tx: &impl ConnectionTrait, year: i32) -> Result<programme::Model> {
    store::lock_programme(tx, year).await?.ok_or(Error::Missing)
}

/// A stream and its programme, locked until the commit.
async fn locked_stream(
    tx: &impl ConnectionTrait,
    id: Uuid,
) -> Result<(programme::Model, work_stream::Model)> {
    let year = store::stream(tx, id).await?.ok_or(Error::Missing)?.year;
    let programme = locked_programme(tx, year).await?;
    // Read again: it may have changed before the lock was had.
    let stream = store::stream(tx, id).await?.ok_or(Error::Missing)?;
    Ok((programme, stream))
}

/// An act on a programme, told to everyone.
fn told_of_programme<'a>(rpc: &'static str, kind: ActivityKind, object: &'a str, year: i32) -> Act<'a> {
    Act {
        year: Some(year),
        ..Act::told(rpc, kind, object, super::path(year))
    }
}

/// An act on a stream, told to everyone.
fn told_of_stream<'a>(rpc: &'static str, kind: ActivityKind, stream: &'a work_stream::Model) -> Act<'a> {
    Act {
        year: Some(stream.year),
        work_stream_id: Some(stream.id),
        ..Act::told(rpc, kind, &stream.title, path_of_stream(stream.id))
    }
}

/// The programme in words.
fn words(year: i32) -> String {
    format!("Programme {year}")
}

fn path_of_stream(id: Uuid) -> String {
    format!("/work-stream/{id}")
}
