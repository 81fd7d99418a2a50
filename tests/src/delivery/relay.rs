//! Several mail servers: those of the first priority share the mails, the next one is asked while none of them is there.

use chrono::TimeDelta;
use proto::v1::*;

use super::{Scene, check_sum, count};
use crate::mail::sink::{Answer, Sink};
use crate::world::World;

async fn world_with(relays: &[String]) -> World {
    World::with(|config| config.delivery_relays = relays.to_vec()).await
}

#[tokio::test]
async fn servers_of_one_priority_share_and_the_spare_one_waits() {
    let sinks = [
        Sink::start(Answer::Take).await,
        Sink::start(Answer::Take).await,
        Sink::start(Answer::Take).await,
    ];
    let world = world_with(&[
        sinks[0].url(),
        sinks[1].url(),
        format!("{}?priority=2", sinks[2].url()),
    ])
    .await;
    let scene = Scene::new(&world, 100).await;
    let done = scene.leave(&world).await;
    check_sum(&done);
    assert_eq!(count(&done, RecipientState::Sent), 100);
    let [one, two, spare] = sinks.each_ref().map(|sink| sink.taken().len());
    assert_eq!((one + two, spare), (100, 0));
    assert!(one > 0 && two > 0, "{one} and {two}");
}

#[tokio::test]
async fn the_spare_server_is_asked_while_the_first_is_away() {
    let (first, spare) = (Sink::start(Answer::Defer).await, Sink::start(Answer::Take).await);
    let port = first.port();
    let world = world_with(&[first.url(), format!("{}?priority=2", spare.url())]).await;
    let scene = Scene::new(&world, 30).await;
    // A server that answers is there, whatever it says: the mails wait for it.
    let waiting = scene.leave(&world).await;
    assert_eq!(count(&waiting, RecipientState::Queued), 30);
    assert_eq!(spare.taken().len(), 0);
    drop(first);
    world.clock().advance(TimeDelta::minutes(1));
    world.run_jobs().await;
    let done = scene.get().await;
    check_sum(&done);
    assert_eq!(count(&done, RecipientState::Sent), 30, "{done:?}");
    assert_eq!(spare.taken().len(), 30);

    // It is back: the next edition leaves over it.
    let back = Sink::start_at(port, Answer::Take).await;
    let edition_id = super::edition(&scene.centre.director, &scene.newsletter_id).await;
    let next = Scene { edition_id, ..scene };
    let done = next.leave(&world).await;
    assert_eq!(count(&done, RecipientState::Sent), 30);
    assert_eq!((back.taken().len(), spare.taken().len()), (30, 30));
}

#[tokio::test]
async fn each_server_has_its_own_pace() {
    let (slow, quick) = (Sink::start(Answer::Take).await, Sink::start(Answer::Take).await);
    let world = World::with(|config| {
        config.delivery_relays = vec![
            format!("{}?rate=2", slow.url()),
            format!("{}?rate=5", quick.url()),
        ];
        config.delivery_domain_rate = 0;
    })
    .await;
    let scene = Scene::new(&world, 20).await;
    scene.schedule().await;
    world.clock().advance(TimeDelta::minutes(10));
    for second in 1..=2 {
        for _ in 0..4 {
            world.run_jobs().await;
        }
        assert_eq!(
            (slow.taken().len(), quick.taken().len()),
            (2 * second, 5 * second)
        );
        world.clock().advance(TimeDelta::seconds(1));
    }
}

#[tokio::test]
async fn when_no_server_is_there_the_mails_wait() {
    let (first, second) = (Sink::start(Answer::Take).await, Sink::start(Answer::Take).await);
    let port = second.port();
    let world = world_with(&[first.url(), format!("{}?priority=2", second.url())]).await;
    let scene = Scene::new(&world, 3).await;
    drop((first, second));
    let waiting = scene.leave(&world).await;
    check_sum(&waiting);
    assert_eq!(count(&waiting, RecipientState::Queued), 3);
    let back = Sink::start_at(port, Answer::Take).await;
    world.clock().advance(TimeDelta::minutes(1));
    world.run_jobs().await;
    assert_eq!(count(&scene.get().await, RecipientState::Sent), 3);
    assert_eq!(back.taken().len(), 3);
}
