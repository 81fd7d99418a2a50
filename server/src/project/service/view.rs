//! Common projects as the caller may read them.

use proto::v1::project::{Part, Step};

use super::*;
use crate::clock::timestamp;
use crate::error::Violations;
use crate::markdown;
use crate::project::store::Filter;

pub(super) async fn list_projects(
    app: &App,
    caller: &Caller,
    request: ListProjectsRequest,
) -> Result<ListProjectsResponse> {
    if !rules::is_owner(caller.function) && !rules::may_take_part(caller.function) {
        return Err(Error::Missing);
    }
    let mut violations = Violations::new();
    let filter = Filter {
        centre_id: (!rules::is_owner(caller.function)).then_some(caller.organisation_id),
        is_open: request.is_open,
    };
    let after = store::listing().after(&mut violations, &request.after);
    violations.finish()?;
    let db = app.db.read();
    let today = app.clock.today(Tz::Europe__Paris);
    let names = network::names(db).await?;
    let page = store::projects(db, filter, after).await?;
    let projects = page.rows.iter().map(|whole| head(&names, caller, whole, today));
    Ok(ListProjectsResponse {
        projects: projects.collect(),
        next: page.next,
    })
}

pub(super) async fn get_project(app: &App, caller: &Caller, request: GetProjectRequest) -> Result<Project> {
    whole(app, caller, parse_id(&request.id)?).await
}

/// A project, read again after an act.
pub(super) async fn whole(app: &App, caller: &Caller, id: Uuid) -> Result<Project> {
    let db = app.db.read();
    let whole = store::project(db, id).await?;
    let whole = whole.filter(|whole| reads(caller, whole)).ok_or(Error::Missing)?;
    let names = network::names(db).await?;
    let steps = store::steps(db, id).await?;
    Ok(Project {
        aim: whole.row.aim.clone(),
        aim_html: markdown::to_html(&whole.row.aim),
        steps: steps.iter().map(|row| step_message(&names, row)).collect(),
        ..head(&names, caller, &whole, app.clock.today(Tz::Europe__Paris))
    })
}

/// Without its aim and its steps.
fn head(names: &[(Uuid, String)], caller: &Caller, whole: &Whole, today: NaiveDate) -> Project {
    let row = &whole.row;
    // The names come sorted.
    let parts = names.iter().filter(|(id, _)| whole.centre_ids.contains(id));
    Project {
        id: row.id.to_string(),
        title: row.title.clone(),
        parts: parts
            .map(|(id, name)| Part {
                organisation_id: id.to_string(),
                organisation_name: name.clone(),
            })
            .collect(),
        state: row.state,
        next_step: row.next_step.clone(),
        due_on: written(row.due_on),
        is_late: rules::is_late(row.state(), row.due_on, today),
        created_at: Some(timestamp(row.created_at)),
        version: row.version,
        may_edit: rules::is_owner(caller.function),
        ..Project::default()
    }
}

fn step_message(names: &[(Uuid, String)], row: &step::Model) -> Step {
    let by = names.iter().find(|(id, _)| *id == row.organisation_id);
    Step {
        at: Some(timestamp(row.at)),
        author_name: row.author_name.clone(),
        organisation_name: by.map(|(_, name)| name.clone()).unwrap_or_default(),
        from_state: row.from_state,
        to_state: row.to_state,
        from_step: row.from_step.clone(),
        to_step: row.to_step.clone(),
        from_due_on: written(row.from_due_on),
        to_due_on: written(row.to_due_on),
    }
}

/// A day as the messages carry it; empty: none.
fn written(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
