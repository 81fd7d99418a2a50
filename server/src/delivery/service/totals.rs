//! What became of the editions of a newsletter, in numbers.

use std::collections::BTreeMap;

use proto::v1::*;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::db::parse_id;
use crate::delivery::store::totals;
use crate::error::{Error, Result};
use crate::newsletter;

/// Editions of a page, the latest: two years of a monthly newsletter.
const EDITIONS: u64 = 24;

/// The latest editions that left, the oldest of them first: for the newsletter's people and for the animator.
pub(super) async fn list(
    app: &App,
    caller: &Caller,
    request: &ListDeliveryTotalsRequest,
) -> Result<ListDeliveryTotalsResponse> {
    let db = app.db.read();
    let id = parse_id(&request.newsletter_id)?;
    let newsletter = match newsletter::access(db, caller, id).await {
        Ok(access) => access.newsletter,
        Err(Error::Missing) if caller.is_animator() => {
            newsletter::newsletter(db, id).await?.ok_or(Error::Missing)?
        }
        Err(error) => return Err(error),
    };
    let rows = totals::left(db, id, EDITIONS).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.edition_id).collect();
    let mut counts = BTreeMap::<(Uuid, i32), i64>::new();
    for (edition_id, state, n) in totals::counts_of(db, &ids).await? {
        *counts.entry((edition_id, state)).or_default() += n;
    }
    let n = |id: Uuid, state: RecipientState| counts.get(&(id, state as i32)).copied().unwrap_or_default();
    let numbers = rows.into_iter().rev().map(|row| DeliveryTotals {
        n_sent: n(row.edition_id, RecipientState::Sent),
        n_bounced: n(row.edition_id, RecipientState::Bounced),
        n_failed: n(row.edition_id, RecipientState::Failed),
        n_left: row.n_left,
        sent_at: row.first_sent_at.map(timestamp),
        edition_id: row.edition_id.to_string(),
        subject: row.subject,
    });
    Ok(ListDeliveryTotalsResponse {
        newsletter_id: newsletter.id.to_string(),
        newsletter_name: newsletter.name,
        zone: newsletter.zone.name().to_owned(),
        totals: numbers.collect(),
    })
}
