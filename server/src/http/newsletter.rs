//! The two forms of newsletters that are posted from elsewhere: a mail program leaves for its owner (RFC 8058), and a
//! centre's own site opens the page of its newsletter with the address already written, which changes nothing.
//! Neither reads who is signed in.

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use http::StatusCode;
use proto::v1::UnsubscribeRequest;
use proto::v1::subscriber_service_client::SubscriberServiceClient;

use crate::auth::Caller;
use crate::http::act::{render, special};
use crate::http::form::texts;
use crate::http::{Plain, http_status};

/// Largest of these forms, in bytes.
const MAX_BYTES: usize = 4096;
/// What the link in each mail opens.
const SUBSCRIPTION: &str = "/lettre/abonnement";

/// The endpoints; read, they are the pages of the same address.
pub(super) fn router(pages: &Router) -> Router<Plain> {
    Router::new()
        .route(SUBSCRIPTION, post(one_click).get_service(pages.clone()))
        .route("/lettre/{slug}", post(from_elsewhere).get_service(pages.clone()))
}

/// Says whether a path is one of these forms.
pub(crate) fn comes_from_elsewhere(path: &str) -> bool {
    path.strip_prefix("/lettre/")
        .is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
}

/// `POST` with `List-Unsubscribe=One-Click`: at once, without a cookie, without being sent elsewhere.
async fn one_click(State(plain): State<Plain>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BYTES).await.unwrap_or_default();
    let fields = texts(&body);
    if special(&fields, "List-Unsubscribe") != Some("One-Click") {
        return (
            StatusCode::BAD_REQUEST,
            "List-Unsubscribe=One-Click est attendu.\n",
        )
            .into_response();
    }
    let query = texts(parts.uri.query().unwrap_or_default().as_bytes());
    let text = |name| special(&query, name).unwrap_or_default().to_owned();
    let message = UnsubscribeRequest {
        subscriber_id: text("subscriber"),
        signature: text("signature"),
        is_from_all: false,
    };
    let mut call = tonic::Request::new(message);
    if let Some(client) = parts.extensions.get::<crate::auth::Client>() {
        call.extensions_mut().insert(client.clone());
    }
    match SubscriberServiceClient::new(plain.api.clone())
        .unsubscribe(call)
        .await
    {
        Ok(_) => "Vous êtes désabonné.\n".into_response(),
        Err(status) => (http_status(status.code()), "Ce lien ne désabonne personne.\n").into_response(),
    }
}

/// `POST` of an address from a centre's own site: the page, the address written in its form.
async fn from_elsewhere(State(plain): State<Plain>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BYTES).await.unwrap_or_default();
    let email = special(&texts(&body), "email").unwrap_or_default().to_owned();
    parts.extensions.remove::<Caller>();
    parts.extensions.insert(web::FormState {
        form: "Subscribe".to_owned(),
        rpc: "SubscriberService/Subscribe".to_owned(),
        values: vec![("email".to_owned(), email)],
        violations: Vec::new(),
        told: Vec::new(),
        reason: None,
    });
    render(
        &plain,
        &parts.headers,
        parts.extensions,
        parts.uri.path(),
        StatusCode::OK,
    )
    .await
}
