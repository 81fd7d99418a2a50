//! How many of the labelled questions are found when another centre asks them with its own words.
//!
//! `pairs.tsv`: a stored question, and another wording of it. The families of `words` were written with these 200
//! pairs in view, so their recall flatters. `unseen.tsv`: 60 pairs by the same author, written before the families
//! and not consulted while they were made; their recall is nearer to what a centre will see. Each floor is a little
//! under what was measured, and fails when a change loses ground.

use std::collections::HashMap;

use super::*;

const PAIRS: &str = include_str!("../../../../../tests/src/question/pairs.tsv");
const UNSEEN: &str = include_str!("../../../../../tests/src/question/unseen.tsv");
/// Thirty questions of `pairs.tsv`, as somebody tells them who begins with the town, the quarter and the numbers.
const DILUTED: &str = include_str!("../../../../../tests/src/question/diluted.tsv");

/// Long texts on other subjects than those of the field.
const LONG_STRANGERS: &str = include_str!("../../../../../tests/src/question/strangers.txt");

/// Subjects of the labelled questions: with `ANGLES`, many of these are the labelled question in other words.
const SAME: &str = "\
    le relogement des ménages | la charte de relogement | l'enquête sociale auprès des locataires | les \
    clauses d'insertion | la charte nationale d'insertion | le facilitateur des clauses sociales | la \
    gestion urbaine de proximité | les diagnostics en marchant | les dépôts sauvages et les encombrants \
    | le conseil citoyen | le tirage au sort des conseillers citoyens | la formation des conseillers \
    citoyens | la maison du projet | l'animation des maisons du projet | la convention pluriannuelle de \
    renouvellement urbain | l'avenant à la convention ANRU | le contrat de ville | l'évaluation du \
    contrat de ville | l'appel à projets de la politique de la ville | l'abattement de taxe foncière | \
    la convention d'équilibre territorial | la conférence intercommunale du logement | les attributions \
    de logements sociaux | le protocole de préfiguration de l'ANRU | le comité d'engagement du NPNRU | \
    la démolition de logements sociaux | la reconstitution de l'offre | la diversification de l'habitat \
    | la réhabilitation des équipements publics | le développement économique en QPV | les commerces de \
    pied d'immeuble | l'exonération fiscale des entreprises | la création d'activité par les habitants | \
    la concertation avec les habitants | la participation des jeunes | le fonds de participation des \
    habitants | la copropriété dégradée | l'habitat insalubre outre-mer | les quartiers informels de \
    Mayotte | les contrats de ville de Guyane | les rencontres du réseau ultramarin | les adultes-relais \
    | la réussite éducative | l'atelier santé ville | la prévention situationnelle | la médiation \
    sociale dans les halls | l'égalité entre les femmes et les hommes | la lutte contre les \
    discriminations | les valeurs de la République et la laïcité | les données par quartier prioritaire";
/// Other subjects of the field.
const OTHER: &str = "\
    la vidéoprotection | les rodéos urbains | les points de deal | l'accueil des gens du voyage | les \
    bornes de recharge | l'isolation des façades | les réseaux de chaleur | la végétalisation des cours \
    d'école | les îlots de chaleur | le stationnement résidentiel | les transports scolaires | la \
    pratique du vélo | les ascenseurs en panne | l'éclairage public | les aires de jeux | les \
    équipements sportifs | les bibliothèques de quartier | l'éducation artistique | les centres de \
    loisirs | les vacances des familles | l'aide aux devoirs | les cantines scolaires | le soutien aux \
    parents isolés | les modes de garde d'enfants | les violences intrafamiliales | l'accès aux droits | \
    les points conseil budget | les écrivains publics | les maisons de services au public | \
    l'apprentissage du français | l'accueil des réfugiés | la mobilité des demandeurs d'emploi | les \
    chantiers d'insertion | la garantie jeunes | les missions locales | l'école de la deuxième chance | \
    le mentorat | les entreprises marraines | les monnaies locales | l'épicerie solidaire | les jardins \
    partagés | l'alimentation durable | le sport sur ordonnance | la souffrance psychique | la \
    prévention des addictions | les déserts médicaux | les personnes âgées isolées | l'adaptation des \
    logements au handicap | la mémoire des quartiers | les fêtes de quartier";
/// What may be asked of a subject.
const ANGLES: &str = "\
    Qui finance {} ? | Quel calendrier prévoir pour {} ? | Avez-vous des exemples récents sur {} ? | \
    Quelles erreurs éviter avec {} ? | Quel texte de loi encadre {} ? | Qui contacter à propos de {} à \
    la préfecture ? | Comment présenter {} aux nouveaux élus ? | Comment mesurer les effets concrets : \
    {} ? | Quels partenaires réunir autour de ce sujet : {} ? | Quel budget annuel consacrer à {} ? | \
    Peut-on confier {} à un prestataire extérieur ? | Comment communiquer dans la presse sur {} ? | \
    Quelles données suivre pour {} ? | Quel est le rôle du bailleur dans {} ? | Comment les habitants \
    perçoivent-ils {} ? | Quel appui du centre de ressources pour {} ? | Quelles nouveautés \
    réglementaires concernent {} ? | Un groupe de travail national est-il prévu : {} ? | Comment piloter \
    {} à l'échelle intercommunale ? | Quel bilan tirer de {} depuis trois ans ? | Existe-t-il un guide \
    méthodologique sur {} ? | Comment associer les associations locales à {} ? | Que faire quand le \
    préfet bloque {} ? | Une petite commune peut-elle mettre en place {} ? | Comment relancer {} après \
    une longue interruption ? | Quels outils numériques facilitent {} ? | Comment former les équipes \
    municipales : {} ? | Quelles obligations de transparence pour {} ? | Comment rendre {} plus visible \
    dans le quartier ? | Quelles difficultés rencontrent les autres villes avec {} ? | Comment réduire \
    les délais pour {} ? | Quelle articulation entre {} et le projet de territoire ? | Comment mobiliser \
    des bénévoles pour {} ? | Faut-il une délibération du conseil municipal pour {} ? | Quels risques \
    juridiques comporte {} ? | Comment maintenir la dynamique dans la durée : {} ? | Peut-on mutualiser \
    {} entre deux quartiers ? | Quelle place pour les entreprises locales dans {} ? | Comment répondre \
    aux critiques des riverains sur {} ? | Quelles sont les attentes de l'État concernant {} ?";

fn pairs(file: &'static str) -> Vec<(&'static str, &'static str)> {
    file.lines().map(|line| line.split_once('\t').unwrap()).collect()
}

fn distractors(subjects: &str) -> Vec<String> {
    let of = |subject: &str| {
        ANGLES
            .split(" | ")
            .map(|angle| angle.replacen("{}", subject, 1))
            .collect::<Vec<_>>()
    };
    subjects.split(" | ").flat_map(of).collect()
}

/// The base that SQL would keep.
struct Base {
    questions: Vec<BTreeSet<String>>,
    /// The rows: term by term, the questions that have it.
    rows: HashMap<String, Vec<usize>>,
    frequencies: Frequencies,
}

impl Base {
    fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let questions: Vec<_> = texts.into_iter().map(terms).collect();
        let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
        for (id, question) in questions.iter().enumerate() {
            for term in question {
                rows.entry(term.clone()).or_default().push(id);
            }
        }
        let frequencies = Frequencies {
            n_questions: questions.len() as u64,
            n_with: rows
                .iter()
                .map(|(term, ids)| (term.clone(), ids.len() as u64))
                .collect(),
        };
        Self {
            questions,
            rows,
            frequencies,
        }
    }

    /// The three statements of a search, in memory. The place of a question is its identifier: stored questions
    /// come first, so that a distractor that is as near goes before them.
    fn candidates(&self, text: &str) -> Vec<Candidate<usize>> {
        let asked = asked(text);
        let mut weights: HashMap<usize, f64> = HashMap::new();
        for term in rarest(&asked, &self.frequencies, MAX_RAREST) {
            for id in &self.rows[term] {
                *weights.entry(*id).or_default() += self.frequencies.weight(term);
            }
        }
        let mut found: Vec<(f64, usize)> = weights.into_iter().map(|(id, weight)| (weight, id)).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        found.truncate(MAX_CANDIDATES);
        let candidate = |(_, id): (f64, usize)| Candidate {
            id,
            terms: self.questions[id].intersection(&asked).cloned().collect(),
            n_terms: self.questions[id].len(),
        };
        found.into_iter().map(candidate).collect()
    }

    fn place(&self, text: &str, id: usize) -> Option<usize> {
        let found = ranked(text, &self.frequencies, &self.candidates(text), 5);
        found.iter().position(|alike| alike.id == id)
    }
}

/// How many of a hundred are among the first five, when `pairs` stand among `others`.
fn recall(pairs: &[(&str, &str)], others: &[String]) -> f64 {
    let stored = pairs.iter().map(|(stored, _)| *stored);
    let base = Base::new(stored.chain(others.iter().map(String::as_str)));
    let place = |(id, (_, typed)): (usize, &(&str, &str))| base.place(typed, id);
    let places = pairs.iter().enumerate().filter_map(place);
    let n_found = places.count();
    100.0 * f64::from(u32::try_from(n_found).unwrap()) / f64::from(u32::try_from(pairs.len()).unwrap())
}

#[test]
fn nine_in_ten_labelled_questions_are_among_the_first_five() {
    let pairs = pairs(PAIRS);
    assert_eq!(pairs.len(), 200);
    let alone = recall(&pairs, &[]);
    assert!(alone >= 95.0, "alone: {alone}");
    let others = distractors(OTHER);
    assert_eq!(others.len(), 2_000);
    let among_others = recall(&pairs, &others);
    assert!(among_others >= 90.0, "among other subjects: {among_others}");
}

#[test]
fn most_are_found_among_questions_on_the_very_same_subjects() {
    let others = distractors(SAME);
    assert_eq!(others.len(), 2_000);
    let among_same = recall(&pairs(PAIRS), &others);
    assert!(among_same >= 85.0, "among the same subjects: {among_same}");
}

#[test]
fn questions_unknown_to_the_lists_are_found_less_often() {
    let unseen = pairs(UNSEEN);
    let stored = pairs(PAIRS).into_iter().map(|(stored, _)| stored.to_owned());
    let stored: Vec<String> = stored.collect();
    let among_labelled = recall(&unseen, &stored);
    assert!(
        among_labelled >= 75.0,
        "among the labelled questions: {among_labelled}"
    );
    let others = [stored, distractors(OTHER)].concat();
    let among_others = recall(&unseen, &others);
    assert!(among_others >= 65.0, "among others: {among_others}");
}

/// Among the first five, and near enough to be shown.
#[test]
fn names_places_and_numbers_hide_no_question() {
    let (diluted, pairs) = (pairs(DILUTED), pairs(PAIRS));
    assert_eq!(diluted.len(), 30);
    for others in ["", OTHER, SAME] {
        let others = if others.is_empty() {
            Vec::new()
        } else {
            distractors(others)
        };
        let stored = pairs.iter().map(|(stored, _)| *stored);
        let base = Base::new(stored.chain(others.iter().map(String::as_str)));
        let is_found = |(stored, typed): &&(&str, &str)| {
            let id = pairs.iter().position(|(one, _)| one == stored).unwrap();
            proposed(&base, typed).contains(&id)
        };
        let n_found = diluted.iter().filter(is_found).count();
        assert!(29 <= n_found, "{n_found} of 30 among {}", others.len());
    }
}

/// What other trades ask.
const STRANGERS: &str = "\
    Quelle recette pour une tarte aux pommes sans beurre ? | Qui a gagné le championnat de football hier soir ? | \
    Comment réparer la chaîne de mon vélo ? | À quelle heure part le dernier train pour Lyon ? | Quel temps fera-t-il \
    demain en Bretagne ? | Combien pèse un éléphant adulte ? | Où acheter des graines de tomates anciennes ? | Comment \
    dresser un chiot qui mordille ? | Quelle est la capitale de l'Australie ? | Conseils pour réussir une photographie de \
    nuit | Comment tricoter une écharpe en laine ? | Quel film regarder ce week-end ? | Pourquoi le ciel est-il bleu ? | \
    Quels exercices contre le mal de dos ? | Comment accorder une guitare ? | Meilleur téléphone portable à petit prix";

/// What is proposed: the places of the first five that are near.
fn proposed(base: &Base, text: &str) -> Vec<usize> {
    let found = ranked(text, &base.frequencies, &base.candidates(text), 5);
    let near = found.into_iter().filter(|alike| NEAR <= alike.score);
    near.map(|alike| alike.id).collect()
}

/// In a base that is small or large, the labelled questions are near enough, and what other trades ask seldom is.
#[test]
fn what_is_proposed_is_near() {
    let pairs = pairs(PAIRS);
    let others = distractors(OTHER);
    for (n_stored, others, n_least) in [
        (10, &others[..0], 10),
        (200, &others[..0], 186),
        (200, &others, 182),
    ] {
        let pairs = &pairs[..n_stored];
        let stored = pairs.iter().map(|(stored, _)| *stored);
        let base = Base::new(stored.chain(others.iter().map(String::as_str)));
        let typed = pairs.iter().enumerate();
        let n_found = typed
            .filter(|(id, (_, typed))| proposed(&base, typed).contains(id))
            .count();
        assert!(n_least <= n_found, "{n_found} of {n_stored}");
        let strange = STRANGERS.split(" | ");
        let n_strange = strange.filter(|text| !proposed(&base, text).is_empty()).count();
        assert!(n_strange <= 6, "{n_strange} strangers");
    }
}

/// However long a text on something else is, and whichever common words it has.
#[test]
fn a_long_text_on_another_subject_is_near_no_question() {
    let pairs = pairs(PAIRS);
    for others in ["", OTHER, SAME] {
        let others = if others.is_empty() {
            Vec::new()
        } else {
            distractors(others)
        };
        let stored = pairs.iter().map(|(stored, _)| *stored);
        let base = Base::new(stored.chain(others.iter().map(String::as_str)));
        for text in LONG_STRANGERS.lines() {
            assert!((150..=400).contains(&text.split(' ').count()), "{text}");
            let near = proposed(&base, text);
            assert!(near.is_empty(), "{near:?}: {text}");
        }
    }
}

#[test]
fn pairs_are_two_different_texts_and_no_question_comes_twice() {
    let all: Vec<_> = [pairs(PAIRS), pairs(UNSEEN)].concat();
    let mut seen = BTreeSet::new();
    for (stored, typed) in &all {
        for text in [stored, typed] {
            assert_eq!(text.trim(), *text);
            assert!(seen.insert(terms(text)), "{text}");
        }
    }
}
