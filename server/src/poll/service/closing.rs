//! The end of a poll: a slot that is kept plans the meeting.

use proto::v1::*;

use super::{Seen, locked, view};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::meeting::{self, Agreed};
use crate::poll::store::{self, slot};

pub(super) async fn close_poll(app: &App, caller: &Caller, request: ClosePollRequest) -> Result<Poll> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let slot_id = violations.optional_id("slot_id", &request.slot_id);
    let tx = app.db.begin().await?;
    let mut seen = locked(&tx, caller, &request.id).await?;
    seen.must_edit()?;
    let slots = store::slots(&tx, vec![seen.row.id]).await?;
    let slot = slots.iter().find(|slot| Some(slot.id) == slot_id);
    match slot {
        None if slot_id.is_some() => violations.add("slot_id", Reason::UnknownValue),
        Some(slot) if slot.starts_at <= now => violations.add("slot_id", Reason::InThePast),
        _ => {}
    }
    violations.finish()?;
    if seen.row.closed_at.is_some() {
        return Err(Error::NotNow(Reason::PollClosed));
    }
    seen.row.closed_at = Some(now);
    let planned = match slot {
        Some(slot) => Some(meeting::plan(app, &tx, caller, agreed(&seen, slot)).await?),
        None => None,
    };
    seen.row.chosen_slot_id = slot_id;
    seen.row.meeting_id = planned.as_ref().map(|planned| planned.info.id);
    store::save_poll(&tx, seen.row.clone()).await?;
    if let Some(planned) = &planned {
        let act = planned.act("CreateMeeting", ActivityKind::MeetingPlanned);
        live::record(&tx, Some(caller), now, act).await?;
    }
    let act = seen.act("ClosePoll", ActivityKind::PollClosed);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    view::whole(app, app.db.read(), caller, seen.row.id).await
}

fn agreed(seen: &Seen, slot: &slot::Model) -> Agreed {
    Agreed {
        kind: seen.row.kind(),
        title: seen.row.title.clone(),
        place: String::new(),
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
        zone: seen.row.zone(),
        work_stream_id: seen.row.work_stream_id,
    }
}

pub(super) async fn delete_poll(app: &App, caller: &Caller, request: PollRequest) -> Result<Empty> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let seen = locked(&tx, caller, &request.id).await?;
    seen.must_edit()?;
    if seen.row.closed_at.is_some() {
        return Err(Error::NotNow(Reason::PollClosed));
    }
    store::delete(&tx, seen.row.id).await?;
    let act = Act {
        path: "/poll".to_owned(),
        ..seen.act("DeletePoll", ActivityKind::PollDeleted)
    };
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(Empty {})
}
