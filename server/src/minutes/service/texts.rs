//! The words around the points; the delay of the animator.

use proto::v1::*;

use super::{MAX_PAGES, finish, led};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Result, Violations};
use crate::live::{self, Act};
use crate::minutes::rules::{self, Step};
use crate::minutes::store::{self, minutes_delay};

pub(super) async fn save_minutes_texts(
    app: &App,
    caller: &Caller,
    request: SaveMinutesTextsRequest,
) -> Result<Minutes> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let opening = violations.optional_text("opening", &request.opening, MAX_PAGES);
    let closing = violations.optional_text("closing", &request.closing, MAX_PAGES);
    let tx = app.db.begin().await?;
    let mut read = led(&tx, caller, &request.meeting_id).await?;
    violations.finish()?;
    read.must_be(request.version)?;
    read.step(Step::Write)?;
    (read.row.opening, read.row.closing) = (opening, closing);
    store::save(&tx, &mut read.row).await?;
    let act = read.act("SaveMinutesTexts", ActivityKind::MinutesSaved);
    finish(app, tx, caller, now, act, &request.meeting_id).await
}

pub(super) async fn set_minutes_delay(
    app: &App,
    caller: &Caller,
    request: SetMinutesDelayRequest,
) -> Result<Empty> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    if !rules::DELAYS.contains(&request.n_days) {
        violations.add("n_days", Reason::DaysOutOfRange);
    }
    violations.finish()?;
    let tx = app.db.begin().await?;
    let row = minutes_delay::Model {
        id: db::id(),
        n_days: request.n_days,
        set_at: now,
        set_by: caller.name.clone(),
    };
    store::insert_delay(&tx, row).await?;
    let days = format!("{}\u{a0}jours", request.n_days);
    let path = "/minutes".to_owned();
    let act = Act::told("SetMinutesDelay", ActivityKind::MinutesDelaySet, &days, path);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(Empty {})
}
