//! Decisions about minutes.

use chrono::{DateTime, Days, Utc};
use chrono_tz::Tz;
use proto::v1::{ApprovalMode, Decision, DecisionMode, MinutesAudience, MinutesState, Reason};

use crate::clock::end_of_day;

/// Days after a session in which its minutes are to be approved, until the animator sets others.
pub(super) const DELAY_DAYS: i32 = 60;
/// What the animator may set.
pub(super) const DELAYS: std::ops::RangeInclusive<i32> = 1..=365;
/// How many days a review may last.
pub(super) const REVIEWS: std::ops::RangeInclusive<i32> = 1..=60;

/// What moves minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A review begins; once more after corrections, those made since an approval included.
    Review,
    /// Their approval is recorded.
    Approve,
    /// A version is locked; once more, to correct it.
    Lock,
    /// The words around the points change: what was approved waits for its lock as it is.
    Write,
}

/// The state after a step; `None` when the state forbids it.
pub(super) fn next(state: MinutesState, step: Step) -> Option<MinutesState> {
    use MinutesState as S;
    match (state, step) {
        (S::Draft | S::InReview | S::Approved, Step::Review) => Some(S::InReview),
        (S::InReview, Step::Approve) => Some(S::Approved),
        (S::Approved | S::Locked, Step::Lock) => Some(S::Locked),
        (S::Draft | S::InReview | S::Locked, Step::Write) => Some(state),
        _ => None,
    }
}

/// What somebody is to the minutes of a meeting that this person may see.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what is known of the reader, each a fact of its own"
)]
pub(super) struct Reader {
    /// Leads the meeting.
    pub(super) leads: bool,
    /// Is convened.
    pub(super) is_convened: bool,
    /// Is of an organisation that is convened, or of the one that convenes.
    pub(super) is_of_convened: bool,
    /// Acts for an organisation as its director.
    pub(super) is_director: bool,
}

impl Reader {
    /// Takes part in the review: reads what is not locked yet, and the comments.
    pub(super) fn reviews(self) -> bool {
        self.leads || self.is_convened || self.is_of_convened
    }

    /// Reads minutes of a state.
    pub(super) fn reads(self, state: MinutesState, audience: MinutesAudience) -> bool {
        match state {
            MinutesState::Unspecified => false,
            MinutesState::Draft => self.leads,
            MinutesState::InReview | MinutesState::Approved => self.reviews(),
            MinutesState::Locked => self.reviews() || audience == MinutesAudience::Network,
        }
    }

    /// Is of those who comment: who is convened, and the director of an organisation that is.
    pub(super) fn comments(self) -> bool {
        self.leads || self.is_convened || (self.is_of_convened && self.is_director)
    }
}

/// The end of a review of so many days, from an instant on: the end of a day, in the zone of the meeting.
pub(super) fn review_until(now: DateTime<Utc>, n_days: i32, zone: Tz) -> DateTime<Utc> {
    after(now, n_days, zone)
}

/// When minutes are due: so many days after the end of the meeting, at the end of the day in its zone.
pub(super) fn due_at(ended_at: DateTime<Utc>, delay_days: i32, zone: Tz) -> DateTime<Utc> {
    after(ended_at, delay_days, zone)
}

fn after(at: DateTime<Utc>, n_days: i32, zone: Tz) -> DateTime<Utc> {
    let day = at.with_timezone(&zone).date_naive();
    let days = Days::new(u64::try_from(n_days).unwrap_or_default());
    end_of_day(day.checked_add_days(days).unwrap_or(day), zone)
}

/// A review takes comments, until its end.
pub(super) fn takes_comments(state: MinutesState, until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    state == MinutesState::InReview && until.is_some_and(|until| now <= until)
}

/// Approval waits for the end of the review.
pub(super) fn must_be_reviewed(
    state: MinutesState,
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), Reason> {
    next(state, Step::Approve).ok_or(Reason::MinutesState)?;
    if takes_comments(state, until, now) {
        return Err(Reason::ReviewNotOver);
    }
    Ok(())
}

/// Nobody said anything: enough where the kind does not vote and no later session could approve.
pub(super) fn may_lack_approval(
    may_vote: bool,
    has_later_session: bool,
    has_remarks: bool,
) -> Result<(), Reason> {
    if may_vote || has_later_session {
        Err(Reason::ApprovalNeeded)
    } else if has_remarks {
        Err(Reason::RemarksMade)
    } else {
        Ok(())
    }
}

/// How a decision of the same kind, taken after the meeting, approves its minutes: one of a later session of the same
/// body, or of a consultation.
pub(super) fn approves(decision: &Decision, later_sessions: &[String]) -> Option<ApprovalMode> {
    match decision.mode() {
        DecisionMode::Consultation => Some(ApprovalMode::Consultation),
        _ if later_sessions.contains(&decision.meeting_id) => Some(ApprovalMode::Session),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn each_state_and_step() {
        use MinutesState as S;
        // state -> reviewed, approved, locked, written
        for (state, reviewed, approved, locked, written) in [
            (S::Unspecified, None, None, None, None),
            (S::Draft, Some(S::InReview), None, None, Some(S::Draft)),
            (
                S::InReview,
                Some(S::InReview),
                Some(S::Approved),
                None,
                Some(S::InReview),
            ),
            (S::Approved, Some(S::InReview), None, Some(S::Locked), None),
            (S::Locked, None, None, Some(S::Locked), Some(S::Locked)),
        ] {
            for (step, expected) in [
                (Step::Review, reviewed),
                (Step::Approve, approved),
                (Step::Lock, locked),
                (Step::Write, written),
            ] {
                assert_eq!(next(state, step), expected, "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn who_reads_what_and_who_comments() {
        use MinutesAudience::{Convened, Network};
        use MinutesState::{Approved, Draft, InReview, Locked};
        let nobody = Reader::default();
        let leads = Reader {
            leads: true,
            ..nobody
        };
        let convened = Reader {
            is_convened: true,
            ..nobody
        };
        let colleague = Reader {
            is_of_convened: true,
            ..nobody
        };
        let director = Reader {
            is_director: true,
            ..colleague
        };
        let stranger = Reader {
            is_director: true,
            ..nobody
        };
        // reader -> draft, in review, approved, locked for those convened, locked for the network; comments
        for (reader, draft, review, closed, open, comments) in [
            (nobody, false, false, false, true, false),
            (stranger, false, false, false, true, false),
            (leads, true, true, true, true, true),
            (convened, false, true, true, true, true),
            (colleague, false, true, true, true, false),
            (director, false, true, true, true, true),
        ] {
            for audience in [Convened, Network] {
                assert_eq!(reader.reads(Draft, audience), draft, "{reader:?}");
                assert_eq!(reader.reads(InReview, audience), review, "{reader:?}");
                assert_eq!(reader.reads(Approved, audience), review, "{reader:?}");
                assert!(!reader.reads(MinutesState::Unspecified, audience));
            }
            assert_eq!(reader.reads(Locked, Convened), closed, "{reader:?}");
            assert_eq!(reader.reads(Locked, Network), open, "{reader:?}");
            assert_eq!(reader.comments(), comments, "{reader:?}");
        }
    }

    /// The clocks change on 28 March 2027 in Paris; Cayenne is four hours behind, then five.
    #[test]
    fn a_review_ends_with_a_day_of_the_meeting() {
        for (now, n_days, zone, expected) in [
            (
                "2027-03-16T12:00:00Z",
                7,
                chrono_tz::Europe::Paris,
                "2027-03-23T22:59:59Z",
            ),
            (
                "2027-03-16T12:00:00Z",
                14,
                chrono_tz::Europe::Paris,
                "2027-03-30T21:59:59Z",
            ),
            (
                "2027-03-17T01:00:00Z",
                1,
                chrono_tz::America::Cayenne,
                "2027-03-18T02:59:59Z",
            ),
        ] {
            assert_eq!(
                review_until(at(now), n_days, zone),
                at(expected),
                "{now} {n_days}"
            );
            assert_eq!(due_at(at(now), n_days, zone), at(expected));
        }
    }

    #[test]
    fn comments_until_the_instant_then_approval() {
        let until = Some(at("2027-03-23T22:59:59Z"));
        for (state, now, comments, approval) in [
            (
                MinutesState::InReview,
                "2027-03-23T22:59:59Z",
                true,
                Err(Reason::ReviewNotOver),
            ),
            (MinutesState::InReview, "2027-03-23T23:00:00Z", false, Ok(())),
            (
                MinutesState::Draft,
                "2027-03-23T22:00:00Z",
                false,
                Err(Reason::MinutesState),
            ),
            (
                MinutesState::Approved,
                "2027-03-23T23:00:00Z",
                false,
                Err(Reason::MinutesState),
            ),
            (
                MinutesState::Locked,
                "2027-03-23T22:00:00Z",
                false,
                Err(Reason::MinutesState),
            ),
        ] {
            assert_eq!(takes_comments(state, until, at(now)), comments, "{state:?} {now}");
            assert_eq!(
                must_be_reviewed(state, until, at(now)),
                approval,
                "{state:?} {now}"
            );
        }
    }

    #[test]
    fn approval_without_a_decision_is_for_those_who_have_none() {
        for (may_vote, has_later, has_remarks, expected) in [
            (false, false, false, Ok(())),
            (false, false, true, Err(Reason::RemarksMade)),
            (true, false, false, Err(Reason::ApprovalNeeded)),
            (false, true, false, Err(Reason::ApprovalNeeded)),
            (true, true, true, Err(Reason::ApprovalNeeded)),
        ] {
            let found = may_lack_approval(may_vote, has_later, has_remarks);
            assert_eq!(found, expected, "{may_vote} {has_later} {has_remarks}");
        }
    }

    #[test]
    fn what_approves() {
        let later = ["a".to_owned()];
        for (mode, meeting_id, expected) in [
            (DecisionMode::Consensus, "a", Some(ApprovalMode::Session)),
            (DecisionMode::Vote, "a", Some(ApprovalMode::Session)),
            (DecisionMode::Vote, "b", None),
            (DecisionMode::Consensus, "", None),
            (DecisionMode::Consultation, "", Some(ApprovalMode::Consultation)),
        ] {
            let decision = Decision {
                mode: mode as i32,
                meeting_id: meeting_id.to_owned(),
                ..Decision::default()
            };
            assert_eq!(approves(&decision, &later), expected, "{mode:?} {meeting_id}");
        }
    }
}
