//! The gRPC service of deliveries.

pub(super) mod schedule;
pub(super) mod sender;
mod steps;
mod totals;
mod view;

use std::sync::Arc;

use proto::v1::delivery_service_server::{DeliveryService, DeliveryServiceServer};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Caller, caller};
use crate::error::{Error, Result};
use crate::{edition, newsletter};

/// The service, for the router.
pub(crate) fn service(app: &Arc<App>) -> DeliveryServiceServer<Service> {
    DeliveryServiceServer::new(Service(Arc::clone(app)))
}

/// The service.
#[derive(Clone, Debug)]
pub(crate) struct Service(Arc<App>);

/// An edition of the caller's organisation, with the right to send it.
///
/// # Errors
/// `Missing` for one of another organisation, `Denied` without the right.
async fn sendable(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    edition_id: Uuid,
) -> Result<(edition::Info, newsletter::Access)> {
    let (info, access) = edition::access(app, db, caller, edition_id).await?;
    if access.may_send {
        Ok((info, access))
    } else {
        Err(Error::Denied(Reason::NotAllowed))
    }
}

type Answer<T> = std::result::Result<Response<T>, Status>;

#[tonic::async_trait]
impl DeliveryService for Service {
    async fn preview_delivery(&self, request: Request<PreviewDeliveryRequest>) -> Answer<DeliveryPreview> {
        let caller = caller(&request)?;
        Ok(Response::new(
            schedule::preview(&self.0, &caller, request.into_inner()).await?,
        ))
    }

    async fn get_delivery(&self, request: Request<DeliveryRequest>) -> Answer<EditionDelivery> {
        let caller = caller(&request)?;
        Ok(Response::new(
            view::get(&self.0, &caller, &request.into_inner()).await?,
        ))
    }

    async fn schedule_delivery(&self, request: Request<ScheduleDeliveryRequest>) -> Answer<EditionDelivery> {
        let caller = caller(&request)?;
        Ok(Response::new(
            schedule::schedule(&self.0, &caller, request.into_inner()).await?,
        ))
    }

    async fn release_delivery(&self, request: Request<DeliveryRequest>) -> Answer<EditionDelivery> {
        let caller = caller(&request)?;
        Ok(Response::new(
            steps::release(&self.0, &caller, &request.into_inner()).await?,
        ))
    }

    async fn stop_delivery(&self, request: Request<DeliveryRequest>) -> Answer<EditionDelivery> {
        let caller = caller(&request)?;
        Ok(Response::new(
            steps::stop(&self.0, &caller, &request.into_inner()).await?,
        ))
    }

    async fn pause_delivery(&self, request: Request<DeliveryRequest>) -> Answer<EditionDelivery> {
        let caller = caller(&request)?;
        Ok(Response::new(
            steps::pause(&self.0, &caller, &request.into_inner()).await?,
        ))
    }

    async fn resume_delivery(&self, request: Request<DeliveryRequest>) -> Answer<EditionDelivery> {
        let caller = caller(&request)?;
        Ok(Response::new(
            steps::resume(&self.0, &caller, &request.into_inner()).await?,
        ))
    }

    async fn retry_failed(&self, request: Request<DeliveryRequest>) -> Answer<EditionDelivery> {
        let caller = caller(&request)?;
        let answer = steps::again(&self.0, &caller, &request.into_inner(), RecipientState::Failed).await?;
        Ok(Response::new(answer))
    }

    async fn resend_uncertain(&self, request: Request<DeliveryRequest>) -> Answer<EditionDelivery> {
        let caller = caller(&request)?;
        let answer = steps::again(&self.0, &caller, &request.into_inner(), RecipientState::Uncertain).await?;
        Ok(Response::new(answer))
    }

    async fn list_recipients(
        &self,
        request: Request<ListRecipientsRequest>,
    ) -> Answer<ListRecipientsResponse> {
        let caller = caller(&request)?;
        Ok(Response::new(
            view::list(&self.0, &caller, &request.into_inner()).await?,
        ))
    }

    async fn list_delivery_totals(
        &self,
        request: Request<ListDeliveryTotalsRequest>,
    ) -> Answer<ListDeliveryTotalsResponse> {
        let caller = caller(&request)?;
        Ok(Response::new(
            totals::list(&self.0, &caller, &request.into_inner()).await?,
        ))
    }

    async fn get_sender_records(&self, request: Request<SenderRecordsRequest>) -> Answer<SenderRecords> {
        let caller = caller(&request)?;
        Ok(Response::new(
            sender::records(&self.0, &caller, &request.into_inner()).await?,
        ))
    }

    async fn make_sender_keys(&self, request: Request<SenderRecordsRequest>) -> Answer<SenderRecords> {
        let caller = caller(&request)?;
        Ok(Response::new(
            sender::make(&self.0, &caller, &request.into_inner()).await?,
        ))
    }
}
