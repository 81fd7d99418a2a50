//! The tonic service. Each RPC is a function of the file of its theme, always in one order: caller, parse,
//! begin, load, rule, store, log, commit, wake, answer.

mod agenda;
pub(crate) mod agreed;
mod availability;
mod ending;
mod planning;
mod slot;
pub(crate) mod standing;
pub(crate) mod view;
mod yearly;

use std::sync::Arc;

use proto::v1::meeting_service_server::{MeetingService, MeetingServiceServer};
use proto::v1::*;
use sea_orm::ConnectionTrait;

use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result};
use crate::meeting::{self, Access};

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 1024 * 1024;
/// Longest title, place, name.
const MAX_LINE: usize = 200;
/// Longest text of some pages.
const MAX_PAGES: usize = 20_000;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> MeetingServiceServer<Service> {
    MeetingServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

crate::rpcs::rpcs! {
    MeetingService;
    yearly::list_meeting_kinds(ListMeetingKindsRequest) -> ListMeetingKindsResponse;
    yearly::list_meetings(ListMeetingsRequest) -> ListMeetingsResponse;
    view::get_meeting(GetMeetingRequest) -> Meeting;
    planning::create_meeting(CreateMeetingRequest) -> Meeting;
    planning::update_meeting(UpdateMeetingRequest) -> Meeting;
    ending::delete_meeting(MeetingRequest) -> Empty;
    ending::cancel_meeting(CancelMeetingRequest) -> Meeting;
    planning::mark_last_of_year(MarkLastOfYearRequest) -> Meeting;
    ending::record_held(RecordHeldRequest) -> Meeting;
    slot::find_slots(FindSlotsRequest) -> FindSlotsResponse;
    availability::get_availability(GetAvailabilityRequest) -> OrganisationAvailability;
    availability::set_working_hours(SetWorkingHoursRequest) -> OrganisationAvailability;
    availability::add_absence(AddAbsenceRequest) -> OrganisationAvailability;
    availability::delete_absence(AbsenceRequest) -> OrganisationAvailability;
    agenda::add_agenda_item(AddAgendaItemRequest) -> Meeting;
    agenda::update_agenda_item(UpdateAgendaItemRequest) -> Meeting;
    agenda::delete_agenda_item(AgendaItemRequest) -> Meeting;
    agenda::move_agenda_item(MoveAgendaItemRequest) -> Meeting;
    agenda::answer_proposed_item(AnswerProposedItemRequest) -> Meeting;
    agenda::copy_agenda(CopyAgendaRequest) -> Meeting;
}

/// A meeting that the caller prepares, locked until the commit.
async fn prepared(tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Access> {
    let access = meeting::locked(tx, caller, db::parse_id(id)?).await?;
    let access = access.ok_or(Error::Missing)?;
    access.must_edit()?;
    Ok(access)
}
