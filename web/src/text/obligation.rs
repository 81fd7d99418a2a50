//! The words of obligations.

use proto::v1::{EvidenceKind, ObligationCause, ObligationState};

/// Where an obligation stands.
pub fn obligation_state(state: ObligationState) -> &'static str {
    match state {
        ObligationState::Unspecified => "",
        ObligationState::Met => "tenue",
        ObligationState::OnTheWay => "en cours",
        ObligationState::AtRisk => "à risque",
        ObligationState::Missed => "non tenue",
        ObligationState::Dispensed => "dispense",
        ObligationState::NotAsked => "sans objet",
    }
}

/// Why it stands there, or what it waits for; `n` of what is named.
#[expect(clippy::too_many_lines, reason = "a line or two for each cause")]
pub fn obligation_cause(cause: ObligationCause, n: i32) -> String {
    use ObligationCause as C;
    let (one, several) = match cause {
        C::Unspecified => return String::new(),
        C::ToPlan => (
            "1\u{a0}séance reste à planifier",
            "{n}\u{a0}séances restent à planifier",
        ),
        C::Cancelled => (
            "une séance a été annulée et rien ne la remplace",
            "une séance a été annulée\u{a0}: {n}\u{a0}restent à planifier",
        ),
        C::ToConvene => ("une séance approche et n’est pas convoquée", ""),
        C::ToRecord => (
            "l’heure d’une séance est passée\u{a0}: il reste à dire si elle s’est tenue",
            "l’heure de {n}\u{a0}séances est passée\u{a0}: il reste à dire si elles se sont tenues",
        ),
        C::ToHold => (
            "1\u{a0}séance prévue reste à tenir",
            "{n}\u{a0}séances prévues restent à tenir",
        ),
        C::ToMarkLast => ("aucune séance n’est désignée comme la dernière de l’année", ""),
        C::ToPropose => (
            "la dernière séance approche et le programme n’est pas proposé",
            "",
        ),
        C::ToValidate => ("la dernière séance de l’année doit le valider", ""),
        C::HeldWithout => ("la dernière séance s’est tenue sans le valider", ""),
        C::ValidatedLate => ("validé après la fin de l’année précédente", ""),
        C::NoProgramme => ("aucun programme n’est préparé pour cette année", ""),
        C::NotValidated => ("le programme n’est pas validé", ""),
        C::TooManyStreams => ("trop de chantiers", "trop de chantiers\u{a0}: {n}"),
        C::ToEngage => (
            "un engagement manque encore",
            "{n}\u{a0}engagements manquent encore",
        ),
        C::ToContribute => (
            "1\u{a0}contribution reste à déposer",
            "{n}\u{a0}contributions restent à déposer",
        ),
        C::CallsClosed => ("trop d’appels se sont clos sans contribution", ""),
        C::ToDeclare => ("rien n’est encore déclaré", ""),
        C::ToAgree => ("la forme de la production reste à convenir", ""),
        C::ToDeliver => ("la production reste à remettre", ""),
        C::YearOver => ("l’année est finie", "l’année est finie\u{a0}: il en a manqué {n}"),
        C::Left => ("le centre a quitté le réseau", ""),
        C::MinutesToApprove => (
            "1\u{a0}compte rendu reste à approuver",
            "{n}\u{a0}comptes rendus restent à approuver",
        ),
        C::ToPublish => ("1\u{a0}note reste à envoyer", "{n}\u{a0}notes restent à envoyer"),
        C::ToAcknowledge => ("1\u{a0}note reste à accuser", "{n}\u{a0}notes restent à accuser"),
        C::AcknowledgedLate => (
            "1\u{a0}note n’a pas été accusée dans son délai",
            "{n}\u{a0}notes n’ont pas été accusées dans leur délai",
        ),
        C::MinutesLate => (
            "1\u{a0}compte rendu n’a pas été approuvé dans le délai",
            "{n}\u{a0}comptes rendus n’ont pas été approuvés dans le délai",
        ),
    };
    if n > 1 && !several.is_empty() {
        several.replace("{n}", &n.to_string())
    } else {
        one.to_owned()
    }
}

/// What a piece of evidence is.
pub fn evidence_kind(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Unspecified => "",
        EvidenceKind::Meeting => "réunion",
        EvidenceKind::Programme => "programme",
        EvidenceKind::Decision => "décision",
        EvidenceKind::Contribution => "contribution",
        EvidenceKind::Production => "production",
        EvidenceKind::Minutes => "compte rendu",
        EvidenceKind::Bulletin => "note d’information",
    }
}
