//! The rules: one entry of one table for each.

use proto::v1::{MeetingKind, ObligationRule, TextKind};
use uuid::Uuid;

use super::facts::{Facts, Found};
use crate::framework::Cited;
use crate::meeting::kinds;
use crate::network::Centre;

/// Of whom a rule asks something, and what judges it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Judge {
    /// The network.
    Network(fn(&Facts) -> Found),
    /// Each centre.
    Centre(fn(&Facts, &Centre) -> Found),
}

/// What a rule is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) id: &'static str,
    /// In French.
    pub(super) title: &'static str,
    /// The exact words of the source; empty for an own rule.
    pub(super) quote: &'static str,
    /// Where they stand.
    pub(super) source: &'static str,
    /// The text that holds them, by its kind and the number of its section; `None` for an own rule. An annex is the
    /// one with the ANRU.
    pub(super) text: Option<(TextKind, &'static str)>,
    /// What is counted, in French.
    pub(super) counted: &'static str,
    pub(super) is_at_most: bool,
    pub(super) judge: Judge,
}

/// The source of a rule that is not the State's.
pub(super) const OWN: &str = "Règle propre à Passerelle";
const FRAMEWORK: &str = "Cadre de référence, 3.3";
const IN_FRAMEWORK: Option<(TextKind, &str)> = Some((TextKind::Framework, "3.3"));
const ANNEX: &str = "Annexe technique avec l’ANRU";
const IN_ANNEX: Option<(TextKind, &str)> = Some((TextKind::Annex, ""));
const HELD: &str = "Séances tenues";

/// All the rules, in their order. To add one: an entry here, and what it needs to know in `facts.rs`.
pub(super) const RULES: [Rule; 12] = [
    Rule {
        id: "P1",
        title: "Un programme d’animation de trois chantiers au plus",
        quote: "Ce programme d’animation ne pourra pas excéder 3 chantiers par an.",
        source: FRAMEWORK,
        text: IN_FRAMEWORK,
        counted: "Chantiers",
        is_at_most: true,
        judge: Judge::Network(Facts::streams),
    },
    Rule {
        id: "P2",
        title: "Contribuer à au moins deux chantiers",
        quote: "Chaque centre de ressources s’investira en conséquence sur au moins 2 des 3 chantiers sur lesquels le \
                CGET lance un appel à contributions.",
        source: FRAMEWORK,
        text: IN_FRAMEWORK,
        counted: "Chantiers avec contribution",
        is_at_most: false,
        judge: Judge::Centre(Facts::contributions),
    },
    Rule {
        id: "P3",
        title: "Le programme validé à la dernière séance de l’année précédente",
        quote: "Celui-ci sera proposé par le CGET pour l’année suivante et validé dans le cadre de la dernière séance \
                annuelle du comité technique d’animation nationale.",
        source: FRAMEWORK,
        text: IN_FRAMEWORK,
        counted: "",
        is_at_most: false,
        judge: Judge::Network(Facts::validation),
    },
    Rule {
        id: "P6",
        title: "Formaliser au moins une production dans l’année",
        quote: "A formaliser chaque année au moins une production, dont la forme est convenue à l’avance, en lien avec \
                leur éventuelle spécialité thématique.",
        source: "Cadre de référence, 3.4, engagement 2",
        text: Some((TextKind::Framework, "3.4")),
        counted: "Productions",
        is_at_most: false,
        judge: Judge::Centre(Facts::production),
    },
    Rule {
        id: "M1",
        title: "Le Comité technique d’animation nationale, au moins trois fois",
        quote: "Il se réunira a minima trois fois par an, sur invitation du CGET.",
        source: FRAMEWORK,
        text: IN_FRAMEWORK,
        counted: HELD,
        is_at_most: false,
        judge: Judge::Network(|facts| facts.meetings(MeetingKind::TechnicalCommittee)),
    },
    Rule {
        id: "M2",
        title: "Le Comité de suivi de la charte, une fois",
        quote: "Ce comité se réunira une fois par an, sur invitation du CGET.",
        source: FRAMEWORK,
        text: IN_FRAMEWORK,
        counted: HELD,
        is_at_most: false,
        judge: Judge::Network(|facts| facts.meetings(MeetingKind::CharterCommittee)),
    },
    Rule {
        id: "M3",
        title: "La journée nationale, une fois",
        quote: "Le CGET organisera une journée annuelle à laquelle participeront les centres de ressources (directions \
                et équipes) ainsi que le réseau des correspondants territoriaux de l’Etat pour la politique de la ville \
                et les partenaires signataires des annexes techniques du cadre de référence.",
        source: FRAMEWORK,
        text: IN_FRAMEWORK,
        counted: HELD,
        is_at_most: false,
        judge: Judge::Network(|facts| facts.meetings(MeetingKind::NationalDay)),
    },
    Rule {
        id: "A1",
        title: "L’information envoyée au réseau, au rythme que chaque procédure promet",
        quote: "L’ANRU identifiera un canal d’information et le type d’information qu’elle diffusera régulièrement à \
                l’ensemble du réseau des CRPV (définition d’une procédure d’information).",
        source: ANNEX,
        text: IN_ANNEX,
        counted: "Notes envoyées",
        is_at_most: false,
        judge: Judge::Network(Facts::regularity),
    },
    Rule {
        id: "A8",
        title: "Les notes d’information accusées dans leur délai",
        quote: "",
        source: OWN,
        text: None,
        counted: "Accusés dans le délai",
        is_at_most: false,
        judge: Judge::Centre(Facts::acknowledgements),
    },
    Rule {
        id: "A6",
        title: "La rencontre bilatérale entre l’ANRU et l’animation nationale, une fois",
        quote: "A minima une réunion bilatérale de régulation sera organisée chaque année entre l’ANRU et le CGET.",
        source: ANNEX,
        text: IN_ANNEX,
        counted: HELD,
        is_at_most: false,
        judge: Judge::Network(|facts| facts.meetings(MeetingKind::Bilateral)),
    },
    Rule {
        id: "O1",
        title: "Les points du réseau ultra-marin, autant que l’année en prévoit",
        quote: "Dans cette optique, concernant les centres de ressources ultra-marins, la mise en place d’un « réseau \
                ultra-marin » animé par le CGET en concertation avec la DGOM est envisagée. Il permettra de réaliser \
                des points réguliers sur l’actualité des centres de ressources ultra-marins et de développer des \
                travaux en commun.",
        source: "Cadre de référence, 2",
        text: Some((TextKind::Framework, "2")),
        counted: "Points tenus",
        is_at_most: false,
        judge: Judge::Network(Facts::points),
    },
    Rule {
        id: "CR",
        title: "Les comptes rendus approuvés dans le délai que fixe l’animateur",
        quote: "",
        source: OWN,
        text: None,
        counted: "Comptes rendus approuvés",
        is_at_most: false,
        judge: Judge::Network(Facts::minutes),
    },
];

impl Rule {
    /// As the contract shows it, with its text among those that are cited; `agency_ids`: the ANRU.
    pub(super) fn message(&self, texts: &[Cited], agency_ids: &[Uuid]) -> ObligationRule {
        let holds = |one: &&Cited, kind| {
            let is_with_agency = one.partner_id.is_some_and(|id| agency_ids.contains(&id));
            one.kind == kind && (kind != TextKind::Annex || is_with_agency)
        };
        let found = self.text.and_then(|(kind, section)| {
            let text = texts.iter().find(|one| holds(one, kind))?;
            Some((text, text.path(section)))
        });
        let rule = self.words();
        let Some((text, path)) = found else {
            return rule;
        };
        ObligationRule {
            text_id: text.id.to_string(),
            text_title: text.title.clone(),
            version_label: text.label.clone(),
            in_force_from: text.in_force_from.to_string(),
            text_path: path,
            ..rule
        }
    }

    fn words(&self) -> ObligationRule {
        ObligationRule {
            id: self.id.to_owned(),
            title: self.title.to_owned(),
            quote: self.quote.to_owned(),
            source: self.source.to_owned(),
            is_own: self.source == OWN,
            is_of_centre: matches!(self.judge, Judge::Centre(_)),
            counted: self.counted.to_owned(),
            is_at_most: self.is_at_most,
            ..ObligationRule::default()
        }
    }
}

/// How often a kind of meeting is asked for in a year.
pub(super) fn n_per_year(kind: MeetingKind) -> usize {
    usize::try_from(kinds::kind(kind).n_per_year).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_its_words_and_a_source_that_is_quoted_or_own() {
        let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RULES.len(), "two rules with one identifier");
        for rule in RULES {
            assert!(!rule.title.is_empty() && !rule.source.is_empty(), "{}", rule.id);
            assert_eq!(rule.quote.is_empty(), rule.source == OWN, "{}", rule.id);
            assert_eq!(rule.text.is_none(), rule.source == OWN, "{}", rule.id);
            assert!(!rule.quote.contains("  "), "{}", rule.id);
        }
    }

    /// The kinds of meetings that are asked for so often in a year are those of the table, under the same names.
    #[test]
    fn each_kind_of_meeting_that_is_asked_for_has_its_rule() {
        for kind in kinds::KINDS.iter().filter(|kind| kind.n_per_year > 0) {
            let rule = RULES.iter().find(|rule| rule.id == kind.rule).unwrap();
            assert_eq!(rule.source, kind.source, "{}", rule.id);
        }
    }
}
