//! The attendance sheet, to read, to print, to keep.

use proto::v1::*;
use sea_orm::ConnectionTrait;
use web::text;

use super::view;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::meeting::{self, Access};
use crate::session::{self, Attendance as Line};
use crate::{db, spreadsheet};

/// The meeting that the caller leads, and how its people attend.
async fn led(db: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<(Access, Vec<Line>)> {
    let access = meeting::access(db, caller, db::parse_id(id)?).await?;
    let access = access.ok_or(Error::Missing)?;
    access.must_lead()?;
    let lines = session::attendance_of(db, access.info.id, &access.invitees).await?;
    Ok((access, lines))
}

pub(super) async fn get_attendance(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<AttendanceSheet> {
    let (access, lines) = led(app.db.read(), caller, &request.id).await?;
    let count = |mode: AttendanceMode| view::count(lines.iter().filter(|line| line.mode == mode));
    Ok(AttendanceSheet {
        meeting_id: access.info.id.to_string(),
        n_present: count(AttendanceMode::Present),
        n_remote: count(AttendanceMode::Remote),
        n_represented: count(AttendanceMode::Represented),
        n_excused: count(AttendanceMode::Excused),
        n_absent: count(AttendanceMode::Absent),
        n_expected: count(AttendanceMode::Unspecified),
        lines: lines.into_iter().map(view::attendance).collect(),
    })
}

pub(super) async fn export_attendance(app: &App, caller: &Caller, request: MeetingRequest) -> Result<File> {
    let (access, lines) = led(app.db.read(), caller, &request.id).await?;
    let zone = access.info.zone;
    let at = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map(|at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string())
            .unwrap_or_default()
    };
    let (arrival, departure) = (format!("Arrivée ({zone})"), format!("Départ ({zone})"));
    let headings = [
        "Organisation",
        "Nom",
        "Rôle",
        "Réponse",
        "Présence",
        "Représenté par",
        &arrival,
        &departure,
    ];
    let cells = |line: Line| {
        vec![
            line.organisation_name,
            line.name,
            text::invitee_role(line.role).to_owned(),
            text::answering(line.answer).to_owned(),
            text::attendance_mode(line.mode).to_owned(),
            line.represented_by,
            at(line.arrived_at),
            at(line.left_at),
        ]
    };
    let day = access.info.starts_at.with_timezone(&zone).format("%Y-%m-%d");
    Ok(File {
        name: format!("presences-{day}.csv"),
        content_type: "text/csv; charset=utf-8".to_owned(),
        content: spreadsheet::csv(&headings, lines.into_iter().map(cells)),
    })
}
