//! The fair slot on plain cases.

use super::*;
use chrono::Timelike as _;
use chrono_tz::America::{Cayenne, Guadeloupe, Martinique, Miquelon};
use chrono_tz::Europe::Paris;
use chrono_tz::Indian::{Mayotte, Reunion};

fn time(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn someone(zone: Tz, days: u8, from: &str, until: &str) -> Participant {
    Participant {
        zone,
        week: week(days, time(from), time(until)),
        absences: vec![],
        holidays: BTreeSet::new(),
        borne_min: 0,
    }
}

fn office(zone: Tz) -> Participant {
    someone(zone, 0b001_1111, "09:00:00", "18:00:00")
}

fn search(first: &str, last: &str, length_min: u32) -> Search {
    Search {
        first: day(first),
        last: day(last),
        zone: Paris,
        length_min,
    }
}

fn starts(participants: &[Participant], search: Search) -> Vec<String> {
    let slots = slots(participants, &search).unwrap();
    slots
        .iter()
        .map(|slot| slot.starts_at.format("%m-%dT%H:%M").to_string())
        .collect()
}

#[test]
fn the_common_hour_of_winter_is_two_in_paris() {
    let people = [Paris, Martinique, Cayenne, Mayotte, Reunion].map(office);
    let found = slots(&people, &search("2027-01-12", "2027-01-12", 60)).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].n_absent, found[0].discomfort), (0, 0));
    let hours = found[0].shares.iter().map(|share| share.starts.hour());
    assert_eq!(hours.collect::<Vec<_>>(), [14, 9, 10, 16, 17]);
}

#[test]
fn the_hour_follows_each_change_of_clocks() {
    let pair = |other| [office(Paris), someone(other, 0b111_1111, "09:00:00", "14:00:00")];
    let cases = [
        // Martinique never changes: nine there is 14:00 in Paris in winter, 15:00 in summer.
        (Martinique, "2026-03-27", vec!["03-27T13:00"]),
        (Martinique, "2026-03-30", vec!["03-30T13:00"]),
        (Martinique, "2026-10-26", vec!["10-26T13:00"]),
        // Miquelon changes on 8 March and on 1 November, Paris on 29 March and on 25 October.
        (Miquelon, "2026-03-06", vec!["03-06T12:00"]),
        (Miquelon, "2026-03-09", vec!["03-09T11:00"]),
        (Miquelon, "2026-03-30", vec!["03-30T11:00"]),
        (Miquelon, "2026-10-26", vec!["10-26T11:00"]),
        (Miquelon, "2026-11-02", vec!["11-02T12:00"]),
    ];
    for (other, date, expected) in cases {
        // Three hours fit between nine over there and six in Paris, at least.
        let found = starts(&pair(other), search(date, date, 180));
        assert_eq!(found[..1], expected, "{other} {date}");
    }
}

#[test]
fn a_working_night_is_as_long_as_its_real_minutes() {
    for (zone, date, length_min, start, outside_min) in [
        (Paris, "2026-03-29", 180, "2026-03-28T23:00:00Z", 0),
        (Paris, "2026-03-29", 240, "2026-03-28T23:00:00Z", 60),
        (Paris, "2026-10-25", 300, "2026-10-24T22:00:00Z", 0),
        (Miquelon, "2026-03-08", 180, "2026-03-08T03:00:00Z", 0),
        (Miquelon, "2026-11-01", 300, "2026-11-01T02:00:00Z", 0),
    ] {
        let people = [someone(zone, 0b100_0000, "00:00:00", "04:00:00")];
        let search = Search {
            zone,
            ..search(date, date, length_min)
        };
        let found = slots(&people, &search).unwrap();
        assert_eq!(found[0].starts_at, at(start), "{zone} {date}");
        assert_eq!(found[0].shares[0].outside_min, outside_min, "{zone} {date}");
    }
}

#[test]
fn an_absence_weighs_more_than_any_hour_and_a_holiday_is_a_day_off() {
    let mut people = [office(Paris), office(Reunion)];
    // Half a day: the hour that is left suits one, and costs the other.
    people[0].absences = vec![at("2027-01-12T05:00:00Z")..at("2027-01-12T15:00:00Z")];
    let found = slots(&people, &search("2027-01-12", "2027-01-12", 60)).unwrap();
    assert!(found.iter().all(|slot| slot.n_absent == 0 && slot.discomfort > 0));
    // The whole day: its night is no better.
    people[0].absences = vec![at("2027-01-12T05:00:00Z")..at("2027-01-12T23:00:00Z")];
    let found = slots(&people, &search("2027-01-12", "2027-01-12", 60)).unwrap();
    assert!(
        found
            .iter()
            .all(|slot| slot.n_absent == 1 && slot.discomfort == 0)
    );
    // Nothing but absence: the hour that suits the other, who alone bears one.
    people[0].absences = vec![at("2027-01-01T00:00:00Z")..at("2027-02-01T00:00:00Z")];
    let found = slots(&people, &search("2027-01-12", "2027-01-12", 60)).unwrap();
    assert!(
        found
            .iter()
            .all(|slot| slot.n_absent == 1 && slot.discomfort == 0)
    );
    people[0].absences.clear();
    people[1].holidays.insert(day("2027-01-12"));
    let found = starts(&people, search("2027-01-12", "2027-01-13", 60));
    assert!(found.iter().all(|start| start.starts_with("01-13")), "{found:?}");
}

#[test]
fn who_is_away_all_week_sends_nobody_into_the_night_or_to_a_sunday() {
    let zones = [Paris, Martinique, Guadeloupe, Cayenne, Mayotte, Reunion];
    let mut people = zones.map(office);
    // Seven to eleven December, as lived in Cayenne.
    people[3].absences = vec![at("2026-12-07T03:00:00Z")..at("2026-12-12T03:00:00Z")];
    let week = search("2026-12-07", "2026-12-13", 60);
    let common = [
        "12-07T13:00",
        "12-08T13:00",
        "12-09T13:00",
        "12-10T13:00",
        "12-11T13:00",
    ];
    assert_eq!(starts(&people, week), common, "14:00 in Paris");
    for slot in slots(&people, &week).unwrap() {
        assert_eq!((slot.n_absent, slot.discomfort), (1, 0));
        let absent = slot.shares.iter().map(|share| share.is_absent);
        assert!(absent.eq(zones.map(|zone| zone == Cayenne)));
    }
    // Back on Friday, there is a day for all.
    people[3].absences = vec![at("2026-12-07T03:00:00Z")..at("2026-12-11T03:00:00Z")];
    assert_eq!(starts(&people, week), common[4..]);
    // The evening and the days off around an absence are as lost; a meeting that reaches into hours that are worked
    // costs its minutes.
    let absence = vec![at("2026-12-07T03:00:00Z")..at("2026-12-12T03:00:00Z")];
    let away = Participant {
        absences: absence,
        ..office(Cayenne)
    };
    for (from, until, expected) in [
        ("2026-12-04T20:30:00Z", "2026-12-04T21:30:00Z", (false, 30)),
        ("2026-12-04T21:00:00Z", "2026-12-04T22:00:00Z", (true, 0)),
        ("2026-12-07T01:00:00Z", "2026-12-07T02:00:00Z", (true, 0)),
        ("2026-12-13T20:00:00Z", "2026-12-13T21:00:00Z", (true, 0)),
        ("2026-12-14T11:30:00Z", "2026-12-14T12:30:00Z", (false, 30)),
        ("2026-12-14T21:00:00Z", "2026-12-14T22:00:00Z", (false, 60)),
    ] {
        let (from, until) = (at(from), at(until));
        let meeting = from.timestamp()..until.timestamp();
        let person = Person::new(&away, &meeting, 3600, 0);
        let found = (person.is_absent(&meeting), outside_min(&away, from, until));
        assert_eq!(found, expected, "{from}");
    }
}

#[test]
fn who_bore_the_bad_hour_is_spared_the_next_time() {
    let mut people = [Martinique, Guadeloupe, Reunion].map(|zone| {
        let mut one = office(zone);
        one.week = week(0b001_1111, time("09:00:00"), time("17:00:00"));
        one
    });
    let outside = |people: &[Participant]| {
        let found = slots(people, &search("2027-01-12", "2027-01-12", 60)).unwrap();
        found[0]
            .shares
            .iter()
            .map(|share| share.outside_min)
            .collect::<Vec<_>>()
    };
    assert_eq!(outside(&people), [15, 15, 45]);
    people[2].borne_min = 600;
    assert_eq!(outside(&people), [60, 60, 0]);
}

#[test]
fn proposals_are_apart_and_on_several_days() {
    let people = [office(Paris)];
    let week = starts(&people, search("2027-01-11", "2027-01-15", 90));
    assert_eq!(week[..2], ["01-11T08:00", "01-12T08:00"]);
    assert_eq!(week[5..7], ["01-11T10:00", "01-12T10:00"]);
    let one_day = starts(&people, search("2027-01-11", "2027-01-11", 90));
    assert_eq!(
        one_day,
        [
            "01-11T08:00",
            "01-11T10:00",
            "01-11T12:00",
            "01-11T14:00",
            "01-11T15:30"
        ]
    );
}

#[test]
fn what_cannot_be_searched_is_said() {
    let people = [office(Paris)];
    for (people, search, expected) in [
        (
            &people[..0],
            search("2027-01-11", "2027-01-15", 60),
            Unsearchable::Nobody,
        ),
        (
            &people[..],
            search("2027-01-11", "2027-01-15", 0),
            Unsearchable::Length,
        ),
        (
            &people[..],
            search("2027-01-11", "2027-01-15", 721),
            Unsearchable::Length,
        ),
        (
            &people[..],
            search("2027-01-15", "2027-01-11", 60),
            Unsearchable::Days,
        ),
        (
            &people[..],
            search("2027-01-01", "2027-04-03", 60),
            Unsearchable::Days,
        ),
        (
            &people[..],
            search("1969-12-31", "1970-01-02", 60),
            Unsearchable::Days,
        ),
    ] {
        assert_eq!(slots(people, &search), Err(expected), "{search:?}");
    }
}
