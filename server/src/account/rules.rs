//! What the account decides, without a database or a clock.

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{Delivery, Function, Position, Role, Subject};

use crate::auth;

/// How the secret of an API token begins; a session's never does.
pub(crate) const TOKEN_PREFIX: &str = "pat_";
/// How long a link is good.
pub(crate) const LINK_LIFE: TimeDelta = TimeDelta::minutes(15);
/// How long a code is good: greylisting may hold the mail.
pub(crate) const CODE_LIFE: TimeDelta = TimeDelta::minutes(60);
/// Wrong tries after which a code is dead.
pub(crate) const MAX_WRONG: i32 = 5;
/// How long a session lives at most.
pub(crate) const SESSION_LIFE: TimeDelta = TimeDelta::days(30);
/// How long a session lives without use.
pub(crate) const SESSION_IDLE: TimeDelta = TimeDelta::days(7);
/// How old the note of the last use may be.
pub(crate) const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// True while a session may be used.
pub(crate) fn is_alive(expires_at: DateTime<Utc>, last_seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now < expires_at && now - last_seen_at < SESSION_IDLE
}

/// The role of an API token: the work of the team in a centre, elsewhere what the function gives.
pub(crate) fn token_role(function: Function) -> Role {
    let position = if function == Function::Centre {
        Position::Team
    } else {
        Position::Agent
    };
    auth::role(function, position, false)
}

/// How a person is told of a subject who has chosen nothing.
pub(crate) fn default_delivery(subject: Subject) -> Delivery {
    match subject {
        Subject::Call | Subject::Contribution | Subject::Solicitation | Subject::Bulletin => Delivery::AtOnce,
        Subject::Programme | Subject::Engagement | Subject::Meeting => Delivery::Daily,
        Subject::Network | Subject::Unspecified => Delivery::None,
    }
}

/// The digits of a typed code; `None` when there are not eight.
pub(crate) fn code(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    (digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// A code as the mail shows it: `1234 5678`.
pub(crate) fn spaced(code: &str) -> String {
    let (left, right) = code.split_at_checked(4).unwrap_or((code, ""));
    format!("{left} {right}")
}

/// The scopes that an API token can have: each feature, read or write; never the account.
pub(crate) fn scopes() -> Vec<String> {
    let mut scopes: Vec<String> = proto::pool()
        .services()
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .filter_map(|method| {
            let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
            proto::access(&path).map(|access| crate::http::guard::scope(&path, access.is_read))
        })
        .filter(|scope| !scope.starts_with("account:"))
        .collect();
    scopes.sort();
    scopes.dedup();
    scopes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_dies_of_age_and_of_idleness() {
        let start = DateTime::UNIX_EPOCH;
        let check = |seen: i64, now: i64, expected| {
            let at = |hours| start + TimeDelta::hours(hours);
            assert_eq!(
                is_alive(start + SESSION_LIFE, at(seen), at(now)),
                expected,
                "{seen} {now}"
            );
        };
        check(0, 0, true);
        check(0, 7 * 24 - 1, true);
        check(0, 7 * 24, false);
        check(29 * 24, 30 * 24 - 1, true);
        check(29 * 24, 30 * 24, false);
    }

    #[test]
    fn a_code_is_eight_digits_however_typed() {
        let check = |typed, expected: Option<&str>| assert_eq!(code(typed).as_deref(), expected, "{typed}");
        check("12345678", Some("12345678"));
        check(" 1234\u{a0}5678 ", Some("12345678"));
        check("1234-5678", Some("12345678"));
        check("1234567", None);
        check("123456789", None);
        check("1234567é", None);
        check("", None);
        assert_eq!(spaced("12345678"), "1234 5678");
    }

    #[test]
    fn a_token_of_a_centre_works_as_its_team() {
        for function in (1..=7).filter_map(|n| Function::try_from(n).ok()) {
            let role = token_role(function);
            assert_ne!(role, Role::Director);
            assert_ne!(role, Role::Unspecified);
            assert_eq!(role == Role::Team, function == Function::Centre);
        }
    }

    #[test]
    fn the_account_is_no_scope() {
        let scopes = scopes();
        assert!(scopes.contains(&"network:read".to_owned()), "{scopes:?}");
        assert!(scopes.contains(&"contribution:write".to_owned()), "{scopes:?}");
        assert!(
            !scopes.iter().any(|scope| scope.starts_with("account")),
            "{scopes:?}"
        );
    }
}
