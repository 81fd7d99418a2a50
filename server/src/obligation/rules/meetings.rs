//! M1, M2, M3, A6: so many meetings of a kind in a year; O1: as many as the year plans.
//!
//! Only what is held counts. Until then a meeting that is planned or convened is found, and so is one whose hour is
//! past as long as its convocation lets it be recorded as held.
//! - met: as many are held as are asked for;
//! - missed: the year is over, and fewer are found than are asked for;
//! - at risk: one was cancelled and nothing replaces it; or the time that is left is too short for those that
//!   nobody planned, at the pace that the rule supposes (a year holds one interval more than meetings: four for M1,
//!   two for a yearly meeting); or one is to be recorded as held; or one comes within 14 days and is not convened;
//! - on the way: anything else.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::{MeetingState, ObligationCause as Cause, ObligationState as State};

use super::{Due, SOON, Span, Verdict, open};
use crate::meeting;

/// A meeting of the kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instance {
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) state: MeetingState,
}

impl Instance {
    /// Is to be held, or runs.
    pub(super) fn is_coming(&self, now: DateTime<Utc>) -> bool {
        meeting::is_coming(self.state, self.ends_at, now)
    }

    /// Its hour is past, and it may still be recorded as held.
    pub(super) fn is_to_record(&self, now: DateTime<Utc>) -> bool {
        self.state == MeetingState::Convened && self.ends_at < now
    }

    /// Comes near, and nobody is convened.
    pub(super) fn is_to_convene(&self, now: DateTime<Utc>) -> bool {
        self.state == MeetingState::Planned && self.is_coming(now) && self.starts_at <= now + SOON
    }
}

/// Where the meetings of a kind stand, given in the order of time.
pub(crate) fn meetings(n_asked: usize, instances: &[Instance], year: Span, now: DateTime<Utc>) -> Verdict {
    let count = |is: &dyn Fn(&Instance) -> bool| instances.iter().filter(|one| is(one)).count();
    let places = |is: &dyn Fn(&Instance) -> bool| -> Vec<usize> {
        let all = instances.iter().enumerate();
        all.filter(|(_, one)| is(one)).map(|(index, _)| index).collect()
    };
    let n_held = count(&|one| one.state == MeetingState::Held);
    let verdict = |state| Verdict::new(state, (n_held, n_asked));
    if n_held >= n_asked {
        return verdict(State::Met);
    }
    let to_record = places(&|one| one.is_to_record(now));
    let coming = places(&|one| one.is_coming(now));
    let n_found = n_held + to_record.len() + coming.len();
    let n_missing = n_asked.saturating_sub(n_found);
    if n_missing > 0 {
        if now > year.ends {
            return verdict(State::Missed).because(Cause::YearOver, n_missing);
        }
        let due = Due::At(year.ends, Tz::Europe__Paris);
        if count(&|one| one.state == MeetingState::Cancelled) > 0 {
            return verdict(State::AtRisk)
                .because(Cause::Cancelled, n_missing)
                .before(due);
        }
        let is_late = now + pace(n_asked, n_missing, year) > year.ends;
        return verdict(open(is_late))
            .because(Cause::ToPlan, n_missing)
            .before(due);
    }
    if let Some(first) = to_record.first() {
        return verdict(State::AtRisk)
            .because(Cause::ToRecord, to_record.len())
            .before(Due::Meeting(*first));
    }
    let wanted = coming.get(..n_asked - n_held).unwrap_or(&coming);
    let near = wanted
        .iter()
        .find(|index| instances.get(**index).is_some_and(|one| one.is_to_convene(now)));
    if let Some(near) = near {
        return verdict(State::AtRisk)
            .because(Cause::ToConvene, 1)
            .before(Due::Meeting(*near));
    }
    let last = wanted.last().map_or(Due::Nothing, |index| Due::Meeting(*index));
    verdict(State::OnTheWay)
        .because(Cause::ToHold, wanted.len())
        .before(last)
}

/// Where the points of the overseas network stand (O1): nothing is asked as long as nobody said how many the year
/// plans.
pub(crate) fn points(
    n_planned: Option<usize>,
    instances: &[Instance],
    year: Span,
    now: DateTime<Utc>,
) -> Verdict {
    if let Some(n_asked) = n_planned {
        return meetings(n_asked, instances, year, now);
    }
    let held = instances.iter().filter(|one| one.state == MeetingState::Held);
    Verdict::new(State::NotAsked, (held.count(), 0))
}

/// How long it takes to hold these meetings, at the pace that the rule supposes.
fn pace(n_asked: usize, n_missing: usize, year: Span) -> chrono::TimeDelta {
    let part = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    (year.ends - year.begins) / part(n_asked + 1) * part(n_missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    /// A meeting in words: its state, then its day: "h 03-18", "c 12-15" (convened), "p", "r" (runs), "x" (cancelled).
    fn instance(words: &str) -> Instance {
        let (state, day) = words.split_once(' ').unwrap();
        let starts_at: DateTime<Utc> = format!("2027-{day}T09:00:00Z").parse().unwrap();
        Instance {
            starts_at,
            ends_at: starts_at + TimeDelta::hours(3),
            state: match state {
                "h" => MeetingState::Held,
                "c" => MeetingState::Convened,
                "r" => MeetingState::Running,
                "x" => MeetingState::Cancelled,
                _ => MeetingState::Planned,
            },
        }
    }

    #[test]
    fn points_are_asked_once_the_year_plans_some() {
        let held = [instance("h 03-18")];
        let now = "2027-04-01T09:00:00Z".parse().unwrap();
        let none = points(None, &held, Span::of(2027), now);
        assert_eq!((none.state, none.n_done, none.n_asked), (State::NotAsked, 1, 0));
        let some = points(Some(2), &held, Span::of(2027), now);
        assert_eq!(some, meetings(2, &held, Span::of(2027), now));
        assert_eq!(
            (some.state, some.cause, some.n),
            (State::OnTheWay, Cause::ToPlan, 1)
        );
        assert_eq!(points(Some(1), &held, Span::of(2027), now).state, State::Met);
    }

    fn stands(n_asked: usize, instances: &str, now: &str) -> Verdict {
        let instances: Vec<Instance> = instances
            .split(',')
            .map(str::trim)
            .filter(|words| !words.is_empty())
            .map(instance)
            .collect();
        meetings(n_asked, &instances, Span::of(2027), now.parse().unwrap())
    }

    type Case = (&'static str, &'static str, State, Cause, usize, usize);

    /// M1: three a year; only held ones count.
    const THREE_A_YEAR: &[Case] = &[
        ("", "01-05", State::OnTheWay, Cause::ToPlan, 3, 0),
        ("", "03-31", State::OnTheWay, Cause::ToPlan, 3, 0),
        ("", "04-02", State::AtRisk, Cause::ToPlan, 3, 0),
        ("p 06-10", "06-01", State::OnTheWay, Cause::ToPlan, 2, 0),
        ("p 07-10", "07-03", State::AtRisk, Cause::ToPlan, 2, 0),
        ("h 03-18, p 11-10", "09-30", State::OnTheWay, Cause::ToPlan, 1, 1),
        ("h 03-18, p 11-10", "10-02", State::AtRisk, Cause::ToPlan, 1, 1),
        ("x 03-18", "02-01", State::AtRisk, Cause::Cancelled, 3, 0),
        (
            "h 03-18, x 06-10, p 12-10",
            "06-11",
            State::AtRisk,
            Cause::Cancelled,
            1,
            1,
        ),
        (
            "h 03-18, x 06-10, p 07-10, p 12-10",
            "06-11",
            State::OnTheWay,
            Cause::ToHold,
            2,
            1,
        ),
        (
            "p 03-18, p 06-10, p 12-10",
            "02-01",
            State::OnTheWay,
            Cause::ToHold,
            3,
            0,
        ),
        (
            "p 03-18, p 06-10, p 12-10",
            "03-10",
            State::AtRisk,
            Cause::ToConvene,
            1,
            0,
        ),
        (
            "c 03-18, p 06-10, p 12-10",
            "03-10",
            State::OnTheWay,
            Cause::ToHold,
            3,
            0,
        ),
        (
            "r 03-18, c 06-10, c 12-10",
            "03-19",
            State::OnTheWay,
            Cause::ToHold,
            3,
            0,
        ),
        (
            "c 03-18, c 06-10, c 12-10",
            "03-19",
            State::AtRisk,
            Cause::ToRecord,
            1,
            0,
        ),
        // One that nobody was convened to did not happen.
        (
            "p 03-18, c 06-10, c 12-10",
            "03-19",
            State::OnTheWay,
            Cause::ToPlan,
            1,
            0,
        ),
        (
            "h 03-18, h 06-10, h 12-10",
            "12-11",
            State::Met,
            Cause::Unspecified,
            0,
            3,
        ),
        (
            "h 02-18, h 03-18, h 06-10, h 12-10",
            "12-11",
            State::Met,
            Cause::Unspecified,
            0,
            4,
        ),
        ("h 03-18, h 06-10", "12-31", State::AtRisk, Cause::ToPlan, 1, 2),
        (
            "h 03-18, h 06-10, p 12-10",
            "12-31",
            State::AtRisk,
            Cause::ToPlan,
            1,
            2,
        ),
    ];

    #[test]
    fn three_a_year() {
        for &(instances, day, state, cause, n, n_done) in THREE_A_YEAR {
            let found = stands(3, instances, &format!("2027-{day}T12:00:00Z"));
            assert_eq!(
                (found.state, found.cause, found.n, found.n_done, found.n_asked),
                (state, cause, n, n_done, 3),
                "{instances} on {day}"
            );
            let has_end = matches!(found.state, State::Met | State::Missed);
            assert_eq!(found.due == Due::Nothing, has_end, "{instances} on {day}");
        }
    }

    /// M2, M3, A6: once a year; the pace is half a year.
    #[test]
    fn once_a_year() {
        use State::{AtRisk, Met, OnTheWay};
        for (instances, day, state, cause) in [
            ("", "07-01", OnTheWay, Cause::ToPlan),
            ("", "07-03", AtRisk, Cause::ToPlan),
            ("p 11-20", "10-01", OnTheWay, Cause::ToHold),
            ("c 11-20", "11-19", OnTheWay, Cause::ToHold),
            ("x 05-20", "05-01", AtRisk, Cause::Cancelled),
            ("h 05-20", "05-21", Met, Cause::Unspecified),
        ] {
            let found = stands(1, instances, &format!("2027-{day}T12:00:00Z"));
            assert_eq!((found.state, found.cause), (state, cause), "{instances} on {day}");
        }
    }

    /// The year turns in Paris; a meeting of the old year that is still to be held elsewhere may still be.
    #[test]
    fn the_turn_of_the_year() {
        use State::{AtRisk, Met, Missed, OnTheWay};
        for (instances, now, state, cause) in [
            ("", "2027-12-31T22:59:59Z", AtRisk, Cause::ToPlan),
            ("", "2027-12-31T23:00:00Z", Missed, Cause::YearOver),
            ("x 12-15", "2027-12-31T23:00:00Z", Missed, Cause::YearOver),
            ("p 12-15", "2027-12-31T23:00:00Z", Missed, Cause::YearOver),
            ("c 12-15", "2027-12-31T23:00:00Z", AtRisk, Cause::ToRecord),
            ("h 12-15", "2027-12-31T23:00:00Z", Met, Cause::Unspecified),
        ] {
            let found = stands(1, instances, now);
            assert_eq!((found.state, found.cause), (state, cause), "{instances} at {now}");
        }
        // 31 December, 21:00 in Cayenne.
        let late = Instance {
            starts_at: "2028-01-01T00:00:00Z".parse().unwrap(),
            ends_at: "2028-01-01T02:00:00Z".parse().unwrap(),
            state: MeetingState::Convened,
        };
        let at = |now: &str| meetings(1, &[late], Span::of(2027), now.parse().unwrap()).state;
        assert_eq!(at("2027-12-31T23:30:00Z"), OnTheWay);
        assert_eq!(at("2028-01-01T02:00:01Z"), AtRisk);
    }

    #[test]
    fn the_date_that_counts_is_that_of_the_meeting_that_completes_the_number() {
        let now = "2027-02-01T12:00:00Z";
        let found = stands(3, "h 01-18, c 03-18, c 06-10, p 12-10", now);
        assert_eq!(found.due, Due::Meeting(2));
        let found = stands(3, "c 03-18, c 06-10", now);
        assert_eq!(found.due, Due::At(Span::of(2027).ends, Tz::Europe__Paris));
        let found = stands(1, "c 01-18, p 06-10", now);
        assert_eq!((found.cause, found.due), (Cause::ToRecord, Due::Meeting(0)));
    }
}
