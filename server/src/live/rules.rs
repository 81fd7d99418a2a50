//! Whom an activity concerns, for mails: fewer people than may see it.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use proto::v1::{ActivityKind, Delivery, Function, Subject};
use uuid::Uuid;

/// Hour of the daily digest, in the person's zone.
const DIGEST_HOUR: u32 = 8;

/// What moves the pages of those who are in the room, by the minute, and is news to nobody: told in no feed and in no
/// mail.
pub(super) const QUIET: [ActivityKind; 10] = [
    ActivityKind::BulletinMoved,
    ActivityKind::OverseasDraftSaved,
    ActivityKind::SessionMoved,
    ActivityKind::AttendanceChanged,
    ActivityKind::QueueChanged,
    ActivityKind::NoteSaved,
    ActivityKind::BallotCast,
    ActivityKind::MinutesSaved,
    ActivityKind::DeliveryMoved,
    ActivityKind::EditionSaved,
];

/// What no mail tells. What is prepared is saved again and again; people register, vote and move by the hundred; of
/// a poll, of minutes, of a digest and of an edition that waits for a second person each is told by a mail; who comes
/// to a session knows when it opens; a newsletter is read by those who asked for it; what the centres do with bulletins is
/// on its page.
pub(super) const NEVER_TOLD: [ActivityKind; 46] = [
    ActivityKind::ReportSaved,
    ActivityKind::BulletinMoved,
    ActivityKind::BulletinAcknowledged,
    ActivityKind::BulletinRelayed,
    ActivityKind::BulletinSetAside,
    ActivityKind::BulletinReminded,
    ActivityKind::OverseasDraftSaved,
    ActivityKind::NewsletterCreated,
    ActivityKind::NewsletterChanged,
    ActivityKind::NewsletterRightSet,
    ActivityKind::SubscribersImported,
    ActivityKind::SubscribersChanged,
    ActivityKind::SessionMoved,
    ActivityKind::AttendanceChanged,
    ActivityKind::QueueChanged,
    ActivityKind::NoteSaved,
    ActivityKind::BallotCast,
    ActivityKind::ContributionSaved,
    ActivityKind::AnswerPrepared,
    ActivityKind::RegistrationsMoved,
    ActivityKind::SessionStarted,
    ActivityKind::PollCreated,
    ActivityKind::PollAnswered,
    ActivityKind::RoundSaved,
    ActivityKind::RoundGrouped,
    ActivityKind::MinutesSaved,
    ActivityKind::MinutesReviewStarted,
    ActivityKind::MinutesCommented,
    ActivityKind::MinutesLocked,
    ActivityKind::MinutesCorrected,
    ActivityKind::DeliveryScheduled,
    ActivityKind::DeliveryAwaitingRelease,
    ActivityKind::DeliveryReleased,
    ActivityKind::DeliveryStarted,
    ActivityKind::DeliveryMoved,
    ActivityKind::DeliveryPaused,
    ActivityKind::DeliveryResumed,
    ActivityKind::DeliveryStopped,
    ActivityKind::DeliveryEnded,
    ActivityKind::EditionCreated,
    ActivityKind::EditionSaved,
    ActivityKind::EditionDeleted,
    ActivityKind::EditionPublished,
    ActivityKind::DigestMade,
    ActivityKind::QuestionJoined,
    ActivityKind::QuestionLeft,
];

/// What a kind of activity belongs to, for preferences.
pub(crate) fn subject(kind: ActivityKind) -> Subject {
    match kind as i32 {
        20..=29 => Subject::Call,
        // What is published is news of the network: not at once to everyone.
        51 => Subject::Programme,
        30..=39 | 130 => Subject::Engagement,
        40..=79 => Subject::Contribution,
        80..=99 => Subject::Network,
        120..=129 | 250..=259 | 271..=275 => Subject::Solicitation,
        240..=249 => Subject::Bulletin,
        // The joint works of the overseas network, its news and its plan: as its points. The common projects: as the
        // bilateral that follows them.
        140..=209 | 260..=269 | 276..=278 => Subject::Meeting,
        _ => Subject::Programme,
    }
}

/// How a person is told of a kind of activity, from what they chose for its subject: what is urgent does not wait for
/// the digest.
pub(super) fn delivery(kind: ActivityKind, chosen: Delivery) -> Delivery {
    match (kind, chosen) {
        (ActivityKind::BulletinUrgent, Delivery::Daily) => Delivery::AtOnce,
        _ => chosen,
    }
}

/// Someone who may be told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader {
    pub(super) person_id: Uuid,
    pub(super) organisation_id: Uuid,
    pub(super) function: Function,
    pub(super) is_director: bool,
}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact<'a> {
    pub(super) kind: ActivityKind,
    /// Who did it.
    pub(super) person_id: Option<Uuid>,
    pub(super) actor_id: Option<Uuid>,
    /// The organisation that it is about.
    pub(super) organisation_id: Option<Uuid>,
    /// The only ones that may see it; `None`: everyone.
    pub(super) audience: Option<&'a [Uuid]>,
}

/// The animator is told of all; a centre of the programme, of the calls, and of what is by or about it;
/// the other bodies of the programme and the calls; everyone of what is published, or told to them by name.
/// Nobody of the own acts.
pub(super) fn concerns(reader: Reader, fact: Fact<'_>) -> bool {
    let is_animator = reader.function == Function::Animator;
    let is_named = fact.audience.map(|ids| ids.contains(&reader.organisation_id));
    let may_see = is_animator || is_named.unwrap_or(true);
    let is_own_act = fact.person_id == Some(reader.person_id);
    let is_noise = NEVER_TOLD.contains(&fact.kind);
    // The directors of the centres asked, or that write, had a mail of their own.
    let is_written_to = matches!(
        fact.kind,
        ActivityKind::SolicitationCreated | ActivityKind::RevisionRequested
    ) && reader.is_director
        && is_named == Some(true);
    if !may_see || is_own_act || is_noise || is_written_to {
        return false;
    }
    let is_of_all = matches!(
        subject(fact.kind),
        Subject::Programme | Subject::Call | Subject::Meeting
    ) || fact.kind == ActivityKind::ContributionPublished;
    let is_about_own = [fact.actor_id, fact.organisation_id].contains(&Some(reader.organisation_id));
    is_animator
        || is_of_all
        || is_named == Some(true)
        || (reader.function == Function::Centre && is_about_own)
}

/// The day whose digest is due at this instant for someone in this zone, if it was not done yet.
pub(super) fn due_digest(now: DateTime<Utc>, zone: Tz, done_on: NaiveDate) -> Option<NaiveDate> {
    let day = latest_digest(now, zone);
    (done_on < day).then_some(day)
}

/// The day of the latest digest hour in this zone: today, or yesterday before eight.
pub(super) fn latest_digest(now: DateTime<Utc>, zone: Tz) -> NaiveDate {
    let local = now.with_timezone(&zone);
    let today = local.date_naive();
    if local.hour() >= DIGEST_HOUR {
        today
    } else {
        today - TimeDelta::days(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Uuid = Uuid::from_u128(1);
    const MINE: Uuid = Uuid::from_u128(10);
    const OTHER: Uuid = Uuid::from_u128(11);

    #[expect(
        clippy::too_many_lines,
        reason = "one line for each case; cut, it would hide the order"
    )]
    #[test]
    fn each_is_told_of_what_concerns_them() {
        use ActivityKind as K;
        use Function as F;
        let none: Option<Uuid> = None;
        // kind, actor's organisation, organisation it is about, audience -> told: centre, animator, ANRU
        let cases = [
            (K::CallOpened, none, none, none, (true, true, true)),
            (K::ProgrammeValidated, Some(OTHER), none, none, (true, true, true)),
            (K::Engaged, Some(OTHER), Some(OTHER), none, (false, true, false)),
            (K::Engaged, Some(MINE), Some(MINE), none, (true, true, false)),
            (
                K::DispensationGranted,
                Some(OTHER),
                Some(MINE),
                none,
                (true, true, false),
            ),
            (
                K::ContributionCommented,
                Some(OTHER),
                Some(MINE),
                Some(MINE),
                (true, true, false),
            ),
            (
                K::ContributionCommented,
                Some(OTHER),
                Some(OTHER),
                Some(OTHER),
                (false, true, false),
            ),
            (
                K::ContributionSaved,
                Some(MINE),
                Some(MINE),
                Some(MINE),
                (false, false, false),
            ),
            (K::SessionMoved, Some(OTHER), none, none, (false, false, false)),
            (
                K::RegistrationsMoved,
                none,
                Some(MINE),
                Some(MINE),
                (false, false, false),
            ),
            (
                K::ContributionPublished,
                Some(OTHER),
                Some(OTHER),
                none,
                (true, true, true),
            ),
            (
                K::MemberAdded,
                Some(OTHER),
                Some(OTHER),
                none,
                (false, true, false),
            ),
            // Its director had a mail: see below.
            (
                K::SolicitationCreated,
                Some(OTHER),
                none,
                Some(MINE),
                (true, true, false),
            ),
            (
                K::AnswerPrepared,
                Some(MINE),
                Some(MINE),
                Some(MINE),
                (false, false, false),
            ),
            // Invited by another centre.
            (
                K::CoAuthorInvited,
                Some(OTHER),
                Some(OTHER),
                Some(MINE),
                (true, true, false),
            ),
        ];
        for (kind, actor_id, organisation_id, audience_id, (centre, animator, agency)) in cases {
            let fact = Fact {
                kind,
                person_id: Some(Uuid::from_u128(2)),
                actor_id,
                organisation_id,
                audience: audience_id.as_ref().map(std::slice::from_ref),
            };
            for (function, expected) in [
                (F::Centre, centre),
                (F::Animator, animator),
                (F::UrbanRenewalAgency, agency),
            ] {
                let reader = Reader {
                    person_id: ME,
                    organisation_id: MINE,
                    function,
                    is_director: false,
                };
                // The body is another one than the centre that is concerned.
                let reader = Reader {
                    organisation_id: if function == F::Centre {
                        MINE
                    } else {
                        Uuid::from_u128(20)
                    },
                    ..reader
                };
                assert_eq!(concerns(reader, fact), expected, "{kind:?} for {function:?}");
                let own = Fact {
                    person_id: Some(ME),
                    ..fact
                };
                assert!(!concerns(reader, own), "own {kind:?} for {function:?}");
            }
        }
    }

    #[test]
    fn what_is_quiet_is_never_told() {
        assert!(QUIET.iter().all(|kind| NEVER_TOLD.contains(kind)));
    }

    #[test]
    fn what_is_urgent_does_not_wait_for_the_digest() {
        use Delivery::{AtOnce, Daily, None};
        for (kind, expected) in [
            (ActivityKind::BulletinUrgent, [AtOnce, AtOnce, None]),
            (ActivityKind::BulletinPublished, [AtOnce, Daily, None]),
        ] {
            let found = [AtOnce, Daily, None].map(|chosen| delivery(kind, chosen));
            assert_eq!(found, expected, "{kind:?}");
        }
    }

    #[test]
    fn a_director_who_had_a_mail_is_not_told_again() {
        for (kind, is_director, expected) in [
            (ActivityKind::SolicitationCreated, true, false),
            (ActivityKind::SolicitationCreated, false, true),
            (ActivityKind::SolicitationUpdated, true, true),
            (ActivityKind::SolicitationClosed, true, true),
            (ActivityKind::RevisionRequested, true, false),
            (ActivityKind::RevisionRequested, false, true),
            (ActivityKind::ContributionAcknowledged, true, true),
            (ActivityKind::ContributionAccepted, true, true),
        ] {
            let reader = Reader {
                person_id: ME,
                organisation_id: MINE,
                function: Function::Centre,
                is_director,
            };
            let fact = Fact {
                kind,
                person_id: None,
                actor_id: Some(OTHER),
                organisation_id: None,
                audience: Some(&[OTHER, MINE]),
            };
            assert_eq!(concerns(reader, fact), expected, "{kind:?}");
        }
    }

    #[test]
    fn the_digest_is_due_once_from_eight_in_the_persons_zone() {
        let day = |d| NaiveDate::from_ymd_opt(2027, 3, d).unwrap();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let cases = [
            ("2027-03-15T06:59:59Z", chrono_tz::Europe::Paris, 14, None),
            ("2027-03-15T07:00:00Z", chrono_tz::Europe::Paris, 14, Some(15)),
            ("2027-03-15T07:00:00Z", chrono_tz::Europe::Paris, 15, None),
            ("2027-03-15T04:00:00Z", chrono_tz::Indian::Reunion, 14, Some(15)),
            ("2027-03-15T11:59:00Z", chrono_tz::America::Martinique, 14, None),
            // After an outage of three days: late, and once.
            ("2027-03-15T05:00:00Z", chrono_tz::Europe::Paris, 11, Some(14)),
        ];
        for (now, zone, done, due) in cases {
            assert_eq!(
                due_digest(at(now), zone, day(done)),
                due.map(day),
                "{now} in {zone}"
            );
        }
    }
}
