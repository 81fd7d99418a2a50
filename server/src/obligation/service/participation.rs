//! What a centre took part in over a year.

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use proto::v1::participation::{ContributionPart, MeetingPart, ProductionPart, SolicitationPart, StreamPart};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use web::text;

use super::year;
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::convocation::{self, Invitee};
use crate::error::{Error, Result, Violations};
use crate::network::{self, Centre};
use crate::obligation::rules;
use crate::{contribution, db, meeting, production, programme, session, solicitation, spreadsheet};

pub(super) async fn get_participation(
    app: &App,
    caller: &Caller,
    request: GetParticipationRequest,
) -> Result<Participation> {
    let mut violations = Violations::new();
    let year = year(app, &mut violations, request.year);
    let id = db::parse_id(&request.organisation_id)?;
    caller.must_be_of_or_animator(id)?;
    violations.finish()?;
    let db = app.db.read();
    let centre = network::centre(db, id).await?.ok_or(Error::Missing)?;
    let facts = programme::Facts::read(db, year).await?;
    Ok(Participation {
        organisation_id: centre.id.to_string(),
        organisation_name: centre.short_name.clone(),
        year,
        meetings: meetings(db, &centre, year).await?,
        streams: streams(facts.as_ref(), &centre, app.clock.now()),
        contributions: contributions(facts.as_ref(), &centre, app.clock.now()),
        productions: productions(db, &centre, year).await?,
        solicitations: solicitations(db, &centre, year).await?,
    })
}

/// The meetings of which somebody of the centre was convened: three queries.
async fn meetings(db: &impl ConnectionTrait, centre: &Centre, year: i32) -> Result<Vec<MeetingPart>> {
    let mut infos = meeting::of_year(db, year).await?;
    infos.retain(|info| matches!(info.state, MeetingState::Running | MeetingState::Held));
    let ids = infos.iter().map(|info| info.id).collect();
    let mut invitees = convocation::invitees_of(db, ids).await?;
    for people in invitees.values_mut() {
        people.retain(|one| one.organisation_id == Some(centre.id));
    }
    let people = invitees.values().flatten().map(|one| one.id).collect();
    let modes = session::modes(db, people).await?;
    let mode = |one: &Invitee| modes.get(&one.id).copied().unwrap_or_default();
    let part = |info: &meeting::Info| {
        let people = invitees.get(&info.id).filter(|people| !people.is_empty())?;
        let there = people
            .iter()
            .filter(|one| matches!(mode(one), AttendanceMode::Present | AttendanceMode::Remote));
        Some(MeetingPart {
            id: info.id.to_string(),
            title: info.title.clone(),
            kind: info.kind as i32,
            kind_label: meeting::kinds::kind(info.kind).label.to_owned(),
            starts_at: Some(timestamp(info.starts_at)),
            zone: info.zone.name().to_owned(),
            mode: rules::attended(people.iter().map(mode)) as i32,
            n_convened: count(people.len()),
            n_there: count(there.count()),
        })
    };
    let mut parts: Vec<MeetingPart> = infos.iter().filter_map(part).collect();
    // Within a kind, the order of time.
    parts.sort_by_key(|one| one.kind);
    Ok(parts)
}

fn streams(facts: Option<&programme::Facts>, centre: &Centre, now: DateTime<Utc>) -> Vec<StreamPart> {
    let Some((facts, row)) = facts.and_then(|facts| Some((facts, facts.row(centre.id, now)?))) else {
        return Vec::new();
    };
    let streams = facts.stream_infos(now).into_iter().zip(row.cells);
    streams
        .filter(|(_, cell)| cell.engagement() != EngagementState::Unspecified || cell.is_submitted)
        .map(|(stream, cell)| StreamPart {
            id: stream.id.to_string(),
            title: stream.title,
            engagement: cell.engagement,
            is_submitted: cell.is_submitted,
        })
        .collect()
}

fn contributions(
    facts: Option<&programme::Facts>,
    centre: &Centre,
    now: DateTime<Utc>,
) -> Vec<ContributionPart> {
    let Some(facts) = facts else {
        return Vec::new();
    };
    let streams = facts.stream_infos(now);
    let title = |one: &contribution::Submitted| {
        let stream = streams.iter().find(|stream| stream.id == one.work_stream_id);
        stream.map(|stream| stream.title.clone()).unwrap_or_default()
    };
    let submitted = facts.contributions().submitted(centre.id).into_iter();
    submitted
        .map(|one| ContributionPart {
            id: one.id.to_string(),
            stream_title: title(&one),
            kind: one.kind as i32,
            state: one.state as i32,
            submitted_at: Some(timestamp(one.at)),
            is_author: one.is_author,
        })
        .collect()
}

async fn productions(db: &impl ConnectionTrait, centre: &Centre, year: i32) -> Result<Vec<ProductionPart>> {
    let all = production::of_year(db, year, Some(centre.id)).await?.into_iter();
    Ok(all
        .map(|one| ProductionPart {
            title: one.title,
            form: one.form,
            state: one.state as i32,
        })
        .collect())
}

/// What the centre was asked in the year, in Paris.
async fn solicitations(
    db: &impl ConnectionTrait,
    centre: &Centre,
    year: i32,
) -> Result<Vec<SolicitationPart>> {
    let all = solicitation::asked_of(db, centre.id).await?.into_iter();
    Ok(all
        .filter(|one| one.asked_at.with_timezone(&Tz::Europe__Paris).year() == year)
        .map(|one| SolicitationPart {
            id: one.id.to_string(),
            title: one.title,
            state: one.state as i32,
            asked_at: Some(timestamp(one.asked_at)),
            answered_at: one.at.map(timestamp),
        })
        .collect())
}

pub(super) async fn export_participation(
    app: &App,
    caller: &Caller,
    request: GetParticipationRequest,
) -> Result<File> {
    let all = get_participation(app, caller, request).await?;
    let lines = lines(&all).into_iter();
    Ok(File {
        name: format!("participation-{}.csv", all.year),
        content_type: "text/csv; charset=utf-8".to_owned(),
        content: spreadsheet::csv(&["Rubrique", "Objet", "Précision", "Date", "État"], lines),
    })
}

/// One line for each thing, in the order of the page.
fn lines(all: &Participation) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    lines.extend(all.meetings.iter().map(|one| {
        let state = text::attendance_mode(one.mode());
        line(
            "Réunion",
            &one.title,
            &one.kind_label,
            day(one.starts_at, &one.zone),
            state,
        )
    }));
    lines.extend(all.streams.iter().map(|one| {
        let state = if one.is_submitted {
            "contribution déposée"
        } else {
            text::engagement_state(one.engagement())
        };
        line("Chantier", &one.title, "", String::new(), state)
    }));
    lines.extend(all.contributions.iter().map(|one| {
        let (kind, state) = (text::expected(one.kind()), text::contribution_state(one.state()));
        line(
            "Contribution",
            &one.stream_title,
            kind,
            day(one.submitted_at, ""),
            state,
        )
    }));
    lines.extend(all.productions.iter().map(|one| {
        let state = text::production_state(one.state());
        line("Production", &one.title, &one.form, String::new(), state)
    }));
    lines.extend(all.solicitations.iter().map(|one| {
        let state = text::answer_state(one.state());
        line("Sollicitation", &one.title, "", day(one.asked_at, ""), state)
    }));
    lines
}

fn line(what: &str, object: &str, about: &str, day: String, state: &str) -> Vec<String> {
    let words = [what, object, about].map(str::to_owned).into_iter();
    words.chain([day, state.to_owned()]).collect()
}

/// "2027-03-18", in a zone; in Paris when it has none.
fn day(at: Option<prost_types::Timestamp>, zone: &str) -> String {
    let zone: Tz = zone.parse().unwrap_or(Tz::Europe__Paris);
    at.and_then(|at| DateTime::from_timestamp(at.seconds, 0))
        .map(|at| at.with_timezone(&zone).format("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
