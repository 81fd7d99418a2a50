//! The people of the demonstration, and callers made up from them.

use chrono::NaiveDate;
use proto::v1::{Function, Position};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::auth::{self, Caller, Client, Credential};
use crate::error::Result;
use crate::network::{self, Recipient};
use crate::programme::StreamInfo;

/// The people of the demonstration.
pub(super) struct People(Vec<Recipient>);

impl People {
    pub(super) async fn of(tx: &DatabaseTransaction, today: NaiveDate) -> Result<Self> {
        Ok(Self(network::people(tx, today).await?))
    }

    pub(super) fn director(&self, organisation_id: Uuid) -> Option<&Recipient> {
        self.member(organisation_id, Position::Director)
    }

    pub(super) fn team(&self, organisation_id: Uuid) -> Option<&Recipient> {
        self.member(organisation_id, Position::Team)
    }

    pub(super) fn animator(&self) -> Option<&Recipient> {
        self.of_function(Function::Animator)
    }

    /// The first person of the first body that has this function.
    pub(super) fn of_function(&self, function: Function) -> Option<&Recipient> {
        self.0.iter().find(|person| person.function == function)
    }

    pub(super) fn by_id(&self, person_id: Option<Uuid>) -> Option<&Recipient> {
        self.0.iter().find(|person| Some(person.person_id) == person_id)
    }

    /// The words of a decision: the stream and the centre.
    pub(super) fn decided(&self, stream: &StreamInfo, organisation_id: Uuid) -> String {
        let mut all = self.0.iter();
        let centre = all.find(|person| person.organisation_id == organisation_id);
        let name = centre.map_or("", |person| person.organisation_name.as_str());
        format!("{}, {name}", stream.title)
    }

    /// The director of the centre of this name.
    pub(super) fn director_of(&self, organisation_name: &str) -> Option<&Recipient> {
        let mut all = self.0.iter();
        all.find(|person| {
            person.organisation_name == organisation_name && person.position == Position::Director
        })
    }

    fn member(&self, organisation_id: Uuid, position: Position) -> Option<&Recipient> {
        let mut members = self
            .0
            .iter()
            .filter(|person| person.organisation_id == organisation_id);
        members.find(|person| person.position == position)
    }
}

/// A caller made up from a person.
pub(super) fn caller(person: &Recipient) -> Caller {
    Caller {
        person_id: Some(person.person_id),
        name: person.name.clone(),
        email: person.email.clone(),
        organisation_id: person.organisation_id,
        organisation_name: person.organisation_name.clone(),
        function: person.function,
        is_overseas_centre: person.is_overseas,
        role: auth::role(person.function, person.position, false),
        is_delegate: false,
        zone: person.zone,
        credential: Credential::Session(Uuid::nil()),
        client: Client::default(),
        memberships: Vec::new().into(),
    }
}
