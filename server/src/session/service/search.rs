//! How people attended, across the meetings of a year.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::Datelike as _;
use list_attendance_response::Line;
use proto::v1::*;
use uuid::Uuid;

use super::MAX_LINE;
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::convocation::Invitee;
use crate::error::{Result, Violations};
use crate::meeting::{self, Info};
use crate::network::rules::fold;
use crate::session::Attendance;
use crate::session::store::{self, attendance};

/// Lines in one answer.
const MAX_LINES: usize = 200;

pub(super) async fn list_attendance(
    app: &App,
    caller: &Caller,
    request: ListAttendanceRequest,
) -> Result<ListAttendanceResponse> {
    let mut violations = Violations::new();
    let query = fold(&violations.optional_text("query", &request.query, MAX_LINE));
    if MeetingKind::try_from(request.kind).is_err() {
        violations.add("kind", Reason::UnknownValue);
    }
    violations.finish()?;
    let year = match request.year {
        0 => app.clock.today(chrono_tz::Europe::Paris).year(),
        year => year,
    };
    let db = app.db.read();
    let is_asked = |info: &Info| {
        let is_kind = request.kind == 0 || info.kind as i32 == request.kind;
        is_kind && info.state == MeetingState::Held
    };
    let meetings = meeting::of_year(db, year).await?.into_iter();
    let ids: Vec<Uuid> = meetings.filter(is_asked).map(|info| info.id).collect();
    let mut accesses = meeting::accesses(db, caller, ids).await?;
    accesses.retain(|access| access.may_lead || access.takes_part(caller));
    accesses.sort_by_key(|access| Reverse(access.info.starts_at));
    let ids = accesses.iter().map(|access| access.info.id).collect();
    let recorded: BTreeMap<Uuid, attendance::Model> = store::attendances_in(db, ids)
        .await?
        .into_iter()
        .map(|row| (row.invitee_id, row))
        .collect();
    let mut lines: Vec<Line> = accesses
        .iter()
        .flat_map(|access| access.invitees.iter().map(|invitee| (&access.info, invitee)))
        .filter(|(info, invitee)| is_found(&query, info, invitee))
        .filter_map(|(info, invitee)| {
            let row = recorded.get(&invitee.id)?;
            Some(line(info, Attendance::new(invitee, Some(row))))
        })
        .take(MAX_LINES + 1)
        .collect();
    let is_cut = lines.len() > MAX_LINES;
    lines.truncate(MAX_LINES);
    Ok(ListAttendanceResponse { year, lines, is_cut })
}

/// Each word asked for is in the name, the organisation or the meeting.
fn is_found(query: &str, info: &Info, invitee: &Invitee) -> bool {
    let text = fold(&format!(
        "{} \n {} \n {}",
        invitee.name, invitee.organisation_name, info.title
    ));
    query.split_whitespace().all(|word| text.contains(word))
}

fn line(info: &Info, attendance: Attendance) -> Line {
    Line {
        meeting_id: info.id.to_string(),
        meeting_title: info.title.clone(),
        starts_at: Some(timestamp(info.starts_at)),
        zone: info.zone.name().to_owned(),
        name: attendance.name,
        organisation_name: attendance.organisation_name,
        mode: attendance.mode as i32,
        represented_by: attendance.represented_by,
    }
}
