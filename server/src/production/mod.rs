//! Productions outside calls (P6): each centre formalises at least one a year, its form agreed in advance.
//!
//! declared (by the centre, with the form that it proposes) -> agreed (by the animator) -> delivered (its text,
//! or a link). Everyone in the network sees them.

mod outlook;
mod rules;
mod service;
pub(crate) mod store;

use std::sync::Arc;

use proto::v1::production_service_server::ProductionServiceServer;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;

use crate::app::App;
use crate::error::Result;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> ProductionServiceServer<service::Service> {
    ProductionServiceServer::new(service::Service(Arc::clone(app)))
}

/// What an attachment needs to know of a production.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// The centre that makes it.
    pub(crate) organisation_id: Uuid,
    /// Words for the log.
    pub(crate) title: String,
    /// Its year.
    pub(crate) year: i32,
}

/// The centre and the words of a production; `None` when there is none. Everyone may see it.
pub(crate) async fn access(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Access>> {
    let row = store::production(db, id).await?;
    Ok(row.map(|row| Access {
        organisation_id: row.organisation_id,
        title: row.title,
        year: row.year,
    }))
}
