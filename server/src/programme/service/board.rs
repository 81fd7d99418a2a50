//! The board of P2, its table for spreadsheets, the dispensations.

use chrono::{DateTime, Utc};
use proto::v1::board_row::Cell;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{engagement, locked_programme, told_of_programme, words};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Audience};
use crate::programme::board::{Facts, count, for_caller, is_short};
use crate::programme::service;
use crate::programme::store::{self, dispensation};
use crate::spreadsheet;
use web::text;

pub(super) async fn get_board(app: &App, caller: &Caller, request: GetBoardRequest) -> Result<Board> {
    let now = app.clock.now();
    let facts = Facts::read(app.db.read(), request.year)
        .await?
        .ok_or(Error::Missing)?;
    let rows = facts.rows(now);
    let is_met = |row: &&BoardRow| row.state() == ParticipationState::Met;
    Ok(Board {
        year: facts.year(),
        state: facts.state() as i32,
        streams: facts.stream_lines(now),
        minimum: i32::try_from(facts.minimum(now)).unwrap_or(i32::MAX),
        n_met: count(rows.iter().filter(is_met)),
        n_short: count(rows.iter().filter(|row| is_short(row))),
        rows: rows.into_iter().map(|row| for_caller(row, caller)).collect(),
    })
}

pub(super) async fn export_board(app: &App, caller: &Caller, request: GetBoardRequest) -> Result<File> {
    let board = get_board(app, caller, request).await?;
    let mut headings = vec![
        "Centre".to_owned(),
        "Participation".to_owned(),
        "Minimum".to_owned(),
    ];
    headings.extend([
        "Engagements".to_owned(),
        "Chantiers où le centre a contribué".to_owned(),
    ]);
    headings.extend(
        board
            .streams
            .iter()
            .map(|stream| format!("Chantier {} : {}", stream.rank, stream.title)),
    );
    headings.extend(["Jours restants".to_owned(), "Dispense".to_owned()]);
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let line = |row: &BoardRow| {
        let mut line = vec![
            row.organisation_name.clone(),
            text::participation_state(row.state()).to_owned(),
            row.minimum.to_string(),
            row.n_engaged.to_string(),
            row.n_submitted.to_string(),
        ];
        line.extend(row.cells.iter().map(cell_in_words));
        line.push(row.days_left.map(|days| days.to_string()).unwrap_or_default());
        line.push(
            match (row.has_asked_dispensation, row.dispensation_refusal.as_str()) {
                (true, _) => format!("demandée : {}", row.dispensation_reason),
                (false, "") => row.dispensation_reason.clone(),
                (false, refusal) => format!("refusée : {refusal}"),
            },
        );
        line
    };
    Ok(File {
        name: format!("participation-{}.csv", board.year),
        content_type: "text/csv; charset=utf-8".to_owned(),
        content: spreadsheet::csv(&headings, board.rows.iter().map(line)),
    })
}

fn cell_in_words(cell: &Cell) -> String {
    let mut words = match cell.engagement() {
        _ if cell.is_submitted => "contribution déposée",
        EngagementState::Unspecified => "",
        EngagementState::Engaged if cell.has_draft => "engagé, brouillon commencé",
        state => text::engagement_state(state),
    }
    .to_owned();
    if cell.is_entered_by_animator {
        words.push_str(" (saisi par l’animateur)");
    }
    words
}

pub(super) async fn grant_dispensation(
    app: &App,
    caller: &Caller,
    request: GrantDispensationRequest,
) -> Result<BoardRow> {
    let mut violations = Violations::new();
    let reason = violations.text("reason", &request.reason, service::MAX_PARAGRAPHS);
    let organisation_id = violations.id("organisation_id", &request.organisation_id);
    violations.finish()?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let facts = locked_facts(&tx, request.year).await?;
    let year = facts.year();
    let row = dispensation::Model {
        year,
        organisation_id,
        asked_at: facts.dispensation(organisation_id).and_then(|row| row.asked_at),
        granted_at: Some(now),
        reason,
        refused_at: None,
        refusal: String::new(),
    };
    store::save_dispensation(&tx, row).await?;
    let told = ("GrantDispensation", ActivityKind::DispensationGranted);
    record(&tx, caller, now, told, &facts, organisation_id).await?;
    tx.commit().await?;
    app.live.wake();
    let facts = Facts::read(app.db.read(), year).await?.ok_or(Error::Missing)?;
    facts.row(organisation_id, now).ok_or(Error::Missing)
}

/// Refuses the dispensation that a centre asked for; the centre may ask again.
pub(super) async fn refuse_dispensation(
    app: &App,
    caller: &Caller,
    request: RefuseDispensationRequest,
) -> Result<BoardRow> {
    let mut violations = Violations::new();
    let refusal = violations.text("reason", &request.reason, service::MAX_PARAGRAPHS);
    let organisation_id = violations.id("organisation_id", &request.organisation_id);
    violations.finish()?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let facts = locked_facts(&tx, request.year).await?;
    let year = facts.year();
    let asked = facts.dispensation(organisation_id).filter(|row| row.is_waiting());
    let asked = asked.ok_or(Error::NotNow(Reason::NoDispensationAsked))?;
    let row = dispensation::Model {
        refused_at: Some(now),
        refusal,
        ..asked.clone()
    };
    store::save_dispensation(&tx, row).await?;
    let told = ("RefuseDispensation", ActivityKind::DispensationRefused);
    record(&tx, caller, now, told, &facts, organisation_id).await?;
    tx.commit().await?;
    app.live.wake();
    let facts = Facts::read(app.db.read(), year).await?.ok_or(Error::Missing)?;
    facts.row(organisation_id, now).ok_or(Error::Missing)
}

/// The board of a year whose programme is in force, locked until the commit.
async fn locked_facts(tx: &impl ConnectionTrait, year: i32) -> Result<Facts> {
    let programme = locked_programme(tx, year).await?;
    engagement::must_be_validated(programme.state())?;
    let streams = store::streams_of(tx, year).await?;
    Facts::of(tx, programme, streams).await
}

/// A decision on a dispensation, told to the centre (and the animator).
async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    now: DateTime<Utc>,
    (rpc, kind): (&'static str, ActivityKind),
    facts: &Facts,
    organisation_id: Uuid,
) -> Result<()> {
    let centre = facts.centres().iter().find(|centre| centre.id == organisation_id);
    let centre = centre.ok_or(Error::Missing)?;
    let year = facts.year();
    let object = format!("{}, {}", words(year).to_lowercase(), centre.short_name);
    let act = live::Act {
        audience: Audience::organisation(organisation_id),
        organisation_id: Some(organisation_id),
        ..told_of_programme(rpc, kind, &object, year)
    };
    live::record(tx, Some(caller), now, act).await
}
