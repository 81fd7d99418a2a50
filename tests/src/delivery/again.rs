//! What is tried again by itself, what only on a decision.

use chrono::TimeDelta;
use proto::v1::*;
use tonic::Code;

use super::{Scene, check_sum, count, ledger, world_with};
use crate::mail::sink::{Answer, Sink};
use crate::world::reason;

#[tokio::test]
async fn a_refusal_for_now_is_tried_again_later_and_later() {
    let sink = Sink::start(Answer::Defer).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 1).await;
    scene.leave(&world).await;
    for (n_attempts, minutes) in [(1, 1), (2, 5), (3, 15), (4, 60)] {
        let line = ledger(&world).await.remove(0);
        assert_eq!(
            (line.state(), line.attempts),
            (RecipientState::Queued, n_attempts)
        );
        assert_eq!(line.next_at, world.clock().now() + TimeDelta::minutes(minutes));
        world.clock().advance(TimeDelta::minutes(minutes));
        world.run_jobs().await;
    }
    let waiting = scene.get().await;
    assert_eq!(waiting.state(), DeliveryState::Sending);
    assert_eq!(waiting.meanings[0].meaning(), AnswerMeaning::Later);
    sink.answer(Answer::Take);
    world.clock().advance(TimeDelta::hours(1));
    world.run_jobs().await;
    assert_eq!(scene.get().await.state(), DeliveryState::Done);
    assert_eq!(sink.taken().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_away_fails_nothing_and_counts_no_attempt() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    drop(sink);
    let scene = Scene::new(&world, 3).await;
    let waiting = scene.leave(&world).await;
    check_sum(&waiting);
    assert_eq!(count(&waiting, RecipientState::Queued), 3);
    assert!(ledger(&world).await.iter().all(|line| line.attempts == 0));
}

#[tokio::test]
async fn what_failed_is_sent_again_on_demand_and_to_nobody_else() {
    let sink = Sink::start(Answer::Reject).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 2).await;
    let done = scene.leave(&world).await;
    assert_eq!(done.state(), DeliveryState::Done);
    assert_eq!(count(&done, RecipientState::Failed), 2);
    assert_eq!(done.meanings[0].meaning(), AnswerMeaning::TakenForSpam);
    sink.answer(Answer::Take);
    let mut client = scene.centre.director.delivery();
    let again = client.retry_failed(scene.request()).await.unwrap().into_inner();
    assert_eq!(again.state(), DeliveryState::Sending);
    world.run_jobs().await;
    assert_eq!(count(&scene.get().await, RecipientState::Sent), 2);
    assert_eq!(sink.taken().len(), 2);
    let refused = client.retry_failed(scene.request()).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(reason(&refused), Reason::NothingToResend);
}

#[tokio::test]
async fn what_is_uncertain_waits_for_a_person() {
    let sink = Sink::start(Answer::HangUp).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 1).await;
    let done = scene.leave(&world).await;
    check_sum(&done);
    assert_eq!(count(&done, RecipientState::Uncertain), 1);
    sink.answer(Answer::Take);
    world.clock().advance(TimeDelta::days(3));
    world.run_jobs().await;
    assert_eq!(sink.taken().len(), 1, "never sent again by itself");
    let mut client = scene.centre.director.delivery();
    client.resend_uncertain(scene.request()).await.unwrap();
    world.run_jobs().await;
    assert_eq!(sink.taken().len(), 2);
    let list = ListRecipientsRequest {
        edition_id: scene.edition_id.clone(),
        ..Default::default()
    };
    let listed = client
        .list_recipients(list)
        .await
        .unwrap()
        .into_inner()
        .recipients;
    assert_eq!(listed[0].state(), RecipientState::Sent);
    assert!(listed[0].is_resent);
    // The decision is in the journal.
    let audit = ListAuditRequest {
        organisation_id: scene.centre.id.clone(),
        before: 0,
    };
    let audit = scene
        .centre
        .director
        .account()
        .list_audit(audit)
        .await
        .unwrap()
        .into_inner();
    assert!(
        audit.lines.iter().any(|entry| entry.act == "ResendUncertain"),
        "{audit:?}"
    );
}

#[tokio::test]
async fn replicas_never_send_to_the_same() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 120).await;
    scene.schedule().await;
    world.clock().advance(TimeDelta::minutes(10));
    let replicas = [
        world.replica().await,
        world.replica().await,
        world.replica().await,
    ];
    let runs = replicas.iter().map(|app| app.run_jobs());
    for run in futures::future::join_all(runs).await {
        run.unwrap();
    }
    world.run_jobs().await;
    let lines = ledger(&world).await;
    assert_eq!(lines.len(), 120);
    assert!(
        lines
            .iter()
            .all(|line| (line.state(), line.attempts) == (RecipientState::Sent, 1)),
        "{lines:?}"
    );
    assert_eq!(sink.taken().len(), 120);
}
