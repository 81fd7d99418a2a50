//! The service: each RPC says who calls, then hands over to the file that does it.

mod list;
mod participation;

use std::sync::Arc;

use chrono::Datelike as _;
use proto::v1::obligation_service_server::{ObligationService, ObligationServiceServer};
use proto::v1::*;

use crate::app::App;
use crate::error::Violations;

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 1024;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> ObligationServiceServer<Service> {
    ObligationServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

crate::rpcs::rpcs! {
    ObligationService;
    list::get_obligations(GetObligationsRequest) -> Obligations;
    participation::get_participation(GetParticipationRequest) -> Participation;
    participation::export_participation(GetParticipationRequest) -> File;
}

/// The year that it is, in Paris.
fn current_year(app: &App) -> i32 {
    app.clock.today(chrono_tz::Europe::Paris).year()
}

/// The year that was asked for; 0: the current one.
fn year(app: &App, violations: &mut Violations, year: i32) -> i32 {
    match year {
        0 => current_year(app),
        // The framework is of 2017; meetings go as far back as the charter.
        year @ 2015..=2100 => year,
        _ => {
            violations.add("year", Reason::YearOutOfRange);
            0
        }
    }
}
