//! The overseas network (O1 to O3): a space of the overseas centres, the animator and the DGOM.
//!
//! ```text
//! work   proposed -> running -> finished    with its outcome, for the space or for the whole network
//!            |          |
//!            +----------+-> given up        with the reason
//! ```
//!
//! The animator convenes the points of the network (`meeting`) in concert with the DGOM, and plans how many a year
//! holds. Joint works have an aim, those who take part, and tasks; whoever of the space takes part changes them. Each
//! territory has a thread of news. To anybody else the space does not exist, but for the outcome of a finished work
//! that was published to the whole network: its title, its aim, its outcome and its documents.

mod rules;
mod service;
pub(crate) mod store;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use proto::v1::overseas_service_server::OverseasServiceServer;
use proto::v1::{Function, OverseasMember};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::Result;
use crate::live::Audience;
use crate::network;

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 512 * 1024;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> OverseasServiceServer<service::Service> {
    let service = service::Service(Arc::clone(app));
    OverseasServiceServer::new(service).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// The space.
const PATH: &str = "/overseas";
/// What all its pages follow.
const TOPIC: &str = "overseas";

/// Page of a work.
fn path(id: Uuid) -> String {
    format!("/overseas/work/{id}")
}

/// Page of the news of a territory.
fn news_path(centre_id: Uuid) -> String {
    format!("/overseas/news/{centre_id}")
}

/// What the readers of a work follow.
fn topic(id: Uuid) -> String {
    format!("overseas-work:{id}")
}

/// An organisation of the space.
#[derive(Clone, Debug)]
struct Member {
    id: Uuid,
    name: String,
    zone: Tz,
}

impl Member {
    fn message(&self) -> OverseasMember {
        OverseasMember {
            organisation_id: self.id.to_string(),
            organisation_name: self.name.clone(),
            zone: self.zone.name().to_owned(),
        }
    }
}

/// Who is of the space.
#[derive(Clone, Debug)]
struct Space {
    /// By name; those that left the network too.
    all_centres: Vec<Member>,
    /// Those in the network.
    centre_ids: Vec<Uuid>,
    /// The animator and the DGOM.
    bodies: Vec<Member>,
}

impl Space {
    /// Reads it as it is now.
    async fn read(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Self> {
        let mut centres = network::all_centres(db).await?;
        centres.retain(|centre| centre.is_overseas);
        let today = now.with_timezone(&Tz::Europe__Paris).date_naive();
        let functions = [Function::Animator, Function::OverseasMinistry];
        let bodies = network::with_functions(db, &functions, today).await?;
        let zones = network::zones(db).await?;
        let zone = |id: Uuid| zones.iter().find(|(one, _)| *one == id);
        Ok(Self {
            centre_ids: centres
                .iter()
                .filter(|centre| centre.is_in(now))
                .map(|centre| centre.id)
                .collect(),
            all_centres: centres
                .into_iter()
                .map(|centre| Member {
                    id: centre.id,
                    name: centre.short_name,
                    zone: centre.zone,
                })
                .collect(),
            bodies: bodies
                .into_iter()
                .map(|(id, name)| Member {
                    zone: zone(id).map_or(Tz::Europe__Paris, |(_, zone)| *zone),
                    id,
                    name,
                })
                .collect(),
        })
    }

    /// Its centres that are in the network.
    fn centres(&self) -> impl Iterator<Item = &Member> {
        let is_in = |one: &&Member| self.centre_ids.contains(&one.id);
        self.all_centres.iter().filter(is_in)
    }

    /// Any organisation that is, or was, of the space.
    fn member(&self, id: Uuid) -> Option<&Member> {
        self.all_centres
            .iter()
            .chain(&self.bodies)
            .find(|one| one.id == id)
    }

    /// An organisation that is of it now.
    fn current(&self, id: Uuid) -> Option<&Member> {
        self.centres().chain(&self.bodies).find(|one| one.id == id)
    }

    /// The day that it is for an organisation.
    fn today(&self, id: Uuid, now: DateTime<Utc>) -> NaiveDate {
        let zone = self.member(id).map_or(Tz::Europe__Paris, |one| one.zone);
        now.with_timezone(&zone).date_naive()
    }

    /// All that are of it now.
    fn audience(&self) -> Audience {
        let all = self.centres().chain(&self.bodies);
        Audience::Organisations(all.map(|one| one.id).collect())
    }
}

/// Says whether the caller is of the space: to anybody else it does not exist.
pub(crate) fn has(caller: &Caller) -> bool {
    rules::is_member(caller.function, caller.is_overseas_centre)
}

/// How many points of the network a year plans (O1); `None`: nobody said.
pub(crate) async fn n_planned(db: &impl ConnectionTrait, year: i32) -> Result<Option<usize>> {
    let plan = store::plan(db, year).await?;
    Ok(plan.and_then(|plan| usize::try_from(plan.n_points).ok()))
}

/// What an attachment needs to know of a work.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// May add and remove files now.
    pub(crate) may_edit: bool,
    /// Nothing changes any more.
    pub(crate) is_over: bool,
    /// Words for the log.
    pub(crate) title: String,
    /// Page to open.
    pub(crate) path: String,
    /// What its readers follow.
    pub(crate) topic: String,
    /// Who is told.
    pub(crate) audience: Audience,
}

/// The rights of the caller on the files of a work; `None` when it does not exist for the caller.
pub(crate) async fn access(
    db: &impl ConnectionTrait,
    caller: &Caller,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Access>> {
    let Some(whole) = store::work(db, id).await? else {
        return Ok(None);
    };
    let space = Space::read(db, now).await?;
    let state = whole.row.state();
    let is_inside = has(caller);
    if !is_inside && !rules::is_published(state, whole.row.is_for_network) {
        return Ok(None);
    }
    let is_writer = is_inside && rules::writes(caller.role) && whole.has(caller.organisation_id);
    Ok(Some(Access {
        may_edit: is_writer && rules::is_open(state),
        is_over: is_writer && !rules::is_open(state),
        title: whole.row.title.clone(),
        path: path(id),
        topic: topic(id),
        audience: space.audience(),
    }))
}
