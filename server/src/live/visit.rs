//! Where each person stood at the last visit, for "what moved since".

use chrono::TimeDelta;
use proto::v1::Activity;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::db::Db;
use crate::error::Result;
use crate::live::store::{self, Feed, visit};
use crate::live::{feed, may_see_all};

/// A visit is over when nothing was read for this long.
const PAUSE: TimeDelta = TimeDelta::minutes(30);
/// A visit that goes on is noted at most this often.
const NOTE_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Activities on the first page.
const SHOWN: usize = 12;

/// What others did since the caller's last visit, newest first, and true; or the latest activities, and
/// false, when nothing moved. Then the position to watch after. Two queries; the visit is noted aside.
pub(crate) async fn since_last_visit(app: &App, caller: &Caller) -> Result<(Vec<Activity>, bool, i64)> {
    let now = app.clock.now();
    let (head, visit) = store::head_and_visit(app.db.read(), caller.person_id).await?;
    let rows = store::feed(
        app.db.read(),
        &Feed {
            viewer: (!may_see_all(caller)).then_some(caller.organisation_id),
            limit: 60,
            ..Feed::default()
        },
    )
    .await?;
    let is_new = visit.as_ref().is_some_and(|visit| now - visit.at > PAUSE);
    let baseline = match &visit {
        Some(visit) if is_new => visit.position,
        Some(visit) => visit.previous_position,
        None => head,
    };
    let is_to_note = visit.as_ref().is_none_or(|visit| now - visit.at > NOTE_EVERY);
    if let (Some(person_id), true) = (caller.person_id, is_to_note) {
        let next = visit::Model {
            person_id,
            previous_position: baseline,
            position: head,
            at: now,
        };
        note(app.db.clone(), next, visit);
    }
    let by_others = |row: &&store::activity::Model| {
        row.position > baseline && (row.person_id.is_none() || row.person_id != caller.person_id)
    };
    let moved: Vec<_> = rows.iter().filter(by_others).cloned().collect();
    let has_moved = !moved.is_empty();
    let mut activities = feed::messages(if has_moved { moved } else { rows });
    activities.truncate(SHOWN);
    Ok((activities, has_moved, head))
}

/// Notes the visit without keeping the reader waiting.
fn note(db: Db, next: visit::Model, seen: Option<visit::Model>) {
    tokio::spawn(async move {
        let person_id: Uuid = next.person_id;
        let noted = async {
            let tx = db.begin().await?;
            store::note_visit(&tx, next, seen).await?;
            tx.commit().await?;
            Ok::<_, crate::error::Error>(())
        };
        if let Err(error) = noted.await {
            tracing::warn!(?error, %person_id, "a visit was not noted");
        }
    });
}
