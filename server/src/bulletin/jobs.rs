//! Whom relays reached, read again from what knows it until it settles.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use proto::v1::{ActivityKind, MeetingState, RelayMeans};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::rules::SETTLES_AFTER;
use super::store::receptions::{self, Moved};
use super::store::{self, relay};
use super::{path, topic};
use crate::app::App;
use crate::error::Result;
use crate::live::{self, Act, Audience};
use crate::meeting::Info;
use crate::{delivery, meeting};

/// Relays whose numbers are read again in one go.
const BATCH: u64 = 200;

/// Reads the moving numbers again, once a minute; says how many moved.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let minute = now.timestamp().div_euclid(60);
    if app.reach_minute.swap(minute, Ordering::Relaxed) == minute {
        return Ok(0);
    }
    let (mut n_moved, mut after) = (0, None);
    loop {
        let relays = receptions::unsettled(app.db.read(), after, BATCH).await?;
        let Some(last) = relays.last() else { break };
        after = Some(last.id);
        let moved = moved(app.db.read(), &relays, now).await?;
        if !moved.is_empty() {
            n_moved += write(app, moved, now).await?;
        }
    }
    if n_moved > 0 {
        app.live.wake();
    }
    Ok(n_moved)
}

/// Those of these relays whose number moved, or settles.
async fn moved(db: &impl ConnectionTrait, relays: &[relay::Model], now: DateTime<Utc>) -> Result<Vec<Moved>> {
    let letters = letters(db, relays).await?;
    let meetings = relays.iter().filter_map(|relay| relay.meeting_id).collect();
    let meetings = meeting::infos(db, meetings).await?.into_iter();
    let meetings: BTreeMap<Uuid, Info> = meetings.map(|info| (info.id, info)).collect();
    let mut all = Vec::new();
    for relay in relays {
        let (n_reached, ended_at) = match (relay.means(), letters.get(&relay.id), relay.meeting_id) {
            (RelayMeans::Newsletter, Some(reach), _) => (reach.n_reached, reach.ended_at),
            (RelayMeans::Meeting, _, Some(id)) => match meetings.get(&id) {
                // Who came is written once it is held.
                Some(session) => (
                    i64::from(session.n_attendants),
                    (session.state == MeetingState::Held).then_some(session.ends_at),
                ),
                // Removed: what was noted of it stays.
                None => (relay.n_reached, Some(relay.at)),
            },
            _ => (relay.n_reached, Some(relay.at)),
        };
        let is_settled = ended_at.is_some_and(|at| at + SETTLES_AFTER <= now);
        if n_reached != relay.n_reached || is_settled {
            all.push(Moved {
                id: relay.id,
                n_reached,
                is_settled,
            });
        }
    }
    Ok(all)
}

/// Whom the newsletters among these relays reached, by relay.
async fn letters(
    db: &impl ConnectionTrait,
    relays: &[relay::Model],
) -> Result<BTreeMap<Uuid, delivery::Reach>> {
    let letters = relays.iter().filter(|one| one.means() == RelayMeans::Newsletter);
    let letters: Vec<_> = letters.filter_map(|one| Some((one, one.edition_id?))).collect();
    if letters.is_empty() {
        return Ok(BTreeMap::new());
    }
    let receptions = letters.iter().map(|(one, _)| one.reception_id).collect();
    let all = receptions::relays_of(db, receptions).await?;
    let asked: Vec<(Uuid, Vec<Uuid>)> = letters
        .iter()
        .map(|(one, edition_id)| {
            // Each local actor counts once for the newsletters of a centre: for the first that reached.
            let before = all.iter().filter(|other| other.reception_id == one.reception_id);
            let before = before.take_while(|other| other.id != one.id);
            (*edition_id, before.filter_map(|other| other.edition_id).collect())
        })
        .collect();
    let reached = delivery::reaches(db, &asked).await?;
    Ok(letters.iter().map(|(one, _)| one.id).zip(reached).collect())
}

/// Writes what moved, unless another process did, and moves the pages that show it; says how many.
async fn write(app: &App, mut moved: Vec<Moved>, now: DateTime<Utc>) -> Result<usize> {
    let tx = app.db.begin().await?;
    let ids = moved.iter().map(|one| one.id).collect();
    let locked = receptions::still_unsettled(&tx, ids).await?;
    let locked: BTreeMap<Uuid, relay::Model> = locked.into_iter().map(|row| (row.id, row)).collect();
    moved.retain(|one| {
        locked
            .get(&one.id)
            .is_some_and(|row| row.n_reached != one.n_reached || one.is_settled)
    });
    if moved.is_empty() {
        return Ok(0);
    }
    receptions::set_reached(&tx, &moved, now).await?;
    let bulletins = moved.iter().filter_map(|one| locked.get(&one.id));
    let bulletins: BTreeSet<Uuid> = bulletins.map(|row| row.bulletin_id).collect();
    for row in store::bulletins_named(&tx, bulletins.into_iter().collect()).await? {
        let act = Act {
            audience: Audience::organisation(row.organisation_id),
            topic: Some(topic(row.id)),
            ..Act::told(
                "SettleRelay",
                ActivityKind::BulletinMoved,
                &row.title,
                path(row.id),
            )
        };
        live::hint(&tx, now, act).await?;
    }
    tx.commit().await?;
    Ok(moved.len())
}
