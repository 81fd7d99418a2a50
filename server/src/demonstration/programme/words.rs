//! The words of the demonstration's programmes.

use proto::v1::Expected;

/// A stream in words.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) theme: &'static str,
    pub(super) purpose: &'static str,
    pub(super) expected: &'static [Expected],
    pub(super) lead: &'static str,
    pub(super) guidance: &'static str,
    pub(super) required: &'static str,
}

pub(super) const INTRODUCTION: &str = "Le programme d’animation nationale retient trois chantiers, construits avec \
les centres. Chaque centre s’investit **sur au moins deux d’entre eux** et répond à leur appel à contributions ; en \
retour, il est associé aux travaux de ces chantiers.\n\n\
- Des fiches d’expérience au format commun, pour que les pratiques circulent d’un territoire à l’autre.\n\
- Des séances de travail courtes, à distance, à des heures qui conviennent aussi aux centres ultramarins.\n\
- Une synthèse par chantier, présentée à la journée nationale.";

pub(super) const STREAMS: [Words; 3] = [
    Words {
        title: "Participation des habitants",
        theme: "Démocratie locale",
        purpose: "Comprendre ce qui permet aux habitants des quartiers prioritaires de peser sur les décisions : \
                  conseils citoyens, maisons de projet, budgets participatifs, démarches d’aller-vers.\n\n\
                  Le chantier rassemble des expériences qui ont **changé une décision**, et dit à quelles conditions.",
        expected: &[Expected::ExperienceSheet, Expected::TextNote],
        lead: "Bureau de l’animation nationale, avec Rives de Loire",
        guidance: "Une fiche par expérience, deux à quatre pages.\n\n\
                   1. Partez d’une décision qui a changé, et remontez à ce qui l’a permis.\n\
                   2. Dites ce que l’expérience a coûté, en temps et en argent.\n\
                   3. Nommez les personnes à contacter : leur accord vous sera demandé au dépôt.",
        required: "context,problem,actions,results,lessons",
    },
    Words {
        title: "Développement économique des quartiers",
        theme: "Emploi et activité",
        purpose: "Faire connaître les démarches qui aident à créer, reprendre ou maintenir une activité dans les \
                  quartiers : amorçage, foncier commercial, clauses d’insertion, achats locaux.",
        expected: &[Expected::ExperienceSheet],
        lead: "Bureau du développement économique, avec le Val des Forges",
        guidance: "Une fiche par expérience, chiffres à l’appui. Les documents utiles (conventions, plaquettes) peuvent \
                   être joints.",
        required: "context,actions,means,results",
    },
    Words {
        title: "Mobiliser le droit commun",
        theme: "Politiques publiques",
        purpose: "Montrer comment les politiques de droit commun (santé, emploi, école, transports) s’adaptent aux \
                  quartiers, et ce que les contrats de ville y changent.",
        expected: &[Expected::TextNote, Expected::OtherProduction],
        lead: "Bureau de l’animation nationale, avec la Plaine du Nord",
        guidance: "Une note de deux pages par politique, ou un document que vous avez déjà produit.",
        required: "",
    },
];

pub(super) const LAST_STREAMS: [Words; 3] = [
    Words {
        title: "Renouvellement urbain et relogement",
        theme: "Habitat",
        purpose: "Accompagner les ménages avant, pendant et après le relogement.",
        expected: &[Expected::ExperienceSheet],
        lead: "Bureau de l’animation nationale, avec l’ANRU",
        guidance: "Une fiche par expérience.",
        required: "context,actions,results",
    },
    Words {
        title: "Réussite éducative",
        theme: "Éducation",
        purpose: "Faire travailler ensemble l’école, les familles et le quartier.",
        expected: &[Expected::ExperienceSheet],
        lead: "Bureau de l’animation nationale, avec Deux Fleuves",
        guidance: "Une fiche par expérience.",
        required: "context,actions,results",
    },
    Words {
        title: "Prévention et accès aux soins",
        theme: "Santé",
        purpose: "Rapprocher la prévention et les soins des habitants.",
        expected: &[Expected::TextNote],
        lead: "Bureau de l’animation nationale",
        guidance: "Une note de deux pages.",
        required: "",
    },
];

pub(super) const SYNTHESIS: &str = "## Ce que disent les contributions\n\n\
Les contributions du réseau racontent la même chose par des chemins différents : **le temps passé avant** décide de \
la suite. Les équipes qui ont rencontré chaque famille trois fois ou plus avant le premier déménagement notent peu de \
refus.\n\n\
- Un interlocuteur unique, du premier entretien à l’installation.\n\
- Des visites de logements témoins, avec d’anciens voisins.\n\
- Un suivi six mois après, qui fait remonter les malfaçons.\n\n\
## Ce qui reste ouvert\n\n\
Le relogement des grandes familles et celui des personnes âgées seules demandent des réponses que le réseau n’a pas \
encore.";

/// What each centre answered to the three streams, in order: `e` engaged, `t` engaged and entered by the
/// animator after a telephone call, `d` declined, `w` withdrawn, `-` nothing yet.
pub(super) const ANSWERS: [(&str, &str); 18] = [
    ("Bocage et Estuaire", "ee-"),
    ("Capitale", "-ee"),
    ("Causses et Garrigues", "-ee"),
    ("Deux Fleuves", "eed"),
    ("Golfe du Midi", "eee"),
    ("Grand Confluent", "-ee"),
    ("Guadeloupe – Saint-Martin", "-et"),
    ("Guyane", "ee-"),
    ("La Réunion", "-ee"),
    ("Martinique", "---"),
    ("Mayotte", "et-"),
    ("Monts et Vallées", "e-e"),
    ("Plaine du Nord", "-e-"),
    ("Plateau des Lacs", "d--"),
    ("Rivages de l’Ouest", "-d-"),
    ("Rives de Loire", "ee-"),
    ("Terres du Levant", "-ew"),
    ("Val des Forges", "-ee"),
];

/// The centre that was granted a dispensation this year, and why.
pub(super) const DISPENSED: (&str, &str) = (
    "Plateau des Lacs",
    "Direction vacante depuis quatre mois ; recrutement en cours.",
);
/// The centre that asks for one, and why.
pub(super) const ASKS: (&str, &str) = (
    "Terres du Levant",
    "La personne chargée du droit commun part en congé de longue durée ; nous ne pourrons suivre qu’un chantier.",
);

/// What each centre sent last year to the three streams: `s` submitted, `e` engaged without a contribution.
pub(super) const LAST_ANSWERS: [(&str, &str); 18] = [
    ("Bocage et Estuaire", "ss-"),
    ("Capitale", "s-s"),
    ("Causses et Garrigues", "-ss"),
    ("Deux Fleuves", "-ss"),
    ("Golfe du Midi", "ss-"),
    ("Grand Confluent", "sse"),
    ("Guadeloupe – Saint-Martin", "s-s"),
    ("Guyane", "-ss"),
    ("La Réunion", "ss-"),
    ("Martinique", "s-s"),
    ("Mayotte", "-ss"),
    ("Monts et Vallées", "s-s"),
    ("Plaine du Nord", "sss"),
    ("Plateau des Lacs", "se-"),
    ("Rivages de l’Ouest", "ss-"),
    ("Rives de Loire", "s-s"),
    ("Terres du Levant", "-ss"),
    ("Val des Forges", "ee-"),
];

/// A title and the beginning of a text, for the contributions of last year to each stream.
pub(super) const LAST_TEXTS: [(&str, &str); 3] = [
    (
        "Trois visites avant de déménager",
        "Une équipe de deux personnes a rencontré chaque ménage trois fois avant le relogement. Les refus ont baissé \
         d’un tiers, et les demandes ont été connues plus tôt.",
    ),
    (
        "Le mercredi des parents",
        "Deux écoles ouvrent leurs salles le mercredi matin : les parents y préparent avec les enseignants les \
         moments difficiles de l’année, orientation comprise.",
    ),
    (
        "Un bus de dépistage au pied des tours",
        "Une fois par mois, un bus de dépistage s’arrête dans trois quartiers. Des relais habitants préviennent, \
         accompagnent et rappellent les rendez-vous.",
    ),
];

/// Who proposes what for the next year, and who supports it.
pub(super) const PROPOSALS: [(&str, &str, &str, &str, &[&str]); 4] = [
    (
        "Grand Confluent",
        "Évaluer avec les habitants",
        "Évaluation",
        "Mettre en commun les outils d’évaluation que les conseils citoyens peuvent prendre en main.",
        &[
            "Capitale",
            "Deux Fleuves",
            "Mayotte",
            "Rives de Loire",
            "Val des Forges",
        ],
    ),
    (
        "La Réunion",
        "S’adapter à la chaleur et aux risques",
        "Transition écologique",
        "Logements, espaces publics, solidarités de voisinage : ce que les quartiers les plus exposés ont appris.",
        &[
            "Golfe du Midi",
            "Guadeloupe – Saint-Martin",
            "Guyane",
            "Martinique",
            "Mayotte",
        ],
    ),
    (
        "Rivages de l’Ouest",
        "Jeunes et mobilités",
        "Jeunesse",
        "Permis, transports, stages loin du quartier : lever les freins à la mobilité des 16-25 ans.",
        &["Bocage et Estuaire", "Plateau des Lacs"],
    ),
    (
        "Rives de Loire",
        "Inclusion numérique",
        "Numérique",
        "Tenir dans la durée les lieux où l’on apprend à faire ses démarches en ligne.",
        &["Causses et Garrigues", "Terres du Levant"],
    ),
];
