//! The pages: prepared, followed, stopped without WebAssembly; hints that do not flood.

use chrono::TimeDelta;
use proto::v1::*;
use sea_orm::{ConnectionTrait as _, Statement};

use super::{Scene, world_with};
use crate::mail::sink::{Answer, Sink};
use crate::world::World;

#[tokio::test]
async fn an_edition_is_counted_scheduled_and_stopped_by_forms() {
    let world = World::new().await;
    let scene = Scene::new(&world, 1234).await;
    let director = &scene.centre.director;
    let path = format!("/delivery/{}", scene.edition_id);
    let page = director.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Compter les destinataires"), "{}", page.text);
    assert!(!page.text.contains("Programmer l’envoi"), "first the number");
    let counted = director
        .post(
            "/act/DeliveryService/PreviewDelivery",
            &[("_page", &path), ("edition_id", &scene.edition_id)],
        )
        .await;
    assert!(
        counted.text.contains("1\u{202f}234 destinataires"),
        "{}",
        counted.text
    );
    assert!(counted.text.contains("Programmer l’envoi"));
    let refused = director
        .post(
            "/act/DeliveryService/ScheduleDelivery",
            &[
                ("_page", &path),
                ("_form", "ScheduleDelivery"),
                ("edition_id", &scene.edition_id),
                ("segment.territories", "974"),
                ("time", "2"),
                ("at", "hier"),
            ],
        )
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("value=\"hier\""), "{}", refused.text);
    assert!(
        refused
            .text
            .contains("name=\"segment.territories\" value=\"974\""),
        "the choice is kept"
    );
    let scheduled = director
        .post(
            "/act/DeliveryService/ScheduleDelivery",
            &[("_next", &path), ("edition_id", &scene.edition_id), ("time", "1")],
        )
        .await;
    assert_eq!(scheduled.status, 303);
    let page = director.get(&path).await;
    assert!(page.text.contains("programmé"), "{}", page.text);
    assert!(page.text.contains("Arrêter l’envoi"));
    assert!(
        page.text
            .contains(&format!("data-live=\"delivery:{}\"", scene.edition_id))
    );
    let stopped = director
        .post(
            "/act/DeliveryService/StopDelivery",
            &[("_next", &path), ("edition_id", &scene.edition_id)],
        )
        .await;
    assert_eq!(stopped.status, 303);
    let page = director.get(&path).await;
    assert!(page.text.contains("Compter les destinataires"), "a draft again");
}

#[tokio::test]
async fn what_servers_say_is_told_in_french() {
    let sink = Sink::start(Answer::Reject).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 2).await;
    scene.leave(&world).await;
    let director = &scene.centre.director;
    let page = director.get(&format!("/delivery/{}", scene.edition_id)).await;
    assert!(page.text.contains("qu’il juge indésirable"), "{}", page.text);
    assert!(page.text.contains("Envoyer de nouveau aux refusés"));
    let list = director
        .get(&format!("/delivery/{}/recipients?state=4", scene.edition_id))
        .await;
    assert!(
        list.text.contains("a0@local.example") && list.text.contains("554"),
        "{}",
        list.text
    );
    let list = director
        .get(&format!("/delivery/{}/recipients?state=3", scene.edition_id))
        .await;
    assert!(
        list.text.contains("Personne n’est dans cet état."),
        "{}",
        list.text
    );
    let sender = director
        .get(&format!("/delivery/sender/{}", scene.newsletter_id))
        .await;
    assert!(sender.text.contains("v=DKIM1; k=rsa; p="), "{}", sender.text);
    assert!(sender.text.contains("_dmarc.centre.example"));
}

#[tokio::test]
async fn the_pages_are_told_now_and_then_not_once_for_each_mail() {
    let sink = Sink::start(Answer::Defer).await;
    let world = world_with(&sink).await;
    let scene = Scene::new(&world, 300).await;
    scene.leave(&world).await;
    sink.answer(Answer::Take);
    world.clock().advance(TimeDelta::minutes(1));
    world.run_jobs().await;
    assert_eq!(scene.get().await.state(), DeliveryState::Done);
    let db = world.app.db.read();
    let sql = "SELECT COUNT(*) AS n FROM activity WHERE kind BETWEEN 230 AND 239";
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap()
        .unwrap();
    let n: i64 = row.try_get("", "n").unwrap();
    assert!((3..=8).contains(&n), "{n} lines for 600 attempts");
    // None of them is news.
    let feed = scene.centre.team.get("/activity").await;
    assert!(!feed.text.contains("avance dans l’envoi"), "{}", feed.text);
    assert!(feed.text.contains("a programmé l’envoi"), "{}", feed.text);
}
