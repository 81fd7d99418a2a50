//! On the first morning of a month, the digest of the month before: made of the editions that left, for those who
//! chose it, once for each newsletter whatever the replicas and the outages. It leaves like any edition: who sends the
//! newsletter is told, and may stop it. One that something forbids to send stays a draft.

use chrono::NaiveDate;
use proto::v1::{DeliveryTime, Reason};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::delivery::service::schedule::{Plan, set};
use crate::delivery::service::sender;
use crate::delivery::store::{self, delivery};
use crate::delivery::{letter, rules};
use crate::edition;
use crate::error::{Error, Result};
use crate::newsletter::{self, Newsletter};
use crate::subscriber::{self, Segment};

/// Settles the months that are over; says how many. A newsletter that fails holds up no other.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let db = app.db.read();
    let settled = edition::settled(db).await?;
    let (mut n_done, mut first_failure) = (0, None);
    for (id, zone) in newsletter::zones(db).await? {
        let Some(month) = rules::due_digest(settled.get(&id).copied(), now, zone) else {
            continue;
        };
        match settle(app, id, month).await {
            Ok(is_done) => n_done += usize::from(is_done),
            Err(error) => {
                first_failure.get_or_insert(error);
            }
        }
    }
    first_failure.map_or(Ok(n_done), Err)
}

/// Settles a month: a digest when an edition left in it and somebody receives digests; false when another process did.
async fn settle(app: &App, newsletter_id: Uuid, month: NaiveDate) -> Result<bool> {
    let now = app.clock.now();
    let db = app.db.read();
    let newsletter = newsletter::newsletter(db, newsletter_id).await?;
    let newsletter = newsletter.ok_or(Error::Missing)?;
    if subscriber::has_monthly(db, newsletter_id).await? {
        // Made before, because it takes a while.
        sender::ensure_keys(app, &newsletter).await?;
    }
    let tx = app.db.begin().await?;
    if !edition::settle(&tx, newsletter_id, month).await? {
        return Ok(false);
    }
    let span = rules::digest_span(month, newsletter.zone);
    let made = match span {
        Some(span) if subscriber::has_monthly(&tx, newsletter_id).await? => {
            // One to some of the subscribers is not for the others; one that was stopped is not for anybody.
            let ids = store::totals::to_all_between(&tx, newsletter_id, span).await?;
            edition::make_digest(app, &tx, &newsletter, month, &ids, now).await?
        }
        _ => None,
    };
    if let Some(edition_id) = made {
        let scheduled = schedule(app, &tx, &newsletter, edition_id, month).await?;
        let (subject, text) = match &scheduled {
            Some(row) => letter::of_digest(&newsletter, row, &app.config.public_url, now),
            None => letter::of_draft(&newsletter, edition_id, &app.config.public_url),
        };
        letter::to_senders(app, &tx, &newsletter, None, &subject, &text).await?;
    }
    tx.commit().await?;
    app.live.wake();
    Ok(true)
}

/// Sets when it leaves, in the hours of the newsletter's last edition; `None` when something forbids to send it.
async fn schedule(
    app: &App,
    tx: &DatabaseTransaction,
    newsletter: &Newsletter,
    edition_id: Uuid,
    month: NaiveDate,
) -> Result<Option<delivery::Model>> {
    let now = app.clock.now();
    let zone = newsletter.zone;
    let starts_at = rules::digest_starts_at(month, now, zone);
    let plan = Plan {
        segment: Segment::default(),
        time: DeliveryTime::At,
        starts_at: starts_at.unwrap_or_else(|| rules::starts_at(now, None)),
        zone,
        local_time: String::new(),
        window: store::last_window(tx, newsletter.id).await?,
    };
    match set(app, tx, None, newsletter, edition_id, plan).await {
        Ok(row) => Ok(Some(row)),
        Err(Error::NotNow(Reason::EditionNotReady)) => Ok(None),
        Err(error) => Err(error),
    }
}
