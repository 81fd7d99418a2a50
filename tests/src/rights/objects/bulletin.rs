//! Bulletins: of a body, and of the centres that received them.

use super::*;

/// One that only the centre received.
pub(super) fn bulletin(rpc: &str, f: &Foreign) -> Option<Object> {
    let id = f.bulletin.id.clone();
    let asked = GetBulletinRequest { id: id.clone() };
    match rpc {
        "ListBulletins" => shared("a filter of what the caller may see"),
        "SetBulletinKind" | "CreateBulletin" => shared("the own procedure only: see bulletin/write.rs"),
        "SaveBulletin" | "DeleteBulletin" | "PublishBulletin" | "CorrectBulletin" | "WithdrawBulletin" => {
            shared("of the body that wrote it: see bulletin/reader.rs")
        }
        "RemindCentresOfBulletin" => shared("the animator's"),
        "GetPublicBulletin" => shared("what its kind lets anyone read"),
        "GetBulletin" => own(asked),
        "AcknowledgeBulletin" => own(asked),
        "SetBulletinAside" => own(SetBulletinAsideRequest {
            id,
            reason: "Pris".to_owned(),
            version: 1,
        }),
        "DeclareRelay" => own(DeclareRelayRequest {
            id,
            words: "Pris".to_owned(),
            on: "2027-03-15".to_owned(),
            n_reached: 1,
            ..Default::default()
        }),
        "DeleteRelay" => own(DeleteRelayRequest {
            id: id.clone(),
            relay_id: id,
        }),
        _ => None,
    }
}

/// The activity of the centre: the ANRU's to read, too.
pub(super) fn report(rpc: &str, _: &Foreign) -> Option<Object> {
    match rpc {
        "GetReport" => shared("the ANRU's too: see report.rs"),
        _ => None,
    }
}
