//! The text of a standing item, written by another feature.

use proto::v1::{ItemPurpose, ItemState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{MAX_PAGES, agenda};
use crate::error::{Error, Result};
use crate::meeting::rules;
use crate::meeting::store::{self, agenda_item};
use crate::meeting::{Access, kinds};

/// Writes the text of an item of a locked meeting, found by its identifier, else by its title; an item that was
/// removed comes back first. Says which item it is.
///
/// # Errors
/// `NotNow` once the meeting is over, `Invalid` when the text is too long for an item.
pub(crate) async fn write_standing(
    tx: &impl ConnectionTrait,
    access: &Access,
    item_id: Option<Uuid>,
    title: &str,
    text: String,
) -> Result<Uuid> {
    rules::may_change_agenda(access.info.state).map_err(Error::NotNow)?;
    if text.chars().count() > MAX_PAGES {
        return Err(Error::invalid("meeting_id", proto::v1::Reason::TooLong));
    }
    let mut items = store::items_of(tx, access.info.id).await?;
    items.retain(|item| item.state() == ItemState::Retained);
    let known = items.iter().find(|item| Some(item.id) == item_id);
    let known = known.or_else(|| items.iter().find(|item| item.title == title));
    if let Some(item) = known.cloned() {
        let id = item.id;
        store::save_item(tx, agenda_item::Model { text, ..item }).await?;
        return Ok(id);
    }
    let standing = kinds::kind(access.info.kind).standing.iter();
    let minutes = standing
        .filter(|item| item.title == title)
        .map(|item| item.minutes);
    let item = agenda_item::Model {
        title: title.to_owned(),
        text,
        minutes: minutes.max().unwrap_or(30),
        purpose: ItemPurpose::Discussion as i32,
        ..agenda::blank(access.info.id)
    };
    let ids: Vec<Uuid> = std::iter::once(item.id)
        .chain(items.iter().map(|item| item.id))
        .collect();
    store::insert_items(tx, vec![item.clone()]).await?;
    store::order_items(tx, &ids).await?;
    Ok(item.id)
}
