//! The space, and how many points the year plans (O1).

use chrono::Datelike as _;
use chrono_tz::Tz;

use super::*;
use crate::error::Violations;
use crate::meeting;
use crate::overseas::store::plan;

/// Points of a year, at most.
const MAX_POINTS: i32 = 52;

fn parse_year(app: &App, violations: &mut Violations, year: i32) -> i32 {
    match year {
        0 => app.clock.today(Tz::Europe__Paris).year(),
        year @ 2015..=2100 => year,
        _ => {
            violations.add("year", Reason::YearOutOfRange);
            0
        }
    }
}

pub(super) async fn get_overseas(
    app: &App,
    caller: &Caller,
    request: GetOverseasRequest,
) -> Result<Overseas> {
    let mut violations = Violations::new();
    let year = parse_year(app, &mut violations, request.year);
    let db = app.db.read();
    let space = inside(db, caller, app.clock.now()).await?;
    violations.finish()?;
    view(db, caller, &space, year).await
}

async fn view(db: &impl ConnectionTrait, caller: &Caller, space: &Space, year: i32) -> Result<Overseas> {
    let plan = store::plan(db, year).await?;
    let meetings = meeting::of_year(db, year).await?;
    let held = meetings
        .iter()
        .filter(|info| info.kind == MeetingKind::OverseasPoint && info.state == MeetingState::Held);
    Ok(Overseas {
        year,
        centres: space.centres().map(Member::message).collect(),
        bodies: space.bodies.iter().map(Member::message).collect(),
        n_planned: plan.as_ref().map_or(0, |plan| plan.n_points),
        n_held: i32::try_from(held.count()).unwrap_or(i32::MAX),
        version: plan.map_or(0, |plan| plan.version),
        may_convene: caller.is_animator(),
    })
}

pub(super) async fn set_overseas_plan(
    app: &App,
    caller: &Caller,
    request: SetOverseasPlanRequest,
) -> Result<Overseas> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let year = parse_year(app, &mut violations, request.year);
    if !(1..=MAX_POINTS).contains(&request.n_points) {
        violations.add("n_points", Reason::OutOfRange);
    }
    let tx = app.db.begin().await?;
    let space = inside(&tx, caller, now).await?;
    violations.finish()?;
    let row = plan::Model {
        year,
        n_points: request.n_points,
        version: request.version,
    };
    store::save_plan(&tx, &row).await?;
    let object = format!("{year}");
    let act = Act {
        audience: space.audience(),
        topic: Some(TOPIC.to_owned()),
        ..Act::told(
            "SetOverseasPlan",
            ActivityKind::OverseasPlanSet,
            &object,
            PATH.to_owned(),
        )
    };
    finish(app, tx, caller, now, act).await?;
    view(app.db.read(), caller, &space, year).await
}
