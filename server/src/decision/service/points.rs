//! The points of agendas that votes and decisions are on: their titles, and who may see what is on them.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::auth::Caller;
use crate::error::Result;
use crate::meeting::{self, Access, Item};

/// Points as they are now: what is on one that was closed meanwhile is closed with it.
#[derive(Debug, Default)]
pub(super) struct Points(BTreeMap<Uuid, Item>);

impl Points {
    /// Reads the points that are named; one query, none when none is.
    pub(super) async fn read(
        db: &impl ConnectionTrait,
        ids: impl IntoIterator<Item = Option<Uuid>>,
    ) -> Result<Self> {
        let items = meeting::items_named(db, ids.into_iter().flatten().collect()).await?;
        Ok(Self(items.into_iter().map(|item| (item.id, item)).collect()))
    }

    /// Empty: of no point in particular.
    pub(super) fn title(&self, id: Option<Uuid>) -> String {
        let item = id.and_then(|id| self.0.get(&id));
        item.map(|item| item.title.clone()).unwrap_or_default()
    }

    /// Says whether all who see the meeting see what is on the point.
    pub(super) fn is_open(&self, id: Option<Uuid>) -> bool {
        id.is_none_or(|id| self.0.get(&id).is_some_and(|item| !item.is_closed))
    }

    /// Says whether the caller, who sees the meeting, sees what is on the point.
    pub(super) fn is_seen(&self, id: Option<Uuid>, caller: &Caller, access: &Access) -> bool {
        let sees = |id| {
            self.0
                .get(&id)
                .is_some_and(|item| item.is_seen_by(caller, access))
        };
        access.may_lead || id.is_none_or(sees)
    }

    /// The organisations that a closed point concerns, with the one that leads; `None`: all who see the meeting.
    pub(super) fn concerned(&self, id: Option<Uuid>, leader: Uuid) -> Option<Vec<Uuid>> {
        if self.is_open(id) {
            return None;
        }
        let item = id.and_then(|id| self.0.get(&id));
        let ids = item.map(|item| item.concerned_ids.as_slice()).unwrap_or_default();
        Some(ids.iter().copied().chain([leader]).collect())
    }
}
