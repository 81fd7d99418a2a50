//! What moved, and what is expected.

use proto::v1::{ActivityKind, ExpectationKind};

/// What an activity says between who acted and what it was about: « a ouvert l’appel ».
#[expect(clippy::too_many_lines, reason = "one line for each kind")]
pub fn activity(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Unspecified => "a agi sur",
        ActivityKind::ProgrammeCreated => "a ouvert le projet de programme",
        ActivityKind::ProgrammeUpdated => "a modifié le programme",
        ActivityKind::ProgrammeProposed => "a proposé au réseau le programme",
        ActivityKind::ProgrammeValidated => "a enregistré la validation du programme",
        ActivityKind::ProgrammeStarted => "a lancé le programme",
        ActivityKind::ProgrammeAmended => "a amendé le programme",
        ActivityKind::ProgrammeClosed => "a clos le programme",
        ActivityKind::ProgrammeCommented => "a commenté le programme",
        ActivityKind::StreamProposed => "a proposé le chantier",
        ActivityKind::ProposalSupported => "soutient la proposition",
        ActivityKind::ProposalUnsupported => "ne soutient plus la proposition",
        ActivityKind::ProposalRetained => "a retenu la proposition",
        ActivityKind::StreamCreated => "a créé le chantier",
        ActivityKind::StreamUpdated => "a modifié le chantier",
        ActivityKind::StreamDeleted => "a supprimé le chantier",
        ActivityKind::SynthesisPublished => "a publié la synthèse de",
        ActivityKind::CallUpdated => "a modifié l’appel",
        ActivityKind::CallOpened => "a ouvert l’appel",
        ActivityKind::CallClosed => "a clos l’appel",
        ActivityKind::Engaged => "s’est engagé dans",
        ActivityKind::Declined => "a décliné",
        ActivityKind::Withdrawn => "s’est retiré de",
        ActivityKind::DispensationAsked => "a demandé une dispense pour",
        ActivityKind::DispensationGranted => "a accordé une dispense à",
        ActivityKind::ReminderSent => "a relancé les centres pour",
        ActivityKind::ContributionCreated => "a ouvert un brouillon pour",
        ActivityKind::ContributionSaved => "a avancé le brouillon",
        ActivityKind::ContributionCommented => "a commenté",
        ActivityKind::CoAuthorInvited => "a invité un coauteur pour",
        ActivityKind::CoAuthorConfirmed => "a confirmé être coauteur de",
        ActivityKind::CoAuthorDeclined => "a décliné d’être coauteur de",
        ActivityKind::CoAuthorRemoved => "a retiré un coauteur de",
        ActivityKind::ContributionSubmitted => "a déposé la contribution",
        ActivityKind::ContributionAcknowledged => "a accusé réception de",
        ActivityKind::RevisionRequested => "a demandé une révision de",
        ActivityKind::ContributionAccepted => "a accepté la contribution",
        ActivityKind::ContributionPublished => "a publié la contribution",
        ActivityKind::ExtensionGranted => "a accordé un délai pour",
        ActivityKind::ContributionDeleted => "a supprimé le brouillon",
        ActivityKind::ProductionDeclared => "a déclaré la production",
        ActivityKind::ProductionAgreed => "a convenu de la forme de",
        ActivityKind::ProductionDelivered => "a remis la production",
        ActivityKind::ProductionDeleted => "a retiré la production",
        ActivityKind::AttachmentAdded => "a joint un fichier à",
        ActivityKind::AttachmentDeleted => "a supprimé un fichier de",
        ActivityKind::OrganisationCreated => "a inscrit dans le réseau",
        ActivityKind::OrganisationUpdated => "a modifié la fiche de",
        ActivityKind::OrganisationEnded => "a enregistré la sortie du réseau de",
        ActivityKind::MemberAdded => "a ajouté un membre à",
        ActivityKind::MemberUpdated => "a modifié un membre de",
        ActivityKind::MemberRemoved => "a retiré un membre de",
        ActivityKind::DelegationGranted => "a donné délégation pour",
        ActivityKind::DelegationEnded => "a mis fin à une délégation pour",
        ActivityKind::NetworkImported => "a importé des organisations et des personnes dans",
    }
}

/// An expectation in words: the sentence (with its object and count), the act, and its sign.
pub fn expectation(kind: ExpectationKind, object: &str, n: i32) -> (String, &'static str, &'static str) {
    let quoted = format!("«\u{a0}{object}\u{a0}»");
    let s = if n > 1 { "s" } else { "" };
    match kind {
        ExpectationKind::Unspecified => (object.to_owned(), "Ouvrir", "•"),
        ExpectationKind::Engage if n > 1 => (format!("S’engager dans {n} chantiers"), "Choisir", "⚑"),
        ExpectationKind::Engage => ("S’engager dans un chantier de plus".to_owned(), "Choisir", "⚑"),
        ExpectationKind::Contribute => (format!("Contribuer à {quoted}"), "Écrire", "✎"),
        ExpectationKind::Submit => (
            format!("Déposer la contribution {quoted}"),
            "Relire et déposer",
            "✎",
        ),
        ExpectationKind::ConfirmCoAuthorship => {
            (format!("Répondre : être coauteur de {quoted}"), "Répondre", "✉")
        }
        ExpectationKind::Revise => (format!("Réviser la contribution {quoted}"), "Réviser", "✎"),
        ExpectationKind::CommentProgramme => (
            format!("Donner son avis sur le programme {object}"),
            "Commenter",
            "✉",
        ),
        ExpectationKind::ProposeStreams => (
            format!("Proposer des chantiers pour le programme {object}"),
            "Proposer",
            "⚑",
        ),
        ExpectationKind::DeclareProduction => (
            format!("Déclarer la production de l’année {object}"),
            "Déclarer",
            "✎",
        ),
        ExpectationKind::DecideContribution if n > 1 => {
            (format!("Examiner {n} contributions de {quoted}"), "Examiner", "✓")
        }
        ExpectationKind::DecideContribution => {
            (format!("Examiner la contribution {quoted}"), "Examiner", "✓")
        }
        ExpectationKind::RemindCentres => (
            format!("Relancer {n} centre{s} dont la participation est à compléter"),
            "Voir qui",
            "✉",
        ),
        ExpectationKind::ValidateProgramme => (
            format!("Enregistrer la validation du programme {object}"),
            "Enregistrer",
            "✓",
        ),
        ExpectationKind::DateCall => (format!("Fixer les dates de l’appel {quoted}"), "Fixer", "⚑"),
        ExpectationKind::DecideDispensation => (
            format!("Répondre à la demande de dispense de {object}"),
            "Répondre",
            "✉",
        ),
        ExpectationKind::PrepareProgramme => (format!("Préparer le programme {object}"), "Préparer", "✎"),
        ExpectationKind::AgreeProduction if n > 1 => {
            (format!("Convenir de la forme de {n} productions"), "Voir", "✓")
        }
        ExpectationKind::AgreeProduction => (
            format!("Convenir de la forme de la production {quoted}"),
            "Voir",
            "✓",
        ),
    }
}
