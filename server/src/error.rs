//! The closed list of what can go wrong, and the only conversion to a gRPC status.

use std::time::Duration;

use proto::v1::Reason;
use sea_orm::{DbErr, RuntimeErr};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, LocalizedMessage, StatusExt as _};

/// The name under which the reasons of this platform are known.
pub const DOMAIN: &str = "passerelle";
/// Violations told at most: details travel in headers and must stay under 4 kB.
const MAX_VIOLATIONS: usize = 20;
/// The years that a date may have.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// What a feature answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, as the caller may know it.
#[derive(Debug)]
pub enum Error {
    /// Fields of the request are not acceptable: all of them, by proto path.
    Invalid(Vec<Violation>),
    /// Nobody is signed in, or the secret is not good.
    Unauthenticated(Reason),
    /// The caller may see it, but not do this.
    Denied(Reason),
    /// It does not exist, or not for this caller.
    Missing,
    /// Something of that name exists already.
    Conflict(Reason),
    /// Somebody changed it meanwhile.
    Changed,
    /// The state of things forbids it.
    NotNow(Reason),
    /// Too many attempts; try again later.
    TooMany(Duration),
    /// The database or a companion is busy or away.
    Unavailable(Duration),
    /// A fault of ours. Logged once, in the layer that knows the request.
    Internal(anyhow::Error),
}

/// A field that is not acceptable, by its proto path, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// `title`, `call.closes_at`, `sections.2.text`.
    pub field: String,
    /// Why.
    pub reason: Reason,
    /// Of a text that is too long: its characters, and how many it may have.
    pub length: Option<(usize, usize)>,
}

impl Violation {
    /// A fault that its reason says whole.
    pub fn new(field: impl Into<String>, reason: Reason) -> Self {
        Self {
            field: field.into(),
            reason,
            length: None,
        }
    }
}

impl From<Violation> for FieldViolation {
    fn from(violation: Violation) -> Self {
        let told = violation.length.map(|(n, max)| web::text::too_long(n, max));
        Self {
            localized_message: told.map(|told| LocalizedMessage::new("fr", told)),
            ..Self::new(violation.field, violation.reason.as_str_name())
        }
    }
}

impl Error {
    /// One violation.
    pub fn invalid(field: impl Into<String>, reason: Reason) -> Self {
        Self::Invalid(vec![Violation::new(field, reason)])
    }

    /// The reason that travels with the status.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Invalid(violations) => violations.first().map_or(Reason::BadRequest, |v| v.reason),
            Self::Unauthenticated(reason)
            | Self::Denied(reason)
            | Self::Conflict(reason)
            | Self::NotNow(reason) => *reason,
            Self::Missing => Reason::NotFound,
            Self::Changed => Reason::ChangedMeanwhile,
            Self::TooMany(_) => Reason::TooManyAttempts,
            Self::Unavailable(_) => Reason::TemporarilyUnavailable,
            Self::Internal(_) => Reason::Internal,
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let is_busy = match &error {
            DbErr::ConnectionAcquire(_) => true,
            DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => {
                let code = inner
                    .as_database_error()
                    .and_then(sea_orm::sqlx::error::DatabaseError::code);
                // SQLite: busy, locked. PostgreSQL: serialisation failure, deadlock, too many connections.
                matches!(
                    code.as_deref(),
                    Some("5" | "6" | "517" | "40001" | "40P01" | "53300")
                )
            }
            _ => false,
        };
        if is_busy {
            Self::Unavailable(Duration::from_secs(1))
        } else {
            Self::Internal(error.into())
        }
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        let reason = error.reason();
        let mut details = ErrorDetails::new();
        details.set_error_info(reason.as_str_name(), DOMAIN, []);
        let (code, text) = match error {
            Error::Invalid(mut violations) => {
                violations.truncate(MAX_VIOLATIONS);
                details.set_bad_request(
                    violations
                        .into_iter()
                        .map(FieldViolation::from)
                        .collect::<Vec<_>>(),
                );
                (Code::InvalidArgument, "some fields are not acceptable")
            }
            Error::Unauthenticated(_) => (Code::Unauthenticated, "sign in first"),
            Error::Denied(_) => (Code::PermissionDenied, "not allowed"),
            Error::Missing => (Code::NotFound, "not found"),
            Error::Conflict(_) => (Code::AlreadyExists, "already exists"),
            Error::Changed => (Code::Aborted, "changed meanwhile"),
            Error::NotNow(_) => {
                details.add_precondition_failure_violation(reason.as_str_name(), DOMAIN, "");
                (Code::FailedPrecondition, "not in this state")
            }
            Error::TooMany(wait) => {
                details.set_retry_info(Some(wait));
                (Code::ResourceExhausted, "too many attempts")
            }
            Error::Unavailable(wait) => {
                details.set_retry_info(Some(wait));
                (Code::Unavailable, "temporarily unavailable")
            }
            Error::Internal(fault) => {
                tracing::error!(error = format!("{fault:#}"), "internal error");
                (Code::Internal, "internal error")
            }
        };
        Self::with_error_details(code, text, details)
    }
}

/// Collects every violation of a request, so that all are told at once.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a violation.
    pub fn add(&mut self, field: impl Into<String>, reason: Reason) {
        self.0.push(Violation::new(field, reason));
    }

    /// Notes a text that has more characters than it may.
    pub fn add_too_long(&mut self, field: impl Into<String>, n: usize, max: usize) {
        self.0.push(Violation {
            length: Some((n, max)),
            ..Violation::new(field, Reason::TooLong)
        });
    }

    /// Requires a text of 1 to `max` characters; answers it trimmed.
    pub fn text(&mut self, field: &str, value: &str, max: usize) -> String {
        if value.trim().is_empty() {
            self.add(field, Reason::Required);
        }
        self.optional_text(field, value, max)
    }

    /// Allows a text of 0 to `max` characters; answers it trimmed, line ends as `\n`, without control characters.
    pub fn optional_text(&mut self, field: &str, value: &str, max: usize) -> String {
        let value: String = value
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| !c.is_control() || *c == '\n' || *c == '\t')
            .collect();
        let value = value.trim();
        let n = value.chars().count();
        if n > max {
            self.add_too_long(field, n, max);
        }
        value.to_owned()
    }

    /// Requires an identifier.
    pub fn id(&mut self, field: &str, value: &str) -> uuid::Uuid {
        if value.is_empty() {
            self.add(field, Reason::Required);
            return uuid::Uuid::nil();
        }
        uuid::Uuid::parse_str(value).unwrap_or_else(|_| {
            self.add(field, Reason::Malformed);
            uuid::Uuid::nil()
        })
    }

    /// Allows an identifier to be absent.
    pub fn optional_id(&mut self, field: &str, value: &str) -> Option<uuid::Uuid> {
        if value.is_empty() {
            None
        } else {
            Some(self.id(field, value))
        }
    }

    /// Requires a day, "2027-03-01", between 2000 and 2100.
    pub fn date(&mut self, field: &str, value: &str) -> chrono::NaiveDate {
        use chrono::Datelike as _;
        if value.is_empty() {
            self.add(field, Reason::Required);
        }
        let reason = match value.parse::<chrono::NaiveDate>() {
            Ok(date) if YEARS.contains(&date.year()) => return date,
            Ok(_) => Reason::YearOutOfRange,
            Err(_) => Reason::NotADate,
        };
        if !value.is_empty() {
            self.add(field, reason);
        }
        chrono::NaiveDate::default()
    }

    /// Allows a day to be absent.
    pub fn optional_date(&mut self, field: &str, value: &str) -> Option<chrono::NaiveDate> {
        if value.is_empty() {
            None
        } else {
            Some(self.date(field, value))
        }
    }

    /// Requires an IANA zone.
    pub fn zone(&mut self, field: &str, value: &str) -> chrono_tz::Tz {
        value.parse().unwrap_or_else(|_| {
            self.add(
                field,
                if value.is_empty() {
                    Reason::Required
                } else {
                    Reason::NotAZone
                },
            );
            chrono_tz::Europe::Paris
        })
    }

    /// Requires a wall-clock time ("2027-01-04T09:00") and answers its instant in the zone.
    /// Of a time that the zone lives twice, the first.
    pub fn local_time(
        &mut self,
        field: &str,
        value: &str,
        zone: chrono_tz::Tz,
    ) -> chrono::DateTime<chrono::Utc> {
        use chrono::{Datelike as _, NaiveDateTime};
        if value.is_empty() {
            self.add(field, Reason::Required);
            return chrono::DateTime::default();
        }
        let parsed = NaiveDateTime::parse_from_str(value, "%Y-%m-%dT%H:%M")
            .or_else(|_| NaiveDateTime::parse_from_str(value, "%Y-%m-%dT%H:%M:%S"));
        let reason = match parsed {
            Err(_) => Reason::NotADate,
            Ok(local) if !YEARS.contains(&local.year()) => Reason::YearOutOfRange,
            Ok(local) => match local.and_local_timezone(zone).earliest() {
                Some(at) => return at.to_utc(),
                None => Reason::SkippedHour,
            },
        };
        self.add(field, reason);
        chrono::DateTime::default()
    }

    /// Requires a known value of an enum, other than the unspecified one.
    pub fn choice<E: TryFrom<i32> + Copy + Default + PartialEq>(&mut self, field: &str, value: i32) -> E {
        match E::try_from(value) {
            Ok(choice) if choice != E::default() => choice,
            _ => {
                self.add(
                    field,
                    if value == 0 {
                        Reason::Required
                    } else {
                        Reason::UnknownValue
                    },
                );
                E::default()
            }
        }
    }

    /// Ends the parsing: an error that tells all the violations, if any.
    ///
    /// # Errors
    /// `Invalid` when a violation was noted.
    pub fn finish(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self.0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_cannot_be_says_why() {
        for (value, expected) in [
            ("2027-03-28T01:59", None),
            ("2027-03-28T02:30", Some(Reason::SkippedHour)),
            ("2027-10-31T02:30", None),
            ("1999-12-31T23:59", Some(Reason::YearOutOfRange)),
            ("2101-01-01T00:00", Some(Reason::YearOutOfRange)),
            ("2027-02-30T10:00", Some(Reason::NotADate)),
            ("demain", Some(Reason::NotADate)),
            ("", Some(Reason::Required)),
        ] {
            let mut violations = Violations::new();
            violations.local_time("at", value, chrono_tz::Europe::Paris);
            assert_eq!(violations.0.first().map(|one| one.reason), expected, "{value}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_tells_how_long_it_is_and_may_be() {
        for (text, expected) in [
            ("é".repeat(5_000), None),
            (
                format!(" {} ", "é".repeat(5_001)),
                Some("Trop long\u{a0}: 5\u{202f}001 caractères, pour 5\u{202f}000 au plus."),
            ),
        ] {
            let mut violations = Violations::new();
            violations.optional_text("text", &text, 5_000);
            let told = violations.finish().err().map(Status::from);
            let told = told.and_then(|status| status.get_details_bad_request());
            let told = told.and_then(|bad| bad.field_violations.into_iter().next());
            let told = told.map(|one| (one.description, one.localized_message.unwrap().message));
            let expected = expected.map(|words| ("REASON_TOO_LONG".to_owned(), words.to_owned()));
            assert_eq!(told, expected);
        }
    }

    #[test]
    fn a_day_that_cannot_be_says_why() {
        for (value, expected) in [
            ("2027-03-28", None),
            ("1999-12-31", Some(Reason::YearOutOfRange)),
            ("2027-02-30", Some(Reason::NotADate)),
            ("", Some(Reason::Required)),
        ] {
            let mut violations = Violations::new();
            violations.date("on", value);
            assert_eq!(violations.0.first().map(|one| one.reason), expected, "{value}");
        }
    }
}
