//! Forms in a browser: what was done is told once, another key alone is no news, and every field is kept during a cut.

use std::time::Duration;

use proto::v1::BlockKind;
use serde_json::json;

use super::driver::Driver;
use crate::edition;
use crate::world::World;

#[tokio::test]
async fn what_was_done_is_told_once() {
    let world = World::new().await;
    let animator = world.animator().await;
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&animator.me.person_id).await;
    browser.goto("/programme").await;
    browser
        .act("ProgrammeService/CreateProgramme", &[("year", "2027")])
        .await;
    let told = "return !location.search.includes('done')
        && !!document.querySelector('main > .notice')?.innerText.includes('projet de programme')";
    browser
        .until("the message, gone from the address", told, vec![])
        .await;
    assert_eq!(browser.path().await, "/programme/2027");
    let is_silent = "return document.readyState === 'complete' && location.pathname === '/programme/2027'
        && !document.querySelector('main > .notice')";
    browser.goto("/network").await;
    browser.client.back().await.unwrap();
    browser.until("no message after Back", is_silent, vec![]).await;
    browser.client.refresh().await.unwrap();
    browser
        .until("no message after a reload", is_silent, vec![])
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_form_that_is_read_again_is_no_news() {
    let world = World::new().await;
    let director = world.centre("Rives de Loire").await.director;
    let one = edition::draft(&director, "navigateur").await;
    edition::add(&director, &one, BlockKind::Text, "").await;
    let path = format!("/edition/{}", one.id);
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&director.me.person_id).await;
    browser.goto(&path).await;
    browser.until_live().await;
    // The form of a block has a key, and stands in a region that lives.
    let ask = "window.__region = document.querySelector('#edition-blocks:has([name=_key])');
        window.__before = performance.getEntriesByType('resource').length;
        dispatchEvent(new Event('passerelle:refresh', { cancelable: true })); return !!window.__region";
    assert_eq!(browser.run(ask, vec![]).await, json!(true));
    let read = "return performance.getEntriesByType('resource').slice(window.__before)
        .some(one => one.name.includes('/edition/') && one.responseEnd > 0)";
    browser.until("the page read again", read, vec![]).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let same = "return document.querySelector('#edition-blocks') === window.__region";
    assert_eq!(browser.run(same, vec![]).await, json!(true));
}

#[tokio::test]
async fn every_field_that_one_writes_in_is_kept() {
    let world = World::new().await;
    let director = world.centre("Rives de Loire").await.director;
    let one = edition::draft(&director, "navigateur").await;
    let path = format!("/edition/{}", one.id);
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&director.me.person_id).await;
    browser.goto(&path).await;
    // As a connection that was cut left it.
    let keep = "const form = document.getElementById('SaveEdition'), find = name => form.querySelector(`[name=${name}]`);
        const key = [document.querySelector('main').dataset.person, find('_page').value, 'SaveEdition'].join('#');
        const texts = [['subject', 'Le sujet'], ['preheader', 'En bref'], ['version', find('version').value]];
        localStorage.setItem('passerelle.form.' + key, texts.map(one => one.join('\\u001f')).join('\\u001e'))";
    browser.run(keep, vec![]).await;
    browser.goto(&path).await;
    let back = "const form = document.getElementById('SaveEdition');
        return form?.querySelector('[name=subject]').value === 'Le sujet'
            && form.querySelector('[name=preheader]').value === 'En bref'";
    browser.until("both fields", back, vec![]).await;
    let saved = "return !Object.keys(localStorage).some(key => key.startsWith('passerelle.form.'))";
    browser.until("the save", saved, vec![]).await;
    let stored = edition::read(&director, &one).await;
    assert_eq!(
        (stored.subject.as_str(), stored.preheader.as_str()),
        ("Le sujet", "En bref")
    );
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
