//! What may name a person in a text that is about to be sent: addresses of electronic mail, telephone numbers, postal
//! addresses, names, numbers of the social security and of bank accounts.
//!
//! These are patterns, not knowledge: they mark what looks like one, and a person redacts it or says that it names
//! nobody. They mark too much rather than too little, but hardly ever an ordinary question of the field: no labelled
//! question of the tests is marked. A mark never goes over the end of a line.

mod identity;
mod names;
mod numbers;

#[cfg(test)]
mod tests;

use std::ops::Range;

use proto::v1::MarkKind;

/// A passage that may name a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Bytes of the text.
    pub(crate) at: Range<usize>,
    pub(crate) kind: MarkKind,
}

/// A word of a line: what stands between spaces, without the punctuation around it.
#[derive(Clone, Copy, Debug)]
struct Word<'a> {
    text: &'a str,
    /// Where it begins in the text.
    start: usize,
    /// Something that ends a group of words stands between it and the next.
    is_last: bool,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The marks of a text, in its order; none covers another.
pub(crate) fn marks(text: &str) -> Vec<Mark> {
    let mut found = numbers::telephones(text);
    found.extend(identity::identifiers(text));
    for words in lines(text) {
        found.extend(emails(&words));
        found.extend(numbers::addresses(&words));
        found.extend(names::names(&words));
    }
    found.sort_by_key(|mark| (mark.at.start, std::cmp::Reverse(mark.at.end)));
    let mut end = 0;
    found.retain(|mark| {
        let is_free = end <= mark.at.start;
        if is_free {
            end = mark.at.end;
        }
        is_free
    });
    found
}

/// Whether a text holds an address of electronic mail, a telephone number, or a number of the social security or of a
/// bank account: what is marked without much doubt, unlike names and postal addresses.
pub(crate) fn holds_identifier(text: &str) -> bool {
    !numbers::telephones(text).is_empty()
        || !identity::identifiers(text).is_empty()
        || lines(text).any(|words| !emails(&words).is_empty())
}

/// The words of each line.
fn lines(text: &str) -> impl Iterator<Item = Vec<Word<'_>>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let words = words(line, start);
        start += line.len();
        words
    })
}

fn words(line: &str, line_start: usize) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    let is_mark = |c: char| !(c.is_alphanumeric() || c == '+');
    for part in line.split_inclusive(char::is_whitespace) {
        let begins = part.trim_start_matches(is_mark);
        let start = line_start + from + part.len() - begins.len();
        let text = begins.trim_end_matches(is_mark);
        let after = begins.get(text.len()..).unwrap_or_default().trim_end();
        from += part.len();
        if !text.is_empty() {
            // The full stop of « M. Untel » and of « bât. B » ends nothing.
            let is_short = after == "." && (names::is_title(text) || numbers::is_abbreviation(text));
            found.push(Word {
                text,
                start,
                is_last: !is_short && after.contains(['.', ';', ':', '!', '?', ')', '»', '"']),
            });
        }
    }
    found
}

/// « quelquun@structure.example ».
fn emails(words: &[Word<'_>]) -> Vec<Mark> {
    let mut found = Vec::new();
    for word in words {
        let mut start = word.start;
        // Several may stand together, separated by what no address holds.
        for part in word
            .text
            .split_inclusive([',', ';', ':', '<', '>', '(', ')', '"', '/', '|'])
        {
            let address = part.trim_end_matches(|c: char| !c.is_alphanumeric());
            if is_email(address) {
                found.push(Mark {
                    at: start..start + address.len(),
                    kind: MarkKind::Email,
                });
            }
            start += part.len();
        }
    }
    found
}

fn is_email(text: &str) -> bool {
    let domain = text.split_once('@').filter(|(name, _)| !name.is_empty());
    let domain = domain.and_then(|(_, domain)| domain.rsplit_once('.'));
    domain.is_some_and(|(host, ending)| !host.is_empty() && 1 < ending.chars().count())
}
