//! What the session of another centre's meeting refuses; the roles within a meeting are walked in `session/roles.rs`.

use proto::v1::*;

use super::foreign::Foreign;
use super::objects::{Object, own, shared};

pub(super) fn session(rpc: &str, f: &Foreign) -> Option<Object> {
    let (meeting_id, item_id, invitee_id) = (f.local.id.clone(), f.item_id.clone(), f.invitee_id.clone());
    let meeting = MeetingRequest {
        id: meeting_id.clone(),
    };
    let invitee = InviteeOfSessionRequest {
        meeting_id: meeting_id.clone(),
        invitee_id: invitee_id.clone(),
    };
    match rpc {
        "GetSession" | "StartSession" | "CloseSession" | "GetAttendance" | "ExportAttendance"
        | "AskToSpeak" => own(meeting),
        "Leave" | "WithdrawFromQueue" | "GiveFloor" => own(invitee),
        "GoToItem" => own(GoToItemRequest {
            meeting_id,
            item_id,
            version: 1,
        }),
        "ExtendItem" => own(ExtendItemRequest {
            meeting_id,
            item_id,
            minutes: 5,
        }),
        "SetAttendance" => own(SetAttendanceRequest {
            meeting_id,
            invitee_id,
            mode: AttendanceMode::Present as i32,
            represented_by: String::new(),
        }),
        "AddWalkIn" => own(AddWalkInRequest {
            meeting_id,
            name: "Un intrus".to_owned(),
            email: "intrus@exemple.example".to_owned(),
            is_remote: false,
        }),
        "CheckIn" => own(CheckInRequest {
            meeting_id,
            code: String::new(),
            is_remote: true,
        }),
        "SaveNote" => own(SaveNoteRequest {
            meeting_id,
            item_id,
            text: "Pris".to_owned(),
            version: 0,
        }),
        "AddAction" => own(AddActionRequest {
            meeting_id,
            item_id,
            text: "Prendre".to_owned(),
            owner_person_id: String::new(),
            owner_organisation_id: f.centre.id.clone(),
            due_on: "2027-06-01".to_owned(),
        }),
        "CompleteAction" => shared("walked in session/roles.rs, where there is one"),
        "ListActions" | "ListAttendance" => shared("a filter of what the caller may see"),
        _ => None,
    }
}
