//! The network: organisations, their expertise and dates of membership, people, delegations, import.
//!
//! An organisation carries a function (centre, animator, ANRU…); names are rows, never constants. Centres open,
//! close and merge: each has dates, and past years stay true. A person belongs to organisations by
//! memberships; a director lends the director's acts to a member of the team between two days. The animator
//! manages everything; a director the own team and what the own centre says of itself.

pub(crate) mod rules;
pub(crate) mod store;

use chrono::NaiveDate;
use chrono_tz::Tz;
use proto::v1::{Function, Position};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

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

/// The activity position that a person saw at the last visit.
pub(crate) async fn last_visit(db: &impl ConnectionTrait, person_id: Uuid) -> Result<i64> {
    let person = store::person(db, person_id).await?;
    Ok(person.map_or(0, |person| person.last_visit_position))
}

/// Notes the activity position that a person has now seen; it never goes back.
pub(crate) async fn visited(tx: &impl ConnectionTrait, person_id: Uuid, position: i64) -> Result<()> {
    store::set_last_visit(tx, person_id, position).await
}
