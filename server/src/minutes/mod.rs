//! The minutes of a meeting. Nothing is typed twice: until they are locked they are what the facts make, each time
//! they are read (agenda, attendance, votes, decisions, notes, actions), with a few words around them.
//!
//! ```text
//! draft -> in review -> approved -> locked      (in review again, once corrected; locked again: a correction)
//! ```
//!
//! - *In review*: those convened comment until the end of a day, in the zone of the meeting. Nothing is frozen: who
//!   leads corrects the notes meanwhile. Approval waits for that end, which was promised to all.
//! - *Approved* by a decision of a later session of the same body, or by what a written consultation of the kind
//!   adopted: the one that is chosen is recorded, and linked. Where a kind does not vote and no later session of the
//!   same body has begun, who leads may record that nobody said anything in the time of the review (« sans
//!   observation dans le délai »); a remark closes this way until another review.
//!   The facts are hashed then: if they change before the lock it is refused, another review may begin, and what was
//!   recorded as their approval goes with it.
//! - *Locked*: the whole document is encoded once and kept with its SHA-256. What is read afterwards is these bytes,
//!   checked against the hash; later facts do not alter them. A correction is a new version, with its reason, of what
//!   the facts have become; all versions stay readable and none is ever removed (L2). A hash tells that a document
//!   did not change, and is called nothing more (L4).
//! - Who reads: a draft, who leads; then the organisations that are convened; locked, whom the table of kinds says. A
//!   closed point is withheld, but its place, from those whom it does not concern, in pages, mails and answers; who it
//!   concerns is in the document, so that this holds of a locked one too. The hash is of the whole.
//!
//! Own rule: minutes are approved within a delay that the animator sets, 60 days at first.

mod document;
mod letter;
mod outlook;
mod rules;
mod service;
pub(crate) mod store;

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;
pub(crate) use self::service::service;
pub(crate) use self::store::minutes::Model as Stage;

use crate::error::Result;
use crate::meeting::Info;

/// Where the minutes of some meetings stand, whoever asks; those of which nothing was written yet are left out.
pub(crate) async fn of_meetings(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<Stage>> {
    store::minutes_of(db, ids).await
}

/// In how many days after their meeting minutes are to be approved, since when. A meeting keeps the delay that was in
/// force when it ended: past years stay true.
#[derive(Debug)]
pub(crate) struct Delays(Vec<store::minutes_delay::Model>);

impl Delays {
    /// Reads them; one query.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        Ok(Self(store::delays(db).await?))
    }

    /// Days that counted at an instant.
    pub(crate) fn at(&self, instant: DateTime<Utc>) -> i32 {
        let set = self.0.iter().rev().find(|row| row.set_at <= instant);
        set.map_or(rules::DELAY_DAYS, |row| row.n_days)
    }

    /// When the minutes of a meeting are due.
    pub(crate) fn due_at(&self, info: &Info) -> DateTime<Utc> {
        rules::due_at(info.ends_at, self.at(info.ends_at), info.zone)
    }
}

/// The page of the minutes of a meeting.
pub(crate) fn path(meeting_id: Uuid) -> String {
    format!("/minutes/{meeting_id}")
}
