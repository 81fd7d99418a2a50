//! The activity of a centre, made known to the ANRU (A3): a page for each month and each year, put together from what the
//! other features hold, and a few words of the centre. Owns these words only.
//!
//! What counts: bulletins that the centre relayed, sessions with local actors that were held, and, for a year, its
//! productions, as P6 counts them. Whom the centre says that it reached by other means is told apart. What may name a
//! person in its words waits until a person has redacted or confirmed it, as in a question. A day counts in Paris. The
//! centre reads its own; the ANRU and the animator read all; to anybody else a report does not exist.

mod service;
pub(crate) mod store;

use std::sync::Arc;

use proto::v1::report_service_server::ReportServiceServer;

use crate::app::App;

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> ReportServiceServer<service::Service> {
    ReportServiceServer::new(service::Service(Arc::clone(app)))
}
