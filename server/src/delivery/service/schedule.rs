//! To whom, and when.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use proto::v1::delivery_preview::Exclusion;
use proto::v1::*;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::{sendable, sender, view};
use crate::app::App;
use crate::auth::Caller;
use crate::db::parse_id;
use crate::delivery::jobs::act;
use crate::delivery::letter;
use crate::delivery::rules::{self, Step, Window};
use crate::delivery::store::{self, delivery};
use crate::error::{Error, Result, Violations};
use crate::newsletter::Newsletter;
use crate::subscriber::{self, Links, Segment};
use crate::{edition, live};

/// Recipients of a page, before sending.
const PAGE: u64 = 100;
/// Choices of one kind in a segment, at most.
const MAX_CHOICES: usize = 200;

/// Who would be written to, and who not.
pub(super) async fn preview(
    app: &App,
    caller: &Caller,
    request: PreviewDeliveryRequest,
) -> Result<DeliveryPreview> {
    let db = app.db.read();
    let mut violations = Violations::new();
    let mut segment = segment(&mut violations, request.segment.unwrap_or_default());
    let after = violations.optional_id("after", &request.after);
    let (info, access) = sendable(app, db, caller, parse_id(&request.edition_id)?).await?;
    violations.finish()?;
    segment.is_digest = info.is_digest;
    let id = access.newsletter.id;
    let counts = subscriber::counts(db, id, &segment).await?;
    let page = subscriber::chunk(db, id, &segment, after, PAGE).await?;
    let is_full = u64::try_from(page.len()).is_ok_and(|n| n == PAGE);
    let last = page.last().filter(|_| is_full).map(|one| one.id.to_string());
    // Said once, with the number.
    let signature = match after {
        None => sender::signature(app, &access.newsletter).await?,
        Some(_) => RecordState::Published,
    };
    use ExclusionCause as C;
    let other_frequency = if info.is_digest { C::Each } else { C::Monthly };
    let exclusions = [
        (other_frequency, counts.n_other_frequency),
        (C::OutsideSegment, counts.n_outside),
        (C::Pending, counts.n_pending),
        (C::Left, counts.n_left),
        (C::Suppressed, counts.n_suppressed),
        (C::Erased, counts.n_erased),
    ];
    let exclusion = |(cause, n): (C, i64)| Exclusion {
        cause: cause as i32,
        n,
    };
    Ok(DeliveryPreview {
        n_selected: counts.n_selected,
        exclusions: exclusions
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(exclusion)
            .collect(),
        recipients: page.into_iter().map(|one| one.email).collect(),
        next_after: last.unwrap_or_default(),
        release_above: access.newsletter.release_above,
        signature: signature as i32,
    })
}

/// What was asked, read.
struct Asked {
    segment: Segment,
    time: DeliveryTime,
    at: String,
    zone: Option<Tz>,
    window: Window,
}

/// To whom an edition goes, and when.
pub(in crate::delivery) struct Plan {
    pub(in crate::delivery) segment: Segment,
    pub(in crate::delivery) time: DeliveryTime,
    /// The hold respected.
    pub(in crate::delivery) starts_at: DateTime<Utc>,
    pub(in crate::delivery) zone: Tz,
    /// For the same local hour everywhere; else empty.
    pub(in crate::delivery) local_time: String,
    pub(in crate::delivery) window: Window,
}

/// Freezes the edition and sets its time; again for one that asks again.
pub(super) async fn schedule(
    app: &App,
    caller: &Caller,
    request: ScheduleDeliveryRequest,
) -> Result<EditionDelivery> {
    let now = app.clock.now();
    let edition_id = parse_id(&request.edition_id)?;
    let (_, access) = sendable(app, app.db.read(), caller, edition_id).await?;
    let mut violations = Violations::new();
    let asked = read(&mut violations, request);
    let zone = asked.zone.unwrap_or(access.newsletter.zone);
    let (starts_at, local_time) = instant(&mut violations, &asked, zone, now);
    violations.finish()?;
    // Made before, because it takes a while: a mail never leaves without its signature.
    sender::ensure_keys(app, &access.newsletter).await?;
    let tx = app.db.begin().await?;
    let (_, access) = sendable(app, &tx, caller, edition_id).await?;
    let plan = Plan {
        segment: asked.segment,
        time: asked.time,
        starts_at,
        zone,
        local_time,
        window: asked.window,
    };
    set(app, &tx, Some(caller), &access.newsletter, edition_id, plan).await?;
    tx.commit().await?;
    app.live.wake();
    view::own(app, caller, edition_id).await
}

/// Freezes the edition and sets to whom and when it goes; `caller`: none for what the platform sends by itself.
///
/// # Errors
/// `NotNow` when the edition is not ready, has nobody to go to, or is under way already.
pub(in crate::delivery) async fn set(
    app: &App,
    tx: &DatabaseTransaction,
    caller: Option<&Caller>,
    newsletter: &Newsletter,
    edition_id: Uuid,
    plan: Plan,
) -> Result<delivery::Model> {
    let now = app.clock.now();
    let before = store::locked(tx, edition_id).await?;
    let state = match &before {
        None => DeliveryState::Held,
        // It is frozen: it would hold what was withdrawn or corrected since.
        Some(_) if edition::stale_locked(tx, edition_id).await?.is_some() => {
            return Err(Error::NotNow(Reason::EditionNotReady));
        }
        Some(row) => {
            rules::next(row.state(), Step::Reschedule).ok_or(Error::NotNow(Reason::DeliveryState))?
        }
    };
    let segment = Segment {
        is_digest: edition::is_digest(tx, edition_id).await?,
        ..plan.segment
    };
    let counts = subscriber::counts(tx, newsletter.id, &segment).await?;
    let n_expected = counts.n_selected;
    if n_expected == 0 {
        return Err(Error::NotNow(Reason::NoRecipient));
    }
    let needs_release = rules::needs_release(n_expected, newsletter.release_above);
    let (state, kind) = if needs_release {
        (
            DeliveryState::AwaitingRelease,
            ActivityKind::DeliveryAwaitingRelease,
        )
    } else {
        (state, ActivityKind::DeliveryScheduled)
    };
    // The key of the links is there from now on.
    Links::of(tx).await?;
    let subject = match &before {
        Some(row) => row.subject.clone(),
        None => edition::freeze(app, tx, edition_id, now).await?.subject,
    };
    let row = delivery::Model {
        subject,
        segment: serde_json::to_string(&segment).map_err(anyhow::Error::from)?,
        state: state as i32,
        time: plan.time as i32,
        starts_at: plan.starts_at,
        zone: plan.zone.name().to_owned(),
        local_time: plan.local_time,
        window_days: i32::from(plan.window.days),
        window_from: plan.window.from.format("%H:%M:%S").to_string(),
        window_until: plan.window.until.format("%H:%M:%S").to_string(),
        n_expected,
        ..blank(edition_id, newsletter, caller, now)
    };
    save(tx, before, row.clone()).await?;
    // Of a digest its people are told with what it is.
    if let Some(caller) = caller.filter(|_| needs_release) {
        let (subject, text) = letter::of_release(newsletter, &row, &app.config.public_url, now);
        letter::to_senders(app, tx, newsletter, caller.person_id, &subject, &text).await?;
    }
    live::record(tx, caller, now, act(&row, "ScheduleDelivery", kind)).await?;
    Ok(row)
}

/// A delivery of which nothing is set yet.
fn blank(
    edition_id: Uuid,
    newsletter: &Newsletter,
    caller: Option<&Caller>,
    now: DateTime<Utc>,
) -> delivery::Model {
    delivery::Model {
        edition_id,
        newsletter_id: newsletter.id,
        organisation_id: newsletter.organisation_id,
        subject: String::new(),
        segment: String::new(),
        state: 0,
        time: 0,
        starts_at: now,
        zone: String::new(),
        local_time: String::new(),
        window_days: 0,
        window_from: String::new(),
        window_until: String::new(),
        n_expected: 0,
        laid_after: None,
        is_laid: false,
        created_at: now,
        scheduled_by: caller.and_then(|caller| caller.person_id),
        scheduled_name: caller.map(|caller| caller.name.clone()).unwrap_or_default(),
        released_by: None,
        first_sent_at: None,
        ended_at: None,
        sampled_at: None,
        n_done: 0,
        rate_per_hour: 0,
        n_left: 0,
        version: 1,
    }
}

async fn save(
    tx: &impl ConnectionTrait,
    before: Option<delivery::Model>,
    mut row: delivery::Model,
) -> Result<()> {
    match before {
        None => store::insert(tx, row).await,
        Some(before) => {
            row.created_at = before.created_at;
            row.version = before.version;
            store::save(tx, &mut row).await
        }
    }
}

fn read(violations: &mut Violations, request: ScheduleDeliveryRequest) -> Asked {
    let time: DeliveryTime = violations.choice("time", request.time);
    let zone = (!request.zone.is_empty()).then(|| violations.zone("zone", &request.zone));
    let window = request.window.unwrap_or_default();
    let mut days = 0;
    for day in &window.days {
        if (1..=7).contains(day) {
            days |= 1_u8 << (day - 1);
        } else {
            violations.add("window.days", Reason::UnknownValue);
        }
    }
    let mut hour = |field: &str, text: &str| {
        if text.is_empty() {
            return Some(NaiveTime::MIN);
        }
        let parsed = NaiveTime::parse_from_str(text, "%H:%M");
        let parsed = parsed.or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"));
        if parsed.is_err() {
            violations.add(field, Reason::NotAnHour);
        }
        parsed.ok()
    };
    let from = hour("window.from", &window.from);
    let until = hour("window.until", &window.until);
    // From midnight to midnight is the whole day.
    if from == until && from.is_some_and(|from| from != NaiveTime::MIN) {
        violations.add("window.until", Reason::SameHour);
    }
    let (from, until) = (from.unwrap_or_default(), until.unwrap_or_default());
    Asked {
        segment: segment(violations, request.segment.unwrap_or_default()),
        time,
        at: request.at,
        zone,
        window: Window { days, from, until },
    }
}

/// The instant from which mails may leave, and the local time when it is one.
fn instant(
    violations: &mut Violations,
    asked: &Asked,
    zone: Tz,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, String) {
    let at = match asked.time {
        DeliveryTime::Now | DeliveryTime::Unspecified => return (rules::starts_at(now, None), String::new()),
        DeliveryTime::At | DeliveryTime::Local => violations.local_time("at", &asked.at, zone),
    };
    if at == DateTime::<Utc>::default() {
        return (now, String::new());
    }
    let (first, local) = match asked.time {
        DeliveryTime::Local => earliest(&asked.at, at),
        _ => (at, String::new()),
    };
    if first < now {
        violations.add("at", Reason::InThePast);
    }
    (rules::starts_at(now, Some(first)), local)
}

/// The first instant at which it is this local time somewhere in the territories, and that time.
fn earliest(text: &str, at: DateTime<Utc>) -> (DateTime<Utc>, String) {
    let parsed = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M");
    let parsed = parsed.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"));
    let Ok(local) = parsed else {
        return (at, String::new());
    };
    let zones: BTreeSet<&str> = proto::territory::TERRITORIES
        .iter()
        .map(|(_, _, zone)| *zone)
        .collect();
    let instants = zones.into_iter().filter_map(|zone| zone.parse::<Tz>().ok());
    let instants = instants.filter_map(|zone| rules::first_after(local.date(), local.time(), zone));
    (
        instants.min().unwrap_or(at),
        local.format("%Y-%m-%dT%H:%M:%S").to_string(),
    )
}

fn segment(violations: &mut Violations, asked: DeliverySegment) -> Segment {
    for (field, n) in [
        ("segment.list_ids", asked.list_ids.len()),
        ("segment.territories", asked.territories.len()),
        ("segment.functions", asked.functions.len()),
        ("segment.themes", asked.themes.len()),
    ] {
        if n > MAX_CHOICES {
            violations.add(field, Reason::TooMany);
        }
    }
    let ids = asked.list_ids.iter().filter(|id| !id.is_empty());
    let list_ids = ids.map(|id| violations.id("segment.list_ids", id)).collect();
    for code in &asked.territories {
        if proto::territory::territory(code).is_none() {
            violations.add("segment.territories", Reason::UnknownValue);
        }
    }
    for function in &asked.functions {
        violations.choice::<ActorFunction>("segment.functions", *function);
    }
    for theme in &asked.themes {
        violations.choice::<Theme>("segment.themes", *theme);
    }
    Segment {
        list_ids,
        territories: asked.territories,
        functions: asked.functions,
        themes: asked.themes,
        // Of the edition, not of what is asked.
        is_digest: false,
    }
}
