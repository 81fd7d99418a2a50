//! Bulletins as the caller may read them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use proto::v1::RelayMeans;
use proto::v1::bulletin::{Reception, Relay, Text as TextMessage};
use proto::v1::public_bulletin::Correction;
use uuid::Uuid;

use super::content::{content, told_event, told_links};
use super::*;
use crate::bulletin::store::receptions::{self, Followed};
use crate::bulletin::store::{kind, reception, relay};
use crate::bulletin::{public_path, rules};
use crate::clock::timestamp;
use crate::error::Violations;
use crate::{db, markdown, network, question};

/// Bulletins told at once.
const PAGE: usize = 30;

/// What the messages name, read once.
struct Named {
    kinds: BTreeMap<Uuid, kind::Model>,
    organisations: Vec<(Uuid, String)>,
    /// The centres that are in the network.
    present: BTreeSet<Uuid>,
    now: DateTime<Utc>,
}

impl Named {
    async fn read(app: &App) -> Result<Self> {
        let db = app.db.read();
        let now = app.clock.now();
        let kinds = store::kinds(db).await?.into_iter();
        let centres = network::all_centres(db).await?.into_iter();
        Ok(Self {
            kinds: kinds.map(|kind| (kind.id, kind)).collect(),
            organisations: network::names(db).await?,
            present: centres.filter(|one| one.is_in(now)).map(|one| one.id).collect(),
            now,
        })
    }

    fn organisation(&self, id: Uuid) -> String {
        let found = self.organisations.iter().find(|(known, _)| *known == id);
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    }
}

/// Reads all that was published: the animator.
fn sees_all(caller: &Caller) -> bool {
    caller.is_animator()
}

/// The receptions that the caller may read of a bulletin: all, or the own centre's.
fn only(caller: &Caller, row: &bulletin::Model) -> Option<Uuid> {
    let is_seen_whole = caller.is_of(row.organisation_id) || sees_all(caller);
    (!is_seen_whole).then_some(caller.organisation_id)
}

pub(super) async fn list_bulletins(
    app: &App,
    caller: &Caller,
    request: ListBulletinsRequest,
) -> Result<ListBulletinsResponse> {
    let mut violations = Violations::new();
    let state = match BulletinState::try_from(request.state) {
        Ok(BulletinState::Unspecified) => None,
        Ok(state) => Some(state),
        Err(_) => {
            violations.add("state", Reason::UnknownValue);
            None
        }
    };
    let filter = store::Filter {
        viewer: caller.organisation_id,
        sees_all: sees_all(caller),
        state,
        organisation_id: violations.optional_id("organisation_id", &request.organisation_id),
        waits_on: request
            .is_waiting
            .then(|| app.clock.today(chrono_tz::Tz::Europe__Paris)),
        late_at: request.is_late.then(|| app.clock.now()),
        question_id: violations.optional_id("question_id", &request.question_id),
        after: violations.optional_id("after", &request.after),
        limit: PAGE as u64 + 1,
    };
    violations.finish()?;
    let db = app.db.read();
    if let Some(id) = filter.question_id
        && question::subject(db, caller, id).await?.is_none()
    {
        return Ok(ListBulletinsResponse::default());
    }
    let mut rows = store::bulletins(db, filter).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let is_centre = caller.function == Function::Centre;
    let of = is_centre.then_some(caller.organisation_id);
    let mut followed = receptions::followed(db, &ids, of).await?;
    let named = Named::read(app).await?;
    let mut bulletins = Vec::new();
    for row in rows {
        let followed = followed.remove(&row.id).unwrap_or_default();
        let mut one = message(caller, &named, &row, &followed)?;
        if !is_centre {
            one.receptions.clear();
        }
        if let Some(content) = &mut one.content {
            content.text.clear();
        }
        one.text_html.clear();
        bulletins.push(one);
    }
    Ok(ListBulletinsResponse { bulletins, has_more })
}

pub(super) async fn get_bulletin(
    app: &App,
    caller: &Caller,
    request: GetBulletinRequest,
) -> Result<Bulletin> {
    again(app, caller, db::parse_id(&request.id)?).await
}

/// One, read again after an act.
pub(super) async fn again(app: &App, caller: &Caller, id: Uuid) -> Result<Bulletin> {
    let db = app.db.read();
    let row = store::bulletin(db, id).await?.ok_or(Error::Missing)?;
    let of = only(caller, &row);
    let mut followed = receptions::followed(db, &[id], of).await?;
    let followed = followed.remove(&id).unwrap_or_default();
    let may_see = if row.is_out() {
        of.is_none() || !followed.receptions.is_empty()
    } else {
        caller.is_of(row.organisation_id)
    };
    if !may_see {
        return Err(Error::Missing);
    }
    let named = Named::read(app).await?;
    let mut one = message(caller, &named, &row, &followed)?;
    one.texts = texts(app, id).await?;
    if let Some(id) = row.question_id
        && let Some(subject) = question::subject(db, caller, id).await?
    {
        (one.question_id, one.question_subject) = (id.to_string(), subject);
    }
    if let Some(reader) = named.kinds.get(&row.kind_id).and_then(|kind| kind.second_reader) {
        let people = network::people(db, app.clock.today(chrono_tz::Europe::Paris)).await?;
        let reader = people
            .into_iter()
            .find(|person| person.person_id == reader && person.organisation_id == row.organisation_id);
        // Nobody reads it any more: it waits for a change of its kind.
        one.may_publish &= reader.is_some();
        one.second_reader_name = reader.map(|person| person.name).unwrap_or_default();
    }
    Ok(one)
}

async fn texts(app: &App, id: Uuid) -> Result<Vec<TextMessage>> {
    let mut texts = Vec::new();
    for text in store::texts(app.db.read(), id).await? {
        let content = text.content()?;
        texts.push(TextMessage {
            number: text.number,
            text_html: markdown::to_html(&text.text),
            title: text.title,
            note: text.note,
            published_at: Some(timestamp(text.published_at)),
            links: told_links(&content),
            valid_until: text.valid_until.map(|day| day.to_string()).unwrap_or_default(),
            event: told_event(content),
        });
    }
    Ok(texts)
}

fn message(caller: &Caller, named: &Named, row: &bulletin::Model, followed: &Followed) -> Result<Bulletin> {
    let kind = named.kinds.get(&row.kind_id);
    let is_own = caller.is_of(row.organisation_id);
    let may_publish = kind.is_some_and(|kind| {
        let is_reader = rules::may_read(kind.second_reader, row.asked_by, caller.person_id);
        kind.second_reader.is_none() || is_reader == (row.state() == BulletinState::InReview)
    });
    let is_draft = !row.is_out();
    let has_page = kind.is_some_and(|kind| kind.is_public) && row.is_out();
    let publishes = rules::publishes(caller.role);
    let mut receptions: Vec<Reception> = followed
        .receptions
        .iter()
        .map(|one| reception_message(caller, named, row, one, followed.relays_of(one.id)))
        .collect();
    receptions.sort_by(|a, b| a.organisation_name.cmp(&b.organisation_name));
    Ok(Bulletin {
        id: row.id.to_string(),
        organisation_id: row.organisation_id.to_string(),
        organisation_name: named.organisation(row.organisation_id),
        kind_id: row.kind_id.to_string(),
        kind_name: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
        state: row.state,
        content: Some(content(row)?),
        text_html: markdown::to_html(&row.text),
        number: row.number,
        texts: Vec::new(),
        due_at: row.due_at.map(timestamp),
        created_by: if is_own {
            row.created_by.clone()
        } else {
            String::new()
        },
        published_at: row.published_at.map(timestamp),
        published_by: row.published_by.clone(),
        withdrawn_at: row.withdrawn_at.map(timestamp),
        withdrawal: row.withdrawal.clone(),
        totals: only(caller, row)
            .is_none()
            .then(|| totals(row, &receptions, named.now)),
        receptions,
        public_path: if has_page {
            public_path(row.id)
        } else {
            String::new()
        },
        second_reader_name: String::new(),
        may_edit: is_own && publishes && is_draft,
        may_publish: is_own && publishes && is_draft && may_publish,
        version: row.version,
        question_id: String::new(),
        question_subject: String::new(),
    })
}

fn reception_message(
    caller: &Caller,
    named: &Named,
    row: &bulletin::Model,
    one: &reception::Model,
    relays: &[relay::Model],
) -> Reception {
    let is_read = one.acknowledged_at.is_some();
    let state = rules::reception(is_read, one.set_aside_at.is_some(), relays.len());
    // What is withdrawn is expected of nobody any more, and nothing of who left the network.
    let is_over = row.withdrawn_at.is_some();
    let is_expected = !is_over && (is_read || named.present.contains(&one.organisation_id));
    let numbers = relays.iter().map(|relay| relay.number);
    let due_at = row.due_at.unwrap_or(named.now);
    Reception {
        id: one.id.to_string(),
        organisation_id: one.organisation_id.to_string(),
        organisation_name: named.organisation(one.organisation_id),
        state: state as i32,
        received_at: Some(timestamp(one.received_at)),
        acknowledged_at: one.acknowledged_at.map(timestamp),
        acknowledged_by: one.acknowledged_by.clone(),
        set_aside_at: one.set_aside_at.map(timestamp),
        reason: one.reason.clone(),
        is_late: is_expected && rules::is_late(due_at, one.acknowledged_at, named.now),
        reminded_at: one.reminded_at.map(timestamp),
        is_outdated: !is_over
            && one.set_aside_at.is_none()
            && !rules::is_past(row.valid_until, named.now)
            && rules::is_outdated(numbers, row.number),
        relays: relays
            .iter()
            .map(|relay| relay_message(caller, one, relay))
            .collect(),
        version: one.version,
    }
}

fn relay_message(caller: &Caller, of: &reception::Model, relay: &relay::Model) -> Relay {
    let path = match (relay.edition_id, relay.meeting_id) {
        (Some(id), _) => format!("/delivery/{id}"),
        (_, Some(id)) => crate::meeting::path(id),
        _ => String::new(),
    };
    Relay {
        id: relay.id.to_string(),
        means: relay.means,
        number: relay.number,
        words: relay.words.clone(),
        on: relay.on.to_string(),
        n_reached: relay.n_reached,
        is_settled: relay.settled_at.is_some(),
        path: if caller.is_of(of.organisation_id) {
            path
        } else {
            String::new()
        },
    }
}

/// How far all the centres are together.
fn totals(row: &bulletin::Model, receptions: &[Reception], now: DateTime<Utc>) -> Totals {
    use ReceptionState as S;
    let n = |is: &dyn Fn(&&Reception) -> bool| {
        i32::try_from(receptions.iter().filter(|one| is(one)).count()).unwrap_or(i32::MAX)
    };
    let reached = |is_declared: bool| {
        let relays = receptions.iter().flat_map(|one| &one.relays);
        let those = relays.filter(|relay| (relay.means() == RelayMeans::Declared) == is_declared);
        those.map(|relay| relay.n_reached).sum()
    };
    let instant = |at: prost_types::Timestamp| DateTime::from_timestamp(at.seconds, 0);
    let took = receptions
        .iter()
        .filter_map(|one| Some(instant(one.acknowledged_at?)? - row.published_at?));
    let is_behind = |one: &&Reception| one.is_late && one.acknowledged_at.is_none();
    Totals {
        n_received: n(&|_| true),
        n_acknowledged: n(&|one| one.acknowledged_at.is_some()),
        n_relayed: n(&|one| one.state() == S::Relayed),
        n_set_aside: n(&|one| one.state() == S::SetAside),
        n_late: n(&is_behind),
        n_to_remind: n(&|one| is_behind(one) && rules::may_remind(one.reminded_at.and_then(instant), now)),
        n_reached: reached(false),
        n_declared: reached(true),
        median_hours: rules::median_hours(took.collect()),
    }
}

/// One whose kind lets anyone read it.
pub(super) async fn get_public_bulletin(app: &App, request: &GetBulletinRequest) -> Result<PublicBulletin> {
    let db = app.db.read();
    let row = store::bulletin(db, db::parse_id(&request.id)?).await?;
    let row = row.filter(bulletin::Model::is_out).ok_or(Error::Missing)?;
    if !crate::bulletin::is_public(db, row.id).await? {
        return Err(Error::Missing);
    }
    let kind = store::kind(db, row.kind_id).await?.ok_or(Error::Missing)?;
    let (organisation_name, _) = network::owner(db, row.organisation_id)
        .await?
        .ok_or(Error::Missing)?;
    let content = row.content()?;
    // What was withdrawn is named, and not told any more.
    let is_told = row.withdrawn_at.is_none();
    let texts = store::texts(db, row.id).await?.into_iter();
    let corrections = texts.filter(|text| text.number > 1 && is_told);
    let corrections: Vec<Correction> = corrections
        .map(|text| Correction {
            at: Some(timestamp(text.published_at)),
            note: text.note,
        })
        .collect();
    let last = corrections.first().cloned().unwrap_or_default();
    Ok(PublicBulletin {
        id: row.id.to_string(),
        text_html: if is_told {
            markdown::to_html(&row.text)
        } else {
            String::new()
        },
        links: if is_told { told_links(&content) } else { Vec::new() },
        organisation_name,
        kind_name: kind.name,
        published_at: row.published_at.map(timestamp),
        corrected_at: last.at,
        note: last.note,
        corrections,
        valid_until: row
            .valid_until
            .filter(|_| is_told)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        withdrawn_at: row.withdrawn_at.map(timestamp),
        event: told_event(content).filter(|_| is_told),
        title: row.title,
    })
}
