//! Answers: by someone signed in, for oneself, for one's organisation or for who answered by telephone; or by
//! a signed link, without an account.

use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::people::{is_own, may_answer, view};
use super::{MAX_LINE, seen_invitee, sending};
use crate::app::App;
use crate::auth::Caller;
use crate::convocation::store::{self, invitee};
use crate::db;
use crate::error::{Error, Result, Violations};
use crate::live::{self, Act, Audience};
use crate::meeting::{self, Info};
use crate::signature::{Purpose, Signer};

/// Reads an answer into the row. Who answers for somebody else and says nothing leaves the word that is there.
fn read(
    row: &mut invitee::Model,
    answer: i32,
    represented_by: &str,
    word: &str,
    is_by_other: bool,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    let mut violations = Violations::new();
    let answer: Answering = violations.choice("answer", answer);
    let represented_by = violations.optional_text("represented_by", represented_by, MAX_LINE);
    let word = violations.optional_text("word", word, MAX_LINE);
    if answer == Answering::Represented && represented_by.is_empty() {
        violations.add("represented_by", Reason::Required);
    }
    violations.finish()?;
    row.answer = answer as i32;
    row.represented_by = if answer == Answering::Represented {
        represented_by
    } else {
        String::new()
    };
    if !is_by_other || !word.is_empty() {
        row.word = word;
    }
    row.answered_at = Some(now);
    Ok(())
}

pub(super) async fn answer_convocation(
    app: &App,
    caller: &Caller,
    request: AnswerConvocationRequest,
) -> Result<Convocation> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (access, mut row) = seen_invitee(&tx, caller, &request.invitee_id).await?;
    if !may_answer(caller, &access, &row) {
        return Err(Error::Denied(Reason::NotAllowed));
    }
    sending::must_take_answers(&access.info)?;
    let is_by_other = !is_own(caller, &row);
    read(
        &mut row,
        request.answer,
        &request.represented_by,
        &request.word,
        is_by_other,
        now,
    )?;
    let is_of_other = row.organisation_id.is_none_or(|id| !caller.is_of(id));
    row.is_entered_by_animator = access.may_edit && is_of_other;
    store::save_invitee(&tx, row.clone()).await?;
    let name = row.organisation_name.clone();
    let act = Act {
        on_behalf_of: row
            .organisation_id
            .filter(|_| row.is_entered_by_animator)
            .map(|id| (id, name.as_str())),
        ..act(&access.info, "AnswerConvocation", &row)
    };
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    view(app, app.db.read(), caller, access.info.id).await
}

/// Told to who convenes and to the organisation that answered.
fn act<'a>(info: &'a Info, rpc: &'static str, row: &invitee::Model) -> Act<'a> {
    let ids = row.organisation_id.into_iter().chain([info.organisation_id]);
    Act {
        audience: Audience::Organisations(ids.collect()),
        topic: Some(meeting::topic(info.id)),
        organisation_id: row.organisation_id,
        ..Act::told(
            rpc,
            ActivityKind::ConvocationAnswered,
            &info.title,
            meeting::path(info.id),
        )
    }
}

/// The person of a signed link, and the meeting. A link that was tampered with names nothing.
async fn opened(
    db: &impl ConnectionTrait,
    invitee_id: &str,
    signature: &str,
) -> Result<(invitee::Model, Info)> {
    let id = db::parse_id(invitee_id)?;
    let signer = Signer::known(db).await?.ok_or(Error::Missing)?;
    if !signer.is_good(Purpose::Answer, id, signature) {
        return Err(Error::Missing);
    }
    let row = store::invitee(db, id).await?.ok_or(Error::Missing)?;
    let info = meeting::info(db, row.meeting_id).await?.ok_or(Error::Missing)?;
    Ok((row, info))
}

pub(super) async fn get_invitation(app: &App, request: GetInvitationRequest) -> Result<Invitation> {
    let (row, info) = opened(app.db.read(), &request.invitee_id, &request.signature).await?;
    invitation(app.db.read(), row, &info).await
}

async fn invitation(db: &impl ConnectionTrait, row: invitee::Model, info: &Info) -> Result<Invitation> {
    let items = meeting::items(db, info.id).await?;
    let is_seen = |item: &meeting::Item| {
        !item.is_closed
            || row
                .organisation_id
                .is_some_and(|id| item.concerned_ids.contains(&id))
    };
    let meeting = meeting::outline(info, &items, is_seen);
    Ok(Invitation {
        invitee_id: row.id.to_string(),
        answer: row.answer,
        represented_by: row.represented_by,
        word: row.word,
        name: row.name,
        may_answer: sending::must_take_answers(info).is_ok(),
        meeting: Some(meeting),
    })
}

pub(super) async fn answer_invitation(app: &App, request: AnswerInvitationRequest) -> Result<Invitation> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let (_, info) = opened(&tx, &request.invitee_id, &request.signature).await?;
    let info = locked(&tx, &info).await?;
    let id = db::parse_id(&request.invitee_id)?;
    // Read again under the lock.
    let mut row = store::invitee(&tx, id).await?.ok_or(Error::Missing)?;
    sending::must_take_answers(&info)?;
    read(
        &mut row,
        request.answer,
        &request.represented_by,
        &request.word,
        false,
        now,
    )?;
    row.is_entered_by_animator = false;
    store::save_invitee(&tx, row.clone()).await?;
    live::record(&tx, None, now, act(&info, "AnswerInvitation", &row)).await?;
    tx.commit().await?;
    app.live.wake();
    invitation(app.db.read(), row, &info).await
}

async fn locked(tx: &DatabaseTransaction, info: &Info) -> Result<Info> {
    meeting::lock(tx, info.id).await?.ok_or(Error::Missing)
}
