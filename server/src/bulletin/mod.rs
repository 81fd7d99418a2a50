//! Information that a national body sends to the centres by its procedure (A1), and what each does with it (A2, A8).
//!
//! ```text
//! bulletin    draft -> (in review) -> published -> withdrawn      corrected: a new text, its number grows
//!
//! reception   received -> acknowledged -> relayed                 relayed again, by as many means as the centre has
//!                  \            \-> set aside                     a final answer, never a fault
//!                   +-------------> relayed, set aside            which says that it was read
//! ```
//!
//! Corrected after it was relayed, it is relayed again, or its correction is set aside: it counts as relayed, and nothing
//! more is asked. Of what is past neither is asked.
//!
//! A procedure is data: the kinds of information that a body sends, with the usual delay of each, who is in charge and,
//! when wanted, a second reader. A bulletin is written in the browser, or pushed by the body's own system, once
//! however often it is sent.
//!
//! A relay says how and whom it reached. In a newsletter: the recipients of the edition that have state sent, each counted
//! once for all the newsletters of a centre; it moves for seven days after the sending ended, what comes back
//! until then taken off, and then stays as a count, whatever is erased (`jobs.rs`). At a session of the centre: who came. By
//! another way: what the centre says, shown as such and never added to the others.
//!
//! The body and the animator see how far each centre is; a centre sees itself only. Of local actors nobody
//! sees more than numbers.

pub(crate) mod jobs;
mod letter;
mod outlook;
mod relay;
mod rules;
mod service;
pub(crate) mod store;
mod year;

use std::sync::Arc;

use proto::v1::bulletin_service_server::BulletinServiceServer;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;
pub(crate) use self::relay::{Relayable, Relayed, errata, lock, relayed, source, sources, stale};
pub(crate) use self::rules::FIRST_KINDS;

pub(crate) use self::year::{Done, OfYear, Sent, of_year, relayed_between};

use crate::app::App;
use crate::auth::Caller;
use crate::error::Result;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> BulletinServiceServer<service::Service> {
    BulletinServiceServer::new(service::Service(Arc::clone(app)))
}

/// Page of a bulletin.
pub(crate) fn path(id: Uuid) -> String {
    format!("/bulletin/{id}")
}

/// Its page for anyone, when its kind allows one.
fn public_path(id: Uuid) -> String {
    format!("/note/{id}")
}

/// What an attachment needs to know of a bulletin.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) title: String,
    /// Whose it is.
    pub(crate) organisation_id: Uuid,
    /// May add and remove files now.
    pub(crate) may_edit: bool,
    /// Nobody received it yet.
    pub(crate) is_draft: bool,
    /// Its body, and the centres that received it.
    pub(crate) reader_ids: Vec<Uuid>,
}

/// The rights of the caller on the files of a bulletin; `None` when it does not exist for the caller.
pub(crate) async fn access(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Option<Access>> {
    let Some(row) = store::bulletin(db, id).await? else {
        return Ok(None);
    };
    let mut followed = store::receptions::followed(db, &[id], None).await?;
    let receptions = followed.remove(&id).unwrap_or_default().receptions;
    let mut reader_ids: Vec<Uuid> = receptions.iter().map(|one| one.organisation_id).collect();
    reader_ids.push(row.organisation_id);
    let is_own = caller.is_of(row.organisation_id);
    let is_reader = reader_ids.contains(&caller.organisation_id) || caller.is_animator();
    let may_see = is_own || (row.is_out() && is_reader);
    if !may_see {
        return Ok(None);
    }
    Ok(Some(Access {
        organisation_id: row.organisation_id,
        may_edit: is_own && rules::publishes(caller.role) && row.withdrawn_at.is_none(),
        is_draft: !row.is_out(),
        title: row.title,
        reader_ids,
    }))
}

/// Whether anyone may read a bulletin: it was published, and its kind allows it.
pub(crate) async fn is_public(db: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let Some(row) = store::bulletin(db, id)
        .await?
        .filter(store::bulletin::Model::is_out)
    else {
        return Ok(false);
    };
    let kind = store::kind(db, row.kind_id).await?;
    Ok(kind.is_some_and(|kind| kind.is_public))
}

/// What the readers of its page follow.
pub(crate) fn topic(id: Uuid) -> String {
    format!("bulletin:{id}")
}
