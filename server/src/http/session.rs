//! Sign-in and sign-out without WebAssembly: forms that call the account's RPCs in process and set the
//! cookie. A click on a link only opens a page; the button of that page signs in (scanners follow links).

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use http::header::SET_COOKIE;
use http::{Extensions, HeaderMap, StatusCode};
use proto::v1::account_service_client::AccountServiceClient;
use proto::v1::{EnterAsRequest, RequestSignInRequest, SignInRequest, SignInResponse, SignOutRequest};
use tonic::Status;

use crate::http::act::{refused, render, special};
use crate::http::form::texts;
use crate::http::{MAX_BODY_BYTES, Plain};

pub(crate) fn router() -> Router<Plain> {
    // Asked for as a page, after a refusal, each leads to the sign-in, or from there to the first page.
    let page = || get(|| async { Redirect::to("/account/sign-in") });
    Router::new()
        .route("/account/session", page().post(sign_in))
        .route("/account/session/request", page().post(request_sign_in))
        .route("/account/session/demonstration", page().post(enter_as))
        .route("/account/session/end", page().post(sign_out))
}

/// A form and who sent it.
struct Form {
    fields: Vec<(String, String)>,
    headers: HeaderMap,
    extensions: Extensions,
}

impl Form {
    async fn read(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, MAX_BODY_BYTES)
            .await
            .unwrap_or_default();
        Self {
            fields: texts(&body),
            headers: parts.headers,
            extensions: parts.extensions,
        }
    }

    fn get(&self, name: &str) -> String {
        special(&self.fields, name).unwrap_or_default().to_owned()
    }

    fn next(&self) -> String {
        Some(self.get("next"))
            .filter(|next| web::is_local(next))
            .unwrap_or_else(|| "/".to_owned())
    }

    fn call<T>(&self, message: T) -> tonic::Request<T> {
        tonic::Request::from_parts(
            tonic::metadata::MetadataMap::new(),
            self.extensions.clone(),
            message,
        )
    }

    async fn refused(self, plain: &Plain, rpc: &str, page: &str, status: &Status) -> Response {
        let mut extensions = self.extensions;
        extensions.insert(refused(format!("AccountService/{rpc}"), self.fields, status));
        render(
            plain,
            &self.headers,
            extensions,
            page,
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await
    }
}

async fn request_sign_in(State(plain): State<Plain>, request: Request) -> Response {
    let form = Form::read(request).await;
    let message = RequestSignInRequest {
        email: form.get("email"),
    };
    match AccountServiceClient::new(plain.api.clone())
        .request_sign_in(form.call(message))
        .await
    {
        Ok(_) => {
            let query = [("sent", form.get("email")), ("next", form.next())];
            let query = serde_urlencoded::to_string(query).unwrap_or_default();
            Redirect::to(&format!("/account/sign-in?{query}")).into_response()
        }
        Err(status) => {
            form.refused(&plain, "RequestSignIn", "/account/sign-in", &status)
                .await
        }
    }
}

async fn sign_in(State(plain): State<Plain>, request: Request) -> Response {
    let form = Form::read(request).await;
    let message = SignInRequest {
        token: form.get("token"),
        email: form.get("email"),
        code: form.get("code"),
    };
    match AccountServiceClient::new(plain.api.clone())
        .sign_in(form.call(message))
        .await
    {
        Ok(answer) => entered(&plain, &answer.into_inner(), &form.next()),
        Err(status) => {
            let query = [("sent", form.get("email")), ("next", form.next())];
            let page = format!(
                "/account/sign-in?{}",
                serde_urlencoded::to_string(query).unwrap_or_default()
            );
            form.refused(&plain, "SignIn", &page, &status).await
        }
    }
}

async fn enter_as(State(plain): State<Plain>, request: Request) -> Response {
    let form = Form::read(request).await;
    let message = EnterAsRequest {
        person_id: form.get("person_id"),
    };
    match AccountServiceClient::new(plain.api.clone())
        .enter_as(form.call(message))
        .await
    {
        Ok(answer) => entered(&plain, &answer.into_inner(), &form.next()),
        Err(status) => form.refused(&plain, "EnterAs", "/account/sign-in", &status).await,
    }
}

async fn sign_out(State(plain): State<Plain>, request: Request) -> Response {
    let form = Form::read(request).await;
    // Without a session there is nothing to end: the cookie goes all the same.
    let ended = AccountServiceClient::new(plain.api.clone())
        .sign_out(form.call(SignOutRequest {}))
        .await;
    tracing::debug!(is_ended = ended.is_ok(), "signed out");
    (
        [(SET_COOKIE, crate::auth::set_cookie("", 0))],
        Redirect::to("/account/sign-in?done=SignOut"),
    )
        .into_response()
}

fn entered(plain: &Plain, session: &SignInResponse, next: &str) -> Response {
    let expires = session.expires_at.map_or(0, |at| at.seconds);
    let max_age = (expires - plain.app.clock.now().timestamp()).max(0);
    (
        [(SET_COOKIE, crate::auth::set_cookie(&session.session, max_age))],
        Redirect::to(next),
    )
        .into_response()
}
