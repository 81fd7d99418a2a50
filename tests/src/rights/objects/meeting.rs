//! What surrounds a meeting of another centre.

use proto::v1::*;

use super::{Object, hidden, own, shared};
use crate::rights::foreign::Foreign;

pub(super) fn meeting(rpc: &str, f: &Foreign) -> Option<Object> {
    let (id, item) = (f.local.id.clone(), f.item_id.clone());
    match rpc {
        "ListMeetings" => shared("a filter of what the caller may see"),
        "CreateMeeting" => shared("a stream is the network's"),
        "GetMeeting" => own(GetMeetingRequest { id }),
        "UpdateMeeting" => own(UpdateMeetingRequest {
            id,
            title: "Pris".to_owned(),
            starts_at: "2027-05-11T10:00".to_owned(),
            ends_at: "2027-05-11T12:00".to_owned(),
            zone: "Europe/Paris".to_owned(),
            version: f.local.version,
            ..Default::default()
        }),
        "DeleteMeeting" => own(MeetingRequest { id }),
        "CancelMeeting" => own(CancelMeetingRequest {
            id,
            reason: "Pris".to_owned(),
        }),
        "MarkLastOfYear" => own(MarkLastOfYearRequest { id, is_last: true }),
        "RecordHeld" => own(RecordHeldRequest { id, n_attendants: 1 }),
        "AddAgendaItem" => own(AddAgendaItemRequest {
            meeting_id: id,
            title: "Pris".to_owned(),
            minutes: 10,
            purpose: 1,
            ..Default::default()
        }),
        "UpdateAgendaItem" => own(UpdateAgendaItemRequest {
            id: item,
            title: "Pris".to_owned(),
            minutes: 10,
            purpose: 1,
            version: 1,
            ..Default::default()
        }),
        "DeleteAgendaItem" => own(AgendaItemRequest { id: item }),
        "MoveAgendaItem" => own(MoveAgendaItemRequest { id: item, place: 1 }),
        "AnswerProposedItem" => own(AnswerProposedItemRequest {
            id: item,
            is_accepted: true,
            answer: String::new(),
        }),
        "FindSlots" => shared("the hours of whom a kind convenes: a search, not an object"),
        "DeleteAbsence" => own(AbsenceRequest {
            id: f.absence_id.clone(),
        }),
        "CopyAgenda" => own(CopyAgendaRequest {
            meeting_id: id.clone(),
            from_meeting_id: id,
        }),
        _ => None,
    }
}

pub(super) fn convocation(rpc: &str, f: &Foreign) -> Option<Object> {
    let (meeting_id, id) = (f.local.id.clone(), f.invitee_id.clone());
    let convocation = ConvocationRequest {
        meeting_id: meeting_id.clone(),
        ..Default::default()
    };
    let meeting = MeetingRequest {
        id: meeting_id.clone(),
    };
    match rpc {
        "GetConvocation" | "SendMeetingReminder" => own(meeting),
        "AddInvitee" => own(AddInviteeRequest {
            meeting_id,
            name: "Un intrus".to_owned(),
            email: "intrus@exemple.example".to_owned(),
            role: InviteeRole::Guest as i32,
            ..Default::default()
        }),
        "InviteOrganisation" => own(InviteOrganisationRequest {
            meeting_id,
            organisation_id: f.centre.id.clone(),
        }),
        "SetInviteeRole" => own(SetInviteeRoleRequest {
            id,
            role: InviteeRole::Chair as i32,
        }),
        "RemoveInvitee" => own(InviteeRequest { id }),
        "PreviewConvocation" | "SendConvocation" => own(convocation),
        "AnswerConvocation" => own(AnswerConvocationRequest {
            invitee_id: id,
            answer: Answering::Excused as i32,
            ..Default::default()
        }),
        "GetInvitation" => hidden(GetInvitationRequest {
            invitee_id: id,
            signature: "x".to_owned(),
        }),
        "AnswerInvitation" => hidden(AnswerInvitationRequest {
            invitee_id: id,
            signature: "x".to_owned(),
            answer: Answering::Excused as i32,
            ..Default::default()
        }),
        _ => None,
    }
}
