//! The service: each RPC says who calls, then hands over to the file that does it.

mod signatory;
mod version;
mod view;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use proto::v1::framework_service_server::FrameworkService;
use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::store::{self, Whole};
use super::{named, path, rules, topic, version_path};
use crate::app::App;
use crate::auth::Caller;
use crate::db::{self, parse_id};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};

/// Characters of a title, of a label, of a name, at most.
const LINE: usize = 200;
/// Characters of a sentence, at most.
const SENTENCE: usize = 1_000;
/// Characters of a version, at most.
const TEXT: usize = 100_000;

/// See the contract.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<App>);

crate::rpcs::rpcs! {
    FrameworkService;
    view::list_texts(ListTextsRequest) -> ListTextsResponse;
    view::get_text(GetTextRequest) -> FrameworkText;
    version::create_text(CreateTextRequest) -> FrameworkText;
    version::update_text(UpdateTextRequest) -> FrameworkText;
    version::add_text_version(AddTextVersionRequest) -> FrameworkText;
    version::update_text_version(UpdateTextVersionRequest) -> FrameworkText;
    signatory::add_signatory(AddSignatoryRequest) -> FrameworkText;
    signatory::update_signatory(UpdateSignatoryRequest) -> FrameworkText;
}

/// The day that it is for the texts.
fn today(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Tz::Europe__Paris).date_naive()
}

/// Whether nothing of a version changes any more.
fn is_locked(row: &store::version::Model, today: NaiveDate) -> bool {
    rules::is_locked(row.in_force_from, self::today(row.entered_at), today)
}

/// A text, locked until the commit.
async fn locked(tx: &impl ConnectionTrait, id: Uuid) -> Result<Whole> {
    store::locked(tx, id).await?.ok_or(Error::Missing)
}

/// Log, commit, wake: the network is told.
async fn finish(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    now: DateTime<Utc>,
    (text_id, act): (Uuid, Act<'_>),
) -> Result<()> {
    let act = Act {
        topic: Some(topic(text_id)),
        ..act
    };
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(())
}
