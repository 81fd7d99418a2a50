//! Until when a contribution may be submitted.

use chrono::{DateTime, Utc};
use proto::v1::{CallState, ContributionState, Reason};

/// What the time allows for one contribution.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// State of the call.
    pub(crate) call: CallState,
    /// When the call closes, if it has dates.
    pub(crate) closes_at: Option<DateTime<Utc>>,
    /// Until when this centre was given time.
    pub(crate) extended_until: Option<DateTime<Utc>>,
    /// Until when the revision is open.
    pub(crate) revision_due_at: Option<DateTime<Utc>>,
}

impl Times {
    /// Until when the contribution may be submitted; `None` when it has no deadline (any more).
    pub(crate) fn due_at(&self, state: ContributionState) -> Option<DateTime<Utc>> {
        match state {
            ContributionState::Draft => self.closes_at.max(self.extended_until),
            ContributionState::Revision => self.revision_due_at,
            _ => None,
        }
    }

    /// Whether the instant allows to submit: the last instant is still in time.
    pub(crate) fn allow(&self, state: ContributionState, now: DateTime<Utc>) -> Result<(), Reason> {
        let is_in = |until: Option<DateTime<Utc>>| until.is_some_and(|until| now <= until);
        match state {
            ContributionState::Draft => match self.call {
                CallState::Open => Ok(()),
                CallState::Closed if is_in(self.extended_until) => Ok(()),
                CallState::Closed => Err(Reason::CallClosed),
                CallState::Planned | CallState::Unspecified => Err(Reason::CallNotOpen),
            },
            ContributionState::Revision if is_in(self.revision_due_at) => Ok(()),
            ContributionState::Revision => Err(Reason::CallClosed),
            _ => Err(Reason::ContributionState),
        }
    }

    /// Whether a draft may be started: before the closing, or with an extension.
    pub(crate) fn allow_start(&self, now: DateTime<Utc>) -> Result<(), Reason> {
        match self.allow(ContributionState::Draft, now) {
            Err(Reason::CallNotOpen) => Ok(()),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_instant_of_submission() {
        let closes = at("2027-03-01T16:00:00Z");
        let times = |call, extended: Option<&str>, revision: Option<&str>| Times {
            call,
            closes_at: Some(closes),
            extended_until: extended.map(at),
            revision_due_at: revision.map(at),
        };
        let now = at("2027-03-02T10:00:00Z");
        let later = Some("2027-03-05T10:00:00Z");
        let exactly = Some("2027-03-02T10:00:00Z");
        let before = Some("2027-03-02T09:59:59Z");
        use {CallState as C, ContributionState as S};
        for (state, call, extended, revision, expected) in [
            (S::Draft, C::Open, None, None, Ok(())),
            (S::Draft, C::Planned, None, None, Err(Reason::CallNotOpen)),
            (S::Draft, C::Planned, later, None, Err(Reason::CallNotOpen)),
            (S::Draft, C::Closed, None, None, Err(Reason::CallClosed)),
            (S::Draft, C::Closed, None, later, Err(Reason::CallClosed)),
            (S::Draft, C::Closed, later, None, Ok(())),
            (S::Draft, C::Closed, exactly, None, Ok(())),
            (S::Draft, C::Closed, before, None, Err(Reason::CallClosed)),
            (S::Revision, C::Closed, None, later, Ok(())),
            (S::Revision, C::Closed, None, exactly, Ok(())),
            (S::Revision, C::Closed, later, before, Err(Reason::CallClosed)),
            (S::Revision, C::Open, None, before, Err(Reason::CallClosed)),
            (
                S::Submitted,
                C::Open,
                later,
                later,
                Err(Reason::ContributionState),
            ),
            (
                S::Published,
                C::Open,
                later,
                later,
                Err(Reason::ContributionState),
            ),
        ] {
            assert_eq!(
                times(call, extended, revision).allow(state, now),
                expected,
                "{state:?} {call:?}"
            );
        }
        assert_eq!(times(C::Planned, None, None).allow_start(now), Ok(()));
        assert_eq!(
            times(C::Closed, None, None).allow_start(now),
            Err(Reason::CallClosed)
        );
        let both = times(C::Closed, later, exactly);
        assert_eq!(both.due_at(S::Draft), later.map(at));
        assert_eq!(both.due_at(S::Revision), exactly.map(at));
        assert_eq!(both.due_at(S::Accepted), None);
        assert_eq!(
            times(C::Open, before, None).due_at(S::Draft),
            Some(at("2027-03-02T09:59:59Z"))
        );
    }
}
