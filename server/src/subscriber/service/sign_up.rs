//! Asking for a newsletter and confirming the address (double opt-in). The answer to the first says nothing: the mail
//! tells whether the address was known.

use super::*;
use crate::auth::Client;
use crate::db::{self, parse_id};
use crate::limit::{self, Limit};
use crate::network::rules::{fold_email, is_email};
use crate::subscriber::letter::consent;
use crate::subscriber::rules::{self, Step};

const HOUR_S: i64 = 3600;
/// People of an office may share one address of the network.
const REQUESTS_OF_CLIENT: Limit = Limit {
    name: "subscriber-request",
    max: 60,
    window_s: HOUR_S,
};
/// Nobody is flooded by strangers.
pub(super) const MAILS_TO_ADDRESS: Limit = Limit {
    name: "subscriber-mail",
    max: 5,
    window_s: HOUR_S,
};

/// The address that somebody typed, in folded form, and the newsletter.
pub(super) async fn asked(
    app: &App,
    client: &Client,
    slug: &str,
    email: &str,
    violations: &mut Violations,
) -> Result<(Newsletter, String)> {
    limit::count(app, REQUESTS_OF_CLIENT, &client.address).await?;
    let newsletter = newsletter::by_slug(app.db.read(), slug).await?;
    let newsletter = newsletter.ok_or(Error::Missing)?;
    let email = fold_email(&violations.text("email", email, 254));
    if !email.is_empty() && !is_email(&email) {
        violations.add("email", Reason::NotAnEmail);
    }
    Ok((newsletter, email))
}

pub(super) async fn subscribe(app: &App, client: &Client, request: SubscribeRequest) -> Result<Empty> {
    let mut violations = Violations::new();
    let (newsletter, email) = asked(app, client, &request.slug, &request.email, &mut violations).await?;
    let profile = Profile {
        actor_kind: optional::<ActorKind>(&mut violations, "actor_kind", request.actor_kind),
        actor_function: optional::<ActorFunction>(&mut violations, "actor_function", request.actor_function),
        territory: territory(&mut violations, &request.territory),
        themes: themes(&mut violations, &request.themes),
        list_ids: lists(app.db.read(), &mut violations, newsletter.id, &request.list_ids).await?,
        frequency: frequency(&mut violations, request.frequency, Frequency::Each as i32),
    };
    violations.finish()?;
    // A program filled the field that people do not see: it is told what everyone is told.
    if !request.website.is_empty() {
        return Ok(Empty {});
    }
    limit::count(app, MAILS_TO_ADDRESS, &email).await?;
    let tx = app.db.begin().await?;
    ask(app, &tx, client, &newsletter, &email, profile).await?;
    note(app, &tx, "Subscribe", &newsletter).await?;
    tx.commit().await?;
    Ok(Empty {})
}

/// Writes the request, and the mail that answers it.
async fn ask(
    app: &App,
    tx: &impl ConnectionTrait,
    client: &Client,
    newsletter: &Newsletter,
    email: &str,
    profile: Profile,
) -> Result<()> {
    let now = app.clock.now();
    let links = Links::of(tx).await?;
    let hash = links.address_hash(email);
    let known = store::by_hash(tx, newsletter.id, &hash).await?;
    let mut row = if let Some(known) = known {
        known
    } else {
        let row = blank(newsletter.id, email, hash, now);
        store::insert(tx, vec![row.clone()]).await?;
        row
    };
    let occasion = match row.state() {
        SubscriberState::Active => Occasion::Known,
        SubscriberState::Suppressed => Occasion::Repair,
        _ => Occasion::Confirm,
    };
    if occasion == Occasion::Confirm {
        // Nothing of an earlier subscription stands: what is asked for now is what will be.
        let state = rules::next(row.state(), Step::Ask).unwrap_or(SubscriberState::Pending);
        row.state = state as i32;
        row.email = Some(email.to_owned());
        (row.source, row.legal_ground) = (String::new(), String::new());
        (row.confirmed_at, row.confirmed_from) = (None, String::new());
        (row.ended_at, row.ended_words) = (None, String::new());
        row.consent_at = now;
        row.asked_text = consent(newsletter);
        profile.write(tx, &mut row).await?;
    }
    if occasion != Occasion::Known {
        (row.asked_at, row.asked_from) = (now, from(client));
        store::save(tx, row.clone()).await?;
    }
    let url = &app.config.public_url;
    let link = if occasion == Occasion::Known {
        links.preferences(url, row.id)
    } else {
        links.confirmation(url, row.id, row.asked_at)
    };
    write_to(app, tx, newsletter, email, occasion, &link).await
}

/// A row of an address that asks for the first time.
pub(super) fn blank(
    newsletter_id: Uuid,
    email: &str,
    email_hash: String,
    now: chrono::DateTime<chrono::Utc>,
) -> Model {
    Model {
        id: db::id(),
        newsletter_id,
        email: Some(email.to_owned()),
        email_hash,
        state: SubscriberState::Pending as i32,
        actor_kind: 0,
        actor_function: 0,
        territory: String::new(),
        source: String::new(),
        legal_ground: String::new(),
        is_source_told: false,
        frequency: Frequency::Each as i32,
        asked_at: now,
        asked_from: String::new(),
        asked_text: String::new(),
        confirmed_at: None,
        confirmed_from: String::new(),
        consent_at: now,
        renewal_asked_at: None,
        ended_at: None,
        ended_words: String::new(),
        version: 1,
    }
}

pub(super) async fn get_confirmation(app: &App, _: &Client, request: SubscriberLink) -> Result<Subscription> {
    let db = app.db.read();
    let row = store::subscriber(db, parse_id(&request.subscriber_id)?).await?;
    let row = confirmed(db, row, &request).await?;
    subscription(db, &row).await
}

/// The row that a mail asks about; the link of an earlier request is no longer good.
async fn confirmed(db: &impl ConnectionTrait, row: Option<Model>, request: &SubscriberLink) -> Result<Model> {
    let links = Links::known(db).await?.ok_or(Error::Missing)?;
    let row = row.ok_or(Error::Missing)?;
    if links.is_confirmation(row.id, row.asked_at, &request.signature) {
        Ok(row)
    } else {
        Err(Error::NotNow(Reason::LinkExpired))
    }
}

pub(super) async fn confirm_subscription(
    app: &App,
    client: &Client,
    request: SubscriberLink,
) -> Result<Subscription> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = store::locked(&tx, parse_id(&request.subscriber_id)?).await?;
    let mut row = confirmed(&tx, row, &request).await?;
    let next = rules::next(row.state(), Step::Confirm);
    let Some(state) = next.or(is_renewal(&row).then_some(SubscriberState::Active)) else {
        // Pressed twice: it is done. Left meanwhile: a link of before does not bring anyone back.
        return match row.state() {
            SubscriberState::Active => subscription(&tx, &row).await,
            _ => Err(Error::NotNow(Reason::LinkExpired)),
        };
    };
    if !rules::may_confirm(row.asked_at, row.renewal_asked_at, now) {
        return Err(Error::NotNow(Reason::LinkExpired));
    }
    row.state = state as i32;
    (row.confirmed_at, row.confirmed_from) = (Some(now), from(client));
    (row.consent_at, row.renewal_asked_at) = (now, None);
    (row.ended_at, row.ended_words) = (None, String::new());
    store::save(&tx, row.clone()).await?;
    let newsletter = newsletter_of(&tx, &row).await?;
    note(app, &tx, "ConfirmSubscription", &newsletter).await?;
    tx.commit().await?;
    subscription(app.db.read(), &row).await
}
