//! The gRPC service of newsletters.

mod logo;
mod record;
mod settings;

use std::collections::BTreeMap;
use std::sync::Arc;

use proto::v1::newsletter_service_server::{NewsletterService, NewsletterServiceServer};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use self::logo::{delete_newsletter_logo, set_newsletter_logo};
use self::record::{export_processing_record, get_processing_record};
use self::settings::{parse, settings};
use super::store::{self, newsletter::Model};
use super::{Access, Logo, access, is_manager, rules};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::db::{self, OnUnique as _, parse_id};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act, Audience};
use crate::{network, subscriber};

/// Characters of a name, an address, a contact.
const LINE: usize = 200;
/// Characters of a description, a legal ground, a postal address, a footer.
const TEXT: usize = 1000;
/// Lists of a newsletter at most.
const LISTS: usize = 30;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> NewsletterServiceServer<Service> {
    NewsletterServiceServer::new(Service(Arc::clone(app)))
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

macro_rules! rpcs {
    ($($rpc:ident($request:ty) -> $answer:ty;)*) => {
        #[tonic::async_trait]
        impl NewsletterService for Service {
            $(async fn $rpc(&self, request: Request<$request>) -> Result<Response<$answer>, Status> {
                let caller = auth::caller(&request)?;
                Ok(Response::new($rpc(&self.0, &caller, request.into_inner()).await?))
            })*
            async fn get_newsletter_page(
                &self,
                request: Request<NewsletterPageRequest>,
            ) -> Result<Response<NewsletterPage>, Status> {
                let db = self.0.db.read();
                let found = super::by_slug(db, &request.into_inner().slug).await?;
                Ok(Response::new(super::page(db, found.ok_or(Error::Missing)?).await?))
            }

            async fn get_newsletter_logo(
                &self,
                request: Request<NewsletterPageRequest>,
            ) -> Result<Response<File>, Status> {
                Ok(Response::new(logo::get(&self.0, &request.into_inner().slug).await?))
            }
        }
    };
}

rpcs! {
    list_newsletters(ListNewslettersRequest) -> ListNewslettersResponse;
    list_newsletter_totals(ListNewsletterTotalsRequest) -> ListNewsletterTotalsResponse;
    get_newsletter(NewsletterRequest) -> Newsletter;
    create_newsletter(NewsletterSettings) -> Newsletter;
    update_newsletter(NewsletterSettings) -> Newsletter;
    add_newsletter_list(AddNewsletterListRequest) -> Newsletter;
    delete_newsletter_list(NewsletterListRequest) -> Newsletter;
    set_newsletter_right(SetNewsletterRightRequest) -> Newsletter;
    set_newsletter_logo(SetNewsletterLogoRequest) -> Newsletter;
    delete_newsletter_logo(NewsletterRequest) -> Newsletter;
    get_processing_record(NewsletterRequest) -> ProcessingRecord;
    export_processing_record(NewsletterRequest) -> File;
}

async fn list_newsletters(
    app: &App,
    caller: &Caller,
    _: ListNewslettersRequest,
) -> Result<ListNewslettersResponse> {
    let db = app.db.read();
    let own = super::own(db, caller).await?;
    let mut newsletters = Vec::with_capacity(own.len());
    for (row, access) in own {
        newsletters.push(message(app, row, &access).await?);
    }
    Ok(ListNewslettersResponse {
        newsletters,
        may_create: is_manager(caller.role),
    })
}

async fn list_newsletter_totals(
    app: &App,
    _: &Caller,
    _: ListNewsletterTotalsRequest,
) -> Result<ListNewsletterTotalsResponse> {
    let db = app.db.read();
    let names: BTreeMap<Uuid, String> = network::names(db).await?.into_iter().collect();
    let totals = subscriber::totals(db).await?;
    let rows = store::newsletters(db, None).await?.into_iter();
    let total = |row: Model| {
        let n = totals.get(&row.id).copied().unwrap_or_default();
        list_newsletter_totals_response::Total {
            organisation_name: names.get(&row.organisation_id).cloned().unwrap_or_default(),
            newsletter_id: row.id.to_string(),
            name: row.name,
            slug: row.slug,
            n_active: n.n_active,
            n_left: n.n_left,
        }
    };
    Ok(ListNewsletterTotalsResponse {
        totals: rows.map(total).collect(),
    })
}

async fn get_newsletter(app: &App, caller: &Caller, request: NewsletterRequest) -> Result<Newsletter> {
    answer(app, caller, parse_id(&request.id)?).await
}

async fn create_newsletter(app: &App, caller: &Caller, request: NewsletterSettings) -> Result<Newsletter> {
    let mut violations = Violations::new();
    let mut row = parse(&request, &mut violations);
    if !rules::is_slug(&row.slug) {
        violations.add("slug", Reason::NotASlug);
    }
    violations.finish()?;
    let now = app.clock.now();
    (row.id, row.organisation_id, row.created_at) = (db::id(), caller.organisation_id, now);
    let tx = app.db.begin().await?;
    store::insert(&tx, row.clone())
        .await
        .on_unique(Reason::SlugTaken)?;
    let told = act("CreateNewsletter", ActivityKind::NewsletterCreated, &row);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, row.id).await
}

async fn update_newsletter(app: &App, caller: &Caller, request: NewsletterSettings) -> Result<Newsletter> {
    let id = parse_id(&request.id)?;
    let mut violations = Violations::new();
    let new = parse(&request, &mut violations);
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = managed(&tx, caller, id).await?;
    violations.finish()?;
    if request.version != row.version {
        return Err(Error::Changed);
    }
    let row = Model {
        id,
        organisation_id: row.organisation_id,
        slug: row.slug,
        created_at: row.created_at,
        version: row.version,
        ..new
    };
    store::save(&tx, row.clone()).await?;
    let told = act("UpdateNewsletter", ActivityKind::NewsletterChanged, &row);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, id).await
}

async fn add_newsletter_list(
    app: &App,
    caller: &Caller,
    request: AddNewsletterListRequest,
) -> Result<Newsletter> {
    let id = parse_id(&request.newsletter_id)?;
    let mut violations = Violations::new();
    let name = violations.text("name", &request.name, LINE);
    let description = violations.optional_text("description", &request.description, TEXT);
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = managed(&tx, caller, id).await?;
    let lists = store::lists(&tx, id).await?;
    if lists.iter().any(|list| list.name == name) {
        violations.add("name", Reason::NameTaken);
    }
    if lists.len() >= LISTS {
        violations.add("name", Reason::TooMany);
    }
    violations.finish()?;
    let list = store::list::Model {
        id: db::id(),
        newsletter_id: id,
        name,
        description,
    };
    store::insert_list(&tx, list).await?;
    let told = act("AddNewsletterList", ActivityKind::NewsletterChanged, &row);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, id).await
}

async fn delete_newsletter_list(
    app: &App,
    caller: &Caller,
    request: NewsletterListRequest,
) -> Result<Newsletter> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let list = store::list(&tx, parse_id(&request.id)?)
        .await?
        .ok_or(Error::Missing)?;
    let row = managed(&tx, caller, list.newsletter_id).await?;
    store::delete_list(&tx, list.id).await?;
    subscriber::forget_list(&tx, list.id).await?;
    let told = act("DeleteNewsletterList", ActivityKind::NewsletterChanged, &row);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, row.id).await
}

async fn set_newsletter_right(
    app: &App,
    caller: &Caller,
    request: SetNewsletterRightRequest,
) -> Result<Newsletter> {
    let id = parse_id(&request.newsletter_id)?;
    let mut violations = Violations::new();
    let person_id = violations.id("person_id", &request.person_id);
    let right: NewsletterRight = violations.choice("right", request.right);
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = managed(&tx, caller, id).await?;
    violations.finish()?;
    let team = team(&tx, caller, app).await?;
    let name = team.get(&person_id).cloned().ok_or(Error::Missing)?;
    let may_send = match right {
        NewsletterRight::Send => Some(true),
        NewsletterRight::Write => Some(false),
        NewsletterRight::Read | NewsletterRight::Unspecified => None,
    };
    store::set_right(&tx, id, person_id, may_send).await?;
    let object = format!("{}, {name}", row.name);
    let told = Act {
        object: &object,
        ..act("SetNewsletterRight", ActivityKind::NewsletterRightSet, &row)
    };
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, id).await
}

/// A newsletter that the caller manages, locked until the commit.
async fn managed(tx: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Model> {
    let row = store::locked(tx, id).await?.ok_or(Error::Missing)?;
    access(tx, caller, id).await?.must_manage()?;
    Ok(row)
}

/// The people of the caller's organisation to whom rights may be given.
async fn team(db: &impl ConnectionTrait, caller: &Caller, app: &App) -> Result<BTreeMap<Uuid, String>> {
    let people = network::people(db, app.clock.today(caller.zone)).await?;
    // Who manages the newsletter writes and sends without being told so.
    let manages =
        |person: &network::Recipient| is_manager(auth::role(person.function, person.position, false));
    Ok(people
        .into_iter()
        .filter(|person| caller.is_of(person.organisation_id) && !manages(person))
        .map(|person| (person.person_id, person.name))
        .collect())
}

async fn answer(app: &App, caller: &Caller, id: Uuid) -> Result<Newsletter> {
    let db = app.db.read();
    let access = access(db, caller, id).await?;
    let row = store::newsletter(db, id).await?.ok_or(Error::Missing)?;
    let mut newsletter = message(app, row, &access).await?;
    if access.may_manage {
        let rights: BTreeMap<Uuid, bool> = store::rights(db, id).await?.into_iter().collect();
        let member = |(person_id, name): (Uuid, String)| newsletter::Member {
            right: match rights.get(&person_id) {
                Some(true) => NewsletterRight::Send,
                Some(false) => NewsletterRight::Write,
                None => NewsletterRight::Read,
            } as i32,
            person_id: person_id.to_string(),
            name,
        };
        newsletter.rights = team(db, caller, app).await?.into_iter().map(member).collect();
        newsletter.rights.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Ok(newsletter)
}

async fn message(app: &App, row: Model, access: &Access) -> Result<Newsletter> {
    let db = app.db.read();
    let n = subscriber::totals_of(db, row.id).await?;
    let by_list = subscriber::by_list(db, row.id).await?;
    let lists = store::lists(db, row.id)
        .await?
        .into_iter()
        .map(|one| NewsletterList {
            n_active: by_list.get(&one.id).copied().unwrap_or_default(),
            ..list(one)
        });
    Ok(Newsletter {
        organisation_id: row.organisation_id.to_string(),
        organisation_name: access.newsletter.organisation_name.clone(),
        lists: lists.collect(),
        rights: Vec::new(),
        may_write: access.may_write,
        may_send: access.may_send,
        may_manage: access.may_manage,
        n_active: n.n_active,
        n_pending: n.n_pending,
        public_url: format!("{}{}", app.config.public_url, super::public_path(&row.slug)),
        logo: access.newsletter.logo.clone().map(Logo::message),
        settings: Some(settings(row)),
    })
}

pub(super) fn list(row: store::list::Model) -> NewsletterList {
    NewsletterList {
        id: row.id.to_string(),
        name: row.name,
        description: row.description,
        n_active: 0,
    }
}

fn act<'a>(rpc: &'static str, kind: ActivityKind, row: &'a Model) -> Act<'a> {
    Act {
        organisation_id: Some(row.organisation_id),
        audience: Audience::organisation(row.organisation_id),
        topic: Some(format!("newsletter:{}", row.id)),
        ..Act::told(rpc, kind, &row.name, super::ACTS_PATH.to_owned())
    }
}
