//! After a reminder: what the page says, and what is expected of the animator until the next day.

use super::*;

async fn expected(animator: &Actor) -> Option<i32> {
    let home = animator.home().get_home(GetHomeRequest {}).await.unwrap();
    let mut all = home.into_inner().expectations.into_iter();
    let one = all.find(|one| one.kind() == ExpectationKind::RemindOfBulletin);
    one.map(|one| one.n)
}

#[tokio::test]
async fn those_reminded_today_are_left_alone_until_tomorrow() {
    let world = World::new().await;
    let (anru, animator) = (world.anru().await, world.animator().await);
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let wanted = BulletinContent {
        delay_days: 1,
        organisation_ids: vec![rives.id.clone(), guyane.id.clone()],
        audience_reason: "Sites du programme".to_owned(),
        ..content("Appel")
    };
    let one = published(&anru, wanted).await;
    let path = format!("/bulletin/{}", one.id);
    // Wednesday, 14:05 in Paris.
    world
        .clock()
        .advance(TimeDelta::minutes(2 * 24 * 60 + 4 * 60 + 5));
    let page = animator.get(&path).await.text;
    assert!(
        page.contains("Relancer les centres en retard") && !page.contains("Relancés le"),
        "{page}"
    );
    assert_eq!(expected(&animator).await, Some(2));
    let request = GetBulletinRequest { id: one.id.clone() };
    let reminded = animator
        .bulletin()
        .remind_centres_of_bulletin(request)
        .await
        .unwrap()
        .into_inner();
    let totals = reminded.totals.unwrap();
    assert_eq!((totals.n_late, totals.n_to_remind), (2, 0));

    let said = "Relancés le <time datetime=\"2027-03-17T13:05:00Z\">mercredi 17\u{a0}mars</time> à 14\u{a0}h\u{a0}05, heure \
                de Paris\u{a0}: 2 centres.";
    let plain = |page: String| page.replace("<!>", "").replace("<!---->", "");
    let page = plain(animator.get(&path).await.text);
    assert!(page.contains(said), "{page}");
    assert!(!page.contains("Relancer les centres en retard"), "{page}");
    assert_eq!(expected(&animator).await, None);
    // The next day in Paris, those that are late still.
    acknowledge(&guyane.director, &one.id).await.unwrap();
    world.clock().set("2027-03-17T22:59:59Z".parse().unwrap());
    assert_eq!(expected(&animator).await, None);
    world.clock().set("2027-03-17T23:00:00Z".parse().unwrap());
    assert_eq!(expected(&animator).await, Some(1));
    let page = plain(animator.get(&path).await.text);
    assert!(page.contains("Relancer les centres en retard"), "{page}");
    assert!(
        page.contains("Relancé le") && page.contains(": 1 centre."),
        "{page}"
    );
    let totals = get(&animator, &one.id).await.unwrap().totals.unwrap();
    assert_eq!((totals.n_late, totals.n_to_remind), (1, 1));
}
