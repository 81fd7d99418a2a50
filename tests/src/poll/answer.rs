//! Answers: one by organisation, until the last day is over; by telephone until the choice.

use chrono::TimeDelta;
use proto::v1::*;

use super::{Actor, Availability, No, World, Yes, answer, create, expected, get, overseas};
use crate::mail::outbox;
use crate::world::{reason, violations};

#[tokio::test]
async fn an_answer_says_something_of_each_slot() {
    let world = World::new().await;
    let poll = create(&world.animator().await, overseas()).await;
    let guyane = world.centre("Guyane").await;
    let refused = guyane
        .team
        .poll()
        .answer_poll(answer(&poll, &[Yes, Yes], 0))
        .await;
    assert_eq!(
        violations(&refused.unwrap_err()),
        [("answers".to_owned(), Reason::Required)]
    );
    let mut twice = answer(&poll, &[Yes, Availability::Unspecified, No], 0);
    twice.answers[2].slot_id = twice.answers[0].slot_id.clone();
    let refused = guyane.team.poll().answer_poll(twice).await.unwrap_err();
    let expected = [
        ("answers.1.availability", Reason::Required),
        ("answers.2.slot_id", Reason::UnknownValue),
        ("answers", Reason::Required),
    ];
    assert_eq!(
        violations(&refused),
        expected.map(|(field, reason)| (field.to_owned(), reason))
    );
}

/// The director and the team answer at once for the centre: one answer stands, the other is told so.
#[tokio::test]
async fn two_people_of_a_centre_answer_at_once() {
    let world = World::new().await;
    let poll = create(&world.animator().await, overseas()).await;
    let guyane = world.centre("Guyane").await;
    let (mut one, mut other) = (guyane.director.poll(), guyane.team.poll());
    let (one, other) = tokio::join!(
        one.answer_poll(answer(&poll, &[Yes, Yes, Yes], 0)),
        other.answer_poll(answer(&poll, &[No, No, No], 0)),
    );
    let refused = match (one, other) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("{both:?}"),
    };
    assert_eq!(refused.code(), tonic::Code::Aborted);
    assert_eq!(reason(&refused), Reason::ChangedMeanwhile);
    let seen = get(&guyane.team, &poll.id).await;
    let sums: Vec<i32> = seen.slots.iter().map(|slot| slot.n_yes + slot.n_no).collect();
    assert_eq!(sums, [1, 1, 1], "one answer of the centre to each slot");
}

#[tokio::test]
async fn who_organises_is_told_when_the_last_day_is_over() {
    let world = World::new().await;
    let [animator, guyane] = [world.animator().await, world.centre("Guyane").await.director];
    let poll = create(&animator, overseas()).await;
    guyane
        .poll()
        .answer_poll(answer(&poll, &[Yes, Yes, Yes], 0))
        .await
        .unwrap();
    world.run_jobs().await;
    let n_before = outbox(&world.app).await.len();
    assert_eq!(expected(&animator, ExpectationKind::ClosePoll).await, []);
    // Until the end of 30 April in Paris.
    let last: chrono::DateTime<chrono::Utc> = "2027-04-30T21:59:59Z".parse().unwrap();
    world.clock().set(last);
    // The sessions of a month ago are over.
    let again = async |actor: &Actor| world.enter_as(&actor.me.person_id).await;
    let [animator, guyane] = [again(&animator).await, again(&guyane).await];
    assert_eq!(get(&guyane, &poll.id).await.state(), PollState::Open);
    world.clock().set(last + TimeDelta::seconds(1));
    world.run_jobs().await;
    world.run_jobs().await;
    let mails = outbox(&world.app).await;
    let told: Vec<_> = mails
        .iter()
        .skip(n_before)
        .filter(|mail| mail.subject.starts_with("Le sondage de dates est terminé"))
        .collect();
    let [told] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(told.to, animator.me.email);
    assert!(
        told.text.contains("1 organisation sur 6 a répondu"),
        "{}",
        told.text
    );
    assert_eq!(expected(&animator, ExpectationKind::ClosePoll).await.len(), 1);
    assert_eq!(get(&guyane, &poll.id).await.state(), PollState::Over);
    let late = guyane
        .poll()
        .answer_poll(answer(&poll, &[No, No, No], 1))
        .await
        .unwrap_err();
    assert_eq!(reason(&late), Reason::PollClosed);
    // By telephone, who organises still writes it.
    let mayotte = world.centre("Mayotte").await;
    let said = AnswerPollRequest {
        organisation_id: mayotte.id,
        ..answer(&poll, &[Yes, No, No], 0)
    };
    animator.poll().answer_poll(said).await.unwrap();
    // Closed without a date.
    let close = ClosePollRequest {
        id: poll.id.clone(),
        slot_id: String::new(),
    };
    let closed = animator.poll().close_poll(close).await.unwrap().into_inner();
    assert_eq!(
        (closed.state(), closed.meeting_id.as_str()),
        (PollState::Closed, "")
    );
    assert_eq!(expected(&animator, ExpectationKind::ClosePoll).await, []);
}
