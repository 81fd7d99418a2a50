//! The words of meetings and of what surrounds them.

use proto::v1::{Answering, InviteeRole, ItemPurpose, RegistrationState};

/// What someone answered to a convocation.
pub fn answering(answer: Answering) -> &'static str {
    match answer {
        Answering::Unspecified => "sans réponse",
        Answering::InPerson => "vient sur place",
        Answering::Remotely => "suit à distance",
        Answering::Excused => "s’excuse",
        Answering::Represented => "se fait représenter",
    }
}

/// What someone is in a meeting.
pub fn invitee_role(role: InviteeRole) -> &'static str {
    match role {
        InviteeRole::Unspecified | InviteeRole::Member => "membre",
        InviteeRole::Chair => "présidence",
        InviteeRole::Secretary => "secrétariat",
        InviteeRole::Presenter => "intervention",
        InviteeRole::Guest => "invitation",
    }
}

/// What a point of an agenda is for.
pub fn item_purpose(purpose: ItemPurpose) -> &'static str {
    match purpose {
        ItemPurpose::Unspecified | ItemPurpose::Information => "information",
        ItemPurpose::Discussion => "échange",
        ItemPurpose::Decision => "décision",
        ItemPurpose::Vote => "vote",
    }
}

/// The state of a registration.
pub fn registration_state(state: RegistrationState) -> &'static str {
    match state {
        RegistrationState::Unspecified => "",
        RegistrationState::Registered => "place confirmée",
        RegistrationState::Waiting => "en attente",
        RegistrationState::Offered => "place proposée",
        RegistrationState::Cancelled => "annulée",
        RegistrationState::Lapsed => "place non acceptée",
    }
}
