//! What happens by itself: an address that never answered is forgotten, one that answered three years ago is asked
//! again, and leaves when it says nothing.

use proto::v1::SubscriberState;

use crate::app::App;
use crate::error::{Error, Result};
use crate::mail::{self, Mail};
use crate::newsletter;
use crate::subscriber::letter::{Occasion, letter};
use crate::subscriber::links::Links;
use crate::subscriber::rules::{self, Step};
use crate::subscriber::store::{self, subscriber::Model};

/// Subscribers of one round.
const BATCH: u64 = 200;

/// Does what is due; says how much was done.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let db = app.db.read();
    let mut n_done = 0;
    let forgotten_before = rules::forgotten_before(now);
    let forgotten = store::consented_before(db, SubscriberState::Pending, forgotten_before, None, 1).await?;
    if !forgotten.is_empty() {
        let tx = app.db.begin().await?;
        n_done += usize::try_from(store::delete_pending(&tx, forgotten_before).await?).unwrap_or_default();
        tx.commit().await?;
    }
    let due_before = rules::renewal_due_before(now);
    let due = store::consented_before(db, SubscriberState::Active, due_before, None, BATCH).await?;
    for row in due {
        n_done += usize::from(renew(app, row).await?);
    }
    let over = Some(rules::renewal_over_before(now));
    let silent = store::consented_before(db, SubscriberState::Active, due_before, over, BATCH).await?;
    for row in silent {
        n_done += usize::from(leave(app, row).await?);
    }
    Ok(n_done)
}

/// Asks again; false when another process did, or the address changed meanwhile.
async fn renew(app: &App, mut row: Model) -> Result<bool> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let newsletter = newsletter::newsletter(&tx, row.newsletter_id).await?;
    let newsletter = newsletter.ok_or(Error::Missing)?;
    let (id, asked_at, email) = (row.id, row.asked_at, row.email.clone().unwrap_or_default());
    row.renewal_asked_at = Some(now);
    match store::save(&tx, row).await {
        Err(Error::Changed) => return Ok(false),
        saved => saved?,
    }
    let link = Links::of(&tx)
        .await?
        .confirmation(&app.config.public_url, id, asked_at);
    let (subject, text) = letter(Occasion::Renew, &newsletter, &link);
    let mail = Mail {
        to: &email,
        name: "",
        subject: &subject,
        text: &text,
        html: "",
        calendar: "",
    };
    mail::queue(&tx, now, mail).await?;
    tx.commit().await?;
    Ok(true)
}

/// Ends a subscription that was not renewed.
async fn leave(app: &App, mut row: Model) -> Result<bool> {
    let Some(state) = rules::next(row.state(), Step::Leave) else {
        return Ok(false);
    };
    row.state = state as i32;
    row.ended_at = Some(app.clock.now());
    let tx = app.db.begin().await?;
    match store::save(&tx, row).await {
        Err(Error::Changed) => return Ok(false),
        saved => saved?,
    }
    tx.commit().await?;
    Ok(true)
}
