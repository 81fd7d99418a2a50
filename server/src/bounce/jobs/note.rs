//! A report is noted with what it changes, in one transaction, once.

use chrono::{DateTime, Utc};
use proto::v1::{ReportKind, ReportSource, UnmatchedCause};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use crate::app::App;
use crate::bounce::report::{Report, Says};
use crate::bounce::rules::{self, clean, mask};
use crate::bounce::store;
use crate::bounce::store::report::Model;
use crate::delivery::{self, Mailed};
use crate::error::Result;
use crate::live::{self, Act};
use crate::signature::Signer;
use crate::subscriber::{self, Standing};

/// What the subscribers' page says of one who complained.
const COMPLAINED: &str = "Plainte\u{a0}: courriel signalé comme indésirable.";

/// A report that came in.
#[derive(Debug)]
pub(in crate::bounce) struct Arrival {
    /// What makes it the same when it comes again.
    pub(in crate::bounce) key: String,
    pub(in crate::bounce) source: ReportSource,
    pub(in crate::bounce) report: Report,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::bounce) enum Noted {
    /// Noted, of this edition if it found its mail.
    New(Option<Uuid>),
    /// It was noted before.
    Known,
    /// Its mail is being handed over: what becomes of it is not written yet.
    Later,
}

/// Notes a report.
pub(in crate::bounce) async fn note(app: &App, arrival: Arrival) -> Result<Noted> {
    let now = app.clock.now();
    if store::is_known(app.db.read(), &arrival.key).await? {
        return Ok(Noted::Known);
    }
    let tx = app.db.begin().await?;
    let row = match find(&tx, &arrival.report).await? {
        Ok(mail) if mail.is_leaving => return Ok(Noted::Later),
        Ok(mail) => match matched(&tx, &arrival, &mail, now).await? {
            Some(row) => row,
            None => return Ok(Noted::Known),
        },
        Err(cause) => {
            let row = unmatched(&arrival, cause, now);
            if !store::insert(&tx, row.clone()).await? {
                return Ok(Noted::Known);
            }
            row
        }
    };
    tx.commit().await?;
    let kind = ReportKind::try_from(row.kind).unwrap_or_default();
    let matched = if row.cause == 0 { "true" } else { "false" };
    metrics::counter!("passerelle_bounce_reports_total", "kind" => name(kind), "matched" => matched)
        .increment(1);
    Ok(Noted::New(row.edition_id))
}

/// The name of a kind, for the metrics.
fn name(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::Unspecified => "none",
        ReportKind::Address => "address",
        ReportKind::Failed => "failed",
        ReportKind::Delayed => "delayed",
        ReportKind::Complaint => "complaint",
        ReportKind::AutoReply => "auto_reply",
        ReportKind::Arrived => "arrived",
    }
}

/// The mail that a report is about, by a return path that this platform signed; or why there is none.
async fn find(
    tx: &impl ConnectionTrait,
    report: &Report,
) -> Result<std::result::Result<Mailed, UnmatchedCause>> {
    if report.says == Says::Unreadable {
        return Ok(Err(UnmatchedCause::Unreadable));
    }
    if report.claims.is_empty() {
        return Ok(Err(UnmatchedCause::NoReturnPath));
    }
    let signer = Signer::known(tx).await?;
    let is_ours = |signer: &Signer| {
        report
            .claims
            .iter()
            .find(|claim| claim.is_signed(signer))
            .cloned()
    };
    let Some(claim) = signer.as_ref().and_then(is_ours) else {
        return Ok(Err(UnmatchedCause::BadSignature));
    };
    let mail = delivery::mailed(tx, claim.row).await?;
    Ok(match (mail, &report.says) {
        (None, _) => Err(UnmatchedCause::UnknownMail),
        (Some(_), Says::Nothing(_)) => Err(UnmatchedCause::NoReport),
        (Some(mail), _) => Ok(mail),
    })
}

/// Without the mail, what it says is judged for itself; of the words only the codes are kept, since the rest may name
/// somebody whose data nobody could erase.
fn unmatched(arrival: &Arrival, cause: UnmatchedCause, now: DateTime<Utc>) -> Model {
    let (kind, words) = judge(&arrival.report, "");
    Model {
        cause: cause as i32,
        words: rules::codes(&words),
        subject: mask(&arrival.report.subject),
        ..row(arrival, kind, now)
    }
}

fn judge(report: &Report, email: &str) -> (ReportKind, String) {
    match &report.says {
        Says::Fates(fates) => rules::judge(fates, email, delivery::is_about_address),
        Says::Complaint => (ReportKind::Complaint, String::new()),
        Says::AutoReply => (ReportKind::AutoReply, String::new()),
        Says::Nothing(words) => (ReportKind::Unspecified, words.clone()),
        Says::Unreadable => (ReportKind::Unspecified, String::new()),
    }
}

fn row(arrival: &Arrival, kind: ReportKind, now: DateTime<Utc>) -> Model {
    Model {
        id: crate::db::id(),
        key: arrival.key.clone(),
        source: arrival.source as i32,
        kind: kind as i32,
        cause: 0,
        received_at: now,
        recipient_id: None,
        edition_id: None,
        subscriber_id: None,
        words: String::new(),
        subject: String::new(),
    }
}

/// Notes a report that found its mail, with its effects; `None` when it was noted before.
async fn matched(
    tx: &DatabaseTransaction,
    arrival: &Arrival,
    mail: &Mailed,
    now: DateTime<Utc>,
) -> Result<Option<Model>> {
    let (kind, words) = judge(&arrival.report, &mail.email);
    let held = subscriber::held(tx, mail.subscriber_id).await?;
    // Erased: what the server said may hold the address.
    let is_kept = held.is_some_and(|(standing, _)| standing != Standing::Erased);
    let words = if is_kept { clean(&words) } else { String::new() };
    let row = Model {
        recipient_id: Some(mail.id),
        edition_id: Some(mail.edition_id),
        subscriber_id: Some(mail.subscriber_id),
        words: words.clone(),
        ..row(arrival, kind, now)
    };
    if !store::insert(tx, row.clone()).await? {
        return Ok(None);
    }
    if matches!(kind, ReportKind::Address | ReportKind::Failed) {
        delivery::came_back(tx, mail.id, kind == ReportKind::Address, &words).await?;
    }
    if let (Some(held), Some(left_at), true) = (held, mail.left_at, is_kept)
        && rules::is_current(left_at, held.1)
    {
        take_off(tx, mail, kind, &words, held, now).await?;
    }
    Ok(Some(row))
}

/// What a report changes for the subscriber.
async fn take_off(
    tx: &DatabaseTransaction,
    mail: &Mailed,
    kind: ReportKind,
    words: &str,
    (standing, consent_at): (Standing, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Result<()> {
    match kind {
        ReportKind::Address => subscriber::suppress(tx, mail.subscriber_id, words, now).await,
        ReportKind::Failed => {
            let since = rules::failed_since(now, consent_at);
            if !delivery::is_always_failing(tx, mail.subscriber_id, since, rules::MAX_FAILED).await? {
                return Ok(());
            }
            let words = format!(
                "Les {} derniers courriels sont revenus. {words}",
                rules::MAX_FAILED
            );
            subscriber::suppress(tx, mail.subscriber_id, words.trim_end(), now).await
        }
        ReportKind::Complaint => {
            let Some(newsletter) = subscriber::leave(tx, mail.subscriber_id, COMPLAINED, now).await? else {
                return Ok(());
            };
            if standing == Standing::Active {
                delivery::count_left(tx, mail.subscriber_id).await?;
            }
            // The audit names the newsletter, never the person.
            live::record(tx, None, now, Act::audit("ReportComplaint", &newsletter)).await
        }
        ReportKind::Unspecified | ReportKind::Delayed | ReportKind::AutoReply | ReportKind::Arrived => Ok(()),
    }
}
