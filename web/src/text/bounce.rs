//! What comes back of the editions, in words.

use proto::v1::{ReportKind, ReportSource, SourceState, UnmatchedCause};

/// What a report says.
pub fn report_kind(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::Unspecified => "autre courriel",
        ReportKind::Address => "adresse refusée",
        ReportKind::Failed => "retour pour une autre cause",
        ReportKind::Delayed => "retard annoncé",
        ReportKind::Complaint => "plainte d’un lecteur",
        ReportKind::AutoReply => "réponse d’absence",
        ReportKind::Arrived => "arrivée confirmée",
    }
}

/// Why a report finds no mail.
pub fn unmatched_cause(cause: UnmatchedCause) -> &'static str {
    match cause {
        UnmatchedCause::Unspecified => "",
        UnmatchedCause::NoReturnPath => "Il ne nomme aucun de nos envois.",
        UnmatchedCause::BadSignature => {
            "La signature de l’adresse de retour n’est pas la nôtre\u{a0}: il n’a rien changé."
        }
        UnmatchedCause::UnknownMail => "Le courriel dont il parle n’est pas connu ici.",
        UnmatchedCause::NoReport => {
            "Ce n’est pas un rapport\u{a0}: quelqu’un écrit à l’adresse de retour, ou un serveur le dit à sa façon."
        }
        UnmatchedCause::Unreadable => "Il ne peut pas être lu.",
    }
}

/// From where a report came.
pub fn report_source(source: ReportSource) -> &'static str {
    match source {
        ReportSource::Unspecified => "",
        ReportSource::Mailbox => "par la boîte des retours",
        ReportSource::Webhook => "par le prestataire d’envoi",
    }
}

/// Whether a source of reports is read.
pub fn source_state(state: SourceState) -> &'static str {
    match state {
        SourceState::Unspecified | SourceState::Off => "non",
        SourceState::On => "oui",
        SourceState::Missing => {
            "oui, mais le dossier n’existe pas encore\u{a0}: le serveur de courriel le crée avec son premier retour"
        }
    }
}
