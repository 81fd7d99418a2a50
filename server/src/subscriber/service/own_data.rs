//! Reading, changing and erasing one's data: by a link sent anew to the address itself, for an hour.

use chrono::TimeDelta;

use super::sign_up::{MAILS_TO_ADDRESS, asked};
use super::*;
use crate::auth::Client;
use crate::subscriber::rules::{self, Step};
use crate::{bounce, delivery, limit};

pub(super) async fn request_own_data(
    app: &App,
    client: &Client,
    request: RequestOwnDataRequest,
) -> Result<Empty> {
    let mut violations = Violations::new();
    let (newsletter, email) = asked(app, client, &request.slug, &request.email, &mut violations).await?;
    violations.finish()?;
    if !request.website.is_empty() {
        return Ok(Empty {});
    }
    limit::count(app, MAILS_TO_ADDRESS, &email).await?;
    let tx = app.db.begin().await?;
    let links = Links::of(&tx).await?;
    let row = store::by_hash(&tx, newsletter.id, &links.address_hash(&email)).await?;
    if let Some(row) = row.filter(|row| row.email.is_some()) {
        let until = app.clock.now() + TimeDelta::minutes(rules::MINUTES_OF_OWN_DATA);
        let link = links.own_data(&app.config.public_url, row.id, until);
        write_to(app, &tx, &newsletter, &email, Occasion::OwnData, &link).await?;
    }
    note(app, &tx, "RequestOwnData", &newsletter).await?;
    tx.commit().await?;
    Ok(Empty {})
}

/// The row that a link opens, while it is good.
async fn opened(
    app: &App,
    tx: &impl ConnectionTrait,
    id: &str,
    until: i64,
    signature: &str,
) -> Result<Model> {
    let row = linked(tx, id, |links, id| links.is_own_data(id, until, signature)).await?;
    if until < app.clock.now().timestamp() {
        return Err(Error::NotNow(Reason::LinkExpired));
    }
    // Erased: nothing is left to read.
    if row.email.is_none() {
        return Err(Error::Missing);
    }
    Ok(row)
}

pub(super) async fn get_own_data(app: &App, _: &Client, request: OwnDataLink) -> Result<OwnData> {
    let db = app.db.read();
    let row = opened(app, db, &request.subscriber_id, request.until, &request.signature).await?;
    own_data(db, row).await
}

pub(super) async fn change_own_data(app: &App, _: &Client, request: ChangeOwnDataRequest) -> Result<OwnData> {
    let tx = app.db.begin().await?;
    let mut row = opened(
        app,
        &tx,
        &request.subscriber_id,
        request.until,
        &request.signature,
    )
    .await?;
    let mut violations = Violations::new();
    let profile = Profile {
        actor_kind: optional::<ActorKind>(&mut violations, "actor_kind", request.actor_kind),
        actor_function: optional::<ActorFunction>(&mut violations, "actor_function", request.actor_function),
        territory: territory(&mut violations, &request.territory),
        themes: themes(&mut violations, &request.themes),
        list_ids: lists(&tx, &mut violations, row.newsletter_id, &request.list_ids).await?,
        frequency: frequency(&mut violations, request.frequency, row.frequency),
    };
    violations.finish()?;
    if request.version != row.version {
        return Err(Error::Changed);
    }
    profile.write(&tx, &mut row).await?;
    store::save(&tx, row.clone()).await?;
    let newsletter = newsletter_of(&tx, &row).await?;
    note(app, &tx, "ChangeOwnData", &newsletter).await?;
    tx.commit().await?;
    let db = app.db.read();
    let row = store::subscriber(db, row.id).await?.ok_or(Error::Missing)?;
    own_data(db, row).await
}

pub(super) async fn erase_own_data(app: &App, _: &Client, request: OwnDataLink) -> Result<Empty> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = opened(
        app,
        &tx,
        &request.subscriber_id,
        request.until,
        &request.signature,
    )
    .await?;
    let state = rules::next(row.state(), Step::Erase).ok_or(Error::Missing)?;
    let newsletter = newsletter_of(&tx, &row).await?;
    store::set_themes(&tx, row.id, &[]).await?;
    store::set_lists(&tx, row.id, &[]).await?;
    if row.state() == SubscriberState::Active {
        delivery::count_left(&tx, row.id).await?;
    }
    let blank = super::sign_up::blank(row.newsletter_id, "", row.email_hash, now);
    let erased = Model {
        id: row.id,
        email: None,
        state: state as i32,
        ended_at: Some(now),
        version: row.version,
        ..blank
    };
    store::save(&tx, erased).await?;
    // The ledgers and the mails that carried the address go with it.
    delivery::forget(&tx, row.id, now).await?;
    bounce::forget(&tx, row.id).await?;
    if let Some(email) = &row.email {
        mail::forget(&tx, email, &newsletter.name).await?;
    }
    note(app, &tx, "EraseOwnData", &newsletter).await?;
    tx.commit().await?;
    Ok(Empty {})
}

async fn own_data(db: &impl ConnectionTrait, row: Model) -> Result<OwnData> {
    let newsletter = newsletter_of(db, &row).await?;
    let newsletter = newsletter::page(db, newsletter).await?;
    let (asked_at, confirmed_at) = (timestamp(row.asked_at), row.confirmed_at.map(timestamp));
    let (asked_from, asked_text) = (row.asked_from.clone(), row.asked_text.clone());
    let (confirmed_from, legal_ground) = (row.confirmed_from.clone(), row.legal_ground.clone());
    Ok(OwnData {
        subscriber: messages(db, vec![row]).await?.pop(),
        newsletter: Some(newsletter),
        asked_at: Some(asked_at),
        asked_from,
        asked_text,
        confirmed_at,
        confirmed_from,
        legal_ground,
    })
}
