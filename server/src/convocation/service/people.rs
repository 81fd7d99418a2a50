//! The people of a meeting: who is convened, in which role.

use std::collections::BTreeSet;

use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{MAX_LINE, compose, prepared, seen_invitee, sending};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::convocation::letter::Occasion;
use crate::convocation::rules;
use crate::convocation::store::{self, invitee};
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Audience};
use crate::meeting::{self, Access, kinds};
use crate::network;
use crate::network::rules::{fold_email, is_email};

/// People of a meeting, at most.
const MAX_INVITEES: usize = 1_000;

pub(super) async fn get_convocation(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<Convocation> {
    view(app, app.db.read(), caller, db::parse_id(&request.id)?).await
}

/// Who is convened, as the caller may see it.
pub(super) async fn view(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    meeting_id: Uuid,
) -> Result<Convocation> {
    let access = meeting::access(db, caller, meeting_id)
        .await?
        .ok_or(Error::Missing)?;
    let rows = store::invitees(db, meeting_id).await?;
    let suggested = if access.may_edit && meeting::must_be_open(access.info.state).is_ok() {
        suggested(app, db, caller, &access, rows.clone()).await?
    } else {
        Vec::new()
    };
    let mut to_convene = rows.clone();
    to_convene.retain(|row| row.convened_at.is_none());
    let n_to_convene = sending::present(app, db, to_convene).await?.len();
    let is_open = rules::must_take_answers(access.info.state).is_ok();
    Ok(Convocation {
        meeting_id: meeting_id.to_string(),
        sent_at: access.info.convened_at.map(timestamp),
        n_to_convene: i32::try_from(n_to_convene).unwrap_or(i32::MAX),
        may_edit: access.may_edit,
        invitees: rows
            .into_iter()
            .map(|row| Invitee {
                may_answer: is_open && may_answer(caller, &access, &row),
                ..message(caller, row, access.may_edit)
            })
            .collect(),
        suggested,
    })
}

/// The person, the director of the organisation, or who prepares the meeting (by telephone).
pub(super) fn may_answer(caller: &Caller, access: &Access, row: &invitee::Model) -> bool {
    let is_for_own = caller.role == Role::Director && row.organisation_id == Some(caller.organisation_id);
    is_own(caller, row) || is_for_own || access.may_edit
}

/// Says whether this entry is the caller's.
pub(super) fn is_own(caller: &Caller, row: &invitee::Model) -> bool {
    row.person_id.is_some() && row.person_id == caller.person_id
}

/// As the caller may see it: a word is for who said it and for who prepares the meeting.
fn message(caller: &Caller, row: invitee::Model, may_edit: bool) -> Invitee {
    let may_read_word = may_edit || is_own(caller, &row);
    Invitee {
        id: row.id.to_string(),
        person_id: row.person_id.map(|id| id.to_string()).unwrap_or_default(),
        organisation_id: row.organisation_id.map(|id| id.to_string()).unwrap_or_default(),
        organisation_name: row.organisation_name,
        name: row.name,
        email: if may_edit { row.email } else { String::new() },
        role: row.role,
        answer: row.answer,
        represented_by: row.represented_by,
        word: if may_read_word { row.word } else { String::new() },
        answered_at: row.answered_at.map(timestamp),
        convened_at: row.convened_at.map(timestamp),
        is_entered_by_animator: row.is_entered_by_animator,
        may_answer: false,
    }
}

/// The organisations for which nobody is convened who is still there: those that present an item, and those that the
/// kind convenes (whoever stood for them left, or they joined the network since the meeting was planned).
async fn suggested(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    access: &Access,
    rows: Vec<invitee::Model>,
) -> Result<Vec<SuggestedOrganisation>> {
    let present = sending::present(app, db, rows).await?;
    let there: BTreeSet<Uuid> = present.iter().filter_map(|one| one.organisation_id).collect();
    let info = &access.info;
    let items = meeting::items(db, info.id).await?.into_iter();
    let presenting = items.filter_map(|item| Some((item.presenter_organisation_id?, item.title)));
    let kind = kinds::kind(info.kind);
    let people = compose::people_of(app, db, caller, info.work_stream_id, kind).await?;
    let standing = people
        .iter()
        .map(|person| (person.organisation_id, String::new()));
    let mut wanted: Vec<(Uuid, String)> = Vec::new();
    for (id, title) in presenting.chain(standing) {
        if !there.contains(&id) && wanted.iter().all(|(one, _)| *one != id) {
            wanted.push((id, title));
        }
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let names = network::names(db).await?;
    Ok(wanted
        .into_iter()
        .map(|(id, item_title)| SuggestedOrganisation {
            organisation_id: id.to_string(),
            organisation_name: names
                .iter()
                .find(|(one, _)| *one == id)
                .map(|(_, name)| name.clone())
                .unwrap_or_default(),
            item_title,
        })
        .collect())
}

/// Ends an act on the list: told to who prepares the meeting.
async fn finish(
    app: &App,
    tx: sea_orm::DatabaseTransaction,
    caller: &Caller,
    access: &Access,
    rpc: &'static str,
) -> Result<Convocation> {
    let mut act = access.act(rpc, ActivityKind::InviteesChanged);
    act.audience = Audience::organisation(access.info.organisation_id);
    live::record(&tx, Some(caller), app.clock.now(), act).await?;
    tx.commit().await?;
    app.live.wake();
    view(app, app.db.read(), caller, access.info.id).await
}

pub(super) async fn add_invitee(
    app: &App,
    caller: &Caller,
    request: AddInviteeRequest,
) -> Result<Convocation> {
    let tx = app.db.begin().await?;
    let access = prepared(&tx, caller, &request.meeting_id).await?;
    meeting::must_be_open(access.info.state)?;
    let mut violations = Violations::new();
    let role: InviteeRole = violations.choice("role", request.role);
    let person_id = violations.optional_id("person_id", &request.person_id);
    let row = if let Some(person_id) = person_id {
        let today = app.clock.today(chrono_tz::Europe::Paris);
        let people = network::people(&tx, today).await?;
        let person = people.iter().find(|person| person.person_id == person_id);
        if person.is_none() {
            violations.add("person_id", Reason::UnknownValue);
        }
        person.map(|person| compose::blank(access.info.id, person, role))
    } else {
        let name = violations.text("name", &request.name, MAX_LINE);
        let email = fold_email(&violations.text("email", &request.email, 254));
        if !email.is_empty() && !is_email(&email) {
            violations.add("email", Reason::NotAnEmail);
        }
        Some(compose::guest(access.info.id, &name, &email, role))
    };
    if access.invitees.len() >= MAX_INVITEES {
        violations.add("name", Reason::TooMany);
    }
    violations.finish()?;
    let n_new = store::insert_invitees(&tx, row.into_iter().collect()).await?;
    if n_new == 0 {
        return Err(Error::Conflict(Reason::AlreadyInvited));
    }
    finish(app, tx, caller, &access, "AddInvitee").await
}

/// Adds somebody who came without being convened, as a guest: a person of the network is known by the address.
pub(crate) async fn admit(
    tx: &impl ConnectionTrait,
    meeting_id: Uuid,
    name: &str,
    email: &str,
    today: chrono::NaiveDate,
) -> Result<Uuid> {
    let mut violations = Violations::new();
    let name = violations.text("name", name, MAX_LINE);
    let email = fold_email(&violations.text("email", email, 254));
    if !email.is_empty() && !is_email(&email) {
        violations.add("email", Reason::NotAnEmail);
    }
    if store::invitees(tx, meeting_id).await?.len() >= MAX_INVITEES {
        violations.add("name", Reason::TooMany);
    }
    violations.finish()?;
    let people = network::people(tx, today).await?;
    let row = match people.iter().find(|person| fold_email(&person.email) == email) {
        Some(person) => compose::blank(meeting_id, person, InviteeRole::Guest),
        None => compose::guest(meeting_id, &name, &email, InviteeRole::Guest),
    };
    let id = row.id;
    if store::insert_invitees(tx, vec![row]).await? == 0 {
        return Err(Error::Conflict(Reason::AlreadyInvited));
    }
    Ok(id)
}

pub(super) async fn invite_organisation(
    app: &App,
    caller: &Caller,
    request: InviteOrganisationRequest,
) -> Result<Convocation> {
    let tx = app.db.begin().await?;
    let access = prepared(&tx, caller, &request.meeting_id).await?;
    meeting::must_be_open(access.info.state)?;
    let mut violations = Violations::new();
    let organisation_id = violations.id("organisation_id", &request.organisation_id);
    violations.finish()?;
    let is_theirs = |person: &network::Recipient| person.organisation_id == organisation_id;
    let kind = kinds::kind(access.info.kind);
    let mut people = compose::people_of(app, &tx, caller, access.info.work_stream_id, kind).await?;
    people.retain(is_theirs);
    if people.is_empty() {
        // The kind convenes nobody of it: who acts for it, then.
        people = network::people(&tx, app.clock.today(chrono_tz::Europe::Paris)).await?;
        people.retain(|person| {
            is_theirs(person) && !matches!(person.position, Position::Team | Position::President)
        });
    }
    let rows: Vec<invitee::Model> = people
        .iter()
        .map(|person| compose::blank(access.info.id, person, InviteeRole::Member))
        .collect();
    if rows.is_empty() {
        return Err(Error::invalid("organisation_id", Reason::NobodyThere));
    }
    store::insert_invitees(&tx, rows).await?;
    finish(app, tx, caller, &access, "InviteOrganisation").await
}

pub(super) async fn set_invitee_role(
    app: &App,
    caller: &Caller,
    request: SetInviteeRoleRequest,
) -> Result<Convocation> {
    let tx = app.db.begin().await?;
    let (access, mut row) = seen_invitee(&tx, caller, &request.id).await?;
    access.must_edit()?;
    let mut violations = Violations::new();
    let role: InviteeRole = violations.choice("role", request.role);
    violations.finish()?;
    // Who leads must be able to sign in.
    let leads = matches!(role, InviteeRole::Chair | InviteeRole::Secretary);
    if leads && row.person_id.is_none() {
        return Err(Error::invalid("role", Reason::GuestCannotLead));
    }
    row.role = role as i32;
    store::save_invitee(&tx, row).await?;
    finish(app, tx, caller, &access, "SetInviteeRole").await
}

pub(super) async fn remove_invitee(
    app: &App,
    caller: &Caller,
    request: InviteeRequest,
) -> Result<Convocation> {
    let tx = app.db.begin().await?;
    let (access, row) = seen_invitee(&tx, caller, &request.id).await?;
    access.must_edit()?;
    meeting::must_be_open(access.info.state)?;
    store::delete_invitee(&tx, row.id).await?;
    if row.convened_at.is_some() {
        sending::send(
            app,
            &tx,
            &access.info,
            std::slice::from_ref(&row),
            Occasion::Removed,
        )
        .await?;
    }
    finish(app, tx, caller, &access, "RemoveInvitee").await
}
