//! The common projects of the animator and the ANRU, which their bilateral meeting of the year follows (A6): a short
//! list.
//!
//! ```text
//! proposed, running    open: says what is to happen next, by a day or not
//! finished, given up   over: opened again by a change
//! ```
//!
//! The animator and the ANRU read and change all of them, in any order of states; each change of the state or of the
//! next step keeps its line of history. A centre reads those that it takes part in; to anybody else a project does not
//! exist.

mod rules;
mod service;
pub(crate) mod store;

use std::sync::Arc;

use proto::v1::project_service_server::ProjectServiceServer;
use uuid::Uuid;

use crate::app::App;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> ProjectServiceServer<service::Service> {
    ProjectServiceServer::new(service::Service(Arc::clone(app)))
}

/// Page of a project.
fn path(id: Uuid) -> String {
    format!("/project/{id}")
}

/// What the readers of a project follow.
fn topic(id: Uuid) -> String {
    format!("project:{id}")
}
