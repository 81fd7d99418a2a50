//! People and machines that act on a world: each has the generated clients, and a browser of its own.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::routing::future::RouteFuture;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION};
use http::{HeaderValue, Request, StatusCode};
use http_body_util::BodyExt as _;
use proto::v1::account_service_client::AccountServiceClient;
use proto::v1::attachment_service_client::AttachmentServiceClient;
use proto::v1::bounce_service_client::BounceServiceClient;
use proto::v1::bulletin_service_client::BulletinServiceClient;
use proto::v1::contribution_service_client::ContributionServiceClient;
use proto::v1::convocation_service_client::ConvocationServiceClient;
use proto::v1::decision_service_client::DecisionServiceClient;
use proto::v1::delivery_service_client::DeliveryServiceClient;
use proto::v1::edition_service_client::EditionServiceClient;
use proto::v1::framework_service_client::FrameworkServiceClient;
use proto::v1::home_service_client::HomeServiceClient;
use proto::v1::live_service_client::LiveServiceClient;
use proto::v1::mail_service_client::MailServiceClient;
use proto::v1::meeting_service_client::MeetingServiceClient;
use proto::v1::minutes_service_client::MinutesServiceClient;
use proto::v1::network_service_client::NetworkServiceClient;
use proto::v1::newsletter_service_client::NewsletterServiceClient;
use proto::v1::obligation_service_client::ObligationServiceClient;
use proto::v1::overseas_service_client::OverseasServiceClient;
use proto::v1::poll_service_client::PollServiceClient;
use proto::v1::production_service_client::ProductionServiceClient;
use proto::v1::programme_service_client::ProgrammeServiceClient;
use proto::v1::project_service_client::ProjectServiceClient;
use proto::v1::question_service_client::QuestionServiceClient;
use proto::v1::registration_service_client::RegistrationServiceClient;
use proto::v1::report_service_client::ReportServiceClient;
use proto::v1::round_service_client::RoundServiceClient;
use proto::v1::session_service_client::SessionServiceClient;
use proto::v1::solicitation_service_client::SolicitationServiceClient;
use proto::v1::subscriber_service_client::SubscriberServiceClient;
use proto::v1::support_service_client::SupportServiceClient;
use proto::v1::{Me, Role};
use server::app::App;
use tower::{Service, ServiceExt as _};

/// Somebody: signed in, or not ([`super::World::anonymous`]), or a machine with a token.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who that is; empty for nobody and for a machine.
    pub me: Me,
    /// The way in, for what the methods below do not offer.
    pub door: Door,
}

impl Actor {
    /// The role, `Unspecified` for nobody.
    pub fn role(&self) -> Role {
        self.me.role()
    }

    /// The same person, with the same session, at another process.
    #[must_use]
    pub fn on(&self, app: &Arc<App>) -> Self {
        let router = server::http::router(app);
        let door = Door {
            router,
            ..self.door.clone()
        };
        Self {
            me: self.me.clone(),
            door,
        }
    }

    /// Network: organisations, people.
    pub fn network(&self) -> NetworkServiceClient<Door> {
        NetworkServiceClient::new(self.door.clone())
    }

    /// Account: sign-in, sessions, tokens, audit.
    pub fn account(&self) -> AccountServiceClient<Door> {
        AccountServiceClient::new(self.door.clone())
    }

    /// Programme: work streams, calls, engagements.
    pub fn programme(&self) -> ProgrammeServiceClient<Door> {
        ProgrammeServiceClient::new(self.door.clone())
    }

    /// Meetings and their agendas.
    pub fn meeting(&self) -> MeetingServiceClient<Door> {
        MeetingServiceClient::new(self.door.clone())
    }

    /// Minutes of meetings.
    pub fn minutes(&self) -> MinutesServiceClient<Door> {
        MinutesServiceClient::new(self.door.clone())
    }

    /// Who is convened, answers, calendars.
    pub fn convocation(&self) -> ConvocationServiceClient<Door> {
        ConvocationServiceClient::new(self.door.clone())
    }

    /// Bulletins: procedures, what centres do with them.
    pub fn bulletin(&self) -> BulletinServiceClient<Door> {
        BulletinServiceClient::new(self.door.clone())
    }

    /// The activity of the centres.
    pub fn report(&self) -> ReportServiceClient<Door> {
        ReportServiceClient::new(self.door.clone())
    }

    /// Newsletters.
    pub fn newsletter(&self) -> NewsletterServiceClient<Door> {
        NewsletterServiceClient::new(self.door.clone())
    }

    /// Subscribers of newsletters.
    pub fn subscriber(&self) -> SubscriberServiceClient<Door> {
        SubscriberServiceClient::new(self.door.clone())
    }

    /// Registration for a day.
    pub fn registration(&self) -> RegistrationServiceClient<Door> {
        RegistrationServiceClient::new(self.door.clone())
    }

    /// Running sessions, attendance, notes, actions.
    pub fn session(&self) -> SessionServiceClient<Door> {
        SessionServiceClient::new(self.door.clone())
    }

    /// Date polls.
    pub fn poll(&self) -> PollServiceClient<Door> {
        PollServiceClient::new(self.door.clone())
    }

    /// What the centres say before a meeting.
    pub fn round(&self) -> RoundServiceClient<Door> {
        RoundServiceClient::new(self.door.clone())
    }

    /// The sending of editions.
    pub fn delivery(&self) -> DeliveryServiceClient<Door> {
        DeliveryServiceClient::new(self.door.clone())
    }

    /// Decisions, votes, rules of procedure.
    pub fn decision(&self) -> DecisionServiceClient<Door> {
        DecisionServiceClient::new(self.door.clone())
    }

    /// Contributions.
    pub fn contribution(&self) -> ContributionServiceClient<Door> {
        ContributionServiceClient::new(self.door.clone())
    }

    /// Obligations, and what a centre took part in.
    pub fn obligation(&self) -> ObligationServiceClient<Door> {
        ObligationServiceClient::new(self.door.clone())
    }

    /// The framework's texts.
    pub fn framework(&self) -> FrameworkServiceClient<Door> {
        FrameworkServiceClient::new(self.door.clone())
    }

    /// The common projects of the animator and the ANRU.
    pub fn project(&self) -> ProjectServiceClient<Door> {
        ProjectServiceClient::new(self.door.clone())
    }

    /// The space of the overseas network.
    pub fn overseas(&self) -> OverseasServiceClient<Door> {
        OverseasServiceClient::new(self.door.clone())
    }

    /// Productions outside calls.
    pub fn production(&self) -> ProductionServiceClient<Door> {
        ProductionServiceClient::new(self.door.clone())
    }

    /// What centres ask the ANRU to support.
    pub fn support(&self) -> SupportServiceClient<Door> {
        SupportServiceClient::new(self.door.clone())
    }

    /// Questions of the field.
    pub fn question(&self) -> QuestionServiceClient<Door> {
        QuestionServiceClient::new(self.door.clone())
    }

    /// Requests for expertise.
    pub fn solicitation(&self) -> SolicitationServiceClient<Door> {
        SolicitationServiceClient::new(self.door.clone())
    }

    /// Editions of newsletters.
    pub fn edition(&self) -> EditionServiceClient<Door> {
        EditionServiceClient::new(self.door.clone())
    }

    /// What came back of the editions.
    pub fn bounce(&self) -> BounceServiceClient<Door> {
        BounceServiceClient::new(self.door.clone())
    }

    /// Attachments.
    pub fn attachment(&self) -> AttachmentServiceClient<Door> {
        AttachmentServiceClient::new(self.door.clone())
    }

    /// The first page.
    pub fn home(&self) -> HomeServiceClient<Door> {
        HomeServiceClient::new(self.door.clone())
    }

    /// The outbox.
    pub fn mail(&self) -> MailServiceClient<Door> {
        MailServiceClient::new(self.door.clone())
    }

    /// The log, and its watching.
    pub fn live(&self) -> LiveServiceClient<Door> {
        LiveServiceClient::new(self.door.clone())
    }

    /// Opens a page, as a browser with the session's cookie does.
    pub async fn get(&self, path: &str) -> Page {
        self.browse(Request::get(path), Bytes::new()).await
    }

    /// Sends a form of a page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.post_body(path, "application/x-www-form-urlencoded", body)
            .await
    }

    /// Sends a form of another media type.
    pub async fn post_body(&self, path: &str, content_type: &str, body: impl Into<Bytes>) -> Page {
        let request = Request::post(path)
            .header(CONTENT_TYPE, content_type)
            .header("sec-fetch-site", "same-origin");
        self.browse(request, body.into()).await
    }

    /// Sends a form that a program or a page of another site holds.
    pub async fn post_from_elsewhere(&self, path: &str, body: &str) -> Page {
        let request = Request::post(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site");
        self.browse(request, body.to_owned().into()).await
    }

    async fn browse(&self, request: http::request::Builder, body: Bytes) -> Page {
        let mut request = request.body(axum::body::Body::from(body)).unwrap();
        if let Some(secret) = &self.door.secret {
            let cookie = format!("{}={secret}", server::auth::COOKIE_NAME);
            request.headers_mut().insert(COOKIE, cookie.parse().unwrap());
        }
        request.extensions_mut().insert(self.door.peer());
        let response = self.door.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let content = body.collect().await.unwrap().to_bytes();
        Page {
            status: parts.status,
            location: parts
                .headers
                .get(LOCATION)
                .map(|value| value.to_str().unwrap().to_owned()),
            headers: parts.headers,
            text: String::from_utf8_lossy(&content).into_owned(),
            content,
        }
    }
}

/// What a browser got.
#[derive(Clone, Debug)]
pub struct Page {
    /// 200, 303, 404, 422…
    pub status: StatusCode,
    /// All of them.
    pub headers: http::HeaderMap,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The content as text.
    pub text: String,
    /// The content as it came.
    pub content: Bytes,
}

/// The way into the platform without a socket: the whole router, with a bearer.
#[derive(Clone, Debug)]
pub struct Door {
    pub(super) router: Router,
    pub(super) secret: Option<String>,
    pub(super) address: SocketAddr,
}

impl Door {
    /// The same way in with another secret (or none).
    #[must_use]
    pub fn with_secret(&self, secret: Option<&str>) -> Self {
        Self {
            secret: secret.map(str::to_owned),
            ..self.clone()
        }
    }

    /// The same way in from another address.
    #[must_use]
    pub fn from_address(&self, address: SocketAddr) -> Self {
        Self {
            address,
            ..self.clone()
        }
    }

    /// The session's secret, or the token.
    pub fn secret(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    fn peer(&self) -> server::http::Peer {
        server::http::Peer(self.address)
    }
}

impl Service<Request<tonic::body::Body>> for Door {
    type Response = http::Response<axum::body::Body>;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<tonic::body::Body>) -> Self::Future {
        request.extensions_mut().insert(self.peer());
        if let Some(secret) = &self.secret {
            let bearer = HeaderValue::from_str(&format!("Bearer {secret}")).unwrap();
            request.headers_mut().insert(AUTHORIZATION, bearer);
        }
        self.router.call(request)
    }
}
