//! The words of the overseas network and of the fair slot.

use proto::v1::fair_slot::Share;
use proto::v1::{OverseasWorkState, WorkingWeek};

/// The state of a joint work.
pub fn overseas_work_state(state: OverseasWorkState) -> &'static str {
    match state {
        OverseasWorkState::Unspecified => "",
        OverseasWorkState::Proposed => "proposé",
        OverseasWorkState::Running => "en cours",
        OverseasWorkState::Finished => "terminé",
        OverseasWorkState::GivenUp => "abandonné",
    }
}

/// « 45 min », « 1 h », « 1 h 15 ».
pub fn minutes(n: i32) -> String {
    match (n / 60, n % 60) {
        (0, n) => format!("{n}\u{a0}min"),
        (hours, 0) => format!("{hours}\u{a0}h"),
        (hours, n) => format!("{hours}\u{a0}h\u{a0}{n:02}"),
    }
}

/// « 9 h », « 12 h 30 », from "09:00".
pub fn clock(text: &str) -> String {
    let mut parts = text.split(':').map(|part| part.parse().unwrap_or(0));
    let (hour, minute): (i32, i32) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if minute == 0 {
        format!("{hour}\u{a0}h")
    } else {
        format!("{hour}\u{a0}h\u{a0}{minute:02}")
    }
}

/// What a slot costs somebody: « dans ses heures », « 45 min avant 9 h », « jour férié (Noël) ».
pub fn slot_share(share: &Share, week: &WorkingWeek) -> String {
    /// A day off costs this many minutes, and more is no worse.
    const WHOLE_DAY: i32 = 1440;
    if share.is_absent {
        return "absent".to_owned();
    }
    if share.outside_min == 0 {
        return "dans ses heures".to_owned();
    }
    if !share.holiday.is_empty() {
        return format!("jour férié ({})", share.holiday);
    }
    let early =
        (share.early_min > 0).then(|| format!("{} avant {}", minutes(share.early_min), clock(&week.opens)));
    let late =
        (share.late_min > 0).then(|| format!("{} après {}", minutes(share.late_min), clock(&week.closes)));
    match (early, late) {
        (Some(early), Some(late)) => format!("{early} et {late}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) if share.outside_min >= WHOLE_DAY => "jour non travaillé".to_owned(),
        (None, None) => format!("{} hors de ses heures", minutes(share.outside_min)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_slot_costs_is_said_in_words() {
        let week = WorkingWeek {
            opens: "09:00".to_owned(),
            closes: "17:30".to_owned(),
            ..WorkingWeek::default()
        };
        let share = |outside_min, early_min, late_min, holiday: &str| Share {
            outside_min,
            early_min,
            late_min,
            holiday: holiday.to_owned(),
            ..Share::default()
        };
        let away = Share {
            is_absent: true,
            ..Share::default()
        };
        for (share, expected) in [
            (share(0, 0, 0, ""), "dans ses heures"),
            (share(45, 45, 0, ""), "45 min avant 9 h"),
            (share(75, 0, 75, ""), "1 h 15 après 17 h 30"),
            (share(90, 60, 30, ""), "1 h avant 9 h et 30 min après 17 h 30"),
            (share(1440, 0, 0, ""), "jour non travaillé"),
            (share(300, 0, 0, ""), "5 h hors de ses heures"),
            (share(1440, 0, 0, "Noël"), "jour férié (Noël)"),
            (away, "absent"),
        ] {
            assert_eq!(slot_share(&share, &week).replace('\u{a0}', " "), expected);
        }
    }
}
