//! The tonic service. Each RPC is a function of the file of its theme, always in one order: caller, parse,
//! begin, load, rule, store, log, commit, wake, answer.

mod approval;
mod assemble;
mod locking;
mod review;
mod search;
mod texts;
mod view;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proto::v1::minutes_service_server::{MinutesService, MinutesServiceServer};
use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::app::App;
use crate::auth::Caller;
use crate::db;
use crate::error::{Error, Result};
use crate::live::{self, Act, Audience};
use crate::meeting::{self, Access, kinds};
use crate::minutes::rules::{self, Reader, Step};
use crate::minutes::store::{self, minutes::Model};

/// Largest message that is read.
const MAX_MESSAGE_BYTES: usize = 256 * 1024;
/// Longest words of a search.
const MAX_LINE: usize = 300;
/// Longest comment, reason.
const MAX_PARAGRAPHS: usize = 5_000;
/// Longest text before or after the points.
const MAX_PAGES: usize = 20_000;

/// The tonic service.
pub(crate) fn service(app: &Arc<App>) -> MinutesServiceServer<Service> {
    MinutesServiceServer::new(Service(Arc::clone(app))).max_decoding_message_size(MAX_MESSAGE_BYTES)
}

/// See the contract.
#[derive(Debug)]
pub(crate) struct Service(Arc<App>);

crate::rpcs::rpcs! {
    MinutesService;
    search::list_minutes(ListMinutesRequest) -> ListMinutesResponse;
    view::get_minutes(GetMinutesRequest) -> Minutes;
    texts::save_minutes_texts(SaveMinutesTextsRequest) -> Minutes;
    review::preview_review(StartReviewRequest) -> Sending;
    review::start_review(StartReviewRequest) -> Minutes;
    review::comment_minutes(CommentMinutesRequest) -> Minutes;
    approval::approve_minutes(ApproveMinutesRequest) -> Minutes;
    locking::preview_lock(LockMinutesRequest) -> Sending;
    locking::lock_minutes(LockMinutesRequest) -> Minutes;
    locking::export_minutes(GetMinutesRequest) -> File;
    texts::set_minutes_delay(SetMinutesDelayRequest) -> Empty;
}

/// The minutes of a meeting that the caller may see, and what the caller is to them.
struct Read {
    access: Access,
    row: Model,
    reader: Reader,
}

impl Read {
    async fn new(db: &impl ConnectionTrait, caller: &Caller, access: Access) -> Result<Self> {
        let info = &access.info;
        if !matches!(info.state, MeetingState::Running | MeetingState::Held) {
            return Err(Error::Missing);
        }
        let row = store::minutes(db, info.id).await?;
        let row = row.unwrap_or_else(|| Model::draft(info));
        let reader = reader(caller, &access);
        if !reader.reads(row.state(), kinds::kind(info.kind).minutes_audience) {
            return Err(Error::Missing);
        }
        Ok(Self { access, row, reader })
    }

    /// Requires what somebody saw of them to be what they are.
    fn must_be(&self, version: i32) -> Result<()> {
        if self.row.version == version {
            Ok(())
        } else {
            Err(Error::Changed)
        }
    }

    /// Brings them to the state after a step.
    fn step(&mut self, step: Step) -> Result<()> {
        let next = rules::next(self.row.state(), step).ok_or(Error::NotNow(Reason::MinutesState))?;
        self.row.state = next as i32;
        Ok(())
    }

    /// An act on them, told to those who read them then.
    fn act(&self, rpc: &'static str, kind: ActivityKind) -> Act<'_> {
        let info = &self.access.info;
        let is_open = kinds::kind(info.kind).minutes_audience == MinutesAudience::Network
            && self.row.state() == MinutesState::Locked;
        let convened = self.access.invitees.iter().filter_map(|one| one.organisation_id);
        // The animator is told of a centre's own session, and does not read its minutes.
        let path = match info.kind {
            MeetingKind::LocalSession => meeting::path(info.id),
            _ => crate::minutes::path(info.id),
        };
        Act {
            audience: if is_open {
                Audience::Everyone
            } else {
                Audience::Organisations(std::iter::once(info.organisation_id).chain(convened).collect())
            },
            path,
            ..self.access.act(rpc, kind)
        }
    }
}

/// What the caller is to the minutes of a meeting.
fn reader(caller: &Caller, access: &Access) -> Reader {
    let is_of = access
        .invitees
        .iter()
        .any(|one| one.organisation_id == Some(caller.organisation_id));
    Reader {
        leads: access.may_lead,
        is_convened: access.own.is_some(),
        is_of_convened: is_of || caller.is_of(access.info.organisation_id),
        is_director: caller.role == Role::Director,
    }
}

/// The minutes of a meeting, as the caller may read them.
async fn read(db: &impl ConnectionTrait, caller: &Caller, meeting_id: &str) -> Result<Read> {
    let access = meeting::access(db, caller, db::parse_id(meeting_id)?).await?;
    Read::new(db, caller, access.ok_or(Error::Missing)?).await
}

/// The same, the meeting locked until the commit.
async fn locked(tx: &impl ConnectionTrait, caller: &Caller, meeting_id: &str) -> Result<Read> {
    let access = meeting::locked(tx, caller, db::parse_id(meeting_id)?).await?;
    Read::new(tx, caller, access.ok_or(Error::Missing)?).await
}

/// The same, by who leads.
async fn led(tx: &impl ConnectionTrait, caller: &Caller, meeting_id: &str) -> Result<Read> {
    let read = locked(tx, caller, meeting_id).await?;
    read.access.must_lead()?;
    Ok(read)
}

/// Ends an act: log, commit, wake; answers the minutes as they are then.
async fn finish(
    app: &App,
    tx: DatabaseTransaction,
    caller: &Caller,
    now: DateTime<Utc>,
    act: Act<'_>,
    meeting_id: &str,
) -> Result<Minutes> {
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    let request = GetMinutesRequest {
        meeting_id: meeting_id.to_owned(),
        ..GetMinutesRequest::default()
    };
    view::get_minutes(app, caller, request).await
}
