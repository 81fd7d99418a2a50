//! Who holds a voice, who may carry it, when a vote takes ballots, which rules are in force; and, in `outcome`,
//! what the ballots decide.

mod outcome;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proto::v1::{Function, MeetingState, Reason, Role, VoteState};
use uuid::Uuid;

pub(crate) use self::outcome::{Counted, Procedure, has_quorum, outcome};

/// Fewer voices than this, and the figures of a secret vote would tell who chose what.
pub(crate) const MIN_SECRET: usize = 5;
/// How long before its end a consultation is recalled to those who have not voted.
const REMINDED_BEFORE: TimeDelta = TimeDelta::days(2);

/// What happens to a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Open,
    Close,
    Delete,
}

/// The state after a step (for a removal: the same); `None` when the state forbids it.
pub(crate) fn next(state: VoteState, step: Step) -> Option<VoteState> {
    match (state, step) {
        (VoteState::Prepared, Step::Open) => Some(VoteState::Open),
        (VoteState::Prepared, Step::Delete) => Some(VoteState::Prepared),
        (VoteState::Open, Step::Close) => Some(VoteState::Closed),
        _ => None,
    }
}

/// A vote takes ballots while it is open; the instant of its end still belongs to it, whenever it is closed.
pub(crate) fn takes_ballots(state: VoteState, closes_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    state == VoteState::Open && closes_at.is_none_or(|closes_at| now <= closes_at)
}

/// Says whether a vote opens by itself now: at its instant, in a meeting that runs, and not after its end.
/// `None`: a consultation has no meeting.
pub(crate) fn opens_by_itself(
    meeting: Option<MeetingState>,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> bool {
    let may_run = meeting.is_none_or(|state| state == MeetingState::Running);
    may_run
        && opens_at.is_some_and(|opens_at| opens_at <= now)
        && closes_at.is_none_or(|closes_at| now <= closes_at)
}

/// Says whether decisions are recorded in this state of a meeting.
pub(crate) fn may_record(state: MeetingState) -> bool {
    matches!(state, MeetingState::Running | MeetingState::Held)
}

/// Says whether the voices of a meeting may still be given to others.
pub(crate) fn may_change_proxies(state: MeetingState) -> bool {
    matches!(
        state,
        MeetingState::Planned | MeetingState::Convened | MeetingState::Running
    )
}

/// Who holds the voice of the own organisation: of a centre its director or delegate, and its president when it
/// was the president who was convened (M2); of a national body any of its agents.
pub(crate) fn holds_voice(function: Function, role: Role, is_convened_in_person: bool) -> bool {
    match function {
        Function::Unspecified => false,
        Function::Centre => role == Role::Director || (role == Role::President && is_convened_in_person),
        _ => true,
    }
}

/// A voice that is given to another organisation for a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) giver: Uuid,
    pub(crate) bearer: Uuid,
}

/// Says whether a voice may be given to another: both are voices, a voice is given once, what is carried is not
/// passed on, and nobody carries more than the rules allow.
pub(crate) fn may_give(
    voices: &BTreeSet<Uuid>,
    given: &[Given],
    wanted: Given,
    n_proxies: i32,
) -> Result<(), Reason> {
    let Given { giver, bearer } = wanted;
    if giver == bearer || !voices.contains(&giver) || !voices.contains(&bearer) {
        return Err(Reason::NoVoice);
    }
    if given.iter().any(|one| one.giver == giver) {
        return Err(Reason::VoiceGiven);
    }
    let carries = |id: Uuid| given.iter().filter(|one| one.bearer == id).count();
    let has_given = given.iter().any(|one| one.giver == bearer);
    let limit = usize::try_from(n_proxies).unwrap_or_default();
    if has_given || carries(giver) > 0 || carries(bearer) >= limit {
        return Err(Reason::ProxyLimit);
    }
    Ok(())
}

/// The voices that take part: those that are there, those that voted, and those that one of these carries.
pub(crate) fn taking_part(
    voices: &BTreeSet<Uuid>,
    present: &BTreeSet<Uuid>,
    cast: &BTreeSet<Uuid>,
    given: &[Given],
) -> BTreeSet<Uuid> {
    let is_there = |id: &Uuid| voices.contains(id) && (present.contains(id) || cast.contains(id));
    let is_carried = |id: &Uuid| given.iter().any(|one| one.giver == *id && is_there(&one.bearer));
    voices
        .iter()
        .filter(|id| is_there(id) || is_carried(id))
        .copied()
        .collect()
}

/// The rules that are in force on a day, of (first day of effect, version): the latest that has begun.
pub(crate) fn in_force(versions: &[(NaiveDate, i32)], day: NaiveDate) -> Option<usize> {
    let begun = (0..versions.len()).filter(|index| versions.get(*index).is_some_and(|(on, _)| *on <= day));
    begun.max_by_key(|index| versions.get(*index).copied())
}

/// Says whether those who have not voted are to be reminded: once, two days before the end, when the vote was
/// open before that.
pub(crate) fn is_reminder_due(
    opened_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
    reminded_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> bool {
    let due_at = closes_at - REMINDED_BEFORE;
    reminded_at.is_none() && opened_at < due_at && (due_at..=closes_at).contains(&now)
}

#[cfg(test)]
mod tests;
