//! The programme of a year: its steps, its introduction, its comments.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use proto::v1::list_programmes_response::Entry;
use proto::v1::programme::{Amendment, Comment};
use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::{locked_programme, told_of_programme, words, year};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::error::{Error, Result, Violations};
use crate::programme::rules::{self, Step};
use crate::programme::store::{self, amendment, programme, programme_comment, work_stream};
use crate::programme::{messages, service};
use crate::{contribution, db, live, markdown};

/// Comments on a programme, at most.
const MAX_COMMENTS: usize = 1_000;

/// The session that validated a programme, its day, and where its decision is found.
#[derive(Clone, Debug)]
pub(crate) struct Validation {
    pub(crate) session: String,
    pub(crate) on: NaiveDate,
    pub(crate) reference: String,
}

pub(super) async fn list_programmes(
    app: &App,
    _caller: &Caller,
    _request: ListProgrammesRequest,
) -> Result<ListProgrammesResponse> {
    let rows = store::programmes(app.db.read()).await?;
    let entry = |(programme, streams): (programme::Model, Vec<work_stream::Model>)| Entry {
        year: programme.year,
        state: programme.state,
        n_streams: i32::try_from(streams.len()).unwrap_or(i32::MAX),
    };
    let years = rows
        .iter()
        .map(|(programme, _)| (programme.year, programme.state()));
    let today = app.clock.today(chrono_tz::Europe::Paris);
    Ok(ListProgrammesResponse {
        current_year: rules::current(years, today).unwrap_or_default(),
        programmes: rows.into_iter().map(entry).collect(),
    })
}

pub(super) async fn get_programme(
    app: &App,
    caller: &Caller,
    request: GetProgrammeRequest,
) -> Result<Programme> {
    let (db, now) = (app.db.read(), app.clock.now());
    let row = store::programme(db, request.year).await?.ok_or(Error::Missing)?;
    let streams = store::streams_of(db, row.year).await?;
    let ids: Vec<_> = streams.iter().map(|stream| stream.id).collect();
    let sessions = store::session_dates(db, &ids).await?;
    let n_engaged = messages::n_engaged(&store::engagements(db, &ids).await?);
    let mut n_submitted = BTreeMap::<_, i32>::new();
    for one in contribution::participations(db, &ids).await? {
        *n_submitted.entry(one.work_stream_id).or_default() += i32::from(one.is_submitted);
    }
    let proposals = store::proposals_of(db, row.year).await?;
    let proposal_ids: Vec<_> = proposals.iter().map(|proposal| proposal.id).collect();
    let supports = store::supports(db, &proposal_ids).await?;
    let comments = store::comments_of(db, row.year).await?;
    let amendments = store::amendments_of(db, row.year).await?;
    Ok(Programme {
        year: row.year,
        state: row.state,
        introduction_html: markdown::to_html(&row.introduction),
        streams: streams
            .iter()
            .map(|stream| WorkStream {
                n_engaged: n_engaged.get(&stream.id).copied().unwrap_or_default(),
                n_submitted: n_submitted.get(&stream.id).copied().unwrap_or_default(),
                ..messages::stream(stream, &sessions, row.state(), now)
            })
            .collect(),
        proposals: proposals
            .iter()
            .map(|proposal| messages::proposal(proposal, &supports, caller))
            .collect(),
        comments: comments.into_iter().map(comment).collect(),
        amendments: amendments.into_iter().map(amendment_of).collect(),
        introduction: row.introduction,
        validated_by_session: row.validated_by_session,
        validated_on: row.validated_on.map(|day| day.to_string()).unwrap_or_default(),
        validation_reference: row.validation_reference,
        version: row.version,
    })
}

fn comment(row: programme_comment::Model) -> Comment {
    Comment {
        id: row.id.to_string(),
        author_name: row.author_name,
        organisation_name: row.organisation_name,
        text: row.text,
        at: Some(timestamp(row.at)),
    }
}

fn amendment_of(row: amendment::Model) -> Amendment {
    Amendment {
        id: row.id.to_string(),
        text: row.text,
        author_name: row.author_name,
        at: Some(timestamp(row.at)),
    }
}

pub(super) async fn create_programme(
    app: &App,
    caller: &Caller,
    request: CreateProgrammeRequest,
) -> Result<Programme> {
    let mut violations = Violations::new();
    let year = year(&mut violations, request.year);
    violations.finish()?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let mut row = programme::Model {
        year,
        state: ProgrammeState::Draft as i32,
        introduction: String::new(),
        validated_by_session: String::new(),
        validated_on: None,
        validation_reference: String::new(),
        version: 1,
    };
    let mut streams = Vec::new();
    if request.from_previous_year {
        let previous = store::programme(&tx, year - 1).await?;
        let previous = previous.ok_or(Error::invalid("from_previous_year", Reason::NotFound))?;
        row.introduction = previous.introduction;
        streams = store::streams_of(&tx, year - 1).await?;
    }
    store::insert_programme(&tx, row).await?;
    for stream in streams {
        store::insert_stream(&tx, started_from(stream, year)).await?;
    }
    let object = words(year);
    let act = told_of_programme("CreateProgramme", ActivityKind::ProgrammeCreated, &object, year);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    get_programme(app, caller, GetProgrammeRequest { year }).await
}

/// The stream of a new year, from the one of the year before: its words, no dates.
fn started_from(stream: work_stream::Model, year: i32) -> work_stream::Model {
    work_stream::Model {
        id: db::id(),
        year,
        opens_at: None,
        closes_at: None,
        opened_told_at: None,
        closed_told_at: None,
        synthesis: String::new(),
        synthesis_published_at: None,
        version: 1,
        ..stream
    }
}

pub(super) async fn update_programme(
    app: &App,
    caller: &Caller,
    request: UpdateProgrammeRequest,
) -> Result<Programme> {
    let mut violations = Violations::new();
    let introduction = violations.optional_text("introduction", &request.introduction, service::MAX_PAGES);
    violations.finish()?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let mut row = locked_programme(&tx, request.year).await?;
    rules::may_change_streams(row.state()).map_err(Error::NotNow)?;
    if row.version != request.version {
        return Err(Error::Changed);
    }
    let year = row.year;
    row.introduction = introduction;
    store::update_programme(&tx, row).await?;
    let object = words(year);
    let act = told_of_programme("UpdateProgramme", ActivityKind::ProgrammeUpdated, &object, year);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    get_programme(app, caller, GetProgrammeRequest { year }).await
}

pub(super) async fn propose_programme(
    app: &App,
    caller: &Caller,
    request: ProgrammeRequest,
) -> Result<Programme> {
    let told = ("ProposeProgramme", ActivityKind::ProgrammeProposed);
    step(app, caller, request.year, Step::Propose, told, |_| None).await
}

pub(super) async fn validate_programme(
    app: &App,
    caller: &Caller,
    request: ValidateProgrammeRequest,
) -> Result<Programme> {
    let mut violations = Violations::new();
    let session = violations.text("session", &request.session, service::MAX_TITLE);
    let on = violations.date("on", &request.on);
    let reference = violations.text("reference", &request.reference, service::MAX_TITLE);
    if on > app.clock.today(chrono_tz::Europe::Paris) {
        violations.add("on", Reason::InTheFuture);
    } else if on != NaiveDate::default() && on.year() < request.year - 1 {
        // A session of the year before, at the earliest (P3).
        violations.add("on", Reason::YearOutOfRange);
    }
    violations.finish()?;
    let told = ("ValidateProgramme", ActivityKind::ProgrammeValidated);
    step(app, caller, request.year, Step::Validate, told, |row| {
        row.validated_by_session = session;
        row.validated_on = Some(on);
        row.validation_reference = reference;
        None
    })
    .await
}

pub(super) async fn start_programme(
    app: &App,
    caller: &Caller,
    request: ProgrammeRequest,
) -> Result<Programme> {
    let told = ("StartProgramme", ActivityKind::ProgrammeStarted);
    step(app, caller, request.year, Step::Start, told, |_| None).await
}

pub(super) async fn amend_programme(
    app: &App,
    caller: &Caller,
    request: AmendProgrammeRequest,
) -> Result<Programme> {
    let mut violations = Violations::new();
    let text = violations.text("text", &request.text, service::MAX_PARAGRAPHS);
    violations.finish()?;
    let told = ("AmendProgramme", ActivityKind::ProgrammeAmended);
    let record = amendment::Model {
        id: db::id(),
        year: request.year,
        author_name: caller.name.clone(),
        text,
        at: app.clock.now(),
    };
    step(app, caller, request.year, Step::Amend, told, |_| Some(record)).await
}

pub(super) async fn close_amendment(
    app: &App,
    caller: &Caller,
    request: ProgrammeRequest,
) -> Result<Programme> {
    let told = ("CloseAmendment", ActivityKind::AmendmentClosed);
    step(app, caller, request.year, Step::CloseAmendment, told, |_| None).await
}

pub(super) async fn close_programme(
    app: &App,
    caller: &Caller,
    request: ProgrammeRequest,
) -> Result<Programme> {
    let told = ("CloseProgramme", ActivityKind::ProgrammeClosed);
    step(app, caller, request.year, Step::Close, told, |_| None).await
}

/// Takes a programme one step further; `change` writes what the step records.
async fn step(
    app: &App,
    caller: &Caller,
    year: i32,
    step: Step,
    (rpc, kind): (&'static str, ActivityKind),
    change: impl FnOnce(&mut programme::Model) -> Option<amendment::Model>,
) -> Result<Programme> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = locked_programme(&tx, year).await?;
    advance(&tx, row, step, change).await?;
    live::record(
        &tx,
        Some(caller),
        now,
        told_of_programme(rpc, kind, &words(year), year),
    )
    .await?;
    tx.commit().await?;
    app.live.wake();
    get_programme(app, caller, GetProgrammeRequest { year }).await
}

/// Writes a locked programme as it is after a step.
async fn advance(
    tx: &impl ConnectionTrait,
    mut row: programme::Model,
    step: Step,
    change: impl FnOnce(&mut programme::Model) -> Option<amendment::Model>,
) -> Result<()> {
    let next = rules::after(row.state(), step).ok_or(Error::NotNow(Reason::ProgrammeState))?;
    if matches!(step, Step::Propose | Step::Validate) && store::streams_of(tx, row.year).await?.is_empty() {
        return Err(Error::NotNow(Reason::ProgrammeWithoutStream));
    }
    row.state = next as i32;
    let record = change(&mut row);
    store::update_programme(tx, row).await?;
    if let Some(record) = record {
        store::insert_amendment(tx, record).await?;
    }
    Ok(())
}

/// Records, in the transaction of the decision, that a session validated a programme (P3). A validation that
/// was recorded before stays as it is: false then.
pub(crate) async fn validate_by_session(
    tx: &impl ConnectionTrait,
    caller: Option<&Caller>,
    now: DateTime<Utc>,
    year: i32,
    validation: Validation,
) -> Result<bool> {
    let row = locked_programme(tx, year).await?;
    if !matches!(row.state(), ProgrammeState::Draft | ProgrammeState::Proposed) {
        return Ok(false);
    }
    advance(tx, row, Step::Validate, |row| {
        row.validated_by_session = validation.session;
        row.validated_on = Some(validation.on);
        row.validation_reference = validation.reference;
        None
    })
    .await?;
    let object = words(year);
    let act = told_of_programme(
        "validated by a session",
        ActivityKind::ProgrammeValidated,
        &object,
        year,
    );
    live::record(tx, caller, now, act).await?;
    Ok(true)
}

pub(super) async fn comment_programme(
    app: &App,
    caller: &Caller,
    request: CommentProgrammeRequest,
) -> Result<Programme> {
    let mut violations = Violations::new();
    let text = violations.text("text", &request.text, service::MAX_PARAGRAPHS);
    violations.finish()?;
    let (now, year) = (app.clock.now(), request.year);
    let tx = app.db.begin().await?;
    let row = locked_programme(&tx, year).await?;
    if row.state() != ProgrammeState::Proposed {
        return Err(Error::NotNow(Reason::ProgrammeState));
    }
    if store::comments_of(&tx, year).await?.len() >= MAX_COMMENTS {
        return Err(Error::NotNow(Reason::TooMany));
    }
    let comment = programme_comment::Model {
        id: db::id(),
        year,
        author_name: caller.name.clone(),
        organisation_name: caller.organisation_name.clone(),
        person_id: caller.person_id,
        text,
        at: now,
    };
    store::insert_comment(&tx, comment).await?;
    let object = words(year);
    let act = told_of_programme(
        "CommentProgramme",
        ActivityKind::ProgrammeCommented,
        &object,
        year,
    );
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    get_programme(app, caller, GetProgrammeRequest { year }).await
}
