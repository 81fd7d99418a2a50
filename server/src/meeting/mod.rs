//! Every gathering of the network (M1 to M5, O1, A6, P5), and the centres' own: one engine.
//!
//! A kind is one entry of the table in `kinds.rs`: who convenes, who is convened, how often it must happen,
//! its standing items, whether it votes, whether people register. What surrounds a meeting has features of
//! its own: `convocation` (who is convened, answers, calendars).
//!
//! ```text
//! planned -> convened -> running -> held        (held from convened too: a kind that nobody led here)
//!    |          |
//!    +----------+-> cancelled                   (those convened are told)
//!    +-> held                                   (a kind that may be convened from elsewhere)
//! ```
//!
//! Every change around a meeting takes the lock of its row first. Who may see a meeting: everyone when the
//! kind is open; else its organiser, the animator, and the organisations of which someone is convened. A
//! closed item is seen by those whom it concerns and by who leads.

mod burden;
mod item;
pub(crate) mod kinds;
mod rules;
mod service;
pub(crate) mod store;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::{ActivityKind, InviteeRole, MeetingKind, MeetingState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::item::{Item, item, items, items_named};
pub use self::rules::slot;
pub(crate) use self::rules::{Step, end_of_day, is_coming, may_prepare};
pub(crate) use self::service::agreed::{Agreed, Organiser, plan, plan_for};
pub(crate) use self::service::service;
pub(crate) use self::service::standing::write_standing;
pub(crate) use self::service::view::outline;

use crate::auth::Caller;
use crate::convocation::{self, Invitee};
use crate::error::{Error, Result};
use crate::live::{Act, Audience};

/// A meeting, as the features around it need it.
#[derive(Clone, Debug)]
pub(crate) struct Info {
    pub(crate) id: Uuid,
    pub(crate) kind: MeetingKind,
    /// In the zone of the meeting.
    pub(crate) year: i32,
    pub(crate) title: String,
    pub(crate) introduction: String,
    pub(crate) place: String,
    pub(crate) video_url: String,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
    pub(crate) zone: Tz,
    pub(crate) state: MeetingState,
    /// Who convenes.
    pub(crate) organisation_id: Uuid,
    pub(crate) organisation_name: String,
    pub(crate) invited_by: String,
    pub(crate) work_stream_id: Option<Uuid>,
    pub(crate) is_last_of_year: bool,
    pub(crate) sequence: i32,
    pub(crate) convened_at: Option<DateTime<Utc>>,
    pub(crate) cancel_reason: String,
    /// Local actors that came.
    pub(crate) n_attendants: i32,
}

impl From<&store::meeting::Model> for Info {
    fn from(row: &store::meeting::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind(),
            year: row.year,
            title: row.title.clone(),
            introduction: row.introduction.clone(),
            place: row.place.clone(),
            video_url: row.video_url.clone(),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            zone: row.zone(),
            state: row.state(),
            organisation_id: row.organisation_id,
            organisation_name: row.organisation_name.clone(),
            invited_by: row.invited_by.clone(),
            work_stream_id: row.work_stream_id,
            is_last_of_year: row.is_last_of_year,
            sequence: row.sequence,
            convened_at: row.convened_at,
            cancel_reason: row.cancel_reason.clone(),
            n_attendants: row.n_attendants,
        }
    }
}

/// A meeting that the caller may see, and what the caller is in it.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) info: Info,
    /// Everyone who is convened, or will be.
    pub(crate) invitees: Vec<Invitee>,
    /// The caller's own entry, when there is one.
    pub(crate) own: Option<Invitee>,
    /// Prepares it.
    pub(crate) may_edit: bool,
    /// Leads the session: prepares it, chairs it or keeps its notes.
    pub(crate) may_lead: bool,
    /// Is consulted: adds points to the agenda.
    pub(crate) is_in_concert: bool,
}

impl Access {
    /// Requires to prepare the meeting.
    ///
    /// # Errors
    /// `Denied` for anybody else.
    pub(crate) fn must_edit(&self) -> Result<()> {
        self.must(self.may_edit)
    }

    /// Requires to lead the session.
    ///
    /// # Errors
    /// `Denied` for anybody else.
    pub(crate) fn must_lead(&self) -> Result<()> {
        self.must(self.may_lead)
    }

    /// Is of the meeting: convened, or of an organisation that is or that organises it.
    pub(crate) fn takes_part(&self, caller: &Caller) -> bool {
        self.own.is_some()
            || caller.is_of(self.info.organisation_id)
            || is_of_convened(caller, &self.invitees)
    }

    #[expect(clippy::unused_self, reason = "reads as a sentence where it is called")]
    fn must(&self, may: bool) -> Result<()> {
        if may {
            Ok(())
        } else {
            Err(Error::Denied(proto::v1::Reason::NotAllowed))
        }
    }

    /// Who is told of what happens around the meeting.
    pub(crate) fn audience(&self) -> Audience {
        audience(&self.info, &self.invitees)
    }

    /// An act around the meeting, told to its audience, on its page.
    pub(crate) fn act(&self, rpc: &'static str, kind: ActivityKind) -> Act<'_> {
        Act {
            audience: self.audience(),
            topic: Some(topic(self.info.id)),
            work_stream_id: self.info.work_stream_id,
            organisation_id: Some(self.info.organisation_id),
            ..Act::told(rpc, kind, &self.info.title, path(self.info.id))
        }
    }
}

/// What the readers of a meeting's pages follow.
pub(crate) fn topic(id: Uuid) -> String {
    format!("meeting:{id}")
}

/// The page of a meeting.
pub(crate) fn path(id: Uuid) -> String {
    format!("/meeting/{id}")
}

/// Who is told of what happens around a meeting, whoever acts.
pub(crate) async fn audience_of(db: &impl ConnectionTrait, info: &Info) -> Result<Audience> {
    let invitees = convocation::invitees(db, info.id).await?;
    Ok(audience(info, &invitees))
}

/// Several meetings with what the caller is in them: those that the caller may see.
pub(crate) async fn accesses(
    db: &impl ConnectionTrait,
    caller: &Caller,
    ids: Vec<Uuid>,
) -> Result<Vec<Access>> {
    let mut invitees = convocation::invitees_of(db, ids.clone()).await?;
    let rows = store::meetings(db, ids).await?;
    let seen = rows.iter().filter_map(|row| {
        let invitees = invitees.remove(&row.id).unwrap_or_default();
        access_of(caller, row, invitees)
    });
    Ok(seen.collect())
}

fn audience(info: &Info, invitees: &[Invitee]) -> Audience {
    if kinds::kind(info.kind).is_open {
        return Audience::Everyone;
    }
    let convened = invitees.iter().filter_map(|invitee| invitee.organisation_id);
    Audience::Organisations(std::iter::once(info.organisation_id).chain(convened).collect())
}

/// A meeting with what the caller is in it; `None` when the caller may not see it.
pub(crate) async fn access(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Option<Access>> {
    match store::meeting(db, id).await? {
        Some(row) => seen(db, caller, &row).await,
        None => Ok(None),
    }
}

/// The same, locked until the commit.
pub(crate) async fn locked(tx: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Option<Access>> {
    match store::lock_meeting(tx, id).await? {
        Some(row) => seen(tx, caller, &row).await,
        None => Ok(None),
    }
}

async fn seen(
    db: &impl ConnectionTrait,
    caller: &Caller,
    row: &store::meeting::Model,
) -> Result<Option<Access>> {
    let invitees = convocation::invitees(db, row.id).await?;
    Ok(access_of(caller, row, invitees))
}

fn access_of(caller: &Caller, row: &store::meeting::Model, invitees: Vec<Invitee>) -> Option<Access> {
    let info = Info::from(row);
    let may_edit = may_prepare(info.kind, caller.role, caller.is_of(info.organisation_id));
    let own = own(caller, &invitees).cloned();
    let is_in_concert = rules::is_in_concert(info.kind, caller.role);
    let may_see = kinds::kind(info.kind).is_open
        || may_edit
        || is_in_concert
        || caller.is_animator()
        || caller.is_of(info.organisation_id)
        || is_of_convened(caller, &invitees)
        || own.is_some();
    may_see.then_some(Access {
        may_lead: may_lead(caller, &info, &invitees),
        info,
        invitees,
        own,
        may_edit,
        is_in_concert,
    })
}

/// Says whether someone of the caller's organisation is convened.
fn is_of_convened(caller: &Caller, invitees: &[Invitee]) -> bool {
    invitees
        .iter()
        .any(|one| one.organisation_id == Some(caller.organisation_id))
}

/// The caller's own entry among those convened.
fn own<'a>(caller: &Caller, invitees: &'a [Invitee]) -> Option<&'a Invitee> {
    invitees
        .iter()
        .find(|one| one.person_id.is_some() && one.person_id == caller.person_id)
}

/// Says whether the caller leads the session: prepares it, chairs it or keeps its notes.
pub(crate) fn may_lead(caller: &Caller, info: &Info, invitees: &[Invitee]) -> bool {
    let prepares = may_prepare(info.kind, caller.role, caller.is_of(info.organisation_id));
    let role = own(caller, invitees).map_or(InviteeRole::Unspecified, |own| own.role);
    rules::may_lead(prepares, role)
}

/// A meeting, whoever asks: for jobs and signed links.
pub(crate) async fn info(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Info>> {
    Ok(store::meeting(db, id).await?.as_ref().map(Info::from))
}

/// Several meetings, in the order of time.
pub(crate) async fn infos(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<Info>> {
    let rows = store::meetings(db, ids).await?;
    Ok(rows.iter().map(Info::from).collect())
}

/// The meetings of a year, whoever asks, in the order of time.
pub(crate) async fn of_year(db: &impl ConnectionTrait, year: i32) -> Result<Vec<Info>> {
    let rows = store::meetings_of(db, year).await?;
    Ok(rows.iter().map(Info::from).collect())
}

/// The sessions with local actors of a year that were held, of a centre or of all, in the order of time.
pub(crate) async fn local_held(
    db: &impl ConnectionTrait,
    year: i32,
    organisation_id: Option<Uuid>,
) -> Result<Vec<Info>> {
    let rows = store::local_held(db, year, organisation_id).await?;
    Ok(rows.iter().map(Info::from).collect())
}

/// The first year with a meeting.
pub(crate) async fn first_year(db: &impl ConnectionTrait) -> Result<Option<i32>> {
    store::first_year(db).await
}

/// The meetings that are to come, whoever asks, in the order of time.
pub(crate) async fn coming(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Info>> {
    let rows = store::coming(db, now).await?;
    Ok(rows.iter().map(Info::from).collect())
}

/// The meetings that were held and ended after an instant, whoever asks, in the order of time.
pub(crate) async fn held(db: &impl ConnectionTrait, after: DateTime<Utc>) -> Result<Vec<Info>> {
    let rows = store::held(db, after).await?;
    Ok(rows.iter().map(Info::from).collect())
}

/// The meetings of the same body that began after one, whoever asks, in the order of time: of its kind; of a
/// working session, those of its stream; of a local session, those of its centre.
pub(crate) async fn following(db: &impl ConnectionTrait, info: &Info) -> Result<Vec<Info>> {
    let rows = store::begun(db, info.kind as i32, info.starts_at).await?;
    let mut all: Vec<Info> = rows.iter().map(Info::from).collect();
    all.retain(|other| match info.kind {
        MeetingKind::WorkingSession => other.work_stream_id == info.work_stream_id,
        MeetingKind::LocalSession => other.organisation_id == info.organisation_id,
        _ => true,
    });
    Ok(all)
}

/// The meetings that the whole network sees, from an instant on.
pub(crate) async fn open(db: &impl ConnectionTrait, after: DateTime<Utc>) -> Result<Vec<Info>> {
    let kinds: Vec<i32> = kinds::KINDS
        .iter()
        .filter(|kind| kind.is_open)
        .map(|kind| kind.kind as i32)
        .collect();
    let rows = store::of_kinds(db, &kinds, after).await?;
    Ok(rows.iter().map(Info::from).collect())
}

/// Brings a locked meeting to the state that follows from a step.
///
/// # Errors
/// `NotNow` when its state does not allow the step.
pub(crate) async fn step(
    tx: &impl ConnectionTrait,
    id: Uuid,
    step: Step,
    now: DateTime<Utc>,
) -> Result<MeetingState> {
    let mut row = store::lock_meeting(tx, id).await?.ok_or(Error::Missing)?;
    let state = rules::next(row.state(), step).ok_or(Error::NotNow(proto::v1::Reason::MeetingState))?;
    row.state = state as i32;
    if step == Step::Convene {
        row.convened_at = Some(now);
    }
    store::save_meeting(tx, &mut row).await?;
    if state == MeetingState::Held {
        burden::record(tx, &row).await?;
    }
    Ok(state)
}

/// A meeting, locked until the commit, whoever asks: for jobs and signed links.
pub(crate) async fn lock(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<Info>> {
    Ok(store::lock_meeting(tx, id).await?.as_ref().map(Info::from))
}

/// Requires that the words, the hours and the people of a meeting may still change.
///
/// # Errors
/// `NotNow` once it runs, is over or cancelled.
pub(crate) fn must_be_open(state: MeetingState) -> Result<()> {
    rules::must_be_open(state).map_err(Error::NotNow)
}

/// When each point begins, from their durations in minutes.
pub(crate) fn schedule(info: &Info, minutes: &[i32]) -> Vec<DateTime<Utc>> {
    rules::schedule(info.starts_at, info.ends_at, minutes).0
}
