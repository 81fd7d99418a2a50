//! The layer in front of the services, on the wire and in process: an RPC runs only when the contract
//! says that this caller may call it, and only as gRPC. Answers that tonic makes of broken frames are
//! told as the caller's fault.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{Request, Response};
use proto::v1::Reason;
use proto::{Access, Who};
use tonic::Status;
use tower::{Layer, Service};

use crate::auth::{Caller, Credential};
use crate::error::Error;

/// Services of the standard that anyone may call; they are there only when they were added.
const STANDARD: [&str; 3] = [
    "/grpc.health.v1.Health/",
    "/grpc.reflection.v1.ServerReflection/",
    "/grpc.reflection.v1alpha.ServerReflection/",
];

/// How long an RPC may take to begin its answer; a slow sender of a message is cut by it too.
const DEADLINE: Duration = Duration::from_secs(30);

/// Puts a [`Guard`] in front of the services.
#[derive(Clone, Copy, Debug)]
pub struct GuardLayer;

impl<S> Layer<S> for GuardLayer {
    type Service = Guard<S>;

    fn layer(&self, inner: S) -> Guard<S> {
        Guard { inner }
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Guard<S> {
    inner: S,
}

impl<S, B, R> Service<Request<B>> for Guard<S>
where
    S: Service<Request<B>, Response = Response<R>, Error = Infallible> + Send,
    S::Future: Send + 'static,
    B: Send + 'static,
    R: Default + Send + 'static,
{
    type Response = Response<R>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if let Err(error) = admit(&request) {
            let response = Status::from(error).into_http();
            return Box::pin(async move { Ok(response) });
        }
        let answer = self.inner.call(request);
        Box::pin(async move {
            match tokio::time::timeout(DEADLINE, answer).await {
                Ok(answer) => Ok(blame_caller(answer?)),
                Err(_) => Ok(Status::from(Error::Unavailable(DEADLINE)).into_http()),
            }
        })
    }
}

fn admit<B>(request: &Request<B>) -> Result<(), Error> {
    let is_grpc = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/grpc"));
    if !is_grpc {
        return Err(Error::invalid("content-type", Reason::BadRequest));
    }
    let path = request.uri().path();
    let Some(Access { who, is_read, .. }) = proto::access(path) else {
        // An unknown RPC is answered by tonic (UNIMPLEMENTED); nothing runs.
        let is_ours = path.starts_with("/passerelle.");
        let is_standard = STANDARD.iter().any(|service| path.starts_with(service));
        return if is_ours || is_standard {
            Ok(())
        } else {
            Err(Error::Missing)
        };
    };
    let caller = request.extensions().get::<Caller>();
    match (who, caller) {
        (Who::Public, _) => Ok(()),
        (_, None) => Err(Error::Unauthenticated(Reason::SignInFirst)),
        (who, Some(caller)) if !who.admits(Some(caller.role)) => Err(Error::Denied(Reason::NotAllowed)),
        (_, Some(caller)) => match &caller.credential {
            Credential::Session(_) => Ok(()),
            Credential::Token(_, scopes) if scopes.contains(&scope(path, is_read)) => Ok(()),
            Credential::Token(..) => Err(Error::Denied(Reason::TokenScope)),
        },
    }
}

/// The scope that an API token needs for an RPC: "programme:read" for `/passerelle.v1.ProgrammeService/GetBoard`.
pub fn scope(path: &str, is_read: bool) -> String {
    let feature = path
        .trim_start_matches("/passerelle.v1.")
        .split('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches("Service")
        .to_lowercase();
    format!("{feature}:{}", if is_read { "read" } else { "write" })
}

/// tonic answers INTERNAL (without our details) for frames that it cannot read, and `OUT_OF_RANGE` for a
/// message over the limit: both are bad requests.
fn blame_caller<R: Default>(mut response: Response<R>) -> Response<R> {
    let headers = response.headers();
    let is_bare = !headers.contains_key("grpc-status-details-bin");
    let is_frame_fault = headers
        .get("grpc-status")
        .is_some_and(|status| matches!(status.as_bytes(), b"13" | b"11" | b"3" | b"2"));
    if is_bare && is_frame_fault {
        response = Status::from(Error::invalid("", Reason::BadRequest)).into_http();
    }
    response
}
