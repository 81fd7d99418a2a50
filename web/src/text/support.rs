//! What centres ask the ANRU to support.

use proto::v1::{SupportKind, SupportState};

/// What is asked for.
pub fn support_kind(kind: SupportKind) -> &'static str {
    match kind {
        SupportKind::Unspecified => "",
        SupportKind::Speaker => "Une intervention",
        SupportKind::CoDesignedDay => "Une journée co-construite",
    }
}

/// The state of a request.
pub fn support_state(state: SupportState) -> &'static str {
    match state {
        SupportState::Unspecified => "",
        SupportState::Open => "en attente de réponse",
        SupportState::Accepted => "acceptée",
        SupportState::Declined => "déclinée",
        SupportState::Withdrawn => "retirée",
    }
}
