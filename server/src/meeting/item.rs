//! The points of an agenda, as the features around a meeting need them.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::auth::Caller;
use crate::error::Result;
use crate::meeting::{self, Access, store};

/// A point of an agenda, as the features around it need it.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    /// Markdown.
    pub(crate) text: String,
    pub(crate) minutes: i32,
    pub(crate) presenter: String,
    pub(crate) presenter_organisation_id: Option<Uuid>,
    pub(crate) purpose: proto::v1::ItemPurpose,
    pub(crate) is_closed: bool,
    /// The organisations that a closed item concerns, its presenter's included.
    pub(crate) concerned_ids: Vec<Uuid>,
}

impl Item {
    /// Says whether the caller may see what was said of it.
    pub(crate) fn is_seen_by(&self, caller: &Caller, access: &Access) -> bool {
        !self.is_closed || access.may_lead || self.concerned_ids.contains(&caller.organisation_id)
    }
}

impl From<store::agenda_item::Model> for Item {
    fn from(row: store::agenda_item::Model) -> Self {
        Self {
            purpose: row.purpose(),
            concerned_ids: row.concerned_ids(),
            id: row.id,
            title: row.title,
            text: row.text,
            minutes: row.minutes,
            presenter: row.presenter,
            presenter_organisation_id: row.presenter_organisation_id,
            is_closed: row.is_closed,
        }
    }
}

/// The retained points of a meeting, in order, closed ones included.
pub(crate) async fn items(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Vec<Item>> {
    let rows = store::items_of(db, meeting_id).await?.into_iter();
    Ok(rows
        .filter(|row| row.state() == proto::v1::ItemState::Retained)
        .map(Item::from)
        .collect())
}

/// The points of these identifiers, of whatever meetings.
pub(crate) async fn items_named(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<Item>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = store::items_named(db, ids).await?;
    Ok(rows.into_iter().map(Item::from).collect())
}

/// A retained point that the caller may see, with its meeting.
pub(crate) async fn item(
    db: &impl ConnectionTrait,
    caller: &Caller,
    id: Uuid,
) -> Result<Option<(Access, Item)>> {
    let Some(row) = store::item(db, id).await? else {
        return Ok(None);
    };
    let is_retained = row.state() == proto::v1::ItemState::Retained;
    let access = meeting::access(db, caller, row.meeting_id).await?;
    let item = Item::from(row);
    Ok(access
        .filter(|access| is_retained && item.is_seen_by(caller, access))
        .map(|access| (access, item)))
}
