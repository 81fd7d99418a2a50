//! Which terms a text gives, which weigh more, and what comes first.

use super::*;

fn listed(text: &str) -> String {
    terms(text).into_iter().collect::<Vec<_>>().join(" ")
}

/// What the stems alone are.
fn stems(text: &str) -> String {
    let stems = terms(text)
        .into_iter()
        .filter(|term| !term.starts_with(['~', '=']));
    stems.collect::<Vec<_>>().join(" ")
}

#[test]
fn accents_case_plurals_and_elisions_change_nothing() {
    for (one, other) in [
        ("Les relogements des ménages", "le relogement du menage"),
        ("l'habitat dégradé", "habitats DEGRADES"),
        (
            "Qu’est-ce qu’une opération d’aménagement ?",
            "operations d'amenagement",
        ),
        ("maîtrise d'œuvre", "maitrise d oeuvre"),
        ("co-construction", "CO CONSTRUCTION"),
        ("centres ultramarins", "centre ultramarin"),
    ] {
        assert_eq!(listed(one), listed(other), "{one}");
    }
}

#[test]
fn forms_of_a_word_share_a_term() {
    for (one, other) in [
        ("reloger", "relogement"),
        ("participer", "participation"),
        ("démolir", "démolition"),
        ("financer", "financements"),
        ("apprenti", "apprentissage"),
        ("piloter", "pilotage"),
        ("décrocheurs", "décrochage"),
        ("boutiques", "commerçants"),
        ("QPV", "quartiers prioritaires"),
        ("la GUSP", "gestion urbaine et sociale de proximité"),
        ("Mayotte", "outre-mer"),
        ("NPNRU", "renouvellement urbain"),
    ] {
        assert!(!terms(one).is_disjoint(&terms(other)), "{one} and {other}");
    }
    for (one, other) in [("relogement", "conseil citoyen"), ("relocalisation", "relevé")] {
        assert!(terms(one).is_disjoint(&terms(other)), "{one} and {other}");
    }
}

#[test]
fn acronyms_stay_whole_in_either_case() {
    for acronym in ["ANRU", "NPNRU", "QPV", "GUSP", "FEDER", "SIAE", "MOUS"] {
        for typed in [
            acronym.to_owned(),
            acronym.to_lowercase(),
            format!("l'{acronym} ?"),
        ] {
            assert!(terms(&typed).contains(&acronym.to_lowercase()), "{typed}");
        }
    }
}

#[test]
fn words_that_say_nothing_are_left_out() {
    for (text, expected) in [
        ("Comment pouvons-nous faire ?", ""),
        ("", ""),
        ("?! — « »", ""),
        ("a b c", ""),
        ("Qui paie le loyer ?", "loi pai"),
        ("25 % en 2022", "2022 25"),
    ] {
        assert_eq!(stems(text), expected, "{text}");
    }
}

#[test]
fn numbers_that_are_typed_say_nothing_unless_alone() {
    for (text, expected) in [
        (
            "Bonjour, 35 locataires depuis le 12 mai 2026",
            terms("locataires mai"),
        ),
        ("2026", terms("2026")),
        ("25 % en 2022", terms("25 2022")),
        ("le 3e étage", terms("3e étage")),
    ] {
        assert_eq!(asked(text), expected, "{text}");
    }
    assert_eq!(terms("Bonsoir chers collègues, cordialement"), terms("chers"));
}

#[test]
fn odd_letters_are_kept_and_nothing_panics() {
    for text in [
        "Жильё",
        "住宅",
        "ﬁnance",
        "é",
        "e\u{301}tat",
        "🙂🙂",
        "İstanbul",
        "ß",
    ] {
        let _ = terms(text);
    }
    assert_eq!(listed("Москва"), "~москв москва");
}

#[test]
fn lists_hold_folded_words_that_can_be_found() {
    let empty = &LEXICON.empty;
    let mut seen = HashSet::new();
    for (short, long) in words::STANDS_FOR {
        assert!(
            !empty.contains(short) && fold(short) == *short && seen.insert(short),
            "{short}"
        );
        for word in long.split(' ') {
            assert!(
                !empty.contains(word) && fold(word) == word && !word.is_empty(),
                "{short}: {word}"
            );
        }
    }
    let mut heads = HashSet::new();
    for family in words::FAMILIES {
        let words: Vec<_> = family.split(' ').collect();
        assert!(words.len() > 1 && heads.insert(words[0]), "{family}");
        for word in words {
            assert!(
                !empty.contains(word) && fold(word) == word && !word.is_empty(),
                "{family}: {word}"
            );
        }
    }
}

fn frequencies(n_questions: u64, n_with: &[(&str, u64)]) -> Frequencies {
    let n_with = n_with.iter().map(|(term, n)| ((*term).to_owned(), *n)).collect();
    Frequencies { n_questions, n_with }
}

#[test]
fn candidates_are_fetched_by_the_rarest_known_terms_within_a_number_of_rows() {
    let check = |n_with: &[(&str, u64)], max: usize, expected: &[&str]| {
        let asked = ["anru", "bail", "relog", "unknown"].map(str::to_owned).into();
        assert_eq!(
            rarest(&asked, &frequencies(100_000, n_with), max),
            expected,
            "{n_with:?}"
        );
    };
    let common = MAX_ROWS - 43;
    check(
        &[("anru", common), ("relog", 3), ("bail", 40)],
        8,
        &["relog", "bail", "anru"],
    );
    check(
        &[("anru", common), ("relog", 3), ("bail", 40)],
        2,
        &["relog", "bail"],
    );
    check(
        &[("anru", common + 1), ("relog", 3), ("bail", 40)],
        8,
        &["relog", "bail"],
    );
    check(&[("anru", 90_000)], 8, &["anru"]);
    check(&[("anru", 90_000), ("bail", 0)], 8, &["anru"]);
    check(&[], 8, &[]);
}

/// The same questions are not fetched twice for one word.
#[test]
fn a_stem_and_its_first_letters_fetch_once_unless_they_differ() {
    let asked = terms("relogement");
    let check = |n_with: &[(&str, u64)], expected: &[&str]| {
        assert_eq!(
            rarest(&asked, &frequencies(100, n_with), MAX_RAREST),
            expected,
            "{n_with:?}"
        );
    };
    check(&[("relog", 3), ("~relog", 3)], &["~relog"]);
    check(&[("relog", 3), ("~relog", 4)], &["relog", "~relog"]);
    check(&[("relog", 3)], &["relog"]);
}

#[test]
fn a_rare_term_weighs_more_and_a_near_one_less() {
    let known = frequencies(
        1_000,
        &[("relog", 10), ("~relog", 10), ("=relogement", 10), ("anru", 900)],
    );
    assert!(known.weight("relog") > known.weight("anru"));
    assert!(known.weight("relog") > known.weight("~relog"));
    assert!((known.weight("~relog") - known.weight("=relogement")).abs() < f64::EPSILON);
    assert!(known.weight("unknown") > known.weight("relog"));
    // Counts that are late by a few questions do no harm.
    assert!(frequencies(0, &[("anru", 9)]).weight("anru") >= 0.0);
}

fn order(typed: &str, stored: &[&str]) -> Vec<usize> {
    let all: Vec<_> = stored.iter().map(|text| terms(text)).collect();
    let mut known = frequencies(stored.len() as u64, &[]);
    for term in all.iter().flatten() {
        *known.n_with.entry(term.clone()).or_default() += 1;
    }
    let candidates: Vec<_> = all
        .into_iter()
        .enumerate()
        .map(|(id, terms)| Candidate {
            id,
            n_terms: terms.len(),
            terms: terms.into_iter().collect(),
        })
        .collect();
    ranked(typed, &known, &candidates, 5)
        .iter()
        .map(|alike| alike.id)
        .collect()
}

#[test]
fn the_nearest_comes_first_and_strangers_are_left_out() {
    let stored = [
        "Qui anime la maison du projet ?",
        "Horaires des maisons du projet",
        "Qui paie le déménagement des familles relogées ?",
        "Un fonds pour les habitants",
    ];
    for (typed, expected) in [
        ("heures d'ouverture de la maison du projet", &[1, 0][..]),
        ("frais de demenagement", &[2][..]),
        ("relogem", &[2][..]),
        ("relo", &[][..]),
        ("", &[][..]),
    ] {
        assert_eq!(order(typed, &stored), expected, "{typed}");
    }
    // Of two that are as near, the later.
    assert_eq!(order("fonds", &["Le fonds", "Un fonds"]), [1, 0]);
}

/// Whatever else is told: the town, the quarter, how many, thanks.
#[test]
fn what_else_is_told_takes_nothing_from_what_is_asked() {
    let stored = Candidate {
        id: 1,
        terms: terms("Relogement : qui paie le déménagement des familles ?")
            .into_iter()
            .collect(),
        n_terms: 11,
    };
    let known = frequencies(50, &[("relog", 4), ("demenag", 3), ("pai", 5)]);
    let score = |text: &str| {
        ranked(text, &known, std::slice::from_ref(&stored), 5)
            .first()
            .map_or(0.0, |alike| alike.score)
    };
    let short = score("Qui paie le déménagement après un relogement ?");
    let long = score(
        "Bonsoir, à la mairie de Saint-Exemple nous avons 35 locataires du quartier des Tilleuls, entre la gare et \
         l’étang, qui demandent depuis janvier 2026 si le bailleur paie le déménagement après un relogement. \
         Salutations de toute l’équipe",
    );
    assert!(NEAR <= long && long <= short && short <= 1.0, "{long} {short}");
}

#[test]
fn a_text_is_as_near_to_itself_as_can_be() {
    let text = "Quel bilan annuel exiger des bailleurs pour l'abattement TFPB ?";
    let itself = Candidate {
        id: 1,
        terms: terms(text).into_iter().collect(),
        n_terms: terms(text).len(),
    };
    let half = Candidate {
        id: 2,
        terms: terms("abattement TFPB").into_iter().collect(),
        n_terms: itself.n_terms,
    };
    let found = ranked(text, &frequencies(50, &[]), &[half, itself], 5);
    assert_eq!(found.iter().map(|alike| alike.id).collect::<Vec<_>>(), [1, 2]);
    assert!((0.7..1.3).contains(&found[0].score), "{found:?}");
}
