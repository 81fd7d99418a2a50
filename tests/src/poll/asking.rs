//! Whom a new poll asks, and what it may not be.

use proto::v1::*;

use super::{World, create, expected, get, overseas, slot};
use crate::world::violations;

#[tokio::test]
async fn named_organisations_are_asked_instead_of_those_of_the_kind() {
    let world = World::new().await;
    let animator = world.animator().await;
    let partner = world.partner().await;
    let rives = world.centre("Rives de Loire").await;
    let request = CreatePollRequest {
        kind: MeetingKind::TechnicalCommittee as i32,
        title: String::new(),
        organisation_ids: vec![rives.id.clone(), partner.me.organisation_id.clone()],
        ..overseas()
    };
    let poll = create(&animator, request.clone()).await;
    assert_eq!(poll.title, "Comité technique d’animation nationale");
    let mut asked: Vec<&str> = poll
        .asked
        .iter()
        .map(|one| one.organisation_id.as_str())
        .collect();
    asked.sort_unstable();
    let mut wanted = [rives.id.as_str(), partner.me.organisation_id.as_str()];
    wanted.sort_unstable();
    assert_eq!(asked, wanted);
    assert_eq!(expected(&partner, ExpectationKind::AnswerPoll).await.len(), 1);
    assert_eq!(
        expected(&rives.director, ExpectationKind::AnswerPoll).await.len(),
        1
    );
    assert_eq!(expected(&animator, ExpectationKind::AnswerPoll).await, []);
    let nobody = CreatePollRequest {
        organisation_ids: vec!["00000000-0000-0000-0000-000000000001".to_owned()],
        ..request
    };
    let refused = animator.poll().create_poll(nobody).await.unwrap_err();
    assert_eq!(
        violations(&refused),
        [("organisation_ids".to_owned(), Reason::NobodyThere)]
    );
}

#[tokio::test]
async fn every_fault_of_a_new_poll_is_told() {
    let world = World::new().await;
    let animator = world.animator().await;
    let request = CreatePollRequest {
        kind: MeetingKind::WorkingSession as i32,
        slots: vec![
            slot("2027-04-15T10:00", "2027-04-15T09:00"),
            slot("2027-03-01T10:00", "2027-03-01T12:00"),
            slot("2027-04-16T10:00", "2027-04-18T12:00"),
            slot("2027-04-19T10:00", ""),
            slot("2027-04-20T10:00", "2027-04-20T12:00"),
            slot("2027-04-20T10:00", "2027-04-20T12:00"),
        ],
        zone: "Europe/Paris".to_owned(),
        closes_on: "2027-04-15".to_owned(),
        ..Default::default()
    };
    let refused = animator.poll().create_poll(request.clone()).await.unwrap_err();
    let expected = [
        ("slots.0.ends_at", Reason::EndBeforeStart),
        ("slots.1.starts_at", Reason::InThePast),
        ("slots.2.ends_at", Reason::TooLong),
        ("slots.3.ends_at", Reason::Required),
        ("slots.5.starts_at", Reason::SlotTwice),
        ("closes_on", Reason::PollEndsLate),
        ("work_stream_id", Reason::Required),
    ];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
    let request = CreatePollRequest {
        slots: vec![slot("2027-04-20T10:00", "2027-04-20T12:00")],
        closes_on: "2027-03-14".to_owned(),
        ..request
    };
    let refused = animator.poll().create_poll(request).await.unwrap_err();
    let expected = [
        ("slots", Reason::TooFewSlots),
        ("closes_on", Reason::InThePast),
        ("work_stream_id", Reason::Required),
    ];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
}

/// Who was asked by name is not convened by the kind: the meeting is not shown to it.
#[tokio::test]
async fn who_is_only_asked_does_not_see_the_meeting() {
    let world = World::new().await;
    let [animator, partner] = [world.animator().await, world.partner().await];
    let rives = world.centre("Rives de Loire").await;
    let request = CreatePollRequest {
        kind: MeetingKind::Reflection as i32,
        organisation_ids: vec![rives.id.clone(), partner.me.organisation_id.clone()],
        ..overseas()
    };
    let poll = create(&animator, request).await;
    let close = ClosePollRequest {
        id: poll.id.clone(),
        slot_id: poll.slots[0].id.clone(),
    };
    let closed = animator.poll().close_poll(close).await.unwrap().into_inner();
    assert_eq!(get(&rives.director, &poll.id).await.meeting_id, closed.meeting_id);
    let seen = get(&partner, &poll.id).await;
    assert_eq!((seen.state(), seen.meeting_id.as_str()), (PollState::Closed, ""));
    assert_eq!(seen.chosen_slot_id, poll.slots[0].id);
}
