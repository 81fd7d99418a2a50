//! Opening a common project, and changing it: what it says, who takes part, where it stands.

use chrono::{DateTime, Utc};

use super::*;
use crate::db;
use crate::error::Violations;
use crate::live::{self, Act, Audience};
use crate::project::store::project;

/// Characters of a title, of an aim, of a next step, at most.
const TITLE: usize = 200;
const AIM: usize = 2_000;
const STEP: usize = 500;
/// Centres named in one request at most.
const CENTRES: usize = 100;

pub(super) async fn create_project(
    app: &App,
    caller: &Caller,
    request: CreateProjectRequest,
) -> Result<Project> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let typed = Typed::parse(&mut violations, &request);
    let tx = app.db.begin().await?;
    let centre_ids = centres(&tx, &mut violations, &request.organisation_ids, &[], now).await?;
    violations.finish()?;
    let mut row = project::Model {
        id: db::id(),
        title: String::new(),
        aim: String::new(),
        state: 0,
        next_step: String::new(),
        due_on: None,
        created_at: now,
        version: 1,
    };
    typed.write(&mut row);
    let whole = Whole { row, centre_ids };
    store::insert(&tx, &whole).await?;
    let mut readers = agency(&tx, now).await?;
    readers.extend(&whole.centre_ids);
    let told = act("CreateProject", ActivityKind::ProjectCreated, &whole.row, readers);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    view::whole(app, caller, whole.row.id).await
}

pub(super) async fn update_project(
    app: &App,
    caller: &Caller,
    request: UpdateProjectRequest,
) -> Result<Project> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let (id, version) = (request.id.clone(), request.version);
    let request = as_new(request);
    let typed = Typed::parse(&mut violations, &request);
    let tx = app.db.begin().await?;
    let before = store::locked(&tx, parse_id(&id)?).await?;
    let before = before
        .filter(|whole| reads(caller, whole))
        .ok_or(Error::Missing)?;
    let known = &before.centre_ids;
    let centre_ids = centres(&tx, &mut violations, &request.organisation_ids, known, now).await?;
    violations.finish()?;
    if version != before.row.version {
        return Err(Error::Changed);
    }
    let mut row = before.row.clone();
    typed.write(&mut row);
    store::save(&tx, &row).await?;
    keep_step(&tx, caller, (&before.row, &row), now).await?;
    let (kept, added): (Vec<Uuid>, Vec<Uuid>) = centre_ids.into_iter().partition(|id| known.contains(id));
    for id in known.iter().filter(|id| !kept.contains(id)) {
        store::delete_centre(&tx, row.id, *id).await?;
    }
    for id in &added {
        store::insert_centre(&tx, row.id, *id).await?;
    }
    let rpc = "UpdateProject";
    let mut readers = agency(&tx, now).await?;
    readers.extend(kept);
    let told = act(rpc, ActivityKind::ProjectChanged, &row, readers);
    live::record(&tx, Some(caller), now, told).await?;
    if !added.is_empty() {
        let told = act(rpc, ActivityKind::ProjectCentresAdded, &row, added);
        live::record(&tx, Some(caller), now, told).await?;
    }
    tx.commit().await?;
    app.live.wake();
    view::whole(app, caller, row.id).await
}

/// What a person types of a project.
struct Typed {
    title: String,
    aim: String,
    state: ProjectState,
    next_step: String,
    due_on: Option<NaiveDate>,
}

impl Typed {
    fn parse(violations: &mut Violations, request: &CreateProjectRequest) -> Self {
        let title = violations.text("title", &request.title, TITLE);
        let aim = violations.optional_text("aim", &request.aim, AIM);
        let state = violations.choice("state", request.state);
        let due_on = violations.optional_date("due_on", &request.due_on);
        let next_step = if rules::needs_step(state, due_on.is_some()) {
            violations.text("next_step", &request.next_step, STEP)
        } else {
            violations.optional_text("next_step", &request.next_step, STEP)
        };
        Self {
            title,
            aim,
            state,
            next_step,
            due_on,
        }
    }

    fn write(self, row: &mut project::Model) {
        row.title = self.title;
        row.aim = self.aim;
        row.state = self.state as i32;
        row.next_step = self.next_step;
        row.due_on = self.due_on;
    }
}

/// A change says the same things as a new one.
fn as_new(request: UpdateProjectRequest) -> CreateProjectRequest {
    CreateProjectRequest {
        title: request.title,
        aim: request.aim,
        organisation_ids: request.organisation_ids,
        state: request.state,
        next_step: request.next_step,
        due_on: request.due_on,
    }
}

/// The centres that are named, each once: of the network today, or of the project already.
async fn centres(
    tx: &impl ConnectionTrait,
    violations: &mut Violations,
    named: &[String],
    known: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    if named.len() > CENTRES {
        violations.add("organisation_ids", Reason::TooMany);
        return Ok(Vec::new());
    }
    let all = network::all_centres(tx).await?;
    let mut ids = Vec::new();
    for name in named {
        let id = violations.id("organisation_ids", name);
        match all.iter().find(|centre| centre.id == id) {
            _ if ids.contains(&id) => {}
            Some(centre) if centre.is_in(now) || known.contains(&id) => ids.push(id),
            Some(_) => violations.add("organisation_ids", Reason::CentreLeftNetwork),
            None if id.is_nil() => {}
            None => violations.add("organisation_ids", Reason::UnknownValue),
        }
    }
    Ok(ids)
}

/// The ANRU, which is told of all the projects, as the animator is.
async fn agency(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Uuid>> {
    let today = now.with_timezone(&Tz::Europe__Paris).date_naive();
    network::agency_ids(tx, today).await
}

/// An act on a project, told to the animator and to these organisations.
fn act<'a>(rpc: &'static str, kind: ActivityKind, row: &'a project::Model, readers: Vec<Uuid>) -> Act<'a> {
    Act {
        audience: Audience::Organisations(readers),
        topic: Some(topic(row.id)),
        ..Act::told(rpc, kind, &row.title, path(row.id))
    }
}

/// Keeps the line of history of a change of the state or of the next step, when there is one.
async fn keep_step(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    (from, to): (&project::Model, &project::Model),
    now: DateTime<Utc>,
) -> Result<()> {
    if (from.state, &from.next_step, from.due_on) == (to.state, &to.next_step, to.due_on) {
        return Ok(());
    }
    let row = step::Model {
        id: db::id(),
        project_id: to.id,
        at: now,
        author_name: caller.name.clone(),
        organisation_id: caller.organisation_id,
        from_state: from.state,
        to_state: to.state,
        from_step: from.next_step.clone(),
        to_step: to.next_step.clone(),
        from_due_on: from.due_on,
        to_due_on: to.due_on,
    };
    store::insert_step(tx, row).await
}
