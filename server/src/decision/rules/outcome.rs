//! What the ballots decide.
//!
//! A choice is adopted when it comes first alone, is not "against", and reaches the majority:
//! - simple: more ballots than any other choice; when the base is the present or the members, more than half of it too;
//! - absolute: more than half of the base;
//! - two thirds: at least two thirds of the base.
//!
//! The base is: expressed, the ballots other than abstentions; present, the voices present or represented;
//! members, all the voices. When two choices come first together, nothing is adopted; unless the rules give it
//! to the chair's voice, the majority is not two thirds, and the chair's organisation chose one of them in a
//! named vote: its ballot then counts once more, in the base too.

use proto::v1::{Majority, MajorityBase, OptionMeaning, TieRule, VoteResult};

use super::MIN_SECRET;

/// What the rules of procedure say of a result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Procedure {
    pub(crate) base: MajorityBase,
    pub(crate) majority: Majority,
    pub(crate) tie: TieRule,
    pub(crate) quorum_percent: i32,
}

/// What was counted when a vote was closed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted<'a> {
    /// Place, meaning and number of ballots of each option.
    pub(crate) options: &'a [(i32, OptionMeaning, i32)],
    pub(crate) n_voices: i32,
    /// Present or represented.
    pub(crate) n_present: i32,
    pub(crate) is_secret: bool,
    /// The option that the chair's organisation chose; `None` when it did not vote, and in a secret vote.
    pub(crate) chair: Option<i32>,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) result: VoteResult,
    /// The option that was adopted.
    pub(crate) chosen: Option<i32>,
    pub(crate) is_tied: bool,
    pub(crate) is_decided_by_chair: bool,
}

/// Says whether enough voices take part.
pub(crate) fn has_quorum(percent: i32, n_present: i32, n_voices: i32) -> bool {
    percent == 0 || (n_voices > 0 && i64::from(n_present) * 100 >= i64::from(percent) * i64::from(n_voices))
}

/// What the ballots decide under these rules.
pub(crate) fn outcome(procedure: &Procedure, counted: &Counted<'_>) -> Outcome {
    let nothing = |result| Outcome {
        result,
        chosen: None,
        is_tied: false,
        is_decided_by_chair: false,
    };
    let n_cast: i32 = counted.options.iter().map(|(_, _, n)| n).sum();
    if counted.is_secret && usize::try_from(n_cast).unwrap_or_default() < MIN_SECRET {
        return nothing(VoteResult::TooFew);
    }
    if !has_quorum(procedure.quorum_percent, counted.n_present, counted.n_voices) {
        return nothing(VoteResult::NoQuorum);
    }
    let choices = counted
        .options
        .iter()
        .filter(|(_, meaning, _)| *meaning != OptionMeaning::Abstention);
    let most = choices.clone().map(|(_, _, n)| *n).max().unwrap_or_default();
    let first: Vec<_> = choices.clone().filter(|(_, _, n)| *n == most).collect();
    let is_tied = first.len() > 1;
    let may_chair = procedure.tie == TieRule::Chair && procedure.majority != Majority::TwoThirds;
    let of_chair = first
        .iter()
        .find(|(place, ..)| is_tied && may_chair && counted.chair == Some(*place));
    let alone = if is_tied { of_chair } else { first.first() };
    let extra = i32::from(of_chair.is_some());
    let base = extra
        + match procedure.base {
            MajorityBase::Present => counted.n_present,
            MajorityBase::Members => counted.n_voices,
            MajorityBase::Expressed | MajorityBase::Unspecified => choices.map(|(_, _, n)| n).sum(),
        };
    let is_enough = |n: i32| {
        let (n, base) = (i64::from(n), i64::from(base));
        let has_half = 2 * n > base;
        match procedure.majority {
            Majority::Simple => n > 0 && (procedure.base == MajorityBase::Expressed || has_half),
            Majority::Absolute => has_half,
            Majority::TwoThirds => n > 0 && 3 * n >= 2 * base,
            Majority::Unspecified => false,
        }
    };
    let adopted = alone
        .filter(|(_, meaning, n)| *meaning != OptionMeaning::Against && is_enough(n + extra))
        .map(|(place, ..)| *place);
    Outcome {
        result: if adopted.is_some() {
            VoteResult::Adopted
        } else {
            VoteResult::Rejected
        },
        chosen: adopted,
        is_tied: is_tied && most > 0,
        is_decided_by_chair: of_chair.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Majority::{Absolute, Simple, TwoThirds};
    use MajorityBase::{Expressed, Members, Present};
    use VoteResult::{Adopted, NoQuorum, Rejected, TooFew};

    const PLAIN: Procedure = Procedure {
        base: Expressed,
        majority: Simple,
        tie: TieRule::Rejected,
        quorum_percent: 0,
    };

    /// For, against, abstentions.
    fn ballots(n: [i32; 3]) -> Vec<(i32, OptionMeaning, i32)> {
        use OptionMeaning::{Abstention, Against, For};
        vec![(1, For, n[0]), (2, Against, n[1]), (3, Abstention, n[2])]
    }

    /// A list, and abstentions last.
    fn list(n: &[i32]) -> Vec<(i32, OptionMeaning, i32)> {
        let last = n.len() - 1;
        let meaning = |index| {
            if index == last {
                OptionMeaning::Abstention
            } else {
                OptionMeaning::Choice
            }
        };
        (1..)
            .zip(n.iter().enumerate())
            .map(|(place, (index, n))| (place, meaning(index), *n))
            .collect()
    }

    fn counted(options: &[(i32, OptionMeaning, i32)], n_present: i32, n_voices: i32) -> Counted<'_> {
        Counted {
            options,
            n_voices,
            n_present,
            is_secret: false,
            chair: None,
        }
    }

    /// Every majority on every base, at its edges: 12 voices are there, out of 20.
    #[expect(clippy::too_many_lines, reason = "one line for each case")]
    #[test]
    fn each_majority_on_each_base() {
        for (majority, base, cases) in [
            (
                Simple,
                Expressed,
                vec![
                    ([1, 0, 11], Adopted),
                    ([5, 4, 3], Adopted),
                    ([4, 5, 3], Rejected),
                    ([0, 0, 12], Rejected),
                ],
            ),
            (
                Simple,
                Present,
                vec![([7, 5, 0], Adopted), ([6, 5, 1], Rejected), ([5, 7, 0], Rejected)],
            ),
            (
                Simple,
                Members,
                vec![([11, 1, 0], Adopted), ([10, 2, 0], Rejected)],
            ),
            (
                Absolute,
                Expressed,
                vec![
                    ([1, 0, 11], Adopted),
                    ([5, 4, 3], Adopted),
                    ([4, 4, 4], Rejected),
                    ([0, 0, 12], Rejected),
                ],
            ),
            (
                Absolute,
                Present,
                vec![([7, 0, 5], Adopted), ([6, 0, 6], Rejected)],
            ),
            (
                Absolute,
                Members,
                vec![([11, 0, 1], Adopted), ([10, 0, 2], Rejected)],
            ),
            (
                TwoThirds,
                Expressed,
                vec![
                    ([8, 4, 0], Adopted),
                    ([7, 4, 1], Rejected),
                    ([2, 1, 9], Adopted),
                    ([0, 0, 12], Rejected),
                ],
            ),
            (
                TwoThirds,
                Present,
                vec![([8, 4, 0], Adopted), ([7, 0, 5], Rejected)],
            ),
            (
                TwoThirds,
                Members,
                vec![([14, 0, 0], Adopted), ([13, 0, 0], Rejected)],
            ),
        ] {
            for (n, expected) in cases {
                let procedure = Procedure {
                    base,
                    majority,
                    ..PLAIN
                };
                let options = ballots(n);
                let found = outcome(&procedure, &counted(&options, 12, 20));
                assert_eq!(found.result, expected, "{majority:?} {base:?} {n:?}");
                assert_eq!(found.chosen, (expected == Adopted).then_some(1));
                assert!(!found.is_decided_by_chair);
            }
        }
    }

    /// Of a list, one option: the one that comes first alone, with the majority that the rules ask for.
    #[test]
    fn a_list() {
        for (majority, base, n, expected) in [
            (Simple, Expressed, [4, 3, 3, 2], Some(1)),
            (Simple, Expressed, [4, 4, 3, 1], None),
            (Simple, Expressed, [3, 3, 4, 2], Some(3)),
            (Simple, Present, [6, 3, 3, 0], None),
            (Simple, Present, [7, 3, 2, 0], Some(1)),
            (Absolute, Expressed, [4, 3, 3, 2], None),
            (Absolute, Expressed, [3, 6, 2, 1], Some(2)),
            (TwoThirds, Expressed, [6, 3, 0, 3], Some(1)),
            (TwoThirds, Expressed, [6, 4, 0, 2], None),
        ] {
            let procedure = Procedure {
                base,
                majority,
                ..PLAIN
            };
            let options = list(&n);
            let found = outcome(&procedure, &counted(&options, 12, 20));
            assert_eq!(found.chosen, expected, "{majority:?} {base:?} {n:?}");
        }
    }

    /// Two choices come first together: the chair's own ballot decides where the rules say so, never a ballot
    /// that nobody knows, nor two thirds.
    #[test]
    fn a_tie() {
        let chair = |procedure: Procedure| Procedure {
            tie: TieRule::Chair,
            ..procedure
        };
        let two_thirds = Procedure {
            majority: TwoThirds,
            ..PLAIN
        };
        let of_present = Procedure {
            base: Present,
            majority: Absolute,
            ..PLAIN
        };
        // rules, ballots, the chair's -> adopted, decided by the chair
        for (procedure, n, chairs, adopted, decided) in [
            (PLAIN, [6, 6, 0], Some(1), None, false),
            (chair(PLAIN), [6, 6, 0], Some(1), Some(1), true),
            (chair(PLAIN), [6, 6, 0], Some(2), None, true),
            (chair(PLAIN), [5, 5, 2], Some(3), None, false),
            (chair(PLAIN), [6, 6, 0], None, None, false),
            (chair(PLAIN), [7, 5, 0], Some(2), Some(1), false),
            (chair(two_thirds), [1, 1, 10], Some(1), None, false),
            (chair(of_present), [6, 6, 0], Some(1), Some(1), true),
            (chair(of_present), [5, 5, 2], Some(1), None, true),
        ] {
            let options = ballots(n);
            let found = outcome(
                &procedure,
                &Counted {
                    chair: chairs,
                    ..counted(&options, 12, 20)
                },
            );
            assert_eq!(found.chosen, adopted, "{procedure:?} {n:?} {chairs:?}");
            assert_eq!(
                found.is_decided_by_chair, decided,
                "{procedure:?} {n:?} {chairs:?}"
            );
            assert_eq!(found.is_tied, n[0] == n[1]);
        }
        let options = list(&[4, 4, 2, 0]);
        let found = outcome(
            &chair(PLAIN),
            &Counted {
                chair: Some(2),
                ..counted(&options, 10, 20)
            },
        );
        assert_eq!((found.chosen, found.is_tied), (Some(2), true));
        let third = Counted {
            chair: Some(3),
            ..counted(&options, 10, 20)
        };
        assert_eq!(outcome(&chair(PLAIN), &third).chosen, None);
    }

    #[test]
    fn a_quorum() {
        for (percent, n_present, n_voices, expected) in [
            (0, 0, 0, true),
            (0, 0, 18, true),
            (50, 9, 18, true),
            (50, 8, 18, false),
            (50, 9, 19, false),
            (50, 10, 19, true),
            (100, 18, 18, true),
            (100, 17, 18, false),
            (1, 0, 18, false),
            (1, 1, 18, true),
            (50, 0, 0, false),
        ] {
            assert_eq!(
                has_quorum(percent, n_present, n_voices),
                expected,
                "{percent} {n_present} {n_voices}"
            );
        }
        let half = Procedure {
            quorum_percent: 50,
            ..PLAIN
        };
        let options = ballots([8, 0, 0]);
        assert_eq!(outcome(&half, &counted(&options, 8, 18)).result, NoQuorum);
        assert_eq!(outcome(&half, &counted(&options, 9, 18)).result, Adopted);
    }

    /// The figures of four ballots would tell too much.
    #[test]
    fn a_secret_vote_needs_five_ballots() {
        for (n, expected) in [
            ([4, 0, 0], TooFew),
            ([1, 1, 2], TooFew),
            ([5, 0, 0], Adopted),
            ([2, 1, 2], Adopted),
            ([2, 3, 0], Rejected),
        ] {
            let options = ballots(n);
            let secret = Counted {
                is_secret: true,
                ..counted(&options, 12, 20)
            };
            assert_eq!(outcome(&PLAIN, &secret).result, expected, "{n:?}");
        }
    }
}
