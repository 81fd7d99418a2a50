//! Opening, going from point to point, closing.

use proto::v1::*;

use super::{act, finish, led, running};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::meeting::{self, Step};
use crate::session::store::{self, meeting_session, session_item};
use crate::session::{self, rules};
use crate::{db, secret};

pub(super) async fn start_session(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<MeetingSession> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = led(&tx, caller, &request.id).await?;
    rules::may_open(access.info.starts_at, now).map_err(Error::NotNow)?;
    let id = access.info.id;
    meeting::step(&tx, id, Step::Start, now).await?;
    let session = meeting_session::Model {
        meeting_id: id,
        check_in_code: secret::code()?,
        started_at: now,
        ended_at: None,
        item_id: None,
        speaker_id: None,
        speaker_since: None,
        version: 1,
    };
    store::insert_session(&tx, session).await?;
    let act = act(&access, "StartSession", ActivityKind::SessionStarted);
    finish(app, tx, caller, now, act, id).await
}

pub(super) async fn go_to_item(
    app: &App,
    caller: &Caller,
    request: GoToItemRequest,
) -> Result<MeetingSession> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = led(&tx, caller, &request.meeting_id).await?;
    let mut session = running(&tx, &access).await?;
    let meeting_id = access.info.id;
    let item_id = db::parse_id(&request.item_id)?;
    let items = meeting::items(&tx, meeting_id).await?;
    if items.iter().all(|item| item.id != item_id) {
        return Err(Error::Missing);
    }
    if session.version != request.version {
        return Err(Error::Changed);
    }
    if session.item_id != Some(item_id) {
        session::end_item(&tx, &session, now).await?;
        let before = store::session_item(&tx, item_id).await?;
        let item = session_item::Model {
            item_id,
            meeting_id,
            began_at: now,
            spent_s: before.as_ref().map_or(0, |item| item.spent_s),
            extra_minutes: before.map_or(0, |item| item.extra_minutes),
        };
        store::set_session_item(&tx, item).await?;
        session.item_id = Some(item_id);
        session.speaker_id = None;
        session.speaker_since = None;
        session.version += 1;
        store::save_session(&tx, session).await?;
    }
    let act = act(&access, "GoToItem", ActivityKind::SessionMoved);
    finish(app, tx, caller, now, act, meeting_id).await
}

pub(super) async fn extend_item(
    app: &App,
    caller: &Caller,
    request: ExtendItemRequest,
) -> Result<MeetingSession> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = led(&tx, caller, &request.meeting_id).await?;
    let mut session = running(&tx, &access).await?;
    if !(1..=600).contains(&request.minutes) {
        return Err(Error::invalid("minutes", Reason::DurationOutOfRange));
    }
    // Somebody may have gone on meanwhile: that other point is not the one to extend.
    let item_id = db::parse_id(&request.item_id)?;
    if session.item_id != Some(item_id) {
        return Err(Error::Changed);
    }
    let mut item = store::session_item(&tx, item_id).await?.ok_or(Error::Missing)?;
    item.extra_minutes = item.extra_minutes.saturating_add(request.minutes);
    store::set_session_item(&tx, item).await?;
    session.version += 1;
    store::save_session(&tx, session).await?;
    let act = act(&access, "ExtendItem", ActivityKind::SessionMoved);
    finish(app, tx, caller, now, act, access.info.id).await
}

pub(super) async fn close_session(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<MeetingSession> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = led(&tx, caller, &request.id).await?;
    running(&tx, &access).await?;
    let id = access.info.id;
    session::close(&tx, id, now).await?;
    meeting::step(&tx, id, Step::End, now).await?;
    let act = act(&access, "CloseSession", ActivityKind::MeetingHeld);
    finish(app, tx, caller, now, act, id).await
}
