//! Productions outside calls (P6): each centre formalises at least one a year, its form agreed in advance.
//!
//! declared (by the centre, with the form that it proposes) -> agreed (by the animator) -> delivered (its text,
//! or a link). Everyone in the network sees them.

mod rules;
mod service;
pub(crate) mod store;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proto::v1::production_service_server::ProductionServiceServer;
use proto::v1::{Expectation, ExpectationKind, ProductionState, Role};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::rules::due_at;
use crate::app::App;
use crate::auth::Caller;
use crate::error::Result;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> ProductionServiceServer<service::Service> {
    ProductionServiceServer::new(service::Service(Arc::clone(app)))
}

/// What the productions of a year expect of the caller: one query, none for those of whom nothing is expected.
pub(crate) async fn expectations(
    db: &impl ConnectionTrait,
    caller: &Caller,
    year: i32,
    now: DateTime<Utc>,
) -> Result<Vec<Expectation>> {
    let is_animator = caller.is_animator();
    if !is_animator && caller.role != Role::Director {
        return Ok(Vec::new());
    }
    let rows = store::productions(db, Some(year), (!is_animator).then_some(caller.organisation_id)).await?;
    let expectation = |kind, n: usize, due_at: Option<DateTime<Utc>>| Expectation {
        kind: kind as i32,
        object: year.to_string(),
        path: format!("/production/{year}"),
        due_at: due_at.map(crate::clock::timestamp),
        zone: chrono_tz::Europe::Paris.name().to_owned(),
        n: i32::try_from(n).unwrap_or(i32::MAX),
    };
    if is_animator {
        let n = rows
            .iter()
            .filter(|row| row.state() == ProductionState::Declared)
            .count();
        let some = (n > 0).then(|| expectation(ExpectationKind::AgreeProduction, n, None));
        return Ok(some.into_iter().collect());
    }
    let due_at = rules::due_at(year).filter(|due_at| now <= *due_at);
    let is_missing = rows.is_empty() && due_at.is_some();
    Ok(is_missing
        .then(|| expectation(ExpectationKind::DeclareProduction, 0, due_at))
        .into_iter()
        .collect())
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
