//! Local actors who receive a newsletter (D3), without an account.
//!
//! ```text
//! (asks) -> pending -> active -> left ------+--> (asks again: pending)
//!              ^          |                 |
//!              |          +--> suppressed --+    the address came back; confirming it repairs
//!              +-- any of them may be erased: only a keyed hash of the address stays
//! ```
//!
//! An address is written to once its owner pressed the button of the page that a mail to it opens (double opt-in);
//! when, from where and which words were agreed to are kept as evidence. Imported addresses come with a source and a
//! legal ground (L1), told to them with the first mail; who left, came back or was erased is not imported again.
//!
//! What a link may do depends on how far it travels. The one in each mail may be forwarded: it shows lists, no
//! address, changes them and leaves. Data are read, changed and erased by a link sent anew to the
//! address itself, good for an hour. Knowing an address or an identifier does nothing.

pub(crate) mod jobs;
mod letter;
mod links;
mod rules;
mod service;
mod spreadsheet;
pub(crate) mod store;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proto::v1::SubscriberState;
use proto::v1::processing_record::Retention;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use self::links::Links;
pub(crate) use self::service::service;

use crate::error::{Error, Result};
use crate::{bounce, newsletter};

/// Whom an edition is for: of each kind, any of those named; nothing named: everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Segment {
    pub(crate) list_ids: Vec<Uuid>,
    /// Codes of `proto::territory`.
    pub(crate) territories: Vec<String>,
    /// Of `ActorFunction`.
    pub(crate) functions: Vec<i32>,
    /// Of `Theme`.
    pub(crate) themes: Vec<i32>,
    /// For those who receive the monthly digest, and nobody else; otherwise for the others alone.
    #[serde(default)]
    pub(crate) is_digest: bool,
}

/// Someone to write to.
#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    /// Of the territory, else Paris.
    pub(crate) zone: Tz,
    /// Where an imported address came from, until its owner was told.
    pub(crate) source: String,
}

/// How many a segment selects, and how many are left out, by cause. The sum is everyone ever known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "each is a number of subscribers")]
pub(crate) struct Counts {
    pub(crate) n_selected: i64,
    /// Active, and of the other frequency.
    pub(crate) n_other_frequency: i64,
    /// Active, of the frequency, and outside the segment.
    pub(crate) n_outside: i64,
    pub(crate) n_pending: i64,
    pub(crate) n_left: i64,
    pub(crate) n_suppressed: i64,
    pub(crate) n_erased: i64,
}

/// Whether somebody may be written to, at this instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Active,
    Left,
    Suppressed,
    Erased,
}

/// Subscribers of a newsletter, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "each is a number of subscribers")]
pub(crate) struct Totals {
    pub(crate) n_active: i32,
    pub(crate) n_pending: i32,
    pub(crate) n_left: i32,
}

/// The next recipients of a segment, in the order of their identifiers: those who are active.
pub(crate) async fn chunk(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
    segment: &Segment,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Recipient>> {
    let rows = store::selection::chunk(db, newsletter_id, segment, after, limit).await?;
    let recipient = |row: store::subscriber::Model| {
        let zone = rules::zone(&row.territory);
        let is_to_tell = !row.is_source_told && !row.source.is_empty();
        Some(Recipient {
            id: row.id,
            email: row.email?,
            zone,
            source: if is_to_tell { row.source } else { String::new() },
        })
    };
    Ok(rows.into_iter().filter_map(recipient).collect())
}

/// Says whether somebody receives the monthly digest of a newsletter.
pub(crate) async fn has_monthly(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<bool> {
    let segment = Segment {
        is_digest: true,
        ..Segment::default()
    };
    let first = store::selection::chunk(db, newsletter_id, &segment, None, 1).await?;
    Ok(!first.is_empty())
}

/// How many a segment selects, and what the others are left out for.
pub(crate) async fn counts(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
    segment: &Segment,
) -> Result<Counts> {
    store::selection::counts(db, newsletter_id, segment).await
}

/// Whether these may be written to, read anew just before a mail leaves. Who is not named is erased.
pub(crate) async fn standing(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Standing>> {
    let rows = store::states(db, ids).await?.into_iter();
    Ok(rows.map(|(id, state)| (id, Standing::of(state))).collect())
}

/// Whether somebody may be written to, and since when the consent stands; locked until the commit.
pub(crate) async fn held(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<(Standing, DateTime<Utc>)>> {
    let row = store::locked(tx, id).await?;
    Ok(row.map(|row| (Standing::of(row.state()), row.consent_at)))
}

/// Sends nothing more to an address that came back, until its owner confirms it.
pub(crate) async fn suppress(
    tx: &impl ConnectionTrait,
    id: Uuid,
    words: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let from = [SubscriberState::Active];
    store::end(tx, id, &from, SubscriberState::Suppressed, words, now).await?;
    Ok(())
}

/// Takes off somebody who complained of a mail; the name of the newsletter, unless nobody was there any more.
pub(crate) async fn leave(
    tx: &impl ConnectionTrait,
    id: Uuid,
    words: &str,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    let from = [SubscriberState::Active, SubscriberState::Suppressed];
    if !store::end(tx, id, &from, SubscriberState::Left, words, now).await? {
        return Ok(None);
    }
    let row = store::subscriber(tx, id).await?.ok_or(Error::Missing)?;
    let newsletter = newsletter::newsletter(tx, row.newsletter_id).await?;
    Ok(newsletter.map(|newsletter| newsletter.name))
}

/// The words that somebody who signs up agrees to.
pub(crate) fn consent(newsletter: &newsletter::Newsletter) -> String {
    letter::consent(newsletter)
}

/// Notes that a mail told these where their address came from.
pub(crate) async fn mark_source_told(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    store::mark_source_told(tx, ids).await
}

/// How long data are kept.
pub(crate) fn retention() -> Retention {
    let days = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
    Retention {
        days_to_confirm: days(rules::DAYS_TO_CONFIRM),
        days_until_forgotten: days(rules::DAYS_UNTIL_FORGOTTEN),
        years_of_consent: days(rules::YEARS_OF_CONSENT.into()),
        days_to_renew: days(rules::DAYS_TO_RENEW),
        minutes_of_own_data: days(rules::MINUTES_OF_OWN_DATA),
        days_of_reports: days(bounce::DAYS_KEPT),
    }
}

/// Where the imported addresses of a newsletter came from, on what ground, and how many are kept of each.
pub(crate) async fn sources(
    db: &impl ConnectionTrait,
    newsletter_id: Uuid,
) -> Result<Vec<(String, String, i32)>> {
    store::sources(db, newsletter_id).await
}

/// Subscribers of each newsletter, in numbers.
pub(crate) async fn totals(db: &impl ConnectionTrait) -> Result<BTreeMap<Uuid, Totals>> {
    let mut totals = BTreeMap::<Uuid, Totals>::new();
    for (newsletter_id, state, n) in store::numbers(db, None).await? {
        totals.entry(newsletter_id).or_default().add(state, n);
    }
    Ok(totals)
}

/// Subscribers of one newsletter, in numbers.
pub(crate) async fn totals_of(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<Totals> {
    let mut totals = Totals::default();
    for (_, state, n) in store::numbers(db, Some(newsletter_id)).await? {
        totals.add(state, n);
    }
    Ok(totals)
}

impl Standing {
    fn of(state: SubscriberState) -> Self {
        match state {
            SubscriberState::Active => Self::Active,
            SubscriberState::Suppressed => Self::Suppressed,
            SubscriberState::Erased => Self::Erased,
            SubscriberState::Left | SubscriberState::Pending | SubscriberState::Unspecified => Self::Left,
        }
    }
}

impl Totals {
    fn add(&mut self, state: SubscriberState, n: i64) {
        let n = i32::try_from(n).unwrap_or(i32::MAX);
        match state {
            SubscriberState::Active => self.n_active = n,
            SubscriberState::Pending => self.n_pending = n,
            SubscriberState::Left => self.n_left = n,
            SubscriberState::Suppressed | SubscriberState::Erased | SubscriberState::Unspecified => {}
        }
    }
}

/// Active subscribers of each list of a newsletter.
pub(crate) async fn by_list(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<BTreeMap<Uuid, i32>> {
    store::by_list(db, newsletter_id).await
}

/// Forgets who chose a list that is no more.
pub(crate) async fn forget_list(tx: &impl ConnectionTrait, list_id: Uuid) -> Result<()> {
    store::delete_list(tx, list_id).await
}
