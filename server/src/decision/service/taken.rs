//! What was decided, for the minutes: votes and decisions of a meeting, whoever asks, each with who may see it.

use chrono::{DateTime, Utc};
use proto::v1::{Decision, MeetingKind, RulesOfProcedure, Vote, VoteState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::points::Points;
use super::tally::Tally;
use super::{procedure, view};
use crate::decision::rules;
use crate::decision::store::{self, vote};
use crate::error::Result;

/// Decisions of a kind that are looked at.
const MAX_DECISIONS: u64 = 200;

/// Something that is on a point of the agenda, or on none in particular.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Of<T> {
    pub(crate) item_id: Option<Uuid>,
    pub(crate) what: T,
}

/// What a meeting put to the vote and decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken {
    /// Those that are closed, in the order in which they were prepared, with their figures.
    pub(crate) votes: Vec<Of<Vote>>,
    /// In their order.
    pub(crate) decisions: Vec<Of<Decision>>,
}

/// Says whether a vote of a meeting is open: on a point, or whichever.
pub(crate) async fn is_voting(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    item_id: Option<Uuid>,
) -> Result<bool> {
    let rows = store::votes_of(db, meeting_id).await?.into_iter();
    let is_on = |row: &store::vote::Model| item_id.is_none() || row.item_id == item_id;
    Ok({ rows }.any(|row| row.state() == VoteState::Open && is_on(&row)))
}

/// Says whether something was put to the vote or decided on a point.
pub(crate) async fn is_on(db: &impl ConnectionTrait, meeting_id: Uuid, item_id: Uuid) -> Result<bool> {
    let votes = store::votes_of(db, meeting_id).await?.into_iter();
    let decisions = store::decisions_of(db, meeting_id).await?.into_iter();
    let mut ids = votes
        .map(|row| row.item_id)
        .chain(decisions.map(|row| row.item_id));
    Ok(ids.any(|id| id == Some(item_id)))
}

/// What a meeting put to the vote and decided, whoever asks.
pub(crate) async fn taken(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Taken> {
    let mut votes = Vec::new();
    for row in store::votes_of(db, meeting_id).await? {
        if row.state() == VoteState::Closed {
            let item_id = row.item_id;
            let what = closed(db, row).await?;
            votes.push(Of { item_id, what });
        }
    }
    let rows = store::decisions_of(db, meeting_id).await?;
    let item_ids: Vec<Option<Uuid>> = rows.iter().map(|row| row.item_id).collect();
    let decisions = view::messages(db, rows).await?.into_iter();
    Ok(Taken {
        votes,
        decisions: { decisions }
            .zip(item_ids)
            .map(|(what, item_id)| Of { item_id, what })
            .collect(),
    })
}

/// A closed vote with its figures; who chose what, when it was named; its rules in short.
async fn closed(db: &impl ConnectionTrait, row: vote::Model) -> Result<Vote> {
    let tally = Tally::read(db, &row).await?;
    let points = Points::read(db, [row.item_id]).await?;
    let rules = store::rules(db, row.rules_id).await?.map(procedure::message);
    let percent = rules.as_ref().map_or(0, |rules| rules.quorum_percent);
    Ok(Vote {
        item_title: points.title(row.item_id),
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
    let mut rows = store::decisions_since(db, kind as i32, since, MAX_DECISIONS).await?;
    let points = Points::read(db, rows.iter().map(|row| row.item_id)).await?;
    rows.retain(|row| points.is_open(row.item_id));
    let mut decisions = view::messages(db, rows).await?;
    decisions.retain(|one| one.replaced_by_id.is_empty());
    Ok(decisions)
}
