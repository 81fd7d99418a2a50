//! The answer of an organisation: its own, or the one that it gave by telephone to who organises.

use proto::v1::*;
use uuid::Uuid;

use super::{MAX_LINE, locked, view};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::poll::rules;
use crate::poll::store::{self, answer, slot};

pub(super) async fn answer_poll(app: &App, caller: &Caller, request: AnswerPollRequest) -> Result<Poll> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let word = violations.optional_text("word", &request.word, MAX_LINE);
    let named = violations.optional_id("organisation_id", &request.organisation_id);
    let tx = app.db.begin().await?;
    let seen = locked(&tx, caller, &request.id).await?;
    let organisation_id = named.unwrap_or(caller.organisation_id);
    let is_own = caller.is_of(organisation_id);
    if !is_own && !seen.may_edit {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    let asked = seen
        .asked
        .iter()
        .find(|one| one.organisation_id == organisation_id);
    if asked.is_none() {
        violations.add("organisation_id", Reason::UnknownValue);
    }
    let slots = store::slots(&tx, vec![seen.row.id]).await?;
    let answers = answers(&request, &slots, organisation_id, &mut violations);
    violations.finish()?;
    let state = rules::state(seen.row.closed_at, seen.row.closes_at, now);
    if !rules::takes_answers(state, !is_own) {
        return Err(Error::NotNow(Reason::PollClosed));
    }
    let mut row = asked.cloned().ok_or(Error::Missing)?;
    if row.version != request.version {
        return Err(Error::Changed);
    }
    row.answered_at = Some(now);
    row.is_by_telephone = !is_own;
    row.word = word;
    row.version += 1;
    let name = row.organisation_name.clone();
    store::save_answer(&tx, row, answers).await?;
    let act = Act {
        organisation_id: Some(organisation_id),
        on_behalf_of: (!is_own).then_some((organisation_id, name.as_str())),
        ..seen.act("AnswerPoll", ActivityKind::PollAnswered)
    };
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    view::whole(app, app.db.read(), caller, seen.row.id).await
}

/// Reads what is said of each slot; all of them are to be answered, each once.
fn answers(
    request: &AnswerPollRequest,
    slots: &[slot::Model],
    organisation_id: Uuid,
    violations: &mut Violations,
) -> Vec<answer::Model> {
    let mut rows: Vec<answer::Model> = Vec::new();
    for (i, typed) in request.answers.iter().enumerate() {
        let slot = slots.iter().find(|slot| slot.id.to_string() == typed.slot_id);
        let availability: Availability =
            violations.choice(&format!("answers.{i}.availability"), typed.availability);
        match slot {
            Some(slot) if rows.iter().all(|row| row.slot_id != slot.id) => rows.push(answer::Model {
                slot_id: slot.id,
                organisation_id,
                poll_id: slot.poll_id,
                availability: availability as i32,
            }),
            _ => violations.add(format!("answers.{i}.slot_id"), Reason::UnknownValue),
        }
    }
    if slots
        .iter()
        .any(|slot| rows.iter().all(|row| row.slot_id != slot.id))
    {
        violations.add("answers", Reason::Required);
    }
    rows
}
