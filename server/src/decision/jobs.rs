//! What happens at set instants: votes open and close by themselves, a consultation is recalled before its end.
//! Replicas may all try: the lock of the vote lets the first one do it, and shows the others that it is done.

use chrono::{DateTime, Utc};
use proto::v1::VoteState;

use crate::app::App;
use crate::decision::rules;
use crate::decision::service::letter::{self, Occasion};
use crate::decision::service::{closing, opening};
use crate::decision::store::{self, vote};
use crate::error::{Error, Result};
use crate::live::{self, Act};
use crate::meeting;

/// Does what is due; says how much was done.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let mut n_done = 0;
    for row in store::votes_with_instants(app.db.read(), now).await? {
        let is_done = match row.state() {
            VoteState::Prepared => open(app, &row, now).await?,
            _ if row.closes_at.is_some_and(|closes_at| closes_at < now) => close(app, &row, now).await?,
            _ => remind(app, &row, now).await?,
        };
        n_done += usize::from(is_done);
    }
    Ok(n_done)
}

async fn open(app: &App, row: &vote::Model, now: DateTime<Utc>) -> Result<bool> {
    // A session that does not run yet, or never did, keeps nobody else waiting.
    let info = match row.meeting_id {
        Some(id) => meeting::info(app.db.read(), id).await?,
        None => None,
    };
    if !rules::opens_by_itself(info.map(|info| info.state), row.opens_at, row.closes_at, now) {
        return Ok(false);
    }
    let tx = app.db.begin().await?;
    let Some((row, info)) = opening::locked(&tx, row.id).await? else {
        return Ok(false);
    };
    let state = info.as_ref().map(|info| info.state);
    if row.state() != VoteState::Prepared || !rules::opens_by_itself(state, row.opens_at, row.closes_at, now)
    {
        return Ok(false);
    }
    match opening::open(app, &tx, None, now, row, info.as_ref()).await {
        // Too few voices for a secret vote, for instance: it stays prepared, who leads sees it.
        Err(Error::NotNow(_)) => return Ok(false),
        other => other?,
    }
    tx.commit().await?;
    app.live.wake();
    Ok(true)
}

async fn close(app: &App, row: &vote::Model, now: DateTime<Utc>) -> Result<bool> {
    let tx = app.db.begin().await?;
    let Some((row, info)) = opening::locked(&tx, row.id).await? else {
        return Ok(false);
    };
    if row.state() != VoteState::Open {
        return Ok(false);
    }
    closing::close(&tx, None, now, row, info.as_ref()).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(true)
}

/// Writes to those who have not voted in a consultation that ends soon.
async fn remind(app: &App, row: &vote::Model, now: DateTime<Utc>) -> Result<bool> {
    let (None, Some(opened_at), Some(closes_at)) = (row.meeting_id, row.opened_at, row.closes_at) else {
        return Ok(false);
    };
    if !rules::is_reminder_due(opened_at, closes_at, row.reminded_at, now) {
        return Ok(false);
    }
    let tx = app.db.begin().await?;
    let row = store::lock_vote(&tx, row.id).await?;
    let is_due = |row: &vote::Model| row.state() == VoteState::Open && row.reminded_at.is_none();
    let Some(mut row) = row.filter(is_due) else {
        return Ok(false);
    };
    row.reminded_at = Some(now);
    store::save_vote(&tx, row.clone()).await?;
    let rules = store::rules(&tx, row.rules_id).await?.ok_or(Error::Missing)?;
    letter::send(app, &tx, &row, &rules, Occasion::Reminder).await?;
    let act = Act::audit("consultation reminder", &row.question);
    live::record(&tx, None, now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(true)
}
