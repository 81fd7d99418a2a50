//! Who signed a text, and since when it has left.

use super::*;
use crate::framework::store::signatory;

pub(super) async fn add_signatory(
    app: &App,
    caller: &Caller,
    request: AddSignatoryRequest,
) -> Result<FrameworkText> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let row = signatory::Model {
        id: db::id(),
        text_id: parse_id(&request.text_id)?,
        name: violations.text("name", &request.name, LINE),
        quality: violations.text("quality", &request.quality, LINE),
        signed_on: signed_on(&mut violations, &request.signed_on, now),
        left_on: None,
        version: 1,
    };
    let tx = app.db.begin().await?;
    let whole = locked(&tx, row.text_id).await?;
    must_not_sign_twice(&tx, &row, &mut violations).await?;
    violations.finish()?;
    store::insert_signatory(&tx, row).await?;
    told(app, tx, caller, now, ("AddSignatory", &whole)).await
}

pub(super) async fn update_signatory(
    app: &App,
    caller: &Caller,
    request: UpdateSignatoryRequest,
) -> Result<FrameworkText> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let name = violations.text("name", &request.name, LINE);
    let quality = violations.text("quality", &request.quality, LINE);
    let signed_on = signed_on(&mut violations, &request.signed_on, now);
    let left_on = violations.optional_date("left_on", &request.left_on);
    if left_on.is_some_and(|left_on| left_on != NaiveDate::default() && left_on < signed_on) {
        violations.add("left_on", Reason::EndBeforeStart);
    }
    let tx = app.db.begin().await?;
    let id = parse_id(&request.id)?;
    let known = store::signatory(&tx, id).await?.ok_or(Error::Missing)?;
    let whole = locked(&tx, known.text_id).await?;
    let row = signatory::Model {
        id,
        text_id: known.text_id,
        name,
        quality,
        signed_on,
        left_on,
        version: request.version,
    };
    must_not_sign_twice(&tx, &row, &mut violations).await?;
    violations.finish()?;
    store::save_signatory(&tx, row).await?;
    told(app, tx, caller, now, ("UpdateSignatory", &whole)).await
}

/// A day that has come: what is recorded was signed.
fn signed_on(violations: &mut Violations, value: &str, now: DateTime<Utc>) -> NaiveDate {
    let day = violations.date("signed_on", value);
    if day > today(now) {
        violations.add("signed_on", Reason::InTheFuture);
    }
    day
}

/// Requires that the organisation does not stand beside itself; where a day is wrong, that is told already.
async fn must_not_sign_twice(
    tx: &impl ConnectionTrait,
    row: &signatory::Model,
    violations: &mut Violations,
) -> Result<()> {
    let days = [Some(row.signed_on), row.left_on];
    if days.contains(&Some(NaiveDate::default())) {
        return Ok(());
    }
    let all = store::signatories(tx, Some(row.text_id)).await?;
    let is_beside = |one: &signatory::Model| {
        let days = (one.signed_on, one.left_on);
        one.id != row.id
            && one.name.to_lowercase() == row.name.to_lowercase()
            && rules::overlap(days, (row.signed_on, row.left_on))
    };
    if all.iter().any(is_beside) {
        violations.add("name", Reason::AlreadySignatory);
    }
    Ok(())
}

/// Tells the network.
async fn told(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    now: DateTime<Utc>,
    (rpc, whole): (&'static str, &Whole),
) -> Result<FrameworkText> {
    let kind = ActivityKind::FrameworkSignatoriesChanged;
    let id = whole.row.id;
    let act = Act::told(rpc, kind, &whole.row.title, path(id));
    finish(app, tx, caller, now, (id, act)).await?;
    view::whole(app, caller, id, 0).await
}
