//! The call of a stream: its dates, guidance and required sections; its closing before time.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proto::v1::*;

use super::{locked_stream, stream, told_of_stream};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::programme::store::{self, work_stream};
use crate::programme::{rules, service};
use crate::{db, live};

/// The stored instant when what was typed is its minute.
fn unless_moved(stored: Option<DateTime<Utc>>, typed: DateTime<Utc>) -> DateTime<Utc> {
    let minute = |at: DateTime<Utc>| at.timestamp().div_euclid(60);
    stored
        .filter(|stored| minute(*stored) == minute(typed))
        .unwrap_or(typed)
}

/// What the animator sets for a call.
struct Terms {
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    zone: Tz,
    guidance: String,
    required_sections: String,
}

impl Terms {
    fn parse(request: &UpdateCallRequest, now: DateTime<Utc>, stored: &work_stream::Model) -> Result<Self> {
        let mut violations = Violations::new();
        let zone = violations.zone("zone", &request.zone);
        let guidance = violations.optional_text("guidance", &request.guidance, service::MAX_PAGES);
        let mut sections: Vec<&str> = Vec::new();
        for key in &request.required_sections {
            match rules::SECTIONS.iter().find(|known| *known == key) {
                Some(known) if !sections.contains(known) => sections.push(known),
                Some(_) => {}
                None => {
                    violations.add("required_sections", Reason::UnknownValue);
                    break;
                }
            }
        }
        let (mut opens_at, mut closes_at) = (None, None);
        // A call may wait for its dates, all the same with its guidance; once it has some, it keeps some.
        if stored.opens_at.is_some() || !request.opens_at.is_empty() || !request.closes_at.is_empty() {
            let opens = violations.local_time("opens_at", &request.opens_at, zone);
            let closes = violations.local_time("closes_at", &request.closes_at, zone);
            // A form says minutes: what it shows of an instant that was not touched is that instant.
            let opens = unless_moved(stored.opens_at, opens);
            let closes = unless_moved(stored.closes_at, rules::end_of_day(closes, zone));
            if !request.opens_at.is_empty() && !request.closes_at.is_empty() {
                if closes <= opens {
                    violations.add("closes_at", Reason::EndBeforeStart);
                } else if closes < now && stored.closes_at != Some(closes) {
                    violations.add("closes_at", Reason::InThePast);
                }
            }
            (opens_at, closes_at) = (Some(opens), Some(closes));
        }
        violations.finish()?;
        Ok(Self {
            opens_at,
            closes_at,
            zone,
            guidance,
            required_sections: sections.join(","),
        })
    }

    /// What was told is told again when it comes again.
    fn write(self, row: &mut work_stream::Model, now: DateTime<Utc>) {
        if self.opens_at.is_none_or(|opens_at| now < opens_at) {
            row.opened_told_at = None;
        }
        if self.closes_at.is_none_or(|closes_at| now <= closes_at) {
            row.closed_told_at = None;
        }
        row.opens_at = self.opens_at;
        row.closes_at = self.closes_at;
        row.zone = self.zone.name().to_owned();
        row.guidance = self.guidance;
        row.required_sections = self.required_sections;
    }
}

pub(super) async fn update_call(
    app: &App,
    caller: &Caller,
    request: UpdateCallRequest,
) -> Result<WorkStream> {
    let id = db::parse_id(&request.work_stream_id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, mut row) = locked_stream(&tx, id).await?;
    let terms = Terms::parse(&request, now, &row)?;
    rules::may_change_dates(programme.state()).map_err(Error::NotNow)?;
    if row.version != request.version {
        return Err(Error::Changed);
    }
    let before = (row.opens_at, row.closes_at);
    terms.write(&mut row, now);
    store::update_stream(&tx, row.clone()).await?;
    // A deadline that moves is news at once; the rest is work on the stream.
    let has_moved = rules::is_in_force(programme.state()) && before != (row.opens_at, row.closes_at);
    let kind = if has_moved {
        ActivityKind::CallUpdated
    } else {
        ActivityKind::StreamUpdated
    };
    let act = told_of_stream("UpdateCall", kind, &row);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    stream::answer(app, caller, id).await
}

pub(super) async fn close_call(app: &App, caller: &Caller, request: CloseCallRequest) -> Result<WorkStream> {
    let id = db::parse_id(&request.work_stream_id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, mut row) = locked_stream(&tx, id).await?;
    if row.opens_at.is_none() {
        return Err(Error::NotNow(Reason::CallWithoutDates));
    }
    match rules::call_state(programme.state(), row.opens_at, row.closes_at, now) {
        CallState::Open => {}
        CallState::Closed => return Err(Error::NotNow(Reason::CallAlreadyClosed)),
        CallState::Planned | CallState::Unspecified => return Err(Error::NotNow(Reason::CallNotOpen)),
    }
    // The closing instant still belongs to the call: it is the one just before now.
    row.closes_at = Some(now - TimeDelta::microseconds(1));
    row.opened_told_at = row.opened_told_at.or(Some(now));
    row.closed_told_at = Some(now);
    store::update_stream(&tx, row.clone()).await?;
    let act = told_of_stream("CloseCall", ActivityKind::CallClosed, &row);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    stream::answer(app, caller, id).await
}
