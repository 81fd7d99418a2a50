//! What a centre asks the ANRU to support (A7): to speak at a training action, to help organise a co-designed day.
//!
//! ```text
//! open -> accepted     by the ANRU, until the hour that was asked: the meeting is planned in the name of the centre
//!  | +--> declined     by the ANRU, for a reason
//!  +----> withdrawn    by the centre
//! ```
//!
//! The meeting is a local session of the centre, led by who asked, with its team; who accepted is convened to it. From
//! then on it lives as any meeting: the request shows what became of it. It is cancelled, never removed.
//!
//! The ANRU and the animator see all requests, a centre its own; to anybody else a request does not exist.

mod outlook;
mod rules;
mod service;
pub(crate) mod store;

use std::sync::Arc;

use proto::v1::support_service_server::SupportServiceServer;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;

use crate::app::App;
use crate::error::Result;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> SupportServiceServer<service::Service> {
    SupportServiceServer::new(service::Service(Arc::clone(app)))
}

/// Says whether a meeting was planned by an acceptance.
pub(crate) async fn has_planned(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<bool> {
    store::has_planned(db, meeting_id).await
}

/// Page of a request.
fn path(id: Uuid) -> String {
    format!("/support/{id}")
}

/// What the readers of its page follow.
fn topic(id: Uuid) -> String {
    format!("support:{id}")
}
