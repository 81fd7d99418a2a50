//! What happens when an instant passes: the opening and the closing of a call are told, once.

use chrono::{DateTime, Utc};
use proto::v1::ActivityKind;

use crate::app::App;
use crate::error::Result;
use crate::live::{self, Act};
use crate::programme::rules;
use crate::programme::store::{self, work_stream};

/// Tells the openings and closings that have passed; says how many.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let mut n_told = 0;
    for (stream, programme) in store::streams_to_tell(app.db.read(), now).await? {
        if !programme.is_some_and(|programme| rules::is_in_force(programme.state())) {
            continue;
        }
        if stream.opened_told_at.is_none() && stream.opens_at.is_some_and(|opens_at| opens_at <= now) {
            n_told += usize::from(tell(app, &stream, ActivityKind::CallOpened, now).await?);
        }
        if stream.closed_told_at.is_none() && stream.closes_at.is_some_and(|closes_at| closes_at < now) {
            n_told += usize::from(tell(app, &stream, ActivityKind::CallClosed, now).await?);
        }
    }
    Ok(n_told)
}

/// Tells one of them, unless another process was faster.
async fn tell(
    app: &App,
    stream: &work_stream::Model,
    kind: ActivityKind,
    now: DateTime<Utc>,
) -> Result<bool> {
    use work_stream::Column::{ClosedToldAt, ClosesAt, OpenedToldAt, OpensAt};
    let (rpc, columns) = match kind {
        ActivityKind::CallOpened => ("call opened", (OpensAt, OpenedToldAt)),
        _ => ("call closed", (ClosesAt, ClosedToldAt)),
    };
    let tx = app.db.begin().await?;
    if !store::mark_told(&tx, stream.id, columns, now).await? {
        return Ok(false);
    }
    let act = Act {
        year: Some(stream.year),
        work_stream_id: Some(stream.id),
        ..Act::told(rpc, kind, &stream.title, format!("/work-stream/{}", stream.id))
    };
    live::record(&tx, None, now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(true)
}
