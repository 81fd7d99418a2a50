//! The service: each RPC says who calls, then hands over to the file that does it.

mod view;
mod write;

use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use proto::v1::project_service_server::ProjectService;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::store::{self, Whole, step};
use super::{path, rules, topic};
use crate::app::App;
use crate::auth::Caller;
use crate::db::parse_id;
use crate::error::{Error, Result};
use crate::network;

/// See the contract.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(super) Arc<App>);

crate::rpcs::rpcs! {
    ProjectService;
    view::list_projects(ListProjectsRequest) -> ListProjectsResponse;
    view::get_project(GetProjectRequest) -> Project;
    write::create_project(CreateProjectRequest) -> Project;
    write::update_project(UpdateProjectRequest) -> Project;
}

/// Says whether a project exists for the caller.
fn reads(caller: &Caller, whole: &Whole) -> bool {
    rules::reads(
        caller.function,
        whole.centre_ids.contains(&caller.organisation_id),
    )
}
