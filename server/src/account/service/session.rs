//! Sessions: opened by a sign-in, recognised at each request, listed and ended by their owner.

use chrono::{DateTime, NaiveDate, Utc};
use proto::v1::{
    ChooseMembershipRequest, Empty, EndSessionRequest, Function, ListSessionsResponse, Me, Position, Reason,
    Session, SignInResponse, me,
};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::account::rules::{SEEN_EVERY, SESSION_LIFE, is_alive};
use crate::account::store::{self, SessionRow, session};
use crate::app::App;
use crate::auth::{Caller, Client, Credential, Membership, role};
use crate::clock::timestamp;
use crate::error::{Error, Result};
use crate::live::{self, Act};
use crate::network::rules::is_in_force;
use crate::{db, network, overseas, secret};

/// The caller that a session secret stands for.
pub(in crate::account) async fn caller(app: &App, secret: &str, client: Client) -> Result<Option<Caller>> {
    let now = app.clock.now();
    let rows = store::session_rows(app.db.read(), &secret::hash(secret), now).await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    if !is_alive(first.expires_at, first.last_seen_at, now) {
        return Ok(None);
    }
    if now - first.last_seen_at >= SEEN_EVERY {
        note_use(app, first.session_id, now);
    }
    Ok(to_caller(&rows, client, now))
}

/// Notes the last use, out of the request's way.
fn note_use(app: &App, session_id: Uuid, now: DateTime<Utc>) {
    let db = app.db.clone();
    tokio::spawn(async move {
        if let Err(error) = noted(&db, session_id, now).await {
            tracing::warn!(?error, "the last use of a session was not noted");
        }
    });
}

async fn noted(db: &db::Db, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let tx = db.begin().await?;
    store::touch_session(&tx, id, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The caller made of the rows of a session; `None` when its membership has ended or the organisation left.
fn to_caller(rows: &[SessionRow], client: Client, now: DateTime<Utc>) -> Option<Caller> {
    let mut memberships: Vec<Membership> = Vec::new();
    let mut active: Option<(&SessionRow, bool)> = None;
    for group in rows.chunk_by(|a, b| a.id == b.id) {
        let row = group.first()?;
        let today = today(&row.zone, now);
        if row.left_on.is_some_and(|left_on| left_on <= today) {
            continue;
        }
        let is_lent = group.iter().any(|row| {
            row.from_on
                .zip(row.until_on)
                .is_some_and(|(from, until)| is_in_force(from, until, None, today))
        });
        let is_active = row.id == row.membership_id;
        if is_active {
            active = Some((row, is_lent));
        }
        memberships.push(Membership {
            id: row.id,
            organisation_name: row.organisation_name.clone(),
            role: role_of(row, is_lent),
            is_active,
        });
    }
    let (row, is_lent) = active?;
    let zone = row.person_zone.as_deref().unwrap_or(&row.zone);
    Some(Caller {
        person_id: Some(row.person_id),
        name: row.name.clone(),
        email: row.email.clone(),
        organisation_id: row.organisation_id,
        organisation_name: row.organisation_name.clone(),
        function: Function::try_from(row.function).unwrap_or_default(),
        is_overseas_centre: row.is_overseas,
        role: role_of(row, is_lent),
        is_delegate: is_lent && row.position != Position::Director as i32,
        zone: zone.parse().unwrap_or(chrono_tz::Europe::Paris),
        credential: Credential::Session(row.session_id),
        client,
        memberships: memberships.into(),
    })
}

fn role_of(row: &SessionRow, is_lent: bool) -> proto::v1::Role {
    let function = Function::try_from(row.function).unwrap_or_default();
    let position = Position::try_from(row.position).unwrap_or_default();
    role(function, position, is_lent)
}

fn today(zone: &str, now: DateTime<Utc>) -> NaiveDate {
    let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    now.with_timezone(&zone).date_naive()
}

/// Opens a session for a person: with the membership of the session used last, else the oldest one. `how` names
/// the act in the audit.
pub(super) async fn open(
    app: &App,
    tx: &DatabaseTransaction,
    person_id: Uuid,
    client: Client,
    how: &'static str,
) -> Result<SignInResponse> {
    let now = app.clock.now();
    let memberships = network::memberships(tx, person_id, now).await?;
    let last = store::sessions_of(tx, person_id).await?.into_iter().next();
    let last = last.and_then(|last| memberships.iter().find(|one| one.id == last.membership_id));
    let membership = last
        .or(memberships.first())
        .ok_or(Error::Unauthenticated(Reason::LinkExpired))?;
    let secret = secret::token()?;
    let expires_at = now + SESSION_LIFE;
    let row = session::Model {
        id: db::id(),
        person_id,
        membership_id: membership.id,
        secret_hash: secret::hash(&secret),
        created_at: now,
        last_seen_at: now,
        expires_at,
        user_agent: client.user_agent.clone(),
        address: client.address.clone(),
    };
    let secret_hash = row.secret_hash.clone();
    store::insert_session(tx, row).await?;
    let rows = store::session_rows(tx, &secret_hash, now).await?;
    let caller = to_caller(&rows, client, now);
    let name = membership.name.clone();
    live::record(tx, caller.as_ref(), now, of(how, &name, caller.as_ref())).await?;
    Ok(SignInResponse {
        session: secret,
        expires_at: Some(timestamp(expires_at)),
    })
}

/// An audited act of a person on the own account, which the director of the centre may read.
fn of<'a>(rpc: &'static str, object: &'a str, caller: Option<&Caller>) -> Act<'a> {
    Act {
        organisation_id: caller.map(|caller| caller.organisation_id),
        ..Act::audit(rpc, object)
    }
}

/// Who the caller is, from what the session holds.
pub(super) fn me(app: &App, caller: &Caller) -> Result<Me> {
    let choices = caller.memberships.iter().map(|membership| me::Choice {
        membership_id: membership.id.to_string(),
        organisation_name: membership.organisation_name.clone(),
        role: membership.role as i32,
        is_active: membership.is_active,
    });
    Ok(Me {
        person_id: caller.person()?.to_string(),
        name: caller.name.clone(),
        email: caller.email.clone(),
        organisation_id: caller.organisation_id.to_string(),
        organisation_name: caller.organisation_name.clone(),
        role: caller.role as i32,
        is_delegate: caller.is_delegate,
        zone: caller.zone.name().to_owned(),
        memberships: choices.collect(),
        is_demonstration: app.config.demonstration,
        is_overseas: overseas::has(caller),
    })
}

/// The sessions of the caller that are alive.
pub(super) async fn list(app: &App, caller: &Caller) -> Result<ListSessionsResponse> {
    let now = app.clock.now();
    let current = current(caller).ok();
    let sessions = store::sessions_of(app.db.read(), caller.person()?).await?;
    Ok(ListSessionsResponse {
        sessions: sessions
            .into_iter()
            .filter(|session| is_alive(session.expires_at, session.last_seen_at, now))
            .map(|session| Session {
                id: session.id.to_string(),
                created_at: Some(timestamp(session.created_at)),
                last_seen_at: Some(timestamp(session.last_seen_at)),
                expires_at: Some(timestamp(session.expires_at)),
                user_agent: session.user_agent,
                address: session.address,
                is_current: Some(session.id) == current,
            })
            .collect(),
    })
}

fn current(caller: &Caller) -> Result<Uuid> {
    match caller.credential {
        Credential::Session(id) => Ok(id),
        Credential::Token(..) => Err(Error::Denied(Reason::NotAllowed)),
    }
}

/// Ends one of the caller's sessions.
pub(super) async fn end(app: &App, caller: &Caller, request: &EndSessionRequest) -> Result<Empty> {
    let person_id = caller.person()?;
    end_one(app, caller, person_id, db::parse_id(&request.id)?, "EndSession").await
}

/// Ends the session of this call.
pub(super) async fn sign_out(app: &App, caller: &Caller) -> Result<Empty> {
    let person_id = caller.person()?;
    end_one(app, caller, person_id, current(caller)?, "SignOut").await
}

async fn end_one(app: &App, caller: &Caller, person_id: Uuid, id: Uuid, rpc: &'static str) -> Result<Empty> {
    let tx = app.db.begin().await?;
    if !store::delete_session(&tx, id, person_id).await? {
        return Err(Error::Missing);
    }
    let act = of(rpc, &caller.name, Some(caller));
    live::record(&tx, Some(caller), app.clock.now(), act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(Empty {})
}

/// Chooses which of the own memberships the session acts with.
pub(super) async fn choose(app: &App, caller: Caller, request: &ChooseMembershipRequest) -> Result<Me> {
    let session_id = current(&caller)?;
    let id = db::parse_id(&request.membership_id)?;
    let chosen = caller.memberships.iter().find(|membership| membership.id == id);
    let name = chosen.ok_or(Error::Missing)?.organisation_name.clone();
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let session = store::session(&tx, session_id).await?.ok_or(Error::Missing)?;
    store::set_membership(&tx, session_id, id).await?;
    let rows = store::session_rows(&tx, &session.secret_hash, now).await?;
    let caller = to_caller(&rows, caller.client, now).ok_or(Error::Missing)?;
    live::record(
        &tx,
        Some(&caller),
        now,
        of("ChooseMembership", &name, Some(&caller)),
    )
    .await?;
    tx.commit().await?;
    me(app, &caller)
}

/// Says whether the session still gives a caller: not ended, not too old, in the network.
pub(in crate::account) async fn is_open(app: &App, id: Uuid) -> Result<bool> {
    let now = app.clock.now();
    let Some(session) = store::session(app.db.read(), id).await? else {
        return Ok(false);
    };
    let rows = store::session_rows(app.db.read(), &session.secret_hash, now).await?;
    let is_alive = is_alive(session.expires_at, session.last_seen_at, now);
    Ok(is_alive && to_caller(&rows, Client::default(), now).is_some())
}
