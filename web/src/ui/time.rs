//! Time in words: « jeudi 3 décembre, 14 h, heure de Paris ».

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;
use prost_types::Timestamp;

const DAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// A month by its number, 1 being January.
pub(crate) fn month_name(month: u32) -> &'static str {
    let at = usize::try_from(month).unwrap_or_default().saturating_sub(1);
    MONTHS.get(at).copied().unwrap_or_default()
}

/// A zone by its IANA name; Paris when unknown.
pub(crate) fn tz(zone: &str) -> Tz {
    zone.parse().unwrap_or(Tz::Europe__Paris)
}

/// The instant of a message.
pub(crate) fn instant(timestamp: Timestamp) -> DateTime<Utc> {
    let nanos = u32::try_from(timestamp.nanos).unwrap_or_default();
    DateTime::from_timestamp(timestamp.seconds, nanos).unwrap_or(DateTime::UNIX_EPOCH)
}

/// « heure de Paris », by the IANA name of a zone.
pub(crate) fn zone_words(zone: &str) -> String {
    match zone {
        "" | "Europe/Paris" => "heure de Paris".to_owned(),
        "America/Martinique" => "heure de la Martinique".to_owned(),
        "America/Guadeloupe" => "heure de la Guadeloupe".to_owned(),
        "America/Cayenne" => "heure de Cayenne".to_owned(),
        "Indian/Mayotte" => "heure de Mayotte".to_owned(),
        "Indian/Reunion" => "heure de La\u{a0}Réunion".to_owned(),
        "UTC" => "temps universel".to_owned(),
        other => format!(
            "heure de {}",
            other.rsplit('/').next().unwrap_or(other).replace('_', " ")
        ),
    }
}

/// « 3 décembre », « 1er mars 2027 » when the year is not this one.
fn date_words(date: NaiveDate, this_year: i32) -> String {
    let month = MONTHS[date.month0() as usize];
    let day = if date.day() == 1 {
        "1er".to_owned()
    } else {
        date.day().to_string()
    };
    if date.year() == this_year {
        format!("{day}\u{a0}{month}")
    } else {
        format!("{day}\u{a0}{month} {}", date.year())
    }
}

fn weekday(date: NaiveDate) -> &'static str {
    DAYS[date.weekday().num_days_from_monday() as usize]
}

/// « 14 h », « 9 h 05 ».
fn hour_words(hour: u32, minute: u32) -> String {
    if minute == 0 {
        format!("{hour}\u{a0}h")
    } else {
        format!("{hour}\u{a0}h\u{a0}{minute:02}")
    }
}

/// « 14 h 05 », in a zone that is named beside.
pub(crate) fn hour(when: Timestamp, zone: &str) -> String {
    hour_of(instant(when), zone)
}

/// The same, of an instant.
pub(crate) fn hour_of(when: DateTime<Utc>, zone: &str) -> String {
    let local = when.with_timezone(&tz(zone));
    hour_words(local.hour(), local.minute())
}

/// « jeudi 3 décembre, 14 h, heure de Paris ».
pub fn at(when: DateTime<Utc>, zone: &str, now: DateTime<Utc>) -> String {
    let local = when.with_timezone(&tz(zone));
    let date = local.date_naive();
    let this_year = now.with_timezone(&tz(zone)).year();
    let hour = hour_words(local.hour(), local.minute());
    format!(
        "{} {}, {hour}, {}",
        weekday(date),
        date_words(date, this_year),
        zone_words(zone)
    )
}

/// « jeudi 3 décembre, de 9 h à 11 h, heure de Cayenne (de 13 h à 15 h, heure de Paris) »: in the first zone, then
/// in the others where the hour differs, with the day where it is another.
pub fn span(from: DateTime<Utc>, to: DateTime<Utc>, zones: &[&str], now: DateTime<Utc>) -> String {
    let mut said: Vec<DateTime<Tz>> = Vec::new();
    let mut text = String::new();
    for zone in zones {
        let start = from.with_timezone(&tz(zone));
        if said.iter().any(|one| one.naive_local() == start.naive_local()) {
            continue;
        }
        let is_same_day = said
            .first()
            .is_some_and(|one| one.date_naive() == start.date_naive());
        let words = span_in(from, to, zone, now, is_same_day);
        text = if said.is_empty() {
            words
        } else {
            format!("{text} ({words})")
        };
        said.push(start);
    }
    text
}

fn span_in(
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    zone: &str,
    now: DateTime<Utc>,
    is_day_said: bool,
) -> String {
    let tz = tz(zone);
    let (start, end) = (from.with_timezone(&tz), to.with_timezone(&tz));
    let hours = |at: &DateTime<Tz>| hour_words(at.hour(), at.minute());
    let (first, last) = (day(from, zone, now), day(to, zone, now));
    let (starts, ends, zone) = (hours(&start), hours(&end), zone_words(zone));
    match (start.date_naive() == end.date_naive(), is_day_said) {
        (true, true) => format!("de {starts} à {ends}, {zone}"),
        (true, false) => format!("{first}, de {starts} à {ends}, {zone}"),
        (false, _) => format!("du {first}, {starts}, au {last}, {ends}, {zone}"),
    }
}

/// « jeu. 3 décembre, 14 h », for the head of a column.
pub(crate) fn short(when: DateTime<Utc>, zone: &str, now: DateTime<Utc>) -> String {
    let local = when.with_timezone(&tz(zone));
    let date = local.date_naive();
    let this_year = now.with_timezone(&tz(zone)).year();
    let weekday: String = weekday(date).chars().take(3).collect();
    let hour = hour_words(local.hour(), local.minute());
    format!("{weekday}.\u{a0}{}, {hour}", date_words(date, this_year))
}

/// « jeudi 3 décembre ».
pub fn day(when: DateTime<Utc>, zone: &str, now: DateTime<Utc>) -> String {
    let local = when.with_timezone(&tz(zone)).date_naive();
    format!(
        "{} {}",
        weekday(local),
        date_words(local, now.with_timezone(&tz(zone)).year())
    )
}

/// « 4 décembre 2026 » from `2026-12-04`; the text itself when it is not a date.
pub(crate) fn date(text: &str) -> String {
    text.parse::<NaiveDate>()
        .map_or_else(|_| text.to_owned(), |date| date_words(date, 0))
}

/// How long is left: « il reste 9 jours », « il reste 5 heures », « terminé ».
pub(crate) fn left(when: DateTime<Utc>, zone: &str, now: DateTime<Utc>) -> String {
    if when <= now {
        return "terminé".to_owned();
    }
    let zone = tz(zone);
    let days = (when.with_timezone(&zone).date_naive() - now.with_timezone(&zone).date_naive()).num_days();
    let minutes = (when - now).num_minutes();
    let (n, unit) = match (days, minutes) {
        (2.., _) => (days, "jour"),
        (1, 1440..) => (1, "jour"),
        (_, 60..) => (minutes / 60, "heure"),
        _ => (minutes.max(1), "minute"),
    };
    format!("il reste {n}\u{a0}{unit}{}", if n > 1 { "s" } else { "" })
}

/// When something happened, shortly: « 10 h 42 » today, « hier », « 3 novembre ».
pub(crate) fn ago(when: DateTime<Utc>, zone: &str, now: DateTime<Utc>) -> String {
    let zone = tz(zone);
    let local = when.with_timezone(&zone);
    let today = now.with_timezone(&zone).date_naive();
    let date = local.date_naive();
    if date == today {
        hour_words(local.hour(), local.minute())
    } else if today.checked_sub_days(Days::new(1)) == Some(date) {
        "hier".to_owned()
    } else {
        date_words(date, today.year())
    }
}

/// True on the day on which [`ago`] tells the hour.
pub(crate) fn is_today(when: Timestamp, zone: &str, now: DateTime<Utc>) -> bool {
    let zone = tz(zone);
    instant(when).with_timezone(&zone).date_naive() == now.with_timezone(&zone).date_naive()
}

/// The value of a `datetime-local` field: `2027-01-04T09:00`.
pub(crate) fn local_value(when: Option<Timestamp>, zone: &str) -> String {
    when.map(|when| {
        instant(when)
            .with_timezone(&tz(zone))
            .format("%Y-%m-%dT%H:%M")
            .to_string()
    })
    .unwrap_or_default()
}

/// The instant of a wall-clock time in a zone, `2027-01-04T09:00`; nothing when it is none.
pub(crate) fn from_local(text: &str, zone: &str) -> Option<Timestamp> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?;
    let seconds = local.and_local_timezone(tz(zone)).earliest()?.timestamp();
    Some(Timestamp { seconds, nanos: 0 })
}

/// So many minutes later.
pub(crate) fn later(when: Timestamp, minutes: i64) -> Timestamp {
    Timestamp {
        seconds: when.seconds.saturating_add(minutes.saturating_mul(60)),
        ..when
    }
}

/// A `<time>` element around words.
pub(crate) fn time_view(when: DateTime<Utc>, words: String) -> impl IntoView {
    let iso = when.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    view! { <time datetime=iso>{words}</time> }
}

/// The instant in words, with the zone's name.
pub(crate) fn at_view(when: Timestamp, zone: &str, now: DateTime<Utc>) -> impl IntoView + use<> {
    let when = instant(when);
    time_view(when, at(when, zone, now))
}

/// The day in words.
pub(crate) fn day_view(when: Timestamp, zone: &str, now: DateTime<Utc>) -> impl IntoView + use<> {
    let when = instant(when);
    time_view(when, day(when, zone, now))
}

/// When it happened, shortly.
pub(crate) fn ago_view(when: Timestamp, zone: &str, now: DateTime<Utc>) -> impl IntoView + use<> {
    let when = instant(when);
    time_view(when, ago(when, zone, now))
}

/// « il reste 9 jours », tagged as a deadline.
pub(crate) fn left_view(when: Timestamp, zone: &str, now: DateTime<Utc>) -> impl IntoView + use<> {
    let words = left(instant(when), zone, now);
    view! { <span class="left">{words}</span> }
}

/// True when the words of an hour differ between two zones at this instant.
pub(crate) fn differs(when: Timestamp, one: &str, other: &str) -> bool {
    let when = instant(when).naive_utc();
    tz(one).from_utc_datetime(&when).naive_local() != tz(other).from_utc_datetime(&when).naive_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn spans_are_said_in_each_zone_that_differs() {
        let now = utc("2027-03-15T09:00:00Z");
        let check = |from: &str, to: &str, zones: &[&str], expected: &str| {
            let words = span(utc(from), utc(to), zones, now).replace('\u{a0}', " ");
            assert_eq!(words, expected);
        };
        let (from, to) = ("2027-04-15T08:00:00Z", "2027-04-15T10:30:00Z");
        check(
            from,
            to,
            &["Europe/Paris", "Europe/Paris"],
            "jeudi 15 avril, de 10 h à 12 h 30, heure de Paris",
        );
        check(
            from,
            to,
            &["America/Martinique", "Europe/Paris", "America/Guadeloupe"],
            "jeudi 15 avril, de 4 h à 6 h 30, heure de la Martinique (de 10 h à 12 h 30, heure de Paris)",
        );
        check(
            "2027-04-15T20:30:00Z",
            "2027-04-15T21:30:00Z",
            &["Indian/Reunion", "Europe/Paris"],
            "vendredi 16 avril, de 0 h 30 à 1 h 30, heure de La Réunion (jeudi 15 avril, de 22 h 30 à 23 h 30, heure de Paris)",
        );
        check(
            "2027-04-15T18:00:00Z",
            "2027-04-15T20:30:00Z",
            &["Indian/Reunion"],
            "du jeudi 15 avril, 22 h, au vendredi 16 avril, 0 h 30, heure de La Réunion",
        );
        let head = short(utc(from), "America/Martinique", now);
        assert_eq!(head.replace('\u{a0}', " "), "jeu. 15 avril, 4 h");
    }

    #[test]
    fn instants_are_said_in_words_with_their_zone() {
        let now = utc("2026-11-21T10:00:00Z");
        let check = |when: &str, zone, expected: &str| {
            assert_eq!(at(utc(when), zone, now).replace('\u{a0}', " "), expected);
        };
        check(
            "2026-12-03T13:00:00Z",
            "Europe/Paris",
            "jeudi 3 décembre, 14 h, heure de Paris",
        );
        check(
            "2026-12-03T13:05:00Z",
            "America/Cayenne",
            "jeudi 3 décembre, 10 h 05, heure de Cayenne",
        );
        check(
            "2026-12-31T23:30:00Z",
            "Europe/Paris",
            "vendredi 1er janvier 2027, 0 h 30, heure de Paris",
        );
        check(
            "2027-07-01T21:59:59Z",
            "Europe/Paris",
            "jeudi 1er juillet 2027, 23 h 59, heure de Paris",
        );
        check(
            "2026-12-03T13:00:00Z",
            "Indian/Reunion",
            "jeudi 3 décembre, 17 h, heure de La Réunion",
        );
    }

    #[test]
    fn remaining_time_counts_days_of_the_zone() {
        let check = |now: &str, when: &str, zone, expected: &str| {
            assert_eq!(
                left(utc(when), zone, utc(now)).replace('\u{a0}', " "),
                expected,
                "{now} {when} {zone}"
            );
        };
        let end = "2026-11-30T22:59:59Z"; // 23 h 59 in Paris
        check("2026-11-21T10:00:00Z", end, "Europe/Paris", "il reste 9 jours");
        check("2026-11-29T10:00:00Z", end, "Europe/Paris", "il reste 1 jour");
        check("2026-11-30T10:00:00Z", end, "Europe/Paris", "il reste 12 heures");
        check("2026-11-30T22:30:00Z", end, "Europe/Paris", "il reste 29 minutes");
        check("2026-11-30T22:59:59Z", end, "Europe/Paris", "terminé");
        check("2026-11-28T23:30:00Z", end, "Europe/Paris", "il reste 1 jour");
        check(
            "2026-11-28T23:30:00Z",
            end,
            "America/Martinique",
            "il reste 2 jours",
        );
    }

    #[test]
    fn the_past_is_said_shortly() {
        let now = utc("2026-11-21T10:00:00Z");
        let check = |when: &str, expected: &str| {
            assert_eq!(
                ago(utc(when), "Europe/Paris", now).replace('\u{a0}', " "),
                expected
            );
        };
        check("2026-11-21T09:42:00Z", "10 h 42");
        check("2026-11-20T09:42:00Z", "hier");
        check("2026-11-20T23:10:00Z", "0 h 10");
        check("2026-11-03T09:42:00Z", "3 novembre");
        check("2025-11-03T09:42:00Z", "3 novembre 2025");
        assert_eq!(date("2026-12-04").replace('\u{a0}', " "), "4 décembre 2026");
        assert_eq!(date("bientôt"), "bientôt");
    }
}
