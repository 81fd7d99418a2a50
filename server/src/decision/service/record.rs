//! Decisions: a consensus that the chair notes, a correction, what a vote adopted; and P3.

use chrono::{DateTime, Datelike as _, Utc};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::points::Points;
use super::{MAX_PARAGRAPHS, view};
use crate::app::App;
use crate::auth::Caller;
use crate::decision::rules;
use crate::decision::store::{self, decision, vote};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act, Audience};
use crate::meeting::{self, Access, Info};
use crate::network::rules::fold;
use crate::{db, programme};

/// The programme that a session may validate (P3): that of the next year, when it is the last committee of its year.
pub(super) fn programme_year(info: &Info) -> Option<i32> {
    let is_last = info.kind == MeetingKind::TechnicalCommittee && info.is_last_of_year;
    is_last.then_some(info.year + 1)
}

/// Reads the programme that is decided on; 0: none. It must have been proposed to the network (P3).
pub(super) async fn decided_programme(
    db: &impl ConnectionTrait,
    info: Option<&Info>,
    year: i32,
) -> Result<Option<i32>> {
    if year == 0 {
        return Ok(None);
    }
    if info.and_then(programme_year) != Some(year) {
        return Err(Error::NotNow(Reason::NotLastSession));
    }
    match programme::state(db, year).await? {
        None | Some(ProgrammeState::Unspecified | ProgrammeState::Draft) => {
            Err(Error::NotNow(Reason::ProgrammeState))
        }
        Some(_) => Ok(Some(year)),
    }
}

/// Says whether another session of the same kind and year, before this one, was marked as the last.
pub(super) async fn is_after_last_of_year(db: &impl ConnectionTrait, info: &Info) -> Result<bool> {
    if info.kind != MeetingKind::TechnicalCommittee || info.is_last_of_year {
        return Ok(false);
    }
    let is_last = |other: &Info| {
        other.kind == info.kind
            && other.is_last_of_year
            && other.state != MeetingState::Cancelled
            && other.starts_at < info.starts_at
    };
    Ok(meeting::of_year(db, info.year).await?.iter().any(is_last))
}

/// Requires that a point, when one is named, is of the agenda.
pub(super) async fn item(
    tx: &impl ConnectionTrait,
    meeting_id: Uuid,
    id: Option<Uuid>,
) -> Result<Option<Uuid>> {
    if let Some(id) = id {
        let items = meeting::items(tx, meeting_id).await?;
        if items.iter().all(|item| item.id != id) {
            return Err(Error::invalid("item_id", Reason::NotFound));
        }
    }
    Ok(id)
}

pub(super) async fn record_decision(
    app: &App,
    caller: &Caller,
    request: RecordDecisionRequest,
) -> Result<Decision> {
    let now = app.clock.now();
    let meeting_id = db::parse_id(&request.meeting_id)?;
    let mut violations = Violations::new();
    let text = violations.text("text", &request.text, MAX_PARAGRAPHS);
    let item_id = violations.optional_id("item_id", &request.item_id);
    let replaces_id = violations.optional_id("replaces_id", &request.replaces_id);
    let tx = app.db.begin().await?;
    let access = meeting::locked(&tx, caller, meeting_id).await?;
    let access = access.ok_or(Error::Missing)?;
    access.must_lead()?;
    violations.finish()?;
    let info = &access.info;
    if !rules::may_record(info.state) {
        return Err(Error::NotNow(Reason::MeetingState));
    }
    let year = decided_programme(&tx, Some(info), request.decides_programme_year).await?;
    let mut row = decision::Model {
        item_id: item(&tx, info.id, item_id).await?,
        replaces_id,
        decides_programme_year: year,
        ..of_meeting(&tx, info, text, now, &caller.name).await?
    };
    if let Some(id) = replaces_id {
        replace(&tx, &mut row, id).await?;
    }
    let points = Points::read(&tx, [row.item_id]).await?;
    write(&tx, Some(caller), Some(info), &points, &row).await?;
    let title = points.title(row.item_id);
    let told = act(recorded(&row), &access, &row);
    let told = match points.concerned(row.item_id, info.organisation_id) {
        Some(ids) => Act {
            audience: Audience::Organisations(ids),
            object: &title,
            ..told
        },
        None => told,
    };
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    let message = view::messages(app.db.read(), vec![row]).await?.pop();
    message.ok_or(Error::Missing)
}

fn recorded(row: &decision::Model) -> ActivityKind {
    if row.replaces_id.is_some() {
        ActivityKind::DecisionReplaced
    } else {
        ActivityKind::DecisionRecorded
    }
}

/// A correction stays where the decision stood: same meeting, same point.
async fn replace(tx: &impl ConnectionTrait, row: &mut decision::Model, id: Uuid) -> Result<()> {
    let old = store::decision(tx, id).await?;
    let old = old.filter(|old| old.meeting_id == row.meeting_id);
    let old = old.ok_or(Error::invalid("replaces_id", Reason::NotFound))?;
    if !store::replaced(tx, vec![id]).await?.is_empty() {
        return Err(Error::Conflict(Reason::DecisionReplaced));
    }
    row.item_id = old.item_id.or(row.item_id);
    Ok(())
}

/// The next decision of a locked meeting, by consensus.
async fn of_meeting(
    tx: &impl ConnectionTrait,
    info: &Info,
    text: String,
    now: DateTime<Utc>,
    recorded_by: &str,
) -> Result<decision::Model> {
    let last = store::decisions_of(tx, info.id).await?.pop();
    Ok(decision::Model {
        id: db::id(),
        meeting_id: Some(info.id),
        kind: info.kind as i32,
        title: info.title.clone(),
        year: info.year,
        number: last.map_or(1, |last| last.number + 1),
        item_id: None,
        text,
        search: String::new(),
        mode: DecisionMode::Consensus as i32,
        vote_id: None,
        replaces_id: None,
        decides_programme_year: None,
        at: now,
        recorded_by: recorded_by.to_owned(),
    })
}

/// Writes what a vote adopted, in the transaction that closes it; its meeting is locked.
pub(super) async fn adopted(
    tx: &impl ConnectionTrait,
    caller: Option<&Caller>,
    now: DateTime<Utc>,
    vote: &vote::Model,
    info: Option<&Info>,
    text: String,
) -> Result<()> {
    let by = caller.map_or("", |caller| caller.name.as_str());
    let row = match info {
        Some(info) => decision::Model {
            mode: DecisionMode::Vote as i32,
            ..of_meeting(tx, info, text, now, by).await?
        },
        None => decision::Model {
            id: db::id(),
            meeting_id: None,
            kind: vote.kind,
            title: String::new(),
            year: now.with_timezone(&vote.zone()).year(),
            number: 1,
            item_id: None,
            text,
            search: String::new(),
            mode: DecisionMode::Consultation as i32,
            vote_id: None,
            replaces_id: None,
            decides_programme_year: None,
            at: now,
            recorded_by: by.to_owned(),
        },
    };
    let row = decision::Model {
        item_id: vote.item_id,
        vote_id: Some(vote.id),
        decides_programme_year: vote.decides_programme_year,
        ..row
    };
    let points = Points::read(tx, [row.item_id]).await?;
    match write(tx, caller, info, &points, &row).await {
        // A vote is closed whatever became of the programme meanwhile.
        Err(Error::NotNow(_) | Error::Missing) => Ok(()),
        other => other,
    }
}

/// Writes a decision, and the validation of the programme that it makes (P3).
async fn write(
    tx: &impl ConnectionTrait,
    caller: Option<&Caller>,
    info: Option<&Info>,
    points: &Points,
    row: &decision::Model,
) -> Result<()> {
    let item_title = points.title(row.item_id);
    let search = fold(&format!("{} \n {item_title} \n {}", row.text, row.title));
    let row = decision::Model {
        search,
        ..row.clone()
    };
    store::insert_decision(tx, row.clone()).await?;
    if let (Some(info), Some(year)) = (info, row.decides_programme_year) {
        let validation = programme::Validation {
            session: info.title.clone(),
            on: row.at.with_timezone(&info.zone).date_naive(),
            reference: format!(
                "Décision n°\u{a0}{}, {}",
                row.number,
                web::text::decision_mode(row.mode())
            ),
        };
        programme::validate_by_session(tx, caller, row.at, year, validation).await?;
    }
    Ok(())
}

/// An act on a decision, without its words.
fn act<'a>(kind: ActivityKind, access: &'a Access, row: &decision::Model) -> Act<'a> {
    Act {
        path: format!("{}#decision-{}", super::super::path(access.info.id), row.number),
        ..access.act("RecordDecision", kind)
    }
}
