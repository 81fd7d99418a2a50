//! On the first morning of a month, the digest of the month before: made of the editions that left, for those who
//! chose it, once for each newsletter whatever the replicas and the outages. It leaves like any edition: who sends the
//! newsletter is told, and may stop it. One that something forbids to send stays a draft.

use chrono::{DateTime, NaiveDate, Utc};
use proto::v1::{DeliveryState, DeliveryTime, Reason};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::delivery::path;
use crate::delivery::rules;
use crate::delivery::service::schedule::{Plan, set};
use crate::delivery::service::sender;
use crate::delivery::store::{self, delivery};
use crate::error::{Error, Result};
use crate::mail::{self, Mail};
use crate::newsletter::{self, Newsletter};
use crate::subscriber::{self, Segment};
use crate::{edition, network};

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
            edition::make_digest(&tx, &newsletter, month, &ids, now).await?
        }
        _ => None,
    };
    if let Some(edition_id) = made {
        let scheduled = schedule(app, &tx, &newsletter, edition_id, month).await?;
        tell(app, &tx, &newsletter, edition_id, scheduled.as_ref()).await?;
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

/// Writes to who sends the newsletter.
async fn tell(
    app: &App,
    tx: &DatabaseTransaction,
    newsletter: &Newsletter,
    edition_id: Uuid,
    scheduled: Option<&delivery::Model>,
) -> Result<()> {
    let now = app.clock.now();
    let public_url = &app.config.public_url;
    let (subject, text) = match scheduled {
        Some(row) => planned(newsletter, row, public_url, now),
        None => (
            format!("Le résumé mensuel est à revoir\u{a0}: {}", newsletter.name),
            format!(
                "Le résumé mensuel de «\u{a0}{}\u{a0}» est préparé, et quelque chose empêche de l’envoyer. C’est un brouillon\u{a0}: \
                 corrigez-le, puis programmez l’envoi.\n\n{public_url}/edition/{edition_id}",
                newsletter.name
            ),
        ),
    };
    let today = app.clock.today(newsletter.zone);
    for person in newsletter::senders(tx, newsletter, today).await? {
        let network::Recipient { email, name, .. } = &person;
        let text = format!("Bonjour {name},\n\n{text}");
        let mail = Mail {
            to: email,
            name,
            subject: &subject,
            text: &text,
            html: "",
            calendar: "",
        };
        mail::queue(tx, now, mail).await?;
    }
    Ok(())
}

/// What is said of one that leaves by itself, or waits for an agreement.
fn planned(
    newsletter: &Newsletter,
    row: &delivery::Model,
    public_url: &str,
    now: DateTime<Utc>,
) -> (String, String) {
    let name = &newsletter.name;
    let at = web::at_in_words(row.starts_at, newsletter.zone.name(), now);
    let to = match row.n_expected {
        1 => "à 1\u{a0}personne".to_owned(),
        n => format!("à {n}\u{a0}personnes"),
    };
    let page = format!("{public_url}{}", path(row.edition_id));
    let what = format!(
        "«\u{a0}{}\u{a0}» de la lettre «\u{a0}{name}\u{a0}» est préparé avec les éditions de ce mois. Il s’adresse {to}.",
        row.subject
    );
    if row.state() == DeliveryState::AwaitingRelease {
        return (
            format!("Votre accord pour envoyer le résumé mensuel\u{a0}: {name}"),
            format!(
                "{what} À ce nombre de destinataires, une personne doit d’abord donner son accord\u{a0}: {page}"
            ),
        );
    }
    (
        format!("Le résumé mensuel va partir\u{a0}: {name}"),
        format!(
            "{what}\n\nDépart\u{a0}: {at}. Jusque-là vous pouvez le relire et l’arrêter\u{a0}; il redevient alors un \
             brouillon\u{a0}: {page}"
        ),
    )
}
