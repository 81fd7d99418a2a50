//! How often one is written to: chosen at the sign-up, changed by the link of each mail and by one's data.

use super::*;

async fn frequency(director: &Actor, newsletter: &Newsletter) -> Frequency {
    list(director, newsletter).await.subscribers[0].frequency()
}

#[tokio::test]
async fn each_way_to_choose_it() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let nobody = world.anonymous();
    let page = nobody.get(&format!("/lettre/{}", scenario::SLUG)).await;
    assert!(page.text.contains("Un résumé par mois"), "{}", page.text);
    let (email, newsletter_id) = ("a@structure.example", newsletter.settings.clone().unwrap().id);
    let fields = [("slug", scenario::SLUG), ("email", email), ("frequency", "2")];
    let asked = nobody.post("/act/SubscriberService/Subscribe", &fields).await;
    assert_eq!(asked.status, 303, "{}", asked.text);
    confirm(&world, email).await;
    assert_eq!(frequency(&director, &newsletter).await, Frequency::Monthly);
    let page = director
        .get(&format!("/newsletter/{newsletter_id}/subscribers"))
        .await;
    assert!(page.text.contains("résumé mensuel"), "{}", page.text);
    let request = ExportSubscribersRequest { newsletter_id };
    let file = director
        .subscriber()
        .export_subscribers(request)
        .await
        .unwrap()
        .into_inner();
    let csv = String::from_utf8(file.content).unwrap();
    assert!(
        csv.contains("fréquence") && csv.contains(";résumé mensuel;"),
        "{csv}"
    );

    // Asked for again without a choice while it is active: nothing changes.
    ask(&world, email).await;
    assert_eq!(frequency(&director, &newsletter).await, Frequency::Monthly);
    let link = link(&world, email, "abonnement").await;
    let change = |frequency: i32| ChangeSubscriptionRequest {
        subscriber_id: link.subscriber_id.clone(),
        signature: link.signature.clone(),
        frequency,
        ..Default::default()
    };
    for (asked, expected) in [
        (0, Frequency::Monthly),
        (1, Frequency::Each),
        (0, Frequency::Each),
    ] {
        let changed = nobody.subscriber().change_subscription(change(asked)).await;
        assert_eq!(changed.unwrap().into_inner().frequency(), expected);
    }
    let refused = nobody
        .subscriber()
        .change_subscription(change(7))
        .await
        .unwrap_err();
    assert_eq!(
        crate::world::violations(&refused),
        [("frequency".to_owned(), Reason::UnknownValue)]
    );
    let page = nobody
        .get(&format!(
            "/lettre/abonnement?subscriber={}&signature={}",
            link.subscriber_id, link.signature
        ))
        .await;
    assert!(page.text.contains("Enregistrer mes choix"), "{}", page.text);
}

#[tokio::test]
async fn who_comes_back_chooses_anew() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let email = "a@structure.example";
    let link = subscribed(&world, email).await;
    let nobody = world.anonymous();
    let own = super::own_data::own(&world, email).await;
    let data = nobody
        .subscriber()
        .get_own_data(own.clone())
        .await
        .unwrap()
        .into_inner();
    let change = ChangeOwnDataRequest {
        subscriber_id: own.subscriber_id,
        until: own.until,
        signature: own.signature,
        frequency: Frequency::Monthly as i32,
        version: data.subscriber.unwrap().version,
        ..Default::default()
    };
    nobody.subscriber().change_own_data(change).await.unwrap();
    assert_eq!(frequency(&director, &newsletter).await, Frequency::Monthly);
    let leave = UnsubscribeRequest {
        subscriber_id: link.subscriber_id,
        signature: link.signature,
        is_from_all: false,
    };
    nobody.subscriber().unsubscribe(leave).await.unwrap();
    ask(&world, email).await;
    confirm(&world, email).await;
    assert_eq!(frequency(&director, &newsletter).await, Frequency::Each);
}
