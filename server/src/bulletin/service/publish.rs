//! A bulletin leaves to the centres: published, pushed, corrected, withdrawn; the late ones are reminded.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use prost::Message as _;
use proto::v1::Position;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::content::{Said, content, must_be_whole};
use super::*;
use crate::bulletin::letter;
use crate::bulletin::rules::{self, Step};
use crate::bulletin::store::{kind, reception, receptions, text};
use crate::db;
use crate::error::Violations;
use crate::{live, network};

/// Characters of a key at most.
const KEY: usize = 200;

pub(super) async fn publish_bulletin(
    app: &App,
    caller: &Caller,
    request: BulletinRequest,
) -> Result<Bulletin> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let mut row = own(&tx, caller, &request.id).await?;
    if request.version != row.version {
        return Err(Error::Changed);
    }
    let kind = store::kind(&tx, row.kind_id).await?.ok_or(Error::Missing)?;
    let told = leave(app, &tx, caller, &mut row, &kind, now).await?;
    store::save(&tx, &mut row).await?;
    told.record(&tx, caller, "PublishBulletin", (&row, &kind), now)
        .await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
}

/// Whom the step is told to.
enum Told {
    /// The second reader was asked.
    Reader,
    Centres(Vec<Uuid>),
}

impl Told {
    async fn record(
        self,
        tx: &impl ConnectionTrait,
        caller: &Caller,
        rpc: &'static str,
        (row, of): (&bulletin::Model, &kind::Model),
        now: DateTime<Utc>,
    ) -> Result<()> {
        let act = match self {
            Self::Reader => draft::moved(rpc, caller, row),
            Self::Centres(mut ids) => {
                let kind = if row.is_urgent {
                    ActivityKind::BulletinUrgent
                } else {
                    ActivityKind::BulletinPublished
                };
                ids.push(row.organisation_id);
                Act {
                    details: letter::details(row, of, now)?,
                    ..act(rpc, kind, row, Audience::Organisations(ids))
                }
            }
        };
        live::record(tx, Some(caller), now, act).await
    }
}

/// Publishes a draft, or asks the second reader of its kind.
async fn leave(
    app: &App,
    tx: &impl ConnectionTrait,
    caller: &Caller,
    row: &mut bulletin::Model,
    kind: &kind::Model,
    now: DateTime<Utc>,
) -> Result<Told> {
    let is_in_review = row.state() == BulletinState::InReview;
    let is_reader = rules::may_read(kind.second_reader, row.asked_by, caller.person_id);
    let is_ready = kind.second_reader.is_none() || (is_in_review && is_reader);
    // Who asks is not its second reader: nobody asks to read it alone.
    if !is_ready && (is_in_review || is_reader) {
        return Err(Error::Denied(Reason::SecondReaderNeeded));
    }
    let state = rules::next(row.state(), Step::Publish { is_ready });
    row.state = state.ok_or(Error::NotNow(Reason::BulletinState))? as i32;
    let mut violations = Violations::new();
    must_be_whole(&mut violations, (&row.text, row.valid_until), now);
    violations.finish()?;
    if !is_ready {
        row.asked_by = caller.person_id;
        letter::to_second_reader(app, tx, caller, row, kind).await?;
        return Ok(Told::Reader);
    }
    let content = row.content()?;
    let delay = if content.delay_days > 0 {
        content.delay_days
    } else {
        kind.delay_days
    };
    row.number = 1;
    row.published_at = Some(now);
    row.published_by.clone_from(&caller.name);
    row.due_at = Some(rules::due_at(now, delay));
    keep_text(tx, row, "", caller, now).await?;
    let centres = network::all_centres(tx).await?.into_iter();
    let is_meant = |id: &Uuid| content.organisation_ids.is_empty() || content.organisation_ids.contains(id);
    let ids = centres.filter(|centre| centre.is_in(now)).map(|centre| centre.id);
    let ids: Vec<Uuid> = ids.filter(is_meant).collect();
    if ids.is_empty() {
        return Err(Error::NotNow(Reason::BulletinNoCentre));
    }
    let rows: Vec<_> = ids.iter().map(|id| received(row.id, *id, now)).collect();
    receptions::insert(tx, &rows).await?;
    Ok(Told::Centres(ids))
}

async fn keep_text(
    tx: &impl ConnectionTrait,
    row: &bulletin::Model,
    note: &str,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<()> {
    let kept = text::Model {
        bulletin_id: row.id,
        number: row.number,
        title: row.title.clone(),
        text: row.text.clone(),
        content: row.content.clone(),
        valid_until: row.valid_until,
        note: note.to_owned(),
        published_by: caller.name.clone(),
        published_at: now,
    };
    store::insert_text(tx, kept).await
}

fn received(bulletin_id: Uuid, organisation_id: Uuid, now: DateTime<Utc>) -> reception::Model {
    reception::Model {
        id: db::id(),
        bulletin_id,
        organisation_id,
        received_at: now,
        acknowledged_at: None,
        acknowledged_by: String::new(),
        set_aside_at: None,
        set_aside_by: String::new(),
        reason: String::new(),
        reminded_at: None,
        version: 1,
    }
}

/// Creates and publishes at once; a key that was used answers what it made.
pub(super) async fn push_bulletin(
    app: &App,
    caller: &Caller,
    request: PushBulletinRequest,
) -> Result<Bulletin> {
    match push(app, caller, &request).await {
        // The same key at the same instant: the other one made it.
        Err(Error::Conflict(Reason::KeyReused)) => {
            let found = store::pushed(app.db.read(), caller.organisation_id, &request.idempotency_key);
            let row = found.await?.ok_or(Error::Changed)?;
            same(app, caller, &row, &request).await
        }
        other => other,
    }
}

async fn push(app: &App, caller: &Caller, request: &PushBulletinRequest) -> Result<Bulletin> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let key = violations.text("idempotency_key", &request.idempotency_key, KEY);
    if key != request.idempotency_key && !key.is_empty() {
        violations.add("idempotency_key", Reason::Malformed);
    }
    let tx = app.db.begin().await?;
    if let Some(row) = store::pushed(&tx, caller.organisation_id, &key).await? {
        // What is read next has a connection of its own.
        drop(tx);
        return same(app, caller, &row, request).await;
    }
    let kinds = store::kinds(&tx).await?.into_iter();
    let mut own = kinds.filter(|kind| caller.is_of(kind.organisation_id) && !kind.is_retired);
    let kind = own.find(|kind| kind.name == request.kind.trim());
    if kind.is_none() {
        let reason = if request.kind.is_empty() {
            Reason::Required
        } else {
            Reason::UnknownValue
        };
        violations.add("kind", reason);
    }
    let said = Said::parse(&tx, &mut violations, request.content.as_ref()).await?;
    said.must_be_whole(&mut violations, now);
    violations.finish()?;
    let kind = kind.ok_or(Error::Missing)?;
    let mut row = draft::blank(caller, kind.id, now);
    (row.idempotency_key, row.push_hash) = (Some(key), Some(hash(request)));
    said.put(&mut row)?;
    store::insert(&tx, row.clone()).await?;
    let told = leave(app, &tx, caller, &mut row, &kind, now).await?;
    store::save(&tx, &mut row).await?;
    told.record(&tx, caller, "PushBulletin", (&row, &kind), now)
        .await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
}

/// What a push says, whole.
fn hash(request: &PushBulletinRequest) -> String {
    hex::encode(Sha256::digest(request.encode_to_vec()))
}

/// What a key made, if it is asked for the same thing again: whatever became of it since.
async fn same(
    app: &App,
    caller: &Caller,
    row: &bulletin::Model,
    request: &PushBulletinRequest,
) -> Result<Bulletin> {
    if row.push_hash.as_ref() != Some(&hash(request)) {
        return Err(Error::Conflict(Reason::KeyUsedForAnother));
    }
    view::again(app, caller, row.id).await
}

/// A new text with what stands beside it; all the centres that have it are told.
pub(super) async fn correct_bulletin(
    app: &App,
    caller: &Caller,
    request: CorrectBulletinRequest,
) -> Result<Bulletin> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let note = violations.text("note", &request.note, PARAGRAPH);
    let tx = app.db.begin().await?;
    let mut row = own(&tx, caller, &request.id).await?;
    let given = as_published(&row, request.content.unwrap_or_default())?;
    let said = Said::parse(&tx, &mut violations, Some(&given)).await?;
    if !said.has_text() {
        violations.add("content.text", Reason::Required);
    }
    said.must_not_be_moved_back(&mut violations, &row, now)?;
    violations.finish()?;
    rules::next(row.state(), Step::Correct).ok_or(Error::NotNow(Reason::BulletinState))?;
    if request.version != row.version {
        return Err(Error::Changed);
    }
    let before = row.clone();
    said.put(&mut row)?;
    if row == before {
        return Err(Error::NotNow(Reason::BulletinUnchanged));
    }
    row.number += 1;
    keep_text(&tx, &row, &note, caller, now).await?;
    store::save(&tx, &mut row).await?;
    let to = everyone(&tx, &row).await?;
    let told = Act {
        details: letter::corrected(&before, &row, &note, now)?,
        ..act("CorrectBulletin", ActivityKind::BulletinCorrected, &row, to)
    };
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
}

/// A correction with what it does not change: to whom the bulletin went and why, its urgency and its delay.
fn as_published(row: &bulletin::Model, given: BulletinContent) -> Result<BulletinContent> {
    let published = content(row)?;
    Ok(BulletinContent {
        is_urgent: published.is_urgent,
        delay_days: published.delay_days,
        organisation_ids: published.organisation_ids,
        audience_reason: published.audience_reason,
        ..given
    })
}

pub(super) async fn withdraw_bulletin(
    app: &App,
    caller: &Caller,
    request: WithdrawBulletinRequest,
) -> Result<Bulletin> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let reason = violations.text("reason", &request.reason, PARAGRAPH);
    let tx = app.db.begin().await?;
    let mut row = own(&tx, caller, &request.id).await?;
    violations.finish()?;
    let state = rules::next(row.state(), Step::Withdraw).ok_or(Error::NotNow(Reason::BulletinState))?;
    if request.version != row.version {
        return Err(Error::Changed);
    }
    (row.state, row.withdrawal, row.withdrawn_at) = (state as i32, reason, Some(now));
    store::save(&tx, &mut row).await?;
    let to = everyone(&tx, &row).await?;
    // A digest that is still to come tells nothing of its text.
    live::forget_details(&tx, now, &topic(row.id)).await?;
    let told = Act {
        details: letter::withdrawn(&row),
        ..act("WithdrawBulletin", ActivityKind::BulletinWithdrawn, &row, to)
    };
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
}

/// Its body and the centres that received it.
async fn everyone(tx: &impl ConnectionTrait, row: &bulletin::Model) -> Result<Audience> {
    let mut followed = receptions::followed(tx, &[row.id], None).await?;
    let followed = followed.remove(&row.id).unwrap_or_default();
    let ids = followed.receptions.iter().map(|one| one.organisation_id);
    Ok(Audience::Organisations(
        ids.chain([row.organisation_id]).collect(),
    ))
}

/// Writes to the directors and the teams of the late centres.
pub(super) async fn remind_centres_of_bulletin(
    app: &App,
    caller: &Caller,
    request: GetBulletinRequest,
) -> Result<Bulletin> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = store::locked(&tx, db::parse_id(&request.id)?).await?;
    let row = row.filter(bulletin::Model::is_out).ok_or(Error::Missing)?;
    let due_at = row.due_at.filter(|_| row.state() == BulletinState::Published);
    let due_at = due_at.ok_or(Error::NotNow(Reason::BulletinState))?;
    let present = network::all_centres(&tx).await?.into_iter();
    let present: BTreeSet<Uuid> = present.filter(|one| one.is_in(now)).map(|one| one.id).collect();
    let mut late = receptions::unread(&tx, vec![row.id]).await?;
    late.retain(|one| {
        rules::is_late(due_at, None, now)
            && rules::may_remind(one.reminded_at, now)
            && present.contains(&one.organisation_id)
    });
    if late.is_empty() {
        return Err(Error::NotNow(Reason::NobodyToRemind));
    }
    let centres: Vec<Uuid> = late.iter().map(|one| one.organisation_id).collect();
    let today = app.clock.today(Tz::Europe__Paris);
    let people = network::recipients(&tx, &centres, &[Position::Director, Position::Team], today).await?;
    let kind = store::kind(&tx, row.kind_id).await?.ok_or(Error::Missing)?;
    letter::remind(app, &tx, &row, &kind, &people).await?;
    receptions::mark_reminded(&tx, late.iter().map(|one| one.id).collect(), now).await?;
    let to = Audience::Organisations(centres.into_iter().chain([row.organisation_id]).collect());
    let rpc = "RemindCentresOfBulletin";
    live::record(
        &tx,
        Some(caller),
        now,
        act(rpc, ActivityKind::BulletinReminded, &row, to),
    )
    .await?;
    tx.commit().await?;
    app.live.wake();
    view::again(app, caller, row.id).await
}
