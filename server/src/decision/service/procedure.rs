//! The rules of procedure of each kind, in versions.

use chrono::NaiveDate;
use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::MAX_PAGES;
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::decision::rules;
use crate::decision::store::{self, rules_of_procedure};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::meeting::kinds;
use crate::{db, markdown};

/// Voices that one organisation may carry, at most.
const MAX_PROXIES: i32 = 20;

/// The day it is for the rules.
pub(super) fn today(app: &App) -> NaiveDate {
    app.clock.today(chrono_tz::Europe::Paris)
}

/// The version of a kind's rules that is in force on a day.
pub(super) async fn in_force(
    db: &impl ConnectionTrait,
    kind: MeetingKind,
    day: NaiveDate,
) -> Result<Option<rules_of_procedure::Model>> {
    let mut rows = store::rules_of(db, kind as i32).await?;
    let versions: Vec<_> = rows.iter().map(|row| (row.effective_on, row.version)).collect();
    Ok(rules::in_force(&versions, day).map(|index| rows.swap_remove(index)))
}

pub(super) async fn get_rules(app: &App, caller: &Caller, request: GetRulesRequest) -> Result<Rules> {
    let mut violations = Violations::new();
    let kind: MeetingKind = violations.choice("kind", request.kind);
    violations.finish()?;
    let db = app.db.read();
    let current = in_force(db, kind, today(app)).await?.map(|row| row.id);
    let entry = kinds::kind(kind);
    let rows = store::rules_of(db, kind as i32).await?.into_iter().rev();
    Ok(Rules {
        kind: kind as i32,
        kind_label: entry.label.to_owned(),
        versions: rows
            .map(|row| RulesOfProcedure {
                is_in_force: current == Some(row.id),
                ..message(row)
            })
            .collect(),
        may_adopt: caller.is_animator() && entry.may_vote,
    })
}

pub(super) fn message(row: rules_of_procedure::Model) -> RulesOfProcedure {
    let functions = row.functions();
    RulesOfProcedure {
        id: row.id.to_string(),
        kind: row.kind,
        version: row.version,
        effective_on: row.effective_on.to_string(),
        text_html: markdown::to_html(&row.text),
        text: row.text,
        functions: functions.into_iter().map(|function| function as i32).collect(),
        base: row.base,
        majority: row.majority,
        tie: row.tie,
        n_proxies: row.n_proxies,
        quorum_percent: row.quorum_percent,
        adopted_by: row.adopted_by,
        adopted_at: Some(timestamp(row.adopted_at)),
        is_in_force: false,
    }
}

fn parse(app: &App, caller: &Caller, request: &AdoptRulesRequest) -> Result<rules_of_procedure::Model> {
    let mut violations = Violations::new();
    let kind: MeetingKind = violations.choice("kind", request.kind);
    let effective_on = violations.date("effective_on", &request.effective_on);
    if !request.effective_on.is_empty() && effective_on < today(app) {
        violations.add("effective_on", Reason::InThePast);
    }
    let text = violations.text("text", &request.text, MAX_PAGES);
    let mut functions = request.functions.clone();
    functions.sort_unstable();
    functions.dedup();
    if functions.is_empty() {
        violations.add("functions", Reason::Required);
    }
    let is_function = |number: &i32| Function::try_from(*number).is_ok_and(|f| f != Function::Unspecified);
    if !functions.iter().all(is_function) {
        violations.add("functions", Reason::UnknownValue);
    }
    let base: MajorityBase = violations.choice("base", request.base);
    let majority: Majority = violations.choice("majority", request.majority);
    let tie: TieRule = violations.choice("tie", request.tie);
    if !(0..=MAX_PROXIES).contains(&request.n_proxies) {
        violations.add("n_proxies", Reason::TooMany);
    }
    if !(0..=100).contains(&request.quorum_percent) {
        violations.add("quorum_percent", Reason::TooMany);
    }
    violations.finish()?;
    let functions: Vec<String> = functions.iter().map(i32::to_string).collect();
    Ok(rules_of_procedure::Model {
        id: db::id(),
        kind: kind as i32,
        version: 0,
        effective_on,
        text,
        functions: functions.join(","),
        base: base as i32,
        majority: majority as i32,
        tie: tie as i32,
        n_proxies: request.n_proxies,
        quorum_percent: request.quorum_percent,
        adopted_by: caller.name.clone(),
        adopted_at: app.clock.now(),
    })
}

pub(super) async fn adopt_rules(
    app: &App,
    caller: &Caller,
    request: AdoptRulesRequest,
) -> Result<RulesOfProcedure> {
    let mut row = parse(app, caller, &request)?;
    let kind = MeetingKind::try_from(row.kind).unwrap_or_default();
    let entry = kinds::kind(kind);
    if !entry.may_vote {
        return Err(Error::NotNow(Reason::MeetingKind));
    }
    let now = row.adopted_at;
    let tx = app.db.begin().await?;
    let last = store::rules_of(&tx, row.kind).await?.pop();
    row.version = last.map_or(1, |last| last.version + 1);
    store::insert_rules(&tx, row.clone()).await?;
    let path = web::text::rules_path(kind);
    let act = Act::told("AdoptRules", ActivityKind::RulesAdopted, entry.label, path);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(message(row))
}
