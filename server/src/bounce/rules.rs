//! Decisions about what comes back.

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::ReportKind;

/// Days during which reports are kept.
pub(crate) const DAYS_KEPT: i64 = 90;
/// Mails in a row that came back, after which an address is not written to any more.
pub(super) const MAX_FAILED: u64 = 3;
/// Days within which they left.
const DAYS_OF_FAILED: i64 = 90;
/// How far the clock of a provider may be from ours.
const TOLERANCE_S: i64 = 5 * 60;
/// Longest words that are kept, in characters.
const MAX_WORDS: usize = 500;

/// What a server says of one recipient (RFC 3464), or a report of its own form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fate {
    /// The addresses that it names: the one written to, the one that it became.
    pub(super) addresses: Vec<String>,
    /// "failed", "delayed", "delivered", "relayed", "expanded".
    pub(super) action: String,
    /// "5.1.1"; may be missing.
    pub(super) status: String,
    /// The server's words; may be missing.
    pub(super) diagnostic: String,
}

impl Fate {
    /// The words as servers say them at once: the code in front, unless they have one.
    pub(super) fn words(&self) -> String {
        let has_code = self.diagnostic.split([' ', '-']).any(is_status);
        // "5.0.0" says less than any words.
        let is_vague = self.status.ends_with(".0.0") && !self.diagnostic.is_empty();
        if has_code || is_vague || self.status.is_empty() {
            return clean(&self.diagnostic);
        }
        // After the basic code, as a server writes it.
        match self.diagnostic.split_at_checked(3) {
            Some((basic, rest)) if basic.bytes().all(|b| b.is_ascii_digit()) => clean(&format!(
                "{basic} {} {}",
                self.status,
                rest.trim_start_matches(['-', ' '])
            )),
            _ => clean(&format!("{} {}", self.status, self.diagnostic)),
        }
    }

    fn kind(&self, is_address: impl FnOnce(&str) -> bool) -> ReportKind {
        match self.action.as_str() {
            "failed" if !self.status.starts_with('4') && is_address(&self.words()) => ReportKind::Address,
            "failed" => ReportKind::Failed,
            "delayed" => ReportKind::Delayed,
            "delivered" | "relayed" | "expanded" => ReportKind::Arrived,
            _ => ReportKind::Unspecified,
        }
    }
}

fn is_status(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    matches!(parts.as_slice(), [class, subject, detail]
        if matches!(*class, "2" | "4" | "5")
            && [subject, detail].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())))
}

/// What a report says of the mail to an address, and the words that say it. `is_address` judges a refusal for good.
///
/// A report may tell of several: when one of them is the address itself, that one counts. Else the mail went on from
/// there, and it came back for the address only when it did from everywhere.
pub(super) fn judge(fates: &[Fate], email: &str, is_address: impl Fn(&str) -> bool) -> (ReportKind, String) {
    let of = |fate: &Fate| (fate.kind(&is_address), fate.words());
    let is_own = |fate: &&Fate| {
        let mut named = fate.addresses.iter();
        !email.is_empty() && named.any(|one| one.eq_ignore_ascii_case(email))
    };
    if let Some(own) = fates.iter().find(is_own) {
        return of(own);
    }
    let all: Vec<(ReportKind, String)> = fates.iter().map(of).collect();
    let is = |kind: ReportKind| all.iter().find(|(one, _)| *one == kind).cloned();
    let failed = is(ReportKind::Failed).or_else(|| is(ReportKind::Address));
    match failed {
        Some((_, words)) if all.iter().any(|(kind, _)| *kind != ReportKind::Address) => {
            (ReportKind::Failed, words)
        }
        Some(address) => address,
        None => is(ReportKind::Delayed)
            .or_else(|| is(ReportKind::Arrived))
            .unwrap_or_default(),
    }
}

/// Says whether a report still counts: the mail left after its reader agreed to it for the last time.
pub(super) fn is_current(left_at: DateTime<Utc>, consent_at: DateTime<Utc>) -> bool {
    left_at >= consent_at
}

/// Since when the mails that came back count: the consent, or 90 days.
pub(super) fn failed_since(now: DateTime<Utc>, consent_at: DateTime<Utc>) -> DateTime<Utc> {
    consent_at.max(now - TimeDelta::days(DAYS_OF_FAILED))
}

/// Reports from before this instant are not kept.
pub(super) fn kept_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::days(DAYS_KEPT)
}

/// Says whether an event was signed a short time ago.
pub(super) fn is_fresh(signed_at_s: i64, now: DateTime<Utc>) -> bool {
    now.timestamp().abs_diff(signed_at_s) <= TOLERANCE_S.unsigned_abs()
}

/// Words from outside as one line that may be kept: no control characters, not too long.
pub(super) fn clean(text: &str) -> String {
    let is_blank = |c: char| c.is_whitespace() || c.is_control() || c == '\u{fffd}';
    let words: Vec<&str> = text.split(is_blank).filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(MAX_WORDS) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
        None => line,
    }
}

/// The codes in the words of a server, and nothing else: "550 5.1.1".
pub(super) fn codes(text: &str) -> String {
    let is_basic = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit());
    let words = text.split(|c: char| c.is_whitespace() || c == '-');
    let codes = words.filter(|word| is_basic(word) || is_status(word));
    codes.take(2).collect::<Vec<_>>().join(" ")
}

/// Words in which no address can be read: the domain stays.
pub(super) fn mask(text: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || "@.!#$%&*+-/=?^_`{|}~'".contains(c);
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        match word.rsplit_once('@') {
            Some((_, domain)) => {
                masked.push_str("…@");
                masked.push_str(domain);
            }
            None => masked.push_str(word),
        }
        let next = after.find(is_part).unwrap_or(after.len());
        let (between, after) = after.split_at(next);
        masked.push_str(between);
        rest = after;
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fate(addresses: &[&str], action: &str, status: &str, diagnostic: &str) -> Fate {
        Fate {
            addresses: addresses.iter().map(|one| (*one).to_owned()).collect(),
            action: action.to_owned(),
            status: status.to_owned(),
            diagnostic: diagnostic.to_owned(),
        }
    }

    /// Stands for the verdict on a refusal: those words that say so.
    fn is_address(words: &str) -> bool {
        words.contains("5.1.1") || words.contains("550 unknown")
    }

    #[test]
    fn the_words_of_a_fate() {
        for (status, diagnostic, expected) in [
            ("5.1.1", "550 5.1.1 unknown", "550 5.1.1 unknown"),
            ("5.1.1", "550 unknown", "550 5.1.1 unknown"),
            ("5.1.1", "550-unknown", "550 5.1.1 unknown"),
            ("5.1.1", "unknown", "5.1.1 unknown"),
            ("5.1.1", "", "5.1.1"),
            ("5.0.0", "550 unknown", "550 unknown"),
            ("5.0.0", "", "5.0.0"),
            ("5.0.0", "550-5.1.1 unknown", "550-5.1.1 unknown"),
            ("", "550 unknown", "550 unknown"),
            ("", "", ""),
            ("5.1.1", "é unknown", "5.1.1 é unknown"),
        ] {
            assert_eq!(
                fate(&[], "failed", status, diagnostic).words(),
                expected,
                "{status} {diagnostic}"
            );
        }
    }

    #[test]
    fn what_counts_of_several_recipients() {
        use ReportKind as K;
        let unknown = || fate(&["a@x.example"], "failed", "5.1.1", "unknown");
        let full = || fate(&["b@x.example"], "failed", "5.2.2", "full");
        let late = || fate(&["c@x.example"], "delayed", "4.4.1", "");
        let there = || fate(&["d@x.example"], "relayed", "2.0.0", "");
        let expired = || fate(&["e@x.example"], "failed", "4.4.7", "550 unknown");
        for (fates, email, expected) in [
            (vec![], "a@x.example", K::Unspecified),
            (vec![unknown()], "a@x.example", K::Address),
            (vec![unknown()], "other@x.example", K::Address),
            (vec![unknown(), full()], "A@X.example", K::Address),
            (vec![full(), unknown()], "b@x.example", K::Failed),
            (vec![full(), unknown()], "other@x.example", K::Failed),
            (vec![unknown(), there()], "other@x.example", K::Failed),
            (vec![unknown(), there()], "d@x.example", K::Arrived),
            (vec![late()], "c@x.example", K::Delayed),
            (vec![there(), late()], "other@x.example", K::Delayed),
            (vec![there()], "other@x.example", K::Arrived),
            (vec![expired()], "e@x.example", K::Failed),
            (vec![fate(&[], "lost", "", "")], "e@x.example", K::Unspecified),
            // Erased: nothing names it.
            (vec![unknown()], "", K::Address),
        ] {
            assert_eq!(judge(&fates, email, is_address).0, expected, "{fates:?} {email}");
        }
        assert_eq!(
            judge(&[full(), unknown()], "a@x.example", is_address).1,
            "5.1.1 unknown"
        );
    }

    #[test]
    fn an_old_report_does_not_count_and_failures_count_for_90_days() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let left = at("2027-03-01T10:00:00Z");
        assert!(is_current(left, left));
        assert!(is_current(left, at("2027-01-01T10:00:00Z")));
        assert!(!is_current(left, at("2027-03-01T10:00:01Z")));
        let now = at("2027-06-01T00:00:00Z");
        assert_eq!(
            failed_since(now, at("2027-05-01T00:00:00Z")),
            at("2027-05-01T00:00:00Z")
        );
        assert_eq!(
            failed_since(now, at("2026-05-01T00:00:00Z")),
            at("2027-03-03T00:00:00Z")
        );
        assert_eq!(kept_since(now), at("2027-03-03T00:00:00Z"));
    }

    #[test]
    fn an_event_is_fresh_for_five_minutes() {
        let now = "2027-03-15T09:00:00Z".parse::<DateTime<Utc>>().unwrap();
        for (offset, expected) in [(0, true), (300, true), (-300, true), (301, false), (-301, false)] {
            assert_eq!(is_fresh(now.timestamp() + offset, now), expected, "{offset}");
        }
        assert!(!is_fresh(i64::MIN, now) && !is_fresh(i64::MAX, now));
    }

    #[test]
    fn words_from_outside_are_one_clean_line() {
        assert_eq!(clean(" 550\r\n\t5.1.1\0 é\u{7f}tat \u{fffd} "), "550 5.1.1 é tat");
        let long = clean(&"é".repeat(2000));
        assert_eq!(long.chars().count(), MAX_WORDS + 1);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn only_the_codes_of_words() {
        for (text, expected) in [
            ("550 5.1.1 <zoe@x.example>: User zoe unknown", "550 5.1.1"),
            ("550-5.1.1 zoe", "550 5.1.1"),
            ("smtp; zoe 06 12 34 56 78", ""),
            ("", ""),
        ] {
            assert_eq!(codes(text), expected, "{text}");
        }
    }

    #[test]
    fn no_address_can_be_read_in_masked_words() {
        for (text, expected) in [
            (
                "550 5.1.1 <zoe@x.example>: unknown",
                "550 5.1.1 <…@x.example>: unknown",
            ),
            ("zoe@x.example", "…@x.example"),
            ("de Zoé.Été+a=b@é.example, à", "de …@é.example, à"),
            ("a@b@c.example", "…@c.example"),
            ("rien", "rien"),
            ("", ""),
            ("(zoe@x.example;lea@y.example)", "(…@x.example;…@y.example)"),
        ] {
            assert_eq!(mask(text), expected, "{text}");
        }
    }
}
