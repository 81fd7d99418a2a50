//! The tasks of a joint work: who does what, by when.

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::db;
use crate::error::Violations;
use crate::overseas::store::task;

/// Tasks of a work, at most.
const MAX_TASKS: usize = 100;

/// What a person types of a task.
struct Typed {
    title: String,
    organisation_id: Uuid,
    owner_name: String,
    due_on: Option<NaiveDate>,
}

impl Typed {
    /// The organisation takes part in the work.
    fn parse(
        caller: &Caller,
        whole: &Whole,
        request: &AddOverseasTaskRequest,
        violations: &mut Violations,
    ) -> Self {
        let title = violations.text("title", &request.title, LINE);
        let named = violations.optional_id("organisation_id", &request.organisation_id);
        let organisation_id = named.unwrap_or(caller.organisation_id);
        if !whole.has(organisation_id) && !organisation_id.is_nil() {
            violations.add("organisation_id", Reason::UnknownValue);
        }
        Self {
            title,
            organisation_id,
            owner_name: violations.optional_text("owner_name", &request.owner_name, LINE),
            due_on: violations.optional_date("due_on", &request.due_on),
        }
    }

    /// Requires a day to come where the task is done, unless it is the one that was said before.
    fn must_be_to_come(
        &self,
        space: &Space,
        before: Option<NaiveDate>,
        now: DateTime<Utc>,
        violations: &mut Violations,
    ) {
        let today = space.today(self.organisation_id, now);
        // Where it is no day, that is told already.
        let day = self.due_on.filter(|day| *day != NaiveDate::default());
        if day.is_some_and(|day| !rules::may_be_due(day, before, today)) {
            violations.add("due_on", Reason::InThePast);
        }
    }

    fn write(self, row: &mut task::Model) {
        row.title = self.title;
        row.organisation_id = self.organisation_id;
        row.owner_name = self.owner_name;
        row.due_on = self.due_on;
    }
}

/// A task whose work the caller's organisation takes part in, locked with it until the commit.
async fn own_task(tx: &impl ConnectionTrait, caller: &Caller, id: &str) -> Result<(Whole, task::Model)> {
    let id = parse_id(id)?;
    let work_id = store::task(tx, id).await?.ok_or(Error::Missing)?.work_id;
    let whole = own(tx, caller, &work_id.to_string()).await?;
    // Read again under the lock.
    let row = store::task(tx, id).await?.ok_or(Error::Missing)?;
    Ok((whole, row))
}

pub(super) async fn add_overseas_task(
    app: &App,
    caller: &Caller,
    request: AddOverseasTaskRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let whole = own(&tx, caller, &request.work_id).await?;
    let typed = Typed::parse(caller, &whole, &request, &mut violations);
    typed.must_be_to_come(&space, None, now, &mut violations);
    if whole.tasks.len() >= MAX_TASKS {
        violations.add("title", Reason::TooMany);
    }
    violations.finish()?;
    must_be_open(&whole)?;
    let mut row = task::Model {
        id: db::id(),
        work_id: whole.row.id,
        title: String::new(),
        organisation_id: caller.organisation_id,
        owner_name: String::new(),
        due_on: None,
        done_at: None,
        version: 1,
    };
    typed.write(&mut row);
    store::insert_task(&tx, row).await?;
    done(app, tx, caller, now, (&space, &whole, "AddOverseasTask")).await
}

pub(super) async fn update_overseas_task(
    app: &App,
    caller: &Caller,
    request: UpdateOverseasTaskRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let (whole, mut row) = own_task(&tx, caller, &request.id).await?;
    let version = request.version;
    let typed = Typed::parse(caller, &whole, &as_new(request), &mut violations);
    typed.must_be_to_come(&space, row.due_on, now, &mut violations);
    violations.finish()?;
    must_be_open(&whole)?;
    typed.write(&mut row);
    row.version = version;
    store::save_task(&tx, &row).await?;
    done(app, tx, caller, now, (&space, &whole, "UpdateOverseasTask")).await
}

/// A change says the same things as a new one.
fn as_new(request: UpdateOverseasTaskRequest) -> AddOverseasTaskRequest {
    AddOverseasTaskRequest {
        work_id: String::new(),
        title: request.title,
        organisation_id: request.organisation_id,
        owner_name: request.owner_name,
        due_on: request.due_on,
    }
}

pub(super) async fn complete_overseas_task(
    app: &App,
    caller: &Caller,
    request: CompleteOverseasTaskRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let (whole, mut row) = own_task(&tx, caller, &request.id).await?;
    must_be_open(&whole)?;
    row.done_at = request.is_done.then(|| row.done_at.unwrap_or(now));
    store::save_task(&tx, &row).await?;
    done(app, tx, caller, now, (&space, &whole, "CompleteOverseasTask")).await
}

pub(super) async fn delete_overseas_task(
    app: &App,
    caller: &Caller,
    request: OverseasTaskRequest,
) -> Result<OverseasWork> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    let (whole, row) = own_task(&tx, caller, &request.id).await?;
    must_be_open(&whole)?;
    store::delete_task(&tx, row.id).await?;
    done(app, tx, caller, now, (&space, &whole, "DeleteOverseasTask")).await
}

/// Ends an act on a task.
async fn done(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    now: DateTime<Utc>,
    (space, whole, rpc): (&Space, &Whole, &'static str),
) -> Result<OverseasWork> {
    let act = act(space, whole, rpc, ActivityKind::OverseasTaskChanged);
    finish(app, tx, caller, now, act).await?;
    view::whole(app, caller, whole.row.id).await
}
