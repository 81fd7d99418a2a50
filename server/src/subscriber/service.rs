//! The tonic service. Each RPC is a function of the file of its theme.

mod import;
mod list;
mod own_data;
mod sign_up;
mod subscription;

use std::sync::Arc;

use proto::v1::subscriber_service_server::{SubscriberService, SubscriberServiceServer};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{self, Client};
use crate::clock::timestamp;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::mail::{self, Mail};
use crate::newsletter::{self, Newsletter};
use crate::subscriber::letter::{Occasion, letter};
use crate::subscriber::links::Links;
use crate::subscriber::store::{self, subscriber::Model};

/// Largest message that is read: an import of 100,000 lines.
const MAX_MESSAGE_BYTES: usize = 16 * 1024 * 1024;
/// Lists or themes that are chosen at most.
const MAX_CHOICES: usize = 64;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> SubscriberServiceServer<Service> {
    SubscriberServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

/// Binds each RPC to its function: those of someone signed in, then those of anyone.
macro_rules! rpcs {
    (signed_in { $($theme:ident::$rpc:ident($request:ty) -> $answer:ty;)* } anyone { $($open:ident::$public:ident($asked:ty) -> $told:ty;)* }) => {
        #[tonic::async_trait]
        impl SubscriberService for Service {
            $(async fn $rpc(&self, request: Request<$request>) -> Result<Response<$answer>, Status> {
                let caller = auth::caller(&request)?;
                Ok(Response::new($theme::$rpc(&self.0, &caller, request.into_inner()).await?))
            })*
            $(async fn $public(&self, request: Request<$asked>) -> Result<Response<$told>, Status> {
                let client = auth::client(&request);
                Ok(Response::new($open::$public(&self.0, &client, request.into_inner()).await?))
            })*
        }
    };
}

rpcs! {
    signed_in {
    list::list_subscribers(ListSubscribersRequest) -> ListSubscribersResponse;
    list::export_subscribers(ExportSubscribersRequest) -> File;
    list::remove_subscriber(RemoveSubscriberRequest) -> Subscriber;
    import::preview_subscriber_import(ImportSubscribersRequest) -> SubscriberImportReport;
    import::apply_subscriber_import(ImportSubscribersRequest) -> SubscriberImportReport;
    }
    anyone {
    sign_up::subscribe(SubscribeRequest) -> Empty;
    sign_up::get_confirmation(SubscriberLink) -> Subscription;
    sign_up::confirm_subscription(SubscriberLink) -> Subscription;
    subscription::get_subscription(SubscriberLink) -> Subscription;
    subscription::change_subscription(ChangeSubscriptionRequest) -> Subscription;
    subscription::unsubscribe(UnsubscribeRequest) -> Subscription;
    own_data::request_own_data(RequestOwnDataRequest) -> Empty;
    own_data::get_own_data(OwnDataLink) -> OwnData;
    own_data::change_own_data(ChangeOwnDataRequest) -> OwnData;
    own_data::erase_own_data(OwnDataLink) -> Empty;
    }
}

/// What somebody says of themselves.
struct Profile {
    actor_kind: i32,
    actor_function: i32,
    territory: String,
    themes: Vec<i32>,
    list_ids: Vec<Uuid>,
    frequency: i32,
}

impl Profile {
    /// Writes it, themes and lists included.
    async fn write(self, tx: &impl ConnectionTrait, row: &mut Model) -> Result<()> {
        row.actor_kind = self.actor_kind;
        row.actor_function = self.actor_function;
        row.territory = self.territory;
        row.frequency = self.frequency;
        store::set_themes(tx, row.id, &self.themes).await?;
        store::set_lists(tx, row.id, &self.list_ids).await
    }
}

/// A value of an enum that may be left out.
fn optional<E: TryFrom<i32>>(violations: &mut Violations, field: &str, value: i32) -> i32 {
    if E::try_from(value).is_err() {
        violations.add(field, Reason::UnknownValue);
    }
    value
}

/// A frequency; left out: this one.
fn frequency(violations: &mut Violations, value: i32, default: i32) -> i32 {
    match optional::<Frequency>(violations, "frequency", value) {
        0 => default,
        value => value,
    }
}

/// A territory that may be left out.
fn territory(violations: &mut Violations, code: &str) -> String {
    if !code.is_empty() && proto::territory::territory(code).is_none() {
        violations.add("territory", Reason::UnknownValue);
    }
    code.to_owned()
}

/// Themes, each once.
fn themes(violations: &mut Violations, values: &[i32]) -> Vec<i32> {
    let mut themes: Vec<i32> = values.to_vec();
    themes.sort_unstable();
    themes.dedup();
    let is_theme = |value: &i32| *value != 0 && Theme::try_from(*value).is_ok();
    if !themes.iter().all(is_theme) {
        violations.add("themes", Reason::UnknownValue);
        themes.clear();
    }
    themes
}

/// Lists of the newsletter, each once.
async fn lists(
    db: &impl ConnectionTrait,
    violations: &mut Violations,
    newsletter_id: Uuid,
    ids: &[String],
) -> Result<Vec<Uuid>> {
    let known = newsletter::lists(db, newsletter_id).await?;
    let mut chosen: Vec<Uuid> = ids
        .iter()
        .take(MAX_CHOICES)
        .filter_map(|id| id.parse().ok())
        .collect();
    chosen.sort_unstable();
    chosen.dedup();
    let is_known = |id: &Uuid| known.iter().any(|(known, _)| known == id);
    if chosen.len() != ids.len() || !chosen.iter().all(is_known) {
        violations.add("list_ids", Reason::NotAList);
    }
    Ok(chosen)
}

/// The newsletter of a subscriber; it never goes away.
async fn newsletter_of(db: &impl ConnectionTrait, row: &Model) -> Result<Newsletter> {
    newsletter::newsletter(db, row.newsletter_id)
        .await?
        .ok_or(Error::Missing)
}

/// Queues a mail to an address.
async fn write_to(
    app: &App,
    tx: &impl ConnectionTrait,
    newsletter: &Newsletter,
    email: &str,
    occasion: Occasion,
    link: &str,
) -> Result<()> {
    let (subject, text) = letter(occasion, newsletter, link);
    let mail = Mail {
        to: email,
        name: "",
        subject: &subject,
        text: &text,
        html: "",
        calendar: "",
    };
    mail::queue(tx, app.clock.now(), mail).await
}

/// The audit line of something that a subscriber did: it names the newsletter, never the person.
async fn note(
    app: &App,
    tx: &impl ConnectionTrait,
    rpc: &'static str,
    newsletter: &Newsletter,
) -> Result<()> {
    live::record(tx, None, app.clock.now(), Act::audit(rpc, &newsletter.name)).await
}

/// A row that a link names, locked until the commit, when its signature is good.
async fn linked(
    tx: &impl ConnectionTrait,
    id: &str,
    is_good: impl FnOnce(&Links, Uuid) -> bool,
) -> Result<Model> {
    let id = crate::db::parse_id(id)?;
    let links = Links::known(tx).await?.ok_or(Error::Missing)?;
    if !is_good(&links, id) {
        return Err(Error::Missing);
    }
    store::locked(tx, id).await?.ok_or(Error::Missing)
}

/// What a mail that may be forwarded shows.
async fn subscription(db: &impl ConnectionTrait, row: &Model) -> Result<Subscription> {
    let newsletter = newsletter_of(db, row).await?;
    let lists = store::lists_of(db, &[row.id]).await?.remove(&row.id);
    Ok(Subscription {
        newsletter: Some(newsletter::page(db, newsletter).await?),
        state: row.state,
        list_ids: lists.unwrap_or_default().iter().map(Uuid::to_string).collect(),
        ended_words: row.ended_words.clone(),
        frequency: row.frequency,
        is_renewal: is_renewal(row),
    })
}

/// Says whether the address was asked whether to go on, and has not answered yet.
fn is_renewal(row: &Model) -> bool {
    row.state() == SubscriberState::Active && row.renewal_asked_at.is_some()
}

/// Subscribers with their lists and themes.
async fn messages(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Subscriber>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut lists = store::lists_of(db, &ids).await?;
    let mut themes = store::themes_of(db, &ids).await?;
    let message = |row: Model| Subscriber {
        id: row.id.to_string(),
        email: row.email.unwrap_or_default(),
        state: row.state,
        actor_kind: row.actor_kind,
        actor_function: row.actor_function,
        territory: row.territory,
        themes: themes.remove(&row.id).unwrap_or_default(),
        list_ids: lists
            .remove(&row.id)
            .unwrap_or_default()
            .iter()
            .map(Uuid::to_string)
            .collect(),
        source: row.source,
        asked_at: Some(timestamp(row.asked_at)),
        confirmed_at: row.confirmed_at.map(timestamp),
        ended_at: row.ended_at.map(timestamp),
        ended_words: row.ended_words,
        frequency: row.frequency,
        version: row.version,
    };
    Ok(rows.into_iter().map(message).collect())
}

/// Where the one who asks comes from, for the evidence.
fn from(client: &Client) -> String {
    client.address.clone()
}
