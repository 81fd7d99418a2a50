//! The words of the demonstration's solicitations: real-looking texts, fictional facts.

use proto::v1::{AnswerState, Function};

use AnswerState::{Accepted, Awaited, Declined, Given};

/// A solicitation in words.
pub(super) struct Words {
    /// Whom asks.
    pub(super) function: Function,
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) purpose: &'static str,
    pub(super) workload: &'static str,
    /// Days ago.
    pub(super) asked_ago: i64,
    /// Days from today; negative when the last day is over.
    pub(super) due_in: i64,
    pub(super) is_for_all: bool,
    pub(super) outcome: &'static str,
    /// Days ago.
    pub(super) closed_ago: Option<i64>,
    /// Of the centres that said something; asked of all, the others said nothing yet.
    pub(super) answers: &'static [Said],
}

/// What a centre said.
pub(super) struct Said {
    /// Its short name.
    pub(super) centre: &'static str,
    pub(super) state: AnswerState,
    /// The text given or prepared, or the reason of a refusal.
    pub(super) words: &'static str,
    pub(super) hours_ago: i64,
    pub(super) is_by_telephone: bool,
}

const fn said(centre: &'static str, state: AnswerState, hours_ago: i64, words: &'static str) -> Said {
    Said {
        centre,
        state,
        words,
        hours_ago,
        is_by_telephone: false,
    }
}

pub(super) const ALL: [Words; 3] = [CLOSED, OF_TWO, OF_ALL];

const OF_ALL: Words = Words {
    function: Function::UrbanRenewalAgency,
    title: "Maisons du projet : ce qui fait venir les habitants",
    text: "Nous préparons un guide sur les maisons du projet, ouvertes dans les quartiers en renouvellement urbain. \
           Avant de l’écrire, nous voulons partir de ce que vous observez.\n\n\
           1. Dans vos territoires, quelles maisons du projet sont **fréquentées**, et par qui ?\n\
           2. Qu’est-ce qui a changé la fréquentation : le lieu, les horaires, les personnes qui accueillent ?\n\
           3. Quels habitants ne viennent pas, et que disent-ils ?\n\n\
           Une page suffit. Si rien n’existe chez vous, dites-le : c’est aussi une réponse.",
    purpose: "Un guide destiné aux porteurs de projet, au premier semestre. Les centres cités le relisent.",
    workload: "une demi-journée",
    asked_ago: 6,
    due_in: 16,
    is_for_all: true,
    outcome: "",
    closed_ago: None,
    answers: &[
        said(
            "Monts et Vallées",
            Given,
            20,
            "Deux maisons du projet sont ouvertes à Valclair et aux Hauts de Brive.\n\n\
             - **Valclair** : un samedi sur deux, tenue par une adulte-relais ; trente à quarante personnes par mois.\n\
             - **Les Hauts** : ouverte en semaine aux heures de bureau ; presque personne.\n\n\
             La différence tient à la personne qui accueille, connue du quartier, et au samedi.",
        ),
        said("Golfe du Midi", Accepted, 44, ""),
        said("Deux Fleuves", Accepted, 70, ""),
        said(
            "Plateau des Lacs",
            Declined,
            52,
            "Aucun quartier de notre territoire n’est encore concerné par une maison du projet.",
        ),
        said(
            "Guyane",
            Accepted,
            30,
            "Le conseil citoyen tient une permanence au marché plutôt que dans un local ; nous décrivons pourquoi.",
        ),
    ],
};

const OF_TWO: Words = Words {
    function: Function::Animator,
    title: "Clauses d’insertion : relire la fiche nationale",
    text: "La fiche nationale sur les clauses d’insertion est remise à jour. Vous nommez tous deux ce sujet parmi vos \
           expertises : merci de la relire, et de dire ce qui ne correspond pas à ce que vous voyez sur le terrain.",
    purpose: "La version mise en ligne pour les correspondants de l’État.",
    workload: "une relecture, deux heures",
    asked_ago: 15,
    due_in: -2,
    is_for_all: false,
    outcome: "",
    closed_ago: None,
    answers: &[
        said(
            "Val des Forges",
            Given,
            75,
            "Relue avec deux facilitateurs. Trois remarques :\n\n\
             1. Le nombre d’heures est négocié **avant** la publication du marché : la fiche le laisse pour après.\n\
             2. Les petites entreprises mutualisent les heures ; un exemple aiderait.\n\
             3. Le tableau des publics date d’avant la dernière réforme.",
        ),
        said(
            "Martinique",
            Awaited,
            0,
            "Sur nos chantiers, l’éloignement des organismes de formation compte autant que le nombre d’heures.",
        ),
    ],
};

const CLOSED: Words = Words {
    function: Function::OverseasMinistry,
    title: "Accès aux droits : les obstacles propres aux outre-mer",
    text: "Le ministère prépare une contribution sur l’accès aux droits dans les quartiers prioritaires des \
           outre-mer. Quels sont, chez vous, les **deux obstacles** qui pèsent le plus, et ce qui a permis d’en lever un ?",
    purpose: "Une note de quatre pages remise au comité de pilotage ; chaque centre cité l’a relue.",
    workload: "deux heures, et une relecture",
    asked_ago: 62,
    due_in: -34,
    is_for_all: false,
    outcome: "Les quatre réponses ont nourri la note remise au comité de pilotage :\n\n\
              - la **barrière de la langue** y est traitée en premier, avec l’exemple guyanais des médiateurs ;\n\
              - la proposition de permanences itinérantes est reprise, et deux préfectures l’expérimentent cette année ;\n\
              - la question de l’état civil à Mayotte a été transmise au service compétent, qui vous répondra.\n\n\
              La note est jointe à l’ordre du jour du prochain point ultramarin. Merci de ces réponses rapides et franches.",
    closed_ago: Some(21),
    answers: &[
        said(
            "Guyane",
            Given,
            24 * 48,
            "La langue, puis la distance. Les médiateurs plurilingues du fleuve ont fait tomber de moitié les dossiers \
             incomplets.",
        ),
        said(
            "Mayotte",
            Given,
            24 * 45,
            "L’état civil d’abord : sans acte, aucun droit ne s’ouvre. Ensuite, la saturation des guichets.",
        ),
        said(
            "La Réunion",
            Given,
            24 * 40,
            "Le non-recours par découragement. Un rendez-vous unique, qui réunit trois organismes, l’a fait reculer.",
        ),
        Said {
            is_by_telephone: true,
            ..said(
                "Guadeloupe – Saint-Martin",
                Given,
                24 * 32,
                "Par téléphone, en retard du fait de la saison : les transports du soir, et des permanences itinérantes \
                 à Saint-Martin qui marchent bien.",
            )
        },
        said(
            "Martinique",
            Declined,
            24 * 50,
            "Nous avons répondu à la même question il y a six mois, pour l’agence régionale.",
        ),
    ],
};
