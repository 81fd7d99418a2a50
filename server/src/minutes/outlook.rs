//! The minutes that are not locked yet, for the first page: what they expect of each.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::{Expectation, ExpectationKind, InviteeRole, MeetingKind, MinutesState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::rules;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::convocation::{self, Invitee};
use crate::error::Result;
use crate::meeting::{self, Info};
use crate::minutes::{self, Stage};

/// Days after which the minutes of a meeting are not looked for any more.
pub(super) const LOOKED_BACK: i64 = 400;

/// The meetings that were held and whose minutes are not locked, and their people.
#[derive(Debug)]
pub(crate) struct Outlook {
    meetings: Vec<(Info, Stage)>,
    invitees: BTreeMap<Uuid, Vec<Invitee>>,
    delays: minutes::Delays,
}

impl Outlook {
    /// Reads them: four queries. A centre's own sessions are its own business: nothing is expected there.
    pub(crate) async fn read(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Self> {
        let mut held = meeting::held(db, now - TimeDelta::days(LOOKED_BACK)).await?;
        held.retain(|info| info.kind != MeetingKind::LocalSession);
        let ids: Vec<Uuid> = held.iter().map(|info| info.id).collect();
        let mut stages: BTreeMap<Uuid, Stage> = minutes::of_meetings(db, ids)
            .await?
            .into_iter()
            .map(|stage| (stage.meeting_id, stage))
            .collect();
        let with_stage = |info: Info| {
            let stage = stages.remove(&info.id);
            let stage = stage.unwrap_or_else(|| Stage::draft(&info));
            (info, stage)
        };
        let mut meetings: Vec<(Info, Stage)> = held.into_iter().map(with_stage).collect();
        meetings.retain(|(_, stage)| stage.state() != MinutesState::Locked);
        let ids = meetings.iter().map(|(info, _)| info.id).collect();
        Ok(Self {
            invitees: convocation::invitees_of(db, ids).await?,
            delays: minutes::Delays::read(db).await?,
            meetings,
        })
    }

    /// What they expect of the caller: of who leads, that they are approved in time, then locked; of those convened,
    /// that they are read again.
    pub(crate) fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        let found = self.meetings.iter().filter_map(|(info, stage)| {
            let invitees = self.invitees.get(&info.id).map(Vec::as_slice).unwrap_or_default();
            let own = invitees
                .iter()
                .find(|one| one.person_id.is_some() && one.person_id == caller.person_id);
            let is_named =
                own.is_some_and(|own| matches!(own.role, InviteeRole::Chair | InviteeRole::Secretary));
            let leads = meeting::may_lead(caller, info, invitees);
            // Of those who prepare it, the ones who convened it.
            let is_theirs = leads && (is_named || caller.is_of(info.organisation_id));
            let in_review = rules::takes_comments(stage.state(), stage.review_until, now);
            let due_at = self.delays.due_at(info);
            let (kind, due_at) = match stage.state() {
                MinutesState::InReview if in_review && own.is_some() && !leads => {
                    (ExpectationKind::CommentMinutes, stage.review_until)
                }
                MinutesState::InReview if in_review => return None,
                MinutesState::Approved if is_theirs => (ExpectationKind::LockMinutes, None),
                MinutesState::Draft | MinutesState::InReview if is_theirs => {
                    (ExpectationKind::WriteMinutes, Some(due_at))
                }
                _ => return None,
            };
            Some(Expectation {
                kind: kind as i32,
                object: info.title.clone(),
                path: minutes::path(info.id),
                due_at: due_at.map(timestamp),
                zone: info.zone.name().to_owned(),
                n: 1,
            })
        });
        found.collect()
    }
}
