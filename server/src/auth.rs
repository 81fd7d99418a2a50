//! Reads credentials: a session cookie, or a bearer (session or API token). The only place that does.
//! What it finds travels in the extensions of the request; the services only ask [`caller`].

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono_tz::Tz;
use http::header::{AUTHORIZATION, COOKIE, USER_AGENT};
use http::{Extensions, HeaderMap};
use proto::v1::{Function, Reason, Role};
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};

/// Name of the session cookie: `__Host-` binds it to this host, the whole site, and TLS.
pub const COOKIE_NAME: &str = "__Host-passerelle";

/// Who calls.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person; `None` for an API token of an organisation.
    pub person_id: Option<Uuid>,
    /// Of the person, or of the token.
    pub name: String,
    /// Empty for a token.
    pub email: String,
    /// The organisation for which the caller acts.
    pub organisation_id: Uuid,
    /// Its short name.
    pub organisation_name: String,
    /// What the organisation is.
    pub function: Function,
    /// True for an overseas centre.
    pub is_overseas_centre: bool,
    /// What the caller may do.
    pub role: Role,
    /// True when the role of director comes from a delegation.
    pub is_delegate: bool,
    /// Zone in which the person reads hours.
    pub zone: Tz,
    /// How the caller proved who it is.
    pub credential: Credential,
    /// Where it came from.
    pub client: Client,
    /// The person's memberships, for the choice.
    pub memberships: Arc<[Membership]>,
}

/// One of the memberships of a person.
#[derive(Clone, Debug)]
pub struct Membership {
    /// Identifier.
    pub id: Uuid,
    /// Short name of the organisation.
    pub organisation_name: String,
    /// The role that it gives.
    pub role: Role,
    /// True for the one that the session acts with.
    pub is_active: bool,
}

/// How a caller proved who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A session, by its identifier.
    Session(Uuid),
    /// An API token, by its identifier, with its scopes: "programme:read".
    Token(Uuid, Arc<[String]>),
}

/// Where a request came from.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// Address, believed only as far as the trusted proxies go.
    pub address: String,
    /// As the browser said, cut to 300 characters.
    pub user_agent: String,
}

impl Caller {
    /// True for the animator of the network.
    pub fn is_animator(&self) -> bool {
        self.role == Role::Animator
    }

    /// True when the caller belongs to this organisation.
    pub fn is_of(&self, organisation_id: Uuid) -> bool {
        self.organisation_id == organisation_id
    }

    /// The person who calls.
    ///
    /// # Errors
    /// `Denied` for an API token, which is nobody.
    pub fn person(&self) -> Result<Uuid> {
        self.person_id.ok_or(Error::Denied(Reason::NotAllowed))
    }

    /// Requires to be of the organisation or the animator: else the thing does not exist for the caller.
    ///
    /// # Errors
    /// `Missing` for anybody else.
    pub fn must_be_of_or_animator(&self, organisation_id: Uuid) -> Result<()> {
        if self.is_of(organisation_id) || self.is_animator() {
            Ok(())
        } else {
            Err(Error::Missing)
        }
    }
}

/// The role that a function and a position give (`is_delegate`: a delegation is in force).
pub fn role(function: Function, position: proto::v1::Position, is_delegate: bool) -> Role {
    use proto::v1::Position;
    match function {
        Function::Unspecified => Role::Unspecified,
        Function::Centre => match position {
            Position::Director => Role::Director,
            _ if is_delegate => Role::Director,
            Position::President => Role::President,
            Position::Team | Position::Agent | Position::Unspecified => Role::Team,
        },
        Function::Animator => Role::Animator,
        Function::UrbanRenewalAgency => Role::UrbanRenewalAgency,
        Function::OverseasMinistry => Role::OverseasMinistry,
        Function::NationalPartner => Role::NationalPartner,
        Function::ElectedAssociation => Role::ElectedAssociation,
        Function::StateService => Role::StateCorrespondent,
    }
}

/// The caller of an RPC.
///
/// # Errors
/// `Unauthenticated` when nobody is signed in.
pub fn caller<T>(request: &tonic::Request<T>) -> Result<Caller> {
    request
        .extensions()
        .get::<Caller>()
        .cloned()
        .ok_or(Error::Unauthenticated(Reason::SignInFirst))
}

/// Where an RPC came from.
pub fn client<T>(request: &tonic::Request<T>) -> Client {
    request.extensions().get::<Client>().cloned().unwrap_or_default()
}

/// Layer: finds out who calls and puts [`Client`] and, when signed in, [`Caller`] into the extensions.
pub async fn identify(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let client = Client {
        address: address(
            request.headers(),
            request.extensions(),
            app.config.trusted_proxies,
        ),
        user_agent: request
            .headers()
            .get(USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .chars()
            .take(300)
            .collect(),
    };
    if let Some(secret) = secret(request.headers()) {
        match crate::account::caller_of(&app, &secret, client.clone()).await {
            Ok(Some(caller)) => {
                request.extensions_mut().insert(caller);
            }
            Ok(None) => {}
            Err(error) => {
                let reason = error.reason();
                let status = tonic::Status::from(error);
                let asker = crate::http::Asker::of(&request);
                return crate::http::refuse(&asker, status, http::StatusCode::SERVICE_UNAVAILABLE, reason);
            }
        }
    }
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// The session secret or API token of a request: a bearer first, then the cookie.
pub fn secret(headers: &HeaderMap) -> Option<String> {
    let bearer = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, secret)| secret.trim().to_owned());
    bearer.or_else(|| {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .find_map(|pair| {
                pair.trim()
                    .strip_prefix(COOKIE_NAME)?
                    .strip_prefix('=')
                    .map(str::to_owned)
            })
    })
}

/// The `Set-Cookie` value that opens a session, or ends it when the secret is empty.
pub fn set_cookie(secret: &str, max_age_seconds: i64) -> String {
    format!("{COOKIE_NAME}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}")
}

fn address(headers: &HeaderMap, extensions: &Extensions, trusted_proxies: u8) -> String {
    let peer = extensions.get::<crate::http::Peer>().map(|peer| peer.0.ip());
    if trusted_proxies > 0 {
        let forwarded: Vec<IpAddr> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|text| text.trim().parse().ok())
            .collect();
        let nth = forwarded.len().checked_sub(usize::from(trusted_proxies));
        if let Some(address) = nth.and_then(|n| forwarded.get(n)) {
            return address.to_string();
        }
    }
    peer.map(|address| address.to_string()).unwrap_or_default()
}
