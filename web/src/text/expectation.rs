//! What is expected.

use proto::v1::ExpectationKind;

/// An expectation in words: the sentence (with its object and count), the act, and its sign.
#[expect(clippy::too_many_lines, reason = "a line or two for each kind")]
pub fn expectation(kind: ExpectationKind, object: &str, n: i32) -> (String, &'static str, &'static str) {
    let quoted = super::quoted(object);
    let s = if n > 1 { "s" } else { "" };
    match kind {
        ExpectationKind::Unspecified => (object.to_owned(), "Ouvrir", "•"),
        ExpectationKind::Engage if n > 1 => (
            format!("S’engager dans {n} chantiers de {object}"),
            "Choisir",
            "⚑",
        ),
        ExpectationKind::Engage => (
            format!("S’engager dans un chantier de plus de {object}"),
            "Choisir",
            "⚑",
        ),
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
        ExpectationKind::AnswerSolicitation if n > 0 => (
            format!("Relire et donner la réponse à la sollicitation {quoted}"),
            "Relire et répondre",
            "✉",
        ),
        ExpectationKind::AnswerSolicitation => {
            (format!("Répondre à la sollicitation {quoted}"), "Répondre", "✉")
        }
        ExpectationKind::AcknowledgeBulletin => {
            (format!("Accuser réception de la note {quoted}"), "Lire", "✉")
        }
        ExpectationKind::RelayCorrection => (
            format!("Relayer le rectificatif de {quoted}"),
            "Voir la correction",
            "✉",
        ),
        ExpectationKind::ReviewBulletin => (format!("Relire et publier la note {quoted}"), "Relire", "✎"),
        ExpectationKind::RemindOfBulletin => (
            format!("Relancer {n} centre{s} sur la note {quoted}"),
            "Voir",
            "⚑",
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
        ExpectationKind::Action => (format!("Faire\u{a0}: {object}"), "Voir l’action", "✓"),
        ExpectationKind::AnswerConvocation => (format!("Dire si vous venez : {quoted}"), "Répondre", "✉"),
        ExpectationKind::Convene => (format!("Convoquer {quoted}"), "Convoquer", "✉"),
        ExpectationKind::AnswerPoll => (format!("Répondre au sondage de dates {quoted}"), "Répondre", "✉"),
        ExpectationKind::SaveEntry => (
            format!("Dire la situation du centre avant {quoted}"),
            "Écrire",
            "✎",
        ),
        ExpectationKind::ClosePoll => (format!("Choisir une date pour {quoted}"), "Choisir", "✓"),
        ExpectationKind::CastBallot => (format!("Voter\u{a0}: {quoted}"), "Voter", "✓"),
        ExpectationKind::WriteMinutes => (
            format!("Faire relire et approuver le compte rendu\u{a0}: {quoted}"),
            "Ouvrir",
            "✎",
        ),
        ExpectationKind::CommentMinutes => (format!("Relire le compte rendu\u{a0}: {quoted}"), "Relire", "✉"),
        ExpectationKind::LockMinutes => (
            format!("Verrouiller le compte rendu\u{a0}: {quoted}"),
            "Verrouiller",
            "✓",
        ),
        ExpectationKind::AgreeProduction if n > 1 => {
            (format!("Convenir de la forme de {n} productions"), "Voir", "✓")
        }
        ExpectationKind::AcceptOffer => (
            format!("Accepter la place qui vous est proposée\u{a0}: {quoted}"),
            "Répondre",
            "✉",
        ),
        ExpectationKind::Register => (format!("S’inscrire\u{a0}: {quoted}"), "S’inscrire", "⚑"),
        ExpectationKind::AgreeProduction => (
            format!("Convenir de la forme de la production {quoted}"),
            "Voir",
            "✓",
        ),
        ExpectationKind::CloseSolicitation => (format!("Clore la sollicitation {quoted}"), "Clore", "✓"),
        ExpectationKind::TakeQuestions if object.is_empty() => (
            format!("Prendre en charge {n} question{s} du terrain"),
            "Voir lesquelles",
            "⚑",
        ),
        ExpectationKind::TakeQuestions => (
            format!("Prendre en charge la question du terrain {quoted}"),
            "Ouvrir",
            "⚑",
        ),
        ExpectationKind::AnswerQuestion => (
            format!("Répondre à la question du terrain {quoted}"),
            "Répondre",
            "✎",
        ),
        ExpectationKind::AnswerSupport => (
            format!("Répondre à la demande d’appui de {object}"),
            "Répondre",
            "✉",
        ),
    }
}
