//! The routes, and how a page becomes an answer.
//!
//! To add a page: an `async fn page(cx: Cx) -> Result` in `pages/<feature>/`, and a line in [`routes`].

pub(crate) mod account;
mod attachment;
mod bounce;
mod bulletin;
mod contribution;
mod convocation;
mod decision;
mod delivery;
mod edition;
mod framework;
mod home;
mod legal;
pub(crate) mod live;
mod mail;
mod meeting;
mod minutes;
mod network;
mod newsletter;
mod obligation;
mod overseas;
mod poll;
mod production;
mod programme;
mod project;
mod question;
mod registration;
mod report;
mod round;
mod session;
mod solicitation;
mod subscriber;
mod support;
mod work_stream;

use std::fmt::Write as _;
use std::pin::Pin;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::{RawPathParams, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};
use http::{HeaderValue, StatusCode, header};
use proto::v1::{GetMeRequest, ListProgrammesRequest};
use sha2::{Digest as _, Sha256};

use crate::page::{
    Answer, Api, Bound, Cx, FormState, PageContext, PageError, Position, RequestInfo, Result, Shared, Shown,
    Site,
};
use crate::ui::shell;

/// The stylesheet, one part after the other.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    [
        include_str!("../../style/base.css"),
        include_str!("../../style/shell.css"),
        include_str!("../../style/parts.css"),
        include_str!("../../style/form.css"),
        include_str!("../../style/delivery.css"),
        include_str!("../../style/pages.css"),
        include_str!("../../style/programme.css"),
        include_str!("../../style/contribution.css"),
        include_str!("../../style/network.css"),
        include_str!("../../style/meeting.css"),
        include_str!("../../style/registration.css"),
        include_str!("../../style/newsletter.css"),
        include_str!("../../style/session.css"),
        include_str!("../../style/poll.css"),
        include_str!("../../style/round.css"),
        include_str!("../../style/decision.css"),
        include_str!("../../style/obligation.css"),
        include_str!("../../style/minutes.css"),
        include_str!("../../style/edition.css"),
        include_str!("../../style/print.css"),
    ]
    .concat()
});
const ICON: &str = include_str!("../../style/icon.svg");

/// What the handlers share.
#[derive(Clone)]
struct Pages {
    api: Api,
    shared: Arc<Shared>,
}

/// Name of the stylesheet under `/assets/`, its hash included.
static STYLE_NAME: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::digest(STYLE.as_bytes());
    let mut name = "style.".to_owned();
    for byte in digest.iter().take(8) {
        let _ = write!(name, "{byte:02x}");
    }
    name.push_str(".css");
    name
});

/// The stylesheet, by its bare name under `/assets/`.
pub fn style(name: &str) -> Option<&'static str> {
    (name == STYLE_NAME.as_str()).then(|| STYLE.as_str())
}

/// All pages and the icon; the fallback is the page that says that there is nothing.
pub fn router(api: Api, site: Site) -> Router {
    let style_path = format!("/assets/{}", STYLE_NAME.as_str());
    let pages = Pages {
        api,
        shared: Arc::new(Shared::new(site, style_path)),
    };
    routes()
        .merge(letters())
        .merge(questions())
        .merge(overseas())
        .route("/icon.svg", get(icon))
        .fallback_service(public(|_| async { Err(PageError::Missing) }).with_state(pages.clone()))
        .with_state(pages)
}

fn routes() -> Router<Pages> {
    Router::new()
        .route("/", page(home::page))
        .route("/account", page(account::page))
        .route("/account/stored-data", page(account::stored_data))
        .route("/account/sign-in", public(account::sign_in::page))
        .route("/account/sign-in/link", public(account::sign_in::link))
        .route("/account/demonstration-mails", public(account::sign_in::mails))
        .route("/programme", page(programme::current))
        .route("/programme/{year}", page(programme::page))
        .route("/programme/{year}/reminder", page(programme::reminder))
        .route("/work-stream/{id}", page(work_stream::page))
        .route("/contribution/{id}", page(contribution::page))
        .route("/contribution/{id}/print", page(contribution::print))
        .route("/production/{year}", page(production::page))
        .route("/solicitation", page(solicitation::page))
        .route("/solicitation/new", page(solicitation::new))
        .route("/solicitation/{id}", page(solicitation::one))
        .route("/poll", page(poll::page))
        .route("/poll/new", page(poll::new))
        .route("/poll/{id}", page(poll::poll))
        .route("/round/{meeting_id}", page(round::page))
        .route("/round/{meeting_id}/show", page(round::show))
        .route("/network", page(network::page))
        .route("/network/new", page(network::new))
        .route("/network/import", page(network::import))
        .route("/network/{id}", page(network::organisation))
        .route("/meeting", page(meeting::page))
        .route("/meeting/new", page(meeting::new))
        .route("/meeting/{id}", page(meeting::meeting))
        .route("/convocation/answer", public(convocation::answer))
        .route("/convocation/{id}", page(convocation::page))
        .route("/registration/mine", public(registration::mine))
        .route(
            "/registration/mine/certificate",
            public(registration::certificate),
        )
        .route("/registration/{meeting_id}", public(registration::page))
        .route("/registration/{meeting_id}/list", public(registration::list))
        .route("/registration/{meeting_id}/badges", page(registration::badges))
        .route("/session/actions", page(session::actions))
        .route("/session/attendance", page(session::attendance))
        .route("/session/{id}", page(session::page))
        .route("/session/{id}/projector", page(session::projector))
        .route("/session/{id}/check-in", page(session::check_in))
        .route("/session/{id}/sheet", page(session::sheet))
        .route("/decision", page(decision::search))
        .route("/decision/{meeting_id}", page(decision::page))
        .route("/decision/vote/{id}", page(decision::vote))
        .route("/decision/rules/{kind}", page(decision::rules))
        .route("/obligation", page(obligation::page))
        .route("/obligation/{organisation_id}", page(obligation::centre))
        .route("/minutes", page(minutes::list))
        .route("/minutes/{meeting_id}", page(minutes::page))
        .route("/minutes/{meeting_id}/print", page(minutes::print))
        .route("/activity", page(live::page))
        .route("/audit", page(account::audit::page))
        .route("/mail", page(mail::page))
        .route("/accessibility", public(legal::accessibility))
        .route("/legal", public(legal::notice))
        .route("/contact", public(legal::contact))
}

/// What goes to local actors: the newsletters, with the pages that mails and sites lead to, and the bulletins that centres
/// relay.
fn letters() -> Router<Pages> {
    Router::new()
        .route("/newsletter", page(newsletter::page))
        .route("/newsletter/{id}", page(newsletter::newsletter))
        .route("/newsletter/{id}/settings", page(newsletter::settings))
        .route("/newsletter/{id}/record", page(newsletter::record))
        .route("/newsletter/{id}/subscribers", page(subscriber::list))
        .route("/newsletter/{id}/import", page(subscriber::import))
        .route("/lettre/confirmation", public(subscriber::confirmation))
        .route("/lettre/abonnement", public(subscriber::subscription))
        .route("/lettre/mes-donnees", public(subscriber::own_data))
        .route("/lettre/{slug}", public(subscriber::sign_up))
        .route("/edition/{id}", page(edition::page))
        .route("/lettre/{slug}/archive", public(edition::archive))
        .route("/lettre/{slug}/archive/{number}", public(edition::issue))
        .route("/delivery/sender/{newsletter_id}", page(delivery::sender))
        .route("/delivery/totals/{newsletter_id}", page(delivery::totals))
        .route("/delivery/{edition_id}", page(delivery::page))
        .route("/delivery/{edition_id}/recipients", page(delivery::recipients))
        .route("/bounce", page(bounce::page))
        .route("/bulletin", page(bulletin::page))
        .route("/bulletin/new", page(bulletin::new))
        .route("/bulletin/procedure", page(bulletin::procedure))
        .route("/bulletin/{id}", page(bulletin::one))
        .route("/note/{id}", public(bulletin::public))
        .route("/report", page(report::page))
        .route("/report/{organisation_id}", page(report::one))
}

/// What the field asks, and what is answered; what centres ask the ANRU to support; the texts of the framework.
fn questions() -> Router<Pages> {
    Router::new()
        .route("/question", page(question::page))
        .route("/question/new", page(question::new))
        .route("/question/faq", page(question::faq))
        .route("/question/{id}", page(question::one))
        .route("/support", page(support::page))
        .route("/support/new", page(support::new))
        .route("/support/{id}", page(support::one))
        .route("/framework", page(framework::page))
        .route("/framework/{id}", page(framework::one))
}

/// The space of the overseas network, the fair slot, and the common projects.
fn overseas() -> Router<Pages> {
    Router::new()
        .route("/overseas", page(overseas::page))
        .route("/overseas/work", page(overseas::works))
        .route("/overseas/work/new", page(overseas::new))
        .route("/overseas/work/{id}", page(overseas::work))
        .route("/overseas/news/{centre_id}", page(overseas::news))
        .route("/project", page(project::page))
        .route("/project/new", page(project::new))
        .route("/project/{id}", page(project::one))
        .route("/meeting/slot", page(meeting::slot))
        .route("/meeting/availability", page(meeting::availability))
}

/// A page for people who are signed in.
fn page<F, Fut>(make: F) -> MethodRouter<Pages>
where
    F: Fn(Cx) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result> + Send + 'static,
{
    public(move |cx: Cx| {
        let make = make.clone();
        async move {
            cx.me()?;
            make(cx).await
        }
    })
}

/// A page for anyone.
fn public<F, Fut>(make: F) -> MethodRouter<Pages>
where
    F: Fn(Cx) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result> + Send + 'static,
{
    let make: Make = Arc::new(move |cx| Box::pin(make(cx)));
    get(
        move |State(pages): State<Pages>, params: RawPathParams, request: Request| {
            answer(pages, params, request, make)
        },
    )
}

/// A page function with its type left out, so that one handler serves all.
type Make = Arc<dyn Fn(Cx) -> Pin<Box<dyn Future<Output = Result> + Send>> + Send + Sync>;

async fn answer(pages: Pages, params: RawPathParams, request: Request, make: Make) -> Response {
    let cx = context(pages, &params, request).await;
    let (status, document) = match make(Arc::clone(&cx)).await {
        Ok(page) if cx.form.as_ref().is_some_and(FormState::is_refused) => {
            (StatusCode::UNPROCESSABLE_ENTITY, shell::document(&cx, page))
        }
        Ok(page) => (StatusCode::OK, shell::document(&cx, page)),
        Err(PageError::SignIn) => {
            let next = crate::page::form_encode([("next", cx.page_path().as_str())].into_iter());
            return see_other(&format!("/account/sign-in?{next}"));
        }
        Err(PageError::Redirect(path)) => return see_other(&path),
        Err(PageError::Missing) => (StatusCode::NOT_FOUND, shell::document(&cx, shell::missing())),
        Err(PageError::Refused(status)) => {
            let (code, page) = shell::refused(&cx, &status);
            (code, shell::document(&cx, page))
        }
    };
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        ),
    ];
    (status, headers, document).into_response()
}

async fn context(pages: Pages, params: &RawPathParams, request: Request) -> Cx {
    let (mut parts, _) = request.into_parts();
    let info = parts
        .extensions
        .get::<RequestInfo>()
        .cloned()
        .unwrap_or_else(|| RequestInfo {
            now: chrono::DateTime::UNIX_EPOCH,
            nonce: String::new(),
            request_id: String::new(),
        });
    let uri = parts
        .uri
        .path_and_query()
        .map_or_else(|| "/".to_owned(), ToString::to_string);
    let query = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|query| query.0);
    let form = parts.extensions.remove::<FormState>();
    let shown = parts.extensions.remove::<Shown>();
    let answer = parts.extensions.remove::<Answer>();
    let position = parts
        .extensions
        .get::<Position>()
        .map_or(0, |position| position.0);
    let api = Bound::new(pages.api, parts.extensions);
    let mut account = proto::v1::account_service_client::AccountServiceClient::new(api.clone());
    let me = account
        .get_me(GetMeRequest {})
        .await
        .ok()
        .map(tonic::Response::into_inner);
    let cx = PageContext {
        api,
        shared: pages.shared,
        me,
        form,
        shown,
        answer,
        uri,
        query: query.unwrap_or_default(),
        params: params
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        info,
        position,
        is_form_shown: AtomicBool::new(false),
    };
    learn_year(&cx).await;
    Arc::new(cx)
}

/// The first page that a process serves learns which year the navigation names; the home page says it again.
async fn learn_year(cx: &PageContext) {
    if cx.me.is_none() || cx.has_year() {
        return;
    }
    let Ok(answer) = cx.programme().list_programmes(ListProgrammesRequest {}).await else {
        return;
    };
    cx.keep_year(answer.into_inner().current_year);
}

fn see_other(path: &str) -> Response {
    let location = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

async fn icon() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=86400"),
        ),
    ];
    (headers, ICON).into_response()
}
