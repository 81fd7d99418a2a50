//! Who is there: said by oneself, or by who leads.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{MAX_LINE, act, finish, led, locked, meant, own, running};
use crate::app::App;
use crate::auth::Caller;
use crate::convocation;
use crate::error::{Error, Result, Violations};
use crate::limit::{self, Limit};
use crate::meeting::{self, Access};
use crate::session::row;
use crate::session::rules::{self, Stay};
use crate::session::store::{self, meeting_session};

/// Codes that a person may try: eight digits are not guessed in a session.
const TRIES: Limit = Limit {
    name: "check_in",
    max: 20,
    window_s: 600,
};

pub(super) async fn check_in(app: &App, caller: &Caller, request: CheckInRequest) -> Result<MeetingSession> {
    let now = app.clock.now();
    if !request.is_remote {
        limit::count(app, TRIES, &caller.person()?.to_string()).await?;
    }
    let tx = app.db.begin().await?;
    let access = locked(&tx, caller, &request.meeting_id).await?;
    let own = own(&access)?;
    let session = running(&tx, &access).await?;
    if !request.is_remote && !rules::is_code(&session.check_in_code, &request.code) {
        let reason = if request.code.trim().is_empty() {
            Reason::Required
        } else {
            Reason::WrongCheckInCode
        };
        return Err(Error::invalid("code", reason));
    }
    let mode = mode(request.is_remote);
    let before = store::attendance(&tx, own.id).await?.map(|row| row.stay());
    let stay = rules::stay(before, mode, now, None);
    let line = row(access.info.id, own.id, stay, String::new(), true);
    store::set_attendances(&tx, vec![line]).await?;
    let act = act(&access, "CheckIn", ActivityKind::AttendanceChanged);
    finish(app, tx, caller, now, act, access.info.id).await
}

fn mode(is_remote: bool) -> AttendanceMode {
    if is_remote {
        AttendanceMode::Remote
    } else {
        AttendanceMode::Present
    }
}

pub(super) async fn leave(
    app: &App,
    caller: &Caller,
    request: InviteeOfSessionRequest,
) -> Result<MeetingSession> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = locked(&tx, caller, &request.meeting_id).await?;
    let invitee = meant(&access, &request.invitee_id)?;
    let session = running(&tx, &access).await?;
    let before = store::attendance(&tx, invitee.id).await?;
    let there = before.filter(|row| row.stay().is_there());
    let mut line = there.ok_or(Error::NotNow(Reason::NotThere))?;
    line.left_at = Some(now);
    store::set_attendances(&tx, vec![line]).await?;
    fall_silent(&tx, session, invitee.id).await?;
    let act = act(&access, "Leave", ActivityKind::AttendanceChanged);
    finish(app, tx, caller, now, act, access.info.id).await
}

/// Who is not there any more neither speaks nor waits to.
async fn fall_silent(
    tx: &impl ConnectionTrait,
    mut session: meeting_session::Model,
    invitee_id: Uuid,
) -> Result<()> {
    store::dequeue(tx, invitee_id).await?;
    if session.speaker_id == Some(invitee_id) {
        session.speaker_id = None;
        session.speaker_since = None;
        store::save_session(tx, session).await?;
    }
    Ok(())
}

pub(super) async fn set_attendance(
    app: &App,
    caller: &Caller,
    request: SetAttendanceRequest,
) -> Result<MeetingSession> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let mode: AttendanceMode = violations.choice("mode", request.mode);
    let represented_by = violations.optional_text("represented_by", &request.represented_by, MAX_LINE);
    if mode == AttendanceMode::Represented && represented_by.is_empty() {
        violations.add("represented_by", Reason::Required);
    }
    let tx = app.db.begin().await?;
    let access = led(&tx, caller, &request.meeting_id).await?;
    let invitee = meant(&access, &request.invitee_id)?;
    violations.finish()?;
    rules::must_have_run(access.info.state).map_err(Error::NotNow)?;
    let session = store::session(&tx, access.info.id).await?;
    let (from, until) = span(&access, session.as_ref(), now);
    let before = store::attendance(&tx, invitee.id).await?.map(|row| row.stay());
    let stay = rules::stay(before, mode, from, until);
    let line = row(access.info.id, invitee.id, stay, represented_by, false);
    store::set_attendances(&tx, vec![line]).await?;
    if let Some(session) = session.filter(|_| !stay.is_there()) {
        fall_silent(&tx, session, invitee.id).await?;
    }
    let act = act(&access, "SetAttendance", ActivityKind::AttendanceChanged);
    finish(app, tx, caller, now, act, access.info.id).await
}

/// When someone who is said to attend arrived, unless it is known; and, once it is over, left.
fn span(
    access: &Access,
    session: Option<&meeting_session::Model>,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    if access.info.state == MeetingState::Running {
        return (now, None);
    }
    let from = session.map_or(access.info.starts_at, |session| session.started_at);
    let until = session.and_then(|session| session.ended_at);
    (from, Some(until.unwrap_or(access.info.ends_at)))
}

pub(super) async fn add_walk_in(
    app: &App,
    caller: &Caller,
    request: AddWalkInRequest,
) -> Result<MeetingSession> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = led(&tx, caller, &request.meeting_id).await?;
    running(&tx, &access).await?;
    let today = app.clock.today(chrono_tz::Europe::Paris);
    let id = access.info.id;
    let invitee_id = convocation::admit(&tx, id, &request.name, &request.email, today).await?;
    let stay = Stay {
        mode: mode(request.is_remote),
        arrived_at: Some(now),
        left_at: None,
    };
    let line = row(id, invitee_id, stay, String::new(), false);
    store::set_attendances(&tx, vec![line]).await?;
    // Whoever came may be of an organisation that did not see the meeting before.
    let access = meeting::access(&tx, caller, id).await?.ok_or(Error::Missing)?;
    let act = act(&access, "AddWalkIn", ActivityKind::AttendanceChanged);
    finish(app, tx, caller, now, act, id).await
}
