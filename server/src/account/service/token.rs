//! API tokens of organisations: made once in clear, scoped, expiring, revocable.

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{
    CreateTokenRequest, CreateTokenResponse, Function, ListTokensResponse, Reason, RevokeTokenRequest, Token,
};
use uuid::Uuid;

use crate::account::rules::{SEEN_EVERY, TOKEN_PREFIX, scopes, token_role};
use crate::account::store::{self, api_token};
use crate::app::App;
use crate::auth::{Caller, Client, Credential};
use crate::clock::timestamp;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::{db, network, secret};

/// Tokens in force of one organisation, at most.
const MAX_TOKENS: usize = 50;
/// Characters of the secret by which people recognise it.
const HINT_CHARS: usize = 10;

/// The caller that an API token stands for.
pub(in crate::account) async fn caller(app: &App, secret: &str, client: Client) -> Result<Option<Caller>> {
    let now = app.clock.now();
    let Some(row) = store::token_row(app.db.read(), &secret::hash(secret)).await? else {
        return Ok(None);
    };
    let zone: chrono_tz::Tz = row.zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    let today = now.with_timezone(&zone).date_naive();
    let has_left = row.left_on.is_some_and(|left_on| left_on <= today);
    if row.revoked_at.is_some() || row.expires_at <= now || has_left {
        return Ok(None);
    }
    if row.last_used_at.is_none_or(|at| now - at >= SEEN_EVERY) {
        note_use(app, row.id, now);
    }
    let function = Function::try_from(row.function).unwrap_or_default();
    Ok(Some(Caller {
        person_id: None,
        name: row.name,
        email: String::new(),
        organisation_id: row.organisation_id,
        organisation_name: row.organisation_name,
        function,
        is_overseas_centre: row.is_overseas,
        role: token_role(function),
        is_delegate: false,
        zone,
        credential: Credential::Token(row.id, row.scopes.split(' ').map(str::to_owned).collect()),
        client,
        memberships: [].into(),
    }))
}

/// Notes the last use, out of the request's way.
fn note_use(app: &App, id: Uuid, now: DateTime<Utc>) {
    let db = app.db.clone();
    tokio::spawn(async move {
        if let Err(error) = noted(&db, id, now).await {
            tracing::warn!(?error, "the last use of a token was not noted");
        }
    });
}

async fn noted(db: &db::Db, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let tx = db.begin().await?;
    store::touch_token(&tx, id, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The tokens of the caller's organisation.
pub(super) async fn list(app: &App, caller: &Caller) -> Result<ListTokensResponse> {
    caller.person()?;
    let tokens = store::tokens_of(app.db.read(), caller.organisation_id).await?;
    Ok(ListTokensResponse {
        tokens: tokens.into_iter().map(message).collect(),
    })
}

fn message(row: api_token::Model) -> Token {
    Token {
        id: row.id.to_string(),
        name: row.name,
        scopes: row.scopes.split(' ').map(str::to_owned).collect(),
        created_at: Some(timestamp(row.created_at)),
        expires_at: Some(timestamp(row.expires_at)),
        revoked_at: row.revoked_at.map(timestamp),
        last_used_at: row.last_used_at.map(timestamp),
        hint: row.hint,
    }
}

/// What a new token is made of, checked.
struct New {
    name: String,
    scopes: Vec<String>,
    days: i32,
}

fn parse(name: &str, wanted: &[String], days: i32) -> Result<New> {
    let mut violations = Violations::new();
    let name = violations.text("name", name, 100);
    let known = scopes();
    let mut scopes = wanted.to_vec();
    scopes.sort();
    scopes.dedup();
    if scopes.is_empty() {
        violations.add("scopes", Reason::Required);
    } else if scopes.iter().any(|scope| !known.contains(scope)) {
        violations.add("scopes", Reason::UnknownValue);
    }
    if !(1..=366).contains(&days) {
        let reason = if days == 0 {
            Reason::Required
        } else {
            Reason::Malformed
        };
        violations.add("days", reason);
    }
    violations.finish()?;
    Ok(New { name, scopes, days })
}

fn row(
    new: New,
    organisation_id: Uuid,
    created_by: &str,
    now: DateTime<Utc>,
) -> Result<(api_token::Model, String)> {
    let secret = format!("{TOKEN_PREFIX}{}", secret::token()?);
    let row = api_token::Model {
        id: db::id(),
        organisation_id,
        name: new.name,
        secret_hash: secret::hash(&secret),
        hint: secret.chars().take(HINT_CHARS).collect(),
        scopes: new.scopes.join(" "),
        created_by: created_by.to_owned(),
        created_at: now,
        expires_at: now + TimeDelta::days(new.days.into()),
        revoked_at: None,
        last_used_at: None,
    };
    Ok((row, secret))
}

/// Creates a token of the caller's organisation.
pub(super) async fn create(
    app: &App,
    caller: &Caller,
    request: &CreateTokenRequest,
) -> Result<CreateTokenResponse> {
    caller.person()?;
    let new = parse(&request.name, &request.scopes, request.days)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let tokens = store::tokens_of(&tx, caller.organisation_id).await?;
    let is_in_force = |token: &&api_token::Model| token.revoked_at.is_none() && token.expires_at > now;
    if tokens.iter().filter(is_in_force).count() >= MAX_TOKENS {
        return Err(Error::invalid("name", Reason::TooMany));
    }
    let (row, secret) = row(new, caller.organisation_id, &caller.name, now)?;
    store::insert_token(&tx, row.clone()).await?;
    let act = act("CreateToken", &row.name, caller.organisation_id);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(CreateTokenResponse {
        token: Some(message(row)),
        secret,
    })
}

fn act<'a>(rpc: &'static str, name: &'a str, organisation_id: Uuid) -> Act<'a> {
    Act {
        organisation_id: Some(organisation_id),
        ..Act::audit(rpc, name)
    }
}

/// Revokes a token of the caller's organisation; once revoked it stays so.
pub(super) async fn revoke(app: &App, caller: &Caller, request: &RevokeTokenRequest) -> Result<Token> {
    caller.person()?;
    let id = db::parse_id(&request.id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let mut row = store::token_of(&tx, caller.organisation_id, id)
        .await?
        .ok_or(Error::Missing)?;
    if row.revoked_at.is_none() {
        store::revoke_token(&tx, id, now).await?;
        row.revoked_at = Some(now);
        let act = act("RevokeToken", &row.name, caller.organisation_id);
        live::record(&tx, Some(caller), now, act).await?;
    }
    tx.commit().await?;
    app.live.wake();
    Ok(message(row))
}

/// Says whether a token is still in force.
pub(in crate::account) async fn is_in_force(app: &App, organisation_id: Uuid, id: Uuid) -> Result<bool> {
    let token = store::token_of(app.db.read(), organisation_id, id).await?;
    let now = app.clock.now();
    Ok(token.is_some_and(|token| token.revoked_at.is_none() && now < token.expires_at))
}

/// Creates an API token for the organisation of this short name; answers its secret.
///
/// # Errors
/// When there is no such organisation or scope.
pub async fn create_token(
    app: &App,
    organisation: &str,
    name: &str,
    scopes: &[String],
    days: i32,
) -> anyhow::Result<String> {
    let tx = app.db.begin().await.map_err(plain)?;
    let found = network::named(&tx, organisation).await.map_err(plain)?;
    let (organisation_id, _) = found.with_context(|| format!("no organisation is called {organisation}"))?;
    let new = parse(name, scopes, days).map_err(|_| {
        anyhow::anyhow!(
            "expected a name, 1 to 366 days, and scopes among {}",
            self::scopes().join(", ")
        )
    })?;
    let now = app.clock.now();
    let (row, secret) = row(new, organisation_id, "passerelle token create", now).map_err(plain)?;
    let name = row.name.clone();
    store::insert_token(&tx, row).await.map_err(plain)?;
    live::record(&tx, None, now, act("CreateToken", &name, organisation_id))
        .await
        .map_err(plain)?;
    tx.commit().await?;
    Ok(secret)
}

fn plain(error: Error) -> anyhow::Error {
    match error {
        Error::Internal(error) => error,
        other => anyhow::anyhow!("{other:?}"),
    }
}
