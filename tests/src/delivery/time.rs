//! At an hour of a zone, at the same local hour everywhere, within days and hours, not faster than a rate.

use chrono::{DateTime, TimeDelta, Utc};
use proto::v1::*;

use super::{Scene, check_sum, count, ledger, subscribe, world_with};
use crate::mail::sink::{Answer, Sink};
use crate::world::{World, violations};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn n_sent_at(world: &World, sink: &Sink, when: &str) -> usize {
    world.clock().set(at(when));
    world.run_jobs().await;
    sink.taken().len()
}

#[tokio::test]
async fn at_an_hour_of_a_zone() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 1).await;
    let request = ScheduleDeliveryRequest {
        time: DeliveryTime::At as i32,
        at: "2027-03-16T09:00".to_owned(),
        zone: "Indian/Reunion".to_owned(),
        ..scene.now()
    };
    let held = scene
        .centre
        .director
        .delivery()
        .schedule_delivery(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        held.starts_at.unwrap().seconds,
        at("2027-03-16T05:00:00Z").timestamp()
    );
    assert_eq!(n_sent_at(&world, &sink, "2027-03-16T04:59:59Z").await, 0);
    assert_eq!(n_sent_at(&world, &sink, "2027-03-16T05:00:00Z").await, 1);
}

#[tokio::test]
async fn at_the_same_local_hour_in_each_territory() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 1).await;
    subscribe(&world, &scene.newsletter_id, 1, "974").await;
    subscribe(&world, &scene.newsletter_id, 1, "972").await;
    let request = |at: &str| ScheduleDeliveryRequest {
        time: DeliveryTime::Local as i32,
        at: at.to_owned(),
        ..scene.now()
    };
    let mut client = scene.centre.director.delivery();
    // Nine o'clock of today is over in Wallis.
    let refused = client
        .schedule_delivery(request("2027-03-15T12:00"))
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), [("at".to_owned(), Reason::InThePast)]);
    client
        .schedule_delivery(request("2027-03-17T09:00"))
        .await
        .unwrap();
    // Laid down when it is nine somewhere; nobody is there.
    assert_eq!(n_sent_at(&world, &sink, "2027-03-16T21:30:00Z").await, 0);
    assert_eq!(ledger(&world).await.len(), 3);
    assert_eq!(n_sent_at(&world, &sink, "2027-03-17T04:59:59Z").await, 0);
    assert_eq!(
        n_sent_at(&world, &sink, "2027-03-17T05:00:00Z").await,
        1,
        "La Réunion"
    );
    assert_eq!(n_sent_at(&world, &sink, "2027-03-17T08:00:00Z").await, 2, "Paris");
    assert_eq!(n_sent_at(&world, &sink, "2027-03-17T12:59:59Z").await, 2);
    assert_eq!(
        n_sent_at(&world, &sink, "2027-03-17T13:00:00Z").await,
        3,
        "Martinique"
    );
    assert_eq!(scene.get().await.state(), DeliveryState::Done);
}

#[tokio::test]
async fn outside_its_hours_it_waits() {
    let sink = Sink::start(Answer::Take).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 2).await;
    let request = ScheduleDeliveryRequest {
        window: Some(SendingWindow {
            days: vec![2],
            from: "14:00".to_owned(),
            until: "16:00".to_owned(),
        }),
        ..scene.now()
    };
    scene
        .centre
        .director
        .delivery()
        .schedule_delivery(request)
        .await
        .unwrap();
    // Said from the start, to whoever agrees to it or stops it.
    let held = scene.get().await;
    assert_eq!(
        held.opens_at.unwrap().seconds,
        at("2027-03-16T13:00:00Z").timestamp()
    );
    let page = scene
        .centre
        .director
        .get(&format!("/delivery/{}", scene.edition_id))
        .await;
    assert!(page.text.contains("mardi, de 14:00 à 16:00"), "{}", page.text);
    // Monday, ten past ten in Paris.
    assert_eq!(n_sent_at(&world, &sink, "2027-03-15T09:10:00Z").await, 0);
    let waiting = scene.get().await;
    check_sum(&waiting);
    assert_eq!(waiting.state(), DeliveryState::Sending);
    assert_eq!(
        waiting.opens_at.unwrap().seconds,
        at("2027-03-16T13:00:00Z").timestamp()
    );
    assert_eq!(n_sent_at(&world, &sink, "2027-03-16T12:59:59Z").await, 0);
    assert_eq!(n_sent_at(&world, &sink, "2027-03-16T13:00:00Z").await, 2);
}

#[tokio::test]
async fn no_faster_than_the_rates() {
    let sink = Sink::start(Answer::Take).await;
    let url = sink.url();
    let world = World::with(|config| {
        config.smtp_url = Some(url);
        config.delivery_rate = 10;
        config.delivery_domain_rate = 4;
    })
    .await;
    let scene = Scene::new(&world, 9).await;
    scene.schedule().await;
    world.clock().advance(TimeDelta::minutes(10));
    for n_sent in [4, 8, 9] {
        world.run_jobs().await;
        world.run_jobs().await;
        assert_eq!(sink.taken().len(), n_sent, "all are of one domain");
        let delivery = scene.get().await;
        check_sum(&delivery);
        assert_eq!(count(&delivery, RecipientState::Sent), n_sent as i64);
        world.clock().advance(TimeDelta::seconds(1));
    }
}
