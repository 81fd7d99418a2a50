//! What those convened are sent: convocation, change, cancellation, reminder. Each mail carries an invitation
//! for calendars, but the reminder.

use std::collections::BTreeSet;

use proto::v1::sending::Recipient;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{MAX_PARAGRAPHS, prepared};
use crate::app::App;
use crate::auth::Caller;
use crate::convocation::calendar::{self, Entry, Method, Sender};
use crate::convocation::letter::{Occasion, Reader, Told};
use crate::convocation::rules::{self, Change};
use crate::convocation::store::{self, invitee};
use crate::error::{Error, Result, Violations};
use crate::live;
use crate::mail::{self, Mail};
use crate::meeting::{self, Access, Info, Step};
use crate::signature::{Purpose, Signer};
use crate::{db, network};

/// A mail that is ready for one person.
struct Ready {
    name: String,
    email: String,
    organisation_name: String,
    subject: String,
    text: String,
    calendar: String,
}

/// Those who are still where they were convened for: who left the organisation since is written to no more. A guest
/// stays.
pub(in crate::convocation) async fn present(
    app: &App,
    db: &impl ConnectionTrait,
    mut rows: Vec<invitee::Model>,
) -> Result<Vec<invitee::Model>> {
    if rows.iter().all(|row| row.person_id.is_none()) {
        return Ok(rows);
    }
    let today = app.clock.today(chrono_tz::Europe::Paris);
    let people = network::people(db, today).await?;
    let current: BTreeSet<(Uuid, Uuid)> = people
        .iter()
        .map(|person| (person.person_id, person.organisation_id))
        .collect();
    rows.retain(|row| {
        let member = row.person_id.zip(row.organisation_id);
        member.is_none_or(|member| current.contains(&member))
    });
    Ok(rows)
}

/// Writes what each of these people gets, with the agenda as that person may see it.
#[expect(
    clippy::too_many_lines,
    reason = "one step after the other; cut, it would hide the order"
)]
async fn write(
    app: &App,
    tx: &impl ConnectionTrait,
    signer: Option<&Signer>,
    info: &Info,
    rows: &[invitee::Model],
    occasion: Occasion<'_>,
) -> Result<Vec<Ready>> {
    let now = app.clock.now();
    let items = meeting::items(tx, info.id).await?;
    let minutes: Vec<i32> = items.iter().map(|item| item.minutes).collect();
    let starts = meeting::schedule(info, &minutes);
    let today = app.clock.today(chrono_tz::Europe::Paris);
    let people = network::people(tx, today).await?;
    let method = match occasion {
        Occasion::Convened { .. } | Occasion::Changed(_) => Some(Method::Request),
        Occasion::Cancelled | Occasion::Removed => Some(Method::Cancel),
        Occasion::Reminder => None,
    };
    let mut ready = Vec::new();
    for row in rows {
        let zone = people
            .iter()
            .find(|person| Some(person.person_id) == row.person_id)
            .map_or(info.zone, |person| person.zone);
        let is_seen = |item: &meeting::Item| {
            !item.is_closed
                || row
                    .organisation_id
                    .is_some_and(|id| item.concerned_ids.contains(&id))
        };
        let told = Told {
            info,
            kind_label: meeting::kinds::kind(info.kind).label,
            items: items
                .iter()
                .zip(starts.iter().copied())
                .filter(|(item, _)| is_seen(item))
                .collect(),
            now,
        };
        let link = link(app, signer, row.id);
        let reader = Reader {
            name: &row.name,
            zone,
            link: &link,
        };
        let attendee = Sender {
            name: &row.name,
            email: &row.email,
        };
        ready.push(Ready {
            name: row.name.clone(),
            email: row.email.clone(),
            organisation_name: row.organisation_name.clone(),
            subject: told.subject(occasion),
            text: told.text(occasion, &reader),
            calendar: method.map_or_else(String::new, |method| {
                let from = mail::sender(&app.config.mail_from);
                let organiser = Sender {
                    name: &info.organisation_name,
                    email: &from,
                };
                calendar::invitation(
                    method,
                    &Entry::of_meeting(info, &link),
                    &organiser,
                    &attendee,
                    now,
                )
            }),
        });
    }
    Ok(ready)
}

/// The address at which someone answers without an account; only the person sees it.
fn link(app: &App, signer: Option<&Signer>, id: Uuid) -> String {
    let Some(signer) = signer else {
        return "(lien personnel)".to_owned();
    };
    let signature = signer.sign(Purpose::Answer, id);
    format!(
        "{}/convocation/answer?invitee={id}&signature={signature}",
        app.config.public_url
    )
}

/// Queues what each of these people gets, in the transaction of the change that causes it.
pub(in crate::convocation) async fn send(
    app: &App,
    tx: &impl ConnectionTrait,
    info: &Info,
    rows: &[invitee::Model],
    occasion: Occasion<'_>,
) -> Result<Sending> {
    let signer = Signer::of(tx).await?;
    let ready = write(app, tx, Some(&signer), info, rows, occasion).await?;
    for mail in &ready {
        let mail = Mail {
            to: &mail.email,
            name: &mail.name,
            subject: &mail.subject,
            text: &mail.text,
            html: "",
            calendar: &mail.calendar,
        };
        mail::queue(tx, app.clock.now(), mail).await?;
    }
    Ok(message(ready))
}

fn message(ready: Vec<Ready>) -> Sending {
    Sending {
        subject: ready.first().map(|one| one.subject.clone()).unwrap_or_default(),
        recipients: ready
            .into_iter()
            .map(|one| Recipient {
                name: one.name,
                email: one.email,
                organisation_name: one.organisation_name,
                text: one.text,
            })
            .collect(),
    }
}

/// Those whom a convocation goes to, and the word before the agenda.
async fn addressed(
    app: &App,
    tx: &impl ConnectionTrait,
    access: &Access,
    request: &ConvocationRequest,
) -> Result<(Vec<invitee::Model>, String)> {
    let mut violations = Violations::new();
    let word = violations.optional_text("message", &request.message, MAX_PARAGRAPHS);
    violations.finish()?;
    meeting::must_be_open(access.info.state)?;
    if access.info.kind == MeetingKind::LocalSession {
        return Err(Error::NotNow(Reason::MeetingKind));
    }
    let mut rows = store::invitees(tx, access.info.id).await?;
    let is_second = access.info.convened_at.is_some();
    if is_second && !request.is_again {
        return Err(Error::NotNow(Reason::AlreadyConvened));
    }
    if is_second && !request.is_to_all {
        rows.retain(|row| row.convened_at.is_none());
    }
    let rows = present(app, tx, rows).await?;
    if rows.is_empty() {
        return Err(Error::NotNow(Reason::NobodyToConvene));
    }
    Ok((rows, word))
}

/// Shows what a convocation would send.
pub(super) async fn preview_convocation(
    app: &App,
    caller: &Caller,
    request: ConvocationRequest,
) -> Result<Sending> {
    let db = app.db.read();
    let access = meeting::access(db, caller, db::parse_id(&request.meeting_id)?).await?;
    let access = access.ok_or(Error::Missing)?;
    access.must_edit()?;
    let request = ConvocationRequest {
        is_again: true,
        ..request
    };
    let (rows, word) = addressed(app, db, &access, &request).await?;
    let occasion = Occasion::Convened { message: &word };
    Ok(message(
        write(app, db, None, &access.info, &rows, occasion).await?,
    ))
}

pub(super) async fn send_convocation(
    app: &App,
    caller: &Caller,
    request: ConvocationRequest,
) -> Result<Sending> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = prepared(&tx, caller, &request.meeting_id).await?;
    let (rows, word) = addressed(app, &tx, &access, &request).await?;
    if now >= access.info.starts_at {
        return Err(Error::NotNow(Reason::MeetingBegun));
    }
    let info = Info {
        state: meeting::step(&tx, access.info.id, Step::Convene, now).await?,
        ..access.info.clone()
    };
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    store::mark_convened(&tx, &ids, now).await?;
    let sending = send(app, &tx, &info, &rows, Occasion::Convened { message: &word }).await?;
    let act = access.act("SendConvocation", ActivityKind::MeetingConvened);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(sending)
}

pub(super) async fn send_meeting_reminder(
    app: &App,
    caller: &Caller,
    request: MeetingRequest,
) -> Result<Sending> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let access = prepared(&tx, caller, &request.id).await?;
    if access.info.state != MeetingState::Convened {
        return Err(Error::NotNow(Reason::MeetingState));
    }
    let mut rows = store::invitees(&tx, access.info.id).await?;
    rows.retain(|row| row.convened_at.is_some() && row.answer() == Answering::Unspecified);
    let rows = present(app, &tx, rows).await?;
    if rows.is_empty() {
        return Err(Error::NotNow(Reason::NobodyToRemind));
    }
    for row in &rows {
        store::mark_reminded(&tx, row, now).await?;
    }
    let sending = send(app, &tx, &access.info, &rows, Occasion::Reminder).await?;
    let mut act = access.act("SendMeetingReminder", ActivityKind::MeetingReminded);
    act.audience = live::Audience::organisation(access.info.organisation_id);
    live::record(&tx, Some(caller), now, act).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(sending)
}

/// Tells a change to those whom it concerns among those convened.
pub(crate) async fn tell_change(
    app: &App,
    tx: &impl ConnectionTrait,
    access: &Access,
    change: &Change,
) -> Result<()> {
    let mut rows = store::invitees(tx, access.info.id).await?;
    rows.retain(|row| row.convened_at.is_some() && change.concerns(row.answer()));
    let rows = present(app, tx, rows).await?;
    if !rows.is_empty() {
        send(app, tx, &access.info, &rows, Occasion::Changed(*change)).await?;
    }
    Ok(())
}

/// Tells a cancellation to all who were convened.
pub(crate) async fn tell_cancelled(app: &App, tx: &impl ConnectionTrait, access: &Access) -> Result<()> {
    let mut rows = store::invitees(tx, access.info.id).await?;
    rows.retain(|row| row.convened_at.is_some());
    let rows = present(app, tx, rows).await?;
    if !rows.is_empty() {
        send(app, tx, &access.info, &rows, Occasion::Cancelled).await?;
    }
    Ok(())
}

impl Change {
    /// What changed of a meeting that those convened are told of.
    pub(crate) fn between(before: &Info, after: &Info) -> Self {
        Self {
            hours: (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at),
            place: before.place != after.place,
            video: before.video_url != after.video_url,
        }
    }
}

/// Says whether an answer is taken now.
pub(super) fn must_take_answers(info: &Info) -> Result<()> {
    rules::must_take_answers(info.state).map_err(Error::NotNow)
}
