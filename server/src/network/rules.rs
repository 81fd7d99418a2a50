//! What the network decides, without a database or a clock.

use chrono::{DateTime, NaiveDate, Utc};
use proto::v1::Position;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Folds a text for search and comparison: lower case, no accents, `œ` as `oe`, one kind of apostrophe,
/// single spaces.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            '’' | '‘' | 'ʼ' => folded.push('\''),
            '‐' | '‑' | '–' => folded.push('-'),
            c if c.is_whitespace() => {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded.trim().to_owned()
}

/// Themes that one organisation names, at most.
pub(crate) const MAX_EXPERTISE: usize = 20;
/// Characters of a theme, at most.
pub(crate) const MAX_THEME: usize = 80;

/// An address as it is stored and compared.
pub(crate) fn fold_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// True for what can be an address: one `@`, a domain with a dot, nothing that would break a header.
pub(crate) fn is_email(email: &str) -> bool {
    let is_short = email.len() <= 254;
    let is_plain =
        !email.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;:\"\\()[]".contains(c));
    is_short
        && is_plain
        && email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && local.len() <= 64
                && !domain.contains('@')
                && domain.contains('.')
                && domain.split('.').all(|label| {
                    !label.is_empty()
                        && !label.starts_with('-')
                        && !label.ends_with('-')
                        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                })
        })
}

/// True when an organisation is in the network on a day. The day it leaves is the first one out.
pub(crate) fn is_in_network(joined_on: NaiveDate, left_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    joined_on <= day && left_on.is_none_or(|left_on| day < left_on)
}

/// True when an organisation was in the network at some day of a year: past years stay true (P2).
pub(crate) fn was_in_network(joined_on: NaiveDate, left_on: Option<NaiveDate>, year: i32) -> bool {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    joined_on <= day(12, 31) && left_on.is_none_or(|left_on| left_on > day(1, 1) && left_on > joined_on)
}

/// True when a delegation gives the director's acts on this day (of the centre's zone).
pub(crate) fn is_in_force(
    from_on: NaiveDate,
    until_on: NaiveDate,
    ended_at: Option<DateTime<Utc>>,
    today: NaiveDate,
) -> bool {
    ended_at.is_none() && from_on <= today && today <= until_on
}

/// True when a director may give or take this position in the own team; the others are the animator's.
pub(crate) fn is_of_team(position: Position) -> bool {
    position == Position::Team
}

/// True when a change would leave a centre without a director.
pub(crate) fn leaves_no_director(before: Position, after: Option<Position>, n_directors: u64) -> bool {
    before == Position::Director && after != Some(Position::Director) && n_directors <= 1
}

/// True when an organisation of this function has people in this position.
pub(crate) fn fits(function: proto::v1::Function, position: Position) -> bool {
    match position {
        Position::Unspecified => false,
        Position::Director | Position::Team | Position::President => function == proto::v1::Function::Centre,
        Position::Agent => function != proto::v1::Function::Centre,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::v1::Function;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn folds_what_people_type() {
        let check = |input: &str, expected: &str| assert_eq!(fold(input), expected, "{input}");
        check("Île-de-France", "ile-de-france");
        check("  Œuvre   à\u{a0}Çà ", "oeuvre a ca");
        check("L’ŒUVRE d'Ève", "l'oeuvre d'eve");
        check("Guadeloupe – Saint\u{2011}Martin", "guadeloupe - saint-martin");
        check("", "");
    }

    #[test]
    fn knows_an_address() {
        for fine in [
            "a@b.fr",
            "claire.exemple+test@rives-de-loire.example",
            "é@exemple.example",
        ] {
            assert!(is_email(fine), "{fine}");
        }
        for bad in [
            "", "a", "a@b", "@b.fr", "a@", "a@b..fr", "a@@b.fr", "a b@c.fr", "a@b.fr\n", "a@-b.fr",
            "<a@b.fr>", "a,b@c.fr",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn past_years_stay_true() {
        let check = |joined: &str, left: Option<&str>, year, expected| {
            assert_eq!(
                was_in_network(day(joined), left.map(day), year),
                expected,
                "{joined} {left:?} {year}"
            );
        };
        check("2017-01-01", None, 2027, true);
        check("2017-01-01", None, 2016, false);
        check("2026-12-31", None, 2026, true);
        check("2017-01-01", Some("2026-01-01"), 2025, true);
        check("2017-01-01", Some("2026-01-01"), 2026, false);
        check("2017-01-01", Some("2026-01-02"), 2026, true);
        check("2026-05-01", Some("2026-05-01"), 2026, false);
        assert!(is_in_network(
            day("2017-01-01"),
            Some(day("2026-01-02")),
            day("2026-01-01")
        ));
        assert!(!is_in_network(
            day("2017-01-01"),
            Some(day("2026-01-02")),
            day("2026-01-02")
        ));
    }

    #[test]
    fn a_delegation_holds_between_its_days() {
        let check = |today: &str, ended: Option<DateTime<Utc>>, expected| {
            assert_eq!(
                is_in_force(day("2027-03-01"), day("2027-03-05"), ended, day(today)),
                expected,
                "{today}"
            );
        };
        check("2027-02-28", None, false);
        check("2027-03-01", None, true);
        check("2027-03-05", None, true);
        check("2027-03-06", None, false);
        check("2027-03-03", Some(DateTime::UNIX_EPOCH), false);
    }

    #[test]
    fn a_centre_keeps_a_director() {
        use Position::{Director, Team};
        let check = |before, after, n, expected| {
            assert_eq!(
                leaves_no_director(before, after, n),
                expected,
                "{before:?} {after:?} {n}"
            );
        };
        check(Director, None, 1, true);
        check(Director, Some(Team), 1, true);
        check(Director, Some(Director), 1, false);
        check(Director, None, 2, false);
        check(Team, None, 1, false);
        check(Team, None, 0, false);
    }

    #[test]
    fn positions_fit_the_function() {
        for function in (1..=7).filter_map(|n| Function::try_from(n).ok()) {
            for position in (1..=4).filter_map(|n| Position::try_from(n).ok()) {
                let expected = (function == Function::Centre) != (position == Position::Agent);
                assert_eq!(fits(function, position), expected, "{function:?} {position:?}");
            }
            assert!(!fits(function, Position::Unspecified));
        }
    }
}
