//! A bulletin in three windows: the ANRU writes and publishes it, a centre acknowledges it by keyboard and relays it, the
//! animator sees both come without reloading, and reminds the late ones.

use chrono::TimeDelta;
use serde_json::json;

use super::driver::{Browser, Driver};
use super::look::must_be_sound;
use super::press_by_keyboard;
use crate::bulletin;
use crate::world::World;

/// Waits until the page says these words, by itself.
async fn until_said(browser: &Browser, words: &str) {
    let script = "return document.querySelector('main').innerText.includes(arguments[0])";
    browser.until(words, script, vec![json!(words)]).await;
}

#[tokio::test]
async fn a_bulletin_goes_down_in_three_windows() {
    let world = World::new().await;
    let (anru, animator) = (world.anru().await, world.animator().await);
    let rives = world.centre("Rives de Loire").await;
    let kind = bulletin::procedure(&anru).await.kinds[0].id.clone();
    let driver = Driver::start(world.serve().await).await;
    let [agency, centre, reader] = [driver.open().await, driver.open().await, driver.open().await];
    agency.enter_as(&anru.me.person_id).await;
    centre.enter_as(&rives.team.me.person_id).await;
    reader.enter_as(&animator.me.person_id).await;

    agency.goto("/bulletin/new").await;
    agency
        .act(
            "BulletinService/CreateBulletin",
            &[("kind_id", &kind), ("content.title", "Clauses d’insertion")],
        )
        .await;
    agency
        .act(
            "BulletinService/SaveBulletin",
            &[
                ("content.text", "Les conventions **changent**."),
                ("content.links.0.url", "https://anru.example/charte"),
                ("content.delay_days", "2"),
            ],
        )
        .await;
    must_be_sound(&agency, &agency.path().await).await;
    // Published at once, with the words that are not saved yet.
    agency.until_live().await;
    let type_more = "const area = document.querySelector('#SaveBulletin textarea');
        area.value += ' Dès demain.'; area.dispatchEvent(new Event('input', { bubbles: true }))";
    agency.run(type_more, vec![]).await;
    centre.goto("/bulletin").await;
    centre.until_live().await;
    agency.act("BulletinService/PublishBulletin", &[]).await;
    until_said(&centre, "Clauses d’insertion").await;
    until_said(&agency, "Dès demain.").await;

    let path = agency.path().await;
    let path = path.split(['?', '#']).next().unwrap().to_owned();
    agency.until_live().await;
    agency.goto(&path).await;
    reader.goto(&path).await;
    for browser in [&agency, &reader] {
        browser.until_live().await;
    }
    centre.goto(&path).await;
    press_by_keyboard(&centre, "BulletinService/AcknowledgeBulletin").await;
    for browser in [&agency, &reader] {
        until_said(browser, &rives.team.me.name).await;
    }
    centre.goto(&path).await;
    centre
        .act(
            "BulletinService/DeclareRelay",
            &[("words", "Affiche à la maison du projet"), ("n_reached", "40")],
        )
        .await;
    for browser in [&agency, &reader] {
        until_said(browser, "40 acteurs de terrain, déclaré par le centre").await;
    }
    world.clock().advance(TimeDelta::days(3));
    reader.goto(&path).await;
    reader.act("BulletinService/RemindCentresOfBulletin", &[]).await;
    until_said(&reader, "relancé").await;
    for (browser, name) in [(&agency, "agency"), (&centre, "centre"), (&reader, "animator")] {
        must_be_sound(browser, &path).await;
        browser.picture(&format!("bulletin-{name}")).await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    }
    // Narrow, a cell with nothing in it does not show its label.
    agency.width(320).await;
    let labels = "const cells = [...document.querySelectorAll('#bulletin-centres td')];
        const shown = cells.filter(cell => cell.offsetParent);
        return shown.length > 0 && shown.length < cells.length && shown.every(cell => cell.innerText.trim())";
    assert_eq!(agency.run(labels, vec![]).await, json!(true));
}
