//! The digest of a month: the blocks of the editions that left, as they were sent, under the title and date of each; a
//! bulletin that was corrected since is told as it reads now, and one that was withdrawn is left out. It has no number
//! and no place in the archive, where its editions are.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use proto::v1::{ActivityKind, BlockKind};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::variable::{Names, fill_text};
use super::{act, blank, render, source, store};
use crate::app::App;
use crate::error::Result;
use crate::live;
use crate::newsletter::Newsletter;

/// Who wrote it, as the page of a draft says.
const AUTHOR: &str = "la plateforme";
/// Characters of what mail programs show after the subject.
const PREHEADER: usize = 200;
/// Characters of a heading, with room for the mark of what was cut.
const TITLE: usize = 198;

/// The last month that is settled of each newsletter, by its first day.
pub(crate) async fn settled(db: &impl ConnectionTrait) -> Result<BTreeMap<Uuid, NaiveDate>> {
    store::digest::settled(db).await
}

/// Settles a month of a newsletter; false when it was settled already, here or by another process.
pub(crate) async fn settle(tx: &impl ConnectionTrait, newsletter_id: Uuid, month: NaiveDate) -> Result<bool> {
    store::digest::settle(tx, newsletter_id, month).await
}

/// Writes the draft of the digest of these editions, in their order; `None`: there are none.
pub(crate) async fn make_digest(
    app: &App,
    tx: &impl ConnectionTrait,
    newsletter: &Newsletter,
    month: NaiveDate,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Option<Uuid>> {
    let editions = store::digest::published(tx, ids).await?;
    if editions.is_empty() {
        return Ok(None);
    }
    let titles: Vec<String> = editions.iter().map(|one| title(newsletter, one)).collect();
    let row = store::edition::Model {
        preheader: titles.join(" · ").chars().take(PREHEADER).collect(),
        digest_month: Some(month),
        ..blank(newsletter.id, subject(month), AUTHOR, now)
    };
    store::insert(tx, row.clone()).await?;
    let mut all = Vec::new();
    for one in &editions {
        all.extend(store::blocks(tx, one.id).await?);
    }
    let mut rank = 0;
    for (one, title) in editions.iter().zip(titles) {
        let day = web::day_in_words(one.published_at.unwrap_or(now), newsletter.zone.name(), now);
        rank += 1;
        let block = store::block::Model {
            title: heading(&title, &day),
            ..store::blank_block(row.id, rank, BlockKind::Title)
        };
        store::insert_block(tx, block).await?;
        let names = names(newsletter, one);
        for block in all.iter().filter(|block| block.edition_id == one.id) {
            if is_replaced(block, &all) {
                continue;
            }
            let Some(block) = current(app, tx, newsletter, block.clone()).await? else {
                continue;
            };
            rank += 1;
            store::copy_block(tx, row.id, rank, as_sent(block, &names)).await?;
        }
    }
    let told = act("MakeDigest", ActivityKind::DigestMade, newsletter, row.id);
    live::record(tx, None, now, told).await?;
    Ok(Some(row.id))
}

/// The title of an edition and its day, not longer than a title may be.
fn heading(title: &str, day: &str) -> String {
    let room = TITLE.saturating_sub(day.chars().count() + 3);
    let title = match title.char_indices().nth(room) {
        Some((at, _)) => format!("{}…", title.get(..at).unwrap_or_default().trim_end()),
        None => title.to_owned(),
    };
    format!("{title} ({day})")
}

/// « Résumé de mars 2027 ».
fn subject(month: NaiveDate) -> String {
    web::text::digest(month.year(), month.month())
}

fn title(newsletter: &Newsletter, one: &store::edition::Model) -> String {
    let number = one.number.unwrap_or_default();
    render::line(
        &newsletter.name,
        &newsletter.organisation_name,
        number,
        &one.subject,
    )
}

fn names<'a>(newsletter: &'a Newsletter, one: &store::edition::Model) -> Names<'a> {
    Names {
        newsletter: &newsletter.name,
        organisation: &newsletter.organisation_name,
        number: one.number.unwrap_or_default(),
    }
}

/// Says whether another edition of the month carries the correction of the bulletin of a block.
fn is_replaced(block: &store::block::Model, all: &[store::block::Model]) -> bool {
    let number = |one: &store::block::Model| one.source_hash.parse::<i32>().ok();
    let is_of_bulletin = block.kind() == BlockKind::Bulletin;
    is_of_bulletin
        && all
            .iter()
            .any(|one| one.source_id == block.source_id && number(one) > number(block))
}

/// A block with the text that holds of its bulletin; `None` once nobody relays it any more.
async fn current(
    app: &App,
    tx: &impl ConnectionTrait,
    newsletter: &Newsletter,
    mut block: store::block::Model,
) -> Result<Option<store::block::Model>> {
    let (BlockKind::Bulletin, Some(id)) = (block.kind(), block.source_id) else {
        return Ok(Some(block));
    };
    let Some(source) = source::source(app, tx, newsletter, BlockKind::Bulletin, id).await? else {
        return Ok(None);
    };
    if source.hash != block.source_hash {
        source::take_over(&mut block, source);
    }
    Ok(Some(block))
}

/// A block with the names that stood for its edition; what its source says since is another matter. A bulletin keeps
/// its source: the readers of a digest are reached too.
fn as_sent(block: store::block::Model, names: &Names<'_>) -> store::block::Model {
    let mut sent = store::block::Model {
        title: fill_text(&block.title, names),
        text: fill_text(&block.text, names),
        details: fill_text(&block.details, names),
        ..block
    };
    if sent.kind() != BlockKind::Bulletin {
        sent.source_id = None;
        sent.source_text.clear();
        sent.source_hash.clear();
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_corrected_in_the_month_is_told_as_corrected() {
        let block = |kind, source: u128, hash: &str| store::block::Model {
            source_id: Some(Uuid::from_u128(source)),
            source_hash: hash.to_owned(),
            ..store::blank_block(Uuid::nil(), 1, kind)
        };
        let all = [
            block(BlockKind::Bulletin, 1, "9"),
            block(BlockKind::Bulletin, 1, "10"),
            block(BlockKind::Bulletin, 2, "3"),
            block(BlockKind::Event, 3, "1"),
            block(BlockKind::Event, 3, "2"),
        ];
        let replaced: Vec<bool> = all.iter().map(|one| is_replaced(one, &all)).collect();
        assert_eq!(replaced, [true, false, false, false, false]);
    }
}
