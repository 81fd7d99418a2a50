//! Telephone numbers and postal addresses.

use proto::v1::MarkKind;

use super::names::is_capitalised;
use super::{Mark, Word};
use crate::network::rules::fold;

/// What a French number begins with after « + » or « 00 », mainland and overseas, and its digits then.
const COUNTRIES: [(&str, usize); 9] = [
    ("33", 9),
    ("262", 9),
    ("508", 6),
    ("590", 9),
    ("594", 9),
    ("596", 9),
    ("681", 6),
    ("687", 6),
    ("689", 6),
];
/// Digits of a number without its country.
const NATIONAL: usize = 10;
/// How a number without its country is grouped: other groups are dates and references.
const GROUPS: [&[usize]; 6] = [
    &[10],
    &[2, 2, 2, 2, 2],
    &[4, 2, 2, 2],
    &[4, 3, 3],
    &[2, 2, 3, 3],
    &[2, 4, 4],
];

/// « 02 47 00 00 00 », « +33 6 12 34 56 78 », « 0590.00.00.00 », « 00 262 2 62 00 00 00 ».
pub(super) fn telephones(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut end = 0;
    for (start, c) in text.char_indices() {
        let before = text.get(..start).and_then(|text| text.chars().next_back());
        let begins = (c.is_ascii_digit() || c == '+') && !before.is_some_and(char::is_alphanumeric);
        if start < end || !begins {
            continue;
        }
        let length = text.get(start..).and_then(telephone);
        if let Some(length) = length {
            end = start + length;
            found.push(Mark {
                at: start..end,
                kind: MarkKind::Telephone,
            });
        }
    }
    found
}

/// The length in bytes of the number with which a text begins.
fn telephone(text: &str) -> Option<usize> {
    let (digits, ends) = digits(text);
    let international = if text.starts_with('+') {
        Some((digits.as_str(), 0))
    } else {
        digits.strip_prefix("00").map(|digits| (digits, 2))
    };
    let n = if let Some((number, n_before)) = international {
        let is_of = |(country, _): &&(&str, usize)| number.starts_with(country);
        let (country, n) = COUNTRIES.iter().find(is_of)?;
        let rest = number.get(country.len()..)?;
        // « +33 (0)6… »
        let n_zero = usize::from(rest.starts_with('0') && *n < rest.len());
        (n + n_zero <= rest.len()).then_some(n_before + country.len() + n_zero + n)?
    } else {
        let is_national = digits.starts_with('0') && groups(ends.get(..NATIONAL)?);
        is_national.then_some(NATIONAL)?
    };
    // One digit more in the same group, and it is another sort of number.
    let end = *ends.get(n - 1)?;
    let is_longer = text.as_bytes().get(end).is_some_and(u8::is_ascii_digit);
    (!is_longer).then_some(end)
}

/// The digits with which a text begins, at most two separators between two of them, and where each ends.
fn digits(text: &str) -> (String, Vec<usize>) {
    let mut digits = String::new();
    let mut ends = Vec::new();
    let mut n_between = 0;
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => {
                digits.push(c);
                ends.push(at + 1);
                n_between = 0;
            }
            '+' if at == 0 => {}
            ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '(' | ')' if n_between < 2 => n_between += 1,
            _ => break,
        }
    }
    (digits, ends)
}

/// Whether digits that end there are grouped as in a telephone number.
fn groups(ends: &[usize]) -> bool {
    let mut sizes = Vec::new();
    let mut last = None;
    for end in ends {
        match sizes.last_mut() {
            Some(size) if last == Some(end - 1) => *size += 1,
            _ => sizes.push(1),
        }
        last = Some(*end);
    }
    GROUPS.contains(&sizes.as_slice())
}

/// What comes after a number in an address.
const WAYS: [&str; 28] = [
    "rue",
    "avenue",
    "av",
    "boulevard",
    "bd",
    "bld",
    "place",
    "pl",
    "allee",
    "chemin",
    "impasse",
    "quai",
    "cours",
    "square",
    "passage",
    "route",
    "residence",
    "lotissement",
    "cite",
    "villa",
    "sente",
    "ruelle",
    "esplanade",
    "promenade",
    "faubourg",
    "voie",
    "hameau",
    "mail",
];
/// What a number or a letter names in a building.
const PARTS: [&str; 8] = [
    "batiment",
    "bat",
    "appartement",
    "appt",
    "apt",
    "escalier",
    "esc",
    "porte",
];
/// Words between the name of a way and its own.
const PARTICLES: [&str; 9] = ["de", "du", "des", "la", "le", "les", "l", "d", "saint"];
/// Words of an address after its way, at most.
const MAX_WORDS: usize = 6;

/// « bât. », « av. ».
pub(super) fn is_abbreviation(word: &str) -> bool {
    ["bat", "appt", "apt", "esc", "av", "bd", "bld", "pl"].contains(&fold(word).as_str())
}

/// « 12 bis, rue des Lilas », « bâtiment B ».
pub(super) fn addresses(words: &[Word<'_>]) -> Vec<Mark> {
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let rest = words.get(place..).unwrap_or_default();
        if let Some(end) = way(rest).or_else(|| part(rest)) {
            found.push(Mark {
                at: word.start..end,
                kind: MarkKind::Address,
            });
        }
    }
    found
}

/// Where the address with which the words begin ends.
fn way(words: &[Word<'_>]) -> Option<usize> {
    let (number, mut rest) = words.split_first()?;
    if number.is_last || !is_number(number.text) {
        return None;
    }
    let is_again = |word: &Word<'_>| {
        let folded = fold(word.text);
        ["bis", "ter", "quater"].contains(&folded.as_str()) || is_letter(word.text)
    };
    if let Some((again, after)) = rest.split_first().filter(|(word, _)| is_again(word)) {
        if again.is_last {
            return None;
        }
        rest = after;
    }
    let (way, rest) = rest.split_first()?;
    if way.is_last || !WAYS.contains(&fold(way.text).as_str()) {
        return None;
    }
    let mut end = None;
    let mut is_named = false;
    for word in rest.iter().take(MAX_WORDS) {
        let folded = fold(word.text);
        let is_particle = PARTICLES.contains(&folded.as_str());
        let is_elided = ["l'", "d'"].iter().any(|particle| folded.starts_with(particle));
        // After « rue des », one word is the name, however it is written; after the name, names only.
        if !(is_particle || is_elided || is_capitalised(word.text) || (end.is_some() && !is_named)) {
            break;
        }
        is_named |= !is_particle;
        end = Some(word.end());
        if word.is_last {
            break;
        }
    }
    end.filter(|_| is_named)
}

/// Where the part of a building with which the words begin ends.
fn part(words: &[Word<'_>]) -> Option<usize> {
    let [part, which, ..] = words else { return None };
    if part.is_last || !PARTS.contains(&fold(part.text).as_str()) {
        return None;
    }
    let which = if ["n", "no"].contains(&fold(which.text).as_str()) {
        words.get(2)?
    } else {
        which
    };
    let is_one = is_letter(which.text) || is_number(which.text) || is_both(which.text);
    is_one.then(|| which.end())
}

/// « 12 », « 12bis », « 3-5 ».
fn is_number(text: &str) -> bool {
    let n_digits = text.chars().take_while(char::is_ascii_digit).count();
    let rest = text.get(n_digits..).unwrap_or_default().to_lowercase();
    let is_range = rest.strip_prefix(['-', '/']).is_some_and(is_small);
    (1..=4).contains(&n_digits)
        && (["", "bis", "ter", "a", "b", "c", "d"].contains(&rest.as_str()) || is_range)
}

/// One to four digits.
fn is_small(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// « B », never the « à » of a sentence.
fn is_letter(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase()) && letters.next().is_none()
}

/// « B2 ».
fn is_both(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase()) && is_small(letters.as_str())
}
