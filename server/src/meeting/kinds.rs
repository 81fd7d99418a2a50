//! What differs from one kind of meeting to another: one entry of one table for each.

use proto::v1::{Function, ItemPurpose, MeetingKind, MinutesAudience, Position, Role};

/// Who stands for whom in a meeting of a kind, when it is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The directors of all centres.
    Directors,
    /// The directors and the teams of all centres.
    CentreTeams,
    /// The directors of the overseas centres (O1).
    OverseasDirectors,
    /// The directors and the teams of the centres engaged in the stream (P5).
    EngagedTeams,
    /// The team of the centre that plans it.
    OwnTeam,
    /// The presidents of the centres.
    Presidents,
    /// The agents of every organisation with this function.
    Agents(Function),
}

impl Part {
    /// The functions and positions of its people.
    pub(crate) fn positions(self) -> (Function, &'static [Position]) {
        match self {
            Self::Directors | Self::OverseasDirectors => (Function::Centre, &[Position::Director]),
            Self::CentreTeams | Self::EngagedTeams | Self::OwnTeam => {
                (Function::Centre, &[Position::Director, Position::Team])
            }
            Self::Presidents => (Function::Centre, &[Position::President]),
            Self::Agents(function) => (function, &[Position::Agent, Position::Director]),
        }
    }
}

/// An item that comes with the kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    /// In French, as on the agenda.
    pub(crate) title: &'static str,
    /// Duration, in minutes.
    pub(crate) minutes: i32,
    pub(crate) purpose: ItemPurpose,
}

/// What each centre says before a meeting of a kind (M1, M3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    /// Title of the standing item whose text it becomes.
    pub(crate) item: &'static str,
    /// What is asked, in order.
    pub(crate) fields: &'static [Field],
}

/// One thing that a centre is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) key: &'static str,
    /// In French.
    pub(crate) label: &'static str,
    /// A sentence that helps, in French.
    pub(crate) hint: &'static str,
}

/// What a kind of meeting carries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    #[expect(clippy::struct_field_names, reason = "the word of the contract")]
    pub(crate) kind: MeetingKind,
    /// In French.
    pub(crate) label: &'static str,
    /// The rule that asks for it.
    pub(crate) rule: &'static str,
    /// Where the rule stands: the framework, or the platform for an own one.
    pub(crate) source: &'static str,
    /// How often in a year; 0: as needed.
    pub(crate) n_per_year: i32,
    /// Decisions may be put to the vote.
    pub(crate) may_vote: bool,
    /// People register themselves.
    pub(crate) has_registration: bool,
    /// What each centre says before it.
    pub(crate) round: Option<Round>,
    /// Everyone in the network sees it, convened or not.
    pub(crate) is_open: bool,
    /// Who reads its minutes, once they are locked.
    pub(crate) minutes_audience: MinutesAudience,
    /// On whose invitation, when it is not the organiser's.
    pub(crate) invited_by: &'static str,
    /// Roles that plan one and prepare it.
    pub(crate) conveners: &'static [Role],
    /// Roles that are consulted: they see it from the planning on and add points to its agenda.
    pub(crate) in_concert: &'static [Role],
    /// Who is convened.
    pub(crate) parts: &'static [Part],
    /// Standing items, in order.
    pub(crate) standing: &'static [Standing],
}

const FRAMEWORK: &str = "Cadre de référence, 3.3";
const ANIMATOR: Part = Part::Agents(Function::Animator);

const fn standing(title: &'static str, minutes: i32, purpose: ItemPurpose) -> Standing {
    Standing {
        title,
        minutes,
        purpose,
    }
}

const fn field(key: &'static str, label: &'static str, hint: &'static str) -> Field {
    Field { key, label, hint }
}

/// M1: the situation of the centres, and what they make heard.
const COMMITTEE_ROUND: Round = Round {
    item: "Situation des centres",
    fields: &[
        field(
            "situation",
            "Situation du centre",
            "Équipe, gouvernance, moyens\u{a0}: ce qui a changé depuis la dernière séance.",
        ),
        field("news", "Actualité", "Ce que le centre vient de faire ou prépare."),
        field(
            "difficulties",
            "Difficultés rencontrées sur le terrain",
            "Ce que les acteurs locaux font remonter, et ce qui appelle une réponse nationale.",
        ),
    ],
};

/// M3: the difficulties that are pooled, and the feedback of the evaluations.
const DAY_ROUND: Round = Round {
    item: "Difficultés rencontrées dans la gouvernance locale",
    fields: &[
        field(
            "difficulties",
            "Difficultés rencontrées dans la gouvernance locale",
            "Pilotage des contrats de ville, place des habitants, articulation des acteurs…",
        ),
        field(
            "evaluation",
            "Retours des évaluations",
            "Ce que les évaluations conduites sur votre territoire enseignent.",
        ),
    ],
};

/// What most kinds have in common.
const PLAIN: Kind = Kind {
    kind: MeetingKind::Unspecified,
    label: "",
    rule: "M5",
    source: FRAMEWORK,
    n_per_year: 0,
    may_vote: false,
    has_registration: false,
    round: None,
    is_open: false,
    minutes_audience: MinutesAudience::Convened,
    invited_by: "",
    conveners: &[Role::Animator],
    in_concert: &[],
    parts: &[],
    standing: &[],
};

/// All the kinds. To add one: its number in the contract, and an entry here.
pub(crate) const KINDS: [Kind; 11] = [
    Kind {
        kind: MeetingKind::TechnicalCommittee,
        label: "Comité technique d’animation nationale",
        rule: "M1",
        n_per_year: 3,
        may_vote: true,
        round: Some(COMMITTEE_ROUND),
        is_open: true,
        minutes_audience: MinutesAudience::Network,
        parts: &[ANIMATOR, Part::Directors],
        standing: &[
            standing(COMMITTEE_ROUND.item, 45, ItemPurpose::Discussion),
            standing(
                "Actualité des politiques nationales",
                45,
                ItemPurpose::Information,
            ),
            standing(
                "Organisation des appels à contributions",
                30,
                ItemPurpose::Discussion,
            ),
        ],
        ..PLAIN
    },
    Kind {
        kind: MeetingKind::CharterCommittee,
        label: "Comité de suivi de la charte",
        rule: "M2",
        n_per_year: 1,
        may_vote: true,
        parts: &[ANIMATOR, Part::Agents(Function::ElectedAssociation)],
        standing: &[standing(
            "Respect des principes et des engagements de la charte",
            60,
            ItemPurpose::Discussion,
        )],
        ..PLAIN
    },
    Kind {
        kind: MeetingKind::NationalDay,
        label: "Journée nationale",
        rule: "M3",
        n_per_year: 1,
        has_registration: true,
        round: Some(DAY_ROUND),
        is_open: true,
        minutes_audience: MinutesAudience::Network,
        parts: &[
            ANIMATOR,
            Part::CentreTeams,
            Part::Agents(Function::StateService),
            Part::Agents(Function::UrbanRenewalAgency),
        ],
        standing: &[
            standing("Bilan national de l’année", 60, ItemPurpose::Information),
            standing(DAY_ROUND.item, 60, ItemPurpose::Discussion),
            standing("Retours des évaluations", 45, ItemPurpose::Discussion),
        ],
        ..PLAIN
    },
    Kind {
        kind: MeetingKind::PresidentsMeeting,
        label: "Réunion nationale des Présidents",
        rule: "M4",
        invited_by: "la ou le ministre chargé de la ville",
        parts: &[ANIMATOR, Part::Presidents],
        ..PLAIN
    },
    Kind {
        kind: MeetingKind::Reflection,
        label: "Temps de réflexion national",
        parts: &[ANIMATOR, Part::Directors],
        ..PLAIN
    },
    Kind {
        kind: MeetingKind::StudyDay,
        label: "Journée d’étude",
        is_open: true,
        minutes_audience: MinutesAudience::Network,
        parts: &[ANIMATOR, Part::Agents(Function::StateService), Part::CentreTeams],
        ..PLAIN
    },
    Kind {
        kind: MeetingKind::Training,
        label: "Formation",
        is_open: true,
        minutes_audience: MinutesAudience::Network,
        parts: &[ANIMATOR, Part::Agents(Function::StateService), Part::CentreTeams],
        ..PLAIN
    },
    Kind {
        kind: MeetingKind::OverseasPoint,
        label: "Point du réseau ultra-marin",
        rule: "O1",
        source: "Cadre de référence, 2 et 5",
        in_concert: &[Role::OverseasMinistry],
        parts: &[
            ANIMATOR,
            Part::Agents(Function::OverseasMinistry),
            Part::OverseasDirectors,
        ],
        standing: &[standing(
            "Actualité des centres ultra-marins",
            45,
            ItemPurpose::Discussion,
        )],
        ..PLAIN
    },
    Kind {
        kind: MeetingKind::Bilateral,
        label: "Rencontre bilatérale ANRU – animation nationale",
        rule: "A6",
        source: "Annexe technique avec l’ANRU",
        n_per_year: 1,
        conveners: &[Role::Animator, Role::UrbanRenewalAgency],
        parts: &[ANIMATOR, Part::Agents(Function::UrbanRenewalAgency)],
        standing: &[standing("Suivi des projets communs", 60, ItemPurpose::Discussion)],
        ..PLAIN
    },
    Kind {
        kind: MeetingKind::WorkingSession,
        label: "Séance de travail d’un chantier",
        rule: "P5",
        parts: &[ANIMATOR, Part::EngagedTeams],
        ..PLAIN
    },
    Kind {
        kind: MeetingKind::LocalSession,
        label: "Rencontre locale",
        rule: "",
        source: "Passerelle",
        conveners: &[Role::Director],
        parts: &[Part::OwnTeam],
        ..PLAIN
    },
];

/// The entry of a kind.
pub(crate) fn kind(kind: MeetingKind) -> &'static Kind {
    KINDS.iter().find(|entry| entry.kind == kind).unwrap_or(&PLAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_the_contract_has_one_entry() {
        for number in 1..100 {
            let Ok(wanted) = MeetingKind::try_from(number) else {
                assert!(number > 11, "a number is missing in the contract: {number}");
                break;
            };
            let n = KINDS.iter().filter(|entry| entry.kind == wanted).count();
            assert_eq!(n, 1, "{wanted:?}");
            let entry = kind(wanted);
            assert!(!entry.label.is_empty() && !entry.parts.is_empty() && !entry.conveners.is_empty());
        }
    }

    #[test]
    fn a_round_becomes_a_standing_item_of_its_kind() {
        for entry in KINDS {
            let Some(round) = entry.round else { continue };
            let is_there = |item: &&Standing| item.title == round.item;
            assert_eq!(
                entry.standing.iter().filter(is_there).count(),
                1,
                "{:?}",
                entry.kind
            );
            let mut keys: Vec<_> = round.fields.iter().map(|field| field.key).collect();
            keys.dedup();
            assert_eq!(keys.len(), round.fields.len());
        }
    }

    /// Nobody reads the minutes of a meeting without seeing the meeting.
    #[test]
    fn minutes_are_shown_to_the_network_where_the_meeting_is() {
        for entry in KINDS {
            let is_shown = entry.minutes_audience == MinutesAudience::Network;
            assert!(entry.is_open || !is_shown, "{:?}", entry.kind);
        }
        let committee = kind(MeetingKind::TechnicalCommittee);
        assert_eq!(committee.minutes_audience, MinutesAudience::Network);
        let charter = kind(MeetingKind::CharterCommittee);
        assert_eq!(charter.minutes_audience, MinutesAudience::Convened);
    }

    /// M1 at least 3, M2, M3 and A6 once a year; nothing else is asked for.
    #[test]
    fn the_rules_ask_for_so_many_a_year() {
        let asked: Vec<_> = KINDS
            .iter()
            .filter(|entry| entry.n_per_year > 0)
            .map(|entry| (entry.rule, entry.n_per_year))
            .collect();
        assert_eq!(asked, [("M1", 3), ("M2", 1), ("M3", 1), ("A6", 1)]);
    }
}
