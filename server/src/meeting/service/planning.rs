//! Planning: a meeting or a series, its words and hours.

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::{MAX_LINE, MAX_PAGES, prepared, view};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::meeting::kinds::{self, Kind};
use crate::meeting::rules::{self, MAX_IN_SERIES};
use crate::meeting::store::{self, agenda_item};
use crate::meeting::{self, Access, end_of_day};
use crate::{convocation, db, programme, registration};

/// What a person types of a meeting.
struct Typed {
    title: String,
    introduction: String,
    place: String,
    video_url: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    zone: Tz,
    invited_by: String,
    proposals_until: Option<DateTime<Utc>>,
}

impl Typed {
    fn parse(request: &UpdateMeetingRequest, violations: &mut Violations) -> Self {
        let title = violations.optional_text("title", &request.title, MAX_LINE);
        let introduction = violations.optional_text("introduction", &request.introduction, MAX_PAGES);
        let place = violations.optional_text("place", &request.place, MAX_LINE);
        let video_url = violations.optional_text("video_url", &request.video_url, 500);
        let is_link = video_url.starts_with("https://") && !video_url.contains(char::is_whitespace);
        if !video_url.is_empty() && !is_link {
            violations.add("video_url", Reason::NotALink);
        }
        let zone = violations.zone("zone", &request.zone);
        let starts_at = violations.local_time("starts_at", &request.starts_at, zone);
        let ends_at = violations.local_time("ends_at", &request.ends_at, zone);
        let are_set = starts_at != DateTime::<Utc>::default() && ends_at != DateTime::<Utc>::default();
        if are_set && ends_at <= starts_at {
            violations.add("ends_at", Reason::EndBeforeStart);
        }
        let invited_by = violations.optional_text("invited_by", &request.invited_by, MAX_LINE);
        let proposals_until = violations.optional_date("proposals_until", &request.proposals_until);
        let proposals_until = proposals_until.map(|day| end_of_day(day, zone));
        if are_set && proposals_until.is_some_and(|until| until >= starts_at) {
            violations.add("proposals_until", Reason::EndBeforeStart);
        }
        Self {
            title,
            introduction,
            place,
            video_url,
            starts_at,
            ends_at,
            zone,
            invited_by,
            proposals_until,
        }
    }

    fn write(self, row: &mut store::meeting::Model) {
        row.year = self.starts_at.with_timezone(&self.zone).year();
        row.title = self.title;
        row.introduction = self.introduction;
        row.place = self.place;
        row.video_url = self.video_url;
        row.starts_at = self.starts_at;
        row.ends_at = self.ends_at;
        row.zone = self.zone.name().to_owned();
        row.invited_by = self.invited_by;
        row.proposals_until = self.proposals_until;
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "one step after the other; cut, it would hide the order"
)]
pub(super) async fn create_meeting(
    app: &App,
    caller: &Caller,
    request: CreateMeetingRequest,
) -> Result<Meeting> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let wanted: MeetingKind = violations.choice("kind", request.kind);
    let kind = kinds::kind(wanted);
    let typed = Typed::parse(&typed_of(&request), &mut violations);
    let work_stream_id = violations.optional_id("work_stream_id", &request.work_stream_id);
    if wanted == MeetingKind::WorkingSession && work_stream_id.is_none() {
        violations.add("work_stream_id", Reason::Required);
    }
    if !(0..=MAX_IN_SERIES).contains(&request.n_in_series) {
        violations.add("n_in_series", Reason::TooMany);
    }
    if request.n_in_series > 1 && !(1..=52).contains(&request.every_n_weeks) {
        violations.add("every_n_weeks", Reason::Required);
    }
    violations.finish()?;
    if !kind.conveners.contains(&caller.role) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    let tx = app.db.begin().await?;
    if let Some(id) = work_stream_id {
        let stream = programme::work_stream(&tx, id, now).await?;
        stream.ok_or_else(|| Error::invalid("work_stream_id", Reason::NotFound))?;
    }
    let series_id = (request.n_in_series > 1).then(db::id);
    let starts = rules::series(
        typed.starts_at,
        typed.zone,
        request.n_in_series,
        request.every_n_weeks,
    );
    let mut first = blank(caller, kind, work_stream_id, series_id);
    let length = typed.ends_at - typed.starts_at;
    typed.write(&mut first);
    if first.title.is_empty() {
        first.title = kind.label.to_owned();
    }
    if first.invited_by.is_empty() {
        first.invited_by = kind.invited_by.to_owned();
    }
    let until = first.proposals_until;
    let day = |at: DateTime<Utc>| at.with_timezone(&first.zone()).date_naive();
    let lead = until.map(|until| day(first.starts_at) - day(until));
    let mut rows = Vec::new();
    for starts_at in starts {
        let local = starts_at.with_timezone(&first.zone());
        let row = store::meeting::Model {
            id: db::id(),
            year: local.year(),
            starts_at,
            ends_at: starts_at + length,
            // So many days before, and at the end of the day whatever the season.
            proposals_until: lead.map(|lead| end_of_day(local.date_naive() - lead, first.zone())),
            ..first.clone()
        };
        plan(app, &tx, caller, &row, kind).await?;
        rows.push(row);
    }
    let id = rows.first().map(|row| row.id).ok_or(Error::Missing)?;
    let mut access = meeting::access(&tx, caller, id).await?.ok_or(Error::Missing)?;
    if rows.len() > 1 {
        access.info.title = format!("{} (série de {})", access.info.title, rows.len());
    }
    let act = access.act("CreateMeeting", ActivityKind::MeetingPlanned);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    view::whole(app, app.db.read(), caller, id).await
}

/// The fields that planning and changing share.
fn typed_of(request: &CreateMeetingRequest) -> UpdateMeetingRequest {
    UpdateMeetingRequest {
        title: request.title.clone(),
        introduction: request.introduction.clone(),
        place: request.place.clone(),
        video_url: request.video_url.clone(),
        starts_at: request.starts_at.clone(),
        ends_at: request.ends_at.clone(),
        zone: request.zone.clone(),
        invited_by: request.invited_by.clone(),
        proposals_until: request.proposals_until.clone(),
        ..UpdateMeetingRequest::default()
    }
}

pub(super) fn blank(
    caller: &Caller,
    kind: &Kind,
    work_stream_id: Option<Uuid>,
    series_id: Option<Uuid>,
) -> store::meeting::Model {
    store::meeting::Model {
        id: db::id(),
        kind: kind.kind as i32,
        year: 0,
        title: String::new(),
        introduction: String::new(),
        place: String::new(),
        video_url: String::new(),
        starts_at: DateTime::default(),
        ends_at: DateTime::default(),
        zone: String::new(),
        state: MeetingState::Planned as i32,
        organisation_id: caller.organisation_id,
        organisation_name: caller.organisation_name.clone(),
        invited_by: String::new(),
        work_stream_id,
        series_id,
        is_last_of_year: false,
        proposals_until: None,
        cancel_reason: String::new(),
        n_attendants: 0,
        sequence: 0,
        convened_at: None,
        version: 1,
    }
}

/// Writes one meeting with the people and the standing items of its kind.
pub(super) async fn plan(
    app: &App,
    tx: &DatabaseTransaction,
    caller: &Caller,
    row: &store::meeting::Model,
    kind: &Kind,
) -> Result<()> {
    store::insert_meeting(tx, row.clone()).await?;
    let standing = (1..).zip(kind.standing).map(|(rank, item)| agenda_item::Model {
        rank,
        title: item.title.to_owned(),
        minutes: item.minutes,
        purpose: item.purpose as i32,
        ..super::agenda::blank(row.id)
    });
    store::insert_items(tx, standing.collect()).await?;
    convocation::compose(app, tx, caller, row.id, row.work_stream_id, kind).await
}

pub(super) async fn update_meeting(
    app: &App,
    caller: &Caller,
    request: UpdateMeetingRequest,
) -> Result<Meeting> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let typed = Typed::parse(&request, &mut violations);
    if typed.title.is_empty() {
        violations.add("title", Reason::Required);
    }
    let tx = app.db.begin().await?;
    let access = prepared(&tx, caller, &request.id).await?;
    violations.finish()?;
    rules::must_be_open(access.info.state).map_err(Error::NotNow)?;
    let mut row = store::meeting(&tx, access.info.id).await?.ok_or(Error::Missing)?;
    if row.version != request.version {
        return Err(Error::Changed);
    }
    typed.write(&mut row);
    let change = convocation::Change::between(&access.info, &meeting::Info::from(&row));
    // Who registered by oneself has the meeting in a calendar too.
    let is_told = row.convened_at.is_some() || kinds::kind(access.info.kind).has_registration;
    if change.is_any() && is_told {
        row.sequence += 1;
    }
    store::save_meeting(&tx, &mut row).await?;
    let before = access.info;
    let access = again(&tx, caller, row.id).await?;
    convocation::tell_change(app, &tx, &access, &change).await?;
    registration::tell_change(app, &tx, (&before, &access.info), change).await?;
    let act = access.act("UpdateMeeting", ActivityKind::MeetingUpdated);
    finish(app, tx, caller, now, act).await?;
    view::whole(app, app.db.read(), caller, row.id).await
}

/// The meeting after a change, in the same transaction.
pub(super) async fn again(tx: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Access> {
    meeting::access(tx, caller, id).await?.ok_or(Error::Missing)
}

pub(super) async fn finish(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    now: DateTime<Utc>,
    act: Act<'_>,
) -> Result<()> {
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(())
}

pub(super) async fn mark_last_of_year(
    app: &App,
    caller: &Caller,
    request: MarkLastOfYearRequest,
) -> Result<Meeting> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = prepared(&tx, caller, &request.id).await?;
    if access.info.kind != MeetingKind::TechnicalCommittee {
        return Err(Error::NotNow(Reason::MeetingKind));
    }
    if access.info.state == MeetingState::Cancelled {
        return Err(Error::NotNow(Reason::MeetingState));
    }
    let mut row = store::meeting(&tx, access.info.id).await?.ok_or(Error::Missing)?;
    row.is_last_of_year = request.is_last;
    store::save_meeting(&tx, &mut row).await?;
    let act = access.act("MarkLastOfYear", ActivityKind::MeetingUpdated);
    finish(app, tx, caller, now, act).await?;
    view::whole(app, app.db.read(), caller, row.id).await
}
