//! What a centre does with a bulletin: acknowledges it, relays it, sets it aside.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use proto::v1::{MeetingKind, MeetingState, RelayMeans};
use uuid::Uuid;

use super::*;
use crate::bulletin::rules;
use crate::bulletin::store::{reception, receptions, relay};
use crate::db;
use crate::error::Violations;
use crate::{live, meeting, network, question};

/// Local actors that a relay may reach at most.
const REACHED: i32 = 10_000_000;

/// The bulletin, locked until the commit, and what the caller's centre received.
async fn received(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    id: &str,
) -> Result<(bulletin::Model, reception::Model)> {
    let id = db::parse_id(id)?;
    let row = store::locked(tx, id).await?;
    let row = row.filter(bulletin::Model::is_out).ok_or(Error::Missing)?;
    let reception = receptions::one(tx, id, caller.organisation_id).await?;
    Ok((row, reception.ok_or(Error::Missing)?))
}

/// Requires that it can still be relayed or set aside.
fn must_be_open(row: &bulletin::Model, reception: &reception::Model) -> Result<()> {
    if row.state() == BulletinState::Published && reception.set_aside_at.is_none() {
        Ok(())
    } else {
        Err(Error::NotNow(Reason::BulletinState))
    }
}

/// Notes who read it, unless somebody did before.
fn acknowledge(reception: &mut reception::Model, caller: &Caller, now: DateTime<Utc>) {
    if reception.acknowledged_at.is_none() {
        reception.acknowledged_at = Some(now);
        reception.acknowledged_by.clone_from(&caller.name);
    }
}

/// Told to the centre and to the body.
fn told<'a>(rpc: &'static str, kind: ActivityKind, caller: &Caller, row: &'a bulletin::Model) -> Act<'a> {
    let to = Audience::Organisations(vec![caller.organisation_id, row.organisation_id]);
    Act {
        organisation_id: Some(caller.organisation_id),
        ..act(rpc, kind, row, to)
    }
}

pub(super) async fn acknowledge_bulletin(
    app: &App,
    caller: &Caller,
    request: GetBulletinRequest,
) -> Result<Bulletin> {
    let now = app.clock.now();
    // A name is noted: a token has none.
    caller.person()?;
    let tx = app.db.begin().await?;
    let (row, mut reception) = received(&tx, caller, &request.id).await?;
    if reception.acknowledged_at.is_some() {
        // What is read next has a connection of its own.
        drop(tx);
    } else {
        acknowledge(&mut reception, caller, now);
        receptions::save(&tx, reception).await?;
        let kind = ActivityKind::BulletinAcknowledged;
        live::record(
            &tx,
            Some(caller),
            now,
            told("AcknowledgeBulletin", kind, caller, &row),
        )
        .await?;
        tx.commit().await?;
        app.live.wake();
    }
    view::again(app, caller, row.id).await
}

pub(super) async fn set_bulletin_aside(
    app: &App,
    caller: &Caller,
    request: SetBulletinAsideRequest,
) -> Result<Bulletin> {
    let now = app.clock.now();
    caller.person()?;
    let mut violations = Violations::new();
    let reason = violations.text("reason", &request.reason, PARAGRAPH);
    must_name_nobody(&mut violations, "reason", &reason);
    let tx = app.db.begin().await?;
    let (row, mut reception) = received(&tx, caller, &request.id).await?;
    violations.finish()?;
    must_be_open(&row, &reception)?;
    let relays = receptions::relays(&tx, reception.id).await?;
    let numbers = relays.iter().map(|relay| relay.number);
    let is_outdated = !rules::is_past(row.valid_until, now) && rules::is_outdated(numbers, row.number);
    // Of what was relayed, only the correction is.
    if !relays.is_empty() && !is_outdated {
        return Err(Error::NotNow(Reason::BulletinRelayed));
    }
    if request.version != reception.version {
        return Err(Error::Changed);
    }
    acknowledge(&mut reception, caller, now);
    reception.set_aside_at = Some(now);
    reception.set_aside_by.clone_from(&caller.name);
    reception.reason = reason;
    receptions::save(&tx, reception).await?;
    let kind = ActivityKind::BulletinSetAside;
    live::record(
        &tx,
        Some(caller),
        now,
        told("SetBulletinAside", kind, caller, &row),
    )
    .await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
}

pub(super) async fn declare_relay(
    app: &App,
    caller: &Caller,
    request: DeclareRelayRequest,
) -> Result<Bulletin> {
    let now = app.clock.now();
    caller.person()?;
    let mut violations = Violations::new();
    let meeting_id = violations.optional_id("meeting_id", &request.meeting_id);
    let tx = app.db.begin().await?;
    let (row, mut reception) = received(&tx, caller, &request.id).await?;
    let mut relay = relay::Model {
        id: db::id(),
        reception_id: reception.id,
        bulletin_id: row.id,
        means: RelayMeans::Declared as i32,
        number: row.number,
        edition_id: None,
        meeting_id,
        words: String::new(),
        on: now.with_timezone(&Tz::Europe__Paris).date_naive(),
        n_reached: 0,
        settled_at: Some(now),
        declared_by: caller.name.clone(),
        at: now,
    };
    let span = (row.published_at.unwrap_or(now), now);
    if let Some(id) = meeting_id {
        at_session(&tx, &mut violations, caller, &mut relay, id, span).await?;
    } else {
        otherwise(&tx, &mut violations, caller, &mut relay, &request, span).await?;
    }
    violations.finish()?;
    must_be_open(&row, &reception)?;
    let texts = store::texts(&tx, row.id).await?.into_iter();
    relay.number = rules::held_on(texts.map(|text| (text.number, text.published_at)), relay.on);
    let others = receptions::relays(&tx, reception.id).await?;
    if meeting_id.is_some() && others.iter().any(|other| other.meeting_id == meeting_id) {
        return Err(Error::Conflict(Reason::SessionLinked));
    }
    acknowledge(&mut reception, caller, now);
    receptions::save(&tx, reception).await?;
    receptions::insert_relay(&tx, relay).await?;
    let kind = ActivityKind::BulletinRelayed;
    live::record(&tx, Some(caller), now, told("DeclareRelay", kind, caller, &row)).await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
}

/// Takes what the centre says of another way, and of its day, between the publication and now.
async fn otherwise(
    tx: &impl ConnectionTrait,
    violations: &mut Violations,
    caller: &Caller,
    relay: &mut relay::Model,
    request: &DeclareRelayRequest,
    (published_at, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let words = violations.text("words", &request.words, LINE);
    relay.words = crate::mail::one_line(&words);
    must_name_nobody(violations, "words", &relay.words);
    let owner = network::owner(tx, caller.organisation_id).await?;
    let zone = owner.map_or(Tz::Europe__Paris, |(_, zone)| zone);
    relay.on = violations.date("on", &request.on);
    let refused = rules::may_relay_on(relay.on, published_at, zone, now).err();
    // What is no day is told already.
    if let Some(reason) = refused.filter(|_| relay.on != NaiveDate::default()) {
        violations.add("on", reason);
    }
    relay.n_reached = i64::from(request.n_reached);
    if !(0..=REACHED).contains(&request.n_reached) {
        violations.add("n_reached", Reason::OutOfRange);
    }
    Ok(())
}

/// Refuses an address or a number of a person in what the body and the animator read.
fn must_name_nobody(violations: &mut Violations, field: &str, text: &str) {
    if question::holds_identifier(text) {
        violations.add(field, Reason::HoldsIdentifier);
    }
}

/// Takes from a session of the own centre when it was, between the publication and now, and how many came.
async fn at_session(
    tx: &impl ConnectionTrait,
    violations: &mut Violations,
    caller: &Caller,
    relay: &mut relay::Model,
    id: Uuid,
    (published_at, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let session = meeting::info(tx, id)
        .await?
        .filter(|session| session.kind == MeetingKind::LocalSession && caller.is_of(session.organisation_id));
    match session {
        Some(session) if session.state == MeetingState::Cancelled => {
            violations.add("meeting_id", Reason::MeetingState);
        }
        Some(session) if session.starts_at > now => violations.add("meeting_id", Reason::InTheFuture),
        Some(session) if session.ends_at <= published_at => {
            violations.add("meeting_id", Reason::BeforePublication);
        }
        Some(session) => {
            relay.means = RelayMeans::Meeting as i32;
            relay.on = session.starts_at.with_timezone(&session.zone).date_naive();
            relay.words = session.title;
            // Read again until it settles: who came may be written later.
            relay.settled_at = None;
            relay.n_reached = i64::from(session.n_attendants);
        }
        None if id.is_nil() => {}
        None => violations.add("meeting_id", Reason::UnknownValue),
    }
    Ok(())
}

/// Takes back what was declared; what a newsletter did stays.
pub(super) async fn delete_relay(
    app: &App,
    caller: &Caller,
    request: DeleteRelayRequest,
) -> Result<Bulletin> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (row, reception) = received(&tx, caller, &request.id).await?;
    let id = db::parse_id(&request.relay_id)?;
    let relays = receptions::relays(&tx, reception.id).await?;
    let relay = relays.into_iter().find(|relay| relay.id == id);
    let relay = relay.ok_or(Error::Missing)?;
    if relay.means() == RelayMeans::Newsletter {
        return Err(Error::NotNow(Reason::BulletinState));
    }
    receptions::delete_relay(&tx, relay.id).await?;
    receptions::save(&tx, reception).await?;
    let kind = ActivityKind::BulletinMoved;
    live::record(&tx, Some(caller), now, told("DeleteRelay", kind, caller, &row)).await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
}
