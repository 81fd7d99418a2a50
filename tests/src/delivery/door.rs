//! Who may see and do what: the newsletter's people; the animator, totals only.

use proto::v1::*;
use tonic::Code;

use super::{Scene, world_with};
use crate::mail::sink::{Answer, Sink};
use crate::world::{Actor, World, reason};

/// Every call that names the edition, and what it answers.
async fn codes(actor: &Actor, scene: &Scene) -> Vec<(&'static str, Code)> {
    let mut client = actor.delivery();
    let code = |result: Result<(), tonic::Status>| result.map_or_else(|status| status.code(), |()| Code::Ok);
    let preview = PreviewDeliveryRequest {
        edition_id: scene.edition_id.clone(),
        segment: None,
        ..Default::default()
    };
    let list = ListRecipientsRequest {
        edition_id: scene.edition_id.clone(),
        ..Default::default()
    };
    vec![
        ("get", code(client.get_delivery(scene.request()).await.map(drop))),
        ("list", code(client.list_recipients(list).await.map(drop))),
        ("preview", code(client.preview_delivery(preview).await.map(drop))),
        (
            "schedule",
            code(client.schedule_delivery(scene.now()).await.map(drop)),
        ),
        (
            "release",
            code(client.release_delivery(scene.request()).await.map(drop)),
        ),
        (
            "pause",
            code(client.pause_delivery(scene.request()).await.map(drop)),
        ),
        (
            "resume",
            code(client.resume_delivery(scene.request()).await.map(drop)),
        ),
        (
            "retry",
            code(client.retry_failed(scene.request()).await.map(drop)),
        ),
        (
            "resend",
            code(client.resend_uncertain(scene.request()).await.map(drop)),
        ),
        (
            "stop",
            code(client.stop_delivery(scene.request()).await.map(drop)),
        ),
    ]
}

#[tokio::test]
async fn another_organisation_knows_nothing_and_the_team_does_not_send() {
    let world = World::new().await;
    let scene = Scene::new(&world, 2).await;
    scene.schedule().await;
    let [stranger] = world
        .other_centres(std::slice::from_ref(&scene.centre.director))
        .await;
    for actor in [&stranger.director, &world.anru().await, &world.state().await] {
        for (call, code) in codes(actor, &scene).await {
            assert_eq!(code, Code::NotFound, "{call} by {:?}", actor.role());
        }
    }
    for (call, code) in codes(&scene.centre.team, &scene).await {
        let expected = if call == "get" {
            Code::Ok
        } else {
            Code::PermissionDenied
        };
        assert_eq!(code, expected, "{call} by the team");
    }
    let records = SenderRecordsRequest {
        newsletter_id: scene.newsletter_id.clone(),
    };
    for refused in [
        stranger
            .director
            .delivery()
            .get_sender_records(records.clone())
            .await,
        stranger
            .director
            .delivery()
            .make_sender_keys(records.clone())
            .await,
    ] {
        assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    }
    let refused = scene
        .centre
        .team
        .delivery()
        .make_sender_keys(records)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    assert_eq!(
        scene.get().await.state(),
        DeliveryState::Held,
        "nobody stopped it"
    );
}

#[tokio::test]
async fn the_animator_sees_totals_and_no_address() {
    let sink = Sink::start(Answer::Refuse).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 2).await;
    scene.leave(&world).await;
    let animator = world.animator().await;
    let totals = animator
        .delivery()
        .get_delivery(scene.request())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(totals.n_recipients, 2);
    assert_eq!(totals.counts[0].state(), RecipientState::Bounced);
    assert_eq!(totals.meanings, []);
    assert!(!totals.may_list && !totals.may_stop && !totals.may_retry);
    for (call, code) in codes(&animator, &scene).await {
        let expected = if call == "get" { Code::Ok } else { Code::NotFound };
        assert_eq!(code, expected, "{call}");
    }
    // No page tells an address to the animator.
    let page = animator.get(&format!("/delivery/{}", scene.edition_id)).await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("local.example"), "{}", page.text);
    let page = animator
        .get(&format!("/delivery/{}/recipients", scene.edition_id))
        .await;
    assert_eq!(page.status, 404);
}
