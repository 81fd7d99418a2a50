//! The audit, read by the animator, and by a director for the own centre.

use proto::v1::{ListAuditRequest, ListAuditResponse};

use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live;

/// Lines of a page.
const PAGE: usize = 50;

/// A page of the audit, newest first.
pub(super) async fn list(
    app: &App,
    caller: &Caller,
    request: &ListAuditRequest,
) -> Result<ListAuditResponse> {
    caller.person()?;
    let mut violations = Violations::new();
    let wanted = violations.optional_id("organisation_id", &request.organisation_id);
    violations.finish()?;
    let of = if caller.is_animator() {
        wanted
    } else if wanted.is_none_or(|id| caller.is_of(id)) {
        Some(caller.organisation_id)
    } else {
        return Err(Error::Missing);
    };
    let before = Some(request.before).filter(|before| *before > 0);
    let mut lines = live::audit(app.db.read(), of, before, PAGE + 1).await?;
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next_before = lines.last().filter(|_| has_more).map_or(0, |line| line.position);
    Ok(ListAuditResponse { lines, next_before })
}
