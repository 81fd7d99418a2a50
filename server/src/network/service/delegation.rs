//! The delegation of the director's acts, between two days.

use chrono::NaiveDate;
use proto::v1::{ActivityKind, DelegateDirectorRequest, Delegation, EndDelegationRequest, Position, Reason};

use super::member::{finish, managed, told};
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::network::rules::is_in_force;
use crate::network::store::{self, delegation};

#[expect(clippy::needless_pass_by_value, reason = "the row is used up here")]
pub(super) fn message(row: delegation::Model, member_name: String, today: NaiveDate) -> Delegation {
    Delegation {
        id: row.id.to_string(),
        member_id: row.membership_id.to_string(),
        member_name,
        from: row.from_on.to_string(),
        until: row.until_on.to_string(),
        is_active: is_in_force(row.from_on, row.until_on, row.ended_at, today),
        is_ended: row.ended_at.is_some() || row.until_on < today,
    }
}

/// Lends the director's acts to a member of the own team between two days, of the centre's zone.
pub(super) async fn delegate(
    app: &App,
    caller: &Caller,
    request: &DelegateDirectorRequest,
) -> Result<Delegation> {
    let now = app.clock.now();
    let id = db::parse_id(&request.member_id)?;
    let tx = app.db.begin().await?;
    let member = store::member(&tx, id).await?.ok_or(Error::Missing)?;
    // What was lent is not lent on.
    if !caller.is_of(member.organisation_id) || caller.is_delegate {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    let today = member.today(now);
    let mut violations = Violations::new();
    let from_on = violations.date("from", &request.from);
    let until_on = violations.date("until", &request.until);
    violations.finish()?;
    let mut violations = Violations::new();
    if from_on < today {
        violations.add("from", Reason::InThePast);
    }
    if until_on < from_on {
        violations.add("until", Reason::EndBeforeStart);
    }
    violations.finish()?;
    match member.position() {
        Position::Team => {}
        Position::Director => return Err(Error::NotNow(Reason::DelegationToDirector)),
        _ => return Err(Error::NotNow(Reason::NotAMember)),
    }
    let row = delegation::Model {
        id: db::id(),
        organisation_id: member.organisation_id,
        membership_id: member.id,
        from_on,
        until_on,
        ended_at: None,
        granted_by: caller.name.clone(),
        created_at: now,
    };
    store::insert_delegation(&tx, row.clone()).await?;
    let object = format!(
        "{}, du {} au {}",
        member.name,
        from_on.format("%d/%m/%Y"),
        until_on.format("%d/%m/%Y")
    );
    let act = told(
        "DelegateDirector",
        ActivityKind::DelegationGranted,
        member.organisation_id,
        &object,
    );
    finish(app, tx, caller, act).await?;
    Ok(message(row, member.name, today))
}

/// Ends a delegation by hand; one that is over stays so.
pub(super) async fn end(app: &App, caller: &Caller, request: &EndDelegationRequest) -> Result<Delegation> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let mut row = store::delegation(&tx, db::parse_id(&request.id)?)
        .await?
        .ok_or(Error::Missing)?;
    let organisation = managed(&tx, caller, row.organisation_id).await?;
    let member = store::member(&tx, row.membership_id).await?;
    let name = member.map(|member| member.name).unwrap_or_default();
    let today = organisation.today(now);
    if row.ended_at.is_none() && today <= row.until_on {
        store::end_delegation(&tx, row.id, now).await?;
        row.ended_at = Some(now);
        let act = told(
            "EndDelegation",
            ActivityKind::DelegationEnded,
            organisation.id,
            &name,
        );
        finish(app, tx, caller, act).await?;
    }
    Ok(message(row, name, today))
}
