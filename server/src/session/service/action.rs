//! What meetings give to do: written down by who leads, done by its owner.

use std::collections::{BTreeMap, BTreeSet};

use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{MAX_LINE, MAX_PARAGRAPH, act, led};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act, Audience};
use crate::meeting::{self, Access, Info, Item};
use crate::network::rules::fold;
use crate::session::store::{self, ActionFilter, action::Model};
use crate::session::{asking, rules};
use crate::{db, network};

/// An action as the caller may see it: who may see the point that it follows from, or of whose organisation the
/// owner is. `access` is what the caller is in the meeting, when the caller may see that.
pub(super) fn seen(
    caller: &Caller,
    info: &Info,
    access: Option<&Access>,
    items: &[Item],
    row: Model,
) -> Option<Action> {
    let item = row.item_id.and_then(|id| items.iter().find(|item| item.id == id));
    let sees_item = |item: &Item| access.is_some_and(|access| item.is_seen_by(caller, access));
    let sees_it = access.is_some() && item.is_none_or(sees_item);
    if !sees_it && !caller.is_of(row.owner_organisation_id) {
        return None;
    }
    let item = item.filter(|item| sees_item(item));
    let may_lead = access.is_some_and(|access| access.may_lead);
    let may = rules::may_complete(row.owner(), asking(caller), caller.role, may_lead);
    let due_at = meeting::end_of_day(row.due_on, info.zone);
    Some(Action {
        id: row.id.to_string(),
        meeting_id: row.meeting_id.to_string(),
        meeting_title: access.map(|access| access.info.title.clone()).unwrap_or_default(),
        year: info.year,
        item_id: item.map(|item| item.id.to_string()).unwrap_or_default(),
        item_title: item.map(|item| item.title.clone()).unwrap_or_default(),
        text: row.text,
        owner_person_id: row.owner_person_id.map(|id| id.to_string()).unwrap_or_default(),
        owner_name: row.owner_name,
        owner_organisation_id: row.owner_organisation_id.to_string(),
        owner_organisation_name: row.owner_organisation_name,
        due_on: row.due_on.to_string(),
        due_at: Some(timestamp(due_at)),
        zone: info.zone.name().to_owned(),
        may_complete: may && row.done_at.is_none(),
        done_at: row.done_at.map(timestamp),
        done_by: row.done_by,
    })
}

/// Reads to whom an action is given into the row: a person of the network, or else an organisation.
async fn read_owner(
    app: &App,
    tx: &impl ConnectionTrait,
    request: &AddActionRequest,
    row: &mut Model,
    violations: &mut Violations,
) -> Result<()> {
    let organisation_id = violations.optional_id("owner_organisation_id", &request.owner_organisation_id);
    let person_id = violations.optional_id("owner_person_id", &request.owner_person_id);
    if let Some(person_id) = person_id {
        let today = app.clock.today(chrono_tz::Europe::Paris);
        let people = network::people(tx, today).await?;
        let is_owner = |one: &&network::Recipient| {
            one.person_id == person_id && organisation_id.is_none_or(|id| id == one.organisation_id)
        };
        match people.into_iter().find(|one| is_owner(&one)) {
            Some(person) => {
                row.owner_person_id = Some(person_id);
                row.owner_name = person.name;
                row.owner_organisation_id = person.organisation_id;
                row.owner_organisation_name = person.organisation_name;
            }
            None => violations.add("owner_person_id", Reason::UnknownValue),
        }
    } else if let Some(organisation_id) = organisation_id {
        let names = network::names(tx).await?;
        match names.into_iter().find(|(id, _)| *id == organisation_id) {
            Some((id, name)) => {
                row.owner_organisation_id = id;
                row.owner_organisation_name = name;
            }
            None => violations.add("owner_organisation_id", Reason::UnknownValue),
        }
    } else {
        violations.add("owner_person_id", Reason::Required);
    }
    Ok(())
}

pub(super) async fn add_action(app: &App, caller: &Caller, request: AddActionRequest) -> Result<Action> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let text = violations.text("text", &request.text, MAX_PARAGRAPH);
    let due_on = violations.date("due_on", &request.due_on);
    let item_id = violations.optional_id("item_id", &request.item_id);
    let tx = app.db.begin().await?;
    let access = led(&tx, caller, &request.meeting_id).await?;
    let items = meeting::items(&tx, access.info.id).await?;
    if item_id.is_some_and(|id| items.iter().all(|item| item.id != id)) {
        violations.add("item_id", Reason::NotFound);
    }
    let day = access
        .info
        .starts_at
        .with_timezone(&access.info.zone)
        .date_naive();
    if due_on != chrono::NaiveDate::default() && due_on < day {
        violations.add("due_on", Reason::InThePast);
    }
    let mut row = Model {
        id: db::id(),
        meeting_id: access.info.id,
        item_id,
        text,
        owner_person_id: None,
        owner_name: String::new(),
        owner_organisation_id: Uuid::nil(),
        owner_organisation_name: String::new(),
        due_on,
        done_at: None,
        done_by: String::new(),
    };
    read_owner(app, &tx, &request, &mut row, &mut violations).await?;
    violations.finish()?;
    rules::must_have_run(access.info.state).map_err(Error::NotNow)?;
    store::insert_action(&tx, row.clone()).await?;
    let told = told(&access, "AddAction", ActivityKind::ActionAdded, &items, &row);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    seen(caller, &access.info, Some(&access), &items, row).ok_or(Error::Missing)
}

/// The act on an action: told to its owner and to the readers of the meeting, or, when it follows from a closed
/// point, to those whom that concerns.
fn told<'a>(
    access: &'a Access,
    rpc: &'static str,
    kind: ActivityKind,
    items: &[Item],
    row: &'a Model,
) -> Act<'a> {
    let item = items.iter().find(|item| Some(item.id) == row.item_id);
    let concerned = item.filter(|item| item.is_closed).map(|item| {
        let ids = item.concerned_ids.iter().copied();
        Audience::Organisations(ids.chain([access.info.organisation_id]).collect())
    });
    Act {
        object: &row.text,
        audience: with_owner(concerned.unwrap_or_else(|| access.audience()), row),
        organisation_id: Some(row.owner_organisation_id),
        path: format!("/session/actions#action-{}", row.id),
        ..act(access, rpc, kind)
    }
}

fn with_owner(audience: Audience, row: &Model) -> Audience {
    match audience {
        Audience::Everyone => Audience::Everyone,
        Audience::Organisations(mut ids) => {
            ids.push(row.owner_organisation_id);
            Audience::Organisations(ids)
        }
    }
}

pub(super) async fn complete_action(
    app: &App,
    caller: &Caller,
    request: CompleteActionRequest,
) -> Result<Action> {
    let now = app.clock.now();
    let id = db::parse_id(&request.id)?;
    let tx = app.db.begin().await?;
    let meeting_id = store::action(&tx, id).await?.ok_or(Error::Missing)?.meeting_id;
    let info = meeting::lock(&tx, meeting_id).await?.ok_or(Error::Missing)?;
    // Read again under the lock.
    let mut row = store::action(&tx, id).await?.ok_or(Error::Missing)?;
    let access = meeting::access(&tx, caller, meeting_id).await?;
    let items = meeting::items(&tx, meeting_id).await?;
    let action = seen(caller, &info, access.as_ref(), &items, row.clone()).ok_or(Error::Missing)?;
    if row.done_at.is_some() {
        return Err(Error::NotNow(Reason::ActionDone));
    }
    if !action.may_complete {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    let by: String = caller.name.chars().take(MAX_LINE).collect();
    store::mark_done(&tx, id, now, &by).await?;
    (row.done_at, row.done_by) = (Some(now), by);
    let (kind, rpc) = (ActivityKind::ActionCompleted, "CompleteAction");
    let told = match &access {
        Some(access) => told(access, rpc, kind, &items, &row),
        // The owner, who does not see the meeting itself.
        None => Act {
            audience: Audience::Organisations(vec![info.organisation_id, row.owner_organisation_id]),
            topic: Some(meeting::topic(meeting_id)),
            organisation_id: Some(row.owner_organisation_id),
            ..Act::told(rpc, kind, &row.text, format!("/session/actions#action-{id}"))
        },
    };
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    seen(caller, &info, access.as_ref(), &items, row).ok_or(Error::Missing)
}

pub(super) async fn list_actions(
    app: &App,
    caller: &Caller,
    request: ListActionsRequest,
) -> Result<ListActionsResponse> {
    let mut violations = Violations::new();
    let meeting_id = violations.optional_id("meeting_id", &request.meeting_id);
    let organisation_id = violations.optional_id("organisation_id", &request.organisation_id);
    let query = fold(&violations.optional_text("query", &request.query, MAX_LINE));
    let state = ActionState::try_from(request.state).unwrap_or_else(|_| {
        violations.add("state", Reason::UnknownValue);
        ActionState::Unspecified
    });
    violations.finish()?;
    let db = app.db.read();
    let filter = ActionFilter {
        meeting_id,
        organisation_id,
        person_id: None,
        is_done: match state {
            ActionState::Unspecified => None,
            ActionState::Open => Some(false),
            ActionState::Done => Some(true),
        },
    };
    let mut rows = store::actions(db, filter).await?;
    if request.is_mine {
        rows.retain(|row| rules::is_expected(row.owner(), asking(caller), caller.role));
    }
    let mut actions = visible(db, caller, rows, request.year).await?;
    actions.retain(|action| query.is_empty() || words(action).contains(&query));
    // Those to be done are in the order of their days; those done follow, the latest first.
    actions.sort_by_key(|action| action.done_at.map(|at| -at.seconds));
    Ok(ListActionsResponse { actions })
}

/// What a search looks at.
fn words(action: &Action) -> String {
    let parts = [
        &action.text,
        &action.meeting_title,
        &action.item_title,
        &action.owner_name,
        &action.owner_organisation_name,
    ];
    fold(&parts.map(String::as_str).join(" "))
}

/// Those that the caller may see, of meetings of a year, in the same order; 0: of any year.
async fn visible(
    db: &impl ConnectionTrait,
    caller: &Caller,
    rows: Vec<Model>,
    year: i32,
) -> Result<Vec<Action>> {
    let ids: BTreeSet<Uuid> = rows.iter().map(|row| row.meeting_id).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let infos = meeting::infos(db, ids.clone()).await?;
    let accesses = meeting::accesses(db, caller, ids).await?;
    let mut items: BTreeMap<Uuid, Vec<Item>> = BTreeMap::new();
    let mut actions = Vec::new();
    for row in rows {
        let found = infos.iter().find(|info| info.id == row.meeting_id);
        let Some(info) = found.filter(|info| year == 0 || info.year == year) else {
            continue;
        };
        let access = accesses.iter().find(|access| access.info.id == info.id);
        if row.item_id.is_some() && !items.contains_key(&info.id) {
            items.insert(info.id, meeting::items(db, info.id).await?);
        }
        let of_meeting = items.get(&info.id).map(Vec::as_slice).unwrap_or_default();
        actions.extend(seen(caller, info, access, of_meeting, row));
    }
    Ok(actions)
}
