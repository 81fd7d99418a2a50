//! Productions outside calls (P6): each centre formalises at least one a year, its form agreed in advance.
//!
//! declared (by the centre, with the form that it proposes) -> agreed (by the animator) -> delivered (its text,
//! or a link). Everyone in the network sees them.

mod outlook;
mod rules;
mod service;
pub(crate) mod store;

use std::sync::Arc;

use proto::v1::ProductionState;
use proto::v1::production_service_server::ProductionServiceServer;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;
pub(crate) use self::rules::{Made, due_at, is_production};

use crate::app::App;
use crate::error::Result;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> ProductionServiceServer<service::Service> {
    ProductionServiceServer::new(service::Service(Arc::clone(app)))
}

/// A production, as the other features need it.
#[derive(Clone, Debug)]
pub(crate) struct Info {
    pub(crate) organisation_id: Uuid,
    pub(crate) title: String,
    /// In words, as agreed.
    pub(crate) form: String,
    pub(crate) state: ProductionState,
}

/// The productions of a year, of a centre or of all, oldest first.
pub(crate) async fn of_year(
    db: &impl ConnectionTrait,
    year: i32,
    organisation_id: Option<Uuid>,
) -> Result<Vec<Info>> {
    let rows = store::productions(db, Some(year), organisation_id)
        .await?
        .into_iter();
    Ok(rows
        .map(|row| Info {
            organisation_id: row.organisation_id,
            state: row.state(),
            title: row.title,
            form: row.form,
        })
        .collect())
}

/// The first year with a production.
pub(crate) async fn first_year(db: &impl ConnectionTrait) -> Result<Option<i32>> {
    store::first_year(db).await
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
