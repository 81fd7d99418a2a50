//! What the link in each mail does: it shows lists and frequency, changes them, and leaves. It may be forwarded.

use super::*;
use crate::auth::Client;
use crate::delivery;
use crate::subscriber::rules::{self, Step};

pub(super) async fn get_subscription(app: &App, _: &Client, request: SubscriberLink) -> Result<Subscription> {
    let db = app.db.read();
    let row = linked(db, &request.subscriber_id, |links, id| {
        links.is_preferences(id, &request.signature)
    })
    .await?;
    subscription(db, &row).await
}

pub(super) async fn change_subscription(
    app: &App,
    _: &Client,
    request: ChangeSubscriptionRequest,
) -> Result<Subscription> {
    let tx = app.db.begin().await?;
    let mut row = linked(&tx, &request.subscriber_id, |links, id| {
        links.is_preferences(id, &request.signature)
    })
    .await?;
    let mut violations = Violations::new();
    let list_ids = lists(&tx, &mut violations, row.newsletter_id, &request.list_ids).await?;
    row.frequency = frequency(&mut violations, request.frequency, row.frequency);
    violations.finish()?;
    if row.state() != SubscriberState::Active {
        return Err(Error::NotNow(Reason::NotSubscribed));
    }
    store::set_lists(&tx, row.id, &list_ids).await?;
    store::save(&tx, row.clone()).await?;
    let newsletter = newsletter_of(&tx, &row).await?;
    note(app, &tx, "ChangeSubscription", &newsletter).await?;
    tx.commit().await?;
    subscription(app.db.read(), &row).await
}

pub(super) async fn unsubscribe(app: &App, _: &Client, request: UnsubscribeRequest) -> Result<Subscription> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = linked(&tx, &request.subscriber_id, |links, id| {
        links.is_preferences(id, &request.signature)
    })
    .await?;
    let rows = if request.is_from_all {
        store::of_hash(&tx, &row.email_hash).await?
    } else {
        vec![row.clone()]
    };
    // Who left already left: the mail program may press twice.
    for mut row in rows {
        let Some(state) = rules::next(row.state(), Step::Leave) else {
            continue;
        };
        if row.state() == SubscriberState::Active {
            delivery::count_left(&tx, row.id).await?;
        }
        row.state = state as i32;
        row.ended_at = Some(now);
        let newsletter = newsletter_of(&tx, &row).await?;
        store::save(&tx, row).await?;
        note(app, &tx, "Unsubscribe", &newsletter).await?;
    }
    tx.commit().await?;
    let db = app.db.read();
    let row = store::subscriber(db, row.id).await?.ok_or(Error::Missing)?;
    subscription(db, &row).await
}
