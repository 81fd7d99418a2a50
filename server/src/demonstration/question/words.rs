//! The words of the demonstration's questions: real-looking texts, fictional facts.

use proto::v1::{Closing, Function, QuestionKind, Urgency};

/// A question in words.
pub(super) struct Words {
    pub(super) kind: QuestionKind,
    /// Of the body that is asked.
    pub(super) function: Function,
    pub(super) subject: &'static str,
    pub(super) text: &'static str,
    pub(super) territory: &'static str,
    pub(super) urgency: Urgency,
    /// Short names: the one that asked first.
    pub(super) centres: &'static [&'static str],
    /// What the second one adds.
    pub(super) note: &'static str,
    /// Days ago.
    pub(super) asked_ago: i64,
    /// Days from today, once it is taken; negative when the last day is over.
    pub(super) due_in: Option<i64>,
    /// Versions: days ago, text.
    pub(super) answers: &'static [(i64, &'static str)],
    /// Days ago, why, in words.
    pub(super) closed: Option<(i64, Closing, &'static str)>,
}

/// What most are.
const USUAL: Words = Words {
    kind: QuestionKind::Question,
    function: Function::UrbanRenewalAgency,
    subject: "",
    text: "",
    territory: "",
    urgency: Urgency::Normal,
    centres: &[],
    note: "",
    asked_ago: 0,
    due_in: None,
    answers: &[],
    closed: None,
};

pub(super) const ALL: [Words; 6] = [SETTLED, REDIRECTED, ANSWERED, LATE, OVERSEAS, NEW];

const SETTLED: Words = Words {
    subject: "Le coût de la concertation entre-t-il dans l’assiette subventionnable ?",
    text: "Plusieurs porteurs de projet hésitent à chiffrer les réunions, la traduction et la garde d’enfants.",
    territory: "Trois quartiers de la vallée",
    centres: &["Rives de Loire", "Deux Fleuves", "Grand Confluent"],
    asked_ago: 80,
    due_in: Some(-60),
    answers: &[(
        65,
        "Oui, dans la limite fixée par le **règlement financier**, si les dépenses :\n\n- figurent au protocole ou à la \
         convention ;\n- sont justifiées par des factures ;\n- concernent les habitants du quartier.\n\n\
         La garde d’enfants et l’interprétariat en font partie.",
    )],
    closed: Some((50, Closing::Settled, "")),
    ..USUAL
};

const REDIRECTED: Words = Words {
    kind: QuestionKind::Expectation,
    function: Function::Animator,
    subject: "Un modèle de convention pour les adultes-relais employés par deux associations",
    territory: "Agglomération du plateau",
    centres: &["Plateau des Lacs"],
    asked_ago: 40,
    closed: Some((
        31,
        Closing::Redirected,
        "Le service de l’État dans le département tient ces modèles et les adapte.",
    )),
    ..USUAL
};

const ANSWERED: Words = Words {
    subject: "Un ménage relogé peut-il revenir dans son quartier d’origine ?",
    text: "La charte locale n’en dit rien, et les conseils citoyens posent la question à chaque réunion.",
    centres: &["Plaine du Nord", "Golfe du Midi", "Terres du Levant", "Capitale"],
    note: "La même demande revient dans deux de nos quartiers.",
    asked_ago: 33,
    due_in: Some(-5),
    answers: &[
        (12, "La charte de relogement peut le prévoir ; rien ne l’impose."),
        (
            6,
            "La charte de relogement peut le prévoir, et c’est **recommandé** : un droit au retour, dans les logements \
             reconstruits ou voisins, pendant une durée que la charte fixe. Rien ne l’impose cependant.",
        ),
    ],
    ..USUAL
};

const LATE: Words = Words {
    subject: "Les heures des entreprises de travail temporaire comptent-elles pour les clauses d’insertion ?",
    text: "Un facilitateur refuse de les décompter, un autre les accepte.",
    territory: "Bassin d’emploi",
    centres: &["Val des Forges", "Bocage et Estuaire"],
    asked_ago: 26,
    due_in: Some(-3),
    ..USUAL
};

const OVERSEAS: Words = Words {
    subject: "Quelles aides pour un quartier informel sans titres de propriété ?",
    text: "Les règles supposent un foncier maîtrisé. Comment déposer un dossier avant la régularisation ?",
    territory: "Littoral",
    urgency: Urgency::Urgent,
    centres: &["Guyane", "Mayotte", "Martinique"],
    note: "Même situation chez nous.",
    asked_ago: 9,
    due_in: Some(12),
    ..USUAL
};

const NEW: Words = Words {
    subject: "Qui paie le déménagement des familles relogées pendant les travaux ?",
    text: "Il s’agit de relogements **temporaires**, de six mois à un an, dans le même quartier.",
    territory: "Quartier du Port",
    centres: &["Rives de Loire", "Causses et Garrigues"],
    asked_ago: 2,
    ..USUAL
};
