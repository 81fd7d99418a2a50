//! The tonic service. Each RPC is a function of the file of its theme, always in one order: caller, parse,
//! begin, load, rule, store, log, commit, wake, answer.

mod ballot;
pub(super) mod closing;
mod create;
pub(super) mod letter;
pub(super) mod opening;
mod points;
mod procedure;
mod proxy;
mod record;
mod search;
pub(super) mod taken;
mod tally;
mod view;
mod voices;

use std::sync::Arc;

use proto::v1::decision_service_server::{DecisionService, DecisionServiceServer};
use proto::v1::*;

use crate::app::App;

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 256 * 1024;
/// Longest question, label of an option.
const MAX_LINE: usize = 300;
/// Longest decision.
const MAX_PARAGRAPHS: usize = 5_000;
/// Longest text of rules.
const MAX_PAGES: usize = 50_000;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> DecisionServiceServer<Service> {
    DecisionServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

crate::rpcs::rpcs! {
    DecisionService;
    procedure::get_rules(GetRulesRequest) -> Rules;
    procedure::adopt_rules(AdoptRulesRequest) -> RulesOfProcedure;
    view::get_meeting_decisions(MeetingRequest) -> MeetingDecisions;
    search::list_decisions(ListDecisionsRequest) -> ListDecisionsResponse;
    record::record_decision(RecordDecisionRequest) -> Decision;
    search::list_consultations(ListConsultationsRequest) -> ListConsultationsResponse;
    view::get_vote(VoteRequest) -> Vote;
    create::create_vote(CreateVoteRequest) -> Vote;
    create::delete_vote(VoteRequest) -> Empty;
    opening::open_vote(VoteRequest) -> Vote;
    closing::close_vote(VoteRequest) -> Vote;
    ballot::cast_ballot(CastBallotRequest) -> Empty;
    proxy::give_proxy(GiveProxyRequest) -> MeetingDecisions;
    proxy::withdraw_proxy(MeetingRequest) -> MeetingDecisions;
}
