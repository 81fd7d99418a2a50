//! The outbox, for the animator: what failed, what is uncertain, and the decision to send again.

use std::sync::Arc;

use proto::v1::mail_service_server::{MailService, MailServiceServer};
use proto::v1::{ListMailsRequest, ListMailsResponse, MailState, OutboxMail, Reason, ResendMailRequest};
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::auth::{self, Caller};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::mail::store::{self, State};

/// Mails of a page.
const PAGE: u64 = 50;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> MailServiceServer<Service> {
    MailServiceServer::new(Service(Arc::clone(app)))
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

#[tonic::async_trait]
impl MailService for Service {
    async fn list_mails(
        &self,
        request: Request<ListMailsRequest>,
    ) -> Result<Response<ListMailsResponse>, Status> {
        let answer = list_mails(&self.0, &request.into_inner()).await?;
        Ok(Response::new(answer))
    }

    async fn resend_mail(&self, request: Request<ResendMailRequest>) -> Result<Response<OutboxMail>, Status> {
        let caller = auth::caller(&request)?;
        let answer = resend_mail(&self.0, &caller, &request.into_inner()).await?;
        Ok(Response::new(answer))
    }
}

async fn list_mails(app: &App, request: &ListMailsRequest) -> Result<ListMailsResponse> {
    let mut violations = Violations::new();
    let states = match MailState::try_from(request.state) {
        Ok(MailState::Unspecified) => vec![State::Queued, State::Sending, State::Failed, State::Uncertain],
        Ok(MailState::Queued) => vec![State::Queued],
        Ok(MailState::Sending) => vec![State::Sending],
        Ok(MailState::Sent) => vec![State::Sent],
        Ok(MailState::Failed) => vec![State::Failed],
        Ok(MailState::Uncertain) => vec![State::Uncertain],
        Err(_) => {
            violations.add("state", Reason::UnknownValue);
            Vec::new()
        }
    };
    let before = violations.optional_id("before", &request.before);
    violations.finish()?;
    let rows = store::in_states(app.db.read(), &states, before, PAGE).await?;
    let is_full = u64::try_from(rows.len()).is_ok_and(|n_rows| n_rows == PAGE);
    let last = rows.last().filter(|_| is_full);
    Ok(ListMailsResponse {
        next_before: last.map(|row| row.id.to_string()).unwrap_or_default(),
        mails: rows.into_iter().map(message).collect(),
    })
}

async fn resend_mail(app: &App, caller: &Caller, request: &ResendMailRequest) -> Result<OutboxMail> {
    let id = crate::db::parse_id(&request.id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    // Only what failed or is uncertain can be sent again.
    let row = store::requeue(&tx, id, now).await?.ok_or(Error::Missing)?;
    live::record(&tx, Some(caller), now, Act::audit("ResendMail", &row.subject)).await?;
    tx.commit().await?;
    Ok(message(row))
}

fn message(row: store::Model) -> OutboxMail {
    OutboxMail {
        id: row.id.to_string(),
        to: row.to_address,
        subject: row.subject,
        state: row.state as i32,
        n_attempts: row.attempts,
        answer: row.answer,
        queued_at: Some(crate::clock::timestamp(row.queued_at)),
        next_at: (row.state == State::Queued).then(|| crate::clock::timestamp(row.next_at)),
    }
}
