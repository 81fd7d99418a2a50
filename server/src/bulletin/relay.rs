//! Bulletins in the newsletters of the centres: what may be put into an edition, and what one relayed.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::{ActivityKind, BulletinState, RelayMeans};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::store::{self, bulletin, receptions, relay};
use super::{path, public_path, topic};
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
    /// What the last correction changed; empty: nothing was corrected.
    pub(crate) note: String,
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
    let mut all = Vec::new();
    for row in store::relayable(db, organisation_id, PROPOSED).await? {
        all.push(relayable(db, organisation_id, row).await?);
    }
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
        Some(row) if is_open => Ok(Some(relayable(db, organisation_id, row).await?)),
        _ => Ok(None),
    }
}

async fn relayable(
    db: &impl ConnectionTrait,
    organisation_id: Uuid,
    row: bulletin::Model,
) -> Result<Relayable> {
    let kind = store::kind(db, row.kind_id).await?;
    let owner = network::owner(db, row.organisation_id).await?;
    let texts = if row.number > 1 {
        store::texts(db, row.id).await?
    } else {
        Vec::new()
    };
    let relays = match receptions::one(db, row.id, organisation_id).await? {
        Some(reception) => receptions::relays(db, reception.id).await?,
        None => Vec::new(),
    };
    let latest = relays.iter().map(|relay| relay.number).max();
    let is_public = kind.as_ref().is_some_and(|kind| kind.is_public);
    Ok(Relayable {
        id: row.id,
        number: row.number,
        organisation_name: owner.map(|(name, _)| name).unwrap_or_default(),
        kind_name: kind.map(|kind| kind.name).unwrap_or_default(),
        published_at: row.published_at.unwrap_or(row.created_at),
        note: texts.into_iter().next().map(|text| text.note).unwrap_or_default(),
        is_erratum: latest.is_some_and(|number| number < row.number),
        is_done: latest.is_some_and(|number| number == row.number),
        public_path: if is_public {
            public_path(row.id)
        } else {
            String::new()
        },
        title: row.title,
        text: row.text,
    })
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
