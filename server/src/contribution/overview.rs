//! What several streams hold, read by one query: for the board of P2 and for the first page.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::{CoAuthorState, ContributionState, Expectation, ExpectationKind, Expected, Role};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Query, UnionType};
use sea_orm::{ConnectionTrait, ExprTrait as _, FromQueryResult};

use super::rules::Times;
use super::store::{co_author, contribution, extension};
use crate::auth::Caller;
use crate::error::Result;
use crate::programme::StreamInfo;

/// What a centre has done for a stream, as author or as confirmed co-author (P2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Participation {
    /// The stream.
    pub(crate) work_stream_id: Uuid,
    /// The centre.
    pub(crate) organisation_id: Uuid,
    /// True from the first submission: a revision does not take it back.
    pub(crate) is_submitted: bool,
    /// True when a draft waits for its submission.
    pub(crate) has_draft: bool,
}

/// More time that a centre was given for the call of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExtensionInfo {
    /// The stream.
    pub(crate) work_stream_id: Uuid,
    /// The centre.
    pub(crate) organisation_id: Uuid,
    /// The last instant.
    pub(crate) until: DateTime<Utc>,
}

/// A contribution that a centre submitted, as author or as confirmed co-author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Submitted {
    pub(crate) id: Uuid,
    pub(crate) work_stream_id: Uuid,
    /// The form that the call asked for.
    pub(crate) kind: Expected,
    pub(crate) state: ContributionState,
    /// The first time.
    pub(crate) at: DateTime<Utc>,
    /// False for a co-author.
    pub(crate) is_author: bool,
}

/// Contributions, co-authors and extensions of some streams.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overview(Vec<Line>);

/// A contribution with one of its co-authors, or an extension (`id` is empty, `at` is its end).
#[derive(Clone, Debug, FromQueryResult)]
struct Line {
    work_stream_id: Uuid,
    organisation_id: Uuid,
    id: Option<Uuid>,
    kind: i32,
    state: i32,
    at: Option<DateTimeUtc>,
    revision_due_at: Option<DateTimeUtc>,
    co_author_id: Option<Uuid>,
    co_author_state: Option<i32>,
}

/// Reads what these streams hold: one query.
pub(crate) async fn overview(db: &impl ConnectionTrait, work_stream_ids: &[Uuid]) -> Result<Overview> {
    read(db, work_stream_ids, None).await
}

/// Reads the contributions to these streams on which somebody has to act after the end of the programme.
pub(crate) async fn undecided(db: &impl ConnectionTrait, work_stream_ids: &[Uuid]) -> Result<Overview> {
    const STATES: [ContributionState; 3] = [
        ContributionState::Submitted,
        ContributionState::Acknowledged,
        ContributionState::Revision,
    ];
    read(db, work_stream_ids, Some(&STATES)).await
}

async fn read(
    db: &impl ConnectionTrait,
    work_stream_ids: &[Uuid],
    states: Option<&[ContributionState]>,
) -> Result<Overview> {
    if work_stream_ids.is_empty() {
        return Ok(Overview::default());
    }
    let name = Alias::new;
    let extensions = Query::select()
        .expr_as(
            Expr::col((extension::Entity, extension::Column::WorkStreamId)),
            name("work_stream_id"),
        )
        .expr_as(
            Expr::col((extension::Entity, extension::Column::OrganisationId)),
            name("organisation_id"),
        )
        .expr_as(Expr::value(Option::<Uuid>::None), name("id"))
        .expr_as(Expr::value(0), name("kind"))
        .expr_as(Expr::value(0), name("state"))
        .expr_as(
            Expr::col((extension::Entity, extension::Column::Until)),
            name("at"),
        )
        .expr_as(Expr::value(Option::<DateTimeUtc>::None), name("revision_due_at"))
        .expr_as(Expr::value(Option::<Uuid>::None), name("co_author_id"))
        .expr_as(Expr::value(Option::<i32>::None), name("co_author_state"))
        .from(extension::Entity)
        .and_where(extension::Column::WorkStreamId.is_in(work_stream_ids.iter().copied()))
        .to_owned();
    let col = |column: contribution::Column| Expr::col((contribution::Entity, column));
    let query =
        Query::select()
            .expr_as(col(contribution::Column::WorkStreamId), name("work_stream_id"))
            .expr_as(col(contribution::Column::OrganisationId), name("organisation_id"))
            .expr_as(col(contribution::Column::Id), name("id"))
            .expr_as(col(contribution::Column::Kind), name("kind"))
            .expr_as(col(contribution::Column::State), name("state"))
            .expr_as(col(contribution::Column::SubmittedAt), name("at"))
            .expr_as(col(contribution::Column::RevisionDueAt), name("revision_due_at"))
            .expr_as(
                Expr::col((co_author::Entity, co_author::Column::OrganisationId)),
                name("co_author_id"),
            )
            .expr_as(
                Expr::col((co_author::Entity, co_author::Column::State)),
                name("co_author_state"),
            )
            .from(contribution::Entity)
            .left_join(
                co_author::Entity,
                col(contribution::Column::Id).equals((co_author::Entity, co_author::Column::ContributionId)),
            )
            .and_where(contribution::Column::WorkStreamId.is_in(work_stream_ids.iter().copied()))
            .and_where_option(states.map(|states| {
                col(contribution::Column::State).is_in(states.iter().map(|state| *state as i32))
            }))
            .union(UnionType::All, extensions)
            .to_owned();
    let statement = db.get_database_backend().build(&query);
    Ok(Overview(Line::find_by_statement(statement).all(db).await?))
}

impl Overview {
    /// One for each stream and centre, author or confirmed co-author.
    pub(crate) fn participations(&self) -> Vec<Participation> {
        let mut found: BTreeMap<(Uuid, Uuid), Participation> = BTreeMap::new();
        for line in self.0.iter().filter(|line| line.id.is_some()) {
            let co_author = line
                .co_author_id
                .filter(|_| line.co_author_state == Some(CoAuthorState::Confirmed as i32));
            for organisation_id in [Some(line.organisation_id), co_author].into_iter().flatten() {
                let participation =
                    found
                        .entry((line.work_stream_id, organisation_id))
                        .or_insert(Participation {
                            work_stream_id: line.work_stream_id,
                            organisation_id,
                            is_submitted: false,
                            has_draft: false,
                        });
                participation.is_submitted |= line.at.is_some();
                participation.has_draft |= line.state == ContributionState::Draft as i32;
            }
        }
        found.into_values().collect()
    }

    /// What a centre submitted, the earliest first.
    pub(crate) fn submitted(&self, centre_id: Uuid) -> Vec<Submitted> {
        let mut found: Vec<Submitted> = Vec::new();
        for line in &self.0 {
            let is_author = line.organisation_id == centre_id;
            let is_co_author = line.co_author_id == Some(centre_id)
                && line.co_author_state == Some(CoAuthorState::Confirmed as i32);
            let (Some(id), Some(at)) = (line.id, line.at) else {
                continue;
            };
            // One line for each co-author.
            if (is_author || is_co_author) && found.iter().all(|one| one.id != id) {
                found.push(Submitted {
                    id,
                    work_stream_id: line.work_stream_id,
                    kind: Expected::try_from(line.kind).unwrap_or_default(),
                    state: ContributionState::try_from(line.state).unwrap_or_default(),
                    at,
                    is_author,
                });
            }
        }
        found.sort_by_key(|one| (one.at, one.id));
        found
    }

    /// The extensions given.
    pub(crate) fn extensions(&self) -> Vec<ExtensionInfo> {
        let extensions = self.0.iter().filter(|line| line.id.is_none());
        extensions
            .filter_map(|line| {
                Some(ExtensionInfo {
                    work_stream_id: line.work_stream_id,
                    organisation_id: line.organisation_id,
                    until: line.at?,
                })
            })
            .collect()
    }

    /// What the contributions of these streams expect of the caller.
    pub(crate) fn expectations(
        &self,
        caller: &Caller,
        streams: &[StreamInfo],
        now: DateTime<Utc>,
    ) -> Vec<Expectation> {
        match caller.role {
            Role::Animator => self.decisions(streams),
            Role::Director | Role::Team => {
                let each = streams.iter().flat_map(|stream| self.acts(caller, stream, now));
                each.collect()
            }
            _ => Vec::new(),
        }
    }

    /// Of the animator: one line for each stream with contributions to acknowledge or decide on.
    fn decisions(&self, streams: &[StreamInfo]) -> Vec<Expectation> {
        let n_waiting = |stream: &StreamInfo| {
            let waiting = self.0.iter().filter(|line| {
                line.work_stream_id == stream.id
                    && [
                        ContributionState::Submitted as i32,
                        ContributionState::Acknowledged as i32,
                    ]
                    .contains(&line.state)
            });
            let mut ids: Vec<_> = waiting.filter_map(|line| line.id).collect();
            ids.sort_unstable();
            ids.dedup();
            i32::try_from(ids.len()).unwrap_or(i32::MAX)
        };
        let mut found = Vec::new();
        for stream in streams {
            let n = n_waiting(stream);
            if n > 0 {
                found.push(Expectation {
                    n,
                    ..expectation(ExpectationKind::DecideContribution, stream, None)
                });
            }
        }
        found
    }

    /// Of a centre: submit the draft, revise, answer an invitation.
    fn acts(&self, caller: &Caller, stream: &StreamInfo, now: DateTime<Utc>) -> Vec<Expectation> {
        let lines = || self.0.iter().filter(|line| line.work_stream_id == stream.id);
        let extended = |organisation_id| {
            lines().find(|line| line.id.is_none() && line.organisation_id == organisation_id)
        };
        let mut found: Vec<Expectation> = Vec::new();
        for line in lines().filter(|line| line.id.is_some()) {
            let state = ContributionState::try_from(line.state).unwrap_or_default();
            let times = Times {
                call: stream.call_state,
                closes_at: stream.closes_at,
                extended_until: extended(line.organisation_id).and_then(|line| line.at),
                revision_due_at: line.revision_due_at,
            };
            let is_director = caller.role == Role::Director;
            let is_mine = caller.is_of(line.organisation_id);
            let is_invited = line.co_author_id.is_some_and(|id| caller.is_of(id))
                && line.co_author_state == Some(CoAuthorState::Invited as i32);
            let kind = match state {
                ContributionState::Draft | ContributionState::Revision if is_invited && is_director => {
                    ExpectationKind::ConfirmCoAuthorship
                }
                ContributionState::Draft if is_mine && is_director => ExpectationKind::Submit,
                ContributionState::Revision if is_mine => ExpectationKind::Revise,
                _ => continue,
            };
            let path = format!("/contribution/{}", line.id.unwrap_or_default());
            let is_known = found.iter().any(|one| one.path == path);
            if times.allow(state, now).is_ok() && !is_known {
                let due_at = times.due_at(state);
                found.push(Expectation {
                    path,
                    zone: zone(stream, state),
                    ..expectation(kind, stream, due_at)
                });
            }
        }
        found
    }
}

/// The zone in which a deadline was set: the call's, or Paris for a revision.
fn zone(stream: &StreamInfo, state: ContributionState) -> String {
    if state == ContributionState::Revision {
        chrono_tz::Europe::Paris.name().to_owned()
    } else {
        stream.zone.name().to_owned()
    }
}

fn expectation(kind: ExpectationKind, stream: &StreamInfo, due_at: Option<DateTime<Utc>>) -> Expectation {
    Expectation {
        kind: kind as i32,
        object: stream.title.clone(),
        path: format!("/work-stream/{}", stream.id),
        due_at: due_at.map(crate::clock::timestamp),
        zone: stream.zone.name().to_owned(),
        n: 0,
    }
}
