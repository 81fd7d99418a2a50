//! Who waits to speak, who speaks.

use proto::v1::*;

use super::{act, finish, led, locked, meant, own, running, view};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::session::store;

pub(super) async fn ask_to_speak(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<MeetingSession> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = locked(&tx, caller, &request.id).await?;
    let own = own(&access)?;
    running(&tx, &access).await?;
    let recorded = store::attendance(&tx, own.id).await?;
    if !recorded.is_some_and(|row| row.stay().is_there()) {
        return Err(Error::NotNow(Reason::NotThere));
    }
    let id = access.info.id;
    if !store::enqueue(&tx, id, own.id, now).await? {
        return view::whole(app, &tx, caller, id).await;
    }
    let act = act(&access, "AskToSpeak", ActivityKind::QueueChanged);
    finish(app, tx, caller, now, act, id).await
}

pub(super) async fn withdraw_from_queue(
    app: &App,
    caller: &Caller,
    request: InviteeOfSessionRequest,
) -> Result<MeetingSession> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = locked(&tx, caller, &request.meeting_id).await?;
    let invitee = meant(&access, &request.invitee_id)?;
    running(&tx, &access).await?;
    let id = access.info.id;
    if !store::dequeue(&tx, invitee.id).await? {
        return view::whole(app, &tx, caller, id).await;
    }
    let act = act(&access, "WithdrawFromQueue", ActivityKind::QueueChanged);
    finish(app, tx, caller, now, act, id).await
}

pub(super) async fn give_floor(
    app: &App,
    caller: &Caller,
    request: InviteeOfSessionRequest,
) -> Result<MeetingSession> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = led(&tx, caller, &request.meeting_id).await?;
    let mut session = running(&tx, &access).await?;
    let speaker_id = if request.invitee_id.is_empty() {
        None
    } else {
        let invitee = meant(&access, &request.invitee_id)?;
        let recorded = store::attendance(&tx, invitee.id).await?;
        if !recorded.is_some_and(|row| row.stay().is_there()) {
            return Err(Error::NotNow(Reason::NotThere));
        }
        store::dequeue(&tx, invitee.id).await?;
        Some(invitee.id)
    };
    session.speaker_id = speaker_id;
    session.speaker_since = speaker_id.map(|_| now);
    store::save_session(&tx, session).await?;
    let act = act(&access, "GiveFloor", ActivityKind::QueueChanged);
    finish(app, tx, caller, now, act, access.info.id).await
}
