//! The obligations of a year.

use chrono::NaiveDate;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{current_year, year};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::db;
use crate::error::{Result, Violations};
use crate::framework::{self, Cited};
use crate::network::{self, Centre};
use crate::obligation::facts::{Facts, Found};
use crate::obligation::table::{Judge, RULES, Rule};
use crate::{meeting, production, programme};

pub(super) async fn get_obligations(
    app: &App,
    caller: &Caller,
    request: GetObligationsRequest,
) -> Result<Obligations> {
    let mut violations = Violations::new();
    let year = year(app, &mut violations, request.year);
    violations.finish()?;
    let centre_id = match request.organisation_id.as_str() {
        "" if caller.is_animator() => None,
        "" => Some(caller.organisation_id),
        id => {
            let id = db::parse_id(id)?;
            caller.must_be_of_or_animator(id)?;
            Some(id)
        }
    };
    let db = app.db.read();
    let today = app.clock.today(chrono_tz::Europe::Paris);
    let texts = framework::cited(db, year, today).await?;
    let agency_ids = agency_ids(db, &texts, today).await?;
    let years = years(db, current_year(app)).await?;
    let mut obligations = Vec::new();
    if years.contains(&year) {
        let facts = Facts::read(db, caller, year, app.clock.now()).await?;
        for rule in &RULES {
            obligations.extend(of_rule(rule, &facts, year, centre_id));
        }
    }
    Ok(Obligations {
        year,
        years,
        rules: RULES
            .iter()
            .map(|rule| rule.message(&texts, &agency_ids))
            .collect(),
        obligations,
    })
}

/// The ANRU, which an annex is with; not read where there is no annex.
async fn agency_ids(db: &impl ConnectionTrait, texts: &[Cited], today: NaiveDate) -> Result<Vec<Uuid>> {
    if texts.iter().all(|text| text.partner_id.is_none()) {
        return Ok(Vec::new());
    }
    network::agency_ids(db, today).await
}

/// The years of which something is known, and the next one: of a year before, nothing was asked here.
async fn years(db: &impl ConnectionTrait, current: i32) -> Result<Vec<i32>> {
    let first = [
        programme::first_year(db).await?,
        meeting::first_year(db).await?,
        production::first_year(db).await?,
        Some(current),
    ];
    let first = first.into_iter().flatten().min().unwrap_or(current);
    Ok((first..=current + 1).collect())
}

/// What a rule asks of the network, or of these centres; `None`: of all.
fn of_rule(rule: &Rule, facts: &Facts, year: i32, centre_id: Option<Uuid>) -> Vec<Obligation> {
    match rule.judge {
        Judge::Network(judge) => vec![message(rule, judge(facts))],
        Judge::Centre(judge) => facts
            .centres()
            .iter()
            .filter(|centre| centre_id.is_none_or(|id| id == centre.id))
            .map(|centre| of_centre(message(rule, judge(facts, centre)), centre, year))
            .collect(),
    }
}

fn of_centre(one: Obligation, centre: &Centre, year: i32) -> Obligation {
    let first = chrono::NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    let last = chrono::NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default();
    let joined = Some(centre.joined_on).filter(|day| *day > first);
    let left = centre.left_on.filter(|day| *day <= last);
    let words = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Obligation {
        organisation_id: centre.id.to_string(),
        organisation_name: centre.short_name.clone(),
        counts_from: words(joined),
        counts_until: words(left),
        ..one
    }
}

fn message(rule: &Rule, found: Found) -> Obligation {
    let n = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let verdict = found.verdict;
    let (dispensation_reason, has_asked_dispensation) = found.dispensation.unwrap_or_default();
    Obligation {
        rule_id: rule.id.to_owned(),
        state: verdict.state as i32,
        cause: verdict.cause as i32,
        n: n(verdict.n),
        n_done: n(verdict.n_done),
        n_asked: n(verdict.n_asked),
        due_at: found.due.map(|(at, _)| timestamp(at)),
        zone: found
            .due
            .map(|(_, zone)| zone.name().to_owned())
            .unwrap_or_default(),
        evidence: found.evidence,
        dispensation_reason,
        has_asked_dispensation,
        ..Obligation::default()
    }
}
