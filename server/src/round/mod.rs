//! The round of the centres: before a committee (M1) each says its situation, its news and its difficulties; before
//! the national day (M3) the difficulties met in local governance and the feedback of its evaluations.
//!
//! What is asked is in the table of the kinds. Each centre says it in a short form until the meeting starts, and
//! sees its own words only. The animator groups the texts and writes a short synthesis of each group; published, the
//! groups become the text of a standing item, and all who are convened read the whole round.

mod rules;
mod service;
mod store;

use chrono::{DateTime, Utc};
use proto::v1::{Expectation, ExpectationKind, MeetingState, Role};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::service::service;

use crate::auth::Caller;
use crate::clock::timestamp;
use crate::convocation;
use crate::error::Result;
use crate::meeting::{self, Info, kinds};

/// The page of a round.
fn path(meeting_id: Uuid) -> String {
    format!("/round/{meeting_id}")
}

/// What the rounds expect of the people of a centre: one query while none is under way, none for others.
pub(crate) async fn expectations(
    db: &impl ConnectionTrait,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<Vec<Expectation>> {
    if !matches!(caller.role, Role::Director | Role::Team) {
        return Ok(Vec::new());
    }
    let mut coming = meeting::coming(db, now).await?;
    coming.retain(|info| info.state == MeetingState::Convened && is_asked(info) && now < info.starts_at);
    if coming.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = coming.iter().map(|info| info.id).collect();
    let invitees = convocation::invitees_of(db, ids.clone()).await?;
    let said = store::said_by(db, ids, caller.organisation_id).await?;
    coming.retain(|info| {
        let of_meeting = invitees.get(&info.id).map(Vec::as_slice).unwrap_or_default();
        let is_convened = of_meeting
            .iter()
            .any(|one| one.organisation_id == Some(caller.organisation_id));
        is_convened && !said.contains(&info.id)
    });
    Ok(coming.iter().map(expectation).collect())
}

fn is_asked(info: &Info) -> bool {
    kinds::kind(info.kind).round.is_some()
}

fn expectation(info: &Info) -> Expectation {
    Expectation {
        kind: ExpectationKind::SaveEntry as i32,
        object: info.title.clone(),
        path: path(info.id),
        due_at: Some(timestamp(info.starts_at)),
        zone: info.zone.name().to_owned(),
        n: 0,
    }
}
