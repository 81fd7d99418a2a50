//! Obligations of a year and participation of a centre: computed from the facts, with a clock that crosses the year.

#![expect(clippy::too_many_lines, reason = "a test tells one story, step by step")]

mod bulletins;
mod centre;
mod participation;
mod programme;
pub(crate) mod queries;
mod reader;

use proto::v1::*;

use crate::scenario::{self, YEAR};
use crate::world::{Actor, World};

/// What an actor sees of a year.
async fn all(actor: &Actor, year: i32) -> Obligations {
    let request = GetObligationsRequest {
        year,
        ..Default::default()
    };
    let found = actor.obligation().get_obligations(request).await;
    found.unwrap().into_inner()
}

/// The obligation of the network, or of a centre.
fn find(all: &Obligations, rule: &str, centre: &str) -> Option<Obligation> {
    let is_it = |one: &&Obligation| one.rule_id == rule && one.organisation_id == centre;
    all.obligations.iter().find(is_it).cloned()
}

/// The same of this year, as the animator sees it now.
async fn now(world: &World, rule: &str, centre: &str) -> Obligation {
    // Sessions end without use: the animator comes in again.
    let animator = world.animator().await;
    find(&all(&animator, YEAR).await, rule, centre).unwrap()
}

fn stands(one: &Obligation) -> (ObligationState, ObligationCause, i32) {
    (one.state(), one.cause(), one.n)
}

fn set(world: &World, at: &str) {
    world.clock().set(at.parse().unwrap());
}

fn due(one: &Obligation) -> String {
    let at = one.due_at.unwrap();
    let at = chrono::DateTime::from_timestamp(at.seconds, 0).unwrap();
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A meeting of two hours, planned.
async fn plan(world: &World, kind: MeetingKind, starts_at: &str, zone: &str) -> Meeting {
    let hour: u32 = starts_at[11..13].parse().unwrap();
    let request = CreateMeetingRequest {
        kind: kind as i32,
        starts_at: starts_at.to_owned(),
        ends_at: format!("{}T{:02}:00", &starts_at[..10], hour + 2),
        zone: zone.to_owned(),
        ..Default::default()
    };
    let animator = world.animator().await;
    let planned = animator.meeting().create_meeting(request).await;
    planned.unwrap().into_inner()
}

/// Records that a convened meeting was held; its hour is past.
async fn held(world: &World, meeting: &Meeting) {
    let request = RecordHeldRequest {
        id: meeting.id.clone(),
        n_attendants: 0,
    };
    let animator = world.animator().await;
    animator.meeting().record_held(request).await.unwrap();
}

async fn cancel(world: &World, meeting: &Meeting) {
    let request = CancelMeetingRequest {
        id: meeting.id.clone(),
        reason: "Grève des transports".to_owned(),
    };
    let animator = world.animator().await;
    animator.meeting().cancel_meeting(request).await.unwrap();
}

async fn convene(world: &World, meeting: &Meeting) {
    scenario::convene(&world.animator().await, meeting).await;
}

#[tokio::test]
async fn the_meetings_of_a_year_from_its_beginning_to_its_turn() {
    use ObligationCause as C;
    use ObligationState::{AtRisk, Met, Missed, OnTheWay};
    let world = World::new().await;
    let m1 = now(&world, "M1", "").await;
    assert_eq!(stands(&m1), (OnTheWay, C::ToPlan, 3));
    assert_eq!(
        (due(&m1).as_str(), m1.zone.as_str()),
        ("2027-12-31 22:59:59", "Europe/Paris")
    );
    assert!(m1.evidence.is_empty());

    let first = plan(
        &world,
        MeetingKind::TechnicalCommittee,
        "2027-04-15T10:00",
        "Europe/Paris",
    )
    .await;
    let charter = plan(
        &world,
        MeetingKind::CharterCommittee,
        "2027-04-20T10:00",
        "Europe/Paris",
    )
    .await;
    let day = plan(
        &world,
        MeetingKind::NationalDay,
        "2027-06-10T10:00",
        "Europe/Paris",
    )
    .await;
    let m2 = now(&world, "M2", "").await;
    assert_eq!(stands(&m2), (OnTheWay, C::ToHold, 1));
    assert_eq!(due(&m2), "2027-04-20 08:00:00");
    set(&world, "2027-04-10T08:00:00Z");
    assert_eq!(stands(&now(&world, "M2", "").await), (AtRisk, C::ToConvene, 1));
    convene(&world, &charter).await;
    convene(&world, &first).await;
    assert_eq!(stands(&now(&world, "M2", "").await), (OnTheWay, C::ToHold, 1));
    // A convened meeting counts once it is recorded as held, and not before.
    set(&world, "2027-04-20T12:00:00Z");
    assert_eq!(now(&world, "M1", "").await.n_done, 0);
    assert_eq!(stands(&now(&world, "M2", "").await), (AtRisk, C::ToRecord, 1));
    held(&world, &first).await;
    held(&world, &charter).await;
    let m1 = now(&world, "M1", "").await;
    assert_eq!(
        (stands(&m1), m1.n_done, m1.n_asked),
        ((OnTheWay, C::ToPlan, 2), 1, 3)
    );
    assert_eq!(m1.evidence[0].path, format!("/meeting/{}", first.id));
    let m2 = now(&world, "M2", "").await;
    assert_eq!((m2.state(), m2.due_at), (Met, None));
    // One that is cancelled, with nothing in its place.
    assert_eq!(stands(&now(&world, "M3", "").await), (OnTheWay, C::ToHold, 1));
    cancel(&world, &day).await;
    assert_eq!(stands(&now(&world, "M3", "").await), (AtRisk, C::Cancelled, 1));
    plan(
        &world,
        MeetingKind::NationalDay,
        "2027-10-12T10:00",
        "Europe/Paris",
    )
    .await;
    assert_eq!(stands(&now(&world, "M3", "").await), (OnTheWay, C::ToHold, 1));

    set(&world, "2027-07-05T08:00:00Z");
    assert_eq!(stands(&now(&world, "M1", "").await), (AtRisk, C::ToPlan, 2));
    // The year turns in Paris.
    set(&world, "2027-12-31T22:59:59Z");
    assert_eq!(stands(&now(&world, "M1", "").await), (AtRisk, C::ToPlan, 2));
    set(&world, "2027-12-31T23:00:00Z");
    let m1 = now(&world, "M1", "").await;
    assert_eq!((stands(&m1), m1.due_at), ((Missed, C::YearOver, 2), None));
    assert_eq!(stands(&now(&world, "M3", "").await), (Missed, C::YearOver, 1));
    assert_eq!(now(&world, "M2", "").await.state(), Met, "what is met stays so");
    // The new year begins, and the old one is still there.
    let animator = world.animator().await;
    let current = all(&animator, 0).await;
    assert_eq!(
        (current.year, current.years.as_slice()),
        (YEAR + 1, &[YEAR, YEAR + 1, YEAR + 2][..])
    );
    assert_eq!(
        stands(&find(&current, "M1", "").unwrap()),
        (OnTheWay, C::ToPlan, 3)
    );
    assert!(
        all(&animator, YEAR - 1).await.obligations.is_empty(),
        "nothing is known of it"
    );
}

/// The last evening of the year in Cayenne is the new year in Paris: the meeting is of the old one.
#[tokio::test]
async fn a_meeting_of_the_last_evening_elsewhere_still_counts() {
    use ObligationCause as C;
    use ObligationState::{AtRisk, Met, OnTheWay};
    let world = World::new().await;
    set(&world, "2027-12-20T12:00:00Z");
    let late = plan(
        &world,
        MeetingKind::Bilateral,
        "2027-12-31T21:00",
        "America/Cayenne",
    )
    .await;
    convene(&world, &late).await;
    set(&world, "2027-12-31T23:30:00Z");
    assert_eq!(stands(&now(&world, "A6", "").await), (OnTheWay, C::ToHold, 1));
    set(&world, "2028-01-01T02:00:01Z");
    assert_eq!(stands(&now(&world, "A6", "").await), (AtRisk, C::ToRecord, 1));
    held(&world, &late).await;
    assert_eq!(now(&world, "A6", "").await.state(), Met);
}
