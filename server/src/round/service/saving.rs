//! What a centre says.

use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{MAX_TEXT, Seen, locked, view};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::live;
use crate::round::rules;
use crate::round::store::{self, entry, text};

pub(super) async fn save_entry(app: &App, caller: &Caller, request: SaveEntryRequest) -> Result<Round> {
    let now = app.clock.now();
    let meeting_id = db::parse_id(&request.meeting_id)?;
    let tx = app.db.begin().await?;
    let seen = locked(&tx, caller, meeting_id).await?;
    let centres = view::centres(&tx, &seen).await?;
    if !centres.iter().any(|(id, _)| caller.is_of(*id)) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    let texts = read(&seen, &request)?;
    let info = &seen.access.info;
    rules::must_be_open(info.state, info.starts_at, now).map_err(Error::NotNow)?;
    let known = store::entry_of(&tx, meeting_id, caller.organisation_id).await?;
    if known.as_ref().map_or(0, |known| known.version) != request.version {
        return Err(Error::Changed);
    }
    let row = entry::Model {
        id: known.as_ref().map_or_else(db::id, |known| known.id),
        meeting_id,
        organisation_id: caller.organisation_id,
        organisation_name: caller.organisation_name.clone(),
        saved_at: now,
        saved_by: caller.name.clone(),
        version: request.version + 1,
    };
    let entry_id = row.id;
    if known.is_some() {
        store::save_entry(&tx, row).await?;
    } else {
        store::insert_entry(&tx, row).await?;
    }
    write(&tx, entry_id, texts).await?;
    let audience = vec![caller.organisation_id, info.organisation_id];
    let mut act = seen.act("SaveEntry", ActivityKind::RoundSaved, audience);
    act.organisation_id = Some(caller.organisation_id);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    view::whole(app.db.read(), caller, meeting_id, now).await
}

/// Reads what was typed in the fields of the kind: a key and a text for each, at least one of them filled.
fn read(seen: &Seen, request: &SaveEntryRequest) -> Result<Vec<(&'static str, String)>> {
    let mut violations = Violations::new();
    let mut texts: Vec<(&'static str, String)> = Vec::new();
    for (i, typed) in request.texts.iter().enumerate() {
        let text = violations.optional_text(&format!("texts.{i}.text"), &typed.text, MAX_TEXT);
        let field = seen.kind.fields.iter().find(|field| field.key == typed.field);
        match field {
            Some(field) if texts.iter().all(|(key, _)| *key != field.key) => texts.push((field.key, text)),
            _ => violations.add(format!("texts.{i}.field"), Reason::UnknownValue),
        }
    }
    if texts.iter().all(|(_, text)| text.is_empty()) {
        violations.add("texts.0.text", Reason::Required);
    }
    violations.finish()?;
    Ok(texts)
}

/// Writes each text; a field that is empty, or not said any more, has none.
async fn write(tx: &impl ConnectionTrait, entry_id: Uuid, texts: Vec<(&'static str, String)>) -> Result<()> {
    for old in store::texts(tx, vec![entry_id]).await? {
        let is_kept = |(key, text): &(&str, String)| *key == old.field && !text.is_empty();
        if !texts.iter().any(is_kept) {
            store::delete_text(tx, entry_id, &old.field).await?;
        }
    }
    for (key, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        let row = text::Model {
            id: db::id(),
            entry_id,
            field: key.to_owned(),
            text,
            group_id: None,
        };
        store::put_text(tx, row).await?;
    }
    Ok(())
}
