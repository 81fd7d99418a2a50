//! What the centres engage in: by their directors, or entered by the animator for a centre that answered by
//! telephone.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{locked_stream, told_of_programme, told_of_stream, words};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act, Audience};
use crate::network::{self, Centre};
use crate::programme::board::Facts;
use crate::programme::store::{self, dispensation, engagement, programme, work_stream};
use crate::programme::{messages, rules, service};

pub(super) async fn engage(app: &App, caller: &Caller, request: EngageRequest) -> Result<Engagement> {
    let id = db::parse_id(&request.work_stream_id)?;
    let centre_id = centre_id(caller, &request.organisation_id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, stream) = locked_stream(&tx, id).await?;
    let centre = centre(&tx, centre_id, now).await?;
    must_be_answerable(&programme, &stream, now)?;
    let row = engage_in(&tx, caller, &stream, &centre, now).await?;
    record(
        &tx,
        caller,
        now,
        ("Engage", ActivityKind::Engaged),
        &stream,
        &centre,
    )
    .await?;
    tx.commit().await?;
    app.live.wake();
    Ok(messages::engagement(&row, &centre.short_name, caller))
}

pub(super) async fn decline_stream(
    app: &App,
    caller: &Caller,
    request: DeclineStreamRequest,
) -> Result<Engagement> {
    let id = db::parse_id(&request.work_stream_id)?;
    let centre_id = centre_id(caller, &request.organisation_id)?;
    let mut violations = Violations::new();
    let reason = violations.text("reason", &request.reason, service::MAX_PARAGRAPHS);
    violations.finish()?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, stream) = locked_stream(&tx, id).await?;
    let centre = centre(&tx, centre_id, now).await?;
    must_be_answerable(&programme, &stream, now)?;
    let last = store::lock_engagement(&tx, id, centre_id).await?;
    // Who is engaged withdraws, which has rules of its own.
    if last
        .as_ref()
        .is_some_and(|row| row.state() == EngagementState::Engaged)
    {
        return Err(Error::Conflict(Reason::AlreadyEngaged));
    }
    let row = answer(
        caller,
        &stream,
        centre_id,
        last,
        (EngagementState::Declined, reason),
        now,
    );
    store::save_engagement(&tx, row.clone()).await?;
    record(
        &tx,
        caller,
        now,
        ("DeclineStream", ActivityKind::Declined),
        &stream,
        &centre,
    )
    .await?;
    tx.commit().await?;
    app.live.wake();
    Ok(messages::engagement(&row, &centre.short_name, caller))
}

#[expect(
    clippy::too_many_lines,
    reason = "one line for each case; cut, it would hide the order"
)]
pub(super) async fn withdraw_engagement(
    app: &App,
    caller: &Caller,
    request: WithdrawEngagementRequest,
) -> Result<Engagement> {
    let id = db::parse_id(&request.work_stream_id)?;
    let centre_id = centre_id(caller, &request.organisation_id)?;
    let mut violations = Violations::new();
    let reason = violations.text("reason", &request.reason, service::MAX_PARAGRAPHS);
    let replacement_id =
        violations.optional_id("replacement_work_stream_id", &request.replacement_work_stream_id);
    violations.finish()?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, stream) = locked_stream(&tx, id).await?;
    let centre = centre(&tx, centre_id, now).await?;
    must_be_validated(programme.state())?;
    let last = store::lock_engagement(&tx, id, centre_id).await?;
    if last
        .as_ref()
        .is_none_or(|row| row.state() != EngagementState::Engaged)
    {
        return Err(Error::NotNow(Reason::NotEngaged));
    }
    if rules::call_state(programme.state(), stream.opens_at, stream.closes_at, now) == CallState::Closed {
        return Err(Error::NotNow(Reason::CallAlreadyClosed));
    }
    let streams = store::streams_of(&tx, programme.year).await?;
    let place = streams.iter().position(|one| one.id == id).unwrap_or_default();
    let facts = Facts::of(&tx, programme.clone(), streams.clone()).await?;
    may_leave(
        &facts,
        &centre,
        place,
        replacement_id.is_some() || request.asks_dispensation,
        now,
    )?;

    let row = answer(
        caller,
        &stream,
        centre_id,
        last,
        (EngagementState::Withdrawn, reason.clone()),
        now,
    );
    store::save_engagement(&tx, row.clone()).await?;
    let replacement = match replacement_id {
        Some(other) => {
            let other = streams.iter().find(|one| one.id == other && one.id != id);
            let other =
                other.ok_or_else(|| Error::invalid("replacement_work_stream_id", Reason::NotFound))?;
            must_be_answerable(&programme, other, now)?;
            engage_in(&tx, caller, other, &centre, now).await?;
            Some(other)
        }
        None => None,
    };
    // What was refused may be asked for again.
    let has_one = facts
        .dispensation(centre_id)
        .is_some_and(|row| row.refused_at.is_none());
    let asks = request.asks_dispensation && replacement.is_none() && !has_one;
    if asks {
        store::save_dispensation(&tx, asked(programme.year, centre_id, reason, now)).await?;
    }
    record(
        &tx,
        caller,
        now,
        ("WithdrawEngagement", ActivityKind::Withdrawn),
        &stream,
        &centre,
    )
    .await?;
    if let Some(other) = replacement {
        record(
            &tx,
            caller,
            now,
            ("WithdrawEngagement", ActivityKind::Engaged),
            other,
            &centre,
        )
        .await?;
    }
    if asks {
        record_asked(&tx, caller, now, programme.year, &centre).await?;
    }
    tx.commit().await?;
    app.live.wake();
    Ok(messages::engagement(&row, &centre.short_name, caller))
}

/// Whether a centre may leave the stream at this place of the list (P2): it has submitted nothing to it, and
/// keeps its minimum, replaces the stream, or asks for a dispensation.
fn may_leave(
    facts: &Facts,
    centre: &Centre,
    place: usize,
    has_answer: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut places = facts.places(centre.id, now);
    if places.get(place).is_some_and(|place| place.is_submitted) {
        return Err(Error::NotNow(Reason::ContributionSubmitted));
    }
    if place < places.len() {
        places.remove(place);
    }
    let n_left = places
        .iter()
        .filter(|place| place.is_submitted || place.is_awaited(now))
        .count();
    // Asked for is not granted.
    let dispensation = facts.dispensation(centre.id);
    let is_excused = dispensation.is_some_and(|row| row.granted_at.is_some());
    if n_left >= facts.minimum_of(centre, now) || has_answer || is_excused {
        Ok(())
    } else {
        Err(Error::NotNow(Reason::ReplacementNeeded))
    }
}

/// The centre for which the caller acts: the own one, or the one that the animator names.
fn centre_id(caller: &Caller, organisation_id: &str) -> Result<Uuid> {
    let mut violations = Violations::new();
    let named = if caller.is_animator() {
        violations.id("organisation_id", organisation_id)
    } else {
        let named = violations.optional_id("organisation_id", organisation_id);
        named.unwrap_or(caller.organisation_id)
    };
    violations.finish()?;
    if caller.is_animator() || caller.is_of(named) {
        Ok(named)
    } else {
        Err(Error::Denied(Reason::NotAllowed))
    }
}

/// A centre that is in the network today.
async fn centre(tx: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<Centre> {
    let centre = network::centre(tx, id).await?.ok_or(Error::Missing)?;
    if centre.is_in(now) {
        Ok(centre)
    } else {
        Err(Error::NotNow(Reason::CentreLeftNetwork))
    }
}

fn must_be_answerable(
    programme: &programme::Model,
    stream: &work_stream::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let call = rules::call_state(programme.state(), stream.opens_at, stream.closes_at, now);
    rules::may_engage(programme.state(), call).map_err(Error::NotNow)
}

/// Requires a programme that was validated and is not closed.
pub(super) fn must_be_validated(state: ProgrammeState) -> Result<()> {
    rules::may_engage(state, CallState::Open).map_err(Error::NotNow)
}

async fn engage_in(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    stream: &work_stream::Model,
    centre: &Centre,
    now: DateTime<Utc>,
) -> Result<engagement::Model> {
    let last = store::lock_engagement(tx, stream.id, centre.id).await?;
    if last
        .as_ref()
        .is_some_and(|row| row.state() == EngagementState::Engaged)
    {
        return Err(Error::Conflict(Reason::AlreadyEngaged));
    }
    let row = answer(
        caller,
        stream,
        centre.id,
        last,
        (EngagementState::Engaged, String::new()),
        now,
    );
    store::save_engagement(tx, row.clone()).await?;
    Ok(row)
}

/// What a centre answers now, in the place of its last answer.
fn answer(
    caller: &Caller,
    stream: &work_stream::Model,
    centre_id: Uuid,
    last: Option<engagement::Model>,
    (state, reason): (EngagementState, String),
    now: DateTime<Utc>,
) -> engagement::Model {
    engagement::Model {
        id: last.map_or_else(db::id, |row| row.id),
        work_stream_id: stream.id,
        organisation_id: centre_id,
        state: state as i32,
        reason,
        at: now,
        is_entered_by_animator: caller.is_animator(),
    }
}

fn asked(year: i32, organisation_id: Uuid, reason: String, now: DateTime<Utc>) -> dispensation::Model {
    dispensation::Model {
        year,
        organisation_id,
        asked_at: Some(now),
        granted_at: None,
        reason,
        refused_at: None,
        refusal: String::new(),
    }
}

async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    now: DateTime<Utc>,
    (rpc, kind): (&'static str, ActivityKind),
    stream: &work_stream::Model,
    centre: &Centre,
) -> Result<()> {
    let act = Act {
        organisation_id: Some(centre.id),
        on_behalf_of: on_behalf_of(caller, centre),
        ..told_of_stream(rpc, kind, stream)
    };
    live::record(tx, Some(caller), now, act).await
}

/// The centre and the animator are told that a dispensation is asked for.
async fn record_asked(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    now: DateTime<Utc>,
    year: i32,
    centre: &Centre,
) -> Result<()> {
    let object = words(year);
    let act = Act {
        audience: Audience::organisation(centre.id),
        organisation_id: Some(centre.id),
        on_behalf_of: on_behalf_of(caller, centre),
        ..told_of_programme(
            "WithdrawEngagement",
            ActivityKind::DispensationAsked,
            &object,
            year,
        )
    };
    live::record(tx, Some(caller), now, act).await
}

fn on_behalf_of<'a>(caller: &Caller, centre: &'a Centre) -> Option<(Uuid, &'a str)> {
    caller
        .is_animator()
        .then_some((centre.id, centre.short_name.as_str()))
}
