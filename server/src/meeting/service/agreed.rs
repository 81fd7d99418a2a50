//! A meeting whose hour was agreed elsewhere: by a date poll, by an answer to a centre that asked for support.

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use proto::v1::{InviteeRole, MeetingKind};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::planning;
use crate::app::App;
use crate::auth::Caller;
use crate::convocation;
use crate::error::{Error, Result};
use crate::meeting::{self, Access, kinds};

/// What was agreed.
#[derive(Clone, Debug)]
pub(crate) struct Agreed {
    pub(crate) kind: MeetingKind,
    pub(crate) title: String,
    pub(crate) place: String,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) zone: Tz,
    pub(crate) work_stream_id: Option<Uuid>,
}

/// In whose name somebody else plans a meeting.
#[derive(Clone, Debug)]
pub(crate) struct Organiser {
    /// Who leads it.
    pub(crate) person_id: Uuid,
    pub(crate) organisation_id: Uuid,
    pub(crate) organisation_name: String,
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
    row.place = agreed.place;
    row.starts_at = agreed.starts_at;
    row.ends_at = agreed.ends_at;
    row.zone = agreed.zone.name().to_owned();
    row.invited_by = kind.invited_by.to_owned();
    planning::plan(app, tx, caller, &row, kind).await?;
    meeting::access(tx, caller, row.id).await?.ok_or(Error::Missing)
}

/// The same in the name of an organisation that asked for it; who calls joins its people, in a role.
pub(crate) async fn plan_for(
    app: &App,
    tx: &DatabaseTransaction,
    organiser: Organiser,
    agreed: Agreed,
    (caller, role): (&Caller, InviteeRole),
) -> Result<Access> {
    let organiser = Caller {
        person_id: Some(organiser.person_id),
        organisation_id: organiser.organisation_id,
        organisation_name: organiser.organisation_name,
        ..caller.clone()
    };
    let id = plan(app, tx, &organiser, agreed).await?.info.id;
    convocation::join(app, tx, id, caller, role).await?;
    meeting::access(tx, caller, id).await?.ok_or(Error::Missing)
}
