//! The sending of another centre's editions. What the animator may see of one that is sent is in delivery/door.rs and
//! delivery/totals.rs.

use proto::v1::*;

use super::super::foreign::Foreign;
use super::{Object, hidden, own};

pub(super) fn delivery(rpc: &str, f: &Foreign) -> Option<Object> {
    let edition_id = f.edition.id.clone();
    match rpc {
        "GetDelivery" | "ReleaseDelivery" | "StopDelivery" | "PauseDelivery" | "ResumeDelivery"
        | "RetryFailed" | "ResendUncertain" => hidden(DeliveryRequest { edition_id }),
        "PreviewDelivery" => hidden(PreviewDeliveryRequest {
            edition_id,
            segment: None,
            ..Default::default()
        }),
        "ScheduleDelivery" => hidden(ScheduleDeliveryRequest {
            edition_id,
            time: DeliveryTime::Now as i32,
            ..Default::default()
        }),
        "ListRecipients" => hidden(ListRecipientsRequest {
            edition_id,
            ..Default::default()
        }),
        "ListDeliveryTotals" => own(ListDeliveryTotalsRequest {
            newsletter_id: f.edition.newsletter_id.clone(),
        }),
        "GetSenderRecords" | "MakeSenderKeys" => hidden(SenderRecordsRequest {
            newsletter_id: f.edition.newsletter_id.clone(),
        }),
        _ => None,
    }
}
