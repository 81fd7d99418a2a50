//! What whom asks does: ask, change, ask more centres, close with what became of the answers.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use proto::v1::Position;
use uuid::Uuid;

use super::*;
use crate::db;
use crate::error::Violations;
use crate::mail::{self, Mail};
use crate::solicitation::store::{answer, solicitation};
use crate::{live, network};

/// Centres named in one request at most.
const CENTRES: usize = 100;

impl Service {
    /// Asks, and writes to the directors.
    pub(super) async fn create(
        &self,
        caller: &Caller,
        request: CreateSolicitationRequest,
    ) -> Result<Solicitation> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let subject = Subject::parse(&mut violations, &request);
        if subject.is_past(now) {
            violations.add("due_on", Reason::InThePast);
        }
        let tx = self.0.db.begin().await?;
        let named = (&request.organisation_ids[..], request.is_for_all);
        let asked = centres(&tx, &mut violations, named, &[], now).await?;
        if asked.is_empty() {
            violations.add("organisation_ids", Reason::Required);
        }
        violations.finish()?;
        let row = solicitation::Model {
            id: db::id(),
            organisation_id: caller.organisation_id,
            title: subject.title,
            text: subject.text,
            purpose: subject.purpose,
            due_on: subject.due_on,
            zone: subject.zone.name().to_owned(),
            workload: subject.workload,
            is_for_all: request.is_for_all,
            asked_by: caller.name.clone(),
            asked_at: now,
            outcome: String::new(),
            closed_at: None,
            version: 1,
        };
        let answers = asked.iter().map(|id| awaited(row.id, *id)).collect();
        let whole = Whole { row, answers };
        store::insert(&tx, &whole).await?;
        self.write_to_directors(&tx, &whole, &asked, &caller.organisation_name)
            .await?;
        let kind = ActivityKind::SolicitationCreated;
        let told = act("CreateSolicitation", kind, &whole, whole.everyone());
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, whole.row.id).await
    }

    /// Changes it, and asks more centres: those who are asked now are told as the first ones were.
    pub(super) async fn update(
        &self,
        caller: &Caller,
        request: UpdateSolicitationRequest,
    ) -> Result<Solicitation> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let id = request.id.clone();
        let (version, is_for_all) = (request.version, request.is_for_all);
        let request = as_new(request);
        let subject = Subject::parse(&mut violations, &request);
        let tx = self.0.db.begin().await?;
        let mut whole = self.own(&tx, caller, &id).await?;
        let is_moved = (subject.due_on, subject.zone) != (whole.row.due_on, whole.row.zone());
        if is_moved && subject.is_past(now) {
            violations.add("due_on", Reason::InThePast);
        }
        let known: Vec<Uuid> = whole.asked_ids().collect();
        let named = (&request.organisation_ids[..], is_for_all);
        let added = centres(&tx, &mut violations, named, &known, now).await?;
        violations.finish()?;
        must_be_open(&whole)?;
        if version != whole.row.version {
            return Err(Error::Changed);
        }
        let before = whole.everyone();
        subject.put(&mut whole.row);
        whole.row.is_for_all |= is_for_all;
        store::save(&tx, &mut whole.row).await?;
        let answers: Vec<_> = added.iter().map(|id| awaited(whole.row.id, *id)).collect();
        store::insert_answers(&tx, &answers).await?;
        self.write_to_directors(&tx, &whole, &added, &caller.organisation_name)
            .await?;
        let rpc = "UpdateSolicitation";
        let told = act(rpc, ActivityKind::SolicitationUpdated, &whole, before);
        live::record(&tx, Some(caller), now, told).await?;
        if !added.is_empty() {
            let told = Audience::Organisations(added);
            let told = act(rpc, ActivityKind::SolicitationCreated, &whole, told);
            live::record(&tx, Some(caller), now, told).await?;
        }
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, whole.row.id).await
    }

    /// Says what became of the answers.
    pub(super) async fn close(
        &self,
        caller: &Caller,
        request: CloseSolicitationRequest,
    ) -> Result<Solicitation> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let outcome = violations.text("outcome", &request.outcome, TEXT);
        let tx = self.0.db.begin().await?;
        let mut whole = self.own(&tx, caller, &request.id).await?;
        violations.finish()?;
        must_be_open(&whole)?;
        if request.version != whole.row.version {
            return Err(Error::Changed);
        }
        (whole.row.outcome, whole.row.closed_at) = (outcome, Some(now));
        store::save(&tx, &mut whole.row).await?;
        let kind = ActivityKind::SolicitationClosed;
        let told = act("CloseSolicitation", kind, &whole, whole.everyone());
        live::record(&tx, Some(caller), now, told).await?;
        tx.commit().await?;
        self.0.live.wake();
        self.view(caller, whole.row.id).await
    }

    /// One mail for each director of these centres.
    async fn write_to_directors(
        &self,
        tx: &impl ConnectionTrait,
        whole: &Whole,
        centre_ids: &[Uuid],
        asker: &str,
    ) -> Result<()> {
        let row = &whole.row;
        let today = self.0.clock.today(Tz::Europe__Paris);
        let (due_at, zone) = (rules::due_at(row.due_on, row.zone()), row.zone());
        let due_on = web::day_in_words(due_at, zone.name(), self.0.clock.now());
        let mut directors = network::recipients(tx, centre_ids, &[Position::Director], today).await?;
        // Who directs two centres reads it once.
        let mut written = BTreeSet::new();
        directors.retain(|director| written.insert(director.person_id));
        let subject = format!("{asker} sollicite votre expertise\u{a0}: {}", row.title);
        for director in directors {
            let text = format!(
                "Bonjour {},\n\n{asker} sollicite l’expertise de votre centre\u{a0}: «\u{a0}{}\u{a0}».\n\n\
                 Pour quoi\u{a0}: {}\n\nCharge estimée\u{a0}: {}\n\n\
                 Réponse attendue jusqu’au {due_on} inclus ({}). Vous pouvez accepter, décliner en disant pourquoi, \
                 ou répondre directement\u{a0}:\n\n{}{}",
                director.name,
                row.title,
                row.purpose,
                row.workload,
                zone_in_words(zone),
                self.0.config.public_url,
                path(row.id),
            );
            let mail = Mail {
                to: &director.email,
                name: &director.name,
                subject: &subject,
                text: &text,
                html: "",
                calendar: "",
            };
            mail::queue(tx, self.0.clock.now(), mail).await?;
        }
        Ok(())
    }
}

fn zone_in_words(zone: Tz) -> &'static str {
    if zone == Tz::Europe__Paris {
        "heure de Paris"
    } else {
        zone.name()
    }
}

/// What is asked, once it is found sound.
struct Subject {
    title: String,
    text: String,
    purpose: String,
    due_on: NaiveDate,
    zone: Tz,
    workload: String,
}

impl Subject {
    fn parse(violations: &mut Violations, request: &CreateSolicitationRequest) -> Self {
        Self {
            title: violations.text("title", &request.title, TITLE),
            text: violations.text("text", &request.text, TEXT),
            purpose: violations.text("purpose", &request.purpose, PARAGRAPHS),
            due_on: violations.date("due_on", &request.due_on),
            zone: if request.zone.is_empty() {
                Tz::Europe__Paris
            } else {
                violations.zone("zone", &request.zone)
            },
            workload: violations.text("workload", &request.workload, TITLE),
        }
    }

    /// Whether the last day is over; a day that is none is told otherwise.
    fn is_past(&self, now: DateTime<Utc>) -> bool {
        self.due_on != NaiveDate::default() && rules::due_at(self.due_on, self.zone) < now
    }

    fn put(self, row: &mut solicitation::Model) {
        row.title = self.title;
        row.text = self.text;
        row.purpose = self.purpose;
        row.due_on = self.due_on;
        self.zone.name().clone_into(&mut row.zone);
        row.workload = self.workload;
    }
}

/// A change says the same things as a new one.
fn as_new(request: UpdateSolicitationRequest) -> CreateSolicitationRequest {
    CreateSolicitationRequest {
        title: request.title,
        text: request.text,
        purpose: request.purpose,
        due_on: request.due_on,
        zone: request.zone,
        workload: request.workload,
        organisation_ids: request.organisation_ids,
        is_for_all: request.is_for_all,
    }
}

/// The centres that are named, or all those of the network, without those that are known; each once.
async fn centres(
    tx: &impl ConnectionTrait,
    violations: &mut Violations,
    (named, is_for_all): (&[String], bool),
    known: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    let all = network::all_centres(tx).await?;
    if is_for_all {
        let others = all.iter().filter(|centre| centre.is_in(now));
        let others = others.map(|centre| centre.id).filter(|id| !known.contains(id));
        return Ok(others.collect());
    }
    if named.len() > CENTRES {
        violations.add("organisation_ids", Reason::TooMany);
        return Ok(Vec::new());
    }
    let mut asked = Vec::new();
    for name in named {
        let id = violations.id("organisation_ids", name);
        match all.iter().find(|centre| centre.id == id) {
            _ if known.contains(&id) || asked.contains(&id) => {}
            Some(centre) if centre.is_in(now) => asked.push(id),
            Some(_) => violations.add("organisation_ids", Reason::CentreLeftNetwork),
            None if id.is_nil() => {}
            None => violations.add("organisation_ids", Reason::UnknownValue),
        }
    }
    Ok(asked)
}

/// The answer of a centre that was just asked.
fn awaited(solicitation_id: Uuid, organisation_id: Uuid) -> answer::Model {
    answer::Model {
        id: db::id(),
        solicitation_id,
        organisation_id,
        state: AnswerState::Awaited as i32,
        reason: String::new(),
        text: String::new(),
        draft: String::new(),
        prepared_by: String::new(),
        at: None,
        is_entered_by_animator: false,
        version: 1,
    }
}
