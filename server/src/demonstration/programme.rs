//! The demonstration's programmes: this year's in its middle, last year's closed, next year's as a draft.
//!
//! This year, one call closes in nine days, one in six weeks, one opens in three weeks; between them the
//! centres are in every state of P2 that a year in its middle can have. Last year's has the missed ones.

mod last;
mod log;
mod words;

use chrono::{DateTime, Datelike as _, Days, NaiveTime, TimeDelta, Utc};
use proto::v1::{ActivityKind as Kind, EngagementState, ProgrammeState};
use sea_orm::DatabaseTransaction;

use self::log::Line;
use self::words::Words;
use crate::app::App;
use crate::db;
use crate::error::Result;
use crate::network::{self, Centre, Recipient};
use crate::programme::store::{
    self, dispensation, engagement, programme, proposal, proposal_support, session_date, work_stream,
};

/// Loads them, into a network without any programme.
pub(super) async fn load(app: &App) -> Result<()> {
    let tx = app.db.begin().await?;
    if !store::programmes(&tx).await?.is_empty() {
        return Ok(());
    }
    let today = app.clock.today(chrono_tz::Europe::Paris);
    let year = today.year();
    let mut demonstration = Demonstration {
        now: app.clock.now(),
        centres: network::centres(&tx, year).await?,
        people: network::people(&tx, today).await?,
        lines: Vec::new(),
    };
    demonstration.last_year(&tx, year - 1).await?;
    demonstration.this_year(&tx, year).await?;
    demonstration.next_year(&tx, year + 1).await?;
    demonstration.record(&tx).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(())
}

/// What is being written.
struct Demonstration {
    now: DateTime<Utc>,
    centres: Vec<Centre>,
    people: Vec<Recipient>,
    lines: Vec<Line>,
}

impl Demonstration {
    async fn this_year(&mut self, tx: &DatabaseTransaction, year: i32) -> Result<()> {
        self.programme(tx, year, ProgrammeState::Running).await?;
        // Opens, closes, in days from today.
        let calls = [(-40, 9), (-34, 45), (21, 75)];
        let mut streams = Vec::new();
        for (rank, (words, (opens, closes))) in (1..).zip(words::STREAMS.iter().zip(calls)) {
            let row = work_stream::Model {
                opens_at: Some(self.instant(opens, 9, 0, 0)),
                closes_at: Some(self.instant(closes, 23, 59, 59)),
                opened_told_at: (opens < 0).then(|| self.instant(opens, 9, 0, 0)),
                ..stream(year, rank, words)
            };
            store::insert_stream(tx, row.clone()).await?;
            self.told_of_stream(
                self.morning(-75),
                None,
                ("CreateWorkStream", Kind::StreamCreated),
                &row,
            );
            if opens < 0 {
                let mut line = self.line(
                    self.instant(opens, 9, 0, 0),
                    None,
                    ("call opened", Kind::CallOpened),
                    year,
                );
                (line.object, line.stream) = (row.title.clone(), Some(row.id));
                self.lines.push(line);
            }
            streams.push(row);
        }
        self.sessions(tx, &streams).await?;
        for (name, answers) in words::ANSWERS {
            for (stream, answer) in streams.iter().zip(answers.chars()) {
                self.answer(tx, name, stream, answer).await?;
            }
        }
        self.dispensations(tx, year).await
    }

    /// The planned sessions: one behind, two ahead.
    async fn sessions(&self, tx: &DatabaseTransaction, streams: &[work_stream::Model]) -> Result<()> {
        let sessions = [
            (0, "Lancement du chantier", -33, 14),
            (0, "Lecture croisée des fiches", 16, 14),
            (1, "Séance de travail à distance", 23, 13),
        ];
        for (stream, label, days, hour) in sessions {
            let Some(stream) = streams.get(stream) else {
                continue;
            };
            let row = session_date::Model {
                id: db::id(),
                work_stream_id: stream.id,
                label: label.to_owned(),
                starts_at: self.instant(days, hour, 0, 0),
                zone: "Europe/Paris".to_owned(),
            };
            store::insert_session_date(tx, row).await?;
        }
        Ok(())
    }

    async fn answer(
        &mut self,
        tx: &DatabaseTransaction,
        name: &str,
        stream: &work_stream::Model,
        answer: char,
    ) -> Result<()> {
        let (state, reason) = match answer {
            'e' | 't' | 's' => (EngagementState::Engaged, ""),
            'd' => (
                EngagementState::Declined,
                "Équipe déjà engagée sur ce sujet avec la région.",
            ),
            'w' => (EngagementState::Withdrawn, words::ASKS.1),
            _ => return Ok(()),
        };
        let Some(centre) = self.centre(name) else {
            return Ok(());
        };
        let n = i64::try_from(self.lines.len()).unwrap_or_default();
        let at = self.instant(-60, 9, 0, 0) + TimeDelta::minutes(n * 407);
        let row = engagement::Model {
            id: db::id(),
            work_stream_id: stream.id,
            organisation_id: centre.id,
            state: state as i32,
            reason: reason.to_owned(),
            at,
            is_entered_by_animator: answer == 't',
        };
        store::save_engagement(tx, row).await?;
        let told = match answer {
            'd' => ("DeclineStream", Kind::Declined),
            'w' => ("WithdrawEngagement", Kind::Withdrawn),
            _ => ("Engage", Kind::Engaged),
        };
        self.told_of_stream(at, (answer != 't').then_some(&centre), told, stream);
        if let Some(line) = self.lines.last_mut() {
            line.centre = Some(centre);
        }
        Ok(())
    }

    async fn dispensations(&mut self, tx: &DatabaseTransaction, year: i32) -> Result<()> {
        let given = [(words::DISPENSED, true), (words::ASKS, false)];
        for ((name, reason), is_granted) in given {
            let Some(centre) = self.centre(name) else { continue };
            let at = self.morning(-36);
            let row = dispensation::Model {
                year,
                organisation_id: centre.id,
                asked_at: Some(at),
                granted_at: is_granted.then_some(at),
                reason: reason.to_owned(),
                refused_at: None,
                refusal: String::new(),
            };
            store::save_dispensation(tx, row).await?;
            let mut line = if is_granted {
                self.line(
                    at,
                    self.animator(),
                    ("GrantDispensation", Kind::DispensationGranted),
                    year,
                )
            } else {
                let director = self.director(centre.id);
                self.line(
                    at,
                    director,
                    ("WithdrawEngagement", Kind::DispensationAsked),
                    year,
                )
            };
            line.centre = Some(centre);
            line.is_private = true;
            self.lines.push(line);
        }
        Ok(())
    }

    async fn next_year(&mut self, tx: &DatabaseTransaction, year: i32) -> Result<()> {
        self.programme(tx, year, ProgrammeState::Draft).await?;
        if let Some(words) = words::STREAMS.last() {
            store::insert_stream(tx, stream(year, 1, words)).await?;
        }
        for (n, (name, title, theme, purpose, supporters)) in (0_i64..).zip(words::PROPOSALS) {
            let Some(centre) = self.centre(name) else { continue };
            let row = proposal::Model {
                id: db::id(),
                year,
                title: title.to_owned(),
                theme: theme.to_owned(),
                purpose: purpose.to_owned(),
                organisation_id: centre.id,
                organisation_name: centre.short_name.clone(),
                work_stream_id: None,
            };
            store::insert_proposal(tx, row.clone()).await?;
            let at = self.morning(-48 + n * 3);
            self.told_of_proposal(at, &centre, ("ProposeStream", Kind::StreamProposed), &row);
            for (n, name) in (1..).zip(supporters) {
                let Some(centre) = self.centre(name) else { continue };
                let support = proposal_support::Model {
                    proposal_id: row.id,
                    organisation_id: centre.id,
                    organisation_name: centre.short_name.clone(),
                };
                store::insert_support(tx, support).await?;
                let at = at + TimeDelta::hours(n * 5);
                self.told_of_proposal(at, &centre, ("SupportProposal", Kind::ProposalSupported), &row);
            }
        }
        Ok(())
    }

    /// A programme, with the lines of the steps that brought it to its state.
    #[expect(
        clippy::too_many_lines,
        reason = "one line for each case; cut, it would hide the order"
    )]
    async fn programme(&mut self, tx: &DatabaseTransaction, year: i32, state: ProgrammeState) -> Result<()> {
        let is_validated = state != ProgrammeState::Draft;
        let on = chrono::NaiveDate::from_ymd_opt(year - 1, 12, 4).unwrap_or_default();
        let row = programme::Model {
            year,
            state: state as i32,
            introduction: words::INTRODUCTION.to_owned(),
            validated_by_session: if is_validated {
                "Comité technique d’animation nationale, dernière séance de l’année".to_owned()
            } else {
                String::new()
            },
            validated_on: is_validated.then_some(on),
            validation_reference: if is_validated {
                format!("Relevé de décisions {}-3", year - 1)
            } else {
                String::new()
            },
            version: 1,
        };
        store::insert_programme(tx, row).await?;
        let steps = [
            (
                ProgrammeState::Draft,
                -80,
                ("CreateProgramme", Kind::ProgrammeCreated),
            ),
            (
                ProgrammeState::Proposed,
                -72,
                ("ProposeProgramme", Kind::ProgrammeProposed),
            ),
            (
                ProgrammeState::Validated,
                -66,
                ("ValidateProgramme", Kind::ProgrammeValidated),
            ),
            (
                ProgrammeState::Running,
                -62,
                ("StartProgramme", Kind::ProgrammeStarted),
            ),
            (
                ProgrammeState::Closed,
                0,
                ("CloseProgramme", Kind::ProgrammeClosed),
            ),
        ];
        for (step, days, told) in steps {
            if step as i32 > state as i32 {
                break;
            }
            // The log of the demonstration begins with this year; the draft of the next one is younger.
            let days = match state {
                ProgrammeState::Closed => continue,
                ProgrammeState::Draft => -50,
                _ => days,
            };
            let line = self.line(self.morning(days), self.animator(), told, year);
            self.lines.push(line);
        }
        Ok(())
    }

    fn centre(&self, short_name: &str) -> Option<Centre> {
        self.centres
            .iter()
            .find(|centre| centre.short_name == short_name)
            .cloned()
    }

    /// Ten in the morning in Paris, some days from today.
    fn morning(&self, days: i64) -> DateTime<Utc> {
        self.instant(days, 10, 0, 0)
    }

    /// An hour in Paris, some days from today.
    fn instant(&self, days: i64, hour: u32, minute: u32, second: u32) -> DateTime<Utc> {
        let today = self.now.with_timezone(&chrono_tz::Europe::Paris).date_naive();
        let by = Days::new(days.unsigned_abs());
        let date = if days < 0 { today - by } else { today + by };
        at_paris(
            date,
            NaiveTime::from_hms_opt(hour, minute, second).unwrap_or_default(),
        )
    }
}

fn at_paris(date: chrono::NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let local = date.and_time(time).and_local_timezone(chrono_tz::Europe::Paris);
    local.earliest().map(|at| at.to_utc()).unwrap_or_default()
}

fn stream(year: i32, rank: i32, words: &Words) -> work_stream::Model {
    let expected: Vec<_> = words
        .expected
        .iter()
        .map(|kind| (*kind as i32).to_string())
        .collect();
    work_stream::Model {
        id: db::id(),
        year,
        rank,
        title: words.title.to_owned(),
        theme: words.theme.to_owned(),
        purpose: words.purpose.to_owned(),
        expected: expected.join(","),
        lead: words.lead.to_owned(),
        opens_at: None,
        closes_at: None,
        zone: "Europe/Paris".to_owned(),
        guidance: words.guidance.to_owned(),
        required_sections: words.required.to_owned(),
        opened_told_at: None,
        closed_told_at: None,
        synthesis: String::new(),
        synthesis_published_at: None,
        version: 1,
    }
}
