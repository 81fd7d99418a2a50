//! The bulletins of a span of time, for the obligations and the reports: what each procedure promised and sent, when the
//! centres acknowledged it, and what they relayed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use proto::v1::RelayMeans;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::path;
use super::store::{self, receptions};
use crate::error::Result;
use crate::network;

/// A year of bulletins.
#[derive(Clone, Debug, Default)]
pub(crate) struct OfYear {
    pub(crate) promises: Vec<Promise>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) receptions: Vec<Received>,
}

/// What a body promises by its procedure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Promise {
    pub(crate) organisation_id: Uuid,
    /// Bulletins in a year.
    pub(crate) n_per_year: i32,
    pub(crate) started_on: NaiveDate,
}

/// A bulletin that was published, and not withdrawn since: nothing is promised by one that is, and nothing asked.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) title: String,
    pub(crate) path: String,
    pub(crate) published_at: DateTime<Utc>,
    /// Until when it is to be acknowledged.
    pub(crate) due_at: DateTime<Utc>,
    /// Who may open it beside the animator: its body, and the centres that received it.
    pub(crate) reader_ids: BTreeSet<Uuid>,
}

/// A bulletin in a centre.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Received {
    pub(crate) bulletin_id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) acknowledged_at: Option<DateTime<Utc>>,
}

/// Reads what was published in a span of time.
pub(crate) async fn of_year(
    db: &impl ConnectionTrait,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<OfYear> {
    let promises = store::procedures(db).await?.into_iter();
    let rows = store::published_between(db, from, until).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut followed = receptions::followed(db, &ids, None).await?;
    let mut year = OfYear {
        promises: promises
            .map(|row| Promise {
                organisation_id: row.organisation_id,
                n_per_year: row.n_per_year,
                started_on: row.started_on,
            })
            .collect(),
        ..OfYear::default()
    };
    for row in rows {
        let receptions = followed.remove(&row.id).unwrap_or_default().receptions;
        let published_at = row.published_at.unwrap_or(row.created_at);
        let readers = receptions.iter().map(|one| one.organisation_id);
        year.sent.push(Sent {
            id: row.id,
            organisation_id: row.organisation_id,
            path: path(row.id),
            published_at,
            due_at: row.due_at.unwrap_or(published_at),
            reader_ids: readers.chain([row.organisation_id]).collect(),
            title: row.title,
        });
        year.receptions.extend(receptions.iter().map(|one| Received {
            bulletin_id: row.id,
            organisation_id: one.organisation_id,
            acknowledged_at: one.acknowledged_at,
        }));
    }
    Ok(year)
}

/// What a centre did with a bulletin, once.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    /// The centre.
    pub(crate) organisation_id: Uuid,
    pub(crate) bulletin_id: Uuid,
    pub(crate) title: String,
    pub(crate) kind_name: String,
    /// Whose bulletin it is.
    pub(crate) sender_name: String,
    pub(crate) means: RelayMeans,
    pub(crate) words: String,
    pub(crate) on: NaiveDate,
    pub(crate) n_reached: i64,
    /// The number does not move any more: for all that one edition relayed at once.
    pub(crate) is_settled: bool,
}

/// What the centres relayed from a day on, until the day before another, the oldest first; of one centre only, when it is
/// named.
pub(crate) async fn relayed_between(
    db: &impl ConnectionTrait,
    from: NaiveDate,
    until: NaiveDate,
    organisation_id: Option<Uuid>,
) -> Result<Vec<Done>> {
    let relays = receptions::relays_between(db, from, until, organisation_id).await?;
    let moving = relays.iter().filter(|(relay, _)| relay.settled_at.is_none());
    let moving: BTreeSet<Uuid> = moving.filter_map(|(relay, _)| relay.edition_id).collect();
    let ids: BTreeSet<Uuid> = relays.iter().map(|(relay, _)| relay.bulletin_id).collect();
    let rows = store::bulletins_named(db, ids.into_iter().collect()).await?;
    let rows: BTreeMap<Uuid, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let kinds = store::kinds(db).await?;
    let names: BTreeMap<Uuid, String> = network::names(db).await?.into_iter().collect();
    let done = relays.into_iter().filter_map(|(relay, organisation_id)| {
        let row = rows.get(&relay.bulletin_id)?;
        let kind = kinds.iter().find(|kind| kind.id == row.kind_id);
        Some(Done {
            organisation_id,
            bulletin_id: row.id,
            title: row.title.clone(),
            kind_name: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
            sender_name: names.get(&row.organisation_id).cloned().unwrap_or_default(),
            means: relay.means(),
            words: relay.words,
            on: relay.on,
            n_reached: relay.n_reached,
            is_settled: match relay.edition_id {
                Some(id) => !moving.contains(&id),
                None => relay.settled_at.is_some(),
            },
        })
    });
    Ok(done.collect())
}
