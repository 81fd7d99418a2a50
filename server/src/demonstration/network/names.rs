//! Who and what the demonstration is made of: names of our own invention, and the bodies of 2017.

use proto::v1::{Function, LegalForm};

/// The centre whose people are offered first.
pub(in crate::demonstration) const FIRST: &str = "Rives de Loire";
/// The overseas centre whose director is offered too.
pub(in crate::demonstration) const OVERSEAS: &str = "Guyane";
/// The centre where the director's acts are lent.
pub(super) const LENDS: &str = "Plaine du Nord";
/// The centre that merged, and into which.
pub(super) const MERGED: (&str, &str) = ("Hautes Terres", "Monts et Vallées");

/// Short name, name, seat, territory, legal form, expertise.
pub(super) type Metropolitan = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    LegalForm,
    &'static [&'static str],
);

use LegalForm::{Association, Hosted, Other, PublicInterestGroup};

pub(super) const METROPOLITAN: [Metropolitan; 13] = [
    (
        "Rives de Loire",
        "Centre de ressources Rives de Loire",
        "Port-sur-Loire",
        "Vallée de la Loire moyenne, trois départements",
        Association,
        &[
            "participation des habitants",
            "emploi et développement économique",
        ],
    ),
    (
        "Monts et Vallées",
        "Monts et Vallées, ressources pour la ville",
        "Valclair",
        "Massif central et vallées voisines",
        PublicInterestGroup,
        &["renouvellement urbain", "gestion urbaine et sociale de proximité"],
    ),
    (
        "Deux Fleuves",
        "Carrefour des Deux Fleuves",
        "Confluence-la-Neuve",
        "Couloir des deux fleuves",
        Association,
        &["éducation et réussite éducative", "numérique"],
    ),
    (
        "Plaine du Nord",
        "Plaine du Nord, centre de ressources",
        "Beffroi-sur-Plaine",
        "Bassin minier et littoral du Nord",
        PublicInterestGroup,
        &["santé", "habitat et peuplement"],
    ),
    (
        "Rivages de l’Ouest",
        "Rivages de l’Ouest",
        "Kerbrume",
        "Pointe de l’Ouest et ses îles",
        Association,
        &["jeunesse", "culture"],
    ),
    (
        "Terres du Levant",
        "Terres du Levant, pôle ressources",
        "Aubeville",
        "Plaines et collines de l’Est",
        Association,
        &[
            "lutte contre les discriminations",
            "laïcité et valeurs de la République",
        ],
    ),
    (
        "Bocage et Estuaire",
        "Ressources Bocage et Estuaire",
        "Haulte-Rive",
        "De l’estuaire au bocage",
        Association,
        &["participation des habitants", "transition écologique"],
    ),
    (
        "Causses et Garrigues",
        "Causses et Garrigues, l’atelier des quartiers",
        "Pierrefeu-le-Haut",
        "Des causses à la mer",
        Association,
        &["accès aux droits", "emploi et développement économique"],
    ),
    (
        "Golfe du Midi",
        "Golfe du Midi",
        "Sainte-Calanque",
        "Littoral du Midi",
        PublicInterestGroup,
        &["prévention de la délinquance", "renouvellement urbain"],
    ),
    (
        "Val des Forges",
        "Le Val des Forges, ressources et expériences",
        "Forgeval",
        "Anciennes vallées industrielles",
        Association,
        &["développement économique local", "clauses d’insertion"],
    ),
    (
        "Plateau des Lacs",
        "Plateau des Lacs",
        "Les Deux-Lacs",
        "Plateau et villes moyennes",
        Other,
        &["villes moyennes", "mobilités"],
    ),
    (
        "Grand Confluent",
        "Centre de ressources du Grand Confluent",
        "Belconfluent",
        "Agglomération et vallées proches",
        Association,
        &["évaluation", "observation des quartiers"],
    ),
    (
        "Capitale",
        "Mission de ressources de la Capitale",
        "La Capitale",
        "La ville et sa première couronne",
        Hosted,
        &["égalité femmes-hommes", "gestion urbaine et sociale de proximité"],
    ),
];

/// Short name, name, seat, territory, zone, expertise.
pub(super) type Overseas = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

pub(super) const OVERSEAS_CENTRES: [Overseas; 5] = [
    (
        "Martinique",
        "Ville Caraïbe",
        "Fort-de-France",
        "Martinique",
        "America/Martinique",
        &["habitat et peuplement", "jeunesse"],
    ),
    (
        "Guadeloupe – Saint-Martin",
        "Centre de ressources Guadeloupe – Saint-Martin",
        "Pointe-à-Pitre",
        "Guadeloupe et Saint-Martin",
        "America/Guadeloupe",
        &["participation des habitants", "résorption de l’habitat insalubre"],
    ),
    (
        "Guyane",
        "CRPV Guyane",
        "Cayenne",
        "Guyane",
        "America/Cayenne",
        &["accès aux droits", "plurilinguisme"],
    ),
    (
        "Mayotte",
        "CDR Mayotte",
        "Mamoudzou",
        "Mayotte",
        "Indian/Mayotte",
        &["éducation et réussite éducative", "eau et assainissement"],
    ),
    (
        "La Réunion",
        "CR-CSUR",
        "Saint-Denis",
        "La Réunion",
        "Indian/Reunion",
        &[
            "cohésion sociale et urbaine",
            "emploi et développement économique",
        ],
    ),
];

/// Short name, name, function.
pub(super) const NATIONAL: [(&str, &str, Function); 12] = [
    (
        "CGET",
        "Commissariat général à l’égalité des territoires",
        Function::Animator,
    ),
    (
        "ANRU",
        "Agence nationale pour la rénovation urbaine",
        Function::UrbanRenewalAgency,
    ),
    (
        "DGOM",
        "Direction générale des outre-mer",
        Function::OverseasMinistry,
    ),
    (
        "CDC",
        "Caisse des dépôts et consignations",
        Function::NationalPartner,
    ),
    (
        "Régions de France",
        "Régions de France",
        Function::ElectedAssociation,
    ),
    (
        "ADF",
        "Assemblée des départements de France",
        Function::ElectedAssociation,
    ),
    (
        "AdCF",
        "Assemblée des communautés de France",
        Function::ElectedAssociation,
    ),
    (
        "AMF",
        "Association des maires de France",
        Function::ElectedAssociation,
    ),
    ("France urbaine", "France urbaine", Function::ElectedAssociation),
    (
        "Ville & Banlieue",
        "Association des maires Ville & Banlieue de France",
        Function::ElectedAssociation,
    ),
    (
        "Villes de France",
        "Villes de France",
        Function::ElectedAssociation,
    ),
    (
        "Préfecture du Val",
        "Préfecture du Val (service fictif)",
        Function::StateService,
    ),
];

/// Given names, drawn in order: no two people of the demonstration have the same name.
pub(super) const GIVEN: [&str; 36] = [
    "Claire", "Karim", "Agnès", "Malo", "Fatou", "Hugo", "Inès", "Paul", "Nadia", "Luc", "Maëlle", "Ahmed",
    "Sophie", "Théo", "Aminata", "Rémi", "Jeanne", "Yanis", "Odile", "Samir", "Élise", "Marc", "Lina",
    "Victor", "Brune", "Idriss", "Cécile", "Noé", "Aïcha", "Gaël", "Rose", "Bilal", "Édith", "Loïc", "Mina",
    "Jules",
];
pub(super) const FAMILY: [&str; 4] = ["Exemple", "Modèle", "Fictif", "Spécimen"];

/// The people still to be named.
pub(super) struct Cast(pub(super) usize);

impl Cast {
    pub(super) fn next(&mut self) -> String {
        let family = FAMILY.get(self.0 / GIVEN.len()).unwrap_or(&"Exemple");
        let given = GIVEN.get(self.0 % GIVEN.len()).unwrap_or(&"Claire");
        self.0 += 1;
        format!("{given} {family}")
    }
}
