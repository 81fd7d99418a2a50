//! The rounds of the meetings to come, for the first page: what they expect of each.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use proto::v1::{Expectation, ExpectationKind, MeetingState, Role};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{path, store};
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::convocation;
use crate::error::Result;
use crate::meeting::{Info, kinds};

/// Who said something before the meetings that are convened.
#[derive(Debug)]
pub(crate) struct Outlook {
    /// Meetings and organisations.
    said: BTreeSet<(Uuid, Uuid)>,
}

impl Outlook {
    /// Reads it: one query, none while no meeting with a round is convened.
    pub(crate) async fn read(db: &impl ConnectionTrait, meetings: &convocation::Outlook) -> Result<Self> {
        let ids = asked(meetings).map(|info| info.id).collect();
        let said = store::said(db, ids).await?;
        Ok(Self {
            said: said.into_iter().collect(),
        })
    }

    /// What is expected of the people of a centre that is convened and said nothing.
    pub(crate) fn expectations(
        &self,
        caller: &Caller,
        meetings: &convocation::Outlook,
        now: DateTime<Utc>,
    ) -> Vec<Expectation> {
        if !matches!(caller.role, Role::Director | Role::Team) {
            return Vec::new();
        }
        let of = caller.organisation_id;
        asked(meetings)
            .filter(|info| now < info.starts_at && meetings.is_of(info.id, of))
            .filter(|info| !self.said.contains(&(info.id, of)))
            .map(expectation)
            .collect()
    }
}

fn asked(meetings: &convocation::Outlook) -> impl Iterator<Item = &Info> {
    let convened = meetings.of_state(MeetingState::Convened);
    convened.filter(|info| kinds::kind(info.kind).round.is_some())
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
