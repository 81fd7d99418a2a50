//! Where each person stood at the last visit, for "what moved since".

use chrono::TimeDelta;
use proto::v1::Activity;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::db::Db;
use crate::error::Result;
use crate::live::feed;
use crate::live::recent::Recent;
use crate::live::store::{self, visit};

/// A visit is over when nothing was read for this long.
const PAUSE: TimeDelta = TimeDelta::minutes(30);
/// A visit that goes on is noted at most this often.
const NOTE_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Activities on the first page.
const SHOWN: usize = 12;

/// A person who comes to the first page.
#[derive(Debug)]
pub(crate) struct Visit {
    /// Where the log ends: the position to watch after.
    pub(crate) head: i64,
    /// Where it ended when the person was here before.
    baseline: i64,
}

impl Visit {
    /// Reads where the log ends and where the caller stood, in one query; the visit is noted aside.
    pub(crate) async fn read(app: &App, caller: &Caller) -> Result<Self> {
        let now = app.clock.now();
        let (head, visit) = store::head_and_visit(app.db.read(), caller.person_id).await?;
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
        Ok(Self { head, baseline })
    }

    /// What others did since, newest first, and true; or the latest activities, and false, when nothing moved.
    pub(crate) async fn activities(
        &self,
        app: &App,
        caller: &Caller,
        recent: &Recent,
    ) -> Result<(Vec<Activity>, bool)> {
        let rows = recent.seen_by(app, caller).await?;
        let by_others = |row: &&store::activity::Model| {
            row.position > self.baseline && (row.person_id.is_none() || row.person_id != caller.person_id)
        };
        let mut moved = rows.iter().map(AsRef::as_ref).filter(by_others).peekable();
        if moved.peek().is_some() {
            return Ok((feed::messages(moved, SHOWN), true));
        }
        Ok((feed::messages(rows.iter().map(AsRef::as_ref), SHOWN), false))
    }
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
