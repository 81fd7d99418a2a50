//! A meeting whose hour was agreed elsewhere: by a date poll.

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use proto::v1::MeetingKind;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::planning;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::meeting::{self, Access, kinds};

/// What was agreed.
#[derive(Clone, Debug)]
pub(crate) struct Agreed {
    pub(crate) kind: MeetingKind,
    pub(crate) title: String,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) zone: Tz,
    pub(crate) work_stream_id: Option<Uuid>,
}

/// Plans the meeting with the people and the standing items of its kind; who calls organises it. The act is left
/// to be recorded.
pub(crate) async fn plan(
    app: &App,
    tx: &DatabaseTransaction,
    caller: &Caller,
    agreed: Agreed,
) -> Result<Access> {
    let kind = kinds::kind(agreed.kind);
    let mut row = planning::blank(caller, kind, agreed.work_stream_id, None);
    row.year = agreed.starts_at.with_timezone(&agreed.zone).year();
    row.title = agreed.title;
    row.starts_at = agreed.starts_at;
    row.ends_at = agreed.ends_at;
    row.zone = agreed.zone.name().to_owned();
    row.invited_by = kind.invited_by.to_owned();
    planning::plan(app, tx, caller, &row, kind).await?;
    meeting::access(tx, caller, row.id).await?.ok_or(Error::Missing)
}
