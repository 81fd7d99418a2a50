//! The tonic service. Each RPC is a function of the file of its theme, always in one order: caller, parse,
//! begin, load, rule, store, log, commit, wake, answer.

mod answering;
mod asking;
mod closing;
mod view;

use std::sync::Arc;

use proto::v1::poll_service_server::{PollService, PollServiceServer};
use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::store::{self, asked, poll};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result};
use crate::live::{Act, Audience};
use crate::meeting;

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 128 * 1024;
/// Longest title, word of an answer.
const MAX_LINE: usize = 200;
/// Longest message of a poll.
const MAX_PARAGRAPHS: usize = 5_000;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> PollServiceServer<Service> {
    PollServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

crate::rpcs::rpcs! {
    PollService;
    view::list_polls(ListPollsRequest) -> ListPollsResponse;
    view::get_poll(PollRequest) -> Poll;
    asking::create_poll(CreatePollRequest) -> Poll;
    answering::answer_poll(AnswerPollRequest) -> Poll;
    closing::close_poll(ClosePollRequest) -> Poll;
    closing::delete_poll(PollRequest) -> Empty;
}

/// A poll that the caller may see, with those asked.
struct Seen {
    row: poll::Model,
    asked: Vec<asked::Model>,
    /// Organises it, or might as well.
    may_edit: bool,
}

impl Seen {
    /// Requires to organise the poll.
    fn must_edit(&self) -> Result<()> {
        if self.may_edit {
            Ok(())
        } else {
            Err(Error::Denied(Reason::NotAllowed))
        }
    }

    /// An act on the poll, told to those asked and to who organises.
    fn act(&self, rpc: &'static str, kind: ActivityKind) -> Act<'_> {
        let asked = self.asked.iter().map(|one| one.organisation_id);
        Act {
            audience: Audience::Organisations(asked.chain([self.row.organisation_id]).collect()),
            topic: Some(format!("poll:{}", self.row.id)),
            work_stream_id: self.row.work_stream_id,
            organisation_id: Some(self.row.organisation_id),
            ..Act::told(rpc, kind, &self.row.title, super::path(self.row.id))
        }
    }
}

/// What the caller may do with a poll; `None` when the caller may not see it.
fn seen(caller: &Caller, row: poll::Model, asked: Vec<asked::Model>) -> Option<Seen> {
    let is_of_organiser = caller.is_of(row.organisation_id);
    let is_asked = asked.iter().any(|one| caller.is_of(one.organisation_id));
    let may_edit = meeting::may_prepare(row.kind(), caller.role, is_of_organiser);
    (is_of_organiser || is_asked || caller.is_animator() || may_edit).then_some(Seen { row, asked, may_edit })
}

/// A poll that the caller may see, locked until the commit.
async fn locked(tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Seen> {
    let row = store::lock_poll(tx, db::parse_id(id)?).await?;
    let row = row.ok_or(Error::Missing)?;
    let asked = store::asked(tx, vec![row.id]).await?;
    seen(caller, row, asked).ok_or(Error::Missing)
}
