//! Newsletters to local actors (D1): each centre and each national body has its own, with its sender, its lists,
//! its look and its archive.
//!
//! One organisation owns a newsletter and answers for the data of its subscribers (L1): its contact, the legal
//! ground and the postal address stand on every page and mail. Its director, or an agent of a national body,
//! manages it and says who of the team writes and who sends: two rights, because a mail to thousands cannot be
//! taken back. Another organisation does not see it; the animator sees totals, never addresses.

mod rules;
mod service;
pub(crate) mod store;

use chrono_tz::Tz;
use proto::v1::{NewsletterPage, Role};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::service::service;

use crate::auth::Caller;
use crate::error::{Error, Result};
use crate::network;

/// A newsletter, as the other features need it.
#[derive(Clone, Debug)]
pub(crate) struct Newsletter {
    pub(crate) id: Uuid,
    pub(crate) organisation_id: Uuid,
    /// Short name of the organisation that owns it.
    pub(crate) organisation_name: String,
    /// Of its public addresses.
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) sender_name: String,
    pub(crate) sender_address: String,
    pub(crate) reply_to: String,
    /// Director of publication.
    pub(crate) publisher: String,
    /// Whom to ask about one's data.
    pub(crate) contact: String,
    pub(crate) legal_ground: String,
    pub(crate) postal_address: String,
    /// "#0f5c5c".
    pub(crate) accent: String,
    pub(crate) footer: String,
    pub(crate) is_archive_public: bool,
    /// An edition to more recipients needs a second person; 0: never.
    pub(crate) release_above: i32,
    /// Zone of the organisation's seat.
    pub(crate) zone: Tz,
}

/// A newsletter, and what the caller may do with it.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) newsletter: Newsletter,
    /// Writes editions.
    pub(crate) may_write: bool,
    /// Sends them.
    pub(crate) may_send: bool,
    /// Sets it up and says who writes and sends.
    pub(crate) may_manage: bool,
}

impl Access {
    /// Requires the right to write.
    ///
    /// # Errors
    /// `Denied` without it.
    pub(crate) fn must_write(&self) -> Result<()> {
        allow(self.may_write)
    }

    /// Requires the right to manage.
    ///
    /// # Errors
    /// `Denied` without it.
    pub(crate) fn must_manage(&self) -> Result<()> {
        allow(self.may_manage)
    }
}

fn allow(is_allowed: bool) -> Result<()> {
    if is_allowed {
        Ok(())
    } else {
        Err(Error::Denied(proto::v1::Reason::NotAllowed))
    }
}

/// The roles that manage the newsletters of their organisation.
fn is_manager(role: Role) -> bool {
    matches!(
        role,
        Role::Director
            | Role::Animator
            | Role::UrbanRenewalAgency
            | Role::OverseasMinistry
            | Role::NationalPartner
            | Role::ElectedAssociation
    )
}

/// One newsletter.
pub(crate) async fn newsletter(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Newsletter>> {
    match store::newsletter(db, id).await? {
        Some(row) => Ok(Some(with_owner(db, row).await?)),
        None => Ok(None),
    }
}

/// The newsletter of a public address.
pub(crate) async fn by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Newsletter>> {
    // What could not be one is none: a database may not even take it.
    if !rules::is_slug(slug) {
        return Ok(None);
    }
    match store::by_slug(db, slug).await? {
        Some(row) => Ok(Some(with_owner(db, row).await?)),
        None => Ok(None),
    }
}

/// A newsletter of the caller's organisation, and what the caller may do with it.
///
/// # Errors
/// `Missing` for one of another organisation.
pub(crate) async fn access(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> Result<Access> {
    let row = store::newsletter(db, id).await?.ok_or(Error::Missing)?;
    if !caller.is_of(row.organisation_id) {
        return Err(Error::Missing);
    }
    let may_manage = is_manager(caller.role);
    let right = match caller.person_id {
        Some(person_id) if !may_manage => store::right(db, id, person_id).await?,
        _ => None,
    };
    Ok(Access {
        newsletter: with_owner(db, row).await?,
        may_write: may_manage || right.is_some(),
        may_send: may_manage || right.is_some_and(|may_send| may_send),
        may_manage,
    })
}

/// What anyone may read of a newsletter: the lists of those who sign up, and who answers for it.
pub(crate) async fn page(db: &impl ConnectionTrait, newsletter: Newsletter) -> Result<NewsletterPage> {
    let lists = store::lists(db, newsletter.id).await?;
    Ok(NewsletterPage {
        lists: lists.into_iter().map(service::list).collect(),
        name: newsletter.name,
        slug: newsletter.slug,
        description: newsletter.description,
        organisation_name: newsletter.organisation_name,
        publisher: newsletter.publisher,
        contact: newsletter.contact,
        legal_ground: newsletter.legal_ground,
        postal_address: newsletter.postal_address,
        is_archive_public: newsletter.is_archive_public,
    })
}

/// The lists of a newsletter: identifier and name.
pub(crate) async fn lists(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<Vec<(Uuid, String)>> {
    let rows = store::lists(db, newsletter_id).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

async fn with_owner(db: &impl ConnectionTrait, row: store::newsletter::Model) -> Result<Newsletter> {
    let owner = network::owner(db, row.organisation_id).await?;
    let (organisation_name, zone) = owner.unwrap_or_default();
    Ok(Newsletter {
        id: row.id,
        organisation_id: row.organisation_id,
        organisation_name,
        slug: row.slug,
        name: row.name,
        description: row.description,
        sender_name: row.sender_name,
        sender_address: row.sender_address,
        reply_to: row.reply_to,
        publisher: row.publisher,
        contact: row.contact,
        legal_ground: row.legal_ground,
        postal_address: row.postal_address,
        accent: row.accent,
        footer: row.footer,
        is_archive_public: row.is_archive_public,
        release_above: row.release_above,
        zone,
    })
}

/// Where the acts on newsletters lead: the animator is told of them too, and sees no other page of another's.
pub(crate) const ACTS_PATH: &str = "/newsletter";

/// The public page of a newsletter.
pub(crate) fn public_path(slug: &str) -> String {
    format!("/lettre/{slug}")
}
