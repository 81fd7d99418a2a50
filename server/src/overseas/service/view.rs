//! Joint works as the caller may read them.

use uuid::Uuid;

use super::*;
use crate::clock::timestamp;
use crate::error::Violations;
use crate::markdown;
use crate::overseas::store::{Filter, task};

pub(super) async fn list_overseas_works(
    app: &App,
    caller: &Caller,
    request: ListOverseasWorksRequest,
) -> Result<ListOverseasWorksResponse> {
    let mut violations = Violations::new();
    let filter = Filter {
        organisation_id: violations.optional_id("organisation_id", &request.organisation_id),
        is_published: request.is_published || !has(caller),
    };
    let after = store::listing().after(&mut violations, &request.after);
    violations.finish()?;
    // Who takes part is told in the space only.
    if filter.organisation_id.is_some() && !has(caller) {
        return Ok(ListOverseasWorksResponse::default());
    }
    let db = app.db.read();
    let space = Space::read(db, app.clock.now()).await?;
    let page = store::works(db, filter, after).await?;
    let works = page.rows.iter().map(|whole| head(&space, caller, whole));
    Ok(ListOverseasWorksResponse {
        works: works.collect(),
        next: page.next,
    })
}

pub(super) async fn get_overseas_work(
    app: &App,
    caller: &Caller,
    request: OverseasWorkRequest,
) -> Result<OverseasWork> {
    whole(app, caller, parse_id(&request.id)?).await
}

/// A work, read again after an act.
pub(super) async fn whole(app: &App, caller: &Caller, id: Uuid) -> Result<OverseasWork> {
    let db = app.db.read();
    let now = app.clock.now();
    let whole = store::work(db, id).await?.ok_or(Error::Missing)?;
    let space = Space::read(db, now).await?;
    let is_published = rules::is_published(whole.row.state(), whole.row.is_for_network);
    if !has(caller) && !is_published {
        return Err(Error::Missing);
    }
    Ok(message(&space, caller, &whole, now))
}

/// A work without its texts and its tasks; who takes part and how far they are, for those of the space only.
fn head(space: &Space, caller: &Caller, whole: &Whole) -> OverseasWork {
    let row = &whole.row;
    let name = |id: Uuid| space.member(id).map(|one| one.name.clone()).unwrap_or_default();
    let public = OverseasWork {
        id: row.id.to_string(),
        title: row.title.clone(),
        state: row.state,
        organisation_id: row.organisation_id.to_string(),
        organisation_name: name(row.organisation_id),
        proposed_at: Some(timestamp(row.proposed_at)),
        ended_at: row.ended_at.map(timestamp),
        is_for_network: row.is_for_network,
        version: row.version,
        ..OverseasWork::default()
    };
    if !has(caller) {
        return public;
    }
    let mut parts: Vec<OverseasMember> = whole
        .part_ids
        .iter()
        .filter_map(|id| space.member(*id))
        .map(Member::message)
        .collect();
    parts.sort_by(|one, other| one.organisation_name.cmp(&other.organisation_name));
    let n = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let (is_part, is_open) = (whole.has(caller.organisation_id), rules::is_open(row.state()));
    let (writes, decides) = (rules::writes(caller.role), rules::decides(caller.role));
    OverseasWork {
        parts,
        n_tasks: n(whole.tasks.len()),
        n_done: n(whole.tasks.iter().filter(|task| task.done_at.is_some()).count()),
        is_inside: true,
        outcome_version: row.outcome_version,
        is_part,
        may_edit: is_part && writes && is_open,
        may_join: !is_part && decides && is_open,
        may_leave: is_part && decides && is_open && whole.part_ids.len() > 1,
        may_start: is_part && decides && row.state() == OverseasWorkState::Proposed,
        may_end: is_part && decides && is_open,
        ..public
    }
}

/// The whole for those of the space; for others what was published.
fn message(space: &Space, caller: &Caller, whole: &Whole, now: DateTime<Utc>) -> OverseasWork {
    let (head, row) = (head(space, caller, whole), &whole.row);
    let tasks = whole.tasks.iter().filter(|_| head.is_inside);
    OverseasWork {
        aim: row.aim.clone(),
        aim_html: markdown::to_html(&row.aim),
        outcome: row.outcome.clone(),
        outcome_html: markdown::to_html(&row.outcome),
        tasks: tasks.map(|task| task_message(space, task, now)).collect(),
        ..head
    }
}

fn task_message(space: &Space, row: &task::Model, now: DateTime<Utc>) -> OverseasTask {
    let owner = space.member(row.organisation_id);
    let today = space.today(row.organisation_id, now);
    OverseasTask {
        id: row.id.to_string(),
        title: row.title.clone(),
        organisation_id: row.organisation_id.to_string(),
        organisation_name: owner.map(|one| one.name.clone()).unwrap_or_default(),
        owner_name: row.owner_name.clone(),
        due_on: row.due_on.map(|day| day.to_string()).unwrap_or_default(),
        is_late: row.done_at.is_none() && row.due_on.is_some_and(|day| day < today),
        done_at: row.done_at.map(timestamp),
        version: row.version,
    }
}
