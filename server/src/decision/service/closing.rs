//! A vote closes: the ballots are counted under its rules, and what is adopted becomes a decision.

use chrono::{DateTime, Utc};
use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::tally::Tally;
use super::voices::{proxies, taking_part};
use super::{opening, record, view, voices};
use crate::app::App;
use crate::auth::Caller;
use crate::convocation;
use crate::decision::rules::{self, Counted, Step};
use crate::decision::store::{self, vote, vote_option};
use crate::error::{Error, Result};
use crate::live;
use crate::meeting::Info;

pub(super) async fn close_vote(app: &App, caller: &Caller, request: VoteRequest) -> Result<Vote> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (row, info) = opening::led(&tx, caller, &request.id).await?;
    close(&tx, Some(caller), now, row, info.as_ref()).await?;
    tx.commit().await?;
    app.live.wake();
    view::get_vote(app, caller, request).await
}

/// Closes a locked vote, and records it. Its lock was had when every ballot that held it was committed: all of
/// them are seen here, and none comes after.
pub(in crate::decision) async fn close(
    tx: &DatabaseTransaction,
    caller: Option<&Caller>,
    now: DateTime<Utc>,
    mut row: vote::Model,
    info: Option<&Info>,
) -> Result<()> {
    let next = rules::next(row.state(), Step::Close).ok_or(Error::NotNow(Reason::VoteState))?;
    let rules = store::rules(tx, row.rules_id).await?.ok_or(Error::Missing)?;
    let tally = Tally::read(tx, &row).await?;
    let proxies = proxies(tx, row.meeting_id).await?;
    let taking_part = taking_part(tx, row.meeting_id, &tally.ids(), &tally.cast(), &proxies).await?;
    let chair = chair(tx, &row, info).await?;
    let options: Vec<_> = tally
        .figures()
        .iter()
        .map(|option| (option.place, option.meaning(), option.n))
        .collect();
    let outcome = rules::outcome(
        &rules.procedure(),
        &Counted {
            options: &options,
            n_voices: row.n_voices,
            n_present: view::n(taking_part.len()),
            is_secret: row.is_secret,
            chair: tally.choice_of(chair),
        },
    );
    row.state = next as i32;
    row.closed_at = Some(now);
    row.n_present = view::n(taking_part.len());
    row.result = outcome.result as i32;
    row.chosen = outcome.chosen;
    row.is_tied = outcome.is_tied;
    row.is_decided_by_chair = outcome.is_decided_by_chair;
    let figures = final_figures(tally.figures(), outcome.result);
    store::set_figures(tx, &figures).await?;
    store::save_vote(tx, row.clone()).await?;
    if let Some(place) = outcome.chosen {
        let text = adopted_text(&row, &figures, place);
        record::adopted(tx, caller, now, &row, info, text).await?;
    }
    let act = voices::act(tx, "CloseVote", ActivityKind::VoteClosed, &row).await?;
    live::record(tx, caller, now, act).await
}

/// The organisation of the chair: of a consultation, the one that holds it.
async fn chair(tx: &impl ConnectionTrait, row: &vote::Model, info: Option<&Info>) -> Result<Uuid> {
    let Some(info) = info else {
        return Ok(row.organisation_id);
    };
    let invitees = convocation::invitees(tx, info.id).await?;
    let chair = invitees.iter().find(|one| one.role == InviteeRole::Chair);
    Ok(chair
        .and_then(|one| one.organisation_id)
        .unwrap_or(info.organisation_id))
}

/// What is kept of the figures: nothing, when so few voted secretly that they would tell who chose what.
fn final_figures(options: &[vote_option::Model], result: VoteResult) -> Vec<vote_option::Model> {
    let kept = |option: &vote_option::Model| vote_option::Model {
        n: if result == VoteResult::TooFew { 0 } else { option.n },
        ..option.clone()
    };
    options.iter().map(kept).collect()
}

/// The words of what was adopted: the proposition, or the question with the option that was chosen.
fn adopted_text(row: &vote::Model, options: &[vote_option::Model], place: i32) -> String {
    let chosen = options.iter().find(|option| option.place == place);
    match chosen.filter(|option| option.meaning() == OptionMeaning::Choice) {
        Some(option) => format!("{}\u{a0}: {}", row.question, option.label),
        None => row.question.clone(),
    }
}
