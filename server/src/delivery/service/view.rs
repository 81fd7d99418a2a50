//! Where a delivery stands, and its recipients.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use proto::v1::edition_delivery::{Count, Meaning};
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::db::parse_id;
use crate::delivery::jobs::ended;
use crate::delivery::rules::{self, Step};
use crate::delivery::store::{self, delivery, ledger, recipient};
use crate::error::{Error, Result, Violations};
use crate::newsletter::{self, Access};
use crate::{bounce, edition};

/// Recipients of a page.
const PAGE: u64 = 100;
/// Different words of servers that are read to say what they mean.
const WORDS: u64 = 500;

/// Where a delivery stands: for the newsletter's people, or, in totals, for the animator.
pub(super) async fn get(app: &App, caller: &Caller, request: &DeliveryRequest) -> Result<EditionDelivery> {
    let edition_id = parse_id(&request.edition_id)?;
    match own(app, caller, edition_id).await {
        Err(Error::Missing) if caller.is_animator() => totals(app, edition_id).await,
        answer => answer,
    }
}

/// For the newsletter's people.
pub(super) async fn own(app: &App, caller: &Caller, edition_id: Uuid) -> Result<EditionDelivery> {
    let db = app.db.read();
    let (info, access) = edition::access(app, db, caller, edition_id).await?;
    let now = app.clock.now();
    let mut answer = match store::delivery(db, edition_id).await? {
        Some(row) => {
            let mut answer = message(db, &row, now).await?;
            allow(&mut answer, &row, &access, caller);
            if answer.may_list {
                answer.meanings = meanings(db, edition_id).await?;
            }
            answer
        }
        None => EditionDelivery {
            edition_id: edition_id.to_string(),
            newsletter_id: access.newsletter.id.to_string(),
            may_schedule: access.may_send && info.problems.is_empty(),
            problems: info.problems.into_iter().map(|reason| reason as i32).collect(),
            ..EditionDelivery::default()
        },
    };
    answer.is_own = true;
    answer.is_digest = info.is_digest;
    answer.subject = info.subject;
    answer.newsletter_name = access.newsletter.name;
    answer.release_above = access.newsletter.release_above;
    if answer.zone.is_empty() {
        answer.zone = access.newsletter.zone.name().to_owned();
    }
    Ok(answer)
}

/// For the animator: numbers, no address, no words of servers, which may hold one.
async fn totals(app: &App, edition_id: Uuid) -> Result<EditionDelivery> {
    let db = app.db.read();
    let row = store::delivery(db, edition_id).await?.ok_or(Error::Missing)?;
    let newsletter = newsletter::newsletter(db, row.newsletter_id)
        .await?
        .ok_or(Error::Missing)?;
    Ok(EditionDelivery {
        newsletter_name: newsletter.name,
        scheduled_by: String::new(),
        segment: None,
        ..message(db, &row, app.clock.now()).await?
    })
}

async fn message(
    db: &impl ConnectionTrait,
    row: &delivery::Model,
    now: DateTime<Utc>,
) -> Result<EditionDelivery> {
    let counts = ledger::counts(db, row.edition_id).await?;
    let n_rows: i64 = counts.iter().map(|count| count.n).sum();
    let n_recipients = if row.is_laid {
        n_rows
    } else {
        n_rows.max(row.n_expected)
    };
    let n_left = n_recipients - ended(&counts);
    let (zone, window) = (row.zone(), row.window());
    let is_sending = row.state() == DeliveryState::Sending;
    // The window is asked when mails leave: now, or once the time has come.
    let leaves_at = match row.state() {
        DeliveryState::Sending => Some(now),
        DeliveryState::Held | DeliveryState::AwaitingRelease => Some(row.starts_at),
        _ => None,
    };
    let segment = row.segment()?;
    Ok(EditionDelivery {
        edition_id: row.edition_id.to_string(),
        newsletter_id: row.newsletter_id.to_string(),
        subject: row.subject.clone(),
        state: row.state,
        time: row.time,
        starts_at: Some(timestamp(row.starts_at)),
        zone: row.zone.clone(),
        window: Some(SendingWindow {
            days: (1..=7)
                .filter(|day| window.days & (1 << (day - 1)) != 0)
                .collect(),
            from: window.from.format("%H:%M").to_string(),
            until: window.until.format("%H:%M").to_string(),
        }),
        segment: Some(DeliverySegment {
            list_ids: segment.list_ids.iter().map(Uuid::to_string).collect(),
            territories: segment.territories,
            functions: segment.functions,
            themes: segment.themes,
        }),
        n_recipients,
        counts: in_all(counts, n_recipients - n_rows),
        rate_per_hour: if is_sending { row.rate_per_hour } else { 0 },
        expected_end: is_sending
            .then(|| rules::expected_end(now, n_left, row.rate_per_hour))
            .flatten()
            .map(timestamp),
        started_at: row.first_sent_at.map(timestamp),
        ended_at: row.ended_at.map(timestamp),
        opens_at: leaves_at.and_then(|at| window.opens_at(at, zone)).map(timestamp),
        scheduled_by: row.scheduled_name.clone(),
        n_left: row.n_left,
        local_hour: row
            .local_time
            .parse::<NaiveDateTime>()
            .map(|at| at.format("%H:%M").to_string())
            .unwrap_or_default(),
        reports: bounce::counts_of(db, row.edition_id).await?,
        problems: problems(db, row).await?,
        ..EditionDelivery::default()
    })
}

/// Why it does not begin.
async fn problems(db: &impl ConnectionTrait, row: &delivery::Model) -> Result<Vec<i32>> {
    if row.first_sent_at.is_some() || row.ended_at.is_some() {
        return Ok(Vec::new());
    }
    let reason = edition::stale(db, row.edition_id).await?;
    Ok(reason.into_iter().map(|reason| reason as i32).collect())
}

/// The counts, in which those who have no row yet wait: they always sum to the recipients.
fn in_all(counts: Vec<ledger::Count>, n_unlaid: i64) -> Vec<Count> {
    let queued = RecipientState::Queued as i32;
    let mut all: Vec<Count> = counts
        .into_iter()
        .map(|count| Count {
            state: count.state,
            cause: count.cause,
            n: count.n,
        })
        .collect();
    match all.iter_mut().find(|count| count.state == queued) {
        Some(count) => count.n += n_unlaid,
        None if n_unlaid > 0 => all.insert(
            0,
            Count {
                state: queued,
                cause: 0,
                n: n_unlaid,
            },
        ),
        None => {}
    }
    all
}

fn allow(answer: &mut EditionDelivery, row: &delivery::Model, access: &Access, caller: &Caller) {
    let may = |step: Step| access.may_send && rules::next(row.state(), step).is_some();
    answer.may_schedule = may(Step::Reschedule) && answer.problems.is_empty();
    answer.may_release =
        may(Step::Release) && caller.person_id.is_some() && row.scheduled_by != caller.person_id;
    answer.may_stop = may(Step::Stop) || may(Step::CallBack);
    answer.may_pause = may(Step::Pause);
    answer.may_resume = may(Step::Resume);
    answer.may_retry = may(Step::Reopen);
    answer.may_list = access.may_write;
}

/// What servers say to those who were not reached, the most frequent first.
async fn meanings(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<Vec<Meaning>> {
    let mut by_meaning = BTreeMap::<(i32, i32), i64>::new();
    for (state, words, n) in ledger::words(db, edition_id, WORDS).await? {
        *by_meaning
            .entry((rules::meaning(&words) as i32, state))
            .or_default() += n;
    }
    let mut meanings: Vec<Meaning> = by_meaning
        .into_iter()
        .map(|((meaning, state), n)| Meaning { meaning, state, n })
        .collect();
    meanings.sort_by_key(|one| std::cmp::Reverse(one.n));
    Ok(meanings)
}

/// The recipients in a state: only for those who write the newsletter.
pub(super) async fn list(
    app: &App,
    caller: &Caller,
    request: &ListRecipientsRequest,
) -> Result<ListRecipientsResponse> {
    let db = app.db.read();
    let edition_id = parse_id(&request.edition_id)?;
    let mut violations = Violations::new();
    let state = match RecipientState::try_from(request.state) {
        Ok(RecipientState::Unspecified) => None,
        Ok(state) => Some(state),
        Err(_) => {
            violations.add("state", Reason::UnknownValue);
            None
        }
    };
    let after = violations.optional_id("after", &request.after);
    let (_, access) = edition::access(app, db, caller, edition_id).await?;
    access.must_write()?;
    violations.finish()?;
    let rows = ledger::recipients(db, edition_id, state, after, PAGE).await?;
    let is_full = u64::try_from(rows.len()).is_ok_and(|n| n == PAGE);
    let last = rows.last().filter(|_| is_full).map(|row| row.id.to_string());
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut reports = bounce::of_recipients(db, &ids).await?;
    let message = |row: recipient::Model| Recipient {
        reports: reports.remove(&row.id).unwrap_or_default(),
        ..recipient_message(row)
    };
    Ok(ListRecipientsResponse {
        next_after: last.unwrap_or_default(),
        recipients: rows.into_iter().map(message).collect(),
    })
}

fn recipient_message(row: recipient::Model) -> Recipient {
    let is_waiting = row.state() == RecipientState::Queued;
    Recipient {
        id: row.id.to_string(),
        state: row.state,
        cause: row.cause() as i32,
        n_attempts: row.attempts,
        meaning: rules::meaning(&row.answer) as i32,
        at: row.ended_at.map(timestamp),
        next_at: is_waiting.then(|| timestamp(row.next_at)),
        is_resent: row.resent_at.is_some(),
        email: row.email,
        words: row.answer,
        reports: Vec::new(),
    }
}
