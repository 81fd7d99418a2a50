//! The life of a joint work: proposed, joined, begun, ended with its outcome.

use uuid::Uuid;

use super::*;
use crate::db;
use crate::error::Violations;
use crate::live::Audience;
use crate::overseas::rules::Step;
use crate::overseas::store::work;

/// Organisations named in one request, at most.
const MAX_NAMED: usize = 50;

pub(super) async fn create_overseas_work(
    app: &App,
    caller: &Caller,
    request: CreateOverseasWorkRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let title = violations.text("title", &request.title, LINE);
    let aim = violations.text("aim", &request.aim, TEXT);
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let part_ids = parts(&space, caller, &request.organisation_ids, &mut violations);
    violations.finish()?;
    let row = work::Model {
        id: db::id(),
        title,
        aim,
        state: OverseasWorkState::Proposed as i32,
        outcome: String::new(),
        outcome_version: 1,
        is_for_network: false,
        organisation_id: caller.organisation_id,
        proposed_at: now,
        ended_at: None,
        version: 1,
    };
    let whole = Whole {
        row,
        part_ids,
        tasks: Vec::new(),
    };
    store::insert(&tx, &whole).await?;
    let kind = ActivityKind::OverseasWorkProposed;
    let act = act(&space, &whole, "CreateOverseasWork", kind);
    finish(app, tx, caller, now, act).await?;
    view::whole(app, caller, whole.row.id).await
}

/// The own organisation and those that are named, each once.
fn parts(space: &Space, caller: &Caller, named: &[String], violations: &mut Violations) -> Vec<Uuid> {
    let mut ids = vec![caller.organisation_id];
    if named.len() > MAX_NAMED {
        violations.add("organisation_ids", Reason::TooMany);
        return ids;
    }
    for name in named.iter().filter(|name| !name.is_empty()) {
        let id = violations.id("organisation_ids", name);
        if space.current(id).is_none() && !id.is_nil() {
            violations.add("organisation_ids", Reason::NotOverseas);
        } else if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

pub(super) async fn update_overseas_work(
    app: &App,
    caller: &Caller,
    request: UpdateOverseasWorkRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let title = violations.text("title", &request.title, LINE);
    let aim = violations.text("aim", &request.aim, TEXT);
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let mut whole = own(&tx, caller, &request.id).await?;
    violations.finish()?;
    must_be_open(&whole)?;
    (whole.row.title, whole.row.aim, whole.row.version) = (title, aim, request.version);
    store::save(&tx, &whole.row).await?;
    let kind = ActivityKind::OverseasWorkChanged;
    let act = act(&space, &whole, "UpdateOverseasWork", kind);
    finish(app, tx, caller, now, act).await?;
    view::whole(app, caller, whole.row.id).await
}

pub(super) async fn join_overseas_work(
    app: &App,
    caller: &Caller,
    request: OverseasWorkRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let whole = locked(&tx, &request.id).await?;
    must_be_open(&whole)?;
    // Joined already: nothing happens, and nothing is told.
    if !whole.has(caller.organisation_id) {
        store::join(&tx, whole.row.id, caller.organisation_id).await?;
        let kind = ActivityKind::OverseasWorkJoined;
        let act = act(&space, &whole, "JoinOverseasWork", kind);
        finish(app, tx, caller, now, act).await?;
    }
    view::whole(app, caller, whole.row.id).await
}

pub(super) async fn leave_overseas_work(
    app: &App,
    caller: &Caller,
    request: OverseasWorkRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let whole = own(&tx, caller, &request.id).await?;
    must_be_open(&whole)?;
    // A work is somebody's: the last one gives it up instead.
    if whole.part_ids.len() == 1 {
        return Err(Error::NotNow(Reason::OverseasWorkState));
    }
    store::leave(&tx, whole.row.id, caller.organisation_id).await?;
    let act = act(
        &space,
        &whole,
        "LeaveOverseasWork",
        ActivityKind::OverseasWorkLeft,
    );
    finish(app, tx, caller, now, act).await?;
    view::whole(app, caller, whole.row.id).await
}

pub(super) async fn start_overseas_work(
    app: &App,
    caller: &Caller,
    request: OverseasWorkRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let mut whole = own(&tx, caller, &request.id).await?;
    whole.row.state = next(&whole, Step::Start)?;
    store::save(&tx, &whole.row).await?;
    let kind = ActivityKind::OverseasWorkChanged;
    let act = act(&space, &whole, "StartOverseasWork", kind);
    finish(app, tx, caller, now, act).await?;
    view::whole(app, caller, whole.row.id).await
}

fn next(whole: &Whole, step: Step) -> Result<i32> {
    let state = rules::next(whole.row.state(), step);
    state
        .map(|state| state as i32)
        .ok_or(Error::NotNow(Reason::OverseasWorkState))
}

pub(super) async fn save_overseas_outcome(
    app: &App,
    caller: &Caller,
    request: SaveOverseasOutcomeRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let outcome = violations.optional_text("outcome", &request.outcome, TEXT);
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let mut whole = own(&tx, caller, &request.id).await?;
    violations.finish()?;
    must_be_open(&whole)?;
    (whole.row.outcome, whole.row.outcome_version) = (outcome, request.version);
    store::save_outcome(&tx, &whole.row).await?;
    let kind = ActivityKind::OverseasDraftSaved;
    let act = act(&space, &whole, "SaveOverseasOutcome", kind);
    finish(app, tx, caller, now, act).await?;
    view::whole(app, caller, whole.row.id).await
}

pub(super) async fn end_overseas_work(
    app: &App,
    caller: &Caller,
    request: EndOverseasWorkRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let outcome = violations.text("outcome", &request.outcome, TEXT);
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let mut whole = own(&tx, caller, &request.id).await?;
    violations.finish()?;
    let step = if request.is_given_up {
        Step::GiveUp
    } else {
        Step::Finish
    };
    let state = next(&whole, step)?;
    if step == Step::Finish && whole.tasks.iter().any(|task| task.done_at.is_none()) {
        return Err(Error::NotNow(Reason::OverseasTasksLeft));
    }
    whole.row.state = state;
    whole.row.outcome = outcome;
    whole.row.is_for_network = request.is_for_network && step == Step::Finish;
    whole.row.ended_at = Some(now);
    whole.row.version += 1;
    whole.row.outcome_version = request.version;
    store::save_outcome(&tx, &whole.row).await?;
    let kind = ActivityKind::OverseasWorkEnded;
    let mut act = act(&space, &whole, "EndOverseasWork", kind);
    if whole.row.is_for_network {
        act.audience = Audience::Everyone;
    }
    finish(app, tx, caller, now, act).await?;
    view::whole(app, caller, whole.row.id).await
}
