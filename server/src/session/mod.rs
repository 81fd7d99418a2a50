//! A meeting while it runs, and what stays of it: the points and their time, who attends, who waits to speak,
//! notes, actions.
//!
//! Who leads (prepares the meeting, chairs it or keeps its notes) opens the session, goes from point to point and
//! closes it; everything follows from instants, nothing ticks. Who is convened is expected as answered, until an
//! arrival or an absence is recorded: by that person, with the code shown in the room or remotely, or by who leads.
//! Notes are of who leads while the session runs, then of all who may see the point. An action belongs to a person
//! of the network or to an organisation, whose first page shows it until it is done. Nothing of this is purged (L2).
//!
//! Every change takes the lock of the meeting's row first, so that of two who go on to the next point one wins, and
//! nobody who checks in is lost.

mod outlook;
mod rules;
mod service;
pub(crate) mod store;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::{Answering, AttendanceMode, InviteeRole, Reason};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;
pub(crate) use self::service::service;
pub(crate) use self::store::{action::Model as Action, note::Model as Note};

use self::rules::{Owner, Stay};
use crate::auth::Caller;
use crate::convocation::{self, Invitee};
use crate::error::{Error, Result};
use crate::network::rules::fold_email;
use crate::{decision, meeting, registration};

/// Someone of a meeting, and how that person attends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attendance {
    pub(crate) invitee_id: Uuid,
    /// `None` for a guest.
    pub(crate) person_id: Option<Uuid>,
    /// `None` for a guest.
    pub(crate) organisation_id: Option<Uuid>,
    pub(crate) organisation_name: String,
    pub(crate) name: String,
    pub(crate) role: InviteeRole,
    /// What is expected, until something is recorded.
    pub(crate) answer: Answering,
    /// Unspecified: nothing is recorded yet.
    pub(crate) mode: AttendanceMode,
    /// Who stands in: as recorded, or as answered.
    pub(crate) represented_by: String,
    pub(crate) arrived_at: Option<DateTime<Utc>>,
    pub(crate) left_at: Option<DateTime<Utc>>,
    /// Said by that person, not by who leads.
    pub(crate) is_self: bool,
}

impl Attendance {
    fn new(invitee: &Invitee, recorded: Option<&store::attendance::Model>) -> Self {
        let stay = recorded.map(store::attendance::Model::stay);
        Self {
            invitee_id: invitee.id,
            person_id: invitee.person_id,
            organisation_id: invitee.organisation_id,
            organisation_name: invitee.organisation_name.clone(),
            name: invitee.name.clone(),
            role: invitee.role,
            answer: invitee.answer,
            mode: stay.map_or(AttendanceMode::Unspecified, |stay| stay.mode),
            represented_by: recorded
                .map_or(&invitee.represented_by, |row| &row.represented_by)
                .clone(),
            arrived_at: stay.and_then(|stay| stay.arrived_at),
            left_at: stay.and_then(|stay| stay.left_at),
            is_self: recorded.is_some_and(|row| row.is_self),
        }
    }

    /// What is recorded.
    fn stay(&self) -> Option<Stay> {
        (self.mode != AttendanceMode::Unspecified).then_some(Stay {
            mode: self.mode,
            arrived_at: self.arrived_at,
            left_at: self.left_at,
        })
    }

    /// True for who is there now: in the room, remotely, or by somebody who stands in.
    pub(crate) fn is_there(&self) -> bool {
        self.stay().is_some_and(Stay::is_there)
    }
}

/// How the people of a meeting attend, chair and secretary first, then by organisation and name.
pub(crate) async fn attendance(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<Attendance>> {
    let invitees = convocation::invitees(db, meeting_id).await?;
    attendance_of(db, meeting_id, &invitees).await
}

/// The same, of people who are known already.
async fn attendance_of(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    invitees: &[Invitee],
) -> Result<Vec<Attendance>> {
    let recorded: BTreeMap<Uuid, store::attendance::Model> = store::attendances_in(db, vec![meeting_id])
        .await?
        .into_iter()
        .map(|row| (row.invitee_id, row))
        .collect();
    let of = |invitee: &Invitee| Attendance::new(invitee, recorded.get(&invitee.id));
    Ok(invitees.iter().map(of).collect())
}

/// How some people attended, by invitee, in all meetings; nothing for whom nothing is recorded.
pub(crate) async fn modes(
    db: &impl ConnectionTrait,
    invitee_ids: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, AttendanceMode>> {
    let rows = store::attendances_of(db, invitee_ids).await?.into_iter();
    Ok(rows.map(|row| (row.invitee_id, row.stay().mode)).collect())
}

/// Who is there now: in the room, remotely, or by somebody who stands in. Nobody once the session is closed.
pub(crate) async fn present(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<Attendance>> {
    let mut all = attendance(db, meeting_id).await?;
    all.retain(Attendance::is_there);
    Ok(all)
}

/// When the session of a meeting was opened, and closed; `None` when it was not opened here.
pub(crate) async fn hours(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Option<(DateTime<Utc>, Option<DateTime<Utc>>)>> {
    let session = store::session(db, meeting_id).await?;
    Ok(session.map(|session| (session.started_at, session.ended_at)))
}

/// The notes of a meeting, one for each point that has one.
pub(crate) async fn notes(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<Note>> {
    store::notes(db, meeting_id).await
}

/// The actions that a meeting decided on, the soonest due first.
pub(crate) async fn actions(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<Action>> {
    let filter = store::ActionFilter {
        meeting_id: Some(meeting_id),
        ..store::ActionFilter::default()
    };
    store::actions(db, filter).await
}

/// True for a point that was begun, or that holds a note or an action: it is not taken off the agenda any more.
pub(crate) async fn is_taken(db: &impl ConnectionTrait, item_id: Uuid) -> Result<bool> {
    Ok(store::session_item(db, item_id).await?.is_some()
        || store::note(db, item_id).await?.is_some()
        || store::has_action(db, item_id).await?)
}

/// Closes the session of a meeting, when it has one that is open; the meeting is locked. Not while a vote is open: its
/// ballots are taken in the session.
pub(crate) async fn close(tx: &impl ConnectionTrait, meeting_id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let session = store::session(tx, meeting_id).await?;
    let Some(mut session) = session.filter(|session| session.ended_at.is_none()) else {
        return Ok(());
    };
    if decision::is_voting(tx, meeting_id, None).await? {
        return Err(Error::NotNow(Reason::VoteStillOpen));
    }
    end_item(tx, &session, now).await?;
    let invitees = convocation::invitees(tx, meeting_id).await?;
    // Who came through the reception of a day was there.
    let arrivals = registration::arrivals(tx, meeting_id).await?;
    let at_reception = |invitee_id: Uuid| {
        let invitee = invitees.iter().find(|one| one.id == invitee_id)?;
        let arrived_at = *arrivals.get(&fold_email(&invitee.email))?;
        Some(Stay {
            mode: AttendanceMode::Present,
            arrived_at: Some(arrived_at),
            left_at: None,
        })
    };
    let lines = attendance_of(tx, meeting_id, &invitees).await?;
    let lines = lines.into_iter().map(|line| {
        let stay = line.stay().or_else(|| at_reception(line.invitee_id));
        let stay = rules::closed(stay, line.answer, now);
        row(
            meeting_id,
            line.invitee_id,
            stay,
            line.represented_by,
            line.is_self,
        )
    });
    store::set_attendances(tx, lines.collect()).await?;
    store::clear_queue(tx, meeting_id).await?;
    session.item_id = None;
    session.speaker_id = None;
    session.speaker_since = None;
    session.ended_at = Some(now);
    session.version += 1;
    store::save_session(tx, session).await
}

/// What is recorded of someone. Who stands in is named only for who is represented.
fn row(
    meeting_id: Uuid,
    invitee_id: Uuid,
    stay: Stay,
    represented_by: String,
    is_self: bool,
) -> store::attendance::Model {
    let is_represented = stay.mode == AttendanceMode::Represented;
    store::attendance::Model {
        invitee_id,
        meeting_id,
        mode: stay.mode as i32,
        represented_by: Some(represented_by)
            .filter(|_| is_represented)
            .unwrap_or_default(),
        arrived_at: stay.arrived_at,
        left_at: stay.left_at,
        is_self,
    }
}

/// Adds up the time of the point being treated, which is left.
async fn end_item(
    tx: &impl ConnectionTrait,
    session: &store::meeting_session::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(item_id) = session.item_id else {
        return Ok(());
    };
    if let Some(mut item) = store::session_item(tx, item_id).await? {
        item.spent_s = item.pass().spent_at(now);
        store::set_session_item(tx, item).await?;
    }
    Ok(())
}

/// Who asks about an action.
fn asking(caller: &Caller) -> Owner {
    Owner {
        person_id: caller.person_id,
        organisation_id: caller.organisation_id,
    }
}

/// What is stored of the sessions about a person, in lines: meetings attended, then actions.
pub(crate) async fn stored(
    db: &impl ConnectionTrait,
    person_id: Uuid,
) -> Result<Vec<(&'static str, Vec<String>)>> {
    let invitees = convocation::invitees_of_person(db, person_id).await?;
    let meetings = meeting::infos(db, invitees.iter().map(|one| one.meeting_id).collect()).await?;
    let recorded = store::attendances_of(db, invitees.iter().map(|one| one.id).collect()).await?;
    let attended = recorded.iter().filter_map(|row| {
        let info = meetings.iter().find(|info| info.id == row.meeting_id)?;
        let words = web::text::attendance_mode(row.stay().mode);
        Some(format!("{}\u{a0}: {words}", info.title))
    });
    let filter = store::ActionFilter {
        person_id: Some(person_id),
        ..store::ActionFilter::default()
    };
    let actions = store::actions(db, filter).await?;
    let notes = store::notes_by(db, person_id).await?.into_iter();
    Ok(vec![
        ("attendance", attended.collect()),
        ("actions", actions.into_iter().map(|action| action.text).collect()),
        ("notes", notes.map(|note| note.text).collect()),
    ])
}
