//! The sender's domain: the keys that sign, and what to publish.

use proto::v1::*;
use sea_orm::ConnectionTrait;

use crate::app::App;
use crate::auth::Caller;
use crate::db::parse_id;
use crate::delivery::dkim::{self, Algorithm};
use crate::delivery::records as dns;
use crate::delivery::relay::Relay;
use crate::delivery::store::keys;
use crate::error::{Error, Result};
use crate::live::{self, Act};
use crate::newsletter::{self, Access, Newsletter};

/// What to publish.
pub(super) async fn records(
    app: &App,
    caller: &Caller,
    request: &SenderRecordsRequest,
) -> Result<SenderRecords> {
    let db = app.db.read();
    let access = newsletter::access(db, caller, parse_id(&request.newsletter_id)?).await?;
    message(app, db, &access).await
}

/// Makes the keys.
pub(super) async fn make(
    app: &App,
    caller: &Caller,
    request: &SenderRecordsRequest,
) -> Result<SenderRecords> {
    let id = parse_id(&request.newsletter_id)?;
    let access = newsletter::access(app.db.read(), caller, id).await?;
    if !access.may_send {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    if ensure_keys(app, &access.newsletter).await? {
        let now = app.clock.now();
        let tx = app.db.begin().await?;
        let act = Act::audit("MakeSenderKeys", &access.newsletter.name);
        live::record(&tx, Some(caller), now, act).await?;
        tx.commit().await?;
    }
    message(app, app.db.read(), &access).await
}

/// Makes the keys of a newsletter for its sender's domain, unless they are there; says whether it did.
pub(in crate::delivery) async fn ensure_keys(app: &App, newsletter: &Newsletter) -> Result<bool> {
    let domain = dns::domain(&newsletter.sender_address);
    let known = keys::signers(app.db.read(), newsletter.id, &domain).await?;
    if known.len() == Algorithm::ALL.len() {
        return Ok(false);
    }
    // A key of RSA takes a while.
    let made = tokio::task::spawn_blocking(|| {
        let make = |algorithm| Ok((algorithm, dkim::make(algorithm)?));
        Algorithm::ALL
            .into_iter()
            .map(make)
            .collect::<anyhow::Result<Vec<_>>>()
    });
    let made = made.await.map_err(anyhow::Error::from)??;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    for (algorithm, pkcs8) in made {
        keys::insert(&tx, newsletter.id, &domain, algorithm, &pkcs8, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Whether the sender's domain publishes the keys that sign.
pub(super) async fn signature(app: &App, newsletter: &Newsletter) -> Result<RecordState> {
    let domain = dns::domain(&newsletter.sender_address);
    let signers = keys::signers(app.db.read(), newsletter.id, &domain).await?;
    let mut records = dns::records(&domain, "", &signers, &[])?;
    records.retain(|record| record.kind == "DKIM");
    let states = app.dns.states(&records).await;
    let is_published = |state: &RecordState| *state == RecordState::Published;
    Ok(if states.is_empty() {
        RecordState::Missing
    } else {
        let first = states.into_iter().find(|state| !is_published(state));
        first.unwrap_or(RecordState::Published)
    })
}

async fn message(app: &App, db: &impl ConnectionTrait, access: &Access) -> Result<SenderRecords> {
    let newsletter = &access.newsletter;
    let domain = dns::domain(&newsletter.sender_address);
    let signers = keys::signers(db, newsletter.id, &domain).await?;
    let hosts: Vec<&str> = app.delivery.relays.iter().filter_map(Relay::host).collect();
    let records = dns::records(&domain, &newsletter.reply_to, &signers, &hosts)?;
    let states = app.dns.states(&records).await;
    let record = |(record, state): (dns::Record, RecordState)| sender_records::Record {
        state: state as i32,
        kind: record.kind.to_owned(),
        name: record.name,
        value: record.value,
    };
    Ok(SenderRecords {
        newsletter_id: newsletter.id.to_string(),
        newsletter_name: newsletter.name.clone(),
        domain,
        has_keys: !signers.is_empty(),
        may_make: access.may_send,
        records: records.into_iter().zip(states).map(record).collect(),
    })
}
