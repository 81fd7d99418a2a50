//! Requests for expertise, and what is answered.

use super::*;

/// One that asks the centre alone.
pub(super) fn solicitation(rpc: &str, f: &Foreign) -> Option<Object> {
    let id = f.solicitation.id.clone();
    match rpc {
        "ListSolicitations" => shared("a filter of what the caller may see"),
        "GetSolicitation" => own(GetSolicitationRequest { id }),
        "UpdateSolicitation" => own(UpdateSolicitationRequest {
            id,
            title: "Repris".to_owned(),
            text: "Autre chose".to_owned(),
            purpose: "Pour nous".to_owned(),
            due_on: "2027-04-30".to_owned(),
            workload: "une heure".to_owned(),
            version: f.solicitation.version,
            ..Default::default()
        }),
        "PrepareAnswer" => own(PrepareAnswerRequest {
            id,
            text: "Pris".to_owned(),
            version: f.solicitation.answers[0].version,
        }),
        "AnswerSolicitation" => own(AnswerSolicitationRequest {
            id,
            organisation_id: f.centre.id.clone(),
            step: AnswerStep::Give as i32,
            reason: String::new(),
            text: "Pris".to_owned(),
            version: f.solicitation.answers[0].version,
        }),
        "CloseSolicitation" => own(CloseSolicitationRequest {
            id,
            outcome: "Rien".to_owned(),
            version: f.solicitation.version,
        }),
        _ => None,
    }
}
