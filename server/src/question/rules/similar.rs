//! Which questions look alike, whatever the accents, the plurals and the forms of the words.
//!
//! A text is turned into *terms*. Each word that says something gives up to three kinds:
//! - its stem (`relog` for « relogement », « reloger », « relogés »), by the French Snowball algorithm on the word
//!   without its accents: a centre types with or without them. An acronym stays whole (`anru`) and also brings the
//!   words that it stands for;
//! - the first letters of the stem (`~appre`), which join what the stemmer leaves
//!   apart (« apprenti », « apprentissage »), and a word that is still being typed;
//! - its family in the field (`=commerce` for « boutique »): two centres seldom say one thing with the same words.
//!
//! The terms are rows, so that one search serves SQLite and PostgreSQL without any extension:
//!
//! ```sql
//! -- And an index on question_id.
//! CREATE TABLE question_term (term TEXT, is_of_answer …, question_id …, PRIMARY KEY (term, is_of_answer, question_id));
//! -- Kept in the same transaction.
//! CREATE TABLE question_term_count (term TEXT PRIMARY KEY, n_questions BIGINT);
//! ```
//!
//! A search is three statements, and none of them walks over the questions:
//! 1. the frequencies of the terms of the query, and the number of questions:
//!    `SELECT term, n_questions FROM question_term_count WHERE term IN (…)`;
//! 2. the candidates, by the rarest terms only ([`rarest`]: a bounded number of rows), each with its
//!    [`Frequencies::weight`]:
//!    `SELECT t.question_id FROM (VALUES (…, …), …) AS wanted JOIN question_term t ON t.term = wanted.column1
//!    GROUP BY t.question_id ORDER BY SUM(wanted.column2) DESC, t.question_id DESC LIMIT 200` ([`MAX_CANDIDATES`]);
//! 3. what the candidates have in common with the query, with their number of terms, kept beside each question:
//!    `SELECT t.question_id, t.term, q.n_terms FROM question_term t JOIN question q ON q.id = t.question_id WHERE
//!    t.question_id IN (…) AND t.term IN (…)`.
//!
//! [`ranked`] then orders them: BM25 by words rather than by terms. A word counts once, by its best term, so that a
//! subject named with five terms does not hide the word that makes the difference.
//!
//! Who types tells more than a subject: the town, the quarter, how many families, since when. So its numbers are left
//! out, the words that no question has fetch nothing, and a question is near when it has what a few words say
//! (`TELLING`): what else is told takes nothing from it, until a text is so long that it has words of any question.

mod words;

#[cfg(test)]
mod recall;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};

use crate::network::rules::fold;

/// Grows whenever a text gives other terms (words, families, or the stemmer itself): rows of an older version are
/// made again.
pub(crate) const VERSION: i32 = 2;
/// Terms by which candidates are fetched. Six lose ten points of recall where much else is told, twelve gain nothing.
pub(crate) const MAX_RAREST: usize = 9;
/// Rows that the fetched terms may have together.
pub(crate) const MAX_ROWS: u64 = 6_000;
/// Candidates that are ranked. Three hundred find no labelled question more.
pub(crate) const MAX_CANDIDATES: usize = 200;
/// Score under which a question is not proposed. A quarter would cost five points of recall, nothing at all would show
/// what shares one common word.
pub(crate) const NEAR: f64 = 0.2;
/// The same for answers that are searched: the words typed are few, and each of them is meant.
pub(crate) const ABOUT: f64 = 0.15;

/// Words that say what a text is about; a question that has them is near, though a few times more are typed.
const TELLING: usize = 5;
/// Of a long text, one word in so many: any question has a few of its words by chance. With one in five, a stranger of
/// two hundred words is almost near; with one in three, a question told among a hundred other words is lost.
const TELLING_OF: usize = 4;
/// Letters of a stem that join it with its neighbours.
const FIRST_LETTERS: usize = 5;
/// What a word is worth when only its first letters or its family are found.
const NEARLY: f64 = 0.9;
/// BM25: how much length matters.
const LENGTH: f64 = 0.5;
/// BM25: saturation.
const SATURATION: f64 = 1.2;
/// Terms of a usual question.
const USUAL_TERMS: f64 = 15.0;
/// Questions of a usual base: in a smaller one, a word is not common because one question has it.
const USUAL_QUESTIONS: u64 = 1_000;

/// The lists of `words`, ready to be asked.
struct Lexicon {
    stemmer: Stemmer,
    empty: HashSet<&'static str>,
    /// By folded word and by stem.
    stands_for: HashMap<String, &'static str>,
    /// The terms of the families of each stem.
    families: HashMap<String, Vec<String>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let stemmer = Stemmer::new(Algorithm::French);
    let stands_for = words::STANDS_FOR
        .iter()
        .flat_map(|(short, long)| {
            [
                ((*short).to_owned(), *long),
                (stemmer.stem(short).into_owned(), *long),
            ]
        })
        .collect();
    let mut families: HashMap<String, Vec<String>> = HashMap::new();
    for family in words::FAMILIES {
        let head = family.split(' ').next().unwrap_or_default();
        let stems: BTreeSet<_> = family.split(' ').map(|word| stemmer.stem(word)).collect();
        for stem in stems {
            families
                .entry(stem.into_owned())
                .or_default()
                .push(format!("={head}"));
        }
    }
    Lexicon {
        stemmer,
        empty: words::EMPTY.split_whitespace().collect(),
        stands_for,
        families,
    }
});

/// The terms of one word: the word itself first, then what nearly says it.
type Word = Vec<String>;

/// The terms under which a text is stored and found.
pub(crate) fn terms(text: &str) -> BTreeSet<String> {
    words_of(text).into_iter().flatten().collect()
}

/// The terms by which a text that is typed is compared.
pub(crate) fn asked(text: &str) -> BTreeSet<String> {
    asked_words(text).into_iter().flatten().collect()
}

/// The words of a text that is typed: its numbers say nothing of a subject, unless they stand alone.
fn asked_words(text: &str) -> Vec<Word> {
    let mut words = words_of(text);
    let is_number = |word: &Word| word[0].bytes().all(|byte| byte.is_ascii_digit());
    if !words.iter().all(is_number) {
        words.retain(|word| !is_number(word));
    }
    words
}

fn words_of(text: &str) -> Vec<Word> {
    let lexicon = &*LEXICON;
    let mut found = Vec::new();
    // Elisions (« l' », « qu' ») are cut as words of their own, which say nothing.
    for word in fold(text).split(|c: char| !c.is_alphanumeric()) {
        if word.chars().nth(1).is_none() || lexicon.empty.contains(word) {
            continue;
        }
        let mut terms = plain(lexicon, word);
        let short = lexicon.stands_for.get(word);
        if short.is_some() {
            word.clone_into(&mut terms[0]);
        }
        let long = short.or_else(|| lexicon.stands_for.get(&terms[0])).copied();
        found.push(terms);
        found.extend(
            long.into_iter()
                .flat_map(|long| long.split(' '))
                .map(|word| plain(lexicon, word)),
        );
    }
    found
}

/// The terms of a word, were it no acronym.
fn plain(lexicon: &Lexicon, word: &str) -> Word {
    // The algorithm knows French letters only.
    let stem = if word.is_ascii() {
        lexicon.stemmer.stem(word).into_owned()
    } else {
        word.to_owned()
    };
    let letters: String = stem.chars().take(FIRST_LETTERS).collect();
    let families = lexicon.families.get(&stem).cloned().unwrap_or_default();
    let is_long = letters.chars().count() == FIRST_LETTERS;
    let letters = is_long.then(|| format!("~{letters}"));
    std::iter::once(stem).chain(letters).chain(families).collect()
}

/// How often terms are used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frequencies {
    /// Questions of the base.
    pub(crate) n_questions: u64,
    /// Questions that have each term; only the terms of the query need be here.
    pub(crate) n_with: HashMap<String, u64>,
}

impl Frequencies {
    /// What a term tells of a question that has it: the rarer, the more.
    pub(crate) fn weight(&self, term: &str) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "numbers of questions are far below 2^52"
        )]
        let (all, with) = (
            self.n_questions.max(USUAL_QUESTIONS) as f64,
            self.n_with.get(term).copied().unwrap_or(0) as f64,
        );
        let rarity = (1.0 + ((all - with).max(0.0) + 0.5) / (with + 0.5)).ln();
        if term.starts_with(['~', '=']) {
            NEARLY * rarity
        } else {
            rarity
        }
    }
}

/// The terms by which candidates are fetched: the rarest ones that some question has, `max` at most, and no more
/// than [`MAX_ROWS`] rows together; one at least, if any is known. A stem whose first letters are in as many questions
/// is in the very same ones, and would fetch them again.
pub(crate) fn rarest<'t>(terms: &'t BTreeSet<String>, frequencies: &Frequencies, max: usize) -> Vec<&'t str> {
    let n_with = |term: &str| frequencies.n_with.get(term).copied().filter(|n| *n > 0);
    let is_again = |term: &str, n: u64| {
        let letters = term
            .char_indices()
            .nth(FIRST_LETTERS - 1)
            .map(|(at, c)| at + c.len_utf8());
        let letters = letters.and_then(|end| term.get(..end));
        letters.is_some_and(|letters| {
            let letters = format!("~{letters}");
            terms.contains(&letters) && n_with(&letters) == Some(n)
        })
    };
    let known = |term: &'t String| n_with(term).map(|n| (n, term.as_str()));
    let mut known: Vec<(u64, &str)> = terms
        .iter()
        .filter_map(known)
        .filter(|(n, term)| !is_again(term, *n))
        .collect();
    known.sort_unstable();
    let mut rows = 0;
    known
        .into_iter()
        .take(max)
        .enumerate()
        .take_while(|(place, (n, _))| {
            rows += n;
            *place == 0 || rows <= MAX_ROWS
        })
        .map(|(_, (_, term))| term)
        .collect()
}

/// A question that may look like the query.
#[derive(Clone, Debug)]
pub(crate) struct Candidate<Id> {
    pub(crate) id: Id,
    /// The terms that it shares with the query; others do no harm.
    pub(crate) terms: Vec<String>,
    /// How many terms it has in all.
    pub(crate) n_terms: usize,
}

/// A question that looks like the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Alike<Id> {
    pub(crate) id: Id,
    /// From 0 to 1: comparable within one answer, and about 1 for the query itself.
    pub(crate) score: f64,
}

/// Orders candidates by likeness to a text, `max` at most; those that share nothing with it are left out.
pub(crate) fn ranked<Id: Copy + Ord>(
    text: &str,
    frequencies: &Frequencies,
    candidates: &[Candidate<Id>],
    max: usize,
) -> Vec<Alike<Id>> {
    let query = Query::new(text, frequencies);
    let mut found: Vec<Alike<Id>> = candidates
        .iter()
        .map(|candidate| Alike {
            id: candidate.id,
            score: query.likeness(&candidate.terms, candidate.n_terms),
        })
        .filter(|alike| alike.score > 0.0)
        .collect();
    // Of two that are as near, the later: identifiers follow time.
    found.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(b.id.cmp(&a.id)));
    found.truncate(max);
    for alike in &mut found {
        alike.score = alike.score.min(1.0);
    }
    found
}

/// A text made ready to be compared with many.
struct Query {
    /// The place of each term in the two lists below.
    places: HashMap<String, usize>,
    weights: Vec<f64>,
    /// The places of the terms of each word, heaviest first.
    words: Vec<Vec<usize>>,
    /// How many of its words tell what it is about.
    n_telling: usize,
    /// What it would get, were its heaviest words found.
    whole: f64,
}

impl Query {
    fn new(text: &str, frequencies: &Frequencies) -> Self {
        let mut query = Self {
            places: HashMap::new(),
            weights: Vec::new(),
            words: Vec::new(),
            n_telling: 0,
            whole: 0.0,
        };
        for word in asked_words(text) {
            let mut places = Vec::new();
            for term in word {
                let next = query.weights.len();
                let place = *query.places.entry(term).or_insert_with_key(|term| {
                    query.weights.push(frequencies.weight(term));
                    next
                });
                places.push(place);
            }
            places.sort_by(|a, b| query.weights[*b].total_cmp(&query.weights[*a]));
            query.words.push(places);
        }
        query.n_telling = TELLING.max(query.found(|_| true).len() / TELLING_OF);
        query.whole = query.heaviest(|_| true).max(f64::MIN_POSITIVE);
        query
    }

    /// The weights of the words found; a term that says two of them counts once.
    fn found(&self, is_found: impl Fn(usize) -> bool) -> Vec<f64> {
        let best = |word: &Vec<usize>| word.iter().copied().find(|place| is_found(*place));
        let best: BTreeSet<usize> = self.words.iter().filter_map(best).collect();
        best.into_iter().map(|place| self.weights[place]).collect()
    }

    /// The weight of the heaviest words found, of as many as tell what the text is about at most.
    fn heaviest(&self, is_found: impl Fn(usize) -> bool) -> f64 {
        let mut weights = self.found(is_found);
        weights.sort_unstable_by(|a, b| b.total_cmp(a));
        weights.iter().take(self.n_telling).sum()
    }

    fn likeness(&self, terms: &[String], n_terms: usize) -> f64 {
        let mut is_found = vec![false; self.weights.len()];
        for place in terms.iter().filter_map(|term| self.places.get(term)) {
            is_found[*place] = true;
        }
        #[expect(clippy::cast_precision_loss, reason = "a question has few terms")]
        let length = n_terms as f64 / USUAL_TERMS;
        let dampened = (SATURATION + 1.0) / (1.0 + SATURATION * (1.0 - LENGTH + LENGTH * length));
        self.heaviest(|place| is_found[place]) / self.whole * dampened
    }
}
