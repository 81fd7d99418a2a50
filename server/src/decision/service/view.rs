//! Votes and decisions, as their readers see them.

use std::collections::BTreeSet;

use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::points::Points;
use super::tally::Tally;
use super::voices::{self, Standing, proxies, taking_part};
use super::{procedure, record};
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::db;
use crate::decision::rules;
use crate::decision::store::{self, decision, proxy, vote};
use crate::error::{Error, Result};
use crate::meeting::{self, Access, kinds};

pub(super) async fn get_vote(app: &App, caller: &Caller, request: VoteRequest) -> Result<Vote> {
    let db = app.db.read();
    let row = store::vote(db, db::parse_id(&request.id)?).await?;
    let row = row.ok_or(Error::Missing)?;
    let standing = voices::standing(db, caller, &row).await?;
    whole(app, db, caller, row, &standing).await
}

/// A number for a message.
pub(super) fn n(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// A vote with its figures and its voices, as the caller may see them.
pub(super) async fn whole(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    row: vote::Model,
    standing: &Standing,
) -> Result<Vote> {
    let tally = Tally::read(db, &row).await?;
    let proxies = proxies(db, row.meeting_id).await?;
    let (ids, cast) = (tally.ids(), tally.cast());
    let taking_part = taking_part(db, row.meeting_id, &ids, &cast, &proxies).await?;
    let made = store::decision_of_vote(db, row.id).await?;
    let rules = store::rules(db, row.rules_id).await?;
    let percent = rules.as_ref().map_or(0, |rules| rules.quorum_percent);
    let (n_voices, n_present) = match row.state() {
        VoteState::Closed => (row.n_voices, row.n_present),
        _ => (n(ids.len()), n(taking_part.len())),
    };
    let mut all = tally.voices(&row);
    for voice in &mut all {
        let id = voice.organisation_id.parse().unwrap_or_default();
        voice.is_present = taking_part.contains(&id);
        carried(voice, &proxies);
    }
    let is_secret = row.is_secret;
    // A vote of a meeting is one of its session: it neither opens nor takes ballots outside it.
    let access = standing.access.as_ref();
    let runs = access.is_none_or(|access| access.info.state == MeetingState::Running);
    let is_taken = runs && rules::takes_ballots(row.state(), row.closes_at, app.clock.now());
    let may_cast = |voice: &&Voice| {
        let own = voice.organisation_id == caller.organisation_id.to_string();
        let is_mine = if own {
            voice.bearer_id.is_empty()
        } else {
            !is_secret && voice.bearer_id == caller.organisation_id.to_string()
        };
        is_taken && standing.holds_voice && is_mine && !voice.has_voted
    };
    let title = standing.access.as_ref().map(|access| access.info.title.clone());
    Ok(Vote {
        meeting_title: title.unwrap_or_default(),
        item_title: standing.item_title.clone(),
        rules: rules.map(procedure::message),
        options: tally.options(),
        has_figures: tally.has_figures,
        ballots: all.iter().filter(may_cast).cloned().collect(),
        voices: all,
        n_voices,
        n_present,
        n_cast: n(cast.len()),
        has_quorum: rules::has_quorum(percent, n_present, n_voices),
        decision_id: made.map(|made| made.id.to_string()).unwrap_or_default(),
        may_lead: standing.may_lead,
        may_open: standing.may_lead && runs && row.state() == VoteState::Prepared,
        ..brief(row)
    })
}

/// Notes who carries a voice.
fn carried(voice: &mut Voice, proxies: &[proxy::Model]) {
    let of = |row: &&proxy::Model| row.organisation_id.to_string() == voice.organisation_id;
    if let Some(row) = proxies.iter().find(of) {
        voice.bearer_id = row.bearer_id.to_string();
        voice.bearer_name = row.bearer_name.clone();
    }
}

/// What a vote says of itself.
pub(super) fn brief(row: vote::Model) -> Vote {
    Vote {
        id: row.id.to_string(),
        meeting_id: row.meeting_id.map(|id| id.to_string()).unwrap_or_default(),
        kind: row.kind,
        kind_label: kinds::kind(row.kind()).label.to_owned(),
        question: row.question,
        is_secret: row.is_secret,
        state: row.state,
        opens_at: row.opens_at.map(timestamp),
        closes_at: row.closes_at.map(timestamp),
        opened_at: row.opened_at.map(timestamp),
        closed_at: row.closed_at.map(timestamp),
        zone: row.zone,
        n_voices: row.n_voices,
        n_present: row.n_present,
        result: row.result,
        chosen: row.chosen.unwrap_or_default(),
        is_tied: row.is_tied,
        is_decided_by_chair: row.is_decided_by_chair,
        decides_programme_year: row.decides_programme_year.unwrap_or_default(),
        ..Vote::default()
    }
}

pub(super) async fn get_meeting_decisions(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<MeetingDecisions> {
    let db = app.db.read();
    let access = meeting::access(db, caller, db::parse_id(&request.id)?).await?;
    of_meeting(app, db, caller, &access.ok_or(Error::Missing)?).await
}

/// What a meeting decides, as the caller may see it.
pub(super) async fn of_meeting(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    access: &Access,
) -> Result<MeetingDecisions> {
    let info = &access.info;
    let entry = kinds::kind(info.kind);
    let rules = procedure::in_force(db, info.kind, procedure::today(app)).await?;
    let proxies = store::proxies_of(db, info.id).await?;
    let voices = match &rules {
        Some(rules) => voices::voices(db, procedure::today(app), rules, Some(info.id), None).await?,
        None => Vec::new(),
    };
    let ids: BTreeSet<Uuid> = voices.iter().map(|(id, _)| *id).collect();
    let taking_part = taking_part(db, Some(info.id), &ids, &BTreeSet::new(), &proxies).await?;
    let n_present = n(taking_part.len());
    let voice = |(id, name): (Uuid, String)| {
        let mut voice = Voice {
            organisation_id: id.to_string(),
            organisation_name: name,
            is_present: taking_part.contains(&id),
            ..Voice::default()
        };
        carried(&mut voice, &proxies);
        voice
    };
    let has_given_proxy = proxies
        .iter()
        .any(|row| row.organisation_id == caller.organisation_id);
    // What is carried is not passed on, nor is the voice of who carries.
    let carries = proxies.iter().any(|row| row.bearer_id == caller.organisation_id);
    let holds_voice = caller.person_id.is_some()
        && rules::holds_voice(caller.function, caller.role, access.own.is_some())
        && rules::may_change_proxies(info.state);
    let percent = rules.as_ref().map_or(0, |rules| rules.quorum_percent);
    let may_give = rules.as_ref().is_some_and(|rules| rules.n_proxies > 0);
    Ok(MeetingDecisions {
        meeting_id: info.id.to_string(),
        n_present,
        has_quorum: rules::has_quorum(percent, n_present, n(ids.len())),
        votes: votes(app, db, caller, access).await?,
        decisions: decisions(db, caller, access).await?,
        may_give_proxy: holds_voice
            && may_give
            && ids.contains(&caller.organisation_id)
            && !has_given_proxy
            && !carries,
        has_given_proxy: holds_voice && has_given_proxy,
        may_lead: access.may_lead,
        may_record: access.may_lead && rules::may_record(info.state),
        may_vote: entry.may_vote,
        programme_year: record::programme_year(info).unwrap_or_default(),
        is_after_last_of_year: record::is_after_last_of_year(db, info).await?,
        voices: voices.into_iter().map(voice).collect(),
        rules: rules.map(|rules| RulesOfProcedure {
            is_in_force: true,
            ..procedure::message(rules)
        }),
    })
}

/// The votes of a meeting: open ones first, then prepared, then closed.
async fn votes(app: &App, db: &impl ConnectionTrait, caller: &Caller, access: &Access) -> Result<Vec<Vote>> {
    let mut rows = store::votes_of(db, access.info.id).await?;
    let points = Points::read(db, rows.iter().map(|row| row.item_id)).await?;
    rows.retain(|row| points.is_seen(row.item_id, caller, access));
    rows.sort_by_key(|row| match row.state() {
        VoteState::Open => 0,
        VoteState::Prepared | VoteState::Unspecified => 1,
        VoteState::Closed => 2,
    });
    let mut votes = Vec::new();
    for row in rows {
        let standing = voices::standing(db, caller, &row).await?;
        votes.push(whole(app, db, caller, row, &standing).await?);
    }
    Ok(votes)
}

async fn decisions(db: &impl ConnectionTrait, caller: &Caller, access: &Access) -> Result<Vec<Decision>> {
    let mut rows = store::decisions_of(db, access.info.id).await?;
    let points = Points::read(db, rows.iter().map(|row| row.item_id)).await?;
    rows.retain(|row| points.is_seen(row.item_id, caller, access));
    messages(db, rows).await
}

/// Decisions with what they replace and what replaces them.
pub(super) async fn messages(db: &impl ConnectionTrait, rows: Vec<decision::Model>) -> Result<Vec<Decision>> {
    let by = store::replaced(db, rows.iter().map(|row| row.id).collect()).await?;
    let points = Points::read(db, rows.iter().map(|row| row.item_id)).await?;
    let of = store::numbers(db, rows.iter().filter_map(|row| row.replaces_id).collect()).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let replaced_by = by.get(&row.id);
            Decision {
                replaces_number: row
                    .replaces_id
                    .and_then(|id| of.get(&id).copied())
                    .unwrap_or_default(),
                replaced_by_id: replaced_by.map(|(id, _)| id.to_string()).unwrap_or_default(),
                replaced_by_number: replaced_by.map(|(_, number)| *number).unwrap_or_default(),
                item_title: points.title(row.item_id),
                ..decision_message(row)
            }
        })
        .collect())
}

#[expect(clippy::needless_pass_by_value, reason = "the row is used up here")]
fn decision_message(row: decision::Model) -> Decision {
    let kind = MeetingKind::try_from(row.kind).unwrap_or_default();
    Decision {
        id: row.id.to_string(),
        number: row.number,
        meeting_id: row.meeting_id.map(|id| id.to_string()).unwrap_or_default(),
        meeting_title: row.title.clone(),
        kind: row.kind,
        kind_label: kinds::kind(kind).label.to_owned(),
        year: row.year,
        text: row.text.clone(),
        mode: row.mode() as i32,
        vote_id: row.vote_id.map(|id| id.to_string()).unwrap_or_default(),
        at: Some(timestamp(row.at)),
        recorded_by: row.recorded_by.clone(),
        replaces_id: row.replaces_id.map(|id| id.to_string()).unwrap_or_default(),
        decides_programme_year: row.decides_programme_year.unwrap_or_default(),
        ..Decision::default()
    }
}
