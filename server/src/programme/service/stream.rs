//! The work streams of a programme (P1), their calls, planned sessions (P5) and syntheses.

use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{locked_programme, locked_stream, told_of_stream};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::programme::rules::MAX_STREAMS;
use crate::programme::store::{self, programme, session_date, work_stream};
use crate::programme::{messages, rules, service};
use crate::{attachment, contribution, db, live, network};

/// Planned sessions of a stream, at most.
const MAX_SESSIONS: usize = 30;
/// What may be expected of a stream: each thing once.
const MAX_EXPECTED: usize = 3;

/// What a stream says of itself.
pub(super) struct Words {
    pub(super) title: String,
    pub(super) theme: String,
    pub(super) purpose: String,
    pub(super) expected: Vec<Expected>,
    pub(super) lead: String,
}

impl Words {
    fn parse(title: &str, theme: &str, purpose: &str, expected: &[i32], lead: &str) -> Result<Self> {
        let mut violations = Violations::new();
        let mut kinds: Vec<Expected> = Vec::new();
        if expected.is_empty() {
            violations.add("expected", Reason::Required);
        }
        for number in expected.iter().take(MAX_EXPECTED + 1) {
            let kind = violations.choice("expected", *number);
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let words = Self {
            title: violations.text("title", title, service::MAX_TITLE),
            theme: violations.optional_text("theme", theme, service::MAX_TITLE),
            purpose: violations.text("purpose", purpose, service::MAX_PARAGRAPHS),
            expected: kinds,
            lead: violations.optional_text("lead", lead, service::MAX_TITLE),
        };
        violations.finish()?;
        Ok(words)
    }

    fn write(self, row: &mut work_stream::Model) {
        let expected: Vec<_> = self
            .expected
            .iter()
            .map(|kind| (*kind as i32).to_string())
            .collect();
        row.title = self.title;
        row.theme = self.theme;
        row.purpose = self.purpose;
        row.expected = expected.join(",");
        row.lead = self.lead;
    }
}

/// Adds a stream to a programme whose lock is held, at the first free rank (P1).
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    programme: &programme::Model,
    words: Words,
) -> Result<work_stream::Model> {
    let taken: Vec<i32> = store::streams_of(tx, programme.year)
        .await?
        .into_iter()
        .map(|stream| stream.rank)
        .collect();
    let rank = (1..=MAX_STREAMS)
        .filter_map(|rank| i32::try_from(rank).ok())
        .find(|rank| !taken.contains(rank))
        .ok_or(Error::NotNow(Reason::TooManyStreams))?;
    let mut row = work_stream::Model {
        id: db::id(),
        year: programme.year,
        rank,
        title: String::new(),
        theme: String::new(),
        purpose: String::new(),
        expected: String::new(),
        lead: String::new(),
        opens_at: None,
        closes_at: None,
        zone: chrono_tz::Europe::Paris.name().to_owned(),
        guidance: String::new(),
        required_sections: String::new(),
        opened_told_at: None,
        closed_told_at: None,
        synthesis: String::new(),
        synthesis_published_at: None,
        version: 1,
    };
    words.write(&mut row);
    store::insert_stream(tx, row.clone()).await?;
    Ok(row)
}

/// The stream as the caller sees it.
pub(super) async fn answer(app: &App, caller: &Caller, id: Uuid) -> Result<WorkStream> {
    let (db, now) = (app.db.read(), app.clock.now());
    let found = store::stream_with_programme(db, id).await?;
    let (row, programme) = found.ok_or(Error::Missing)?;
    let sessions = store::session_dates(db, &[id]).await?;
    let engagements = store::engagements(db, &[id]).await?;
    let centres = network::centres(db, row.year).await?;
    let participations = contribution::participations(db, &[id]).await?;
    let n_submitted = participations.iter().filter(|one| one.is_submitted).count();
    // In the order of the centres' names, as everywhere.
    let listed = centres.iter().filter_map(|centre| {
        let row = engagements.iter().find(|row| row.organisation_id == centre.id)?;
        Some(messages::engagement(row, &centre.short_name, caller))
    });
    Ok(WorkStream {
        n_engaged: messages::n_engaged(&engagements)
            .get(&id)
            .copied()
            .unwrap_or_default(),
        n_submitted: i32::try_from(n_submitted).unwrap_or(i32::MAX),
        engagements: listed.collect(),
        ..messages::stream(&row, &sessions, programme.state(), now)
    })
}

pub(super) async fn get_work_stream(
    app: &App,
    caller: &Caller,
    request: GetWorkStreamRequest,
) -> Result<WorkStream> {
    answer(app, caller, db::parse_id(&request.id)?).await
}

pub(super) async fn create_work_stream(
    app: &App,
    caller: &Caller,
    request: CreateWorkStreamRequest,
) -> Result<WorkStream> {
    let CreateWorkStreamRequest {
        year,
        title,
        theme,
        purpose,
        expected,
        lead,
    } = request;
    let words = Words::parse(&title, &theme, &purpose, &expected, &lead)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let programme = locked_programme(&tx, year).await?;
    rules::may_change_streams(programme.state()).map_err(Error::NotNow)?;
    let row = insert(&tx, &programme, words).await?;
    let act = told_of_stream("CreateWorkStream", ActivityKind::StreamCreated, &row);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, row.id).await
}

pub(super) async fn update_work_stream(
    app: &App,
    caller: &Caller,
    request: UpdateWorkStreamRequest,
) -> Result<WorkStream> {
    let id = db::parse_id(&request.id)?;
    let words = Words::parse(
        &request.title,
        &request.theme,
        &request.purpose,
        &request.expected,
        &request.lead,
    )?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, mut row) = locked_stream(&tx, id).await?;
    rules::may_change_streams(programme.state()).map_err(Error::NotNow)?;
    if row.version != request.version {
        return Err(Error::Changed);
    }
    words.write(&mut row);
    store::update_stream(&tx, row.clone()).await?;
    let act = told_of_stream("UpdateWorkStream", ActivityKind::StreamUpdated, &row);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, id).await
}

pub(super) async fn delete_work_stream(
    app: &App,
    caller: &Caller,
    request: DeleteWorkStreamRequest,
) -> Result<Empty> {
    let id = db::parse_id(&request.id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, row) = locked_stream(&tx, id).await?;
    rules::may_change_streams(programme.state()).map_err(Error::NotNow)?;
    // A centre that engaged, even one that withdrew, may have written something: the stream stays.
    let engagements = store::engagements(&tx, &[id]).await?;
    if engagements
        .iter()
        .any(|row| row.state() != EngagementState::Declined)
    {
        return Err(Error::NotNow(Reason::StreamHasEngagements));
    }
    store::delete_stream(&tx, id).await?;
    attachment::delete_of(&tx, Owner::WorkStream, id).await?;
    let act = live::Act {
        path: crate::programme::path(row.year),
        ..told_of_stream("DeleteWorkStream", ActivityKind::StreamDeleted, &row)
    };
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(Empty {})
}

pub(super) async fn add_session_date(
    app: &App,
    caller: &Caller,
    request: AddSessionDateRequest,
) -> Result<WorkStream> {
    let id = db::parse_id(&request.work_stream_id)?;
    let starts_at = request.starts_at.unwrap_or_default();
    let mut violations = Violations::new();
    let label = violations.text("label", &request.label, service::MAX_TITLE);
    let zone = violations.zone("starts_at.zone", &starts_at.zone);
    let starts_at = violations.local_time("starts_at.local", &starts_at.local, zone);
    violations.finish()?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, row) = locked_stream(&tx, id).await?;
    rules::may_change_dates(programme.state()).map_err(Error::NotNow)?;
    if store::session_dates(&tx, &[id]).await?.len() >= MAX_SESSIONS {
        return Err(Error::invalid("label", Reason::TooMany));
    }
    let session = session_date::Model {
        id: db::id(),
        work_stream_id: id,
        label,
        starts_at,
        zone: zone.name().to_owned(),
    };
    store::insert_session_date(&tx, session).await?;
    let act = told_of_stream("AddSessionDate", ActivityKind::StreamUpdated, &row);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, id).await
}

pub(super) async fn remove_session_date(
    app: &App,
    caller: &Caller,
    request: RemoveSessionDateRequest,
) -> Result<WorkStream> {
    let id = db::parse_id(&request.work_stream_id)?;
    let session_id = db::parse_id(&request.id)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, row) = locked_stream(&tx, id).await?;
    rules::may_change_dates(programme.state()).map_err(Error::NotNow)?;
    if !store::delete_session_date(&tx, id, session_id).await? {
        return Err(Error::Missing);
    }
    let act = told_of_stream("RemoveSessionDate", ActivityKind::StreamUpdated, &row);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, id).await
}

pub(super) async fn publish_synthesis(
    app: &App,
    caller: &Caller,
    request: PublishSynthesisRequest,
) -> Result<WorkStream> {
    let id = db::parse_id(&request.work_stream_id)?;
    let mut violations = Violations::new();
    let text = violations.text("text", &request.text, service::MAX_PAGES);
    violations.finish()?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (programme, mut row) = locked_stream(&tx, id).await?;
    // The only change that a closed programme knows.
    if !rules::is_in_force(programme.state()) && programme.state() != ProgrammeState::Closed {
        return Err(Error::NotNow(Reason::ProgrammeNotValidated));
    }
    if row.version != request.version {
        return Err(Error::Changed);
    }
    row.synthesis = text;
    row.synthesis_published_at = Some(now);
    store::update_stream(&tx, row.clone()).await?;
    let act = told_of_stream("PublishSynthesis", ActivityKind::SynthesisPublished, &row);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, id).await
}
