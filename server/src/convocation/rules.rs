//! Whom a change concerns, when a reminder is due, what an answer needs.

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{Answering, MeetingState, Reason};

/// How long before a meeting those who have not answered are reminded.
const REMINDERS: [TimeDelta; 2] = [TimeDelta::days(7), TimeDelta::days(2)];

/// What changed of a meeting that people were convened to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) hours: bool,
    pub(crate) place: bool,
    pub(crate) video: bool,
}

impl Change {
    /// Says whether those convened are to be told of anything.
    pub(crate) fn is_any(self) -> bool {
        self.hours || self.place || self.video
    }

    /// A new hour concerns everyone, those who were excused included; a new place those who come or may come;
    /// a new link those who follow from afar or may.
    pub(crate) fn concerns(self, answer: Answering) -> bool {
        match answer {
            Answering::Unspecified | Answering::Represented => self.is_any(),
            Answering::InPerson => self.hours || self.place,
            Answering::Remotely => self.hours || self.video,
            Answering::Excused => self.hours,
        }
    }
}

/// Says whether a reminder is due to someone who has not answered: once at each distance from the meeting.
pub(crate) fn is_reminder_due(
    starts_at: DateTime<Utc>,
    convened_at: DateTime<Utc>,
    reminded_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> bool {
    let told_at = reminded_at.map_or(convened_at, |at| at.max(convened_at));
    let passed = REMINDERS
        .iter()
        .map(|before| starts_at - *before)
        .filter(|at| *at <= now);
    now < starts_at && passed.max().is_some_and(|due| told_at < due)
}

/// Answers are taken until the meeting is over.
pub(crate) fn must_take_answers(state: MeetingState) -> Result<(), Reason> {
    match state {
        MeetingState::Convened | MeetingState::Running => Ok(()),
        _ => Err(Reason::MeetingState),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_concerns_these() {
        use Answering as A;
        let hours = Change {
            hours: true,
            ..Change::default()
        };
        let place = Change {
            place: true,
            ..Change::default()
        };
        let video = Change {
            video: true,
            ..Change::default()
        };
        for (change, expected) in [
            (Change::default(), vec![]),
            (
                hours,
                vec![
                    A::Unspecified,
                    A::InPerson,
                    A::Remotely,
                    A::Excused,
                    A::Represented,
                ],
            ),
            (place, vec![A::Unspecified, A::InPerson, A::Represented]),
            (video, vec![A::Unspecified, A::Remotely, A::Represented]),
        ] {
            for answer in [
                A::Unspecified,
                A::InPerson,
                A::Remotely,
                A::Excused,
                A::Represented,
            ] {
                assert_eq!(
                    change.concerns(answer),
                    expected.contains(&answer),
                    "{change:?} {answer:?}"
                );
            }
        }
    }

    #[test]
    fn reminders_are_due_seven_and_two_days_before_once_each() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let starts = at("2027-03-18T09:00:00Z");
        let early = "2027-03-01T09:00:00Z";
        for (convened, reminded, now, due) in [
            (early, None, "2027-03-11T08:59:59Z", false),
            (early, None, "2027-03-11T09:00:00Z", true),
            (early, Some("2027-03-11T09:00:00Z"), "2027-03-12T09:00:00Z", false),
            (early, Some("2027-03-11T09:00:00Z"), "2027-03-16T09:00:00Z", true),
            (early, Some("2027-03-16T09:00:00Z"), "2027-03-17T09:00:00Z", false),
            // Convened late: not reminded the same day.
            ("2027-03-12T09:00:00Z", None, "2027-03-13T09:00:00Z", false),
            ("2027-03-12T09:00:00Z", None, "2027-03-16T10:00:00Z", true),
            (early, None, "2027-03-18T09:00:00Z", false),
        ] {
            assert_eq!(
                is_reminder_due(starts, at(convened), reminded.map(at), at(now)),
                due,
                "{convened} {reminded:?} {now}"
            );
        }
    }
}
