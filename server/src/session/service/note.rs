//! The notes, point by point.

use proto::v1::*;

use super::{MAX_PAGES, act, led};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Audience};
use crate::meeting::{self, Access};
use crate::session::rules;
use crate::session::store::{self, note};
use crate::{db, markdown};

pub(super) async fn save_note(app: &App, caller: &Caller, request: SaveNoteRequest) -> Result<Note> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let text = violations.optional_text("text", &request.text, MAX_PAGES);
    let tx = app.db.begin().await?;
    let access = led(&tx, caller, &request.meeting_id).await?;
    let (meeting_id, item_id) = (access.info.id, db::parse_id(&request.item_id)?);
    let items = meeting::items(&tx, meeting_id).await?;
    if items.iter().all(|item| item.id != item_id) {
        return Err(Error::Missing);
    }
    violations.finish()?;
    rules::must_have_run(access.info.state).map_err(Error::NotNow)?;
    let before = store::note(&tx, item_id).await?;
    let version = before.as_ref().map_or(0, |row| row.version);
    if version != request.version {
        // Sent again because the answer was lost: it is saved.
        return match before.filter(|row| row.text == text) {
            Some(row) => Ok(message(row)),
            None => Err(Error::Changed),
        };
    }
    let row = note::Model {
        item_id,
        meeting_id,
        text,
        updated_at: now,
        by_name: caller.name.clone(),
        person_id: caller.person_id,
        version: version + 1,
    };
    store::set_note(&tx, row.clone()).await?;
    let mut act = act(&access, "SaveNote", ActivityKind::NoteSaved);
    if access.info.state == MeetingState::Running {
        act.audience = leaders(&access);
    }
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(message(row))
}

/// The organisations of those who lead: the others do not see the notes yet.
fn leaders(access: &Access) -> Audience {
    let leads = |role| matches!(role, InviteeRole::Chair | InviteeRole::Secretary);
    let theirs = access.invitees.iter().filter(|invitee| leads(invitee.role));
    let ids = theirs.filter_map(|invitee| invitee.organisation_id);
    Audience::Organisations(std::iter::once(access.info.organisation_id).chain(ids).collect())
}

pub(super) fn message(row: note::Model) -> Note {
    Note {
        item_id: row.item_id.to_string(),
        text_html: markdown::to_html(&row.text),
        text: row.text,
        updated_at: Some(timestamp(row.updated_at)),
        by_name: row.by_name,
        version: row.version,
    }
}
