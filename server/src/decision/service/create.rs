//! Prepares a vote of a meeting or a written consultation; takes it back before it opens.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::*;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::points::Points;
use super::{MAX_LINE, opening, procedure, record, view, voices};
use crate::app::App;
use crate::auth::Caller;
use crate::decision::rules::{self, MIN_SECRET, Step};
use crate::decision::store::{self, vote, vote_option};
use crate::error::{Error, Result, Violations};
use crate::live;
use crate::meeting::{self, Info, kinds};
use crate::{db, programme};

/// Options to choose from, at most.
const MAX_OPTIONS: usize = 20;

/// What a person types of a vote.
struct Typed {
    kind: MeetingKind,
    question: String,
    /// None: for, against, abstention.
    options: Vec<String>,
    item_id: Option<Uuid>,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    zone: Tz,
}

impl Typed {
    fn parse(caller: &Caller, request: &CreateVoteRequest, now: DateTime<Utc>) -> Result<Self> {
        let is_consultation = request.meeting_id.is_empty();
        let mut violations = Violations::new();
        let kind = if is_consultation {
            violations.choice("kind", request.kind)
        } else {
            MeetingKind::Unspecified
        };
        let question = violations.text("question", &request.question, MAX_LINE);
        let options = options(&mut violations, &request.options);
        let item_id = violations.optional_id("item_id", &request.item_id);
        let zone = if request.zone.is_empty() {
            caller.zone
        } else {
            violations.zone("zone", &request.zone)
        };
        let mut instant =
            |field: &str, value: &str| (!value.is_empty()).then(|| violations.local_time(field, value, zone));
        let opens_at = instant("opens_at", &request.opens_at).filter(|_| !request.is_opened_now);
        let closes_at = instant("closes_at", &request.closes_at);
        let closes_at = closes_at.map(|at| programme::end_of_day(at, zone));
        let is_read = |at: &DateTime<Utc>| *at != DateTime::<Utc>::default();
        if opens_at.filter(is_read).is_some_and(|at| at < now) {
            violations.add("opens_at", Reason::InThePast);
        }
        if is_consultation && request.closes_at.is_empty() {
            violations.add("closes_at", Reason::Required);
        }
        let starts_at = opens_at.unwrap_or(now);
        if closes_at.filter(is_read).is_some_and(|at| at <= starts_at) {
            violations.add("closes_at", Reason::EndBeforeStart);
        }
        violations.finish()?;
        Ok(Self {
            kind,
            question,
            options,
            item_id,
            opens_at,
            closes_at,
            zone,
        })
    }
}

/// The options, one in a line.
fn options(violations: &mut Violations, typed: &[String]) -> Vec<String> {
    let lines = typed.iter().flat_map(|text| text.lines());
    let mut options: Vec<String> = Vec::new();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let option = violations.optional_text("options", line, MAX_LINE);
        if options.contains(&option) {
            violations.add("options", Reason::NameTaken);
        }
        options.push(option);
    }
    if options.len() == 1 {
        violations.add("options", Reason::Required);
    }
    if options.len() > MAX_OPTIONS {
        violations.add("options", Reason::TooMany);
    }
    options
}

/// The rows of what can be chosen: an abstention is always possible.
fn rows(vote_id: Uuid, options: Vec<String>) -> Vec<vote_option::Model> {
    let abstention = ("Abstention".to_owned(), OptionMeaning::Abstention);
    let mut all = if options.is_empty() {
        vec![
            ("Pour".to_owned(), OptionMeaning::For),
            ("Contre".to_owned(), OptionMeaning::Against),
        ]
    } else {
        options
            .into_iter()
            .map(|label| (label, OptionMeaning::Choice))
            .collect()
    };
    all.push(abstention);
    (1..)
        .zip(all)
        .map(|(place, (label, meaning))| vote_option::Model {
            vote_id,
            place,
            label,
            meaning: meaning as i32,
            n: 0,
        })
        .collect()
}

pub(super) async fn create_vote(app: &App, caller: &Caller, request: CreateVoteRequest) -> Result<Vote> {
    let now = app.clock.now();
    let meeting_id = match request.meeting_id.as_str() {
        "" => None,
        id => Some(db::parse_id(id)?),
    };
    let typed = Typed::parse(caller, &request, now)?;
    let tx = app.db.begin().await?;
    let info = leads(&tx, caller, meeting_id, typed.kind).await?;
    let kind = info.as_ref().map_or(typed.kind, |info| info.kind);
    if !kinds::kind(kind).may_vote {
        return Err(Error::NotNow(Reason::MeetingKind));
    }
    let item_id = match &info {
        Some(info) => record::item(&tx, info.id, typed.item_id).await?,
        None => None,
    };
    let year = record::decided_programme(&tx, info.as_ref(), request.decides_programme_year).await?;
    let rules = procedure::in_force(&tx, kind, procedure::today(app)).await?;
    let rules = rules.ok_or(Error::NotNow(Reason::NoRules))?;
    let row = vote::Model {
        kind: kind as i32,
        item_id,
        rules_id: rules.id,
        is_secret: request.is_secret,
        decides_programme_year: year,
        ..blank(caller, meeting_id, &typed)
    };
    if row.is_secret {
        let leader = info
            .as_ref()
            .map_or(caller.organisation_id, |info| info.organisation_id);
        let points = Points::read(&tx, [item_id]).await?;
        let concerned = points.concerned(item_id, leader);
        let day = procedure::today(app);
        let voices = voices::voices(&tx, day, &rules, meeting_id, concerned.as_deref()).await?;
        must_be_enough(voices.len())?;
    }
    store::insert_vote(&tx, row.clone(), rows(row.id, typed.options)).await?;
    if request.is_opened_now {
        opening::open(app, &tx, Some(caller), now, row.clone(), info.as_ref()).await?;
    } else {
        let act = voices::act(&tx, "CreateVote", ActivityKind::VotePrepared, &row).await?;
        live::record(&tx, Some(caller), now, act).await?;
    }
    tx.commit().await?;
    app.live.wake();
    view::get_vote(
        app,
        caller,
        VoteRequest {
            id: row.id.to_string(),
        },
    )
    .await
}

/// The locked meeting, which the caller leads and which is not over; or `None` for a consultation of a kind that
/// the caller convenes.
async fn leads(
    tx: &DatabaseTransaction,
    caller: &Caller,
    meeting_id: Option<Uuid>,
    kind: MeetingKind,
) -> Result<Option<Info>> {
    let Some(id) = meeting_id else {
        return if meeting::may_prepare(kind, caller.role, true) {
            Ok(None)
        } else {
            Err(Error::Denied(Reason::NotAllowed))
        };
    };
    let access = meeting::locked(tx, caller, id).await?.ok_or(Error::Missing)?;
    access.must_lead()?;
    if rules::may_change_proxies(access.info.state) {
        Ok(Some(access.info))
    } else {
        Err(Error::NotNow(Reason::MeetingState))
    }
}

/// Requires so many voices that a secret vote can be secret.
pub(super) fn must_be_enough(n_voices: usize) -> Result<()> {
    if n_voices < MIN_SECRET {
        return Err(Error::NotNow(Reason::TooFewVoices));
    }
    Ok(())
}

fn blank(caller: &Caller, meeting_id: Option<Uuid>, typed: &Typed) -> vote::Model {
    vote::Model {
        id: db::id(),
        meeting_id,
        kind: 0,
        item_id: None,
        organisation_id: caller.organisation_id,
        rules_id: Uuid::nil(),
        question: typed.question.clone(),
        is_secret: false,
        state: VoteState::Prepared as i32,
        zone: typed.zone.name().to_owned(),
        opens_at: typed.opens_at,
        closes_at: typed.closes_at,
        opened_at: None,
        closed_at: None,
        reminded_at: None,
        decides_programme_year: None,
        n_voices: 0,
        n_present: 0,
        result: 0,
        chosen: None,
        is_tied: false,
        is_decided_by_chair: false,
    }
}

pub(super) async fn delete_vote(app: &App, caller: &Caller, request: VoteRequest) -> Result<Empty> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (row, _) = opening::led(&tx, caller, &request.id).await?;
    rules::next(row.state(), Step::Delete).ok_or(Error::NotNow(Reason::VoteState))?;
    let act = voices::act(&tx, "DeleteVote", ActivityKind::VoteDeleted, &row).await?;
    let act = live::Act {
        path: row
            .meeting_id
            .map_or_else(|| "/decision".to_owned(), crate::decision::path),
        ..act
    };
    store::delete_vote(&tx, row.id).await?;
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(Empty {})
}
