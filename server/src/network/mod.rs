//! The network: organisations, their expertise and dates of membership, people, delegations, import.
//!
//! An organisation carries a function (centre, animator, ANRU…); names are rows, never constants. Centres open,
//! close and merge: each has dates, and past years stay true. A person belongs to organisations by
//! memberships; a director lends the director's acts to a member of the team between two days. The animator
//! manages everything; a director the own team and what the own centre says of itself.

pub(crate) mod rules;
mod service;
mod spreadsheet;
pub(crate) mod store;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use proto::v1::{Function, Position};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub(crate) use self::service::service;
pub(crate) use self::store::Member;

use crate::error::Result;

/// A centre, as the other features need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Centre {
    /// Identifier of the organisation.
    pub(crate) id: Uuid,
    /// Name in tables.
    pub(crate) short_name: String,
    /// Zone of the seat.
    pub(crate) zone: Tz,
    /// First day in the network.
    pub(crate) joined_on: NaiveDate,
    /// First day out of it.
    pub(crate) left_on: Option<NaiveDate>,
    /// True for the overseas network (O1).
    pub(crate) is_overseas: bool,
}

impl Centre {
    /// True when the centre is in the network today, at its seat.
    pub(crate) fn is_in(&self, now: DateTime<Utc>) -> bool {
        let today = now.with_timezone(&self.zone).date_naive();
        self.joined_on <= today && self.left_on.is_none_or(|left_on| today < left_on)
    }
}

impl From<store::organisation::Model> for Centre {
    fn from(row: store::organisation::Model) -> Self {
        Self {
            zone: row.zone(),
            id: row.id,
            short_name: row.short_name,
            joined_on: row.joined_on,
            left_on: row.left_on,
            is_overseas: row.is_overseas,
        }
    }
}

/// The centres that were in the network at some day of a year, sorted by short name.
pub(crate) async fn centres(db: &impl ConnectionTrait, year: i32) -> Result<Vec<Centre>> {
    let rows = store::organisations(db).await?.into_iter();
    Ok(rows
        .filter(|row| row.function() == Function::Centre)
        .filter(|row| rules::was_in_network(row.joined_on, row.left_on, year))
        .map(Centre::from)
        .collect())
}

/// All the centres, past ones too, sorted by short name.
pub(crate) async fn all_centres(db: &impl ConnectionTrait) -> Result<Vec<Centre>> {
    let rows = store::organisations(db).await?.into_iter();
    Ok(rows
        .filter(|row| row.function() == Function::Centre)
        .map(Centre::from)
        .collect())
}

/// The short name of each organisation, past ones too, sorted by it.
pub(crate) async fn names(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, String)>> {
    let rows = store::organisations(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.short_name)).collect())
}

/// One centre, in the network or not any more.
pub(crate) async fn centre(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Centre>> {
    let row = store::organisation(db, id).await?;
    Ok(row
        .filter(|row| row.function() == Function::Centre)
        .map(Centre::from))
}

/// Someone to write to.
#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    /// The organisation.
    pub(crate) organisation_id: Uuid,
    /// Its short name.
    pub(crate) organisation_name: String,
    /// What it is.
    pub(crate) function: Function,
    /// True for an overseas centre.
    pub(crate) is_overseas: bool,
    /// The person.
    pub(crate) person_id: Uuid,
    /// Name of the person.
    pub(crate) name: String,
    /// Address of the person.
    pub(crate) email: String,
    /// What the person is in the organisation.
    pub(crate) position: Position,
    /// Zone in which the person reads hours.
    pub(crate) zone: Tz,
}

impl From<store::Member> for Recipient {
    fn from(member: store::Member) -> Self {
        let zone = member.person_zone.as_deref().unwrap_or(&member.zone);
        Self {
            function: member.function(),
            is_overseas: member.is_overseas,
            position: member.position(),
            zone: zone.parse().unwrap_or(chrono_tz::Europe::Paris),
            organisation_id: member.organisation_id,
            organisation_name: member.organisation_name,
            person_id: member.person_id,
            name: member.name,
            email: member.email,
        }
    }
}

/// The current members, in these positions, of these organisations, if still in the network.
pub(crate) async fn recipients(
    db: &impl ConnectionTrait,
    organisation_ids: &[Uuid],
    positions: &[Position],
    today: NaiveDate,
) -> Result<Vec<Recipient>> {
    let mut people = people(db, today).await?;
    people.retain(|person| {
        organisation_ids.contains(&person.organisation_id) && positions.contains(&person.position)
    });
    Ok(people)
}

/// Everybody who is in the network today: one entry for each current membership.
pub(crate) async fn people(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Recipient>> {
    let members = store::members(db).await?.into_iter();
    Ok(members
        .filter(|member| member.left_on.is_none_or(|left_on| today < left_on))
        .map(Recipient::from)
        .collect())
}

/// The current memberships of a person in organisations that are in the network, the oldest first: an
/// organisation that takes somebody in does not become the one that this person acts for. Without any, a
/// person cannot sign in.
pub(crate) async fn memberships(
    db: &impl ConnectionTrait,
    person_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Member>> {
    let mut members = store::memberships_of(db, person_id).await?;
    members.retain(|member| member.is_in(now));
    members.sort_by_key(|member| (member.since, member.id));
    Ok(members)
}

/// The same, of the person with this address (in folded form).
pub(crate) async fn memberships_by_email(
    db: &impl ConnectionTrait,
    email: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Member>> {
    let members = store::memberships_by_email(db, email).await?;
    Ok(members.into_iter().filter(|member| member.is_in(now)).collect())
}

/// Changes the zone in which a person reads hours.
pub(crate) async fn set_zone(tx: &impl ConnectionTrait, person_id: Uuid, zone: Tz) -> Result<()> {
    store::set_zone(tx, person_id, zone.name()).await
}

/// The organisation of this name or short name: its identifier and short name.
pub(crate) async fn named(db: &impl ConnectionTrait, name: &str) -> Result<Option<(Uuid, String)>> {
    let found = store::organisation_named(db, &rules::fold(name)).await?;
    Ok(found.map(|row| (row.id, row.short_name)))
}

/// What the network holds of a person, in lines: series by key.
pub(crate) async fn stored(
    db: &impl ConnectionTrait,
    person_id: Uuid,
    zone: Tz,
) -> Result<Vec<(&'static str, Vec<String>)>> {
    service::stored(db, person_id, zone).await
}

/// The zone of the seat of each organisation.
pub(crate) async fn zones(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, Tz)>> {
    let rows = store::organisations(db).await?.into_iter();
    Ok(rows.map(|row| (row.id, row.zone())).collect())
}

/// The organisations with one of these functions that are in the network on a day: identifier and short name,
/// by name.
pub(crate) async fn with_functions(
    db: &impl ConnectionTrait,
    functions: &[Function],
    day: NaiveDate,
) -> Result<Vec<(Uuid, String)>> {
    let rows = store::organisations(db).await?.into_iter();
    Ok(rows
        .filter(|row| functions.contains(&row.function()))
        .filter(|row| rules::is_in_network(row.joined_on, row.left_on, day))
        .map(|row| (row.id, row.short_name))
        .collect())
}

/// The body that renews quarters (ANRU), on a day.
pub(crate) async fn agency_ids(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Vec<Uuid>> {
    let all = with_functions(db, &[Function::UrbanRenewalAgency], day).await?;
    Ok(all.into_iter().map(|(id, _)| id).collect())
}

/// An organisation of any function: its short name, and the zone of its seat.
pub(crate) async fn owner(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<(String, Tz)>> {
    let row = store::organisation(db, id).await?;
    Ok(row.map(|row| (row.short_name.clone(), row.zone())))
}
