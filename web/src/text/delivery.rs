//! Words about deliveries of editions.

use proto::v1::{AnswerMeaning, DeliveryState, ExclusionCause, RecipientState, WithheldCause};

/// The state of a delivery.
pub fn delivery_state(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Unspecified => "pas encore programmé",
        DeliveryState::AwaitingRelease => "attend l’accord d’une seconde personne",
        DeliveryState::Held => "programmé",
        DeliveryState::Sending => "en cours d’envoi",
        DeliveryState::Paused => "suspendu",
        DeliveryState::Stopped => "arrêté",
        DeliveryState::Done => "terminé",
        DeliveryState::Overdue => "heure passée",
    }
}

/// The state of a recipient.
pub fn recipient_state(state: RecipientState) -> &'static str {
    match state {
        RecipientState::Unspecified => "tous",
        RecipientState::Queued => "en attente",
        RecipientState::Sending => "en cours d’envoi",
        RecipientState::Sent => "envoyés",
        RecipientState::Failed => "refusés",
        RecipientState::Uncertain => "incertains",
        RecipientState::Bounced => "adresses non valables",
        RecipientState::Withheld => "retenus",
    }
}

/// Why a recipient was not written to.
pub fn withheld_cause(cause: WithheldCause) -> &'static str {
    match cause {
        WithheldCause::Unspecified => "",
        WithheldCause::Left => "désabonnés avant l’envoi",
        WithheldCause::Suppressed => "adresse écartée entre-temps",
        WithheldCause::Erased => "données effacées entre-temps",
        WithheldCause::Stopped => "envoi arrêté",
    }
}

/// Why a subscriber is left out.
pub fn exclusion_cause(cause: ExclusionCause) -> &'static str {
    match cause {
        ExclusionCause::Unspecified => "",
        ExclusionCause::Pending => "Adresse non confirmée",
        ExclusionCause::Left => "Désabonnement",
        ExclusionCause::Suppressed => "Adresse écartée, parce que des courriels en sont revenus",
        ExclusionCause::OutsideSegment => "En dehors du choix",
        ExclusionCause::Monthly => "Résumé mensuel choisi",
        ExclusionCause::Each => "Chaque édition choisie",
        ExclusionCause::Erased => "Données effacées",
    }
}

/// What a server's words mean.
pub fn answer_meaning(meaning: AnswerMeaning) -> &'static str {
    match meaning {
        AnswerMeaning::Unspecified => "",
        AnswerMeaning::Taken => "Le serveur a pris le courriel.",
        AnswerMeaning::UnknownAddress => "Cette adresse n’existe pas, ou plus.",
        AnswerMeaning::UnknownDomain => "Le domaine de cette adresse n’existe pas.",
        AnswerMeaning::MailboxDisabled => "Cette boîte est fermée.",
        AnswerMeaning::MailboxFull => "La boîte est pleine.",
        AnswerMeaning::TooLarge => "Le courriel est trop lourd pour ce serveur.",
        AnswerMeaning::Later => {
            "Le serveur demande de revenir plus tard\u{a0}: il le fait souvent avec un expéditeur qu’il ne connaît pas."
        }
        AnswerMeaning::TooMany => "Le serveur trouve que les courriels arrivent trop vite.",
        AnswerMeaning::TakenForSpam => "Le serveur refuse ce courriel, qu’il juge indésirable.",
        AnswerMeaning::SenderNotProved => {
            "Le serveur ne reconnaît pas l’expéditeur\u{a0}: les enregistrements DNS du domaine sont à vérifier."
        }
        AnswerMeaning::Unreachable => "Le serveur d’envoi ne répond pas.",
        AnswerMeaning::Cut => "La connexion a été coupée.",
        AnswerMeaning::NoAnswer => "Le serveur n’a pas répondu à temps.",
        AnswerMeaning::Refused => "Le serveur refuse ce courriel.",
    }
}
