//! A ballot: of the own voice, or, unless the vote is secret, of one that is carried. No meeting is locked: the vote is
//! held shared, and one row with the vote and the voice as its key is inserted.

use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::voices;
use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::decision::rules;
use crate::decision::store::{self, ballot, vote, vote_voice};
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act};
use crate::meeting;

pub(super) async fn cast_ballot(app: &App, caller: &Caller, request: CastBallotRequest) -> Result<Empty> {
    let now = app.clock.now();
    let id = db::parse_id(&request.vote_id)?;
    let mut violations = Violations::new();
    let voice_id = violations.optional_id("organisation_id", &request.organisation_id);
    if request.option == 0 {
        violations.add("option", Reason::Required);
    }
    let tx = app.db.begin().await?;
    let row = store::share_vote(&tx, id).await?.ok_or(Error::Missing)?;
    let voice = voice(&tx, caller, &row, voice_id).await?;
    violations.finish()?;
    let runs = match row.meeting_id {
        Some(id) => meeting::info(&tx, id)
            .await?
            .is_some_and(|info| info.state == MeetingState::Running),
        None => true,
    };
    if !runs || !rules::takes_ballots(row.state(), row.closes_at, now) {
        return Err(Error::NotNow(Reason::VoteNotOpen));
    }
    if !cast(&tx, caller, &row, &voice, request.option).await? {
        return Err(Error::Conflict(Reason::AlreadyVoted));
    }
    let act = Act {
        organisation_id: Some(voice.organisation_id),
        ..voices::act(&tx, "CastBallot", ActivityKind::BallotCast, &row).await?
    };
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(Empty {})
}

/// The voice that the caller casts a ballot for: the own one, unless it was given away; or one that is carried.
async fn voice(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    row: &vote::Model,
    voice_id: Option<Uuid>,
) -> Result<vote_voice::Model> {
    let id = voice_id.unwrap_or(caller.organisation_id);
    let voice = store::voice(tx, row.id, id).await?;
    let bearer = match row.meeting_id {
        Some(meeting_id) => store::proxy(tx, meeting_id, id).await?.map(|row| row.bearer_id),
        None => None,
    };
    let is_own = caller.is_of(id);
    let is_carried = !is_own && bearer == Some(caller.organisation_id);
    // Who has a voice in the vote sees it; of anybody else, and of a president, more must be known.
    let has_voice = match &voice {
        Some(_) if is_own => true,
        _ => is_carried && store::voice(tx, row.id, caller.organisation_id).await?.is_some(),
    };
    let is_plain = has_voice && caller.role != Role::President;
    let holds_voice = if is_plain {
        caller.person_id.is_some() && rules::holds_voice(caller.function, caller.role, false)
    } else {
        voices::standing(tx, caller, row).await?.holds_voice
    };
    if !holds_voice {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    if is_carried && row.is_secret {
        return Err(Error::Denied(Reason::SecretNotCarried));
    }
    if is_own && bearer.is_some() {
        return Err(Error::NotNow(Reason::VoiceGiven));
    }
    match voice {
        // Its voices are written down when it opens.
        None if row.state() == VoteState::Prepared => Err(Error::NotNow(Reason::VoteNotOpen)),
        Some(voice) if is_own || is_carried => Ok(voice),
        _ => Err(Error::Denied(Reason::NoVoice)),
    }
}

/// Writes the ballot; false when the voice has one. Of a secret vote, only a counter and the list of those who
/// voted are written.
async fn cast(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    row: &vote::Model,
    voice: &vote_voice::Model,
    place: i32,
) -> Result<bool> {
    let options = if row.is_secret {
        store::lock_options(tx, row.id).await?
    } else {
        store::options(tx, row.id).await?
    };
    if options.iter().all(|option| option.place != place) {
        return Err(Error::invalid("option", Reason::UnknownValue));
    }
    if row.is_secret {
        let is_new = store::insert_secret_voter(tx, row.id, voice.organisation_id).await?;
        if is_new {
            store::count_secretly(tx, row.id, place).await?;
        }
        return Ok(is_new);
    }
    let is_own = caller.is_of(voice.organisation_id);
    let ballot = ballot::Model {
        vote_id: row.id,
        organisation_id: voice.organisation_id,
        place,
        carried_by: if is_own {
            String::new()
        } else {
            caller.organisation_name.clone()
        },
    };
    store::insert_ballot(tx, ballot).await
}
