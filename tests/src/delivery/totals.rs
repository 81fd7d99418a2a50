//! Totals of editions over time: sent, returned, left; no address.

use proto::v1::*;
use tonic::Code;

use super::{Scene, count, ledger, world_with};
use crate::mail::sink::{Answer, Sink};
use crate::world::Actor;

async fn totals(actor: &Actor, newsletter_id: &str) -> Result<ListDeliveryTotalsResponse, tonic::Status> {
    let request = ListDeliveryTotalsRequest {
        newsletter_id: newsletter_id.to_owned(),
    };
    let answer = actor.delivery().list_delivery_totals(request).await;
    answer.map(tonic::Response::into_inner)
}

async fn remove(scene: &Scene, subscriber_id: String) {
    let request = RemoveSubscriberRequest {
        newsletter_id: scene.newsletter_id.clone(),
        id: subscriber_id,
    };
    let mut client = scene.centre.director.subscriber();
    client.remove_subscriber(request).await.unwrap();
}

#[tokio::test]
async fn each_edition_counts_those_who_left_after_it() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 5).await;
    assert_eq!(
        totals(&scene.centre.director, &scene.newsletter_id)
            .await
            .unwrap()
            .totals,
        []
    );
    let first = scene.edition_id.clone();
    scene.leave(&world).await;
    let lines = ledger(&world).await;
    remove(&scene, lines[0].subscriber_id.to_string()).await;
    // The second one goes to those who are left; two leave after it.
    let edition_id = super::edition(&scene.centre.director, &scene.newsletter_id).await;
    let scene = Scene { edition_id, ..scene };
    let done = scene.leave(&world).await;
    assert_eq!(count(&done, RecipientState::Sent), 4);
    for line in &lines[1..3] {
        remove(&scene, line.subscriber_id.to_string()).await;
    }
    assert_eq!(scene.get().await.n_left, 2);
    let answer = totals(&scene.centre.director, &scene.newsletter_id)
        .await
        .unwrap();
    let known: Vec<_> = answer
        .totals
        .iter()
        .map(|one| (&one.edition_id, one.n_sent, one.n_bounced, one.n_left))
        .collect();
    assert_eq!(known, [(&first, 5, 0, 1), (&scene.edition_id, 4, 0, 2)]);
    // Of the third one, no mail is taken.
    sink.answer(Answer::Refuse);
    let edition_id = super::edition(&scene.centre.director, &scene.newsletter_id).await;
    let scene = Scene { edition_id, ..scene };
    scene.leave(&world).await;
    let answer = totals(&scene.centre.director, &scene.newsletter_id)
        .await
        .unwrap();
    assert_eq!(answer.totals.len(), 2);

    let animator = world.animator().await;
    assert_eq!(totals(&animator, &scene.newsletter_id).await.unwrap(), answer);
    let refused = totals(&world.anru().await, &scene.newsletter_id)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    let page = animator
        .get(&format!("/delivery/totals/{}", scene.newsletter_id))
        .await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("Départs") && !page.text.contains("local.example"),
        "{}",
        page.text
    );
}
