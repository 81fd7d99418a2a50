//! What happens by itself: an offer that lapses goes to the next one; who came is thanked once the day is over;
//! what is personal is erased when its time is over. Replicas do each of these once: the lock of the meeting, and
//! marks that only one of them can set.

use chrono::{DateTime, Utc};
use proto::v1::{MeetingState, RegistrationState};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};
use crate::live::{self, Act};
use crate::mail;
use crate::meeting::{self, Info};
use crate::registration::letter::Occasion;
use crate::registration::rules::{self, Step};
use crate::registration::service::day::{Day, Post, fill, quiet_act};
use crate::registration::store::{self, settings};

/// Does what is due; says how much was done.
pub(crate) async fn run(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let mut n_done = 0;
    for id in store::days_with_late_offers(app.db.read(), now).await? {
        n_done += lapse(app, id, now).await?;
    }
    let days = store::unerased(app.db.read()).await?;
    if days.is_empty() {
        return Ok(n_done);
    }
    let infos = meeting::infos(app.db.read(), days.iter().map(|day| day.meeting_id).collect()).await?;
    n_done += thank(app, &infos, now).await?;
    for info in &infos {
        let Some(day) = days.iter().find(|day| day.meeting_id == info.id) else {
            continue;
        };
        if day.needs_erased_at.is_none() && rules::needs_kept_until(info.ends_at) <= now {
            n_done += erase_needs(app, info, now).await?;
        }
        if rules::kept_until(info.ends_at, day.retention_months, info.zone) <= now {
            n_done += erase(app, info, now).await?;
        }
    }
    Ok(n_done)
}

/// Ends the offers of a day that were not answered in time, and asks the next ones.
async fn lapse(app: &App, meeting_id: Uuid, now: DateTime<Utc>) -> Result<usize> {
    let tx = app.db.begin().await?;
    let info = meeting::lock(&tx, meeting_id).await?.ok_or(Error::Missing)?;
    let settings = store::settings(&tx, meeting_id).await?.ok_or(Error::Missing)?;
    // Read under the lock: another process may have been first.
    let day = Day::of(&tx, info.clone(), settings.clone()).await?;
    let post = Post::new(app, &tx, &info, &day.workshops).await?;
    let is_late = |until: DateTime<Utc>| until <= now;
    let mut n_lapsed = 0;
    for row in &day.people {
        if !row.offered_until.is_some_and(is_late) {
            continue;
        }
        let Some(state) = rules::next(row.state(), Step::Lapse) else {
            continue;
        };
        let mut row = row.clone();
        row.state = state as i32;
        row.offered_until = None;
        row.forget_needs();
        store::set_choices(&tx, row.id, Vec::new()).await?;
        store::save_registration(&tx, row.clone()).await?;
        post.send(&tx, &row, &[], Occasion::Lapsed).await?;
        n_lapsed += 1;
    }
    if n_lapsed == 0 {
        return Ok(0);
    }
    fill(app, &tx, &info, &settings).await?;
    live::record(&tx, None, now, quiet_act(&info, "LapseOffer")).await?;
    tx.commit().await?;
    app.live.wake();
    Ok(n_lapsed)
}

/// Writes to those who came, once the day is over.
async fn thank(app: &App, infos: &[Info], now: DateTime<Utc>) -> Result<usize> {
    let is_over = |info: &&Info| info.ends_at <= now && info.state != MeetingState::Cancelled;
    let over: Vec<Uuid> = infos.iter().filter(is_over).map(|info| info.id).collect();
    let rows = store::unthanked(app.db.read(), over).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let tx = app.db.begin().await?;
    let mut n_thanked = 0;
    for info in infos {
        let post = Post::new(app, &tx, info, &[]).await?;
        for row in rows.iter().filter(|row| row.meeting_id == info.id) {
            let is_registered = row.state() == RegistrationState::Registered;
            if store::mark_thanked(&tx, row.id, now).await? && is_registered {
                post.send(&tx, row, &[], Occasion::Thanked).await?;
                n_thanked += 1;
            }
        }
    }
    tx.commit().await?;
    Ok(n_thanked)
}

/// Erases the meals and the access needs of a day (L6).
async fn erase_needs(app: &App, info: &Info, now: DateTime<Utc>) -> Result<usize> {
    let tx = app.db.begin().await?;
    if !store::mark_erased(&tx, info.id, settings::Column::NeedsErasedAt, now).await? {
        return Ok(0);
    }
    store::erase_needs(&tx, info.id, (true, true)).await?;
    finish(tx, info, "EraseNeeds", now).await
}

/// Erases names and addresses, in the mails too; the counts stay.
async fn erase(app: &App, info: &Info, now: DateTime<Utc>) -> Result<usize> {
    let tx = app.db.begin().await?;
    if !store::mark_erased(&tx, info.id, settings::Column::ErasedAt, now).await? {
        return Ok(0);
    }
    store::erase_needs(&tx, info.id, (true, true)).await?;
    for row in store::registrations(&tx, info.id).await? {
        if let Some(email) = &row.email {
            mail::forget(&tx, email, &row.id.to_string()).await?;
        }
    }
    store::erase_registrations(&tx, info.id).await?;
    finish(tx, info, "EraseRegistrations", now).await
}

/// Says in the audit what was erased, of which day: no name.
async fn finish(
    tx: DatabaseTransaction,
    info: &Info,
    job: &'static str,
    now: DateTime<Utc>,
) -> Result<usize> {
    let act = Act {
        kind: None,
        ..quiet_act(info, job)
    };
    live::record(&tx, None, now, act).await?;
    tx.commit().await?;
    Ok(1)
}
