//! The agenda: points added by who prepares, or proposed by those convened and then answered; their order.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::{MAX_LINE, MAX_PAGES, prepared, view};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act, Audience};
use crate::meeting::store::{self, agenda_item};
use crate::meeting::{self, Access, rules};
use crate::{attachment, db, decision, network, session};

/// Items of a meeting, at most.
const MAX_ITEMS: usize = 60;
/// Longest item, in minutes.
const MAX_MINUTES: i32 = 600;
/// Organisations that a closed item names, at most.
const MAX_CONCERNED: usize = 60;

/// An item without a word, retained at the end.
pub(super) fn blank(meeting_id: Uuid) -> agenda_item::Model {
    agenda_item::Model {
        id: db::id(),
        meeting_id,
        rank: 0,
        title: String::new(),
        text: String::new(),
        minutes: 0,
        presenter: String::new(),
        presenter_organisation_id: None,
        purpose: ItemPurpose::Information as i32,
        is_closed: false,
        concerned: String::new(),
        state: ItemState::Retained as i32,
        proposed_by: String::new(),
        answer: String::new(),
        version: 1,
    }
}

/// Reads what a person typed of an item into the row.
async fn read(
    tx: &impl ConnectionTrait,
    request: &UpdateAgendaItemRequest,
    row: &mut agenda_item::Model,
) -> Result<()> {
    let mut violations = Violations::new();
    row.title = violations.text("title", &request.title, MAX_LINE);
    row.text = violations.optional_text("text", &request.text, MAX_PAGES);
    row.presenter = violations.optional_text("presenter", &request.presenter, MAX_LINE);
    row.presenter_organisation_id =
        violations.optional_id("presenter_organisation_id", &request.presenter_organisation_id);
    let purpose: ItemPurpose = violations.choice("purpose", request.purpose);
    row.purpose = purpose as i32;
    if !(1..=MAX_MINUTES).contains(&request.minutes) {
        violations.add("minutes", Reason::DurationOutOfRange);
    }
    row.minutes = request.minutes;
    row.is_closed = request.is_closed;
    let concerned: Vec<Uuid> = request
        .concerned_organisation_ids
        .iter()
        .filter(|id| !id.is_empty())
        .map(|id| violations.id("concerned_organisation_ids", id))
        .collect();
    if concerned.len() > MAX_CONCERNED {
        violations.add("concerned_organisation_ids", Reason::TooMany);
    }
    let known = network::names(tx).await?;
    let is_known = |id: &Uuid| known.iter().any(|(one, _)| one == id);
    if row
        .presenter_organisation_id
        .is_some_and(|id| !id.is_nil() && !is_known(&id))
    {
        violations.add("presenter_organisation_id", Reason::UnknownValue);
    }
    if concerned.iter().any(|id| !id.is_nil() && !is_known(id)) {
        violations.add("concerned_organisation_ids", Reason::UnknownValue);
    }
    violations.finish()?;
    let concerned: Vec<String> = concerned.iter().map(Uuid::to_string).collect();
    row.concerned = if row.is_closed {
        concerned.join(",")
    } else {
        String::new()
    };
    Ok(())
}

/// An item whose meeting the caller prepares, locked until the commit.
async fn prepared_item(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    id: &str,
) -> Result<(Access, agenda_item::Model)> {
    let id = db::parse_id(id)?;
    let meeting_id = store::item(tx, id).await?.ok_or(Error::Missing)?.meeting_id;
    let access = prepared(tx, caller, &meeting_id.to_string()).await?;
    rules::may_change_agenda(access.info.state).map_err(Error::NotNow)?;
    // Read again under the lock.
    let row = store::item(tx, id).await?.ok_or(Error::Missing)?;
    Ok((access, row))
}

/// Ends an act on the agenda. A closed item is told to those whom it concerns only.
async fn finish(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    now: DateTime<Utc>,
    act: Act<'_>,
    meeting_id: Uuid,
) -> Result<Meeting> {
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    view::whole(app, app.db.read(), caller, meeting_id).await
}

/// The act on an item, told in the words of the meeting, or to those concerned when it is closed.
fn act<'a>(access: &'a Access, rpc: &'static str, item: &agenda_item::Model, kind: ActivityKind) -> Act<'a> {
    let mut act = access.act(rpc, kind);
    if item.is_closed || item.state() == ItemState::Proposed {
        let mut ids = item.concerned_ids();
        ids.push(access.info.organisation_id);
        act.audience = Audience::Organisations(ids);
    }
    act
}

pub(super) async fn add_agenda_item(
    app: &App,
    caller: &Caller,
    request: AddAgendaItemRequest,
) -> Result<Meeting> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let id = db::parse_id(&request.meeting_id)?;
    let access = meeting::locked(&tx, caller, id).await?.ok_or(Error::Missing)?;
    rules::may_change_agenda(access.info.state).map_err(Error::NotNow)?;
    let row = store::meeting(&tx, id).await?.ok_or(Error::Missing)?;
    let adds = access.may_edit || access.is_in_concert;
    if !adds && !view::may_propose(caller, &access, &row, now) {
        let is_late = row.proposals_until.is_some_and(|until| now > until);
        return Err(if is_late {
            Error::NotNow(Reason::ProposalsClosed)
        } else {
            Error::Denied(Reason::NotAllowed)
        });
    }
    let mut item = blank(id);
    read(&tx, &typed_of(&request), &mut item).await?;
    let others = store::items_of(&tx, id).await?;
    if others.len() >= MAX_ITEMS {
        return Err(Error::invalid("title", Reason::TooMany));
    }
    if adds {
        item.rank = last_rank(&others) + 1;
    } else {
        item.state = ItemState::Proposed as i32;
        item.proposed_by.clone_from(&caller.organisation_name);
    }
    if !access.may_edit {
        // Only who prepares closes a point to others.
        (item.is_closed, item.concerned) = (false, String::new());
    }
    store::insert_items(&tx, vec![item.clone()]).await?;
    let kind = if adds {
        ActivityKind::AgendaChanged
    } else {
        ActivityKind::AgendaItemProposed
    };
    let act = act(&access, "AddAgendaItem", &item, kind);
    finish(app, tx, caller, now, act, id).await
}

fn last_rank(items: &[agenda_item::Model]) -> i32 {
    items.iter().map(|item| item.rank).max().unwrap_or_default()
}

/// The fields that adding and changing share.
fn typed_of(request: &AddAgendaItemRequest) -> UpdateAgendaItemRequest {
    UpdateAgendaItemRequest {
        title: request.title.clone(),
        text: request.text.clone(),
        minutes: request.minutes,
        presenter: request.presenter.clone(),
        presenter_organisation_id: request.presenter_organisation_id.clone(),
        purpose: request.purpose,
        is_closed: request.is_closed,
        concerned_organisation_ids: request.concerned_organisation_ids.clone(),
        ..UpdateAgendaItemRequest::default()
    }
}

pub(super) async fn update_agenda_item(
    app: &App,
    caller: &Caller,
    request: UpdateAgendaItemRequest,
) -> Result<Meeting> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (access, mut item) = prepared_item(&tx, caller, &request.id).await?;
    let before = item.clone();
    read(&tx, &request, &mut item).await?;
    if item.version != request.version {
        return Err(Error::Changed);
    }
    // Who has a voice was written down when the vote opened.
    let has_other_readers = (before.is_closed, &before.concerned) != (item.is_closed, &item.concerned);
    if has_other_readers && decision::is_voting(&tx, access.info.id, Some(item.id)).await? {
        return Err(Error::NotNow(Reason::VoteStillOpen));
    }
    store::save_item(&tx, item.clone()).await?;
    // What was closed, or becomes so, is not told to everyone.
    let told = if before.is_closed { before } else { item };
    let act = act(&access, "UpdateAgendaItem", &told, ActivityKind::AgendaChanged);
    finish(app, tx, caller, now, act, access.info.id).await
}

pub(super) async fn delete_agenda_item(
    app: &App,
    caller: &Caller,
    request: AgendaItemRequest,
) -> Result<Meeting> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (access, item) = prepared_item(&tx, caller, &request.id).await?;
    if session::is_taken(&tx, item.id).await? || decision::is_on(&tx, access.info.id, item.id).await? {
        return Err(Error::NotNow(Reason::ItemTaken));
    }
    attachment::delete_of(&tx, Owner::AgendaItem, item.id).await?;
    store::delete_item(&tx, &item).await?;
    let act = act(&access, "DeleteAgendaItem", &item, ActivityKind::AgendaChanged);
    finish(app, tx, caller, now, act, access.info.id).await
}

pub(super) async fn move_agenda_item(
    app: &App,
    caller: &Caller,
    request: MoveAgendaItemRequest,
) -> Result<Meeting> {
    let now = app.clock.now();
    let id = db::parse_id(&request.id)?;
    let tx = app.db.begin().await?;
    let meeting_id = store::item(&tx, id).await?.ok_or(Error::Missing)?.meeting_id;
    let access = meeting::locked(&tx, caller, meeting_id)
        .await?
        .ok_or(Error::Missing)?;
    access.must_lead()?;
    rules::may_change_agenda(access.info.state).map_err(Error::NotNow)?;
    let items = store::items_of(&tx, meeting_id).await?;
    let retained = items.iter().filter(|item| item.state() == ItemState::Retained);
    let ids: Vec<Uuid> = retained.map(|item| item.id).collect();
    let item = items.iter().find(|item| item.id == id).ok_or(Error::Missing)?;
    store::order_items(&tx, &rules::moved(ids, id, request.place)).await?;
    let act = act(&access, "MoveAgendaItem", item, ActivityKind::AgendaChanged);
    finish(app, tx, caller, now, act, meeting_id).await
}

pub(super) async fn answer_proposed_item(
    app: &App,
    caller: &Caller,
    request: AnswerProposedItemRequest,
) -> Result<Meeting> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let answer = violations.optional_text("answer", &request.answer, MAX_PAGES);
    if !request.is_accepted && answer.is_empty() {
        violations.add("answer", Reason::Required);
    }
    let tx = app.db.begin().await?;
    let (access, mut item) = prepared_item(&tx, caller, &request.id).await?;
    violations.finish()?;
    if item.state() != ItemState::Proposed {
        return Err(Error::NotNow(Reason::ItemState));
    }
    item.answer = answer;
    let kind = if request.is_accepted {
        let others = store::items_of(&tx, access.info.id).await?;
        item.state = ItemState::Retained as i32;
        item.rank = last_rank(&others) + 1;
        ActivityKind::AgendaItemRetained
    } else {
        item.state = ItemState::Declined as i32;
        ActivityKind::AgendaItemDeclined
    };
    store::save_item(&tx, item.clone()).await?;
    let mut act = access.act("AnswerProposedItem", kind);
    if !request.is_accepted {
        // A refusal is between who proposed and who prepares.
        let proposer = network::named(&tx, &item.proposed_by).await?.map(|(id, _)| id);
        let ids = proposer.into_iter().chain([access.info.organisation_id]);
        act.audience = Audience::Organisations(ids.collect());
    }
    finish(app, tx, caller, now, act, access.info.id).await
}

pub(super) async fn copy_agenda(app: &App, caller: &Caller, request: CopyAgendaRequest) -> Result<Meeting> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = prepared(&tx, caller, &request.meeting_id).await?;
    rules::must_be_open(access.info.state).map_err(Error::NotNow)?;
    let from = meeting::access(&tx, caller, db::parse_id(&request.from_meeting_id)?).await?;
    let from = from.ok_or_else(|| Error::invalid("from_meeting_id", Reason::NotFound))?;
    from.must_edit()?;
    let mut items = store::items_of(&tx, access.info.id).await?;
    let past = store::items_of(&tx, from.info.id).await?;
    let mut copies = Vec::new();
    for item in past
        .into_iter()
        .filter(|item| item.state() == ItemState::Retained)
    {
        // Standing items are there already.
        if items.iter().any(|one| one.title == item.title) {
            continue;
        }
        let copy = agenda_item::Model {
            id: db::id(),
            meeting_id: access.info.id,
            rank: last_rank(&items) + 1,
            proposed_by: String::new(),
            answer: String::new(),
            version: 1,
            ..item
        };
        items.push(copy.clone());
        copies.push(copy);
    }
    if items.len() > MAX_ITEMS {
        return Err(Error::invalid("from_meeting_id", Reason::TooMany));
    }
    store::insert_items(&tx, copies).await?;
    let mut act = access.act("CopyAgenda", ActivityKind::AgendaChanged);
    act.audience = Audience::organisation(access.info.organisation_id);
    finish(app, tx, caller, now, act, access.info.id).await
}
