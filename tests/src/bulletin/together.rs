//! Several at the same moment: nobody waits for ever.

use futures::future::join_all;

use super::newsletter::compose;
use super::*;
use crate::delivery::subscribe;
use crate::edition::add;
use crate::scenario;

async fn correct(anru: &Actor, id: &str, n: usize) {
    let one = get(anru, id).await.unwrap();
    let request = correction(&one, &format!("Texte {n}"), "Encore.");
    anru.bulletin().correct_bulletin(request).await.unwrap();
}

/// Waits until a mail of an edition is on its way: one whose text is corrected before does not leave.
async fn begun(centre: &Centre, edition: &Edition) {
    let request = DeliveryRequest {
        edition_id: edition.id.clone(),
    };
    let mut client = centre.director.delivery();
    loop {
        let delivery = client.get_delivery(request.clone()).await.unwrap();
        let counts = delivery.into_inner().counts;
        let mut states = counts.iter().map(edition_delivery::Count::state);
        if states.any(|one| matches!(one, RecipientState::Sending | RecipientState::Sent)) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Each correction and each act of a centre waits for the log while it holds its bulletin; the edition that leaves holds
/// two.
#[tokio::test]
async fn an_edition_of_two_bulletins_leaves_while_both_are_corrected_and_relayed() {
    let world = World::new().await;
    let anru = world.anru().await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let ids = [
        published(&anru, content("Une")).await.id,
        published(&anru, content("Autre")).await.id,
    ];
    let newsletter = scenario::newsletter(&rives.director).await;
    let newsletter_id = newsletter.settings.unwrap().id;
    subscribe(&world, &newsletter_id, 1, "").await;
    for round in 0..3 {
        let one = get(&rives.director, &ids[round % 2]).await.unwrap();
        let edition = compose(&rives, &newsletter_id, &one).await;
        let other = &ids[(round + 1) % 2];
        let edition = add(&rives.director, &edition, BlockKind::Bulletin, other).await;
        let request = ScheduleDeliveryRequest {
            edition_id: edition.id.clone(),
            time: DeliveryTime::Now as i32,
            ..Default::default()
        };
        let mut delivery = rives.director.delivery();
        delivery.schedule_delivery(request).await.unwrap();
        world.clock().advance(TimeDelta::minutes(10));
        let correcting = ids.iter().map(|id| {
            let (anru, rives, edition) = (&anru, &rives, &edition);
            async move {
                begun(rives, edition).await;
                for n in 0..10 {
                    correct(anru, id, n).await;
                }
            }
        });
        let relaying = ids.iter().map(|id| {
            let team = &guyane.team;
            async move {
                acknowledge(team, id).await.unwrap();
                declare(team, declared(id, 1)).await.unwrap();
            }
        });
        tokio::join!(world.run_jobs(), join_all(correcting), join_all(relaying));
        world.run_jobs().await;
    }
    for id in &ids {
        let seen = get(&anru, id).await.unwrap();
        assert_eq!(reception(&seen, &rives).relays.len(), 3);
        assert_eq!(reception(&seen, &guyane).relays.len(), 3);
    }
}
