//! The service: each RPC says who calls, then hands over to the file that does it.

mod news;
mod plan;
mod task;
mod view;
mod work;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proto::v1::overseas_service_server::OverseasService;
use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::store::{self, Whole};
use super::{Member, PATH, Space, TOPIC, has, news_path, path, rules, topic};
use crate::app::App;
use crate::auth::Caller;
use crate::db::parse_id;
use crate::error::{Error, Result};
use crate::live::{self, Act};

/// Characters of a title, of a name, at most.
const LINE: usize = 200;
/// Characters of an aim, of an outcome, of a piece of news, at most.
const TEXT: usize = 20_000;

/// See the contract.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<App>);

crate::rpcs::rpcs! {
    OverseasService;
    plan::get_overseas(GetOverseasRequest) -> Overseas;
    plan::set_overseas_plan(SetOverseasPlanRequest) -> Overseas;
    view::list_overseas_works(ListOverseasWorksRequest) -> ListOverseasWorksResponse;
    view::get_overseas_work(OverseasWorkRequest) -> OverseasWork;
    work::create_overseas_work(CreateOverseasWorkRequest) -> OverseasWork;
    work::update_overseas_work(UpdateOverseasWorkRequest) -> OverseasWork;
    work::join_overseas_work(OverseasWorkRequest) -> OverseasWork;
    work::leave_overseas_work(OverseasWorkRequest) -> OverseasWork;
    work::start_overseas_work(OverseasWorkRequest) -> OverseasWork;
    work::save_overseas_outcome(SaveOverseasOutcomeRequest) -> OverseasWork;
    work::end_overseas_work(EndOverseasWorkRequest) -> OverseasWork;
    task::add_overseas_task(AddOverseasTaskRequest) -> OverseasWork;
    task::update_overseas_task(UpdateOverseasTaskRequest) -> OverseasWork;
    task::complete_overseas_task(CompleteOverseasTaskRequest) -> OverseasWork;
    task::delete_overseas_task(OverseasTaskRequest) -> OverseasWork;
    news::list_overseas_news(ListOverseasNewsRequest) -> ListOverseasNewsResponse;
    news::save_overseas_draft(SaveOverseasDraftRequest) -> ListOverseasNewsResponse;
    news::post_overseas_news(PostOverseasNewsRequest) -> ListOverseasNewsResponse;
    news::update_overseas_news(UpdateOverseasNewsRequest) -> ListOverseasNewsResponse;
    news::withdraw_overseas_news(OverseasNewsRequest) -> ListOverseasNewsResponse;
}

/// The space, for a caller who is of it.
async fn inside(db: &impl ConnectionTrait, caller: &Caller, now: DateTime<Utc>) -> Result<Space> {
    if has(caller) {
        Space::read(db, now).await
    } else {
        Err(Error::Missing)
    }
}

/// A work in the space, locked until the commit.
async fn locked(tx: &impl ConnectionTrait, id: &str) -> Result<Whole> {
    store::locked(tx, parse_id(id)?).await?.ok_or(Error::Missing)
}

/// The same, in which the caller's organisation takes part.
async fn own(tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<Whole> {
    let whole = locked(tx, id).await?;
    if whole.has(caller.organisation_id) {
        Ok(whole)
    } else {
        Err(Error::Denied(Reason::NotAllowed))
    }
}

/// Requires a work that is not over.
fn must_be_open(whole: &Whole) -> Result<()> {
    if rules::is_open(whole.row.state()) {
        Ok(())
    } else {
        Err(Error::NotNow(Reason::OverseasWorkState))
    }
}

/// An act on a work, told to the space.
fn act<'a>(space: &Space, whole: &'a Whole, rpc: &'static str, kind: ActivityKind) -> Act<'a> {
    let id = whole.row.id;
    Act {
        audience: space.audience(),
        topic: Some(topic(id)),
        ..Act::told(rpc, kind, &whole.row.title, path(id))
    }
}

/// Log, commit, wake.
async fn finish(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    now: DateTime<Utc>,
    act: Act<'_>,
) -> Result<()> {
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(())
}
