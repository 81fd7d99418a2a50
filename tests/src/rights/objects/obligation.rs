//! The obligations and the participation of another centre.

use proto::v1::*;

use super::super::foreign::Foreign;
use super::{Object, own};
use crate::scenario;

pub(super) fn obligation(rpc: &str, f: &Foreign) -> Option<Object> {
    let organisation_id = f.centre.id.clone();
    let year = scenario::YEAR;
    match rpc {
        "GetObligations" => own(GetObligationsRequest {
            organisation_id,
            year,
        }),
        "GetParticipation" | "ExportParticipation" => own(GetParticipationRequest {
            organisation_id,
            year,
        }),
        _ => None,
    }
}
