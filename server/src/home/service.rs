//! The tonic service.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use proto::v1::home_service_server::{HomeService, HomeServiceServer};
use proto::v1::{BoardRow, Expectation, Function, GetHomeRequest, Home, ParticipationState, ProgrammeState};
use tonic::{Request, Response, Status};

use super::rules::{self, Board, Situation};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::error::Result;
use crate::programme::{Facts, Outlook};
use crate::{
    bulletin, convocation, decision, live, minutes, poll, production, question, registration, round, session,
    solicitation, support,
};

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 1024;
/// What was read is read again after this long, even when the log has not moved.
const KEPT_FOR: TimeDelta = TimeDelta::minutes(1);

/// Where a programme stands for the caller: the own row of a centre, all rows for the others.
fn board(facts: &Facts, caller: &Caller, now: DateTime<Utc>) -> Board {
    let is_centre = caller.function == Function::Centre;
    let own = || {
        let row = facts.row(caller.organisation_id, now)?;
        Some((row, facts.places(caller.organisation_id, now)))
    };
    Board {
        year: facts.year(),
        own: if is_centre { own() } else { None },
        rows: if is_centre { Vec::new() } else { facts.rows(now) },
        has_calls_left: facts.has_calls_left(now),
    }
}

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> HomeServiceServer<Service> {
    HomeServiceServer::new(Service {
        app: Arc::clone(app),
        kept: RwLock::default(),
    })
    .max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service {
    app: Arc<App>,
    kept: RwLock<Option<Kept>>,
}

/// What was read of the features that expect something, at a position of the activity log.
#[derive(Clone, Debug)]
struct Kept {
    position: i64,
    at: DateTime<Utc>,
    facts: Arc<Read>,
}

/// What the features expect of everyone, and what moved: each caller's part is made of it without asking the database.
#[derive(Debug)]
struct Read {
    recent: live::Recent,
    programmes: Outlook,
    meetings: convocation::Outlook,
    polls: poll::Outlook,
    rounds: round::Outlook,
    productions: production::Outlook,
    actions: session::Outlook,
    solicitations: solicitation::Outlook,
    questions: question::Outlook,
    supports: support::Outlook,
    days: registration::Outlook,
    votes: decision::Outlook,
    minutes: minutes::Outlook,
    bulletins: bulletin::Outlook,
}

impl Read {
    /// What the features around the programme expect of the caller.
    fn expectations(&self, caller: &Caller, now: DateTime<Utc>) -> Vec<Expectation> {
        [
            self.meetings.expectations(caller, now),
            self.polls.expectations(caller, now),
            self.rounds.expectations(caller, &self.meetings, now),
            self.productions.expectations(caller, now),
            self.actions.expectations(caller),
            self.solicitations.expectations(caller, now),
            self.questions.expectations(caller, now),
            self.supports.expectations(caller),
            self.days.expectations(caller, now),
            self.votes.expectations(caller, now),
            self.minutes.expectations(caller, now),
            self.bulletins.expectations(caller, now),
        ]
        .concat()
    }
}

#[tonic::async_trait]
impl HomeService for Service {
    async fn get_home(&self, request: Request<GetHomeRequest>) -> Result<Response<Home>, Status> {
        let caller = auth::caller(&request)?;
        Ok(Response::new(self.home(&caller).await?))
    }
}

impl Service {
    async fn home(&self, caller: &Caller) -> Result<Home> {
        let now = self.app.clock.now();
        let today = self.app.clock.today(chrono_tz::Europe::Paris);
        let visit = live::Visit::read(&self.app, caller).await?;
        let position = visit.head;
        let read = self.read(position, now, today.year()).await?;
        let (activities, has_moved) = visit.activities(&self.app, caller, &read.recent).await?;
        let outlook = &read.programmes;
        let mut expectations = read.expectations(caller, now);
        let years = outlook.years(now);
        let current = outlook.current(today);
        let (mut own, mut rows) = (None, Vec::new());
        let mut boards = Vec::new();
        for facts in outlook.facts() {
            let board = board(facts, caller, now);
            if current.is_some_and(|current| current.year() == board.year) {
                own = board.own.as_ref().map(|(row, _)| row.clone());
                rows.clone_from(&board.rows);
            }
            boards.push(board);
        }
        expectations.extend(rules::expectations(&Situation {
            role: caller.role,
            now,
            today,
            years: &years,
            boards: &boards,
        }));
        for (contributions, streams) in outlook.contributions(now) {
            expectations.extend(contributions.expectations(caller, &streams, now));
        }
        rules::sort(&mut expectations);
        let is_met = |row: &&BoardRow| row.state() == ParticipationState::Met;
        let facts = current;
        Ok(Home {
            expectations,
            activities,
            has_moved,
            participation: own,
            year: facts.map_or(0, Facts::year),
            programme_state: facts.map_or(ProgrammeState::Unspecified, Facts::state) as i32,
            streams: facts.map(|facts| facts.stream_lines(now)).unwrap_or_default(),
            position,
            n_centres: i32::try_from(rows.len()).unwrap_or(i32::MAX),
            n_met: i32::try_from(rows.iter().filter(is_met).count()).unwrap_or(i32::MAX),
        })
    }

    /// What the features expect, as it is at this position of the log or later.
    async fn read(&self, position: i64, now: DateTime<Utc>, year: i32) -> Result<Arc<Read>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept
            && kept.position == position
            && (now - kept.at).abs() < KEPT_FOR
        {
            return Ok(kept.facts);
        }
        let db = self.app.db.read();
        let meetings = convocation::Outlook::read(db, now).await?;
        let facts = Arc::new(Read {
            recent: live::Recent::read(db).await?,
            programmes: Outlook::read(db).await?,
            polls: poll::Outlook::read(db).await?,
            rounds: round::Outlook::read(db, &meetings).await?,
            minutes: minutes::Outlook::read(db, now).await?,
            meetings,
            productions: production::Outlook::read(db, year).await?,
            actions: session::Outlook::read(db).await?,
            solicitations: solicitation::Outlook::read(db).await?,
            questions: question::Outlook::read(db).await?,
            supports: support::Outlook::read(db).await?,
            days: registration::Outlook::read(db).await?,
            votes: decision::Outlook::read(db).await?,
            bulletins: bulletin::Outlook::read(db).await?,
        });
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(Kept {
            position,
            at: now,
            facts: Arc::clone(&facts),
        });
        Ok(facts)
    }
}
