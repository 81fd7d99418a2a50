//! Files attached to work streams, contributions, productions, solicitations and the answers to them: announced,
//! then sent in chunks that resume after a cut, checked by their content, served as files to save.
//!
//! **Why in the database, not in a folder?** One backup holds everything; N replicas need no shared disk; a
//! file appears and disappears in the same transaction as its row and its line in the log. The content is in
//! rows of 256 KiB, so that neither writing nor reading holds a whole file in memory. Only `store.rs` knows:
//! a folder or an object store would replace four functions.
//!
//! Work streams: files of the animator. Contributions: of those who may write it, while they may. Productions:
//! of the own centre. Solicitations: of whom asked, until it is closed; their answers: of the centre. Joint works of
//! the overseas network: of those who take part. Versions of the framework's texts: of the animator. Who sees the owner
//! sees its files. An upload left unfinished for a day is removed.

pub(crate) mod jobs;
mod rules;
mod service;
pub(crate) mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use proto::v1::Owner;
use proto::v1::attachment_service_server::AttachmentServiceServer;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> AttachmentServiceServer<service::Service> {
    AttachmentServiceServer::new(service::Service(Arc::clone(app)))
}

/// How many whole files each of these owners has; absent: none.
pub(crate) async fn n_of(
    db: &impl ConnectionTrait,
    owner: Owner,
    owner_ids: &[Uuid],
) -> Result<BTreeMap<Uuid, i64>> {
    store::n_of(db, owner, owner_ids).await
}

/// Removes all the files of something that is removed.
pub(crate) async fn delete_of(tx: &impl ConnectionTrait, owner: Owner, owner_id: Uuid) -> Result<()> {
    store::delete_of(tx, owner, owner_id).await
}

/// The files that a person sent, newest first, in words.
pub(crate) async fn stored(
    db: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<(DateTime<Utc>, String)>> {
    let rows = store::attachments_by(db, person_id).await?.into_iter();
    Ok(rows.map(|row| (row.at, row.name)).collect())
}
