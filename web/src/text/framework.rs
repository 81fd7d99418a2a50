//! The words of the framework's texts.

use chrono::{Datelike as _, NaiveDate};
use proto::v1::{TextKind, TextVersionState};

use crate::ui::time::month_name;

/// What a text is.
pub fn text_kind(kind: TextKind) -> &'static str {
    match kind {
        TextKind::Unspecified => "",
        TextKind::Charter => "Charte",
        TextKind::Framework => "Cadre de référence",
        TextKind::Annex => "Annexe technique",
    }
}

/// What a version is today.
pub fn text_version_state(state: TextVersionState) -> &'static str {
    match state {
        TextVersionState::Unspecified => "",
        TextVersionState::Coming => "à venir",
        TextVersionState::InForce => "en vigueur",
        TextVersionState::Former => "remplacée",
    }
}

/// « version de mars 2017 », from "2017-03-21".
pub fn version_of(in_force_from: &str) -> String {
    let Ok(day) = in_force_from.parse::<NaiveDate>() else {
        return String::new();
    };
    let month = month_name(day.month());
    let of = if month.starts_with(['a', 'o']) {
        "d’"
    } else {
        "de "
    };
    format!("version {of}{month} {}", day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_named_by_its_month() {
        for (day, expected) in [
            ("2017-03-21", "version de mars 2017"),
            ("2018-04-01", "version d’avril 2018"),
            ("2018-10-01", "version d’octobre 2018"),
            ("", ""),
        ] {
            assert_eq!(version_of(day), expected);
        }
    }
}
