//! A day with its people, read under the lock of its meeting; what follows when a place is freed; the mails.

use chrono::{DateTime, Utc};
use proto::v1::{ActivityKind, RegistrationState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::app::App;
use crate::convocation;
use crate::error::Result;
use crate::live::{Act, Audience};
use crate::mail::{self, Mail};
use crate::meeting::{self, Info};
use crate::network::rules::fold;
use crate::registration::letter::{Chosen, Occasion, Told};
use crate::registration::rules::{self, Room, Seat, Step};
use crate::registration::store::{self, choice, registration, settings, workshop};
use crate::registration::{own_path, path};
use crate::signature::Signer;

/// A day with everything that decides who gets a place.
pub(in crate::registration) struct Day {
    pub(in crate::registration) info: Info,
    pub(in crate::registration) settings: settings::Model,
    pub(in crate::registration) workshops: Vec<workshop::Model>,
    /// In the order of asking.
    pub(in crate::registration) people: Vec<registration::Model>,
    /// In the order of asking.
    pub(in crate::registration) choices: Vec<choice::Model>,
    /// Of each of the people, folded.
    organisations: Vec<String>,
}

impl Day {
    /// Reads the day.
    pub(in crate::registration) async fn of(
        db: &impl ConnectionTrait,
        info: Info,
        settings: settings::Model,
    ) -> Result<Self> {
        let people = store::registrations(db, info.id).await?;
        Ok(Self {
            workshops: store::workshops(db, info.id).await?,
            choices: store::choices(db, info.id).await?,
            organisations: people.iter().map(|row| fold(&row.organisation_name)).collect(),
            people,
            settings,
            info,
        })
    }

    pub(super) fn room(&self) -> Room {
        Room {
            capacity: self.settings.capacity,
            per_organisation: self.settings.seats_per_organisation,
        }
    }

    pub(super) fn seats(&self) -> Vec<Seat<'_>> {
        let rows = self.people.iter().zip(&self.organisations);
        rows.map(|(row, organisation)| Seat {
            id: row.id,
            state: row.state(),
            organisation,
        })
        .collect()
    }

    /// How many are in this state.
    pub(super) fn n(&self, state: RegistrationState) -> i32 {
        let n = self.people.iter().filter(|row| row.state() == state).count();
        i32::try_from(n).unwrap_or(i32::MAX)
    }

    fn person(&self, id: Uuid) -> Option<&registration::Model> {
        self.people.iter().find(|row| row.id == id)
    }

    /// How many places a workshop has left.
    pub(super) fn n_left_in(&self, workshop: &workshop::Model) -> i32 {
        let taken = self
            .choices
            .iter()
            .filter(|one| one.workshop_id == workshop.id && !one.is_waiting);
        let n_taken = i32::try_from(taken.count()).unwrap_or(i32::MAX);
        (workshop.capacity - n_taken).max(0)
    }

    /// Those who have a place in the day and wait for one in a workshop, in the order of asking.
    pub(super) fn waiting_for(&self, workshop: &workshop::Model) -> impl Iterator<Item = &choice::Model> {
        self.choices.iter().filter(move |one| {
            one.workshop_id == workshop.id
                && one.is_waiting
                && self
                    .person(one.registration_id)
                    .is_some_and(|row| row.state() == RegistrationState::Registered)
        })
    }

    /// The choices of a registration.
    pub(super) fn choices_of(&self, registration_id: Uuid) -> Vec<choice::Model> {
        let own = self.choices.iter();
        own.filter(|one| one.registration_id == registration_id)
            .cloned()
            .collect()
    }

    /// The choices that a registration has when it wishes for these workshops: what it had stays as it is; a new
    /// one gets a place when the day gave one and the workshop has one left.
    pub(super) fn wished(
        &self,
        registration_id: Uuid,
        workshop_ids: &[Uuid],
        has_place: bool,
        now: DateTime<Utc>,
    ) -> Vec<choice::Model> {
        let had = self.choices_of(registration_id);
        let wanted = self.workshops.iter().filter(|one| workshop_ids.contains(&one.id));
        wanted
            .map(|workshop| {
                let before = had.iter().find(|one| one.workshop_id == workshop.id);
                let has_seat = before.is_some_and(|one| !one.is_waiting) || self.n_left_in(workshop) > 0;
                choice::Model {
                    registration_id,
                    workshop_id: workshop.id,
                    is_waiting: !(has_place && has_seat),
                    asked_at: before.map_or(now, |one| one.asked_at),
                }
            })
            .collect()
    }
}

/// Offers the places that are free to those who wait, and gives those of the workshops, until the day begins.
pub(in crate::registration) async fn fill(
    app: &App,
    tx: &impl ConnectionTrait,
    info: &Info,
    settings: &settings::Model,
) -> Result<()> {
    let now = app.clock.now();
    if now >= info.starts_at || meeting::must_be_open(info.state).is_err() {
        return Ok(());
    }
    let day = Day::of(tx, info.clone(), settings.clone()).await?;
    let post = Post::new(app, tx, info, &day.workshops).await?;
    for id in day.room().to_offer(&day.seats()) {
        let Some(row) = day.person(id) else { continue };
        let Some(state) = rules::next(row.state(), Step::Offer) else {
            continue;
        };
        let until = rules::offered_until(now, settings.minutes_to_accept, info.starts_at);
        let row = registration::Model {
            state: state as i32,
            offered_until: Some(until),
            ..row.clone()
        };
        store::save_registration(tx, row.clone()).await?;
        post.send(tx, &row, &day.choices_of(id), Occasion::Offered(until))
            .await?;
    }
    let freed = day.workshops.iter().flat_map(|workshop| {
        let n_left = usize::try_from(day.n_left_in(workshop)).unwrap_or_default();
        day.waiting_for(workshop)
            .take(n_left)
            .map(move |one| (workshop, one))
    });
    let seated: Vec<(&workshop::Model, &choice::Model)> = freed.collect();
    // Someone seated in two workshops at once is told of both.
    let is_seated = |choice: &choice::Model| seated.iter().any(|(_, one)| *one == choice);
    for (workshop, one) in &seated {
        store::seat(tx, one).await?;
        let Some(row) = day.person(one.registration_id) else {
            continue;
        };
        let choices = day.choices_of(row.id).into_iter().map(|choice| choice::Model {
            is_waiting: choice.is_waiting && !is_seated(&choice),
            ..choice
        });
        let choices: Vec<_> = choices.collect();
        post.send(tx, row, &choices, Occasion::Seated(&workshop.title))
            .await?;
    }
    Ok(())
}

/// Writes the mails of a day.
pub(in crate::registration) struct Post<'a> {
    app: &'a App,
    signer: Signer,
    info: &'a Info,
    workshops: &'a [workshop::Model],
}

impl<'a> Post<'a> {
    pub(in crate::registration) async fn new(
        app: &'a App,
        tx: &impl ConnectionTrait,
        info: &'a Info,
        workshops: &'a [workshop::Model],
    ) -> Result<Self> {
        Ok(Self {
            app,
            signer: Signer::of(tx).await?,
            info,
            workshops,
        })
    }

    /// Queues what someone gets, in the transaction of the change that causes it.
    pub(in crate::registration) async fn send(
        &self,
        tx: &impl ConnectionTrait,
        row: &registration::Model,
        choices: &[choice::Model],
        occasion: Occasion<'_>,
    ) -> Result<()> {
        let Some(email) = &row.email else { return Ok(()) };
        let now = self.app.clock.now();
        let link = format!("{}{}", self.app.config.public_url, own_path(&self.signer, row.id));
        let chosen = choices.iter().filter_map(|one| {
            let workshop = self.workshops.iter().find(|w| w.id == one.workshop_id)?;
            Some(Chosen {
                title: &workshop.title,
                room: &workshop.room,
                starts_at: workshop.starts_at,
                is_waiting: one.is_waiting,
            })
        });
        let mut chosen: Vec<_> = chosen.collect();
        chosen.sort_by_key(|one| one.starts_at);
        let told = Told {
            info: self.info,
            state: row.state(),
            code: row.code,
            chosen,
            link: &link,
            now,
        };
        let mail = Mail {
            to: email,
            name: "",
            subject: &told.subject(occasion),
            text: &told.text(occasion),
            html: "",
            calendar: &self.calendar(row, email, occasion, &link),
        };
        mail::queue(tx, now, mail).await
    }

    /// The file for calendars of who has a place, or had one.
    fn calendar(&self, row: &registration::Model, email: &str, occasion: Occasion<'_>, link: &str) -> String {
        let has_place = row.state() == RegistrationState::Registered;
        let is_off = match occasion {
            Occasion::Cancelled { had_place: true } | Occasion::CalledOff { had_place: true } => true,
            Occasion::Registered | Occasion::Known(_) | Occasion::Changed(_) if has_place => false,
            _ => return String::new(),
        };
        convocation::registration_file(self.app, self.info, row.id, is_off, (email, email), link)
    }
}

/// Someone registered, moved or arrived: the organiser's pages move, and nobody is named.
pub(in crate::registration) fn quiet_act<'a>(info: &'a Info, rpc: &'static str) -> Act<'a> {
    Act {
        audience: Audience::organisation(info.organisation_id),
        topic: Some(meeting::topic(info.id)),
        organisation_id: Some(info.organisation_id),
        ..Act::told(rpc, ActivityKind::RegistrationsMoved, &info.title, path(info.id))
    }
}
