//! The demonstration's programmes: this year's in its middle, last year's closed, next year's as a draft.
//!
//! This year, one call closes in nine days, one in six weeks, one opens in three weeks; between them the
//! centres are in every state of P2 that a year in its middle can have. Last year's has the missed ones.

mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Days, NaiveTime, TimeDelta, Utc};
use proto::v1::{
    ActivityKind as Kind, ContributionState, EngagementState, Expected, Function, Licence, Position,
    ProgrammeState,
};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use self::words::Words;
use crate::app::App;
use crate::auth::{self, Caller, Client, Credential};
use crate::contribution::store as contributions;
use crate::error::Result;
use crate::live::{self, Act, Audience};
use crate::network::{self, Centre, Recipient};
use crate::programme::store::{
    self, dispensation, engagement, programme, proposal, proposal_support, session_date, work_stream,
};
use crate::{db, programme as feature};

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

/// A line of the log to be.
struct Line {
    at: DateTime<Utc>,
    by: Option<Caller>,
    rpc: &'static str,
    kind: Kind,
    object: String,
    year: i32,
    stream: Option<Uuid>,
    centre: Option<Centre>,
    is_private: bool,
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
            self.told_of_stream(tx_day(self, -75), None, ("CreateWorkStream", Kind::StreamCreated), &row);
            if opens < 0 {
                let mut line = self.line(self.instant(opens, 9, 0, 0), None, ("call opened", Kind::CallOpened), year);
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
            let Some(stream) = streams.get(stream) else { continue };
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
            'd' => (EngagementState::Declined, "Équipe déjà engagée sur ce sujet avec la région."),
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
            let at = tx_day(self, -36);
            let row = dispensation::Model {
                year,
                organisation_id: centre.id,
                asked_at: Some(at),
                granted_at: is_granted.then_some(at),
                reason: reason.to_owned(),
            };
            store::save_dispensation(tx, row).await?;
            let mut line = if is_granted {
                self.line(at, self.animator(), ("GrantDispensation", Kind::DispensationGranted), year)
            } else {
                let director = self.director(centre.id);
                self.line(at, director, ("WithdrawEngagement", Kind::DispensationAsked), year)
            };
            line.centre = Some(centre);
            line.is_private = true;
            self.lines.push(line);
        }
        Ok(())
    }

    async fn last_year(&mut self, tx: &DatabaseTransaction, year: i32) -> Result<()> {
        self.programme(tx, year, ProgrammeState::Closed).await?;
        for (rank, (words, text)) in (1_usize..).zip(words::LAST_STREAMS.iter().zip(words::LAST_TEXTS)) {
            let day = |month, day| {
                let date = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
                at_paris(date, NaiveTime::from_hms_opt(22, 59, 59).unwrap_or_default())
            };
            let row = work_stream::Model {
                opens_at: Some(day(2, 1)),
                closes_at: Some(day(6, 30)),
                opened_told_at: Some(day(2, 1)),
                closed_told_at: Some(day(6, 30)),
                synthesis: if rank == 1 { words::SYNTHESIS.to_owned() } else { String::new() },
                synthesis_published_at: (rank == 1).then(|| day(10, 15)),
                ..stream(year, i32::try_from(rank).unwrap_or(1), words)
            };
            store::insert_stream(tx, row.clone()).await?;
            for (name, answers) in words::LAST_ANSWERS {
                let answer = answers.chars().nth(rank - 1).unwrap_or('-');
                let Some(centre) = self.centre(name).filter(|_| answer != '-') else {
                    continue;
                };
                let engaged = engagement::Model {
                    id: db::id(),
                    work_stream_id: row.id,
                    organisation_id: centre.id,
                    state: EngagementState::Engaged as i32,
                    reason: String::new(),
                    at: day(2, 10),
                    is_entered_by_animator: false,
                };
                store::save_engagement(tx, engaged).await?;
                if answer == 's' {
                    let sheet = self.past_contribution(&row, &centre, text, day(6, 2))?;
                    contributions::insert(tx, sheet).await?;
                }
            }
        }
        Ok(())
    }

    fn past_contribution(
        &self,
        stream: &work_stream::Model,
        centre: &Centre,
        (title, text): (&str, &str),
        at: DateTime<Utc>,
    ) -> Result<contributions::contribution::Model> {
        let kind = stream.expected().first().copied().unwrap_or(Expected::TextNote);
        let mut sections = BTreeMap::new();
        if kind == Expected::ExperienceSheet {
            sections.insert("context".to_owned(), format!("Territoire de {}.", centre.short_name));
            sections.insert("actions".to_owned(), text.to_owned());
            sections.insert("results".to_owned(), "- Une démarche reprise l’année suivante.".to_owned());
        } else {
            sections.insert("text".to_owned(), text.to_owned());
        }
        let by = self.director(centre.id);
        Ok(contributions::contribution::Model {
            id: db::id(),
            work_stream_id: stream.id,
            year: stream.year,
            organisation_id: centre.id,
            kind: kind as i32,
            title: format!("{title} ({})", centre.short_name),
            sections: contributions::sections_text(&sections)?,
            state: ContributionState::Published as i32,
            licence: Licence::Open2 as i32,
            credit: format!("{}, {}", centre.short_name, stream.year),
            has_contacts_consent: true,
            submitted_at: Some(at),
            revision_reason: String::new(),
            revision_due_at: None,
            updated_at: at,
            updated_by: by.as_ref().map(|caller| caller.name.clone()).unwrap_or_default(),
            told_at: at,
            told_by: by.and_then(|caller| caller.person_id),
            version: 2,
        })
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
            let at = tx_day(self, -48 + n * 3);
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
            (ProgrammeState::Draft, -80, ("CreateProgramme", Kind::ProgrammeCreated)),
            (ProgrammeState::Proposed, -72, ("ProposeProgramme", Kind::ProgrammeProposed)),
            (ProgrammeState::Validated, -66, ("ValidateProgramme", Kind::ProgrammeValidated)),
            (ProgrammeState::Running, -62, ("StartProgramme", Kind::ProgrammeStarted)),
            (ProgrammeState::Closed, 0, ("CloseProgramme", Kind::ProgrammeClosed)),
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
            let line = self.line(tx_day(self, days), self.animator(), told, year);
            self.lines.push(line);
        }
        Ok(())
    }

    /// Writes the lines, oldest first.
    async fn record(&mut self, tx: &DatabaseTransaction) -> Result<()> {
        self.lines.sort_by_key(|line| line.at);
        for line in &self.lines {
            let is_animator = line.by.as_ref().is_some_and(Caller::is_animator);
            let centre = line.centre.as_ref();
            let on_behalf_of = centre
                .filter(|_| is_animator && line.stream.is_some())
                .map(|centre| (centre.id, centre.short_name.as_str()));
            let path = match line.stream {
                Some(id) => format!("/work-stream/{id}"),
                None => format!("/programme/{}", line.year),
            };
            let act = Act {
                audience: match centre {
                    Some(centre) if line.is_private => Audience::Organisation(centre.id),
                    _ => Audience::Everyone,
                },
                year: Some(line.year),
                work_stream_id: line.stream,
                organisation_id: centre.map(|centre| centre.id),
                on_behalf_of,
                ..Act::told(line.rpc, line.kind, &line.object, path)
            };
            live::record(tx, line.by.as_ref(), line.at, act).await?;
        }
        Ok(())
    }

    fn line(
        &self,
        at: DateTime<Utc>,
        by: Option<Caller>,
        (rpc, kind): (&'static str, Kind),
        year: i32,
    ) -> Line {
        Line {
            at,
            by,
            rpc,
            kind,
            object: format!("Programme {year}"),
            year,
            stream: None,
            centre: None,
            is_private: false,
        }
    }

    /// An act on a stream by the director of a centre, or by the animator.
    fn told_of_stream(
        &mut self,
        at: DateTime<Utc>,
        by: Option<&Centre>,
        told: (&'static str, Kind),
        stream: &work_stream::Model,
    ) {
        let by = by.map_or_else(|| self.animator(), |centre| self.director(centre.id));
        let mut line = self.line(at, by, told, stream.year);
        (line.object, line.stream) = (stream.title.clone(), Some(stream.id));
        self.lines.push(line);
    }

    fn told_of_proposal(
        &mut self,
        at: DateTime<Utc>,
        by: &Centre,
        told: (&'static str, Kind),
        row: &proposal::Model,
    ) {
        let mut line = self.line(at, self.director(by.id), told, row.year);
        line.object.clone_from(&row.title);
        self.lines.push(line);
    }

    fn centre(&self, short_name: &str) -> Option<Centre> {
        self.centres.iter().find(|centre| centre.short_name == short_name).cloned()
    }

    fn director(&self, centre_id: Uuid) -> Option<Caller> {
        let is_director =
            |person: &&Recipient| person.organisation_id == centre_id && person.position == Position::Director;
        self.people.iter().find(is_director).map(caller)
    }

    fn animator(&self) -> Option<Caller> {
        self.people.iter().find(|person| person.function == Function::Animator).map(caller)
    }

    /// An hour in Paris, some days from today.
    fn instant(&self, days: i64, hour: u32, minute: u32, second: u32) -> DateTime<Utc> {
        let today = self.now.with_timezone(&chrono_tz::Europe::Paris).date_naive();
        let by = Days::new(days.unsigned_abs());
        let date = if days < 0 { today - by } else { today + by };
        at_paris(date, NaiveTime::from_hms_opt(hour, minute, second).unwrap_or_default())
    }
}

/// Ten in the morning in Paris, some days from today.
fn tx_day(demonstration: &Demonstration, days: i64) -> DateTime<Utc> {
    demonstration.instant(days, 10, 0, 0)
}

fn at_paris(date: chrono::NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let local = date.and_time(time).and_local_timezone(chrono_tz::Europe::Paris);
    local.earliest().unwrap_or_default().to_utc()
}

fn stream(year: i32, rank: i32, words: &Words) -> work_stream::Model {
    let expected: Vec<_> = words.expected.iter().map(|kind| (*kind as i32).to_string()).collect();
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

/// A caller made up from a person.
fn caller(person: &Recipient) -> Caller {
    Caller {
        person_id: Some(person.person_id),
        name: person.name.clone(),
        email: person.email.clone(),
        organisation_id: person.organisation_id,
        organisation_name: person.organisation_name.clone(),
        function: person.function,
        role: auth::role(person.function, person.position, false),
        is_delegate: false,
        zone: person.zone,
        credential: Credential::Session(Uuid::nil()),
        client: Client::default(),
        memberships: Vec::new().into(),
    }
}
