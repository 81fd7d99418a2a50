//! The words of the demonstration's texts: summaries of our own, under the numbers that the rules cite.

pub(super) const CHARTER_TITLE: &str = "Charte nationale des centres de ressources politique de la ville";
pub(super) const FRAMEWORK_TITLE: &str = "Cadre de référence des centres de ressources politique de la ville";
pub(super) const ANNEX_TITLE: &str = "Annexe technique avec l’ANRU";

/// Who signed the charter, and as what.
pub(super) const SIGNATORIES: [(&str, &str); 8] = [
    ("L’État", "représenté par le ministère chargé de la ville"),
    ("Régions de France", "association nationale d’élus"),
    (
        "Assemblée des départements de France",
        "association nationale d’élus",
    ),
    (
        "Assemblée des communautés de France",
        "association nationale d’élus",
    ),
    ("Association des maires de France", "association nationale d’élus"),
    ("France urbaine", "association nationale d’élus"),
    (
        "Association des maires Ville & Banlieue de France",
        "association nationale d’élus",
    ),
    ("Villes de France", "association nationale d’élus"),
];

pub(super) const CHARTER: &str = "Résumé écrit pour la démonstration : il ne remplace pas le texte signé.

# 1. Ce que les centres ont de singulier

Un centre n’est l’outil d’aucune institution à lui seul. Il fait le lien entre des acteurs et des politiques qui se \
croisent peu, part de la pratique, et travaille au plus près des territoires.

# 2. Leurs missions prioritaires

- animer les réseaux d’acteurs, à commencer par les équipes des contrats de ville ;
- aider ces acteurs à monter en compétences ;
- capitaliser et diffuser ce que les expériences apprennent.

# 3. Leur gouvernance

Un comité de suivi réunit une fois par an l’État, les associations nationales d’élus qui ont signé et un représentant \
des présidents des centres. Dans chaque territoire, l’État et les collectivités pilotent ensemble.

# 4. Les engagements des signataires

Les signataires font connaître les centres à leurs adhérents, leur donnent l’information utile, valorisent leurs \
productions et sollicitent leur expertise.
";

pub(super) const FRAMEWORK: &str = "Résumé écrit pour la démonstration : il ne remplace pas le texte adopté. La phrase \
entre guillemets en vient.

# 1. Les missions des centres de ressources

## 1.1 Les trois missions socles

1. Animer les réseaux d’acteurs.
2. Accompagner la montée en compétences des acteurs locaux.
3. Capitaliser et diffuser, par exemple par des lettres d’information.

## 1.2 Les missions complémentaires

Le territoire peut en confier d’autres, une fois connu ce que font déjà les structures voisines.

# 2. Les principes d’intervention

Les centres s’adressent à tous ceux qui agissent pour les quartiers : professionnels, associations, entreprises, élus, \
habitants. Ils forment un réseau national. Pour les outre-mer, un réseau propre est envisagé, que l’animation \
nationale anime en concertation avec le ministère chargé des outre-mer : points réguliers et travaux en commun.

# 3. La gouvernance, l’animation et l’évaluation

## 3.1 L’agrément

L’État reconnaît les centres qui remplissent les missions socles et tiennent les engagements de qualité.

## 3.2 La gouvernance locale

L’État et les collectivités d’un territoire arrêtent chaque année, avec le centre, un programme d’activité lisible par \
tous ceux qui le financent.

## 3.3 La gouvernance et l’animation nationales

- Le **Comité technique d’animation nationale** réunit les directions des centres : « Il se réunira a minima trois fois \
par an, sur invitation du CGET. »
- Le programme annuel compte au plus trois chantiers ; chaque centre contribue à deux d’entre eux au moins. Il est \
validé à la dernière séance de l’année précédente.
- Le **Comité de suivi de la charte** se réunit une fois par an, comme la **journée nationale**, où l’animation présente \
le bilan de l’année. Le ministre peut réunir les présidents des centres.

## 3.4 Les engagements de qualité et l’évaluation

1. Des équipes professionnelles, qui se forment.
2. Des contenus produits et diffusés : au moins une production par an, dont la forme est convenue à l’avance.
3. Des publics mobilisés, les élus une fois par an au moins.
4. Une part prise au réseau national : réunions, appels à contributions, une spécialité thématique dite.

Des indicateurs sont recueillis chaque année dans un outil simple ; le tableau de bord national paraît au plus tard en \
juin de l’année suivante, et l’État en région donne un avis.

# 4. Le cadre juridique et financier

Les formes juridiques sont diverses. L’État finance une part fixe, qui tient à l’équipe socle, et une part variable, qui \
tient au nombre de quartiers prioritaires et à leur éloignement.

# 5. Les centres de ressources ultra-marins

Ce qui est ailleurs complémentaire peut y être au cœur des missions, comme l’accompagnement sur sites. Leurs moyens sont \
calculés à part, sans part variable.
";

pub(super) const ANNEX: &str = "Résumé écrit pour la démonstration : il ne remplace pas le texte signé.

# 1. L’information des centres

L’ANRU désigne un canal et les types d’information qu’elle envoie régulièrement à tout le réseau : sa procédure \
d’information. Les centres relaient ce qui sert aux acteurs de leur territoire.

# 2. Ce que les centres font remonter

Les centres font connaître leur activité à l’ANRU, ainsi que les attentes et les questions des acteurs locaux.

# 3. Les travaux en commun

Les centres sont invités aux grandes journées de l’agence, qui peut appuyer leurs actions. Tous tiennent un discours \
homogène, avec neutralité.

# 4. Le suivi

L’ANRU et l’animation nationale se retrouvent une fois par an au moins pour suivre les projets communs.
";

/// What the second version says more.
pub(super) const ADDED_TO_ANNEX: &str = "
# 5. Les questions du terrain

L’ANRU répond une fois pour tous aux questions que les centres font remonter, et publie ses réponses.
";

/// What it changed.
pub(super) const CHANGE: &str = "Ajoute la réponse de l’ANRU aux questions du terrain.";
