//! French words that the pages and the mails share. An activity reads: who acted, what [`activity`] says,
//! then the object (a title, a name), then [`entered_by`]: « Rives de Loire a rejoint le chantier : Aller vers les
//! habitants (saisi par CGET) ».

use crate::v1::ActivityKind;

/// Who acted: the centre for which the animator entered the act, else the organisation, or the platform by itself.
pub fn actor<'a>(organisation_name: &'a str, on_behalf_of: &'a str) -> &'a str {
    match (on_behalf_of, organisation_name) {
        ("", "") => "La plateforme",
        ("", organisation) => organisation,
        (centre, _) => centre,
    }
}

/// The end of the sentence of an act that was entered for a centre; empty for the others.
pub fn entered_by(organisation_name: &str, on_behalf_of: &str) -> String {
    if on_behalf_of.is_empty() {
        String::new()
    } else {
        format!(" (saisi par {organisation_name})")
    }
}

/// The sentence with its point, unless it ends already.
pub fn ended(sentence: &str) -> String {
    let sentence = sentence.trim_end();
    let is_ended = sentence
        .trim_end_matches(['\u{a0}', ' ', '»'])
        .ends_with(['.', '?', '!', '…']);
    let point = if is_ended { "" } else { "." };
    format!("{sentence}{point}")
}

/// What was done, as the end of a sentence that starts with the actor.
#[expect(clippy::too_many_lines, reason = "one line for each kind")]
pub fn activity(kind: ActivityKind) -> &'static str {
    use ActivityKind as K;
    match kind {
        K::Unspecified => "a agi",
        K::ProgrammeCreated => "a commencé un programme annuel",
        K::ProgrammeUpdated => "a modifié le programme",
        K::ProgrammeProposed => "a proposé le programme aux commentaires",
        K::ProgrammeValidated => "a enregistré la validation du programme",
        K::ProgrammeStarted => "a lancé le programme",
        K::ProgrammeAmended => "a amendé le programme",
        K::AmendmentClosed => "a clos l’amendement du programme",
        K::ProgrammeClosed => "a clos le programme",
        K::ProgrammeCommented => "a commenté le programme",
        K::StreamProposed => "a proposé un chantier",
        K::ProposalSupported => "soutient une proposition de chantier",
        K::ProposalUnsupported => "ne soutient plus une proposition de chantier",
        K::ProposalRetained => "a retenu une proposition de chantier",
        K::StreamCreated => "a ajouté un chantier au programme",
        K::StreamUpdated => "a modifié un chantier",
        K::StreamDeleted => "a retiré un chantier du programme",
        K::SynthesisPublished => "a publié la synthèse du chantier",
        K::CallUpdated => "a modifié l’appel à contributions",
        K::CallOpened => "a ouvert l’appel à contributions",
        K::CallClosed => "a clos l’appel à contributions",
        K::Engaged => "a rejoint le chantier",
        K::Declined => "a décliné le chantier",
        K::Withdrawn => "s’est retiré du chantier",
        K::DispensationAsked => "a demandé une dispense",
        K::DispensationGranted => "a accordé une dispense",
        K::DispensationRefused => "a refusé une dispense",
        K::ReminderSent => "a relancé les centres qui doivent encore participer",
        K::ContributionCreated => "a commencé une contribution",
        K::ContributionSaved => "a travaillé à une contribution",
        K::ContributionCommented => "a commenté une contribution",
        K::CoAuthorInvited => "a invité un centre à cosigner la contribution",
        K::CoAuthorConfirmed => "a confirmé sa cosignature de la contribution",
        K::CoAuthorDeclined => "a décliné sa cosignature de la contribution",
        K::CoAuthorRemoved => "a retiré un centre des cosignataires de la contribution",
        K::ContributionSubmitted => "a déposé une contribution",
        K::ContributionAcknowledged => "a accusé réception d’une contribution",
        K::RevisionRequested => "a demandé une révision de la contribution",
        K::ContributionAccepted => "a accepté une contribution",
        K::ContributionPublished => "a publié une contribution au réseau",
        K::ExtensionGranted => "a accordé un délai supplémentaire",
        K::ContributionDeleted => "a supprimé un brouillon de contribution",
        K::MeetingPlanned => "a planifié la réunion",
        K::MeetingUpdated => "a modifié la réunion",
        K::MeetingDeleted => "a retiré la réunion",
        K::MeetingConvened => "a convoqué la réunion",
        K::MeetingCancelled => "a annulé la réunion",
        K::MeetingHeld => "a clos la réunion",
        K::MeetingReminded => "a relancé les convoqués sans réponse de la réunion",
        K::AgendaChanged => "a modifié l’ordre du jour de la réunion",
        K::AgendaItemProposed => "a proposé un point à l’ordre du jour de la réunion",
        K::AgendaItemRetained => "a retenu un point proposé pour la réunion",
        K::AgendaItemDeclined => "n’a pas retenu un point proposé pour la réunion",
        K::InviteesChanged => "a modifié la liste des convoqués de la réunion",
        K::ConvocationAnswered => "a répondu à la convocation de la réunion",
        K::RegistrationOpened => "a ouvert les inscriptions à la réunion",
        K::RegistrationSettingsUpdated => "a modifié les réglages des inscriptions à la réunion",
        K::WorkshopsChanged => "a modifié les ateliers de la réunion",
        K::RegistrationsMoved => "a enregistré des inscriptions ou des arrivées à la réunion",
        K::SessionStarted => "a ouvert la séance de la réunion",
        K::SessionMoved => "a fait avancer la séance de la réunion",
        K::AttendanceChanged => "a modifié les présences de la réunion",
        K::QueueChanged => "a modifié les demandes de parole de la réunion",
        K::NoteSaved => "a pris des notes de la réunion",
        K::ActionAdded => "a inscrit une action à faire",
        K::ActionCompleted => "a terminé une action",
        K::PollCreated => "a lancé un sondage de dates",
        K::PollAnswered => "a répondu au sondage de dates",
        K::PollClosed => "a clos le sondage de dates",
        K::PollDeleted => "a retiré le sondage de dates",
        K::RoundSaved => "a dit sa situation avant la réunion",
        K::RoundGrouped => "a regroupé ce que disent les centres avant la réunion",
        K::RoundPublished => "a publié le tour des centres de la réunion",
        K::RulesAdopted => "a adopté le règlement intérieur",
        K::DecisionRecorded => "a consigné une décision",
        K::DecisionReplaced => "a corrigé une décision",
        K::VotePrepared => "a préparé un vote",
        K::VoteDeleted => "a retiré un vote",
        K::VoteOpened => "a ouvert un vote",
        K::VoteClosed => "a clos un vote",
        K::BallotCast => "a voté",
        K::ProxyGiven => "a confié sa voix pour la réunion",
        K::ProxyWithdrawn => "a repris sa voix pour la réunion",
        K::MinutesSaved => "a travaillé au compte rendu de la réunion",
        K::MinutesReviewStarted => "a mis en relecture le compte rendu de la réunion",
        K::MinutesCommented => "a commenté le compte rendu de la réunion",
        K::MinutesApproved => "a consigné l’approbation du compte rendu de la réunion",
        K::MinutesLocked => "a verrouillé le compte rendu de la réunion",
        K::MinutesCorrected => "a corrigé le compte rendu de la réunion",
        K::MinutesDelaySet => "a fixé le délai d’approbation des comptes rendus",
        K::NewsletterCreated => "a créé une lettre d’information",
        K::NewsletterChanged => "a modifié les réglages de la lettre d’information",
        K::NewsletterRightSet => "a réglé un droit sur la lettre d’information",
        K::SubscribersImported => "a importé des adresses dans la lettre d’information",
        K::SubscribersChanged => "a retiré une adresse de la lettre d’information",
        K::EditionCreated => "a commencé une édition de la lettre d’information",
        K::EditionSaved => "a travaillé à une édition de la lettre d’information",
        K::EditionDeleted => "a supprimé le brouillon d’une édition de la lettre d’information",
        K::DigestMade => "a préparé le résumé mensuel de la lettre d’information",
        K::EditionPublished => "a fait paraître une édition de la lettre d’information",
        K::ProductionDeclared => "a déclaré sa production de l’année",
        K::ProductionAgreed => "a donné son accord à la forme d’une production",
        K::ProductionDelivered => "a remis sa production",
        K::ProductionDeleted => "a retiré une production",
        K::AttachmentAdded => "a joint un document",
        K::AttachmentDeleted => "a retiré un document",
        K::OrganisationCreated => "a ajouté une organisation au réseau",
        K::OrganisationUpdated => "a modifié la fiche d’une organisation",
        K::OrganisationEnded => "a enregistré le départ d’un centre du réseau",
        K::MemberAdded => "a ajouté une personne à une équipe",
        K::MemberUpdated => "a modifié la fiche d’une personne",
        K::MemberRemoved => "a retiré une personne d’une équipe",
        K::DelegationGranted => "a délégué les actes de direction",
        K::DelegationEnded => "a mis fin à une délégation",
        K::NetworkImported => "a importé un fichier du réseau",
        K::SolicitationCreated => "sollicite l’expertise des centres",
        K::SolicitationUpdated => "a modifié une sollicitation",
        K::AnswerPrepared => "prépare sa réponse à la sollicitation",
        K::SolicitationAccepted => "répondra à la sollicitation",
        K::SolicitationDeclined => "a décliné la sollicitation",
        K::ReportSaved => "a complété son activité",
        K::BulletinPublished => "a envoyé une note d’information",
        K::BulletinUrgent => "a envoyé une note d’information urgente",
        K::BulletinCorrected => "a corrigé la note d’information",
        K::BulletinWithdrawn => "a retiré la note d’information",
        K::BulletinMoved => "prépare une note d’information",
        K::BulletinAcknowledged => "a accusé réception de la note d’information",
        K::BulletinRelayed => "a relayé la note d’information",
        K::BulletinSetAside => "a écarté la note d’information",
        K::BulletinReminded => "a relancé les centres en retard sur la note d’information",
        K::ProcedureChanged => "a mis à jour sa procédure d’information",
        K::SolicitationAnswered => "a répondu à la sollicitation",
        K::SolicitationClosed => "a clos une sollicitation et dit ce que sont devenues les réponses",
        K::QuestionAsked => "pose une question du terrain",
        K::QuestionUpdated => "a modifié une question du terrain",
        K::QuestionJoined => "se joint à une question du terrain",
        K::QuestionLeft => "ne se joint plus à une question du terrain",
        K::QuestionTaken => "prend en charge une question du terrain",
        K::QuestionAnswered => "a répondu à une question du terrain",
        K::QuestionCorrected => "a corrigé sa réponse à une question du terrain",
        K::QuestionClosed => "a clos une question du terrain",
        K::SupportAsked => "demande l’appui de l’ANRU",
        K::SupportUpdated => "a modifié une demande d’appui",
        K::SupportWithdrawn => "a retiré une demande d’appui",
        K::SupportAccepted => "a accepté une demande d’appui",
        K::SupportDeclined => "a décliné une demande d’appui",
        K::OverseasWorkProposed => "a proposé un travail en commun ultra-marin",
        K::OverseasWorkChanged => "a fait avancer un travail en commun ultra-marin",
        K::OverseasWorkJoined => "a rejoint un travail en commun ultra-marin",
        K::OverseasWorkLeft => "a quitté un travail en commun ultra-marin",
        K::OverseasTaskChanged => "a changé les tâches d’un travail en commun ultra-marin",
        K::OverseasWorkEnded => "a clos un travail en commun ultra-marin",
        K::OverseasNewsPosted => "a donné des nouvelles du territoire",
        K::OverseasNewsChanged => "a corrigé des nouvelles du territoire",
        K::OverseasPlanSet => "a fixé le nombre de points ultra-marins de l’année",
        K::OverseasDraftSaved => "prépare un texte de l’espace ultra-marin",
        K::ProjectCreated => "a ouvert un projet commun",
        K::ProjectChanged => "a fait avancer un projet commun",
        K::ProjectCentresAdded => "a associé des centres à un projet commun",
        K::FrameworkVersionAdded => "a fait connaître une version d’un texte du cadre",
        K::FrameworkVersionChanged => "a corrigé un texte du cadre",
        K::FrameworkSignatoriesChanged => "a mis à jour les signataires d’un texte du cadre",
        K::DeliveryScheduled => "a programmé l’envoi de l’édition",
        K::DeliveryAwaitingRelease => "demande l’accord d’une seconde personne pour envoyer l’édition",
        K::DeliveryReleased => "a donné son accord à l’envoi de l’édition",
        K::DeliveryStarted => "envoie l’édition",
        K::DeliveryMoved => "avance dans l’envoi de l’édition",
        K::DeliveryPaused => "a suspendu l’envoi de l’édition",
        K::DeliveryResumed => "a repris l’envoi de l’édition",
        K::DeliveryStopped => "a arrêté l’envoi de l’édition",
        K::DeliveryOverdue => "n’a pas pu envoyer à l’heure l’édition",
        K::DeliveryEnded => "a terminé l’envoi de l’édition",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_once() {
        for (sentence, expected) in [
            ("Qui paie", "Qui paie."),
            ("Qui paie\u{a0}? ", "Qui paie\u{a0}?"),
            ("«\u{a0}Qui paie\u{a0}?\u{a0}»", "«\u{a0}Qui paie\u{a0}?\u{a0}»"),
            ("Enfin\u{a0}!", "Enfin\u{a0}!"),
            ("Et…", "Et…"),
            ("etc.", "etc."),
            (
                "Qui paie\u{a0}? (saisi par CGET)",
                "Qui paie\u{a0}? (saisi par CGET).",
            ),
        ] {
            assert_eq!(ended(sentence), expected);
        }
    }
}
