//! The yearly programme of animation, its work streams and calls, and what the centres engage in.
//!
//! - P1: at most 3 work streams in a year, held by the lock on the programme and by the schema.
//! - P2: each centre takes part in at least 2 of them; the board says where each stands.
//! - P3: co-constructed as a draft (everyone in the network sees it, centres propose and support streams), then
//!   proposed (everyone comments), then validated by a session of the Comité technique: by its own decision
//!   (`decision`), or entered by the animator for years before meetings were here; nothing opens before.
//!   Running; amended, with a record that says what changes and why, before a stream changes; closed. The
//!   amendment opens the streams until it is closed itself, so that no later change hides behind it: each change
//!   after the validation was made while an amendment was open, and the log shows from when to when.
//! - P5: the planned working sessions of a stream.
//!
//! ```text
//! draft -> proposed -> validated -> running <-----+
//!                          |           |    \     | (the amendment is closed)
//!                          |           v     \    |
//!                          +------> amended --\---+
//!                                      |       v
//!                                      +---> closed
//! ```

mod board;
pub(crate) mod jobs;
mod messages;
mod outlook;
mod rules;
mod service;
pub(crate) mod store;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::{CallState, Expected, ProgrammeState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::board::Facts;
pub(crate) use self::outlook::{Outlook, Year};
pub(crate) use self::rules::{MAX_STREAMS, Place, end_of_day, is_in_force};
pub(crate) use self::service::{Validation, service, validate_by_session};

use crate::error::Result;

/// What other features need to know of a work stream and its call.
#[derive(Clone, Debug)]
pub(crate) struct StreamInfo {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) year: i32,
    pub(crate) programme_state: ProgrammeState,
    pub(crate) expected: Vec<Expected>,
    /// Keys of the sections of the experience sheet that are required.
    pub(crate) required_sections: Vec<String>,
    pub(crate) opens_at: Option<DateTime<Utc>>,
    pub(crate) closes_at: Option<DateTime<Utc>>,
    /// Zone in which the instants were set.
    pub(crate) zone: Tz,
    pub(crate) call_state: CallState,
}

/// A work stream, by its identifier.
pub(crate) async fn work_stream(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<StreamInfo>> {
    let found = store::stream_with_programme(db, id).await?;
    Ok(found.map(|(stream, programme)| info(&stream, &programme, now)))
}

/// The work streams of a year, in order.
pub(crate) async fn work_streams(
    db: &impl ConnectionTrait,
    year: i32,
    now: DateTime<Utc>,
) -> Result<Vec<StreamInfo>> {
    let Some(programme) = store::programme(db, year).await? else {
        return Ok(Vec::new());
    };
    let streams = store::streams_of(db, year).await?;
    Ok(streams
        .iter()
        .map(|stream| info(stream, &programme, now))
        .collect())
}

/// Where the programme of a year stands; `None` when there is none.
pub(crate) async fn state(db: &impl ConnectionTrait, year: i32) -> Result<Option<ProgrammeState>> {
    let row = store::programme(db, year).await?;
    Ok(row.map(|row| row.state()))
}

/// The page of the programme of a year.
pub(crate) fn path(year: i32) -> String {
    format!("/programme/{year}")
}

/// The first year with a programme.
pub(crate) async fn first_year(db: &impl ConnectionTrait) -> Result<Option<i32>> {
    store::first_year(db).await
}

/// Says whether a centre is engaged in a stream; inside a transaction it stays so until the commit.
pub(crate) async fn is_engaged(
    db: &impl ConnectionTrait,
    work_stream_id: Uuid,
    organisation_id: Uuid,
) -> Result<bool> {
    store::is_engaged(db, work_stream_id, organisation_id).await
}

/// The centres that are engaged in a stream.
pub(crate) async fn engaged(db: &impl ConnectionTrait, work_stream_id: Uuid) -> Result<Vec<Uuid>> {
    let rows = store::engagements(db, &[work_stream_id]).await?.into_iter();
    let engaged = rows.filter(|row| row.state() == proto::v1::EngagementState::Engaged);
    Ok(engaged.map(|row| row.organisation_id).collect())
}

/// What a person wrote on the programmes, newest first, in words.
pub(crate) async fn stored(
    db: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<(DateTime<Utc>, String)>> {
    let comments = store::comments_by(db, person_id).await?.into_iter();
    let words = comments.map(|row| (row.at, format!("Programme {}, {}", row.year, row.text)));
    Ok(words.collect())
}

fn info(
    stream: &store::work_stream::Model,
    programme: &store::programme::Model,
    now: DateTime<Utc>,
) -> StreamInfo {
    let programme_state = programme.state();
    StreamInfo {
        id: stream.id,
        title: stream.title.clone(),
        year: stream.year,
        programme_state,
        expected: stream.expected(),
        required_sections: stream.required_sections(),
        opens_at: stream.opens_at,
        closes_at: stream.closes_at,
        zone: stream.zone(),
        call_state: rules::call_state(programme_state, stream.opens_at, stream.closes_at, now),
    }
}
