//! Who stands for a kind of meeting, from the network as it is.

use std::collections::BTreeSet;

use proto::v1::{Answering, InviteeRole};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::convocation::store::{self, invitee};
use crate::db;
use crate::error::Result;
use crate::meeting::kinds::{Kind, Part};
use crate::network::{self, Recipient};
use crate::programme;

/// Someone of the network, not convened yet.
pub(super) fn blank(meeting_id: Uuid, person: &Recipient, role: InviteeRole) -> invitee::Model {
    invitee::Model {
        person_id: Some(person.person_id),
        organisation_id: Some(person.organisation_id),
        organisation_name: person.organisation_name.clone(),
        ..guest(meeting_id, &person.name, &person.email, role)
    }
}

/// Someone known by an address alone.
pub(super) fn guest(meeting_id: Uuid, name: &str, email: &str, role: InviteeRole) -> invitee::Model {
    invitee::Model {
        id: db::id(),
        meeting_id,
        person_id: None,
        organisation_id: None,
        organisation_name: String::new(),
        name: name.to_owned(),
        email: email.to_owned(),
        role: role as i32,
        answer: Answering::Unspecified as i32,
        represented_by: String::new(),
        word: String::new(),
        answered_at: None,
        convened_at: None,
        reminded_at: None,
        is_entered_by_animator: false,
    }
}

/// Those who stand for a kind of meeting: one entry for each membership.
pub(crate) async fn people_of(
    app: &App,
    tx: &impl ConnectionTrait,
    caller: &Caller,
    work_stream_id: Option<Uuid>,
    kind: &Kind,
) -> Result<Vec<Recipient>> {
    let today = app.clock.today(chrono_tz::Europe::Paris);
    let overseas: BTreeSet<Uuid> = network::centres(tx, chrono::Datelike::year(&today))
        .await?
        .into_iter()
        .filter(|centre| centre.is_overseas)
        .map(|centre| centre.id)
        .collect();
    let engaged: BTreeSet<Uuid> = match work_stream_id {
        Some(id) => programme::engaged(tx, id).await?.into_iter().collect(),
        None => BTreeSet::new(),
    };
    let stands = |person: &Recipient| {
        kind.parts.iter().any(|part| {
            let (function, positions) = part.positions();
            let is_in = match part {
                Part::OverseasDirectors => overseas.contains(&person.organisation_id),
                Part::EngagedTeams => engaged.contains(&person.organisation_id),
                Part::OwnTeam => person.organisation_id == caller.organisation_id,
                _ => true,
            };
            is_in && person.function == function && positions.contains(&person.position)
        })
    };
    let mut people = network::people(tx, today).await?;
    people.retain(stands);
    Ok(people)
}

/// Writes the people of a new meeting: those of its kind. Who plans it chairs it.
pub(crate) async fn compose(
    app: &App,
    tx: &impl ConnectionTrait,
    caller: &Caller,
    meeting_id: Uuid,
    work_stream_id: Option<Uuid>,
    kind: &Kind,
) -> Result<()> {
    let mut seen = BTreeSet::new();
    let rows = people_of(app, tx, caller, work_stream_id, kind)
        .await?
        .iter()
        // A person of two organisations is convened once.
        .filter(|person| seen.insert(person.email.clone()))
        .map(|person| {
            let role = if Some(person.person_id) == caller.person_id {
                InviteeRole::Chair
            } else {
                InviteeRole::Member
            };
            blank(meeting_id, person, role)
        })
        .collect();
    store::insert_invitees(tx, rows).await?;
    Ok(())
}

/// Adds who calls to the people of a new meeting; somebody who is among them already stays what they are.
pub(crate) async fn join(
    app: &App,
    tx: &impl ConnectionTrait,
    meeting_id: Uuid,
    caller: &Caller,
    role: InviteeRole,
) -> Result<()> {
    let people = network::people(tx, app.clock.today(chrono_tz::Europe::Paris)).await?;
    let own = people
        .iter()
        .find(|person| Some(person.person_id) == caller.person_id && caller.is_of(person.organisation_id));
    let rows = own.map(|person| blank(meeting_id, person, role));
    store::insert_invitees(tx, rows.into_iter().collect()).await?;
    Ok(())
}
