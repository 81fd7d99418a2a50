//! What was decided, for the minutes: votes and decisions of a meeting, whoever asks, each with who may see it.

use chrono::{DateTime, Utc};
use proto::v1::{Decision, MeetingKind, RulesOfProcedure, Vote, VoteState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::tally::Tally;
use super::{procedure, view};
use crate::decision::rules;
use crate::decision::store::{self, vote};
use crate::error::Result;

/// Decisions of a kind that are looked at.
const MAX_DECISIONS: u64 = 200;

/// Something that is of an item of the agenda, or of none in particular.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Of<T> {
    /// Empty: of none in particular.
    pub(crate) item_title: String,
    /// The organisations that a closed item concerns, the organiser's included; empty: all who see the meeting.
    pub(crate) seen_by: Vec<Uuid>,
    pub(crate) what: T,
}

/// What a meeting put to the vote and decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken {
    /// Those that are closed, in the order in which they were prepared, with their figures.
    pub(crate) votes: Vec<Of<Vote>>,
    /// In their order.
    pub(crate) decisions: Vec<Of<Decision>>,
    /// A vote is open.
    pub(crate) is_voting: bool,
}

/// What a meeting put to the vote and decided, whoever asks.
pub(crate) async fn taken(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Taken> {
    let mut taken = Taken::default();
    for row in store::votes_of(db, meeting_id).await? {
        match row.state() {
            VoteState::Open => taken.is_voting = true,
            VoteState::Closed => taken.votes.push(Of {
                item_title: row.item_title.clone(),
                seen_by: store::ids(&row.seen_by),
                what: closed(db, row).await?,
            }),
            VoteState::Prepared | VoteState::Unspecified => {}
        }
    }
    let rows = store::decisions_of(db, meeting_id).await?;
    let seen_by: Vec<Vec<Uuid>> = rows.iter().map(|row| store::ids(&row.seen_by)).collect();
    let decisions = view::messages(db, rows).await?;
    taken.decisions = decisions
        .into_iter()
        .zip(seen_by)
        .map(|(what, seen_by)| Of {
            item_title: what.item_title.clone(),
            seen_by,
            what,
        })
        .collect();
    Ok(taken)
}

/// A closed vote with its figures; who chose what, when it was named; its rules in short.
async fn closed(db: &impl ConnectionTrait, row: vote::Model) -> Result<Vote> {
    let tally = Tally::read(db, &row).await?;
    let rules = store::rules(db, row.rules_id).await?.map(procedure::message);
    let percent = rules.as_ref().map_or(0, |rules| rules.quorum_percent);
    Ok(Vote {
        options: tally.options(),
        has_figures: tally.has_figures,
        voices: tally.voices(&row),
        n_cast: view::n(tally.cast().len()),
        has_quorum: rules::has_quorum(percent, row.n_present, row.n_voices),
        rules: rules.map(|rules| RulesOfProcedure {
            text: String::new(),
            text_html: String::new(),
            ..rules
        }),
        ..view::brief(row)
    })
}

/// One decision, whoever asks.
pub(crate) async fn decision(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Decision>> {
    let row = store::decision(db, id).await?;
    Ok(view::messages(db, row.into_iter().collect()).await?.pop())
}

/// The decisions of a kind from an instant on, by sessions and by consultations, newest first, whoever asks: on no
/// closed item, and not replaced.
pub(crate) async fn decisions_since(
    db: &impl ConnectionTrait,
    kind: MeetingKind,
    since: DateTime<Utc>,
) -> Result<Vec<Decision>> {
    let rows = store::decisions_since(db, kind as i32, since, MAX_DECISIONS).await?;
    let mut decisions = view::messages(db, rows).await?;
    decisions.retain(|one| one.replaced_by_id.is_empty());
    Ok(decisions)
}
