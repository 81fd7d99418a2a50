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

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use proto::v1::{NewsletterLogo, NewsletterPage, Role};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::service::service;

use crate::auth::{self, Caller};
use crate::error::{Error, Result};
use crate::network;
use crate::picture::Size;
use crate::subscriber;

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
    pub(crate) logo: Option<Logo>,
}

/// A picture at the top of the mails, of the page and of the archive.
#[derive(Clone, Debug)]
pub(crate) struct Logo {
    /// From the platform's address; the same page whatever picture is there, so that mails of before show it too.
    pub(crate) path: String,
    /// What is read in its place.
    pub(crate) alternative: String,
    /// As it is shown.
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// The box in which a logo is shown, in dots.
const LOGO: (i32, i32) = (240, 80);

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
    /// What a member of the organisation that owns it may do; `right`: to write, `true` to send too.
    fn of(newsletter: Newsletter, caller: &Caller, right: Option<bool>) -> Self {
        let may_manage = is_manager(caller.role);
        Self {
            newsletter,
            may_write: may_manage || right.is_some(),
            may_send: may_manage || right == Some(true),
            may_manage,
        }
    }

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
    let right = match caller.person_id {
        Some(person_id) if !is_manager(caller.role) => store::right(db, id, person_id).await?,
        _ => None,
    };
    Ok(Access::of(with_owner(db, row).await?, caller, right))
}

/// The newsletters of the caller's organisation, by name, and what the caller may do with each.
async fn own(db: &impl ConnectionTrait, caller: &Caller) -> Result<Vec<(store::newsletter::Model, Access)>> {
    let rows = store::newsletters(db, Some(caller.organisation_id)).await?;
    let owner = network::owner(db, caller.organisation_id)
        .await?
        .unwrap_or_default();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut logos = store::logo::heads(db, &ids).await?;
    let rights = match caller.person_id {
        Some(person_id) => store::rights_of(db, person_id).await?,
        None => BTreeMap::new(),
    };
    let accessed = rows.into_iter().map(|row| {
        let newsletter = of(row.clone(), owner.clone(), logos.remove(&row.id));
        let right = rights.get(&row.id).copied();
        (row, Access::of(newsletter, caller, right))
    });
    Ok(accessed.collect())
}

/// Each newsletter, and the zone of its organisation's seat.
pub(crate) async fn zones(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, Tz)>> {
    let zones: BTreeMap<Uuid, Tz> = network::zones(db).await?.into_iter().collect();
    let rows = store::newsletters(db, None).await?.into_iter();
    Ok(rows
        .filter_map(|row| Some((row.id, *zones.get(&row.organisation_id)?)))
        .collect())
}

/// The people who send a newsletter: those who manage it, and those who were given the right.
pub(crate) async fn senders(
    db: &impl ConnectionTrait,
    newsletter: &Newsletter,
    today: NaiveDate,
) -> Result<Vec<network::Recipient>> {
    let people = writers(db, newsletter, today).await?.into_iter();
    Ok(people
        .filter(|(_, may_send)| *may_send)
        .map(|(person, _)| person)
        .collect())
}

/// Who writes a newsletter, and whether they send it too.
pub(crate) async fn writers(
    db: &impl ConnectionTrait,
    newsletter: &Newsletter,
    today: NaiveDate,
) -> Result<Vec<(network::Recipient, bool)>> {
    let rights: BTreeMap<Uuid, bool> = store::rights(db, newsletter.id).await?.into_iter().collect();
    let may_send = |person: &network::Recipient| {
        if is_manager(auth::role(person.function, person.position, false)) {
            Some(true)
        } else {
            rights.get(&person.person_id).copied()
        }
    };
    let people = network::people(db, today).await?.into_iter();
    Ok(people
        .filter(|person| person.organisation_id == newsletter.organisation_id)
        .filter_map(|person| may_send(&person).map(|may_send| (person, may_send)))
        .collect())
}

/// What anyone may read of a newsletter: the lists of those who sign up, and who answers for it.
pub(crate) async fn page(db: &impl ConnectionTrait, newsletter: Newsletter) -> Result<NewsletterPage> {
    let lists = store::lists(db, newsletter.id).await?;
    Ok(NewsletterPage {
        lists: lists.into_iter().map(service::list).collect(),
        consent: subscriber::consent(&newsletter),
        name: newsletter.name,
        slug: newsletter.slug,
        description: newsletter.description,
        organisation_name: newsletter.organisation_name,
        publisher: newsletter.publisher,
        contact: newsletter.contact,
        legal_ground: newsletter.legal_ground,
        postal_address: newsletter.postal_address,
        is_archive_public: newsletter.is_archive_public,
        logo: newsletter.logo.map(Logo::message),
    })
}

/// The lists of a newsletter: identifier and name.
pub(crate) async fn lists(db: &impl ConnectionTrait, newsletter_id: Uuid) -> Result<Vec<(Uuid, String)>> {
    let rows = store::lists(db, newsletter_id).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

async fn with_owner(db: &impl ConnectionTrait, row: store::newsletter::Model) -> Result<Newsletter> {
    let owner = network::owner(db, row.organisation_id).await?;
    let logo = store::logo::heads(db, &[row.id]).await?.remove(&row.id);
    Ok(of(row, owner.unwrap_or_default(), logo))
}

fn of(
    row: store::newsletter::Model,
    (organisation_name, zone): (String, Tz),
    logo: Option<store::logo::Head>,
) -> Newsletter {
    let logo = logo.map(|head| Logo::of(&row, head));
    Newsletter {
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
        logo,
    }
}

impl Logo {
    fn of(row: &store::newsletter::Model, head: store::logo::Head) -> Self {
        let size = Size {
            width: head.width,
            height: head.height,
            ..Size::default()
        };
        let (width, height) = size.within(LOGO.0, LOGO.1);
        Self {
            path: format!("{}/logo?v={}", public_path(&row.slug), head.picture_id),
            alternative: if head.alternative.is_empty() {
                row.name.clone()
            } else {
                head.alternative
            },
            width,
            height,
        }
    }

    /// As the contract tells it.
    pub(crate) fn message(self) -> NewsletterLogo {
        NewsletterLogo {
            path: self.path,
            alternative: self.alternative,
            width: self.width,
            height: self.height,
        }
    }
}

/// Where the acts on newsletters lead: the animator is told of them too, and sees no other page of another's.
pub(crate) const ACTS_PATH: &str = "/newsletter";

/// The public page of a newsletter.
pub(crate) fn public_path(slug: &str) -> String {
    format!("/lettre/{slug}")
}
