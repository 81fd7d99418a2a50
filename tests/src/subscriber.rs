//! Subscribers: double opt-in, what each link may do, leaving at once, one's data, imports.

mod frequency;
mod import;
mod leaving;
mod own_data;
mod renewal;

use proto::v1::*;
use sea_orm::ConnectionTrait as _;
use tonic::Code;

use crate::mail::{Row, outbox};
use crate::scenario;
use crate::world::{Actor, World, reason};

/// Somebody without an account asks for the newsletter of [`scenario::newsletter`].
pub(crate) async fn ask(world: &World, email: &str) {
    let request = SubscribeRequest {
        slug: scenario::SLUG.to_owned(),
        email: email.to_owned(),
        ..Default::default()
    };
    world.anonymous().subscriber().subscribe(request).await.unwrap();
}

/// The query of the link in the newest mail to an address whose path is this one.
pub(crate) async fn query(world: &World, email: &str, path: &str) -> Vec<(String, String)> {
    let mails = mails_to(world, email).await;
    let text = &mails.last().unwrap_or_else(|| panic!("no mail to {email}")).text;
    let (_, rest) = text
        .split_once(&format!("/lettre/{path}?"))
        .unwrap_or_else(|| panic!("{text}"));
    serde_urlencoded::from_str(rest.split_whitespace().next().unwrap()).unwrap()
}

async fn link(world: &World, email: &str, path: &str) -> SubscriberLink {
    let query = query(world, email, path).await;
    SubscriberLink {
        subscriber_id: query[0].1.clone(),
        signature: query[1].1.clone(),
    }
}

/// The link that confirms an address.
pub(crate) async fn confirmation(world: &World, email: &str) -> SubscriberLink {
    link(world, email, "confirmation").await
}

async fn mails_to(world: &World, email: &str) -> Vec<Row> {
    let mut rows = outbox(&world.app).await;
    rows.retain(|row| row.to == email);
    rows
}

pub(crate) async fn confirm(world: &World, email: &str) -> Subscription {
    let link = confirmation(world, email).await;
    let confirmed = world.anonymous().subscriber().confirm_subscription(link).await;
    confirmed.unwrap().into_inner()
}

/// A subscriber who confirmed; the link that each mail carries, as the answer to a second request gives it.
async fn subscribed(world: &World, email: &str) -> SubscriberLink {
    ask(world, email).await;
    confirm(world, email).await;
    ask(world, email).await;
    link(world, email, "abonnement").await
}

async fn list(actor: &Actor, newsletter: &Newsletter) -> ListSubscribersResponse {
    let request = ListSubscribersRequest {
        newsletter_id: newsletter.settings.clone().unwrap().id,
        ..Default::default()
    };
    actor
        .subscriber()
        .list_subscribers(request)
        .await
        .unwrap()
        .into_inner()
}

/// A mail to the address came back for good.
async fn suppress(world: &World, words: &str) {
    let sql = format!(
        "UPDATE subscriber SET state = 4, ended_words = '{words}', version = version + 1 WHERE state = 2"
    );
    world.app.db.writer().execute_unprepared(&sql).await.unwrap();
}

async fn opening(world: &World) -> (Actor, Newsletter) {
    let director = world.centre("Rives de Loire").await.director;
    let newsletter = scenario::newsletter(&director).await;
    (director, newsletter)
}

#[tokio::test]
async fn nobody_is_written_to_before_the_button_was_pressed() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let request = SubscribeRequest {
        slug: scenario::SLUG.to_owned(),
        email: " Acteur@Structure.example ".to_owned(),
        actor_kind: ActorKind::Association as i32,
        territory: "93".to_owned(),
        themes: vec![Theme::Health as i32, Theme::Health as i32],
        list_ids: vec![newsletter.lists[0].id.clone()],
        ..Default::default()
    };
    world.anonymous().subscriber().subscribe(request).await.unwrap();
    let email = "acteur@structure.example";
    assert_eq!(list(&director, &newsletter).await.n_pending, 1);

    // A scanner follows the link: nothing happens.
    let link = confirmation(&world, email).await;
    let read = world
        .anonymous()
        .subscriber()
        .get_confirmation(link.clone())
        .await;
    assert_eq!(read.unwrap().into_inner().state(), SubscriberState::Pending);
    let query = format!("subscriber={}&signature={}", link.subscriber_id, link.signature);
    let page = world
        .anonymous()
        .get(&format!("/lettre/confirmation?{query}"))
        .await;
    assert!(page.text.contains("Confirmer mon abonnement"), "{}", page.text);
    assert_eq!(list(&director, &newsletter).await.n_active, 0);

    let confirmed = confirm(&world, email).await;
    assert_eq!(confirmed.state(), SubscriberState::Active);
    let all = list(&director, &newsletter).await;
    let [one] = all.subscribers.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!((one.email.as_str(), one.territory.as_str()), (email, "93"));
    assert_eq!(
        (one.actor_kind(), one.themes.as_slice()),
        (ActorKind::Association, &[Theme::Health as i32][..])
    );
    assert_eq!(one.list_ids, [newsletter.lists[0].id.clone()]);
    // Pressed twice: it is done.
    assert_eq!(confirm(&world, email).await.state(), SubscriberState::Active);
}

#[tokio::test]
async fn the_answer_is_the_same_and_only_the_mail_tells() {
    let world = World::new().await;
    opening(&world).await;
    ask(&world, "a@structure.example").await;
    confirm(&world, "a@structure.example").await;
    ask(&world, "a@structure.example").await;
    let mails = mails_to(&world, "a@structure.example").await;
    assert!(mails[1].subject.contains("déjà abonné"), "{}", mails[1].subject);
    // A program fills the field that people do not see.
    let request = SubscribeRequest {
        slug: scenario::SLUG.to_owned(),
        email: "robot@structure.example".to_owned(),
        website: "https://robot.example".to_owned(),
        ..Default::default()
    };
    world.anonymous().subscriber().subscribe(request).await.unwrap();
    assert!(mails_to(&world, "robot@structure.example").await.is_empty());
}

#[tokio::test]
async fn nobody_is_flooded_by_strangers() {
    let world = World::new().await;
    opening(&world).await;
    for _ in 0..5 {
        ask(&world, "a@structure.example").await;
    }
    let request = SubscribeRequest {
        slug: scenario::SLUG.to_owned(),
        email: "a@structure.example".to_owned(),
        ..Default::default()
    };
    let refused = world
        .anonymous()
        .subscriber()
        .subscribe(request)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert_eq!(mails_to(&world, "a@structure.example").await.len(), 5);
}

#[tokio::test]
async fn a_confirmation_is_good_for_a_week_then_forgotten() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    ask(&world, "a@structure.example").await;
    let link = confirmation(&world, "a@structure.example").await;
    world.clock().advance(chrono::TimeDelta::days(7));
    let late = world
        .anonymous()
        .subscriber()
        .confirm_subscription(link)
        .await
        .unwrap_err();
    assert_eq!(reason(&late), Reason::LinkExpired);
    world.app.run_jobs().await.unwrap();
    let director = world.enter_as(&director.me.person_id).await;
    assert_eq!(list(&director, &newsletter).await.n_pending, 1);
    world.clock().advance(chrono::TimeDelta::days(24));
    world.app.run_jobs().await.unwrap();
    let director = world.enter_as(&director.me.person_id).await;
    assert!(list(&director, &newsletter).await.subscribers.is_empty());
}

/// Of two requests, the choices of the second are what its mail confirms: the first mail, whoever made that request,
/// confirms nothing any more.
#[tokio::test]
async fn a_later_request_or_an_erasure_ends_the_link_of_an_earlier_one() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let nobody = world.anonymous();
    let mut client = nobody.subscriber();
    ask(&world, "a@structure.example").await;
    let first = confirmation(&world, "a@structure.example").await;
    world.clock().advance(chrono::TimeDelta::minutes(1));
    ask(&world, "a@structure.example").await;
    let refused = client.confirm_subscription(first.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::LinkExpired);
    let query = format!("subscriber={}&signature={}", first.subscriber_id, first.signature);
    let page = nobody.get(&format!("/lettre/confirmation?{query}")).await;
    assert!(page.text.contains("n’est plus valable"), "{}", page.text);
    let second = confirmation(&world, "a@structure.example").await;
    confirm(&world, "a@structure.example").await;

    let own = own_data::own(&world, "a@structure.example").await;
    client.erase_own_data(own).await.unwrap();
    world.clock().advance(chrono::TimeDelta::minutes(1));
    ask(&world, "a@structure.example").await;
    for old in [first, second] {
        let refused = client.confirm_subscription(old).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::LinkExpired);
    }
    assert_eq!(list(&director, &newsletter).await.n_pending, 1);
}

#[tokio::test]
async fn a_link_does_what_it_is_for_and_nothing_else() {
    let world = World::new().await;
    opening(&world).await;
    let preferences = subscribed(&world, "a@structure.example").await;
    let nobody = world.anonymous();
    let mut client = nobody.subscriber();
    // The link of a mail that was forwarded neither confirms nor reads.
    let refused = client
        .confirm_subscription(preferences.clone())
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::LinkExpired);
    let read = OwnDataLink {
        subscriber_id: preferences.subscriber_id.clone(),
        until: i64::MAX,
        signature: preferences.signature.clone(),
    };
    assert_eq!(
        client.get_own_data(read).await.unwrap_err().code(),
        Code::NotFound
    );
    // Knowing an identifier does nothing; neither does the link of somebody else.
    let other = subscribed(&world, "b@structure.example").await;
    for signature in ["", "x", other.signature.as_str()] {
        let request = UnsubscribeRequest {
            subscriber_id: preferences.subscriber_id.clone(),
            signature: signature.to_owned(),
            is_from_all: false,
        };
        assert_eq!(
            client.unsubscribe(request).await.unwrap_err().code(),
            Code::NotFound,
            "{signature}"
        );
    }
    // What it shows names nobody.
    let query = format!(
        "subscriber={}&signature={}",
        preferences.subscriber_id, preferences.signature
    );
    let page = nobody.get(&format!("/lettre/abonnement?{query}")).await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("structure.example"), "{}", page.text);
}

#[tokio::test]
async fn a_centres_own_site_opens_the_page_with_the_address_written() {
    let world = World::new().await;
    opening(&world).await;
    let nobody = world.anonymous();
    let path = format!("/lettre/{}", scenario::SLUG);
    let page = nobody
        .post_from_elsewhere(&path, "email=a%40structure.example")
        .await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("value=\"a@structure.example\""),
        "{}",
        page.text
    );
    assert!(
        !page.text.contains("role=\"alert\""),
        "nothing is wrong yet: {}",
        page.text
    );
    assert!(
        mails_to(&world, "a@structure.example").await.is_empty(),
        "nothing happened"
    );
    // Any other form from elsewhere is refused.
    let act = "/act/SubscriberService/Subscribe";
    let body = format!("slug={}&email=a%40structure.example", scenario::SLUG);
    assert_eq!(nobody.post_from_elsewhere(act, &body).await.status, 403);
    assert!(mails_to(&world, "a@structure.example").await.is_empty());
}

#[tokio::test]
async fn an_address_that_came_back_is_repaired_by_its_owner() {
    let world = World::new().await;
    let (director, newsletter) = opening(&world).await;
    let preferences = subscribed(&world, "a@structure.example").await;
    suppress(&world, "550 boîte pleine").await;
    let seen = world
        .anonymous()
        .subscriber()
        .get_subscription(preferences)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (seen.state(), seen.ended_words.as_str()),
        (SubscriberState::Suppressed, "550 boîte pleine")
    );
    // Asking is not answering.
    ask(&world, "a@structure.example").await;
    assert_eq!(list(&director, &newsletter).await.n_suppressed, 1);
    confirm(&world, "a@structure.example").await;
    assert_eq!(list(&director, &newsletter).await.n_active, 1);
}
