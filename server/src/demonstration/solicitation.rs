//! The demonstration's solicitations: one open, asked of all by the ANRU; one of the animator, its last day over,
//! that one of its two centres has answered; one closed, with what became of the answers.

mod words;

use chrono::{DateTime, Days, TimeDelta, Utc};
use proto::v1::{ActivityKind as Kind, AnswerState, Function};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use self::words::{Said, Words};
use super::people::{People, caller};
use crate::app::App;
use crate::db;
use crate::error::Result;
use crate::live::{self, Act, Audience};
use crate::network::{self, Centre, Recipient};
use crate::solicitation::store::{self, Whole, answer, solicitation};

/// Loads them, into a network without any solicitation.
pub(super) async fn load(app: &App) -> Result<()> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    if !store::solicitations(&tx, store::Filter::default())
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
    demonstration.centres.retain(|centre| centre.is_in(now));
    for asked in words::ALL {
        demonstration.solicitation(&tx, &asked).await?;
    }
    demonstration.record(&tx).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(())
}

/// A line of the log to be.
struct Line {
    at: DateTime<Utc>,
    person_id: Option<Uuid>,
    rpc: &'static str,
    kind: Kind,
    id: Uuid,
    title: &'static str,
    audience: Audience,
    centre: Option<Centre>,
    is_by_telephone: bool,
}

/// What is being written.
struct Demonstration {
    now: DateTime<Utc>,
    people: People,
    centres: Vec<Centre>,
    lines: Vec<Line>,
}

impl Demonstration {
    /// One solicitation with its answers, and the acts that brought it there.
    async fn solicitation(&mut self, tx: &DatabaseTransaction, asked: &Words) -> Result<()> {
        let Some(asker) = self.people.of_function(asked.function).cloned() else {
            return Ok(());
        };
        let row = self.row(asked, &asker);
        let is_named = |centre: &&Centre| {
            let mut said = asked.answers.iter();
            asked.is_for_all || said.any(|said| said.centre == centre.short_name)
        };
        let centres: Vec<Centre> = self.centres.iter().filter(is_named).cloned().collect();
        let answers = centres
            .iter()
            .map(|centre| {
                let mut said = asked.answers.iter();
                let said = said.find(|said| said.centre == centre.short_name);
                self.answer(row.id, centre, said)
            })
            .collect();
        let whole = Whole { row, answers };
        store::insert(tx, &whole).await?;
        self.told_of_asker(asked, &whole, &asker);
        for (answer, centre) in whole.answers.iter().zip(&centres) {
            self.told_of_answer(asked, &whole, answer, centre);
        }
        Ok(())
    }

    fn row(&self, asked: &Words, asker: &Recipient) -> solicitation::Model {
        let today = self.now.with_timezone(&chrono_tz::Europe::Paris).date_naive();
        let due_on = if asked.due_in < 0 {
            today - Days::new(asked.due_in.unsigned_abs())
        } else {
            today + Days::new(asked.due_in.unsigned_abs())
        };
        solicitation::Model {
            id: db::id(),
            organisation_id: asker.organisation_id,
            title: asked.title.to_owned(),
            text: asked.text.to_owned(),
            purpose: asked.purpose.to_owned(),
            due_on,
            zone: "Europe/Paris".to_owned(),
            workload: asked.workload.to_owned(),
            is_for_all: asked.is_for_all,
            asked_by: asker.name.clone(),
            asked_at: self.now - TimeDelta::days(asked.asked_ago),
            outcome: asked.outcome.to_owned(),
            closed_at: asked.closed_ago.map(|days| self.now - TimeDelta::days(days)),
            version: 1,
        }
    }

    fn answer(&self, solicitation_id: Uuid, centre: &Centre, said: Option<&Said>) -> answer::Model {
        let state = said.map_or(AnswerState::Awaited, |said| said.state);
        let words = said.map(|said| said.words.to_owned()).unwrap_or_default();
        let is_prepared = matches!(state, AnswerState::Awaited | AnswerState::Accepted) && !words.is_empty();
        let (mut reason, mut text, mut draft) = (String::new(), String::new(), String::new());
        match state {
            AnswerState::Declined => reason = words,
            AnswerState::Given => text = words,
            _ => draft = words,
        }
        let team = self.people.team(centre.id).filter(|_| is_prepared);
        answer::Model {
            id: db::id(),
            solicitation_id,
            organisation_id: centre.id,
            state: state as i32,
            reason,
            text,
            draft,
            prepared_by: team.map(|person| person.name.clone()).unwrap_or_default(),
            at: said
                .filter(|said| said.state != AnswerState::Awaited)
                .map(|said| self.now - TimeDelta::hours(said.hours_ago)),
            is_entered_by_animator: said.is_some_and(|said| said.is_by_telephone),
            version: 1,
        }
    }

    fn told_of_asker(&mut self, asked: &Words, whole: &Whole, asker: &Recipient) {
        let line = |at, rpc, kind| Line {
            at,
            person_id: Some(asker.person_id),
            rpc,
            kind,
            id: whole.row.id,
            title: asked.title,
            audience: whole.everyone(),
            centre: None,
            is_by_telephone: false,
        };
        self.lines.push(line(
            whole.row.asked_at,
            "CreateSolicitation",
            Kind::SolicitationCreated,
        ));
        if let Some(at) = whole.row.closed_at {
            self.lines
                .push(line(at, "CloseSolicitation", Kind::SolicitationClosed));
        }
    }

    fn told_of_answer(&mut self, asked: &Words, whole: &Whole, answer: &answer::Model, centre: &Centre) {
        let kind = match answer.state() {
            AnswerState::Accepted => Kind::SolicitationAccepted,
            AnswerState::Declined => Kind::SolicitationDeclined,
            AnswerState::Given => Kind::SolicitationAnswered,
            AnswerState::Awaited | AnswerState::Unspecified => return,
        };
        let Some(at) = answer.at else { return };
        let person = if answer.is_entered_by_animator {
            self.people.of_function(Function::Animator)
        } else {
            self.people.director(centre.id)
        };
        self.lines.push(Line {
            at,
            person_id: person.map(|person| person.person_id),
            rpc: "AnswerSolicitation",
            kind,
            id: whole.row.id,
            title: asked.title,
            audience: whole.of_answer(centre.id, true),
            centre: Some(centre.clone()),
            is_by_telephone: answer.is_entered_by_animator,
        });
    }

    /// Writes the lines, oldest first.
    async fn record(&mut self, tx: &DatabaseTransaction) -> Result<()> {
        self.lines.sort_by_key(|line| line.at);
        for line in &self.lines {
            let caller = self.people.by_id(line.person_id).map(caller);
            let centre = line.centre.as_ref();
            let act = Act {
                audience: line.audience.clone(),
                topic: Some(format!("solicitation:{}", line.id)),
                organisation_id: centre.map(|centre| centre.id),
                on_behalf_of: centre
                    .filter(|_| line.is_by_telephone)
                    .map(|centre| (centre.id, centre.short_name.as_str())),
                ..Act::told(
                    line.rpc,
                    line.kind,
                    line.title,
                    format!("/solicitation/{}", line.id),
                )
            };
            live::record(tx, caller.as_ref(), line.at, act).await?;
        }
        Ok(())
    }
}
