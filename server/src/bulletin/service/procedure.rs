//! Procedures of information (A1), and the kinds that each lists.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use uuid::Uuid;

use super::*;
use crate::bulletin::rules;
use crate::bulletin::store::{kind, procedure};
use crate::db;
use crate::error::Violations;
use crate::{live, markdown, network};

/// Bulletins promised in a year at most.
const PER_YEAR: i32 = 366;
/// Kinds of a procedure at most.
const KINDS: usize = 50;

pub(super) async fn list_procedures(
    app: &App,
    _caller: &Caller,
    _request: ListProceduresRequest,
) -> Result<ListProceduresResponse> {
    Ok(ListProceduresResponse {
        procedures: procedures(app).await?,
    })
}

/// All of them, by name of the body.
async fn procedures(app: &App) -> Result<Vec<Procedure>> {
    let db = app.db.read();
    let mut rows: BTreeMap<Uuid, procedure::Model> = store::procedures(db)
        .await?
        .into_iter()
        .map(|row| (row.organisation_id, row))
        .collect();
    let mut kinds = BTreeMap::<Uuid, Vec<kind::Model>>::new();
    for row in store::kinds(db).await? {
        kinds.entry(row.organisation_id).or_default().push(row);
    }
    let people: BTreeMap<Uuid, String> = network::people(db, app.clock.today(Tz::Europe__Paris))
        .await?
        .into_iter()
        .map(|person| (person.person_id, person.name))
        .collect();
    let name = |id: Option<Uuid>| id.and_then(|id| people.get(&id).cloned()).unwrap_or_default();
    let text = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let of = |row: kind::Model| BulletinKind {
        id: row.id.to_string(),
        name: row.name,
        delay_days: row.delay_days,
        in_charge_id: text(row.in_charge),
        in_charge_name: name(row.in_charge),
        second_reader_id: text(row.second_reader),
        second_reader_name: name(row.second_reader),
        is_public: row.is_public,
        is_retired: row.is_retired,
        template: row.template,
        version: row.version,
    };
    let mut all = Vec::new();
    for (id, organisation_name) in network::names(db).await? {
        let Some(row) = rows.remove(&id) else { continue };
        all.push(Procedure {
            organisation_id: id.to_string(),
            organisation_name,
            text_html: markdown::to_html(&row.text),
            text: row.text,
            n_per_year: row.n_per_year,
            started_on: row.started_on.to_string(),
            kinds: kinds
                .remove(&id)
                .unwrap_or_default()
                .into_iter()
                .map(of)
                .collect(),
            version: row.version,
        });
    }
    Ok(all)
}

/// The caller's own, read again after an act.
async fn again(app: &App, caller: &Caller) -> Result<Procedure> {
    let own = caller.organisation_id.to_string();
    let mut all = procedures(app).await?.into_iter();
    all.find(|one| one.organisation_id == own).ok_or(Error::Missing)
}

pub(super) async fn set_procedure(
    app: &App,
    caller: &Caller,
    request: SetProcedureRequest,
) -> Result<Procedure> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let row = procedure::Model {
        organisation_id: caller.organisation_id,
        text: violations.text("text", &request.text, TEXT),
        n_per_year: request.n_per_year,
        started_on: violations.date("started_on", &request.started_on),
        updated_by: caller.name.clone(),
        version: request.version,
    };
    if !(0..=PER_YEAR).contains(&row.n_per_year) {
        violations.add("n_per_year", Reason::OutOfRange);
    }
    violations.finish()?;
    let tx = app.db.begin().await?;
    if row.version == 0 {
        store::insert_procedure(&tx, row).await?;
        if caller.function == Function::UrbanRenewalAgency {
            for name in rules::FIRST_KINDS {
                store::insert_kind(&tx, first_kind(caller, name)).await?;
            }
        }
    } else {
        store::save_procedure(&tx, row).await?;
    }
    live::record(&tx, Some(caller), now, changed("SetProcedure", caller)).await?;
    tx.commit().await?;
    app.live.wake();
    again(app, caller).await
}

fn first_kind(caller: &Caller, name: &str) -> kind::Model {
    kind::Model {
        id: db::id(),
        organisation_id: caller.organisation_id,
        name: name.to_owned(),
        delay_days: rules::USUAL_DELAY,
        in_charge: None,
        second_reader: None,
        is_public: true,
        is_retired: false,
        template: String::new(),
        version: 1,
    }
}

pub(super) async fn set_bulletin_kind(
    app: &App,
    caller: &Caller,
    request: SetBulletinKindRequest,
) -> Result<Procedure> {
    let now = app.clock.now();
    let mut violations = Violations::new();
    let id = violations.optional_id("id", &request.id);
    let in_charge = violations.optional_id("in_charge_id", &request.in_charge_id);
    let second_reader = violations.optional_id("second_reader_id", &request.second_reader_id);
    let name = violations.text("name", &crate::mail::one_line(&request.name), LINE);
    let template = violations.optional_text("template", &request.template, TEXT);
    if !(0..=rules::MAX_DELAY).contains(&request.delay_days) {
        violations.add("delay_days", Reason::OutOfRange);
    }
    let tx = app.db.begin().await?;
    let people = network::people(&tx, app.clock.today(Tz::Europe__Paris)).await?;
    for (field, id) in [("in_charge_id", in_charge), ("second_reader_id", second_reader)] {
        let is_own = |id| {
            let mut own = people.iter().filter(|one| caller.is_of(one.organisation_id));
            own.any(|one| one.person_id == id)
        };
        if id.is_some_and(|id| !id.is_nil() && !is_own(id)) {
            violations.add(field, Reason::UnknownValue);
        }
    }
    if store::procedure(&tx, caller.organisation_id).await?.is_none() {
        return Err(Error::NotNow(Reason::NoProcedure));
    }
    let all = store::kinds(&tx).await?;
    let mut own = all.iter().filter(|row| caller.is_of(row.organisation_id));
    let known = match id {
        Some(id) => Some(own.find(|row| row.id == id).ok_or(Error::Missing)?),
        None if own.count() >= KINDS => {
            violations.add("name", Reason::TooMany);
            None
        }
        None => None,
    };
    violations.finish()?;
    let row = kind::Model {
        id: known.map_or_else(db::id, |row| row.id),
        organisation_id: caller.organisation_id,
        name,
        delay_days: request.delay_days,
        in_charge,
        second_reader,
        is_public: request.is_public,
        is_retired: request.is_retired,
        template,
        version: if known.is_some() { request.version } else { 1 },
    };
    if known.is_some() {
        store::save_kind(&tx, row).await?;
    } else {
        store::insert_kind(&tx, row).await?;
    }
    live::record(&tx, Some(caller), now, changed("SetBulletinKind", caller)).await?;
    tx.commit().await?;
    app.live.wake();
    again(app, caller).await
}

/// A procedure is everybody's to read.
fn changed<'a>(rpc: &'static str, caller: &'a Caller) -> Act<'a> {
    Act {
        organisation_id: Some(caller.organisation_id),
        ..Act::told(
            rpc,
            ActivityKind::ProcedureChanged,
            &caller.organisation_name,
            "/bulletin/procedure".to_owned(),
        )
    }
}
