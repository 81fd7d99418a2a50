//! The meetings to come, for the first page: what they expect of each.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{Answering, Expectation, ExpectationKind, MeetingKind, MeetingState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::auth::Caller;
use crate::clock::timestamp;
use crate::convocation::{Invitee, invitees_of};
use crate::error::Result;
use crate::meeting::{self, Info};

/// A meeting that is planned is to be convened from so long before it.
const CONVENED_BEFORE: TimeDelta = TimeDelta::days(30);

/// The meetings to come and their people.
#[derive(Debug)]
pub(crate) struct Outlook {
    coming: Vec<Info>,
    invitees: BTreeMap<Uuid, Vec<Invitee>>,
}

impl Outlook {
    /// Reads them: two queries.
    pub(crate) async fn read(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Self> {
        let coming = meeting::coming(db, now).await?;
        let invitees = invitees_of(db, coming.iter().map(|info| info.id).collect()).await?;
        Ok(Self { coming, invitees })
    }

    /// Those of a state.
    pub(crate) fn of_state(&self, state: MeetingState) -> impl Iterator<Item = &Info> {
        self.coming.iter().filter(move |info| info.state == state)
    }

    /// Says whether somebody of an organisation is convened to one, or will be.
    pub(crate) fn is_of(&self, meeting_id: Uuid, organisation_id: Uuid) -> bool {
        let of_meeting = self.invitees.get(&meeting_id).into_iter().flatten();
        of_meeting
            .into_iter()
            .any(|one| one.organisation_id == Some(organisation_id))
    }

    /// What they expect of the caller: an answer; of who prepares one, that it is convened.
    pub(crate) fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        let mut found = Vec::new();
        for info in self.coming.iter().filter(|info| now < info.starts_at) {
            let own = self
                .invitees
                .get(&info.id)
                .into_iter()
                .flatten()
                .find(|one| one.person_id.is_some() && one.person_id == caller.person_id);
            let waits =
                own.is_some_and(|own| own.convened_at.is_some() && own.answer == Answering::Unspecified);
            let is_to_convene = info.state == MeetingState::Planned
                && info.kind != MeetingKind::LocalSession
                && info.starts_at - now < CONVENED_BEFORE
                && caller.is_of(info.organisation_id)
                && meeting::may_prepare(info.kind, caller.role, true);
            let kind = match info.state {
                MeetingState::Convened if waits => ExpectationKind::AnswerConvocation,
                _ if is_to_convene => ExpectationKind::Convene,
                _ => continue,
            };
            found.push(Expectation {
                kind: kind as i32,
                object: info.title.clone(),
                path: meeting::path(info.id),
                due_at: Some(timestamp(info.starts_at)),
                zone: info.zone.name().to_owned(),
                n: 1,
            });
        }
        found
    }
}
