//! What of the platform may be put into an edition, and what became of it since.

use std::collections::BTreeMap;

use chrono::SecondsFormat;
use proto::v1::block::SourceState;
use proto::v1::{BlockKind, Licence, MeetingState};
use sea_orm::ConnectionTrait;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use web::text;

use super::{rules, store};
use crate::app::App;
use crate::bulletin::{self, Relayable};
use crate::contribution::{self, Published};
use crate::error::Result;
use crate::meeting::{self, Info};
use crate::network::rules::fold;
use crate::newsletter::Newsletter;
use crate::{network, registration};

/// Characters taken from a source at most.
const EXCERPT: usize = 500;
/// Sources that a search shows.
const SHOWN: usize = 20;

/// Something of the platform that may leave in a letter.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) kind: BlockKind,
    pub(super) id: Uuid,
    pub(super) title: String,
    /// The beginning of what it says, Markdown.
    pub(super) text: String,
    /// When and where, or the credit.
    pub(super) details: String,
    /// The page that anyone opens; empty: none.
    pub(super) url: String,
    /// Of all that it says.
    pub(super) hash: String,
}

fn hash(parts: &[&str]) -> String {
    hex::encode(Sha256::digest(parts.join("\0").as_bytes()))
}

/// A public day that was not cancelled.
fn event(app: &App, newsletter: &Newsletter, info: &Info) -> Option<Source> {
    if info.state == MeetingState::Cancelled {
        return None;
    }
    let zones = [info.zone.name(), newsletter.zone.name(), "Europe/Paris"];
    let when = web::span_in_words(info.starts_at, info.ends_at, &zones, app.clock.now());
    let details = [when, info.place.clone()].join("\n");
    let at = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (starts, ends) = (at(info.starts_at), at(info.ends_at));
    let said = [
        info.title.as_str(),
        &info.introduction,
        &info.place,
        &starts,
        &ends,
        info.zone.name(),
    ];
    Some(Source {
        kind: BlockKind::Event,
        id: info.id,
        hash: hash(&said),
        title: info.title.clone(),
        text: rules::excerpt(&info.introduction, EXCERPT),
        details: details.trim().to_owned(),
        url: format!("{}{}", app.config.public_url, registration::path(info.id)),
    })
}

/// A contribution whose licence lets it leave the network. Its page is not public: the letter holds what it tells.
fn published(names: &BTreeMap<Uuid, String>, one: &Published) -> Option<Source> {
    if matches!(one.licence, Licence::NetworkOnly | Licence::Unspecified) {
        return None;
    }
    let authors = one.author_ids.iter().filter_map(|id| names.get(id).cloned());
    let authors = authors.collect::<Vec<_>>().join(", ");
    let kind = text::expected(one.kind);
    let mut details = format!("{authors} · {kind}");
    if !one.credit.is_empty() {
        details.push_str(&format!("\nCrédit : {}", one.credit));
    }
    details.push_str(&format!("\n{}", text::licence(one.licence)));
    Some(Source {
        kind: BlockKind::Contribution,
        id: one.id,
        hash: hash(&[&one.title, &one.text, &details]),
        title: one.title.clone(),
        text: rules::excerpt(&one.text, EXCERPT),
        details,
        url: String::new(),
    })
}

/// A bulletin that the organisation received: its words are told whole, as they were published.
fn relayable(app: &App, one: Relayable) -> Source {
    let (zone, now) = ("Europe/Paris", app.clock.now());
    let day = web::day_in_words(one.published_at, zone, now);
    let mut details = format!(
        "Source\u{a0}: {}, note d’information du {day} · {}",
        one.organisation_name, one.kind_name
    );
    for note in &one.notes {
        details.push_str(&format!("\nCe qui a été corrigé\u{a0}: {note}"));
    }
    let title = if one.is_erratum {
        format!("Rectificatif\u{a0}: {}", one.title)
    } else {
        one.title
    };
    let url = if one.public_path.is_empty() {
        String::new()
    } else {
        format!("{}{}", app.config.public_url, one.public_path)
    };
    Source {
        kind: BlockKind::Bulletin,
        id: one.id,
        title,
        text: one.text,
        details,
        url,
        hash: one.number.to_string(),
    }
}

async fn names(db: &impl ConnectionTrait) -> Result<BTreeMap<Uuid, String>> {
    Ok(network::names(db).await?.into_iter().collect())
}

/// One source; `None` when anyone may not read it, or not any more.
pub(super) async fn source(
    app: &App,
    db: &impl ConnectionTrait,
    newsletter: &Newsletter,
    kind: BlockKind,
    id: Uuid,
) -> Result<Option<Source>> {
    match kind {
        BlockKind::Event if registration::is_public(db, id).await? => {
            let info = meeting::info(db, id).await?;
            Ok(info.and_then(|info| event(app, newsletter, &info)))
        }
        BlockKind::Contribution => match contribution::published_one(db, id).await? {
            Some(one) => Ok(published(&names(db).await?, &one)),
            None => Ok(None),
        },
        BlockKind::Bulletin => {
            let one = bulletin::source(db, newsletter.organisation_id, id).await?;
            Ok(one.map(|one| relayable(app, one)))
        }
        _ => Ok(None),
    }
}

/// Takes over what a source says; a text that was written for the edition stays. Of a bulletin the text is only what
/// the organisation adds.
pub(super) fn take_over(block: &mut store::block::Model, source: Source) {
    if block.kind() != BlockKind::Bulletin && block.text == block.source_text {
        block.text.clone_from(&source.text);
    }
    block.title = source.title;
    block.details = source.details;
    block.url = source.url;
    block.source_text = source.text;
    block.source_hash = source.hash;
}

/// What became of the source of a block since it was taken.
pub(super) async fn state(
    app: &App,
    db: &impl ConnectionTrait,
    newsletter: &Newsletter,
    block: &store::block::Model,
) -> Result<SourceState> {
    let Some(id) = block.source_id else {
        return Ok(SourceState::Unspecified);
    };
    let source = source(app, db, newsletter, block.kind(), id).await?;
    Ok(match source {
        None => SourceState::Gone,
        Some(source) if source.hash == block.source_hash => SourceState::Same,
        Some(_) => SourceState::Changed,
    })
}

/// What may be put into an edition and holds all these words: the bulletins, what is to be corrected first, the days to
/// come, then the contributions.
pub(super) async fn search(
    app: &App,
    db: &impl ConnectionTrait,
    newsletter: &Newsletter,
    query: &str,
) -> Result<Vec<Source>> {
    let now = app.clock.now();
    let received = bulletin::sources(db, newsletter.organisation_id).await?;
    let received = received.into_iter().map(|one| relayable(app, one));
    let days = meeting::infos(db, registration::public_ids(db).await?).await?;
    let days = days.iter().filter(|info| info.ends_at > now);
    let mut found: Vec<Source> = received.collect();
    found.extend(days.filter_map(|info| event(app, newsletter, info)));
    let names = names(db).await?;
    let contributions = contribution::published(db).await?;
    found.extend(contributions.iter().filter_map(|one| published(&names, one)));
    let words = fold(query);
    let words: Vec<&str> = words.split_whitespace().collect();
    found.retain(|source| {
        let said = fold(&format!("{} {} {}", source.title, source.details, source.text));
        words.iter().all(|word| said.contains(word))
    });
    found.truncate(SHOWN);
    Ok(found)
}
