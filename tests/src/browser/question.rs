//! Asking a question: those that look like it are shown while one types.

use fantoccini::Locator;
use serde_json::json;

use super::driver::Driver;
use crate::question::ask;
use crate::world::World;

#[tokio::test]
async fn similar_questions_are_shown_while_one_types() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let guyane = world.centre("Guyane").await;
    let one = ask(
        &rives.director,
        "Qui paie le déménagement des familles relogées ?",
    )
    .await;
    ask(&rives.director, "Qui anime la maison du projet ?").await;
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&guyane.team.me.person_id).await;
    browser.goto("/question/new").await;
    browser.until_live().await;
    let area = browser
        .client
        .find(Locator::Css("#similar textarea"))
        .await
        .unwrap();
    area.send_keys("frais de demenagement").await.unwrap();
    let says = "const [words] = arguments;
        return document.querySelector('#similar .saved').innerText.includes(words)";
    browser
        .until("the question that looks like it", says, vec![json!(one.subject)])
        .await;
    // What was typed stays, and what is typed next changes what is shown.
    let typed = "return document.querySelector('#similar textarea').value";
    assert_eq!(browser.run(typed, vec![]).await, json!("frais de demenagement"));
    let area = browser
        .client
        .find(Locator::Css("#similar textarea"))
        .await
        .unwrap();
    area.clear().await.unwrap();
    area.send_keys("animation des maisons du projet").await.unwrap();
    browser
        .until(
            "the other one",
            says,
            vec![json!("Qui anime la maison du projet ?")],
        )
        .await;
    let gone = "const [words] = arguments;
        return !document.querySelector('#similar .saved').innerText.includes(words)";
    browser
        .until("the first one is gone", gone, vec![json!(one.subject)])
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    // It searches: during a cut, nothing is said of what is saved.
    let cut = json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    browser.cdp("Network.enable", json!({})).await;
    browser.cdp("Network.emulateNetworkConditions", cut).await;
    let area = browser.client.find(Locator::Css("#similar textarea")).await;
    area.unwrap().send_keys(" ici").await.unwrap();
    let said = "const words = document.querySelector('#similar .saved').innerText;
        return words.includes('connexion est coupée') && !words.includes('enregistrée')";
    browser.until("the word of the cut", said, vec![]).await;
}
