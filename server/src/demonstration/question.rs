//! The demonstration's questions of the field: some wait, one of them for too long; some are answered, one of them
//! twice; one went elsewhere.

mod words;

use chrono::{DateTime, Days, TimeDelta, Utc};
use proto::v1::{ActivityKind as Kind, Closing, QuestionKind, QuestionState, Urgency};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use self::words::Words;
use super::people::{People, caller};
use crate::app::App;
use crate::db::{self, Db};
use crate::error::Result;
use crate::live::{self, Act, Audience};
use crate::network::{self, Centre, Recipient};
use crate::question::rules::similar::VERSION;
use crate::question::store::{self, answer, centre, question};
use crate::question::{path, terms, topic};

/// Questions written in one transaction.
const AT_ONCE: usize = 200;

/// Writes as many questions as there are subjects, as one centre would ask them: for a base of a size to measure.
///
/// # Errors
/// When the database does not answer, or holds no network.
pub async fn ask_many(db: &Db, subjects: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let subjects: Vec<String> = subjects.collect();
    for subjects in subjects.chunks(AT_ONCE) {
        let written = ask_some(db, subjects).await;
        written.map_err(|error| anyhow::anyhow!("the questions cannot be written: {error:?}"))?;
    }
    Ok(())
}

async fn ask_some(db: &Db, subjects: &[String]) -> Result<()> {
    let tx = db.begin().await?;
    let centres = network::all_centres(&tx).await?;
    let asker = centres.first().map(|centre| centre.id).unwrap_or_default();
    for subject in subjects {
        let row = question::Model {
            subject: subject.clone(),
            ..bare(asker, asker, DateTime::UNIX_EPOCH)
        };
        terms::insert(&tx, &row).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Answers the questions of a base that are not, each by the next text: for answers of a number to measure.
///
/// # Errors
/// When the database does not answer.
pub async fn answer_many(db: &Db, mut answers: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let mut filter = store::Filter {
        is_unanswered: true,
        ..store::Filter::default()
    };
    loop {
        let written = answer_some(db, filter, &mut answers).await;
        let last = written.map_err(|error| anyhow::anyhow!("the answers cannot be written: {error:?}"))?;
        if last.is_none() {
            return Ok(());
        }
        filter.after = last;
    }
}

/// Answers the next ones; says which was the last, if there was any.
async fn answer_some(
    db: &Db,
    filter: store::Filter,
    answers: &mut impl Iterator<Item = String>,
) -> Result<Option<Uuid>> {
    let rows = store::questions(db.read(), filter, AT_ONCE as u64).await?;
    let last = rows.last().map(|row| row.id);
    let at = DateTime::UNIX_EPOCH;
    let tx = db.begin().await?;
    for (mut row, text) in rows.into_iter().zip(answers) {
        (row.state, row.answered_at) = (QuestionState::Answered as i32, Some(at));
        store::save(&tx, &mut row).await?;
        terms::write(&tx, &row, &text).await?;
        let version = answer::Model {
            question_id: row.id,
            number: 1,
            text,
            by: String::new(),
            at,
        };
        store::insert_answer(&tx, version).await?;
    }
    tx.commit().await?;
    Ok(last)
}

/// A question that says nothing yet.
fn bare(organisation_id: Uuid, addressee_id: Uuid, asked_at: DateTime<Utc>) -> question::Model {
    question::Model {
        id: db::id(),
        kind: QuestionKind::Question as i32,
        subject: String::new(),
        text: String::new(),
        territory: String::new(),
        urgency: Urgency::Normal as i32,
        organisation_id,
        asked_by: String::new(),
        asked_at,
        addressee_id,
        bulletin_id: None,
        state: QuestionState::Open as i32,
        owner_id: None,
        owner_name: String::new(),
        due_on: None,
        answered_at: None,
        closed_at: None,
        closing: Closing::Unspecified as i32,
        closing_text: String::new(),
        n_terms: 0,
        terms_version: VERSION,
        version: 1,
    }
}

/// Loads them, into a network without any question.
pub(super) async fn load(app: &App) -> Result<()> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    if !store::questions(&tx, store::Filter::default(), 1)
        .await?
        .is_empty()
    {
        return Ok(());
    }
    let mut demonstration = Demonstration {
        now,
        people: People::of(&tx, app.clock.today(chrono_tz::Europe::Paris)).await?,
        centres: network::all_centres(&tx).await?,
        lines: Vec::new(),
    };
    for asked in words::ALL {
        demonstration.question(&tx, &asked).await?;
    }
    demonstration.record(&tx).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(())
}

/// A line of the log to be.
struct Line {
    at: DateTime<Utc>,
    person_id: Uuid,
    rpc: &'static str,
    kind: Kind,
    id: Uuid,
    subject: &'static str,
    audience: Vec<Uuid>,
}

/// What is being written.
struct Demonstration {
    now: DateTime<Utc>,
    people: People,
    centres: Vec<Centre>,
    lines: Vec<Line>,
}

impl Demonstration {
    /// One question with the centres behind it, and what became of it.
    async fn question(&mut self, tx: &DatabaseTransaction, asked: &Words) -> Result<()> {
        let named = |name: &&str| self.centres.iter().find(|centre| centre.short_name == **name);
        let behind: Vec<Uuid> = asked
            .centres
            .iter()
            .filter_map(|name| Some(named(name)?.id))
            .collect();
        let asker = behind.first().and_then(|id| self.people.team(*id)).cloned();
        let addressee = self.people.of_function(asked.function).cloned();
        let (Some(asker), Some(addressee)) = (asker, addressee) else {
            return Ok(());
        };
        let row = self.row(asked, &asker, &addressee);
        terms::insert(tx, &row).await?;
        let ago = |days: i64| self.now - TimeDelta::days(days);
        let mut after = asked.asked_ago;
        let mut note = asked.note;
        for organisation_id in behind.iter().skip(1) {
            after = (after - 1).max(0);
            let row = centre::Model {
                question_id: row.id,
                organisation_id: *organisation_id,
                at: ago(after),
                note: std::mem::take(&mut note).to_owned(),
            };
            store::insert_centre(tx, row).await?;
        }
        for (number, (days, text)) in (1..).zip(asked.answers) {
            let version = answer::Model {
                question_id: row.id,
                number,
                text: (*text).to_owned(),
                by: addressee.name.clone(),
                at: ago(*days),
            };
            store::insert_answer(tx, version).await?;
        }
        terms::write_again(tx, &row).await?;
        let audience: Vec<Uuid> = behind.into_iter().chain([addressee.organisation_id]).collect();
        self.told(asked, row.id, [&asker, &addressee], &audience);
        Ok(())
    }

    fn row(&self, asked: &Words, asker: &Recipient, addressee: &Recipient) -> question::Model {
        let ago = |days: i64| self.now - TimeDelta::days(days);
        let today = self.now.with_timezone(&chrono_tz::Europe::Paris).date_naive();
        let due_on = asked.due_in.map(|days| match u64::try_from(days) {
            Ok(days) => today + Days::new(days),
            Err(_) => today - Days::new(days.unsigned_abs()),
        });
        let is_taken = due_on.is_some() || !asked.answers.is_empty();
        let owner = is_taken.then_some(addressee);
        let closed = asked.closed;
        question::Model {
            kind: asked.kind as i32,
            subject: asked.subject.to_owned(),
            text: asked.text.to_owned(),
            territory: asked.territory.to_owned(),
            urgency: asked.urgency as i32,
            asked_by: asker.name.clone(),
            state: match (closed, asked.answers, due_on) {
                (Some(_), ..) => QuestionState::Closed,
                (None, [_, ..], _) => QuestionState::Answered,
                (None, [], Some(_)) => QuestionState::Taken,
                (None, [], None) => QuestionState::Open,
            } as i32,
            owner_id: owner.map(|owner| owner.person_id),
            owner_name: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
            due_on,
            answered_at: asked.answers.first().map(|(days, _)| ago(*days)),
            closed_at: closed.map(|(days, ..)| ago(days)),
            closing: closed.map_or(Closing::Unspecified, |(_, closing, _)| closing) as i32,
            closing_text: closed.map(|(.., text)| text.to_owned()).unwrap_or_default(),
            ..bare(
                asker.organisation_id,
                addressee.organisation_id,
                ago(asked.asked_ago),
            )
        }
    }

    fn told(&mut self, asked: &Words, id: Uuid, [asker, addressee]: [&Recipient; 2], audience: &[Uuid]) {
        let now = self.now;
        let line = |days: i64, by: &Recipient, rpc, kind| Line {
            at: now - TimeDelta::days(days),
            person_id: by.person_id,
            rpc,
            kind,
            id,
            subject: asked.subject,
            audience: audience.to_vec(),
        };
        self.lines.push(line(
            asked.asked_ago,
            asker,
            "CreateQuestion",
            Kind::QuestionAsked,
        ));
        for (place, (days, _)) in asked.answers.iter().enumerate() {
            let kind = if place == 0 {
                Kind::QuestionAnswered
            } else {
                Kind::QuestionCorrected
            };
            self.lines.push(line(*days, addressee, "AnswerQuestion", kind));
        }
        if let Some((days, ..)) = asked.closed {
            self.lines
                .push(line(days, addressee, "CloseQuestion", Kind::QuestionClosed));
        }
    }

    /// Writes the lines, oldest first.
    async fn record(&mut self, tx: &DatabaseTransaction) -> Result<()> {
        self.lines.sort_by_key(|line| line.at);
        for line in &self.lines {
            let caller = self.people.by_id(Some(line.person_id)).map(caller);
            let act = Act {
                audience: Audience::Organisations(line.audience.clone()),
                topic: Some(topic(line.id)),
                ..Act::told(line.rpc, line.kind, line.subject, path(line.id))
            };
            live::record(tx, caller.as_ref(), line.at, act).await?;
        }
        Ok(())
    }
}
