//! The harness: a whole platform with a database of its own, a clock that the test moves, and people.
//!
//! ```text
//! #[tokio::test]
//! async fn a_director_engages_the_centre() {
//!     let world = World::new().await;
//!     let animator = world.animator().await;
//!     let streams = scenario::running_programme(&animator, 3).await; // 2027, calls open
//!     let centre = world.centre("Rives de Loire").await; // director, team, id
//!     let engage = EngageRequest { work_stream_id: streams[0].id.clone(), ..Default::default() };
//!     centre.director.programme().engage(engage.clone()).await.unwrap();
//!     let refused = centre.director.programme().engage(engage).await.unwrap_err();
//!     assert_eq!(reason(&refused), Reason::AlreadyEngaged);
//!     world.clock().advance(TimeDelta::days(60));
//!     world.run_jobs().await; // calls close, mails leave…
//!     assert_eq!(world.mails().await.len(), 0);
//!     let page = centre.director.get("/programme/2027").await; // SSR, with the session's cookie
//!     assert_eq!(page.status, 200);
//! }
//! ```
//!
//! Every call goes through the whole router: session, rights, codec. Nothing here is a double except the
//! clock, the mail transport (a folder) and, without `TEST_REDIS_URL`, the bus.

mod actor;
mod ending;
mod place;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use chrono::{DateTime, TimeZone as _, Utc};
use proto::v1::list_demonstration_mails_response::Mail;
use proto::v1::{
    EnterAsRequest, Function, GetMeRequest, GetOrganisationRequest, ListDemonstrationMailsRequest,
    ListDemonstrationPeopleRequest, ListOrganisationsRequest, Me, Organisation, Position, Reason, Role,
};
use server::app::App;
use server::clock::Clock;
use server::config::{Config, LogFormat};
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic_types::StatusExt as _;

pub use actor::{Actor, Door, Page};
use ending::Mails;
use place::Place;

/// The instant at which each world begins: Monday 15 March 2027, 10:00 in Paris.
pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 3, 15, 9, 0, 0).unwrap()
}

/// A platform of one test. It holds the network of the demonstration, and no programme.
#[derive(Debug)]
pub struct World {
    /// The application itself.
    pub app: Arc<App>,
    router: Router,
    shutdown: CancellationToken,
    mails: Mails,
    place: Place,
}

/// A centre with two of its people.
#[derive(Clone, Debug)]
pub struct Centre {
    /// Identifier of the organisation.
    pub id: String,
    /// Everything about it, as the animator sees it.
    pub organisation: Organisation,
    /// Its director.
    pub director: Actor,
    /// A member of its team.
    pub team: Actor,
}

impl World {
    /// A platform of its own.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let place = Place::new().await;
        let mut config = config(&place.folder);
        config.database_url.clone_from(&place.database_url);
        config.redis_url.clone_from(&place.redis_url);
        change(&mut config);
        let app = App::new(config, Clock::fixed(start())).await.unwrap();
        let shutdown = CancellationToken::new();
        app.live.start(&app, &shutdown);
        let router = server::http::router(&app);
        Self {
            app,
            router,
            shutdown,
            mails: Mails::default(),
            place,
        }
    }

    /// A second process on the same database and bus, with a clock of its own.
    pub async fn replica(&self) -> Arc<App> {
        let app = App::new(self.app.config.clone(), Clock::fixed(self.app.clock.now()))
            .await
            .unwrap();
        app.live.start(&app, &self.shutdown);
        app
    }

    /// The clock, to be moved.
    pub fn clock(&self) -> &Clock {
        &self.app.clock
    }

    /// The folder of this world.
    pub fn folder(&self) -> &Path {
        &self.place.folder
    }

    /// Everything that answers, without a socket.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Does what the background does, until nothing is left.
    pub async fn run_jobs(&self) -> usize {
        let mut n_done = 0;
        for _ in 0..100 {
            match self.app.run_jobs().await.unwrap() {
                0 => return n_done,
                n => n_done += n,
            }
        }
        panic!("the background work never comes to an end");
    }

    /// The mails that were written so far, oldest first, sent or not.
    pub async fn mails(&self) -> Vec<Mail> {
        let answer = self
            .anonymous()
            .account()
            .list_demonstration_mails(ListDemonstrationMailsRequest {})
            .await
            .unwrap();
        let mut mails = answer.into_inner().mails;
        mails.reverse();
        mails
    }

    /// Serves on a real port until the world ends.
    pub async fn serve(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(server::http::serve(
            self.router(),
            listener,
            self.shutdown.clone(),
        ));
        address
    }

    /// Ends what runs: streams, servers.
    pub fn shut_down(&self) {
        self.shutdown.cancel();
    }

    /// Nobody: not signed in.
    pub fn anonymous(&self) -> Actor {
        Actor {
            me: Me::default(),
            door: Door {
                router: self.router.clone(),
                secret: None,
                address: ([127, 0, 0, 1], 50_000).into(),
            },
        }
    }

    /// A machine with an API token.
    pub fn machine(&self, secret: &str) -> Actor {
        Actor {
            me: Me::default(),
            door: self.anonymous().door.with_secret(Some(secret)),
        }
    }

    /// Signs a person in.
    pub async fn enter_as(&self, person_id: &str) -> Actor {
        let request = EnterAsRequest {
            person_id: person_id.to_owned(),
        };
        let session = self.anonymous().account().enter_as(request).await.unwrap();
        self.with_session(&session.into_inner().session).await
    }

    /// Somebody who has a session already.
    pub async fn with_session(&self, secret: &str) -> Actor {
        let door = self.anonymous().door.with_secret(Some(secret));
        let mut actor = Actor {
            me: Me::default(),
            door,
        };
        actor.me = actor
            .account()
            .get_me(GetMeRequest {})
            .await
            .unwrap()
            .into_inner();
        actor
    }

    /// One person of a role, signed in.
    pub async fn actor(&self, role: Role) -> Actor {
        let people = self
            .anonymous()
            .account()
            .list_demonstration_people(ListDemonstrationPeopleRequest {})
            .await
            .unwrap()
            .into_inner()
            .people;
        let person = people.iter().find(|person| person.role() == role);
        let person = person.unwrap_or_else(|| panic!("the demonstration has nobody as {role:?}"));
        self.enter_as(&person.person_id).await
    }

    /// The animator of the network.
    pub async fn animator(&self) -> Actor {
        self.actor(Role::Animator).await
    }

    /// An agent of the ANRU.
    pub async fn anru(&self) -> Actor {
        self.actor(Role::UrbanRenewalAgency).await
    }

    /// An agent of the DGOM.
    pub async fn dgom(&self) -> Actor {
        self.actor(Role::OverseasMinistry).await
    }

    /// An agent of a national partner.
    pub async fn partner(&self) -> Actor {
        self.actor(Role::NationalPartner).await
    }

    /// An agent of an association of elected officials.
    pub async fn elected(&self) -> Actor {
        self.actor(Role::ElectedAssociation).await
    }

    /// An agent of a State service.
    pub async fn state(&self) -> Actor {
        self.actor(Role::StateCorrespondent).await
    }

    /// A president of a centre.
    pub async fn president(&self) -> Actor {
        self.actor(Role::President).await
    }

    /// One actor for each role, in the order of the roles.
    pub async fn everyone(&self) -> Vec<Actor> {
        let mut actors = Vec::new();
        for number in 1..=9 {
            actors.push(self.actor(Role::try_from(number).unwrap()).await);
        }
        actors
    }

    /// `N` centres of which none of these actors is.
    pub async fn other_centres<const N: usize>(&self, actors: &[Actor]) -> [Centre; N] {
        let animator = self.animator().await;
        let mut centres = Vec::new();
        for organisation in organisations(&animator).await {
            let is_strange = actors
                .iter()
                .all(|actor| actor.me.organisation_id != organisation.id);
            if centres.len() < N && is_strange && organisation.function() == Function::Centre {
                centres.push(self.centre(&organisation.short_name).await);
            }
        }
        centres.try_into().unwrap()
    }

    /// A centre by its short name, with its director and a member of its team signed in.
    pub async fn centre(&self, short_name: &str) -> Centre {
        let animator = self.animator().await;
        let all = organisations(&animator).await;
        let names: Vec<&str> = all.iter().map(|o| o.short_name.as_str()).collect();
        let found = all.iter().find(|o| o.short_name == short_name);
        let id = found
            .unwrap_or_else(|| panic!("no {short_name} among {names:?}"))
            .id
            .clone();
        let request = GetOrganisationRequest { id: id.clone() };
        let organisation = animator
            .network()
            .get_organisation(request)
            .await
            .unwrap()
            .into_inner();
        let person = |position| {
            let member = organisation
                .team
                .iter()
                .find(|member| member.position() == position);
            let member = member.unwrap_or_else(|| panic!("{short_name} has nobody as {position:?}"));
            member.person_id.clone()
        };
        Centre {
            director: self.enter_as(&person(Position::Director)).await,
            team: self.enter_as(&person(Position::Team)).await,
            id,
            organisation,
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.shutdown.cancel();
        if !std::thread::panicking() {
            let faults = self.faults();
            assert!(faults.is_empty(), "{}", faults.join("\n"));
        }
    }
}

async fn organisations(animator: &Actor) -> Vec<Organisation> {
    let request = ListOrganisationsRequest::default();
    let all = animator.network().list_organisations(request).await.unwrap();
    all.into_inner().organisations
}

/// The settings of a test: the demonstration's doors open, everything in one folder.
fn config(folder: &Path) -> Config {
    Config {
        database_url: None,
        redis_url: None,
        smtp_url: None,
        // Nobody is there: no test asks the machine's.
        dns_server: Some("127.0.0.1:9".parse().unwrap()),
        delivery_relays: Vec::new(),
        delivery_connections: 2,
        delivery_rate: 0,
        delivery_domain_rate: 0,
        bounce_address: None,
        bounce_maildir: None,
        bounce_webhook_secret: None,
        mail_from: "Passerelle <ne-pas-repondre@passerelle.example>".to_owned(),
        public_url: "http://127.0.0.1:8080".to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        metrics_listen: None,
        data_dir: folder.to_owned(),
        site_dir: site_dir().unwrap_or_else(|| folder.join("site")),
        database_connections: 4,
        trusted_proxies: 0,
        demonstration: true,
        reflection: false,
        log_format: LogFormat::Text,
        log_level: "warn".to_owned(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the test run says where the bundle is")]
fn site_dir() -> Option<std::path::PathBuf> {
    std::env::var("PASSERELLE_SITE_DIR").ok().map(Into::into)
}

/// Why a call was refused.
pub fn reason(status: &Status) -> Reason {
    let details = status.get_error_details();
    let name = details.error_info().map(|info| info.reason.clone());
    let name = name.unwrap_or_else(|| panic!("no reason in {status:?}"));
    Reason::from_str_name(&name).unwrap_or_else(|| panic!("{name} is not a reason of the contract"))
}

/// The fields that were refused, and why.
pub fn violations(status: &Status) -> Vec<(String, Reason)> {
    let details = status.get_error_details();
    let Some(bad) = details.bad_request() else {
        return Vec::new();
    };
    let one = |v: &tonic_types::FieldViolation| {
        (
            v.field.clone(),
            Reason::from_str_name(&v.description).unwrap_or_default(),
        )
    };
    bad.field_violations.iter().map(one).collect()
}
