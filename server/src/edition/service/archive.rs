//! What appeared: pictures, archives, editions to be read on the web.

use proto::v1::archive::Issue;
use proto::v1::*;
use sea_orm::ConnectionTrait;

use super::view;
use crate::app::App;
use crate::auth::Caller;
use crate::clock::timestamp;
use crate::db::parse_id;
use crate::edition::{render, store};
use crate::error::{Error, Result};
use crate::newsletter::{self, Newsletter};
use crate::signature::{Purpose, Signer};

/// A picture: anyone's once its edition appeared; before, its organisation's, or of who has a signed address.
pub(super) async fn get_picture(
    app: &App,
    caller: Option<&Caller>,
    request: GetPictureRequest,
) -> Result<File> {
    let db = app.db.read();
    let id = parse_id(&request.picture)?;
    let picture = store::picture(db, id).await?.ok_or(Error::Missing)?;
    let row = store::edition(db, picture.edition_id)
        .await?
        .ok_or(Error::Missing)?;
    let newsletter = newsletter::newsletter(db, row.newsletter_id).await?;
    let newsletter = newsletter.filter(|newsletter| newsletter.slug == request.slug);
    let newsletter = newsletter.ok_or(Error::Missing)?;
    let is_own = caller.is_some_and(|caller| caller.is_of(newsletter.organisation_id));
    if row.state() != EditionState::Published && !is_own {
        let signer = Signer::known(db).await?.ok_or(Error::Missing)?;
        if !signer.is_good(Purpose::Picture, id, &request.signature) {
            return Err(Error::Missing);
        }
    }
    Ok(File {
        name: String::new(),
        content_type: picture.content_type,
        content: picture.content,
    })
}

/// A newsletter whose archive the one who asks may read.
async fn read(db: &impl ConnectionTrait, caller: Option<&Caller>, slug: &str) -> Result<Newsletter> {
    let newsletter = newsletter::by_slug(db, slug).await?;
    let may_read = |newsletter: &Newsletter| {
        newsletter.is_archive_public || caller.is_some_and(|caller| caller.is_of(newsletter.organisation_id))
    };
    newsletter.filter(may_read).ok_or(Error::Missing)
}

pub(super) async fn get_archive(
    app: &App,
    caller: Option<&Caller>,
    request: GetArchiveRequest,
) -> Result<Archive> {
    let db = app.db.read();
    let newsletter = read(db, caller, &request.slug).await?;
    archive(db, newsletter).await
}

async fn archive(db: &impl ConnectionTrait, newsletter: Newsletter) -> Result<Archive> {
    let rows = store::published_of(db, newsletter.id).await?;
    let issues = rows.iter().map(|row| issue(&newsletter, row)).collect();
    Ok(Archive {
        slug: newsletter.slug,
        name: newsletter.name,
        description: newsletter.description,
        organisation_name: newsletter.organisation_name,
        publisher: newsletter.publisher,
        contact: newsletter.contact,
        postal_address: newsletter.postal_address,
        legal_ground: newsletter.legal_ground,
        is_public: newsletter.is_archive_public,
        logo: newsletter.logo.map(newsletter::Logo::message),
        issues,
    })
}

/// An edition in a list, the names in its texts filled in.
fn issue(newsletter: &Newsletter, row: &store::edition::Model) -> Issue {
    let number = row.number.unwrap_or_default();
    let fill = |text: &str| render::line(&newsletter.name, &newsletter.organisation_name, number, text);
    Issue {
        number,
        subject: fill(&row.subject),
        preheader: fill(&row.preheader),
        published_at: row.published_at.map(timestamp),
    }
}

pub(super) async fn get_archived_edition(
    app: &App,
    caller: Option<&Caller>,
    request: GetArchivedEditionRequest,
) -> Result<ArchivedEdition> {
    let db = app.db.read();
    let newsletter = read(db, caller, &request.slug).await?;
    let rows = store::published_of(db, newsletter.id).await?;
    let at = rows.iter().position(|row| row.number == Some(request.number));
    let row = at.and_then(|at| rows.get(at)).ok_or(Error::Missing)?;
    let blocks = view::blocks(db, &newsletter, row, request.number, None).await?;
    let blocks = blocks.into_iter().map(|block| Block {
        // Pages of the platform that readers without an account cannot open.
        source_path: String::new(),
        title: render::line(
            &newsletter.name,
            &newsletter.organisation_name,
            request.number,
            &block.title,
        ),
        ..block
    });
    let blocks = blocks.collect();
    let issue = issue(&newsletter, row);
    let mut archive = archive(db, newsletter).await?;
    archive
        .issues
        .retain(|one| (request.number - 1..=request.number + 1).contains(&one.number));
    Ok(ArchivedEdition {
        archive: Some(archive),
        issue: Some(issue),
        blocks,
    })
}

pub(super) async fn list_public_archives(
    app: &App,
    _: Option<&Caller>,
    _: ListPublicArchivesRequest,
) -> Result<ListPublicArchivesResponse> {
    let db = app.db.read();
    let mut archives = Vec::new();
    for id in store::newsletter_ids(db).await? {
        let newsletter = newsletter::newsletter(db, id).await?;
        if let Some(newsletter) = newsletter.filter(|newsletter| newsletter.is_archive_public) {
            archives.push(archive(db, newsletter).await?);
        }
    }
    Ok(ListPublicArchivesResponse { archives })
}
