//! The year of the network: planned, convened and held meetings of every kind, and what the rules still ask for.

use chrono::{DateTime, Utc};
use proto::v1::list_meetings_response::KindYear;
use proto::v1::*;

use crate::app::App;
use crate::auth::Caller;
use crate::convocation;
use crate::error::{Result, Violations};
use crate::meeting::kinds::{self, KINDS, Kind};
use crate::meeting::rules::may_search;
use crate::meeting::store::{self, meeting};
use crate::meeting::{access_of, is_coming, service::view};

#[expect(clippy::unused_async, reason = "called as all the other RPCs are")]
pub(super) async fn list_meeting_kinds(
    _app: &App,
    caller: &Caller,
    _request: ListMeetingKindsRequest,
) -> Result<ListMeetingKindsResponse> {
    Ok(ListMeetingKindsResponse {
        kinds: KINDS.iter().map(|kind| info(kind, caller)).collect(),
    })
}

fn info(kind: &Kind, caller: &Caller) -> MeetingKindInfo {
    MeetingKindInfo {
        kind: kind.kind as i32,
        label: kind.label.to_owned(),
        rule: kind.rule.to_owned(),
        source: kind.source.to_owned(),
        n_per_year: kind.n_per_year,
        may_vote: kind.may_vote,
        has_registration: kind.has_registration,
        has_round: kind.round.is_some(),
        may_create: kind.conveners.contains(&caller.role),
        may_search: may_search(kind, caller.role),
        standing_items: kind.standing.iter().map(|item| item.title.to_owned()).collect(),
    }
}

pub(super) async fn list_meetings(
    app: &App,
    caller: &Caller,
    request: ListMeetingsRequest,
) -> Result<ListMeetingsResponse> {
    let mut violations = Violations::new();
    let year = match request.year {
        0 => chrono::Datelike::year(&app.clock.today(chrono_tz::Europe::Paris)),
        year @ 2015..=2100 => year,
        _ => {
            violations.add("year", Reason::YearOutOfRange);
            0
        }
    };
    let work_stream_id = violations.optional_id("work_stream_id", &request.work_stream_id);
    let organisation_id = violations.optional_id("organisation_id", &request.organisation_id);
    if MeetingKind::try_from(request.kind).is_err() {
        violations.add("kind", Reason::UnknownValue);
    }
    violations.finish()?;
    let rows = store::meetings_of(app.db.read(), year).await?;
    let ids = rows.iter().map(|row| row.id).collect();
    let mut invitees = convocation::invitees_of(app.db.read(), ids).await?;
    let mut meetings = Vec::new();
    for row in &rows {
        let is_wanted = (request.kind == 0 || request.kind == row.kind)
            && (work_stream_id.is_none() || work_stream_id == row.work_stream_id)
            && organisation_id.is_none_or(|id| id == row.organisation_id);
        let of = invitees.remove(&row.id).unwrap_or_default();
        if let (true, Some(access)) = (is_wanted, access_of(caller, row, of)) {
            meetings.push(view::message(row, &access));
        }
    }
    Ok(ListMeetingsResponse {
        meetings,
        kinds: KINDS
            .iter()
            .filter(|kind| kind.n_per_year > 0)
            .map(|kind| kind_year(kind, &rows, caller, app.clock.now()))
            .collect(),
        year,
    })
}

/// How a rule stands in a year: all the meetings count, those that the caller does not see included.
fn kind_year(kind: &Kind, rows: &[meeting::Model], caller: &Caller, now: DateTime<Utc>) -> KindYear {
    let n = |states: &[MeetingState]| {
        let counts = |row: &&meeting::Model| {
            let is_past = row.state() == MeetingState::Planned && !is_coming(row.state(), row.ends_at, now);
            row.kind() == kind.kind && states.contains(&row.state()) && !is_past
        };
        let of = rows.iter().filter(counts);
        i32::try_from(of.count()).unwrap_or(i32::MAX)
    };
    let (n_planned, n_convened, n_held) = (
        n(&[MeetingState::Planned]),
        n(&[MeetingState::Convened, MeetingState::Running]),
        n(&[MeetingState::Held]),
    );
    KindYear {
        info: Some(info(kinds::kind(kind.kind), caller)),
        n_planned,
        n_convened,
        n_held,
        n_missing: (kind.n_per_year - n_planned - n_convened - n_held).max(0),
    }
}
