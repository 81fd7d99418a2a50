//! The words of decisions, votes, and rules of procedure.

use proto::v1::{
    DecisionMode, Function, Majority, MajorityBase, MeetingKind, RulesOfProcedure, TieRule, VoteResult,
    VoteState,
};

use super::function;

/// Where a vote stands.
pub fn vote_state(state: VoteState) -> &'static str {
    match state {
        VoteState::Unspecified => "",
        VoteState::Prepared => "préparé",
        VoteState::Open => "ouvert",
        VoteState::Closed => "clos",
    }
}

/// What a vote decided.
pub fn vote_result(result: VoteResult) -> &'static str {
    match result {
        VoteResult::Unspecified => "",
        VoteResult::Adopted => "adopté",
        VoteResult::Rejected => "rejeté",
        VoteResult::NoQuorum => "quorum non atteint",
        VoteResult::TooFew => "trop peu de votants",
    }
}

/// How a decision was taken.
pub fn decision_mode(mode: DecisionMode) -> &'static str {
    match mode {
        DecisionMode::Unspecified => "",
        DecisionMode::Consensus => "par consensus",
        DecisionMode::Vote => "par un vote",
        DecisionMode::Consultation => "par consultation écrite",
    }
}

/// A majority.
pub fn majority(majority: Majority) -> &'static str {
    match majority {
        Majority::Unspecified => "",
        Majority::Simple => "majorité simple",
        Majority::Absolute => "majorité absolue",
        Majority::TwoThirds => "majorité des deux tiers",
    }
}

/// What a majority is counted on.
pub fn majority_base(base: MajorityBase) -> &'static str {
    match base {
        MajorityBase::Unspecified => "",
        MajorityBase::Expressed => "suffrages exprimés, sans les abstentions",
        MajorityBase::Present => "voix présentes ou représentées",
        MajorityBase::Members => "toutes les voix",
    }
}

/// What happens to a tie.
pub fn tie_rule(tie: TieRule) -> &'static str {
    match tie {
        TieRule::Unspecified => "",
        TieRule::Chair => "la voix de la présidence est prépondérante",
        TieRule::Rejected => "rien n’est adopté",
    }
}

/// The rules in lines: what each says, and its words.
pub fn rules_of_procedure(rules: &RulesOfProcedure) -> Vec<(&'static str, String)> {
    let functions: Vec<&str> = rules.functions().map(function_of_voices).collect();
    let majority = match (rules.majority(), rules.base()) {
        (Majority::Simple, MajorityBase::Expressed) => {
            "simple\u{a0}: plus de voix que tout autre choix, sans compter les abstentions".to_owned()
        }
        (Majority::Simple, base) => format!(
            "simple\u{a0}: plus de voix que tout autre choix, et plus de la moitié ({})",
            majority_base(base)
        ),
        (Majority::Absolute, base) => format!("absolue\u{a0}: plus de la moitié ({})", majority_base(base)),
        (Majority::TwoThirds, base) => format!("deux tiers au moins ({})", majority_base(base)),
        (Majority::Unspecified, _) => String::new(),
    };
    let tie = match rules.tie() {
        TieRule::Chair => {
            "la voix de la présidence est prépondérante\u{a0}; dans un vote secret, rien n’est adopté"
        }
        other => tie_rule(other),
    };
    let proxies = match rules.n_proxies {
        0 => "aucune".to_owned(),
        1 => "une au plus par organisation".to_owned(),
        n => format!("{n} au plus par organisation"),
    };
    let quorum = match rules.quorum_percent {
        0 => "aucun".to_owned(),
        n => format!("{n}\u{a0}% des voix, présentes ou représentées"),
    };
    vec![
        (
            "Voix",
            format!("une par organisation\u{a0}: {}", functions.join(", ")),
        ),
        ("Majorité", majority),
        ("Égalité", tie.to_owned()),
        ("Voix portées", proxies),
        ("Quorum", quorum),
    ]
}

/// A function, as it is named among the voices.
fn function_of_voices(of: Function) -> &'static str {
    match of {
        Function::Centre => "centres de ressources",
        Function::Animator => "animation nationale",
        Function::UrbanRenewalAgency => "agence de la rénovation urbaine",
        Function::OverseasMinistry => "ministère chargé des outre-mer",
        Function::NationalPartner => "partenaires nationaux et têtes de réseau",
        Function::ElectedAssociation => "associations nationales d’élus",
        Function::StateService => "services de l’État",
        Function::Unspecified => function(of),
    }
}

const KIND: &str = "MEETING_KIND_";

/// The page of the rules of a kind: `/decision/rules/technical-committee`.
pub fn rules_path(kind: MeetingKind) -> String {
    let name = kind.as_str_name().trim_start_matches(KIND);
    format!("/decision/rules/{}", name.to_lowercase().replace('_', "-"))
}

/// The kind that such an address names.
pub fn kind_of_address(word: &str) -> Option<MeetingKind> {
    let name = word.to_uppercase().replace('-', "_");
    MeetingKind::from_str_name(&format!("{KIND}{name}")).filter(|kind| *kind != MeetingKind::Unspecified)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_kind() {
        for (kind, path) in [
            (
                MeetingKind::TechnicalCommittee,
                "/decision/rules/technical-committee",
            ),
            (MeetingKind::CharterCommittee, "/decision/rules/charter-committee"),
        ] {
            assert_eq!(rules_path(kind), path);
            assert_eq!(
                kind_of_address(path.trim_start_matches("/decision/rules/")),
                Some(kind)
            );
        }
        assert_eq!(kind_of_address("unspecified"), None);
        assert_eq!(kind_of_address("x"), None);
    }
}
