//! An edition as it would leave: read, rendered and checked.

use std::collections::BTreeMap;

use proto::v1::block::SourceState;
use proto::v1::{BlockKind, EditionState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::render::{self, Block, Issue, Logo, Masthead, Picture};
use super::rules::{self, Problem};
use super::{issue_path, link, source, store};
use crate::app::App;
use crate::error::Result;
use crate::newsletter::{self, Newsletter};
use crate::signature::{Purpose, Signer};

/// An edition, rendered and checked.
#[derive(Debug)]
pub(super) struct Composed {
    pub(super) number: i32,
    pub(super) subject: String,
    pub(super) html: String,
    pub(super) text: String,
    pub(super) problems: Vec<Problem>,
    /// Of each block that has a source.
    pub(super) sources: BTreeMap<Uuid, SourceState>,
}

/// Renders an edition as it is stored now, and says what forbids to send it.
pub(super) async fn compose(
    app: &App,
    db: &impl ConnectionTrait,
    newsletter: &Newsletter,
    row: &store::edition::Model,
) -> Result<Composed> {
    let blocks = store::blocks(db, row.id).await?;
    let number = number(db, row).await?;
    let issue = issue(app, db, newsletter, row, &blocks, number).await?;
    let masthead = masthead(app, newsletter, number);
    let html = render::html(&masthead, &issue)?;
    let dead = link::dead(db, rules::inside(&issue, &app.config.public_url)).await?;
    let mut problems = rules::problems(&issue, html.len(), &dead);
    let mut sources = BTreeMap::new();
    for block in &blocks {
        let state = if row.state() == EditionState::Published {
            SourceState::Unspecified
        } else {
            source::state(app, db, newsletter, block).await?
        };
        problems.extend(rules::of_source(block.kind(), state).map(|reason| Problem {
            reason,
            block_id: Some(block.id),
            detail: String::new(),
        }));
        sources.insert(block.id, state);
    }
    Ok(Composed {
        number,
        subject: render::subject(&masthead, &issue),
        text: render::text(&masthead, &issue),
        html,
        problems,
        sources,
    })
}

/// Its number, or the one that it would get now; 0: a digest, which has none.
pub(super) async fn number(db: &impl ConnectionTrait, row: &store::edition::Model) -> Result<i32> {
    match row.number {
        Some(number) => Ok(number),
        None if row.digest_month.is_some() => Ok(0),
        None => Ok(store::last_number(db, row.newsletter_id).await? + 1),
    }
}

fn masthead(app: &App, newsletter: &Newsletter, number: i32) -> Masthead {
    let public_url = &app.config.public_url;
    Masthead {
        name: newsletter.name.clone(),
        organisation: newsletter.organisation_name.clone(),
        accent: newsletter.accent.clone(),
        publisher: newsletter.publisher.clone(),
        contact: newsletter.contact.clone(),
        legal_ground: newsletter.legal_ground.clone(),
        postal_address: newsletter.postal_address.clone(),
        footer: newsletter.footer.clone(),
        logo: newsletter.logo.clone().map(|logo| Logo {
            address: format!("{public_url}{}", logo.path),
            alternative: logo.alternative,
            width: logo.width,
        }),
        web_version: (newsletter.is_archive_public && number > 0)
            .then(|| format!("{public_url}{}", issue_path(&newsletter.slug, number))),
    }
}

async fn issue(
    app: &App,
    db: &impl ConnectionTrait,
    newsletter: &Newsletter,
    row: &store::edition::Model,
    blocks: &[store::block::Model],
    number: i32,
) -> Result<Issue> {
    let sizes = store::sizes(db, row.id).await?;
    let picture = |id: Uuid| {
        let (width, _) = *sizes.get(&id)?;
        Some(Picture {
            address: format!("{}{}", app.config.public_url, picture_path(&newsletter.slug, id)),
            width,
        })
    };
    let blocks = blocks.iter().map(|block| Block {
        id: block.id,
        kind: block.kind(),
        title: block.title.clone(),
        text: block.text.clone(),
        quoted: if block.kind() == BlockKind::Bulletin {
            block.source_text.clone()
        } else {
            String::new()
        },
        url: block.url.clone(),
        details: block.details.clone(),
        picture: block.picture_id.and_then(picture),
    });
    Ok(Issue {
        number,
        subject: row.subject.clone(),
        preheader: row.preheader.clone(),
        blocks: blocks.collect(),
    })
}

/// Where a picture is read.
pub(super) fn picture_path(slug: &str, id: Uuid) -> String {
    format!("{}/image/{id}", newsletter::public_path(slug))
}

/// The same for those of the team, before the edition appeared.
pub(super) fn signed_picture_path(signer: &Signer, slug: &str, id: Uuid) -> String {
    let signature = signer.sign(Purpose::Picture, id);
    format!("{}?signature={signature}", picture_path(slug, id))
}

/// The HTML part with its pictures to be seen before the edition appeared.
pub(super) async fn with_signed_pictures(
    db: &impl ConnectionTrait,
    slug: &str,
    edition_id: Uuid,
    mut html: String,
) -> Result<String> {
    // Without a key there is no picture yet: the first one makes it.
    let Some(signer) = Signer::known(db).await? else {
        return Ok(html);
    };
    for id in store::sizes(db, edition_id).await?.into_keys() {
        html = html.replace(&picture_path(slug, id), &signed_picture_path(&signer, slug, id));
    }
    Ok(html)
}
