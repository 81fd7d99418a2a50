//! The tonic service: what came back and found no mail, for the animator; addresses are masked.

use std::sync::Arc;

use proto::v1::bounce_service_server::{BounceService, BounceServiceServer};
use proto::v1::*;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::bounce::store::{self, report::Model};
use crate::clock::timestamp;
use crate::error::{Result, Violations};

/// Reports of a page.
const PAGE: u64 = 50;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> BounceServiceServer<Service> {
    BounceServiceServer::new(Service(Arc::clone(app)))
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

#[tonic::async_trait]
impl BounceService for Service {
    async fn list_unmatched_reports(
        &self,
        request: Request<ListUnmatchedReportsRequest>,
    ) -> Result<Response<ListUnmatchedReportsResponse>, Status> {
        let answer = list(&self.0, &request.into_inner()).await?;
        Ok(Response::new(answer))
    }
}

async fn list(app: &App, request: &ListUnmatchedReportsRequest) -> Result<ListUnmatchedReportsResponse> {
    let mut violations = Violations::new();
    let before = violations.optional_id("before", &request.before);
    violations.finish()?;
    let db = app.db.read();
    let rows = store::unmatched(db, before, PAGE).await?;
    let is_full = u64::try_from(rows.len()).is_ok_and(|n_rows| n_rows == PAGE);
    let last = rows.last().filter(|_| is_full).map(|row| row.id.to_string());
    let counts = store::counts(db, None).await?.into_iter();
    let n_unmatched = store::n_unmatched(db).await?;
    let state = |is_on| if is_on { SourceState::On } else { SourceState::Off };
    Ok(ListUnmatchedReportsResponse {
        next_before: last.unwrap_or_default(),
        reports: rows.into_iter().map(message).collect(),
        counts: counts.map(|(kind, n)| ReportCount { kind, n }).collect(),
        n_unmatched: i64::try_from(n_unmatched).unwrap_or(i64::MAX),
        return_path: state(app.config.bounce_address.is_some()).into(),
        mailbox: mailbox(app).await.into(),
        webhook: state(app.config.bounce_webhook_secret.is_some()).into(),
    })
}

async fn mailbox(app: &App) -> SourceState {
    let Some(folder) = &app.config.bounce_maildir else {
        return SourceState::Off;
    };
    match tokio::fs::try_exists(folder.join("new")).await {
        Ok(true) => SourceState::On,
        _ => SourceState::Missing,
    }
}

fn message(row: Model) -> UnmatchedReport {
    UnmatchedReport {
        id: row.id.to_string(),
        received_at: Some(timestamp(row.received_at)),
        source: row.source,
        kind: row.kind,
        cause: row.cause,
        subject: row.subject,
        words: row.words,
    }
}
