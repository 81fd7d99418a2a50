//! A whole sending in a browser: local actors subscribe and confirm, an edition is composed, tried, scheduled and watched
//! while it leaves; one leaves by the header of the mail, another by its page; the archive is read without JavaScript.

use chrono::TimeDelta;
use proto::v1::*;
use serde_json::json;

use super::driver::{Browser, Driver};
use super::look::must_be_sound;
use crate::edition;
use crate::mail::outbox;
use crate::mail::sink::{Answer, Sink};
use crate::world::World;

const ACTORS: [&str; 3] = [
    "un@structure.example",
    "deux@structure.example",
    "trois@structure.example",
];

/// Subscribes on the public page, and confirms on the page that the mail opens.
async fn subscribe(world: &World, browser: &Browser, email: &str) {
    browser.goto("/lettre/navigateur").await;
    browser
        .act("SubscriberService/Subscribe", &[("email", email)])
        .await;
    let mails = outbox(&world.app).await;
    let mail = mails.iter().rfind(|mail| mail.to == email).expect("a mail");
    let (_, rest) = mail.text.split_once("/lettre/").expect("a link");
    browser
        .goto(&format!("/lettre/{}", rest.split_whitespace().next().unwrap()))
        .await;
    browser.act("SubscriberService/ConfirmSubscription", &[]).await;
}

/// The path in the header by which the reader of a mail leaves.
fn one_click(mails: &[String], email: &str) -> String {
    let to = format!("To: {email}\n");
    let mail = mails
        .iter()
        .rfind(|mail| mail.contains(&to) && mail.contains("List-Unsubscribe:"))
        .expect("a mail");
    let (_, rest) = mail.split_once("List-Unsubscribe: <").unwrap();
    let url: url::Url = rest.split('>').next().unwrap().parse().unwrap();
    format!("{}?{}", url.path(), url.query().unwrap())
}

#[tokio::test]
async fn an_edition_leaves_from_the_first_subscription_to_the_last_departure() {
    let sink = Sink::start(Answer::Take).await;
    let url = sink.url();
    let world = World::with(|config| config.smtp_url = Some(url)).await;
    let centre = world.centre("Rives de Loire").await;
    let director = &centre.director;
    let one = edition::draft(director, "navigateur").await;
    let driver = Driver::start(world.serve().await).await;
    let public = driver.open().await;
    for email in ACTORS {
        subscribe(&world, &public, email).await;
    }

    let browser = driver.open().await;
    browser.enter_as(&director.me.person_id).await;
    let path = format!("/edition/{}", one.id);
    browser.goto(&path).await;
    super::edition::compose(&browser, director, &one).await;
    browser.goto(&path).await;
    browser
        .act(
            "EditionService/SendTest",
            &[("person_id", &director.me.person_id)],
        )
        .await;
    world.run_jobs().await;
    let to_director = format!("<{}>", director.me.email);
    let n_tests = |mails: &[String]| mails.iter().filter(|mail| mail.contains(&to_director)).count();
    assert_eq!(n_tests(&sink.taken()), 1, "the trial");

    let path = format!("/delivery/{}", one.id);
    browser.goto(&path).await;
    browser.act("DeliveryService/PreviewDelivery", &[]).await;
    let counted = browser.text().await;
    assert!(counted.contains("3 destinataires"), "{counted}");
    browser.picture("delivery-counted").await;
    browser
        .act("DeliveryService/ScheduleDelivery", &[("time", "1")])
        .await;
    assert!(
        browser.text().await.contains("programmé"),
        "{}",
        browser.text().await
    );
    must_be_sound(&browser, &path).await;

    // Watched by a colleague, whose page is never loaded anew.
    let colleague = driver.open().await;
    colleague.enter_as(&centre.team.me.person_id).await;
    colleague.goto(&path).await;
    colleague.until_live().await;
    colleague.run("window.__same = true", vec![]).await;
    world.clock().advance(TimeDelta::minutes(10));
    world.run_jobs().await;
    let done = "return window.__same && document.querySelector('main').innerText.includes('terminé')
        && /3\\s+envoyés|envoyés\\s+3/.test(document.querySelector('main').innerText)";
    colleague.until("the end of the sending", done, vec![]).await;
    colleague.picture("delivery-done").await;

    let mails = sink.taken();
    for email in ACTORS {
        let to = format!("To: {email}\n");
        let of_edition = |mail: &&String| mail.contains(&to) && mail.contains("List-Unsubscribe:");
        assert_eq!(mails.iter().filter(of_edition).count(), 1, "{email}");
    }
    // By the header, as a mail program does; by the page that the mail links to.
    let by_header = one_click(&mails, ACTORS[0]);
    let left = world
        .anonymous()
        .post_from_elsewhere(&by_header, "List-Unsubscribe=One-Click")
        .await;
    assert_eq!(left.status, 200);
    public.goto(&one_click(&mails, ACTORS[1])).await;
    public.act("SubscriberService/Unsubscribe", &[]).await;
    let request = DeliveryRequest {
        edition_id: one.id.clone(),
    };
    let delivery = director
        .delivery()
        .get_delivery(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(delivery.n_left, 2);
    must_be_sound(&browser, &path).await;
    let totals = format!("/delivery/totals/{}", delivery.newsletter_id);
    browser.goto(&totals).await;
    browser.picture("delivery-totals").await;
    must_be_sound(&browser, &totals).await;

    // The archive, without JavaScript.
    public
        .cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true }))
        .await;
    public.goto("/lettre/navigateur/archive").await;
    let list = public.client.source().await.unwrap();
    assert!(
        list.contains("Des nouvelles") && list.contains("/lettre/navigateur/archive/1"),
        "{list}"
    );
    public.goto("/lettre/navigateur/archive/1").await;
    let issue = public.client.source().await.unwrap();
    assert!(issue.contains("<strong>texte</strong>"), "{issue}");
    public
        .cdp("Emulation.setScriptExecutionDisabled", json!({ "value": false }))
        .await;
    must_be_sound(&public, "/lettre/navigateur/archive/1").await;
    for browser in [&public, &browser, &colleague] {
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    }
}
