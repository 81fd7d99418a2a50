//! The logo: given, replaced, removed, read by anyone.

use proto::v1::*;

use super::{LINE, act, answer, managed, store};
use crate::app::App;
use crate::auth::Caller;
use crate::db::{self, parse_id};
use crate::error::{Error, Result, Violations};
use crate::{live, newsletter, picture};

/// Gives a picture, or other words to the one that is there.
pub(super) async fn set_newsletter_logo(
    app: &App,
    caller: &Caller,
    request: SetNewsletterLogoRequest,
) -> Result<Newsletter> {
    let now = app.clock.now();
    let id = parse_id(&request.newsletter_id)?;
    let mut violations = Violations::new();
    let alternative = violations.optional_text("alternative", &request.alternative, LINE);
    let tx = app.db.begin().await?;
    let row = managed(&tx, caller, id).await?;
    let known = store::logo::logo(&tx, id).await?;
    let logo = if let Some(known) = known.filter(|_| request.content.is_empty()) {
        store::logo::Model { alternative, ..known }
    } else {
        let size = picture::parse(&mut violations, "content", &request.content);
        store::logo::Model {
            newsletter_id: id,
            picture_id: db::id(),
            alternative,
            content_type: size.content_type.to_owned(),
            width: size.width,
            height: size.height,
            content: request.content,
        }
    };
    violations.finish()?;
    store::logo::set(&tx, logo).await?;
    let told = act("SetNewsletterLogo", ActivityKind::NewsletterChanged, &row);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, id).await
}

pub(super) async fn delete_newsletter_logo(
    app: &App,
    caller: &Caller,
    request: NewsletterRequest,
) -> Result<Newsletter> {
    let now = app.clock.now();
    let id = parse_id(&request.id)?;
    let tx = app.db.begin().await?;
    let row = managed(&tx, caller, id).await?;
    if !store::logo::delete(&tx, id).await? {
        return Err(Error::Missing);
    }
    let told = act("DeleteNewsletterLogo", ActivityKind::NewsletterChanged, &row);
    live::record(&tx, Some(caller), now, told).await?;
    tx.commit().await?;
    app.live.wake();
    answer(app, caller, id).await
}

/// The picture of the newsletter of a public address.
pub(super) async fn get(app: &App, slug: &str) -> Result<File> {
    let db = app.db.read();
    let newsletter = newsletter::by_slug(db, slug).await?.ok_or(Error::Missing)?;
    let logo = store::logo::logo(db, newsletter.id)
        .await?
        .ok_or(Error::Missing)?;
    Ok(File {
        name: String::new(),
        content_type: logo.content_type,
        content: logo.content,
    })
}
