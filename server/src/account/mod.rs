//! Sign-in, sessions, preferences, API tokens, audit.
//!
//! People sign in by a magic link (256 bits, 15 minutes, one use) or by the code of the same mail (8 digits, one
//! hour, five wrong tries). A session lives 30 days at most and 7 days without use; ends when its
//! membership does. Machines carry an API token of their organisation: scoped, expiring, revocable. Secrets
//! are stored as hashes; sign-in methods are apart from sessions, so that others can join.

pub(crate) mod rules;
mod service;
mod store;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub use self::service::create_token;
pub(crate) use self::service::{Deliveries, deliveries, service};

use self::service::{session, token};
use crate::app::App;
use crate::auth::{Caller, Client, Credential};
use crate::error::Result;

/// The caller that a session secret or an API token stands for: one query.
pub(crate) async fn caller_of(app: &App, secret: &str, client: Client) -> Result<Option<Caller>> {
    if secret.starts_with(rules::TOKEN_PREFIX) {
        token::caller(app, secret, client).await
    } else {
        session::caller(app, secret, client).await
    }
}

/// Says whether what the caller signed in with still stands: the session was not ended, the token not
/// revoked. Asked by the streams, at each heartbeat.
pub(crate) async fn is_still_valid(app: &App, caller: &Caller) -> Result<bool> {
    match &caller.credential {
        Credential::Session(id) => session::is_open(app, *id).await,
        Credential::Token(id, _) => token::is_in_force(app, caller.organisation_id, *id).await,
    }
}

/// Ends the sessions that act with a membership: it has ended.
pub(crate) async fn end_sessions(tx: &impl ConnectionTrait, membership_id: Uuid) -> Result<()> {
    store::delete_sessions_of_membership(tx, membership_id).await
}

/// Forgets the links and codes that were sent to an address: it is nobody's any more.
pub(crate) async fn forget_sign_ins(tx: &impl ConnectionTrait, email: &str) -> Result<()> {
    store::delete_sign_ins_of(tx, email).await
}

/// Ends the sessions of all the members of an organisation: it leaves the network; its tokens too.
pub(crate) async fn end_organisation(
    tx: &impl ConnectionTrait,
    organisation_id: Uuid,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    store::delete_sessions_of_organisation(tx, organisation_id).await?;
    store::revoke_tokens_of(tx, organisation_id, now).await
}
