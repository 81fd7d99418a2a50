//! Import of a spreadsheet: a preview that writes nothing, then all or nothing. What the network holds
//! already is left as it is, so that the same file may come twice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use proto::v1::import_report::Line as Told;
use proto::v1::{ActivityKind, Function, ImportReport, Position, Reason};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::db::{self, OnUnique as _};
use crate::error::{Error, Result};
use crate::live::{self, Act};
use crate::network::rules::{fits, fold};
use crate::network::service::{directory, member};
use crate::network::spreadsheet::{self, Line, Person, Sheet};
use crate::network::store::{self, membership, organisation};

/// Says what an import would do.
pub(super) async fn preview(app: &App, content: &[u8]) -> Result<ImportReport> {
    let sheet = read(content)?;
    Ok(plan(app.db.read(), sheet, app.clock.now()).await?.report)
}

/// Does it, when nothing is wrong.
pub(super) async fn apply(app: &App, caller: &Caller, content: &[u8]) -> Result<ImportReport> {
    let sheet = read(content)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let plan = plan(&tx, sheet, now).await?;
    if plan.report.n_errors > 0 {
        return Err(Error::NotNow(Reason::ImportHasErrors));
    }
    plan.write(app, &tx, caller).await?;
    let report = plan.report;
    if report.n_organisations_created + report.n_members_created > 0 {
        let object = in_words(report.n_organisations_created, report.n_members_created);
        let kind = ActivityKind::NetworkImported;
        let act = Act::told("ApplyImport", kind, &object, "/network".to_owned());
        live::record(&tx, Some(caller), now, act).await?;
    }
    tx.commit().await?;
    app.live.wake();
    Ok(report)
}

/// « 1 organisation, 2 personnes »: what was added.
fn in_words(n_organisations: i32, n_members: i32) -> String {
    let part = |n: i32, word: &str| (n > 0).then(|| format!("{n} {word}{}", if n > 1 { "s" } else { "" }));
    let parts = [part(n_organisations, "organisation"), part(n_members, "personne")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn read(content: &[u8]) -> Result<Sheet> {
    if content.is_empty() {
        return Err(Error::invalid("content", Reason::Required));
    }
    if content.len() > spreadsheet::MAX_BYTES {
        return Err(Error::invalid("content", Reason::FileTooLarge));
    }
    let sheet = spreadsheet::read(content);
    if sheet.is_too_long {
        return Err(Error::invalid("content", Reason::TooMany));
    }
    Ok(sheet)
}

/// What an import does: the rows to write, and the report.
#[derive(Default)]
struct Plan {
    organisations: Vec<(organisation::Model, Vec<String>)>,
    /// The organisation and its short name, the person, the position, the day.
    members: Vec<((Uuid, String), Person, Position, NaiveDate)>,
    report: ImportReport,
}

/// An organisation that the network knows, or that the file adds.
struct Known {
    id: Uuid,
    short_name: String,
    function: Function,
    is_in: bool,
    today: NaiveDate,
}

impl Known {
    fn of(row: &organisation::Model, now: DateTime<Utc>) -> Self {
        Self {
            id: row.id,
            short_name: row.short_name.clone(),
            function: row.function(),
            is_in: row.is_in(now),
            today: row.today(now),
        }
    }
}

async fn plan(db: &impl ConnectionTrait, sheet: Sheet, now: DateTime<Utc>) -> Result<Plan> {
    let rows = store::organisations(db).await?;
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    for row in &rows {
        known.insert(row.short_name_folded.clone(), Known::of(row, now));
    }
    // A full name goes before a short one that reads the same.
    for row in &rows {
        known.insert(row.name_folded.clone(), Known::of(row, now));
    }
    let taken: BTreeSet<&str> = rows.iter().map(|row| row.short_name_folded.as_str()).collect();
    let members = store::members(db).await?;
    let members: BTreeSet<(Uuid, &str)> = members
        .iter()
        .map(|member| (member.organisation_id, member.email.as_str()))
        .collect();
    let mut plan = Plan {
        report: ImportReport {
            encoding: sheet.encoding.to_owned(),
            separator: sheet.separator.to_string(),
            ..ImportReport::default()
        },
        ..Plan::default()
    };
    for line in sheet.lines {
        plan.line(line, &mut known, &taken, &members, now);
    }
    Ok(plan)
}

impl Plan {
    fn line(
        &mut self,
        mut line: Line,
        known: &mut BTreeMap<String, Known>,
        taken: &BTreeSet<&str>,
        members: &BTreeSet<(Uuid, &str)>,
        now: DateTime<Utc>,
    ) {
        let is_new = !known.contains_key(&line.key);
        if let (Some(organisation), true) = (&line.organisation, is_new) {
            if taken.contains(fold(&organisation.short_name).as_str()) {
                line.faults.push(format!(
                    "Le nom court « {} » est celui d’une autre organisation.",
                    organisation.short_name
                ));
            }
            let row = row(organisation, now);
            known.insert(line.key.clone(), Known::of(&row, now));
            self.organisations.push((row, organisation.expertise.clone()));
        }
        let is_created = line.organisation.is_some() && is_new;
        let mut is_added = false;
        if let (Some(person), Some(of)) = (line.person.take(), known.get(&line.key)) {
            let position = person.position_in(of.function);
            let is_member = members.contains(&(of.id, person.email.as_str()));
            if !is_member && !of.is_in {
                line.faults
                    .push("Cette organisation a quitté le réseau.".to_owned());
            }
            let sentence = "Cette position ne convient pas à la fonction de l’organisation.";
            if !is_member
                && !fits(of.function, position)
                && !line.faults.iter().any(|fault| fault == sentence)
            {
                line.faults.push(sentence.to_owned());
            }
            is_added = !is_member;
            if is_added {
                let of_it = (of.id, of.short_name.clone());
                self.members.push((of_it, person, position, of.today));
            }
        }
        let name = known.get(&line.key).map(|of| of.short_name.clone());
        self.tell(line, name.unwrap_or_default(), is_created, is_added);
    }

    fn tell(&mut self, line: Line, organisation_name: String, is_created: bool, is_added: bool) {
        let report = &mut self.report;
        let outcome = if line.faults.is_empty() {
            report.n_organisations_created += i32::from(is_created);
            report.n_members_created += i32::from(is_added);
            report.n_unchanged += i32::from(!is_created && !is_added);
            match (is_created, is_added) {
                (true, _) => "create",
                (false, true) => "add_member",
                (false, false) => "unchanged",
            }
        } else {
            report.n_errors += 1;
            "error"
        };
        report.lines.push(Told {
            number: i32::try_from(line.number).unwrap_or(i32::MAX),
            outcome: outcome.to_owned(),
            text: line.text,
            faults: line.faults,
            organisation_name,
        });
    }

    async fn write(&self, app: &App, tx: &DatabaseTransaction, caller: &Caller) -> Result<()> {
        let now = app.clock.now();
        for (row, expertise) in &self.organisations {
            store::insert_organisation(tx, row.clone(), expertise)
                .await
                .on_unique(Reason::NameTaken)?;
        }
        for ((organisation_id, short_name), person, position, today) in &self.members {
            let person_id = if let Some(known) = store::person_by_email(tx, &person.email).await? {
                known.id
            } else {
                let row = member::new_person(&person.name, &person.email, &person.phone, now);
                let id = row.id;
                store::insert_person(tx, row)
                    .await
                    .on_unique(Reason::EmailTaken)?;
                id
            };
            let row = membership::Model {
                id: db::id(),
                person_id,
                organisation_id: *organisation_id,
                position: *position as i32,
                title: person.title.clone(),
                since: *today,
                until: None,
            };
            store::insert_membership(tx, row)
                .await
                .on_unique(Reason::EmailTaken)?;
            member::welcome(app, tx, caller, short_name, (&person.email, &person.name)).await?;
        }
        Ok(())
    }
}

fn row(organisation: &spreadsheet::Organisation, now: DateTime<Utc>) -> organisation::Model {
    let row = organisation::Model {
        name: organisation.name.clone(),
        short_name: organisation.short_name.clone(),
        function: organisation.function as i32,
        legal_form: organisation.legal_form as i32,
        host_name: organisation.host_name.clone(),
        territory: organisation.territory.clone(),
        seat: organisation.seat.clone(),
        zone: organisation.zone.clone(),
        is_overseas: organisation.is_overseas,
        is_state_funded: organisation.is_state_funded,
        ..directory::blank()
    };
    let joined_on = organisation.joined_on.unwrap_or_else(|| row.today(now));
    organisation::Model { joined_on, ..row }
}
