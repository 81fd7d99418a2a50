//! What people do to a delivery that is scheduled.

use proto::v1::*;

use super::{sendable, view};
use crate::app::App;
use crate::auth::Caller;
use crate::db::parse_id;
use crate::delivery::jobs::{act, hold_back};
use crate::delivery::rules::{self, Step};
use crate::delivery::store::{self, delivery, ledger};
use crate::error::{Error, Result};
use crate::{edition, live};

/// A second person agrees: the hold begins.
pub(super) async fn release(
    app: &App,
    caller: &Caller,
    request: &DeliveryRequest,
) -> Result<EditionDelivery> {
    let now = app.clock.now();
    let edition_id = parse_id(&request.edition_id)?;
    let tx = app.db.begin().await?;
    sendable(app, &tx, caller, edition_id).await?;
    let mut row = store::locked(&tx, edition_id).await?.ok_or(Error::Missing)?;
    row.state = next(&row, Step::Release)?;
    let person = caller.person()?;
    if row.scheduled_by == Some(person) {
        return Err(Error::Denied(Reason::SecondPersonNeeded));
    }
    row.released_by = Some(person);
    row.starts_at = rules::starts_at(now, Some(row.starts_at));
    store::save(&tx, &mut row).await?;
    let told = act(&row, "ReleaseDelivery", ActivityKind::DeliveryReleased);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    view::own(app, caller, edition_id).await
}

/// Before the first mail, the edition is a draft again; after, nobody else is written to.
pub(super) async fn stop(app: &App, caller: &Caller, request: &DeliveryRequest) -> Result<EditionDelivery> {
    let now = app.clock.now();
    let edition_id = parse_id(&request.edition_id)?;
    let tx = app.db.begin().await?;
    sendable(app, &tx, caller, edition_id).await?;
    let mut row = store::locked(&tx, edition_id).await?.ok_or(Error::Missing)?;
    let job = if rules::next(row.state(), Step::CallBack).is_some() {
        edition::thaw(&tx, edition_id).await?;
        store::delete(&tx, edition_id).await?;
        "CallBackDelivery"
    } else {
        row.state = next(&row, Step::Stop)?;
        store::save(&tx, &mut row).await?;
        "StopDelivery"
    };
    live::record(
        &tx,
        Some(caller),
        now,
        act(&row, job, ActivityKind::DeliveryStopped),
    )
    .await?;
    tx.commit().await?;
    app.live.wake();
    view::own(app, caller, edition_id).await
}

/// Nothing leaves until it is resumed.
pub(super) async fn pause(app: &App, caller: &Caller, request: &DeliveryRequest) -> Result<EditionDelivery> {
    step(app, caller, request, Step::Pause).await
}

/// Goes on after a pause, unless nothing left yet and what it carries was withdrawn or corrected since.
pub(super) async fn resume(app: &App, caller: &Caller, request: &DeliveryRequest) -> Result<EditionDelivery> {
    step(app, caller, request, Step::Resume).await
}

async fn step(app: &App, caller: &Caller, request: &DeliveryRequest, step: Step) -> Result<EditionDelivery> {
    let now = app.clock.now();
    let edition_id = parse_id(&request.edition_id)?;
    let tx = app.db.begin().await?;
    sendable(app, &tx, caller, edition_id).await?;
    let mut row = store::locked(&tx, edition_id).await?.ok_or(Error::Missing)?;
    let state = next(&row, step)?;
    if step == Step::Resume && hold_back(&tx, &mut row, now).await? {
        // It is overdue from now on, and was not resumed.
        tx.commit().await?;
        app.live.wake();
        return Err(Error::NotNow(Reason::EditionNotReady));
    }
    row.state = state;
    // What was measured before a pause says nothing of what follows.
    (row.sampled_at, row.rate_per_hour) = (None, 0);
    store::save(&tx, &mut row).await?;
    let (rpc, kind) = match step {
        Step::Pause => ("PauseDelivery", ActivityKind::DeliveryPaused),
        _ => ("ResumeDelivery", ActivityKind::DeliveryResumed),
    };
    live::record(&tx, Some(caller), now, act(&row, rpc, kind)).await?;
    tx.commit().await?;
    app.live.wake();
    view::own(app, caller, edition_id).await
}

/// Writes again to those in a state: what failed, or, as a decision, what is uncertain.
pub(super) async fn again(
    app: &App,
    caller: &Caller,
    request: &DeliveryRequest,
    state: RecipientState,
) -> Result<EditionDelivery> {
    let now = app.clock.now();
    let edition_id = parse_id(&request.edition_id)?;
    let tx = app.db.begin().await?;
    sendable(app, &tx, caller, edition_id).await?;
    let mut row = store::locked(&tx, edition_id).await?.ok_or(Error::Missing)?;
    row.state = next(&row, Step::Reopen)?;
    if ledger::requeue(&tx, edition_id, state, now).await? == 0 {
        return Err(Error::NotNow(Reason::NothingToResend));
    }
    (row.ended_at, row.sampled_at, row.rate_per_hour) = (None, None, 0);
    store::save(&tx, &mut row).await?;
    let rpc = match state {
        RecipientState::Uncertain => "ResendUncertain",
        _ => "RetryFailed",
    };
    live::record(
        &tx,
        Some(caller),
        now,
        act(&row, rpc, ActivityKind::DeliveryResumed),
    )
    .await?;
    tx.commit().await?;
    app.live.wake();
    view::own(app, caller, edition_id).await
}

fn next(row: &delivery::Model, step: Step) -> Result<i32> {
    let next = rules::next(row.state(), step).ok_or(Error::NotNow(Reason::DeliveryState))?;
    Ok(next as i32)
}
