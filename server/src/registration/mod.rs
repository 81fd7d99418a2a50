//! People register for a day (M3): places, parallel workshops, a waiting list, arrivals, certificates, feedback.
//!
//! ```text
//!                 +--> registered ------------+
//! (asks) ---------+         ^                 +--> cancelled --> (asks again: last in the list)
//!                 |         | accepts         |
//!                 +--> waiting -> offered ----+
//!                                   |
//!                                   +--> lapsed: the time to accept is over, the next one is asked
//! ```
//!
//! Every change takes the lock of the meeting's row first, so that neither the places of the day nor those of a
//! workshop are ever exceeded. A place that is freed is offered to the first who waits and whose organisation has
//! a seat left, until an instant; one in a workshop is given at once to the first who has a place in the day and
//! waits for it. Who registers needs no account: the mails carry a signed link. The answer to a registration is
//! the same whether or not the address is known. What a stranger typed never leaves in a mail.
//!
//! Meals and access needs (L6) are kept with consent, seen by who prepares the day through one RPC, and erased 7
//! days after it, or when they serve no more. Names and addresses are erased when the time that the organiser set
//! is over, with the mails that carried them; the rows stay, to be counted. Feedback has no name from the start.

pub(crate) mod jobs;
mod letter;
mod outlook;
mod rules;
mod service;
pub(crate) mod store;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::Role;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;
pub(crate) use self::service::service;
pub(crate) use self::service::telling::{tell_cancelled, tell_change};

use crate::auth::Caller;
use crate::error::Result;
use crate::meeting::{self, Info, kinds};
use crate::signature::{Purpose, Signer};

/// The page of a day.
pub(crate) fn path(meeting_id: Uuid) -> String {
    format!("/registration/{meeting_id}")
}

/// The page of one's own registration: only its signature opens it.
fn own_path(signer: &Signer, id: Uuid) -> String {
    let signature = signer.sign(Purpose::Registration, id);
    format!("/registration/mine?registration={id}&signature={signature}")
}

/// When those who registered arrived, by their addresses in folded form.
pub(crate) async fn arrivals(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<BTreeMap<String, DateTime<Utc>>> {
    let rows = store::registrations(db, meeting_id).await?.into_iter();
    Ok(rows
        .filter_map(|row| Some((row.email?, row.arrived_at?)))
        .collect())
}

/// Says whether anyone ever registered for a meeting.
pub(crate) async fn has_people(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<bool> {
    store::has_registrations(db, meeting_id).await
}

/// The meetings for which anyone may register, whoever asks.
pub(crate) async fn public_ids(db: &impl ConnectionTrait) -> Result<Vec<Uuid>> {
    store::public_ids(db).await
}

/// Says whether anyone finds the page of a meeting.
pub(crate) async fn is_public(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<bool> {
    let settings = store::settings(db, meeting_id).await?;
    Ok(settings.is_some_and(|settings| settings.is_public))
}

/// Says whether a meeting of this kind is for someone like the caller, who does not prepare it.
fn is_for(info: &Info, caller: &Caller) -> bool {
    let is_part = kinds::kind(info.kind)
        .parts
        .iter()
        .any(|part| part.positions().0 == caller.function);
    is_part && caller.role != Role::President && !caller.is_of(info.organisation_id)
}

/// What is kept of the registrations of an address, in lines.
pub(crate) async fn stored(db: &impl ConnectionTrait, email: &str) -> Result<Vec<(DateTime<Utc>, String)>> {
    if email.is_empty() {
        return Ok(Vec::new());
    }
    let rows = store::registrations_of(db, email).await?;
    let infos = meeting::infos(db, rows.iter().map(|row| row.meeting_id).collect()).await?;
    let line = |row: store::registration::Model| {
        let info = infos.iter().find(|info| info.id == row.meeting_id);
        let title = info.map(|info| info.title.clone()).unwrap_or_default();
        let mut said = vec![title, row.name, row.organisation_name];
        said.extend([row.meal, row.access_needs]);
        said.retain(|one| !one.is_empty());
        (row.asked_at, said.join(", "))
    };
    Ok(rows.into_iter().map(line).collect())
}
