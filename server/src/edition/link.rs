//! Links of an edition to the platform itself: those that lead a reader without an account nowhere.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;

use super::store;
use crate::db::parse_id;
use crate::error::Result;
use crate::{bulletin, newsletter, registration};

/// Of these links, each with its path, those that lead nowhere.
pub(super) async fn dead(
    db: &impl ConnectionTrait,
    links: Vec<(String, String)>,
) -> Result<BTreeSet<String>> {
    let mut dead = BTreeSet::new();
    for (link, path) in links {
        if !is_alive(db, &path).await? {
            dead.insert(link);
        }
    }
    Ok(dead)
}

/// Says whether anyone finds something at this path.
async fn is_alive(db: &impl ConnectionTrait, path: &str) -> Result<bool> {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts[..] {
        [] | ["legal" | "accessibility" | "contact"] => Ok(true),
        ["registration", id] => match parse_id(id) {
            Ok(id) => registration::is_public(db, id).await,
            Err(_) => Ok(false),
        },
        ["note", id] => match parse_id(id) {
            Ok(id) => bulletin::is_public(db, id).await,
            Err(_) => Ok(false),
        },
        ["lettre", slug] => Ok(newsletter::by_slug(db, slug).await?.is_some()),
        ["lettre", slug, "archive" | "archive.atom"] => {
            let found = newsletter::by_slug(db, slug).await?;
            Ok(found.is_some_and(|newsletter| newsletter.is_archive_public))
        }
        ["lettre", slug, "archive", number] => {
            let found = newsletter::by_slug(db, slug).await?;
            let Some(newsletter) = found.filter(|newsletter| newsletter.is_archive_public) else {
                return Ok(false);
            };
            let all = store::published_of(db, newsletter.id).await?;
            Ok(all.iter().any(|row| row.number == number.parse().ok()))
        }
        _ => Ok(false),
    }
}
