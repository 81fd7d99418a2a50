//! The digest of a month holds the editions as they were sent, pictures included.

use sea_orm::ConnectionTrait as _;

use super::*;

#[tokio::test]
async fn it_holds_the_blocks_as_they_were_sent_under_each_title_and_date() {
    let world = World::new().await;
    let director = rives(&world).await.director;
    let one = ready(&director, "mensuelle").await;
    crate::delivery::subscribe(&world, &one.newsletter_id, 2, "").await;
    let sql = "UPDATE subscriber SET frequency = 2 WHERE email = 'a0@local.example'";
    world.app.db.writer().execute_unprepared(sql).await.unwrap();
    let now = ScheduleDeliveryRequest {
        edition_id: one.id.clone(),
        time: DeliveryTime::Now as i32,
        ..Default::default()
    };
    director.delivery().schedule_delivery(now).await.unwrap();
    world.clock().advance(chrono::TimeDelta::minutes(10));
    world.run_jobs().await;
    world.clock().set("2027-04-01T06:00:00Z".parse().unwrap());
    let director = rives(&world).await.director;
    world.run_jobs().await;
    let list = ListEditionsRequest {
        newsletter_id: one.newsletter_id.clone(),
    };
    let all = director
        .edition()
        .list_editions(list)
        .await
        .unwrap()
        .into_inner()
        .editions;
    let digest = all.iter().find(|each| !each.digest_month.is_empty()).unwrap();
    let digest = read(&director, digest).await;
    assert_eq!(digest.state(), EditionState::Frozen);
    let sent = read(&director, &one).await;
    let [heading, blocks @ ..] = digest.blocks.as_slice() else {
        panic!("{digest:?}")
    };
    assert_eq!(heading.kind(), BlockKind::Title);
    assert_eq!(heading.title, format!("{} (lundi 15\u{a0}mars)", sent.title));
    assert_eq!(blocks.len(), sent.blocks.len());
    for (block, sent) in blocks.iter().zip(&sent.blocks) {
        assert_eq!((block.kind, &block.url), (sent.kind, &sent.url));
        assert_eq!(block.text_html, sent.text_html, "the names of its edition");
        assert_eq!(block.picture_path.is_empty(), sent.picture_path.is_empty());
        assert_eq!(
            (block.picture_width, block.source_path.as_str()),
            (sent.picture_width, "")
        );
    }
    let picture = blocks
        .iter()
        .find(|block| !block.picture_path.is_empty())
        .unwrap();
    assert_eq!(director.get(&picture.picture_path).await.status, 200);
    let html = director
        .edition()
        .preview_edition(named(&digest))
        .await
        .unwrap()
        .into_inner()
        .html;
    assert!(html.contains("Résumé de mars 2027"), "{html}");
    assert!(!html.contains("N°"), "{html}");
    // What the editions become does not change it.
    let page = director.get(&format!("/edition/{}", digest.id)).await;
    assert!(page.text.contains("Résumé mensuel"), "{}", page.text);
}
