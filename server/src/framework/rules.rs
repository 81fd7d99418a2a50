//! Decisions about the framework's texts: which version is in force on a day, what is locked, who is a signatory.

use chrono::{Datelike as _, NaiveDate};
use proto::v1::{Function, TextKind, TextVersionState};

/// The organisations with which a technical annex is signed: national bodies, the animator aside.
pub(super) const PARTNERS: [Function; 3] = [
    Function::UrbanRenewalAgency,
    Function::OverseasMinistry,
    Function::NationalPartner,
];

/// The version in force on a day, by its place among the first days of all: the latest that has come. No two versions of
/// a text have the same first day.
pub(super) fn in_force(first_days: &[NaiveDate], day: NaiveDate) -> Option<usize> {
    let come = first_days.iter().enumerate().filter(|(_, first)| **first <= day);
    come.max_by_key(|(_, first)| **first).map(|(place, _)| place)
}

/// The first day of the version that takes the place of the one of this first day.
pub(super) fn replaced_on(first_days: &[NaiveDate], first: NaiveDate) -> Option<NaiveDate> {
    first_days.iter().copied().filter(|other| *other > first).min()
}

/// What a version is on a day.
pub(super) fn state(first_days: &[NaiveDate], first: NaiveDate, today: NaiveDate) -> TextVersionState {
    if first > today {
        TextVersionState::Coming
    } else if replaced_on(first_days, first).is_some_and(|next| next <= today) {
        TextVersionState::Former
    } else {
        TextVersionState::InForce
    }
}

/// Whether nothing of a version changes any more: it has come, and the day after it was entered is over.
pub(super) fn is_locked(first: NaiveDate, entered_on: NaiveDate, today: NaiveDate) -> bool {
    first <= today && entered_on.succ_opt().is_none_or(|next| next < today)
}

/// The day on which the rules of a year are read: its last one; today in the year that it is.
pub(super) fn day_of(year: i32, today: NaiveDate) -> NaiveDate {
    if year == today.year() {
        today
    } else {
        NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(today)
    }
}

/// Whether an organisation that signed and may have left is a signatory on a day.
pub(super) fn is_signatory(signed_on: NaiveDate, left_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    signed_on <= day && left_on.is_none_or(|left_on| day < left_on)
}

/// The days of a signatory: its first, and the first on which it is none any more.
type Days = (NaiveDate, Option<NaiveDate>);

/// Whether two signatures have a day in common.
pub(super) fn overlap(one: Days, other: Days) -> bool {
    let begins_before_end = |one: Days, other: Days| other.1.is_none_or(|left_on| one.0 < left_on);
    begins_before_end(one, other) && begins_before_end(other, one)
}

/// The order in a list.
pub(super) fn rank(kind: TextKind) -> u8 {
    match kind {
        TextKind::Charter => 0,
        TextKind::Framework => 1,
        TextKind::Annex | TextKind::Unspecified => 2,
    }
}

/// The place in a page of the section of this number.
pub(super) fn anchor(number: &str) -> String {
    format!("s-{}", number.replace('.', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Entered in no order: a version of before the first one was found later.
    fn versions() -> [NaiveDate; 3] {
        ["2017-03-21", "2028-01-01", "2014-09-01"].map(day)
    }

    #[test]
    fn the_version_in_force_is_the_latest_that_has_come() {
        for (on, expected) in [
            ("2014-08-31", None),
            ("2014-09-01", Some(2)),
            ("2017-03-20", Some(2)),
            ("2017-03-21", Some(0)),
            ("2027-12-31", Some(0)),
            ("2028-01-01", Some(1)),
            ("2050-01-01", Some(1)),
        ] {
            assert_eq!(in_force(&versions(), day(on)), expected, "{on}");
        }
        assert_eq!(in_force(&[], day("2027-01-01")), None);
    }

    #[test]
    fn each_version_on_each_side_of_its_days() {
        use TextVersionState::{Coming, Former, InForce};
        for (today, expected) in [
            ("2014-08-31", [Coming, Coming, Coming]),
            ("2014-09-01", [Coming, Coming, InForce]),
            ("2017-03-21", [InForce, Coming, Former]),
            ("2027-12-31", [InForce, Coming, Former]),
            ("2028-01-01", [Former, InForce, Former]),
        ] {
            let today = day(today);
            let states = versions().map(|first| state(&versions(), first, today));
            assert_eq!(states, expected, "{today}");
            let place = states.iter().position(|state| *state == InForce);
            assert_eq!(place, in_force(&versions(), today), "one is in force: {today}");
        }
        assert_eq!(
            replaced_on(&versions(), day("2014-09-01")),
            Some(day("2017-03-21"))
        );
        assert_eq!(replaced_on(&versions(), day("2028-01-01")), None);
    }

    #[test]
    fn a_version_is_locked_once_it_has_come_and_the_day_after_it_was_entered_is_over() {
        for (first, entered_on, expected) in [
            ("2027-03-15", "2027-03-13", true),
            ("2027-03-15", "2027-03-14", false),
            ("2027-03-15", "2027-03-15", false),
            ("2027-03-16", "2027-03-01", false),
            ("2017-03-21", "2027-03-13", true),
            ("2017-03-21", "2027-03-14", false),
        ] {
            let locked = is_locked(day(first), day(entered_on), day("2027-03-15"));
            assert_eq!(locked, expected, "{first}, entered on {entered_on}");
        }
    }

    #[test]
    fn a_year_is_read_on_its_last_day_and_this_one_today() {
        let today = day("2027-03-15");
        for (year, expected) in [(2016, "2016-12-31"), (2027, "2027-03-15"), (2028, "2028-12-31")] {
            assert_eq!(day_of(year, today), day(expected));
        }
    }

    #[test]
    fn a_signatory_from_its_signature_to_the_day_before_it_left() {
        for (left_on, on, expected) in [
            (None, "2017-03-20", false),
            (None, "2017-03-21", true),
            (Some("2020-01-01"), "2019-12-31", true),
            (Some("2020-01-01"), "2020-01-01", false),
        ] {
            let left_on = left_on.map(day);
            assert_eq!(
                is_signatory(day("2017-03-21"), left_on, day(on)),
                expected,
                "{on}"
            );
        }
    }

    #[test]
    fn who_left_may_sign_again() {
        let years = |first: &str, left_on: Option<&str>| (day(first), left_on.map(day));
        let first = years("2017-03-21", Some("2020-01-01"));
        for (other, expected) in [
            (years("2019-12-31", None), true),
            (years("2020-01-01", None), false),
            (years("2014-01-01", Some("2017-03-21")), false),
            (years("2014-01-01", Some("2017-03-22")), true),
            (years("2014-01-01", None), true),
        ] {
            assert_eq!(overlap(first, other), expected, "{other:?}");
            assert_eq!(overlap(other, first), expected, "{other:?}");
        }
    }

    #[test]
    fn a_number_is_a_place_in_a_page() {
        assert_eq!(anchor("3.3"), "s-3-3");
        assert_eq!(anchor("4"), "s-4");
    }
}
