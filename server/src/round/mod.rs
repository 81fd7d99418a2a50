//! The round of the centres: before a committee (M1) each says its situation, its news and its difficulties; before
//! the national day (M3) the difficulties met in local governance and the feedback of its evaluations.
//!
//! What is asked is in the table of the kinds. Each centre says it in a short form until the meeting starts, and
//! sees its own words only. The animator groups the texts and writes a short synthesis of each group; published, the
//! groups become the text of a standing item, and all who are convened read the whole round.

mod outlook;
mod rules;
mod service;
mod store;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;
pub(crate) use self::service::service;

use crate::error::Result;

/// Says whether a centre said something before a meeting.
pub(crate) async fn has_entries(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<bool> {
    Ok(!store::said(db, vec![meeting_id]).await?.is_empty())
}

/// The page of a round.
fn path(meeting_id: Uuid) -> String {
    format!("/round/{meeting_id}")
}
