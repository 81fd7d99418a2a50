//! How a meeting ends: removed before anybody knew of it, cancelled, held.

use proto::v1::*;

use super::planning::{again, finish};
use super::{MAX_PAGES, prepared, view};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live::Act;
use crate::meeting::rules::{self, Step};
use crate::meeting::{burden, store};
use crate::{attachment, convocation, registration, round, session, support};

/// Head-count of local actors, at most.
const MAX_ATTENDANTS: i32 = 100_000;

pub(super) async fn delete_meeting(app: &App, caller: &Caller, request: MeetingRequest) -> Result<Empty> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = prepared(&tx, caller, &request.id).await?;
    let id = access.info.id;
    // What others wrote for it does not disappear: it is cancelled then, and they are told.
    let is_known = registration::has_people(&tx, id).await?
        || round::has_entries(&tx, id).await?
        || support::has_planned(&tx, id).await?;
    if access.info.state != MeetingState::Planned || is_known {
        return Err(Error::NotNow(Reason::MeetingState));
    }
    for item in store::items_of(&tx, id).await? {
        attachment::delete_of(&tx, Owner::AgendaItem, item.id).await?;
    }
    store::delete_meeting(&tx, id).await?;
    let act = Act {
        path: "/meeting".to_owned(),
        ..access.act("DeleteMeeting", ActivityKind::MeetingDeleted)
    };
    finish(app, tx, caller, now, act).await?;
    Ok(Empty {})
}

pub(super) async fn cancel_meeting(
    app: &App,
    caller: &Caller,
    request: CancelMeetingRequest,
) -> Result<Meeting> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let reason = violations.text("reason", &request.reason, MAX_PAGES);
    let tx = app.db.begin().await?;
    let access = prepared(&tx, caller, &request.id).await?;
    violations.finish()?;
    let next = rules::next(access.info.state, Step::Cancel).ok_or(Error::NotNow(Reason::MeetingState))?;
    let mut row = store::meeting(&tx, access.info.id).await?.ok_or(Error::Missing)?;
    row.state = next as i32;
    row.cancel_reason = reason;
    row.sequence += 1;
    store::save_meeting(&tx, &mut row).await?;
    let access = again(&tx, caller, row.id).await?;
    convocation::tell_cancelled(app, &tx, &access).await?;
    registration::tell_cancelled(app, &tx, &access.info).await?;
    let act = access.act("CancelMeeting", ActivityKind::MeetingCancelled);
    finish(app, tx, caller, now, act).await?;
    view::whole(app, app.db.read(), caller, row.id).await
}

pub(super) async fn record_held(app: &App, caller: &Caller, request: RecordHeldRequest) -> Result<Meeting> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = prepared(&tx, caller, &request.id).await?;
    if !(0..=MAX_ATTENDANTS).contains(&request.n_attendants) {
        return Err(Error::invalid("n_attendants", Reason::TooMany));
    }
    // The head-count of a session that was led here.
    let was_held = access.info.state == MeetingState::Held;
    // One that was convened from elsewhere is held once its hour has come.
    let is_elsewhere =
        access.info.state == MeetingState::Planned && rules::is_convened_elsewhere(access.info.kind);
    let next = rules::next(access.info.state, Step::End)
        .or((is_elsewhere || was_held).then_some(MeetingState::Held))
        .ok_or(Error::NotNow(Reason::MeetingState))?;
    if !was_held && now < access.info.starts_at {
        return Err(Error::NotNow(Reason::MeetingNotBegun));
    }
    let mut row = store::meeting(&tx, access.info.id).await?.ok_or(Error::Missing)?;
    row.state = next as i32;
    row.n_attendants = request.n_attendants;
    // A session that still runs is closed with the meeting.
    session::close(&tx, row.id, now).await?;
    store::save_meeting(&tx, &mut row).await?;
    if !was_held {
        burden::record(&tx, &row).await?;
    }
    let kind = if was_held {
        ActivityKind::MeetingUpdated
    } else {
        ActivityKind::MeetingHeld
    };
    let act = access.act("RecordHeld", kind);
    finish(app, tx, caller, now, act).await?;
    view::whole(app, app.db.read(), caller, row.id).await
}
