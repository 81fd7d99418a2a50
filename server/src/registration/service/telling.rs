//! What those who registered are told when the meeting itself changes.

use proto::v1::{Answering, RegistrationState};
use sea_orm::ConnectionTrait;

use super::day::{Day, Post};
use crate::app::App;
use crate::convocation::Change;
use crate::error::Result;
use crate::meeting::Info;
use crate::registration::letter::Occasion;
use crate::registration::rules;
use crate::registration::store::{self, registration, workshop};

/// A day that moves takes its workshops along, and an offer never goes beyond its beginning. A new hour or place
/// is told to those who have a place or wait for one.
pub(crate) async fn tell_change(
    app: &App,
    tx: &impl ConnectionTrait,
    (before, after): (&Info, &Info),
    change: Change,
) -> Result<()> {
    if change.hours {
        for row in store::workshops(tx, after.id).await? {
            let moved = |at| {
                let from = (before.starts_at, before.zone);
                rules::moved(at, from, (after.starts_at, after.zone))
            };
            let row = workshop::Model {
                starts_at: moved(row.starts_at),
                ends_at: moved(row.ends_at),
                ..row
            };
            store::save_workshop(tx, row).await?;
        }
    }
    let Some(mut settings) = store::settings(tx, after.id).await? else {
        return Ok(());
    };
    if settings.closes_at > after.ends_at {
        settings.closes_at = after.ends_at;
        settings.opens_at = settings.opens_at.min(after.ends_at);
        store::save_settings(tx, &mut settings).await?;
    }
    let day = Day::of(tx, after.clone(), settings).await?;
    let post = Post::new(app, tx, after, &day.workshops).await?;
    // They come: a link for those who follow from afar is not theirs.
    let is_told = change.concerns(Answering::InPerson);
    for row in day.people.iter().filter(|row| is_concerned(row)) {
        if row.offered_until.is_some_and(|until| until > after.starts_at) {
            let row = registration::Model {
                offered_until: Some(after.starts_at),
                ..row.clone()
            };
            store::save_registration(tx, row).await?;
        }
        if is_told {
            post.send(tx, row, &day.choices_of(row.id), Occasion::Changed(change))
                .await?;
        }
    }
    Ok(())
}

/// Nobody comes: those who have a place or wait for one are told, and what they said of meal and access serves no
/// more.
pub(crate) async fn tell_cancelled(app: &App, tx: &impl ConnectionTrait, info: &Info) -> Result<()> {
    store::erase_needs(tx, info.id, (true, true)).await?;
    let post = Post::new(app, tx, info, &[]).await?;
    for row in store::registrations(tx, info.id).await? {
        if !is_concerned(&row) {
            continue;
        }
        let had_place = row.state() == RegistrationState::Registered;
        post.send(tx, &row, &[], Occasion::CalledOff { had_place })
            .await?;
        if row.offered_until.is_some() {
            let row = registration::Model {
                offered_until: None,
                ..row
            };
            store::save_registration(tx, row).await?;
        }
    }
    Ok(())
}

fn is_concerned(row: &registration::Model) -> bool {
    matches!(
        row.state(),
        RegistrationState::Registered | RegistrationState::Waiting | RegistrationState::Offered
    )
}
