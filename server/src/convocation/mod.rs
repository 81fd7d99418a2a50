//! Who is convened to a meeting, what they are sent, and what they answer.
//!
//! People come from the composition of the kind when the meeting is planned; who prepares it adds others,
//! guests by their address among them. A convocation is a mail with the agenda, an invitation for calendars
//! (iTIP: one UID for each meeting, a SEQUENCE that grows with each change that people are told of) and a
//! signed link by which anyone answers without an account: the click opens a page, a button answers, because
//! scanners follow links. A change of hour or place is told to those whom it concerns, a cancellation to all.
//! Those who have not answered are reminded seven and two days before.

mod calendar;
pub(crate) mod jobs;
mod letter;
mod outlook;
mod rules;
mod service;
pub(crate) mod store;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proto::v1::{Answering, InviteeRole, MeetingState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::outlook::Outlook;
pub(crate) use self::rules::Change;
pub(crate) use self::service::compose::{compose, join, people_of};
pub(crate) use self::service::people::admit;
pub(crate) use self::service::sending::{tell_cancelled, tell_change};
pub(crate) use self::service::service;

use crate::app::App;
use crate::error::Result;
use crate::mail;
use crate::meeting::Info;

/// Someone who is convened to a meeting, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invitee {
    pub(crate) id: Uuid,
    pub(crate) meeting_id: Uuid,
    /// `None` for a guest.
    pub(crate) person_id: Option<Uuid>,
    /// `None` for a guest.
    pub(crate) organisation_id: Option<Uuid>,
    pub(crate) organisation_name: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: InviteeRole,
    /// Unspecified: none yet.
    pub(crate) answer: Answering,
    pub(crate) represented_by: String,
    pub(crate) convened_at: Option<DateTime<Utc>>,
}

impl From<store::invitee::Model> for Invitee {
    fn from(row: store::invitee::Model) -> Self {
        Self {
            role: row.role(),
            answer: row.answer(),
            id: row.id,
            meeting_id: row.meeting_id,
            person_id: row.person_id,
            organisation_id: row.organisation_id,
            organisation_name: row.organisation_name,
            name: row.name,
            email: row.email,
            represented_by: row.represented_by,
            convened_at: row.convened_at,
        }
    }
}

/// The people of a meeting: chair and secretary first, then by organisation and name.
pub(crate) async fn invitees(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<Invitee>> {
    let rows = store::invitees(db, meeting_id).await?;
    Ok(rows.into_iter().map(Invitee::from).collect())
}

/// The same, of several meetings.
pub(crate) async fn invitees_of(
    db: &impl ConnectionTrait,
    meeting_ids: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<Invitee>>> {
    let by_meeting = store::invitees_of(db, meeting_ids).await?.into_iter();
    Ok(by_meeting
        .map(|(id, rows)| (id, rows.into_iter().map(Invitee::from).collect()))
        .collect())
}

/// The file for calendars (iTIP) of someone who registered: the meeting, or that it is off. For who has a place it
/// is sure, convened or not. It has a UID of its own: who gives the place back and is convened too keeps the
/// convocation.
pub(crate) fn registration_file(
    app: &App,
    info: &Info,
    registration_id: Uuid,
    is_off: bool,
    (name, email): (&str, &str),
    link: &str,
) -> String {
    let method = if is_off {
        calendar::Method::Cancel
    } else {
        calendar::Method::Request
    };
    let from = mail::sender(&app.config.mail_from);
    let mut info = info.clone();
    if info.state == MeetingState::Planned {
        info.state = MeetingState::Convened;
    }
    let organiser = calendar::Sender {
        name: &info.organisation_name,
        email: &from,
    };
    let attendee = calendar::Sender { name, email };
    let entry = calendar::Entry {
        info: &info,
        uid: format!("registration-{registration_id}@passerelle"),
        url: link,
    };
    calendar::invitation(method, &entry, &organiser, &attendee, app.clock.now())
}

/// What a person is, or was, in every meeting.
pub(crate) async fn invitees_of_person(db: &impl ConnectionTrait, person_id: Uuid) -> Result<Vec<Invitee>> {
    let rows = store::invitees_of_person(db, person_id).await?;
    Ok(rows.into_iter().map(Invitee::from).collect())
}
