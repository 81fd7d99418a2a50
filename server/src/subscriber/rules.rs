//! Decisions about subscribers.

use chrono::{DateTime, Months, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::SubscriberState;

/// Days during which an address may be confirmed.
pub(super) const DAYS_TO_CONFIRM: i64 = 7;
/// Days after which an address that never answered is forgotten.
pub(super) const DAYS_UNTIL_FORGOTTEN: i64 = 30;
/// Years after which an address is asked again.
pub(super) const YEARS_OF_CONSENT: u32 = 3;
/// Days during which it may answer.
pub(super) const DAYS_TO_RENEW: i64 = 30;
/// Minutes during which a link to one's data is good.
pub(super) const MINUTES_OF_OWN_DATA: i64 = 60;

/// What somebody does to a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Its owner asks for the newsletter.
    Ask,
    /// The address answers.
    Confirm,
    /// Leaves.
    Leave,
    /// Everything is erased but the keyed hash.
    Erase,
}

/// The state after a step; `None` when the step does nothing in this state.
pub(super) fn next(state: SubscriberState, step: Step) -> Option<SubscriberState> {
    use SubscriberState as S;
    match (state, step) {
        // Who came back stays so until the address answers: asking is not answering.
        (S::Left | S::Erased, Step::Ask) => Some(S::Pending),
        (S::Pending | S::Suppressed, Step::Confirm) => Some(S::Active),
        (S::Pending | S::Active | S::Suppressed, Step::Leave) => Some(S::Left),
        (S::Pending | S::Active | S::Left | S::Suppressed, Step::Erase) => Some(S::Erased),
        _ => None,
    }
}

/// Says whether an address may be confirmed: one that asked a short time ago, or was asked again.
pub(super) fn may_confirm(
    asked_at: DateTime<Utc>,
    renewal_asked_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> bool {
    now - asked_at < TimeDelta::days(DAYS_TO_CONFIRM)
        || renewal_asked_at.is_some_and(|at| now - at < TimeDelta::days(DAYS_TO_RENEW))
}

/// Those who never confirmed since then are forgotten.
pub(super) fn forgotten_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::days(DAYS_UNTIL_FORGOTTEN)
}

/// Those whose consent stands since then are asked again.
pub(super) fn renewal_due_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(Months::new(12 * YEARS_OF_CONSENT))
        .unwrap_or(now)
}

/// Those who were asked again before then, and did not answer, leave.
pub(super) fn renewal_over_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::days(DAYS_TO_RENEW)
}

/// The zone of a territory; Paris when it is not said.
pub(super) fn zone(territory: &str) -> Tz {
    let known = proto::territory::territory(territory);
    known
        .and_then(|(_, _, zone)| zone.parse().ok())
        .unwrap_or(chrono_tz::Europe::Paris)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_and_step() {
        use SubscriberState as S;
        for (state, asked, confirmed, left, erased) in [
            (S::Pending, None, Some(S::Active), Some(S::Left), Some(S::Erased)),
            (S::Active, None, None, Some(S::Left), Some(S::Erased)),
            (S::Left, Some(S::Pending), None, None, Some(S::Erased)),
            (
                S::Suppressed,
                None,
                Some(S::Active),
                Some(S::Left),
                Some(S::Erased),
            ),
            (S::Erased, Some(S::Pending), None, None, None),
            (S::Unspecified, None, None, None, None),
        ] {
            assert_eq!(next(state, Step::Ask), asked, "{state:?} asks");
            assert_eq!(next(state, Step::Confirm), confirmed, "{state:?} confirms");
            assert_eq!(next(state, Step::Leave), left, "{state:?} leaves");
            assert_eq!(next(state, Step::Erase), erased, "{state:?} is erased");
        }
    }

    #[test]
    fn a_confirmation_is_good_for_a_week_and_a_consent_for_three_years() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let asked = at("2027-03-01T10:00:00Z");
        assert!(may_confirm(asked, None, at("2027-03-08T09:59:59Z")));
        assert!(!may_confirm(asked, None, at("2027-03-08T10:00:00Z")));
        let asked_again = Some(at("2030-03-01T10:00:00Z"));
        assert!(may_confirm(asked, asked_again, at("2030-03-31T09:59:59Z")));
        assert!(!may_confirm(asked, asked_again, at("2030-03-31T10:00:00Z")));
        assert_eq!(
            renewal_due_before(at("2027-03-01T10:00:00Z")),
            at("2024-03-01T10:00:00Z")
        );
    }

    #[test]
    fn zones_of_territories() {
        for (territory, zone_name) in [
            ("974", "Indian/Reunion"),
            ("93", "Europe/Paris"),
            ("", "Europe/Paris"),
            ("x", "Europe/Paris"),
        ] {
            assert_eq!(zone(territory).name(), zone_name, "{territory}");
        }
    }
}
