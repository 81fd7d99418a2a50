//! The tonic service. Each RPC is a function of the file of its theme, always in one order: caller, parse,
//! begin, load, rule, store, log, commit, wake, answer.

mod grouping;
mod publishing;
mod saving;
mod view;

use std::sync::Arc;

use proto::v1::round_service_server::{RoundService, RoundServiceServer};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::live::{Act, Audience};
use crate::meeting::{self, Access, kinds};

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 256 * 1024;
/// Longest title of a group.
const MAX_LINE: usize = 200;
/// Longest synthesis: so the groups fit in an item of the agenda.
const MAX_SYNTHESIS: usize = 1_000;
/// Groups of a round, at most.
const MAX_GROUPS: usize = 12;
/// Longest text of a field.
const MAX_TEXT: usize = 5_000;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> RoundServiceServer<Service> {
    RoundServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

crate::rpcs::rpcs! {
    RoundService;
    view::get_round(GetRoundRequest) -> Round;
    saving::save_entry(SaveEntryRequest) -> Round;
    grouping::add_group(AddGroupRequest) -> Round;
    grouping::update_group(UpdateGroupRequest) -> Round;
    grouping::delete_group(DeleteGroupRequest) -> Round;
    grouping::group_entries(GroupEntriesRequest) -> Round;
    publishing::publish_round(PublishRoundRequest) -> Round;
}

/// The round of a meeting that the caller takes part in or prepares.
struct Seen {
    access: Access,
    kind: &'static kinds::Round,
}

/// What the caller is in the round of a meeting; `None` when there is none, or none for this caller.
fn seen(caller: &Caller, access: Option<Access>) -> Option<Seen> {
    let access = access?;
    let kind = kinds::kind(access.info.kind).round.as_ref()?;
    let is_convened = access
        .invitees
        .iter()
        .any(|one| one.organisation_id == Some(caller.organisation_id));
    (is_convened || access.own.is_some() || access.may_edit).then_some(Seen { access, kind })
}

/// The round of a meeting, locked until the commit.
async fn locked(tx: &impl ConnectionTrait, caller: &Caller, meeting_id: Uuid) -> Result<Seen> {
    let access = meeting::locked(tx, caller, meeting_id).await?;
    seen(caller, access).ok_or(Error::Missing)
}

impl Seen {
    /// An act on the round, told to these organisations on its page.
    fn act(&self, rpc: &'static str, kind: ActivityKind, audience: Vec<Uuid>) -> Act<'_> {
        Act {
            audience: Audience::Organisations(audience),
            path: super::path(self.access.info.id),
            ..self.access.act(rpc, kind)
        }
    }
}
