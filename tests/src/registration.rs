//! Registration for a day (M3): who says how, who gets a place, who waits, what a link opens.

mod places;
mod privacy;
mod settings;
mod that_day;

use proto::v1::*;

use crate::mail::{Row, outbox};
use crate::scenario;
use crate::world::{Actor, World};

/// A national day whose registration is open to everyone, for so many.
async fn open_day(world: &World, capacity: i32) -> (Actor, Meeting) {
    let animator = world.animator().await;
    let meeting = scenario::national_day(&animator).await;
    scenario::open_registration(&animator, &meeting, scenario::registration(capacity)).await;
    (animator, meeting)
}

fn request(meeting: &Meeting, email: &str) -> RegisterRequest {
    RegisterRequest {
        meeting_id: meeting.id.clone(),
        name: format!("Personne {email}"),
        email: email.to_owned(),
        organisation_name: "Ville de Port-Clair".to_owned(),
        is_visible: true,
        ..Default::default()
    }
}

/// Somebody without an account, at an address of the network of their own.
fn stranger(world: &World, n: u16) -> Actor {
    let [high, low] = n.to_be_bytes();
    let nobody = world.anonymous();
    Actor {
        door: nobody.door.from_address(([10, 0, high, low], 50_000).into()),
        ..nobody
    }
}

async fn register(world: &World, meeting: &Meeting, email: &str) {
    let asked = stranger(world, 1)
        .registration()
        .register(request(meeting, email))
        .await;
    asked.unwrap();
}

/// The mails to an address, oldest first.
async fn mails_to(world: &World, email: &str) -> Vec<Row> {
    let mut rows = outbox(&world.app).await;
    rows.retain(|row| row.to == email);
    rows
}

async fn last_to(world: &World, email: &str) -> Row {
    let mails = mails_to(world, email).await;
    mails
        .last()
        .unwrap_or_else(|| panic!("no mail to {email}"))
        .clone()
}

/// The path of the signed link in the newest mail to an address.
async fn path(world: &World, email: &str) -> String {
    let text = last_to(world, email).await.text;
    let (_, rest) = text.split_once("/registration/mine?").unwrap();
    let query = rest.split_whitespace().next().unwrap();
    format!("/registration/mine?{query}")
}

async fn link(world: &World, email: &str) -> RegistrationLink {
    let path = path(world, email).await;
    let (_, query) = path.split_once('?').unwrap();
    let query: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
    RegistrationLink {
        registration_id: query[0].1.clone(),
        signature: query[1].1.clone(),
    }
}

/// What the link of an address opens.
async fn own(world: &World, email: &str) -> OwnRegistration {
    let link = link(world, email).await;
    let opened = world.anonymous().registration().get_registration(link).await;
    opened.unwrap().into_inner()
}

async fn state(world: &World, email: &str) -> RegistrationState {
    own(world, email).await.registration.unwrap().state()
}

async fn cancel(world: &World, email: &str) {
    let link = link(world, email).await;
    world
        .anonymous()
        .registration()
        .cancel_registration(link)
        .await
        .unwrap();
}

async fn day(actor: &Actor, meeting: &Meeting) -> RegistrationPage {
    let request = MeetingRequest {
        id: meeting.id.clone(),
    };
    let page = actor.registration().get_registration_page(request).await;
    page.unwrap().into_inner()
}

async fn all(animator: &Actor, meeting: &Meeting) -> Vec<Registration> {
    let request = ListRegistrationsRequest {
        meeting_id: meeting.id.clone(),
        ..Default::default()
    };
    let list = animator.registration().list_registrations(request).await;
    list.unwrap().into_inner().registrations
}

/// A workshop from an hour to another, on the day.
async fn workshop(
    animator: &Actor,
    meeting: &Meeting,
    title: &str,
    hours: (&str, &str),
    capacity: i32,
) -> String {
    let starts_at = chrono::DateTime::from_timestamp(meeting.starts_at.unwrap().seconds, 0).unwrap();
    let day = starts_at.format("%Y-%m-%d");
    let request = AddWorkshopRequest {
        meeting_id: meeting.id.clone(),
        title: title.to_owned(),
        room: "Salle 2".to_owned(),
        speakers: "Une intervenante".to_owned(),
        starts_at: format!("{day}T{}", hours.0),
        ends_at: format!("{day}T{}", hours.1),
        capacity,
    };
    let page = animator.registration().add_workshop(request).await;
    let page = page.unwrap().into_inner();
    let found = page.workshops.iter().find(|one| one.title == title);
    found.unwrap().id.clone()
}

/// A national day that is today, with a workshop and somebody who arrived; the query of that person's link.
pub(crate) async fn today(world: &World, animator: &Actor) -> (Meeting, String) {
    let meeting = scenario::national_day_on(animator, "2027-03-15").await;
    let settings = RegistrationSettings {
        closes_at: "2027-03-15T17:00".to_owned(),
        ..scenario::registration(10)
    };
    scenario::open_registration(animator, &meeting, settings).await;
    workshop(animator, &meeting, "Relogement", ("10:30", "12:00"), 5).await;
    register(world, &meeting, "camille@ville.example").await;
    let arrival = CheckInRegistrationRequest {
        meeting_id: meeting.id.clone(),
        code: all(animator, &meeting).await[0].code,
        is_undone: false,
    };
    animator
        .registration()
        .check_in_registration(arrival)
        .await
        .unwrap();
    let path = path(world, "camille@ville.example").await;
    let (_, query) = path.split_once('?').unwrap();
    (meeting, query.to_owned())
}
