//! Editions as the organisation reads them.

use proto::v1::block::SourceState;
use proto::v1::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::db::parse_id;
use crate::edition::letter::{self, Composed};
use crate::edition::variable::{self, Names};
use crate::edition::{render, source, store};
use crate::error::{Error, Result, Violations};
use crate::newsletter::{self, Access, Newsletter};
use crate::signature::Signer;
use crate::{bulletin, markdown, meeting};

/// Characters of a search at most.
const QUERY: usize = 200;

pub(super) async fn list_editions(
    app: &App,
    caller: &Caller,
    request: ListEditionsRequest,
) -> Result<ListEditionsResponse> {
    let db = app.db.read();
    let access = newsletter::access(db, caller, parse_id(&request.newsletter_id)?).await?;
    let rows = store::editions_of(db, access.newsletter.id).await?;
    let next = store::last_number(db, access.newsletter.id).await? + 1;
    Ok(ListEditionsResponse {
        editions: rows.iter().map(|row| head(row, &access, next)).collect(),
        may_write: access.may_write,
    })
}

pub(super) async fn get_edition(app: &App, caller: &Caller, request: EditionRequest) -> Result<Edition> {
    again(app, caller, parse_id(&request.id)?).await
}

/// An edition with its blocks, read again.
pub(super) async fn again(app: &App, caller: &Caller, id: Uuid) -> Result<Edition> {
    let db = app.db.read();
    let row = store::edition(db, id).await?.ok_or(Error::Missing)?;
    let access = newsletter::access(db, caller, row.newsletter_id).await?;
    let newsletter = &access.newsletter;
    let composed = letter::compose(app, db, newsletter, &row).await?;
    let is_draft = row.state() == EditionState::Draft;
    let weight = match store::letter(db, id).await? {
        Some(letter) => letter.html.len(),
        None => composed.html.len(),
    };
    let signer = Signer::known(db).await?;
    let blocks = blocks(db, newsletter, &row, composed.number, signer.as_ref()).await?;
    let head = head(&row, &access, composed.number);
    let errata = if head.may_edit && row.digest_month.is_none() {
        errata(app, db, newsletter, &row).await?
    } else {
        Vec::new()
    };
    Ok(Edition {
        number: composed.number,
        errata,
        blocks: with_sources(blocks, &composed),
        problems: if is_draft { problems(&composed) } else { Vec::new() },
        weight_bytes: i32::try_from(weight).unwrap_or(i32::MAX),
        ..head
    })
}

/// The corrections that the organisation has to relay, but those of bulletins that the edition carries.
async fn errata(
    app: &App,
    db: &impl ConnectionTrait,
    newsletter: &Newsletter,
    row: &store::edition::Model,
) -> Result<Vec<Erratum>> {
    let blocks = store::blocks(db, row.id).await?;
    let is_in = |id: Uuid| blocks.iter().any(|block| block.source_id == Some(id));
    let errata = bulletin::errata(db, newsletter.organisation_id, app.clock.now())
        .await?
        .into_iter();
    let erratum = |one: bulletin::Relayable| Erratum {
        bulletin_id: one.id.to_string(),
        title: one.title,
        note: one.notes.join("\n"),
    };
    Ok(errata.filter(|one| !is_in(one.id)).map(erratum).collect())
}

/// An edition without its blocks; `next`: the number that a draft would get.
fn head(row: &store::edition::Model, access: &Access, next: i32) -> Edition {
    let newsletter = &access.newsletter;
    let number = row.number.unwrap_or(next);
    let month = row.digest_month.map(|month| month.format("%Y-%m").to_string());
    Edition {
        digest_month: month.unwrap_or_default(),
        id: row.id.to_string(),
        newsletter_id: newsletter.id.to_string(),
        newsletter_name: newsletter.name.clone(),
        newsletter_slug: newsletter.slug.clone(),
        organisation_id: newsletter.organisation_id.to_string(),
        number: row.number.unwrap_or_default(),
        subject: row.subject.clone(),
        title: render::line(
            &newsletter.name,
            &newsletter.organisation_name,
            number,
            &row.subject,
        ),
        preheader: row.preheader.clone(),
        state: row.state,
        updated_at: Some(timestamp(row.updated_at)),
        updated_by: row.updated_by.clone(),
        published_at: row.published_at.map(timestamp),
        version: row.version,
        may_edit: access.may_write && row.state() == EditionState::Draft,
        is_archive_public: newsletter.is_archive_public,
        ..Edition::default()
    }
}

fn problems(composed: &Composed) -> Vec<Problem> {
    let problems = composed.problems.iter();
    problems
        .map(|problem| Problem {
            reason: problem.reason as i32,
            block_id: problem.block_id.map(|id| id.to_string()).unwrap_or_default(),
            detail: problem.detail.clone(),
        })
        .collect()
}

fn with_sources(mut blocks: Vec<Block>, composed: &Composed) -> Vec<Block> {
    for block in &mut blocks {
        let state = Uuid::parse_str(&block.id).ok();
        let state = state.and_then(|id| composed.sources.get(&id).copied());
        block.source_state = state.unwrap_or(SourceState::Unspecified) as i32;
    }
    blocks
}

/// The blocks of an edition as they read; with a signer, its pictures too before it appeared.
pub(super) async fn blocks(
    db: &impl ConnectionTrait,
    newsletter: &Newsletter,
    row: &store::edition::Model,
    number: i32,
    signer: Option<&Signer>,
) -> Result<Vec<Block>> {
    let sizes = store::sizes(db, row.id).await?;
    let names = Names {
        newsletter: &newsletter.name,
        organisation: &newsletter.organisation_name,
        number,
    };
    let rows = store::blocks(db, row.id).await?;
    let block = |one: store::block::Model| {
        let (picture_width, picture_height) = one
            .picture_id
            .and_then(|id| sizes.get(&id).copied())
            .unwrap_or_default();
        let picture_path = one.picture_id.map(|id| match signer {
            Some(signer) => letter::signed_picture_path(signer, &newsletter.slug, id),
            None => letter::picture_path(&newsletter.slug, id),
        });
        let text_html = if one.kind() == BlockKind::Picture {
            String::new()
        } else {
            variable::fill_html(&markdown::to_html(&one.text), &names)
        };
        let quoted_html = if one.kind() == BlockKind::Bulletin {
            markdown::to_html(&one.source_text)
        } else {
            String::new()
        };
        Block {
            id: one.id.to_string(),
            quoted_html,
            kind: one.kind,
            source_path: source_path(&one),
            title: one.title,
            text: one.text,
            text_html,
            url: one.url,
            details: one.details,
            picture_path: picture_path.unwrap_or_default(),
            picture_width,
            picture_height,
            source_state: SourceState::Unspecified as i32,
            version: one.version,
        }
    };
    Ok(rows.into_iter().map(block).collect())
}

fn source_path(block: &store::block::Model) -> String {
    match (block.kind(), block.source_id) {
        (BlockKind::Event, Some(id)) => meeting::path(id),
        (BlockKind::Contribution, Some(id)) => crate::contribution::path(id),
        (BlockKind::Bulletin, Some(id)) => bulletin::path(id),
        _ => String::new(),
    }
}

pub(super) async fn search_sources(
    app: &App,
    caller: &Caller,
    request: SearchSourcesRequest,
) -> Result<SearchSourcesResponse> {
    let mut violations = Violations::new();
    let query = violations.optional_text("query", &request.query, QUERY);
    let db = app.db.read();
    let row = store::edition(db, parse_id(&request.edition_id)?)
        .await?
        .ok_or(Error::Missing)?;
    let access = newsletter::access(db, caller, row.newsletter_id).await?;
    violations.finish()?;
    let found = source::search(app, db, &access.newsletter, &query).await?;
    let sources = found.into_iter().map(|source| search_sources_response::Source {
        kind: source.kind as i32,
        id: source.id.to_string(),
        title: source.title,
        details: source.details,
    });
    Ok(SearchSourcesResponse {
        sources: sources.collect(),
    })
}
