//! Numbers that name one person: of the French social security, of a bank account.

use proto::v1::MarkKind;

use super::Mark;

/// How a social security number is grouped, with or without its key: the department has three digits overseas.
const GROUPS: [&[usize]; 7] = [
    &[15],
    &[13],
    &[13, 2],
    &[1, 2, 2, 2, 3, 3, 2],
    &[1, 2, 2, 2, 3, 3],
    &[1, 2, 2, 3, 2, 3, 2],
    &[1, 2, 2, 3, 2, 3],
];
/// Letters and digits of an IBAN, by country.
const LENGTHS: [(usize, &str); 9] = [
    (27, " FR BL GF GP IT MC MF MQ NC PF PM RE SM WF YT "),
    (16, " BE "),
    (18, " DK FI NL "),
    (20, " AT EE LT LU "),
    (21, " CH LI "),
    (22, " BG DE GB IE "),
    (24, " CZ ES RO SE TN "),
    (25, " PT "),
    (28, " HU MA PL "),
];

/// « 1 85 05 78 006 084 36 », « FR76 3000 6000 0112 3456 7890 189 ».
pub(super) fn identifiers(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut end = 0;
    for (start, c) in text.char_indices() {
        let before = text.get(..start).and_then(|text| text.chars().next_back());
        if start < end || !c.is_ascii_alphanumeric() || before.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let (length, kind) = match (security_number(rest), iban(rest)) {
            (Some(length), _) => (length, MarkKind::SecurityNumber),
            (None, Some(length)) => (length, MarkKind::BankAccount),
            (None, None) => continue,
        };
        end = start + length;
        found.push(Mark { at: start..end, kind });
    }
    found
}

/// Letters and digits with which a text begins, at most `max`, one separator at most between two of them: their groups,
/// and where the last ends.
fn characters(text: &str, max: usize) -> (Vec<String>, usize) {
    let mut groups = vec![String::new()];
    let (mut end, mut n, mut is_between) = (0, 0, false);
    for (at, c) in text.char_indices() {
        match c {
            c if c.is_ascii_alphanumeric() && n < max => {
                if is_between {
                    groups.push(String::new());
                }
                if let Some(group) = groups.last_mut() {
                    group.push(c.to_ascii_uppercase());
                }
                (end, n, is_between) = (at + 1, n + 1, false);
            }
            ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' if !is_between => is_between = true,
            _ => break,
        }
    }
    (groups, end)
}

/// Whether nothing of the same word follows.
fn ends(text: &str, end: usize) -> bool {
    let next = text.get(end..).and_then(|rest| rest.chars().next());
    !next.is_some_and(char::is_alphanumeric)
}

/// The length in bytes of the social security number with which a text begins: by its form, its key is not reckoned.
fn security_number(text: &str) -> Option<usize> {
    [15, 13].into_iter().find_map(|n| {
        let (groups, end) = characters(text, n);
        let sizes: Vec<usize> = groups.iter().map(String::len).collect();
        let number = groups.concat();
        let month: u32 = number.get(3..5)?.parse().ok()?;
        // Corsica has letters: « 2A ».
        let digits = match number.get(5..7)? {
            "2A" | "2B" => number.get(..5)?.to_owned() + number.get(7..)?,
            _ => number.clone(),
        };
        let is_one = number.starts_with(['1', '2', '3', '4', '7', '8'])
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            // Some are of no known month.
            && matches!(month, 1..=12 | 20..=42 | 50..=99);
        (is_one && GROUPS.contains(&sizes.as_slice()) && ends(text, end)).then_some(end)
    })
}

/// The length in bytes of the IBAN with which a text begins.
fn iban(text: &str) -> Option<usize> {
    let country = text.get(..2)?.to_uppercase();
    let country = format!(" {country} ");
    let (n, _) = LENGTHS
        .iter()
        .find(|(_, countries)| countries.contains(&country))?;
    let (groups, end) = characters(text, *n);
    let account = groups.concat();
    let is_key = account.get(2..4)?.bytes().all(|byte| byte.is_ascii_digit());
    // Whole, or with its country and its key apart: no words that follow each other.
    let is_grouped = groups.len() == 1 || groups.first().is_some_and(|group| group.len() == 4);
    let n_digits = account.bytes().filter(u8::is_ascii_digit).count();
    (account.len() == *n && is_key && is_grouped && 12 <= n_digits && ends(text, end)).then_some(end)
}
