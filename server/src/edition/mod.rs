//! Editions of a newsletter (D1): composed of blocks, previewed, checked, tried on the team, kept in the archive.
//!
//! ```text
//! draft <-> frozen -> published      (frozen: as it will leave; published: its first mail left)
//! ```
//!
//! Who may write the newsletter writes its editions; its whole organisation reads them; nobody else knows of them
//! before they appear. Each block has a version of its own, so that two people write two blocks at once. A block that
//! comes from the platform keeps a link to its source and a hash of what it said: when the source says something
//! else, the draft proposes to take it over; of a bulletin it must, before it may leave. Only what anyone may read goes
//! out: days open to the public, contributions published under a licence that lets them leave the network, and
//! bulletins, which national bodies send to be relayed: these stand as they were published, beside what the organisation
//! adds.
//!
//! What forbids to send is said where it is (`rules/problem.rs`); freezing renders the letter, once for all its
//! recipients, and nothing changes any more. Texts hold a closed list of names (`variable.rs`). Pictures are
//! ours, without any mark of who opens them, and readable by anyone only once the edition appeared.
//!
//! The digest of a month (`digest.rs`) is an edition that the platform makes of those that left.

mod digest;
mod letter;
mod link;
mod render;
mod rules;
mod service;
mod source;
pub(crate) mod store;
mod variable;

use chrono::{DateTime, Utc};
use proto::v1::{ActivityKind, BlockKind, EditionState, Reason};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::digest::{make_digest, settle, settled};
pub(crate) use self::service::service;

use self::rules::Step;
use crate::app::App;
use crate::auth::Caller;
use crate::bulletin::{self, Relayed};
use crate::error::{Error, Result};
use crate::live::{self, Act, Audience};
use crate::newsletter::{self, Newsletter};

/// An edition as it leaves: `html` and `text` hold two places for each recipient, `{{preferences}}` (the address
/// where one changes or leaves; escaped in `html`, where it is an attribute) and `{{source}}` (where an imported address
/// came from, escaped in `html`, or nothing).
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) number: i32,
    pub(crate) subject: String,
    pub(crate) html: String,
    pub(crate) text: String,
}

/// An edition, as whoever sends it needs it.
#[derive(Clone, Debug)]
pub(crate) struct Info {
    /// Its variables replaced.
    pub(crate) subject: String,
    /// What forbids to send it: none once it is frozen.
    pub(crate) problems: Vec<Reason>,
    /// Of a month: for those who receive it in place of each edition, and nobody else.
    pub(crate) is_digest: bool,
}

/// What the pages of an edition follow.
pub(crate) fn topic(id: Uuid) -> String {
    format!("edition:{id}")
}

/// An edition of the caller's organisation, and what the caller may do with its newsletter.
///
/// # Errors
/// `Missing` for one of another organisation.
pub(crate) async fn access(
    app: &App,
    db: &impl ConnectionTrait,
    caller: &Caller,
    id: Uuid,
) -> Result<(Info, newsletter::Access)> {
    let row = store::edition(db, id).await?.ok_or(Error::Missing)?;
    let access = newsletter::access(db, caller, row.newsletter_id).await?;
    let problems = if row.state() == EditionState::Draft {
        let composed = letter::compose(app, db, &access.newsletter, &row).await?;
        composed.problems.iter().map(|problem| problem.reason).collect()
    } else {
        Vec::new()
    };
    let (newsletter, number) = (&access.newsletter, letter::number(db, &row).await?);
    let subject = render::line(
        &newsletter.name,
        &newsletter.organisation_name,
        number,
        &row.subject,
    );
    let info = Info {
        subject,
        problems,
        is_digest: row.digest_month.is_some(),
    };
    Ok((info, access))
}

/// Says whether an edition is the digest of a month.
pub(crate) async fn is_digest(db: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let row = store::edition(db, id).await?.ok_or(Error::Missing)?;
    Ok(row.digest_month.is_some())
}

/// Renders and stores the letter of a draft, which nothing changes any more.
///
/// # Errors
/// `NotNow` when it is no draft, or when something forbids to send it.
pub(crate) async fn freeze(
    app: &App,
    tx: &impl ConnectionTrait,
    edition_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Letter> {
    let newsletter_id = store::edition(tx, edition_id)
        .await?
        .ok_or(Error::Missing)?
        .newsletter_id;
    let all = store::lock_editions_of(tx, newsletter_id).await?;
    let last = all.iter().filter_map(|row| row.number).max().unwrap_or_default();
    let row = all.into_iter().find(|row| row.id == edition_id);
    let mut row = row.ok_or(Error::Missing)?;
    row.state = next(&row, Step::Freeze)?;
    if row.digest_month.is_none() {
        row.number = row.number.or(Some(last + 1));
    }
    let newsletter = owner(tx, newsletter_id).await?;
    let composed = letter::compose(app, tx, &newsletter, &row).await?;
    if !composed.problems.is_empty() {
        return Err(Error::NotNow(Reason::EditionNotReady));
    }
    store::save(tx, &mut row).await?;
    let letter = store::letter::Model {
        edition_id,
        subject: composed.subject,
        html: composed.html,
        text: composed.text,
        frozen_at: now,
    };
    store::insert_letter(tx, letter.clone()).await?;
    Ok(of(&row, letter))
}

/// Makes a frozen edition a draft again: stopped before any mail.
///
/// # Errors
/// `NotNow` once its first mail left.
pub(crate) async fn thaw(tx: &impl ConnectionTrait, edition_id: Uuid) -> Result<()> {
    let mut row = store::locked(tx, edition_id).await?.ok_or(Error::Missing)?;
    row.state = next(&row, Step::Thaw)?;
    store::delete_letter(tx, edition_id).await?;
    store::save(tx, &mut row).await
}

/// The letter of an edition; `None` while it is a draft.
pub(crate) async fn letter(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<Option<Letter>> {
    let Some(row) = store::edition(db, edition_id).await? else {
        return Ok(None);
    };
    let letter = store::letter(db, edition_id).await?;
    Ok(letter.map(|letter| of(&row, letter)))
}

/// Notes that the first mail of a frozen edition leaves: it is in the archive from now on. Again: changes nothing.
///
/// # Errors
/// `NotNow` for a draft.
pub(crate) async fn publish(tx: &impl ConnectionTrait, edition_id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let mut row = store::locked(tx, edition_id).await?.ok_or(Error::Missing)?;
    if row.state() == EditionState::Published {
        return Ok(());
    }
    row.state = next(&row, Step::Publish)?;
    row.published_at = Some(now);
    store::save(tx, &mut row).await?;
    let newsletter = owner(tx, row.newsletter_id).await?;
    relay(tx, &newsletter, &row, now).await?;
    let mut told = act(
        "PublishEdition",
        ActivityKind::EditionPublished,
        &newsletter,
        edition_id,
    );
    // A digest is in no archive.
    if let Some(number) = row.number {
        told.path = issue_path(&newsletter.slug, number);
        if newsletter.is_archive_public {
            told.audience = Audience::Everyone;
        }
    }
    live::record(tx, None, now, told).await
}

/// Why an edition may not leave as it was frozen: a bulletin that it carries was withdrawn, or corrected since.
pub(crate) async fn stale(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<Option<Reason>> {
    bulletin::stale(db, &carried(db, edition_id).await?).await
}

/// The same, the bulletins locked until the commit: none is withdrawn or corrected meanwhile.
pub(crate) async fn stale_locked(tx: &impl ConnectionTrait, edition_id: Uuid) -> Result<Option<Reason>> {
    let carried = carried(tx, edition_id).await?;
    bulletin::lock(tx, &carried).await?;
    bulletin::stale(tx, &carried).await
}

/// The bulletins that an edition carries.
async fn carried(db: &impl ConnectionTrait, edition_id: Uuid) -> Result<Vec<Relayed>> {
    let blocks = store::blocks(db, edition_id).await?.into_iter();
    Ok(blocks
        .filter(|block| block.kind() == BlockKind::Bulletin)
        .filter_map(|block| {
            Some(Relayed {
                bulletin_id: block.source_id?,
                number: block.source_hash.parse().ok()?,
            })
        })
        .collect())
}

/// Notes the bulletins that an edition carries.
async fn relay(
    tx: &impl ConnectionTrait,
    newsletter: &Newsletter,
    row: &store::edition::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    let carried = carried(tx, row.id).await?;
    let words = match row.number {
        Some(number) => format!("{}, n°\u{a0}{number}", newsletter.name),
        None => format!("{}, {}", newsletter.name, row.subject),
    };
    bulletin::relayed(tx, newsletter.organisation_id, (row.id, &words), &carried, now).await
}

/// A draft without blocks.
fn blank(newsletter_id: Uuid, subject: String, by: &str, now: DateTime<Utc>) -> store::edition::Model {
    store::edition::Model {
        id: crate::db::id(),
        newsletter_id,
        number: None,
        subject,
        preheader: String::new(),
        state: EditionState::Draft as i32,
        created_at: now,
        updated_at: now,
        updated_by: by.to_owned(),
        published_at: None,
        digest_month: None,
        version: 1,
    }
}

/// An edition on the web.
fn issue_path(slug: &str, number: i32) -> String {
    format!("{}/archive/{number}", newsletter::public_path(slug))
}

fn next(row: &store::edition::Model, step: Step) -> Result<i32> {
    let state = rules::next(row.state(), step);
    Ok(state.ok_or(Error::NotNow(Reason::EditionState))? as i32)
}

fn of(row: &store::edition::Model, letter: store::letter::Model) -> Letter {
    Letter {
        number: row.number.unwrap_or_default(),
        subject: letter.subject,
        html: letter.html,
        text: letter.text,
    }
}

async fn owner(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<Newsletter> {
    let newsletter = newsletter::newsletter(db, newsletter_id).await?;
    newsletter.ok_or(Error::Missing)
}

/// An act on an edition, told to its organisation in the words of the newsletter: a draft is not told.
fn act<'a>(rpc: &'static str, kind: ActivityKind, newsletter: &'a Newsletter, id: Uuid) -> Act<'a> {
    Act {
        audience: Audience::organisation(newsletter.organisation_id),
        topic: Some(topic(id)),
        // What is saved at each pause of the fingers moves the pages of the edition only.
        organisation_id: (kind != ActivityKind::EditionSaved).then_some(newsletter.organisation_id),
        ..Act::told(rpc, kind, &newsletter.name, newsletter::ACTS_PATH.to_owned())
    }
}
