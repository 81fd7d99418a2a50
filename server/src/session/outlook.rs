//! The actions that are not done, for the first page: what they expect of each.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::{Expectation, ExpectationKind};
use sea_orm::ConnectionTrait;

use super::{asking, rules, store};
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::Result;
use crate::meeting;

/// The actions that are not done, each with the end of its last day and the zone of its meeting.
#[derive(Debug)]
pub(crate) struct Outlook(Vec<(store::action::Model, DateTime<Utc>, Tz)>);

impl Outlook {
    /// Reads them: two queries, one when every action is done.
    pub(crate) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let filter = store::ActionFilter {
            is_done: Some(false),
            ..store::ActionFilter::default()
        };
        let actions = store::actions(db, filter).await?;
        let meetings = meeting::infos(db, actions.iter().map(|action| action.meeting_id).collect()).await?;
        let due = |action: store::action::Model| {
            let info = meetings.iter().find(|info| info.id == action.meeting_id);
            let zone = info.map_or(chrono_tz::Europe::Paris, |info| info.zone);
            let due_at = meeting::end_of_day(action.due_on, zone);
            (action, due_at, zone)
        };
        Ok(Self(actions.into_iter().map(due).collect()))
    }

    /// What they expect of the caller: to do them.
    pub(crate) fn expectations(&self, caller: &Caller) -> Vec<Expectation> {
        let is_expected =
            |action: &store::action::Model| rules::is_expected(action.owner(), asking(caller), caller.role);
        let own = self.0.iter().filter(|(action, ..)| is_expected(action));
        own.map(|(action, due_at, zone)| Expectation {
            kind: ExpectationKind::Action as i32,
            object: action.text.clone(),
            path: format!("/session/actions?is_mine=true#action-{}", action.id),
            due_at: Some(timestamp(*due_at)),
            zone: zone.name().to_owned(),
            n: 1,
        })
        .collect()
    }
}
