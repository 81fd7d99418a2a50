//! Rows as the contract shows them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::{Call, Engagement, EngagementState, ProgrammeState, Proposal, WorkStream};
use uuid::Uuid;

use crate::auth::Caller;
use crate::clock::timestamp;
use crate::markdown::to_html;
use crate::programme::rules;
use crate::programme::store::{self, session_date, work_stream};

/// A stream in a list: its call with its dates, no long text.
pub(crate) fn stream_line(row: &work_stream::Model, state: ProgrammeState, now: DateTime<Utc>) -> WorkStream {
    WorkStream {
        id: row.id.to_string(),
        year: row.year,
        title: row.title.clone(),
        theme: row.theme.clone(),
        expected: row
            .expected()
            .into_iter()
            .map(|expected| expected as i32)
            .collect(),
        lead: row.lead.clone(),
        call: Some(Call {
            opens_at: row.opens_at.map(timestamp),
            closes_at: row.closes_at.map(timestamp),
            zone: row.zone.clone(),
            state: rules::call_state(state, row.opens_at, row.closes_at, now) as i32,
            required_sections: row.required_sections(),
            ..Call::default()
        }),
        synthesis_published_at: row.synthesis_published_at.map(timestamp),
        version: row.version,
        programme_state: state as i32,
        rank: row.rank,
        ..WorkStream::default()
    }
}

/// A stream with its texts and planned sessions.
pub(crate) fn stream(
    row: &work_stream::Model,
    sessions: &[session_date::Model],
    state: ProgrammeState,
    now: DateTime<Utc>,
) -> WorkStream {
    let mut message = stream_line(row, state, now);
    if let Some(call) = &mut message.call {
        call.guidance.clone_from(&row.guidance);
        call.guidance_html = to_html(&row.guidance);
    }
    message.purpose.clone_from(&row.purpose);
    message.purpose_html = to_html(&row.purpose);
    message.synthesis.clone_from(&row.synthesis);
    message.synthesis_html = to_html(&row.synthesis);
    message.session_dates = sessions
        .iter()
        .filter(|session| session.work_stream_id == row.id)
        .map(|session| proto::v1::work_stream::SessionDate {
            id: session.id.to_string(),
            label: session.label.clone(),
            starts_at: Some(timestamp(session.starts_at)),
            zone: session.zone.clone(),
        })
        .collect();
    message
}

/// What a centre answered. The reason is for the centre and the animator.
pub(crate) fn engagement(row: &store::engagement::Model, name: &str, caller: &Caller) -> Engagement {
    let may_read = caller.is_animator() || caller.is_of(row.organisation_id);
    Engagement {
        id: row.id.to_string(),
        work_stream_id: row.work_stream_id.to_string(),
        organisation_id: row.organisation_id.to_string(),
        organisation_name: name.to_owned(),
        state: row.state,
        reason: if may_read {
            row.reason.clone()
        } else {
            String::new()
        },
        at: Some(timestamp(row.at)),
        is_entered_by_animator: row.is_entered_by_animator,
    }
}

/// A proposal with its supporters.
pub(crate) fn proposal(
    row: &store::proposal::Model,
    supports: &[store::proposal_support::Model],
    caller: &Caller,
) -> Proposal {
    let mine = || supports.iter().filter(|support| support.proposal_id == row.id);
    Proposal {
        id: row.id.to_string(),
        year: row.year,
        title: row.title.clone(),
        theme: row.theme.clone(),
        purpose: row.purpose.clone(),
        organisation_id: row.organisation_id.to_string(),
        organisation_name: row.organisation_name.clone(),
        supporters: mine().map(|support| support.organisation_name.clone()).collect(),
        is_supported_by_me: mine().any(|support| caller.is_of(support.organisation_id)),
        work_stream_id: row.work_stream_id.map(|id| id.to_string()).unwrap_or_default(),
    }
}

/// How many centres are engaged in each stream.
pub(crate) fn n_engaged(rows: &[store::engagement::Model]) -> BTreeMap<Uuid, i32> {
    let mut n = BTreeMap::new();
    for row in rows.iter().filter(|row| row.state() == EngagementState::Engaged) {
        *n.entry(row.work_stream_id).or_default() += 1;
    }
    n
}
