//! A vote opens: its voices are written down as they are now; those of a consultation are told by mail.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::letter::{self, Occasion};
use super::points::Points;
use super::{create, procedure, view, voices};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::decision::rules::{self, Step};
use crate::decision::store::{self, vote, vote_voice};
use crate::error::{Error, Result};
use crate::live;
use crate::meeting::{self, Info};

/// A vote and its meeting, both locked until the commit, the meeting first.
pub(in crate::decision) async fn locked(
    tx: &DatabaseTransaction,
    id: Uuid,
) -> Result<Option<(vote::Model, Option<Info>)>> {
    let Some(row) = store::vote(tx, id).await? else {
        return Ok(None);
    };
    let info = match row.meeting_id {
        Some(id) => meeting::lock(tx, id).await?,
        None => None,
    };
    // Read again: it may have changed before the locks were had.
    Ok(store::lock_vote(tx, id).await?.map(|row| (row, info)))
}

/// The same, of a vote that the caller leads.
pub(super) async fn led(
    tx: &DatabaseTransaction,
    caller: &Caller,
    id: &str,
) -> Result<(vote::Model, Option<Info>)> {
    let (row, info) = locked(tx, db::parse_id(id)?).await?.ok_or(Error::Missing)?;
    voices::standing(tx, caller, &row).await?.must_lead()?;
    Ok((row, info))
}

pub(super) async fn open_vote(app: &App, caller: &Caller, request: VoteRequest) -> Result<Vote> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (row, info) = led(&tx, caller, &request.id).await?;
    open(app, &tx, Some(caller), now, row, info.as_ref()).await?;
    tx.commit().await?;
    app.live.wake();
    view::get_vote(app, caller, request).await
}

/// Opens a locked vote, and records it.
pub(in crate::decision) async fn open(
    app: &App,
    tx: &DatabaseTransaction,
    caller: Option<&Caller>,
    now: DateTime<Utc>,
    mut row: vote::Model,
    info: Option<&Info>,
) -> Result<()> {
    let next = rules::next(row.state(), Step::Open).ok_or(Error::NotNow(Reason::VoteState))?;
    if info.is_some_and(|info| info.state != MeetingState::Running) {
        return Err(Error::NotNow(Reason::MeetingState));
    }
    if row.closes_at.is_some_and(|closes_at| closes_at < now) {
        return Err(Error::NotNow(Reason::VoteState));
    }
    let rules = store::rules(tx, row.rules_id).await?.ok_or(Error::Missing)?;
    let day = procedure::today(app);
    let leader = info.map_or(row.organisation_id, |info| info.organisation_id);
    let points = Points::read(tx, [row.item_id]).await?;
    let concerned = points.concerned(row.item_id, leader);
    let voices = voices::voices(tx, day, &rules, row.meeting_id, concerned.as_deref()).await?;
    if row.is_secret {
        create::must_be_enough(voices.len())?;
    }
    row.state = next as i32;
    row.opened_at = Some(now);
    row.n_voices = view::n(voices.len());
    store::save_vote(tx, row.clone()).await?;
    write_voices(tx, row.id, voices).await?;
    if row.meeting_id.is_none() {
        letter::send(app, tx, &row, &rules, Occasion::Opened).await?;
    }
    let act = voices::act(tx, "OpenVote", ActivityKind::VoteOpened, &row).await?;
    live::record(tx, caller, now, act).await
}

async fn write_voices(tx: &impl ConnectionTrait, vote_id: Uuid, voices: Vec<(Uuid, String)>) -> Result<()> {
    let rows = voices
        .into_iter()
        .map(|(organisation_id, organisation_name)| vote_voice::Model {
            vote_id,
            organisation_id,
            organisation_name,
        });
    store::insert_voices(tx, rows.collect()).await
}
