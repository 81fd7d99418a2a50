//! What listens, and the order of the layers, written here and nowhere else.
//!
//! ```text
//! request id, span, metrics -> security headers -> compression -> panics are caught
//!   -> /healthz /readyz /assets                      (nobody is asked who they are)
//!   -> same origin -> identify (auth.rs)
//!        -> gRPC: gRPC-Web -> guard (rights) -> services
//!        -> /act /export /attachment /calendar /account/session, the forms of newsletters, previews, pictures and
//!           feeds of editions, the webhook of what came back (plain endpoints that call RPCs in process)
//!        -> pages (crate web), which call RPCs in process
//! ```

pub mod act;
mod assets;
mod bounce;
mod call;
mod edition;
mod export;
mod form;
pub mod guard;
mod metrics;
pub(crate) mod newsletter;
mod observe;
mod origin;
mod panic;
mod serve;
mod session;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use proto::v1::Reason;
use tonic::{Code, Status};
use tonic_web::GrpcWebLayer;
use tower_http::compression::CompressionLayer;

pub use self::metrics::install as install_metrics;
pub use self::serve::{serve, serve_metrics};

use crate::app::{Api, App};
use crate::http::guard::GuardLayer;

/// Largest request body of a form or a message, in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// Address of the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// What the plain endpoints share.
#[derive(Clone)]
pub(crate) struct Plain {
    pub(crate) app: Arc<App>,
    pub(crate) api: Api,
    pub(crate) pages: Router,
}

/// Everything that answers on the public address.
pub fn router(app: &Arc<App>) -> Router {
    let pages = web::router(app.api(), assets::site(&app.config.site_dir));
    let plain = Router::new()
        .route(
            "/act/{service}/{rpc}",
            post(act::act).get(|| async { Redirect::to("/") }),
        )
        .route("/export/{service}/{rpc}", get(export::export))
        .route("/attachment/{id}", get(export::attachment))
        .route("/calendar/{secret}", get(export::calendar))
        .route("/edition/{id}/preview", get(edition::preview))
        .route("/lettre/{slug}/image/{picture}", get(edition::picture))
        .route("/lettre/{slug}/logo", get(edition::logo))
        .route("/lettre/{slug}/archive.atom", get(edition::feed))
        .route("/sitemap.xml", get(edition::sitemap))
        .merge(newsletter::router(&pages))
        .merge(session::router())
        .merge(bounce::router())
        .with_state(Plain {
            app: Arc::clone(app),
            api: app.api(),
            pages: pages.clone(),
        });
    let known = plain
        .merge(wire(app))
        .fallback_service(pages)
        .layer(from_fn(unknown_service))
        .layer(from_fn(no_page))
        .layer(from_fn_with_state(Arc::clone(app), crate::auth::identify))
        .layer(from_fn_with_state(Arc::clone(app), origin::same_origin));
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready).with_state(Arc::clone(app)))
        .route(
            "/assets/{name}",
            get(assets::asset).with_state(app.config.site_dir.clone()),
        )
        .fallback_service(known)
        .layer(from_fn(panic::catch))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(app), observe::observe))
}

/// The services as gRPC and gRPC-Web, with the standard health service, and reflection when asked for.
fn wire(app: &Arc<App>) -> Router {
    let mut routes = app.routes();
    let (health, service) = tonic_health::server::health_reporter();
    routes = routes.add_service(service);
    tokio::spawn(async move {
        health
            .set_service_status("", tonic_health::ServingStatus::Serving)
            .await;
    });
    if app.config.reflection {
        let reflection = tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .build_v1();
        match reflection {
            Ok(reflection) => routes = routes.add_service(reflection),
            Err(error) => tracing::error!(%error, "no reflection: the descriptors cannot be read"),
        }
    }
    routes
        .into_axum_router()
        .reset_fallback()
        .route_layer(GuardLayer)
        .route_layer(GrpcWebLayer::new())
}

/// A gRPC call to a service that does not exist is told so in gRPC, not by a page.
async fn unknown_service(request: Request, next: Next) -> Response {
    let is_grpc = is_grpc(&request);
    let response = next.run(request).await;
    if is_grpc
        && !response
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
    {
        return Status::unimplemented("no such service")
            .into_http::<tonic::body::Body>()
            .map(Body::new);
    }
    response
}

/// What the router itself refuses with a bare line, as an address that is no text, is told by a page.
async fn no_page(request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let asker = Asker::of(&request);
    let response = next.run(request).await;
    let is_bare = response.status() == StatusCode::BAD_REQUEST
        && response
            .headers()
            .get(CONTENT_TYPE)
            .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !is_read || asker.is_grpc || !is_bare {
        return response;
    }
    let status = Status::from(crate::error::Error::Missing);
    refuse(&asker, status, StatusCode::NOT_FOUND, Reason::NotFound)
}

fn is_grpc(request: &Request) -> bool {
    request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}

/// Who is to be told of a refusal: a gRPC client, or a browser whose page has this nonce.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    is_grpc: bool,
    nonce: String,
}

impl Asker {
    pub(crate) fn of(request: &Request) -> Self {
        let info = request.extensions().get::<web::RequestInfo>();
        Self {
            is_grpc: is_grpc(request),
            nonce: info.map(|info| info.nonce.clone()).unwrap_or_default(),
        }
    }
}

/// Refuses outside any service or page: as gRPC to a gRPC client, as a page to a browser.
pub(crate) fn refuse(asker: &Asker, status: Status, code: StatusCode, reason: Reason) -> Response {
    if asker.is_grpc {
        return status.into_http::<tonic::body::Body>().map(Body::new);
    }
    (code, Html(web::plain_error(code, reason, &asker.nonce))).into_response()
}

/// The refusal of an RPC as HTTP says it.
pub(crate) fn http_status(code: Code) -> StatusCode {
    match code {
        Code::InvalidArgument | Code::NotFound => StatusCode::NOT_FOUND,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::FailedPrecondition => StatusCode::PRECONDITION_FAILED,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Ready when the database answers.
async fn ready(State(app): State<Arc<App>>) -> Response {
    match app.db.read().ping().await {
        Ok(()) => "ready".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only what is a fault of ours is told as one.
    #[test]
    fn refusals_as_http_says_them() {
        for (code, expected) in [
            (Code::InvalidArgument, 404),
            (Code::NotFound, 404),
            (Code::Unauthenticated, 401),
            (Code::PermissionDenied, 403),
            (Code::AlreadyExists, 409),
            (Code::Aborted, 409),
            (Code::FailedPrecondition, 412),
            (Code::ResourceExhausted, 429),
            (Code::Unavailable, 503),
            (Code::Internal, 500),
            (Code::Unknown, 500),
        ] {
            assert_eq!(http_status(code).as_u16(), expected, "{code:?}");
        }
    }
}
