//! A local actor, without an account: subscribes, confirms by the mail, reads the data kept, leaves.

use proto::v1::{ListSubscribersRequest, SubscriberState};

use super::driver::Driver;
use super::look::must_be_sound;
use crate::mail::outbox;
use crate::scenario;
use crate::world::World;

const EMAIL: &str = "acteur@structure.example";

/// The path of the link in the newest mail to the address.
async fn mailed(world: &World) -> String {
    let mails = outbox(&world.app).await;
    let last = mails.iter().rfind(|mail| mail.to == EMAIL).expect("a mail");
    let (_, rest) = last.text.split_once("/lettre/").expect("a link");
    format!("/lettre/{}", rest.split_whitespace().next().unwrap())
}

#[tokio::test]
async fn a_local_actor_subscribes_confirms_and_leaves() {
    let world = World::new().await;
    world.ignore_mails("they are read in the outbox");
    let director = world.centre("Rives de Loire").await.director;
    let newsletter = scenario::newsletter(&director).await;
    let newsletter_id = newsletter.settings.unwrap().id;
    let state = async || {
        let request = ListSubscribersRequest {
            newsletter_id: newsletter_id.clone(),
            ..Default::default()
        };
        let list = director
            .subscriber()
            .list_subscribers(request)
            .await
            .unwrap()
            .into_inner();
        list.subscribers.first().map(proto::v1::Subscriber::state)
    };
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    let page = format!("/lettre/{}", scenario::SLUG);
    must_be_sound(&browser, &page).await;
    browser.goto(&page).await;
    browser
        .act("SubscriberService/Subscribe", &[("email", EMAIL)])
        .await;
    assert_eq!(state().await, Some(SubscriberState::Pending));

    let confirmation = mailed(&world).await;
    must_be_sound(&browser, &confirmation).await;
    browser.goto(&confirmation).await;
    assert_eq!(
        state().await,
        Some(SubscriberState::Pending),
        "opening it changes nothing"
    );
    browser.act("SubscriberService/ConfirmSubscription", &[]).await;
    assert_eq!(state().await, Some(SubscriberState::Active));

    browser.goto(&page).await;
    browser
        .act("SubscriberService/RequestOwnData", &[("email", EMAIL)])
        .await;
    must_be_sound(&browser, &mailed(&world).await).await;

    browser.goto(&page).await;
    browser
        .act("SubscriberService/Subscribe", &[("email", EMAIL)])
        .await;
    let preferences = mailed(&world).await;
    must_be_sound(&browser, &preferences).await;
    browser.goto(&preferences).await;
    browser.act("SubscriberService/Unsubscribe", &[]).await;
    assert_eq!(state().await, Some(SubscriberState::Left));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
