//! Decisions about contributions (P2, P4): states, deadlines, who sees and who writes.

mod times;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{CoAuthorState, ContributionState, Expected};
use uuid::Uuid;

pub(crate) use times::Times;

/// Sections of the experience sheet (P4), in order.
pub(crate) const SHEET: [&str; 9] = [
    "context", "problem", "actors", "actions", "means", "results", "lessons", "contacts", "keywords",
];
/// The one section of a text note or of another production.
pub(crate) const TEXT: [&str; 1] = ["text"];

/// Keys of the sections that a kind of contribution has.
pub(crate) fn keys(kind: Expected) -> &'static [&'static str] {
    match kind {
        Expected::ExperienceSheet => &SHEET,
        Expected::TextNote | Expected::OtherProduction | Expected::Unspecified => &TEXT,
    }
}

/// What moves a contribution from a state to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// By the director.
    Submit,
    /// By the animator, as the next ones.
    Acknowledge,
    /// After the acknowledgement.
    Accept,
    /// With a deadline; asked again while open, it moves the deadline.
    Revise,
    /// To the whole network.
    Publish,
}

/// The state after a step; `None` when the state forbids it.
pub(crate) fn next(state: ContributionState, step: Step) -> Option<ContributionState> {
    use ContributionState as S;
    match (state, step) {
        (S::Draft | S::Revision, Step::Submit) => Some(S::Submitted),
        (S::Submitted, Step::Acknowledge) => Some(S::Acknowledged),
        (S::Submitted | S::Acknowledged, Step::Accept) => Some(S::Accepted),
        (S::Submitted | S::Acknowledged | S::Revision, Step::Revise) => Some(S::Revision),
        (S::Accepted, Step::Publish) => Some(S::Published),
        _ => None,
    }
}

/// The text may change only before the submission, or while a revision is open.
pub(crate) fn is_editable(state: ContributionState) -> bool {
    matches!(state, ContributionState::Draft | ContributionState::Revision)
}

/// What an organisation is to a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The centre that writes it.
    Author,
    /// A co-author that confirmed.
    CoAuthor,
    /// One that has not answered.
    Invited,
    /// The animator of the network.
    Animator,
    /// Any other; a co-author that declined too.
    Other,
}

/// What the caller's organisation is to a contribution.
pub(crate) fn part(
    caller: Uuid,
    is_animator: bool,
    author: Uuid,
    co_authors: impl IntoIterator<Item = (Uuid, CoAuthorState)>,
) -> Part {
    if caller == author {
        return Part::Author;
    }
    let state = co_authors
        .into_iter()
        .find(|(id, _)| *id == caller)
        .map(|(_, state)| state);
    match state {
        Some(CoAuthorState::Confirmed) => Part::CoAuthor,
        Some(CoAuthorState::Invited) => Part::Invited,
        _ if is_animator => Part::Animator,
        _ => Part::Other,
    }
}

/// Own centre and co-authors at any time, the animator from the submission, everyone once published.
pub(crate) fn may_see(part: Part, state: ContributionState) -> bool {
    match part {
        Part::Author | Part::CoAuthor | Part::Invited => true,
        Part::Animator => state != ContributionState::Draft,
        Part::Other => state == ContributionState::Published,
    }
}

/// Team and director of the author's centre and of confirmed co-authors, while the text is open.
pub(crate) fn may_edit(part: Part, state: ContributionState) -> bool {
    matches!(part, Part::Author | Part::CoAuthor) && is_editable(state)
}

/// The author's centre, its confirmed co-authors, the animator: who is invited reads what was said once it accepted.
pub(crate) fn may_read_comments(part: Part) -> bool {
    !matches!(part, Part::Other | Part::Invited)
}

/// Those who may read the comments, until the publication; the animator from the submission.
pub(crate) fn may_comment(part: Part, state: ContributionState) -> bool {
    may_read_comments(part) && may_see(part, state) && state != ContributionState::Published
}

/// Sections that must be filled before the submission and are not. Without any text there is no contribution.
pub(crate) fn missing_sections(
    kind: Expected,
    required: &[String],
    sections: &BTreeMap<String, String>,
) -> Vec<&'static str> {
    let is_empty = |key: &&str| sections.get(*key).is_none_or(|text| text.trim().is_empty());
    let keys = keys(kind);
    let is_required = |key: &&str| kind != Expected::ExperienceSheet || required.iter().any(|r| r == *key);
    let missing: Vec<&str> = keys
        .iter()
        .copied()
        .filter(is_required)
        .filter(is_empty)
        .collect();
    if missing.is_empty() && keys.iter().all(is_empty) {
        return vec![keys[0]];
    }
    missing
}

/// Whether a save is told: not again within ten minutes of the last one told of the same person.
pub(crate) fn is_told(last: (Option<Uuid>, DateTime<Utc>), person: Option<Uuid>, now: DateTime<Utc>) -> bool {
    last.0 != person || now - last.1 > TimeDelta::minutes(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [ContributionState; 6] = [
        ContributionState::Draft,
        ContributionState::Submitted,
        ContributionState::Acknowledged,
        ContributionState::Revision,
        ContributionState::Accepted,
        ContributionState::Published,
    ];
    const PARTS: [Part; 5] = [
        Part::Author,
        Part::CoAuthor,
        Part::Invited,
        Part::Animator,
        Part::Other,
    ];

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn each_state_and_step() {
        use ContributionState as S;
        let steps = [
            Step::Submit,
            Step::Acknowledge,
            Step::Accept,
            Step::Revise,
            Step::Publish,
        ];
        let expected = [
            (S::Draft, [Some(S::Submitted), None, None, None, None]),
            (
                S::Submitted,
                [
                    None,
                    Some(S::Acknowledged),
                    Some(S::Accepted),
                    Some(S::Revision),
                    None,
                ],
            ),
            (
                S::Acknowledged,
                [None, None, Some(S::Accepted), Some(S::Revision), None],
            ),
            (
                S::Revision,
                [Some(S::Submitted), None, None, Some(S::Revision), None],
            ),
            (S::Accepted, [None, None, None, None, Some(S::Published)]),
            (S::Published, [None; 5]),
            (S::Unspecified, [None; 5]),
        ];
        for (state, nexts) in expected {
            for (step, expected) in steps.into_iter().zip(nexts) {
                assert_eq!(next(state, step), expected, "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn who_sees_edits_comments() {
        // In the order of STATES: draft, submitted, acknowledged, revision, accepted, published.
        let check = |rule: fn(Part, ContributionState) -> bool, part: Part, expected: &str| {
            let found: String = STATES
                .map(|state| if rule(part, state) { 'x' } else { '.' })
                .iter()
                .collect();
            assert_eq!(found, expected, "{part:?}");
        };
        for (part, expected) in PARTS
            .into_iter()
            .zip(["xxxxxx", "xxxxxx", "xxxxxx", ".xxxxx", ".....x"])
        {
            check(may_see, part, expected);
        }
        for (part, expected) in PARTS
            .into_iter()
            .zip(["x..x..", "x..x..", "......", "......", "......"])
        {
            check(may_edit, part, expected);
        }
        for (part, expected) in PARTS
            .into_iter()
            .zip(["xxxxx.", "xxxxx.", "......", ".xxxx.", "......"])
        {
            check(may_comment, part, expected);
        }
    }

    #[test]
    fn a_declined_co_author_is_an_other() {
        let [author, other] = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let check = |caller, is_animator, state, expected| {
            assert_eq!(part(caller, is_animator, author, [(other, state)]), expected);
        };
        check(author, false, CoAuthorState::Invited, Part::Author);
        check(other, false, CoAuthorState::Invited, Part::Invited);
        check(other, false, CoAuthorState::Confirmed, Part::CoAuthor);
        check(other, false, CoAuthorState::Declined, Part::Other);
        check(Uuid::from_u128(3), true, CoAuthorState::Confirmed, Part::Animator);
        check(Uuid::from_u128(3), false, CoAuthorState::Confirmed, Part::Other);
    }

    #[test]
    fn required_sections() {
        let filled = |keys: &[&str]| -> BTreeMap<String, String> {
            keys.iter()
                .map(|key| ((*key).to_owned(), "Un texte.".to_owned()))
                .collect()
        };
        let check = |kind, required: &[&str], given: &[&str], expected: &[&str]| {
            let required: Vec<String> = required.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(missing_sections(kind, &required, &filled(given)), expected);
        };
        check(Expected::TextNote, &["context"], &[], &["text"]);
        check(Expected::TextNote, &["context"], &["text"], &[]);
        check(Expected::ExperienceSheet, &[], &[], &["context"]);
        check(Expected::ExperienceSheet, &[], &["results"], &[]);
        check(
            Expected::ExperienceSheet,
            &["problem", "context"],
            &["results"],
            &["context", "problem"],
        );
        let blank = BTreeMap::from([("text".to_owned(), " \n".to_owned())]);
        assert_eq!(missing_sections(Expected::OtherProduction, &[], &blank), ["text"]);
    }

    #[test]
    fn saves_are_told_at_most_every_ten_minutes_of_a_person() {
        let (one, two) = (Some(Uuid::from_u128(1)), Some(Uuid::from_u128(2)));
        let last = (one, at("2027-03-01T10:00:00Z"));
        assert!(!is_told(last, one, at("2027-03-01T10:10:00Z")));
        assert!(is_told(last, one, at("2027-03-01T10:10:01Z")));
        assert!(is_told(last, two, at("2027-03-01T10:00:01Z")));
    }
}
