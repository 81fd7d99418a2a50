//! Leaving: from the page, from the mail program, from everything.

use super::*;

async fn leave(world: &World, link: &SubscriberLink, is_from_all: bool) -> Subscription {
    let request = UnsubscribeRequest {
        subscriber_id: link.subscriber_id.clone(),
        signature: link.signature.clone(),
        is_from_all,
    };
    world
        .anonymous()
        .subscriber()
        .unsubscribe(request)
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn the_mail_program_leaves_by_a_post_and_never_by_a_get() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let link = subscribed(&world, "a@structure.example").await;
    let path = format!(
        "/lettre/abonnement?subscriber={}&signature={}",
        link.subscriber_id, link.signature
    );
    let nobody = world.anonymous();
    assert_eq!(nobody.get(&path).await.status, 200);
    assert_eq!(nobody.post_from_elsewhere(&path, "autre=chose").await.status, 400);
    assert_eq!(list(&director, &newsletter).await.n_active, 1);

    // RFC 8058: no cookie, no redirect.
    let answer = nobody
        .post_from_elsewhere(&path, "List-Unsubscribe=One-Click")
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!answer.headers.contains_key("set-cookie"));
    assert_eq!(list(&director, &newsletter).await.n_left, 1);
    // Pressed twice.
    assert_eq!(
        nobody
            .post_from_elsewhere(&path, "List-Unsubscribe=One-Click")
            .await
            .status,
        200
    );
    // With another's signature.
    let other = subscribed(&world, "b@structure.example").await;
    let forged = format!(
        "/lettre/abonnement?subscriber={}&signature={}",
        other.subscriber_id, link.signature
    );
    assert_eq!(
        nobody
            .post_from_elsewhere(&forged, "List-Unsubscribe=One-Click")
            .await
            .status,
        404
    );
    assert_eq!(list(&director, &newsletter).await.n_active, 1);
}

#[tokio::test]
async fn a_confirmation_of_before_brings_nobody_back() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    ask(&world, "a@structure.example").await;
    let confirmation = confirmation(&world, "a@structure.example").await;
    confirm(&world, "a@structure.example").await;
    ask(&world, "a@structure.example").await;
    let link = link(&world, "a@structure.example", "abonnement").await;
    assert_eq!(leave(&world, &link, false).await.state(), SubscriberState::Left);
    let late = world
        .anonymous()
        .subscriber()
        .confirm_subscription(confirmation)
        .await
        .unwrap_err();
    assert_eq!(reason(&late), Reason::LinkExpired);
    assert_eq!(list(&director, &newsletter).await.n_left, 1);
    // Its owner may ask again.
    ask(&world, "a@structure.example").await;
    confirm(&world, "a@structure.example").await;
    assert_eq!(list(&director, &newsletter).await.n_active, 1);
}

#[tokio::test]
async fn leaving_everything_leaves_the_newsletters_of_others_too() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let link = subscribed(&world, "a@structure.example").await;
    let [other] = world.other_centres(std::slice::from_ref(&director)).await;
    let settings = NewsletterSettings {
        slug: "ailleurs".to_owned(),
        ..scenario::newsletter_settings()
    };
    let second = other
        .director
        .newsletter()
        .create_newsletter(settings)
        .await
        .unwrap()
        .into_inner();
    let import = ImportSubscribersRequest {
        newsletter_id: second.settings.clone().unwrap().id,
        content: b"courriel\na@structure.example\nb@structure.example\n".to_vec(),
        source: "Annuaire".to_owned(),
        legal_ground: "Mission".to_owned(),
        list_ids: Vec::new(),
    };
    other
        .director
        .subscriber()
        .apply_subscriber_import(import)
        .await
        .unwrap();
    leave(&world, &link, true).await;
    let (own, theirs) = (
        list(&director, &newsletter).await,
        list(&other.director, &second).await,
    );
    assert_eq!((own.n_left, theirs.n_left, theirs.n_active), (1, 1, 1));
}

#[tokio::test]
async fn somebody_who_telephoned_is_removed() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    subscribed(&world, "a@structure.example").await;
    let one = list(&director, &newsletter).await.subscribers.remove(0);
    let request = RemoveSubscriberRequest {
        newsletter_id: newsletter.settings.clone().unwrap().id,
        id: one.id,
    };
    let removed = director
        .subscriber()
        .remove_subscriber(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(removed.state(), SubscriberState::Left);
    let again = director
        .subscriber()
        .remove_subscriber(request)
        .await
        .unwrap_err();
    assert_eq!(reason(&again), Reason::NotSubscribed);
}

#[tokio::test]
async fn the_link_of_a_mail_changes_lists() {
    let world = World::new().await;
    let (_, newsletter) = opening(&world).await;
    let link = subscribed(&world, "a@structure.example").await;
    let change = |list_id: &str| ChangeSubscriptionRequest {
        subscriber_id: link.subscriber_id.clone(),
        signature: link.signature.clone(),
        list_ids: vec![list_id.to_owned()],
        ..Default::default()
    };
    let nobody = world.anonymous();
    let list_id = newsletter.lists[0].id.clone();
    let changed = nobody
        .subscriber()
        .change_subscription(change(&list_id))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(changed.list_ids, [list_id]);
    let unknown = change("019aa000-0000-7000-8000-000000000000");
    let refused = nobody
        .subscriber()
        .change_subscription(unknown)
        .await
        .unwrap_err();
    assert_eq!(
        crate::world::violations(&refused),
        [("list_ids".to_owned(), Reason::NotAList)]
    );
}
