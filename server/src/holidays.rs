//! The public holidays of metropolitan France and of the overseas territories that have a centre.
//!
//! Days of the law (Code du travail, L. 3133-1 and L. 3422-2: the abolition of slavery in each territory), and the
//! days that the West Indies keep by custom. Easter is computed. Compared in the tests, year by year, with an
//! independent library.

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use proto::v1::Territory;

/// Every territory.
pub const TERRITORIES: [Territory; 7] = [
    Territory::Metropolis,
    Territory::Martinique,
    Territory::Guadeloupe,
    Territory::Guyane,
    Territory::Mayotte,
    Territory::Reunion,
    Territory::SaintMartin,
];

/// The territories that live by the clock of a zone. The centre of Guadeloupe serves Saint-Martin too; a zone of
/// elsewhere keeps the holidays of the metropolis.
pub fn territories(zone: Tz) -> &'static [Territory] {
    match zone {
        Tz::America__Martinique => &[Territory::Martinique],
        Tz::America__Guadeloupe => &[Territory::Guadeloupe, Territory::SaintMartin],
        Tz::America__Marigot => &[Territory::SaintMartin],
        Tz::America__Cayenne => &[Territory::Guyane],
        Tz::Indian__Mayotte => &[Territory::Mayotte],
        Tz::Indian__Reunion => &[Territory::Reunion],
        _ => &[Territory::Metropolis],
    }
}

/// The holiday that a day is in a territory, by its French name.
pub fn holiday(day: NaiveDate, territory: Territory) -> Option<&'static str> {
    let found = holidays(day.year(), territory).into_iter();
    found.filter(|(one, _)| *one == day).map(|(_, name)| name).next()
}

/// The holidays of a year in a territory, in the order of time, with their French names.
pub fn holidays(year: i32, territory: Territory) -> Vec<(NaiveDate, &'static str)> {
    let easter = easter(year);
    let after_easter = |days: i64, name| easter.map(|easter| (easter + TimeDelta::days(days), name));
    let on = |month, day, name| NaiveDate::from_ymd_opt(year, month, day).map(|date| (date, name));
    let abolition = |month, day| on(month, day, "Abolition de l’esclavage");
    let schoelcher = on(7, 21, "Fête de Victor Schoelcher");
    let common = [
        on(1, 1, "Jour de l’an"),
        after_easter(1, "Lundi de Pâques"),
        on(5, 1, "Fête du Travail"),
        on(5, 8, "Fête de la Victoire"),
        after_easter(39, "Ascension"),
        after_easter(50, "Lundi de Pentecôte"),
        on(7, 14, "Fête nationale"),
        on(8, 15, "Assomption"),
        on(11, 1, "Toussaint"),
        on(11, 11, "Armistice"),
        on(12, 25, "Noël"),
    ];
    let own = match territory {
        Territory::Unspecified | Territory::Metropolis => vec![],
        Territory::Martinique => vec![abolition(5, 22), schoelcher],
        Territory::Guadeloupe => vec![
            after_easter(-24, "Mi-Carême"),
            after_easter(-2, "Vendredi saint"),
            abolition(5, 27),
            schoelcher,
        ],
        Territory::Guyane => vec![abolition(6, 10)],
        Territory::Mayotte => vec![abolition(4, 27)],
        Territory::Reunion => vec![abolition(12, 20)],
        Territory::SaintMartin => vec![abolition(5, 28), schoelcher],
    };
    let mut all: Vec<_> = common.into_iter().chain(own).flatten().collect();
    all.sort_unstable();
    all
}

/// Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher).
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let skipped = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - skipped + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    let (month, day) = (u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?);
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_of_known_years() {
        for known in [
            "1961-04-02",
            "2000-04-23",
            "2008-03-23",
            "2024-03-31",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
        ] {
            let known = day(known);
            assert_eq!(easter(known.year()), Some(known));
        }
    }

    #[test]
    fn each_territory_remembers_on_its_day() {
        let abolition = Some("Abolition de l’esclavage");
        for (date, territory, expected) in [
            ("2027-05-22", Territory::Martinique, abolition),
            ("2027-05-22", Territory::Guadeloupe, None),
            ("2027-05-27", Territory::Guadeloupe, abolition),
            ("2027-05-28", Territory::SaintMartin, abolition),
            ("2027-06-10", Territory::Guyane, abolition),
            ("2027-04-27", Territory::Mayotte, abolition),
            ("2027-12-20", Territory::Reunion, abolition),
            ("2027-12-20", Territory::Metropolis, None),
            ("2027-03-26", Territory::Guadeloupe, Some("Vendredi saint")),
            ("2027-03-26", Territory::Metropolis, None),
            ("2027-05-17", Territory::Metropolis, Some("Lundi de Pentecôte")),
            ("2027-05-17", Territory::Mayotte, Some("Lundi de Pentecôte")),
        ] {
            assert_eq!(holiday(day(date), territory), expected, "{date} {territory:?}");
        }
    }

    #[test]
    fn zones_have_their_territories() {
        use Territory::{Guadeloupe, Metropolis, Reunion, SaintMartin};
        for (zone, expected) in [
            (Tz::Europe__Paris, &[Metropolis][..]),
            (Tz::Indian__Reunion, &[Reunion]),
            (Tz::America__Guadeloupe, &[Guadeloupe, SaintMartin]),
            (Tz::Asia__Tokyo, &[Metropolis]),
        ] {
            assert_eq!(territories(zone), expected);
        }
    }
}
