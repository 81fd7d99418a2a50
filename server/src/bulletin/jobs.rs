//! Whom relays reached, read again from what knows it until it settles.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use proto::v1::{ActivityKind, MeetingState, RelayMeans};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::rules::SETTLES_AFTER;
use super::store::receptions;
use super::store::{self, relay};
use super::{path, topic};
use crate::app::App;
use crate::error::Result;
use crate::live::{self, Act, Audience};
use crate::{delivery, meeting};

/// Reads the moving numbers again, once a minute; says how many moved.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let minute = now.timestamp().div_euclid(60);
    if app.reach_minute.swap(minute, Ordering::Relaxed) == minute {
        return Ok(0);
    }
    let unsettled = receptions::unsettled(app.db.read()).await?;
    let mut n_moved = 0;
    for relay in unsettled {
        let (n_reached, ended_at) = reached(app.db.read(), &relay).await?;
        let is_settled = ended_at.is_some_and(|at| at + SETTLES_AFTER <= now);
        if n_reached == relay.n_reached && !is_settled {
            continue;
        }
        let tx = app.db.begin().await?;
        receptions::set_reached(&tx, relay.id, n_reached, is_settled.then_some(now)).await?;
        tell(&tx, &relay, now).await?;
        tx.commit().await?;
        n_moved += 1;
    }
    if n_moved > 0 {
        app.live.wake();
    }
    Ok(n_moved)
}

/// How many a relay reached so far, and when it ended.
async fn reached(db: &impl ConnectionTrait, relay: &relay::Model) -> Result<(i64, Option<DateTime<Utc>>)> {
    match (relay.means(), relay.edition_id, relay.meeting_id) {
        (RelayMeans::Newsletter, Some(edition_id), _) => {
            // Each local actor counts once for the newsletters of a centre: for the first that reached.
            let all = receptions::relays(db, relay.reception_id).await?;
            let before = all.iter().take_while(|other| other.id != relay.id);
            let before: Vec<Uuid> = before.filter_map(|other| other.edition_id).collect();
            let reach = delivery::reach(db, edition_id, &before).await?;
            Ok((reach.n_reached, reach.ended_at))
        }
        (RelayMeans::Meeting, _, Some(meeting_id)) => Ok(match meeting::info(db, meeting_id).await? {
            // Who came is written once it is held.
            Some(session) => (
                i64::from(session.n_attendants),
                (session.state == MeetingState::Held).then_some(session.ends_at),
            ),
            // Removed: what was noted of it stays.
            None => (relay.n_reached, Some(relay.at)),
        }),
        _ => Ok((relay.n_reached, Some(relay.at))),
    }
}

/// Moves the pages that show it.
async fn tell(tx: &impl ConnectionTrait, relay: &relay::Model, now: DateTime<Utc>) -> Result<()> {
    let Some(row) = store::bulletin(tx, relay.bulletin_id).await? else {
        return Ok(());
    };
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
    live::hint(tx, now, act).await
}
