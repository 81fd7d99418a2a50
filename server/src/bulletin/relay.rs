//! Bulletins in the newsletters of the centres: what may be put into an edition, and what one relayed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::{ActivityKind, BulletinState, Reason, RelayMeans};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::store::{self, bulletin, receptions, relay};
use super::{path, public_path, rules, topic};
use crate::db;
use crate::error::Result;
use crate::live::{self, Act, Audience};
use crate::network;

/// Bulletins proposed to an edition at most.
const PROPOSED: u64 = 50;

/// A bulletin that an organisation may relay.
#[derive(Clone, Debug)]
pub(crate) struct Relayable {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    /// As it was published; Markdown.
    pub(crate) text: String,
    /// Of that text.
    pub(crate) number: i32,
    /// Whose it is.
    pub(crate) organisation_name: String,
    pub(crate) kind_name: String,
    pub(crate) published_at: DateTime<Utc>,
    /// What was corrected since the text that the organisation relayed, the oldest first; the last correction only when
    /// it relayed none, or what reads so already.
    pub(crate) notes: Vec<String>,
    /// The organisation relayed an older text, and not this one.
    pub(crate) is_erratum: bool,
    /// It was relayed, and nothing changed since.
    pub(crate) is_done: bool,
    /// Its page for anyone; empty: none.
    pub(crate) public_path: String,
}

/// Those that an organisation received and did not set aside, what is to be corrected first, then what is not
/// relayed yet.
pub(crate) async fn sources(db: &impl ConnectionTrait, organisation_id: Uuid) -> Result<Vec<Relayable>> {
    let rows = store::relayable(db, organisation_id, PROPOSED).await?;
    let mut all = relayables(db, organisation_id, rows).await?;
    all.sort_by_key(|one| (!one.is_erratum, one.is_done));
    Ok(all)
}

/// One of them; `None` once it is withdrawn or set aside.
pub(crate) async fn source(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
    id: Uuid,
) -> Result<Option<Relayable>> {
    let row = store::bulletin(db, id).await?;
    let row = row.filter(|row| row.state() == BulletinState::Published);
    let reception = receptions::one(db, id, organisation_id).await?;
    let is_open = reception.is_some_and(|reception| reception.set_aside_at.is_none());
    match row {
        Some(row) if is_open => Ok(relayables(db, organisation_id, vec![row]).await?.pop()),
        _ => Ok(None),
    }
}

/// Those that an organisation relayed, and of which it has the correction to relay; what is past is not to be.
pub(crate) async fn errata(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Relayable>> {
    let outdated = receptions::outdated(db, Some(organisation_id)).await?;
    if outdated.is_empty() {
        return Ok(Vec::new());
    }
    let ids = outdated.iter().map(|one| one.bulletin_id).collect();
    let mut rows = store::bulletins_named(db, ids).await?;
    rows.retain(|row| !rules::is_past(row.valid_until, now));
    relayables(db, organisation_id, rows).await
}

/// Locks the bulletins of these texts until the commit.
pub(crate) async fn lock(tx: &impl ConnectionTrait, carried: &[Relayed]) -> Result<()> {
    store::lock_shared(tx, carried.iter().map(|one| one.bulletin_id).collect()).await
}

/// Why these texts may not leave: a bulletin was withdrawn, or corrected since.
pub(crate) async fn stale(db: &impl ConnectionTrait, carried: &[Relayed]) -> Result<Option<Reason>> {
    let ids = carried.iter().map(|one| one.bulletin_id).collect();
    let rows = store::bulletins_named(db, ids).await?;
    let is_corrected = |row: &bulletin::Model| {
        let mut texts = carried.iter().filter(|one| one.bulletin_id == row.id);
        texts.any(|one| one.number < row.number)
    };
    Ok(if rows.iter().any(|row| row.withdrawn_at.is_some()) {
        Some(Reason::SourceGone)
    } else {
        rows.iter().any(is_corrected).then_some(Reason::SourceCorrected)
    })
}

/// These bulletins, as the organisation may relay them.
async fn relayables(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
    rows: Vec<bulletin::Model>,
) -> Result<Vec<Relayable>> {
    let kinds = store::kinds(db).await?;
    let names: BTreeMap<Uuid, String> = network::names(db).await?.into_iter().collect();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut followed = receptions::followed(db, &ids, Some(organisation_id)).await?;
    let mut all = Vec::new();
    for row in rows {
        let kind = kinds.iter().find(|kind| kind.id == row.kind_id);
        let texts = if row.number > 1 {
            store::texts(db, row.id).await?
        } else {
            Vec::new()
        };
        let followed = followed.remove(&row.id).unwrap_or_default();
        let latest = followed.relays.values().flatten().map(|relay| relay.number).max();
        let read = latest.filter(|number| *number < row.number);
        let read = read.unwrap_or(row.number - 1);
        let later = texts.into_iter().rev().filter(|text| text.number > read);
        let is_public = kind.is_some_and(|kind| kind.is_public);
        all.push(Relayable {
            id: row.id,
            number: row.number,
            organisation_name: names.get(&row.organisation_id).cloned().unwrap_or_default(),
            kind_name: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
            published_at: row.published_at.unwrap_or(row.created_at),
            notes: later.map(|text| text.note).collect(),
            is_erratum: latest.is_some_and(|number| number < row.number),
            is_done: latest.is_some_and(|number| number == row.number),
            public_path: if is_public {
                public_path(row.id)
            } else {
                String::new()
            },
            title: row.title,
            text: row.text,
        });
    }
    Ok(all)
}

/// A bulletin that an edition carries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Relayed {
    pub(crate) bulletin_id: Uuid,
    /// Of the text that it carries.
    pub(crate) number: i32,
}

/// Notes what an edition relays, when its first mail leaves: `words` name the edition. Whom it reached is counted from
/// its ledger afterwards.
pub(crate) async fn relayed(
    tx: &impl ConnectionTrait,
    organisation_id: Uuid,
    (edition_id, words): (Uuid, &str),
    carried: &[Relayed],
    now: DateTime<Utc>,
) -> Result<()> {
    // Those of two editions follow each other: locked in one order, and all before the log's counter is.
    let mut carried = carried.to_vec();
    carried.sort_by_key(|one| one.bulletin_id);
    let mut rows = Vec::new();
    for one in carried {
        let Some(row) = store::locked(tx, one.bulletin_id).await? else {
            continue;
        };
        let Some(mut reception) = receptions::one(tx, row.id, organisation_id).await? else {
            continue;
        };
        let others = receptions::relays(tx, reception.id).await?;
        if others.iter().any(|other| other.edition_id == Some(edition_id)) {
            continue;
        }
        let relay = relay::Model {
            id: db::id(),
            reception_id: reception.id,
            bulletin_id: row.id,
            means: RelayMeans::Newsletter as i32,
            number: one.number,
            edition_id: Some(edition_id),
            meeting_id: None,
            words: words.to_owned(),
            on: now.with_timezone(&Tz::Europe__Paris).date_naive(),
            n_reached: 0,
            settled_at: None,
            declared_by: String::new(),
            at: now,
        };
        receptions::insert_relay(tx, relay).await?;
        if reception.acknowledged_at.is_none() {
            reception.acknowledged_at = Some(now);
            words.clone_into(&mut reception.acknowledged_by);
            receptions::save(tx, reception).await?;
        }
        rows.push(row);
    }
    for row in rows {
        let act = Act {
            audience: Audience::Organisations(vec![organisation_id, row.organisation_id]),
            topic: Some(topic(row.id)),
            organisation_id: Some(organisation_id),
            ..Act::told(
                "RelayBulletin",
                ActivityKind::BulletinRelayed,
                &row.title,
                path(row.id),
            )
        };
        live::record(tx, None, now, act).await?;
    }
    Ok(())
}
