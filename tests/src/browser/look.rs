//! Every page of a furnished platform in a real browser: axe in light and dark, 320 px wide, no complaint.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::driver::{Browser, Driver, root, tool};
use crate::world::{Actor, World};

/// A platform as a newcomer sees it.
async fn demonstration() -> World {
    let world = World::new().await;
    server::demonstration::load(&world.app).await.unwrap();
    world
}

/// Every page that a person gets to by links, at most one of each kind.
async fn pages(actor: &Actor) -> Vec<String> {
    let mut kinds: BTreeMap<String, String> = BTreeMap::new();
    let mut left = vec!["/".to_owned()];
    let mut n_seen = 0;
    while let Some(path) = left.pop() {
        n_seen += 1;
        if n_seen > 120 {
            break;
        }
        let page = actor.get(&path).await;
        let kind = page
            .headers
            .get("content-type")
            .map(|kind| kind.as_bytes().to_vec());
        if page.status != 200 || !kind.is_some_and(|kind| kind.starts_with(b"text/html")) {
            continue;
        }
        for href in page.text.split("href=\"/").skip(1) {
            let href = format!("/{}", href.split('"').next().unwrap_or_default());
            let href = href.split('#').next().unwrap_or_default().replace("&amp;", "&");
            let key = kind_of(&href);
            if !href.starts_with("/assets") && !kinds.contains_key(&key) {
                kinds.insert(key, href.clone());
                left.insert(0, href);
            }
        }
    }
    kinds
        .into_values()
        .filter(|path| !["/export", "/attachment"].iter().any(|p| path.starts_with(p)) && !path.contains('.'))
        .collect()
}

/// "/contribution/*/print": the kind of page, whatever its object.
fn kind_of(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts = path.split('/').map(|part| {
        let is_id = part.len() == 36 || part.parse::<u32>().is_ok();
        if is_id { "*" } else { part }
    });
    let names: Vec<&str> = query
        .split('&')
        .filter_map(|pair| pair.split('=').next())
        .collect();
    format!("{}?{}", parts.collect::<Vec<_>>().join("/"), names.join("&"))
}

/// What axe finds, one line each.
async fn axe(browser: &Browser, source: &str, options: Value) -> Vec<String> {
    browser.run(source, vec![]).await;
    let script = "const [options, done] = arguments;
        axe.run(document, options).then(r => done(r.violations.map(v =>
            `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')}`)),
            e => done([String(e)]))";
    let found = browser.client.execute_async(script, vec![options]).await.unwrap();
    let found = found.as_array().cloned().unwrap_or_default();
    found
        .iter()
        .map(|line| line.as_str().unwrap_or_default().to_owned())
        .collect()
}

/// What is wrong with the page at hand: for axe in light and in the dark, at 320 pixels, and in the browser's log.
async fn faults_of(browser: &Browser, source: &str) -> Vec<String> {
    let mut faults = axe(browser, source, json!({})).await;
    browser.colours("dark").await;
    let contrast = json!({ "runOnly": ["color-contrast"] });
    let found = axe(browser, "", contrast).await;
    faults.extend(found.into_iter().map(|fault| format!("in the dark: {fault}")));
    browser.colours("light").await;
    browser.width(320).await;
    let wide = "const wide = document.documentElement.scrollWidth;
        return wide > 320 ? wide + ' px: ' + [...document.querySelectorAll('main *, header *, footer *')]
            .filter(e => e.getBoundingClientRect().right > 321).slice(0, 3).map(e => e.outerHTML.slice(0, 80)).join(' | ') : ''";
    let wide = browser.run(wide, vec![]).await;
    if wide != json!("") {
        faults.push(format!("320 px is {wide}"));
    }
    browser
        .cdp("Emulation.clearDeviceMetricsOverride", json!({}))
        .await;
    let complaints = browser.complaints().await;
    faults.extend(complaints.iter().map(|text| format!("the browser says {text}")));
    faults
}

/// Requires that a page is sound.
pub(super) async fn must_be_sound(browser: &Browser, path: &str) {
    let source = std::fs::read_to_string(tool("PASSERELLE_AXE")).unwrap();
    browser.goto(path).await;
    assert_eq!(faults_of(browser, &source).await, Vec::<String>::new(), "{path}");
}

#[tokio::test]
async fn every_page_is_sound_for_axe_in_light_and_dark_and_at_320_pixels() {
    let source = std::fs::read_to_string(tool("PASSERELLE_AXE")).unwrap();
    let world = demonstration().await;
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    let mut faults = Vec::new();
    let mut n_pages = 0;
    for actor in [
        world.anonymous(),
        world.animator().await,
        world.actor(proto::v1::Role::Director).await,
    ] {
        let mut paths = pages(&actor).await;
        if actor.me.person_id.is_empty() {
            paths = [
                "/account/sign-in",
                "/accessibility",
                "/legal",
                "/contact",
                "/no/such/page",
            ]
            .map(str::to_owned)
            .to_vec();
        } else {
            browser.client.delete_all_cookies().await.unwrap();
            browser.enter_as(&actor.me.person_id).await;
        }
        for path in paths {
            n_pages += 1;
            browser.goto(&path).await;
            let at = format!("{path} by {:?}", actor.role());
            let found = faults_of(&browser, &source).await;
            let real = found.into_iter().filter(|text| !text.contains("/no/such/page"));
            faults.extend(real.map(|fault| format!("{at}: {fault}")));
        }
    }
    assert!(n_pages > 25, "only {n_pages} pages");
    assert!(faults.is_empty(), "{n_pages} pages:\n{}", faults.join("\n"));
}

#[tokio::test]
async fn pictures_of_the_main_pages() {
    let world = demonstration().await;
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&world.animator().await.me.person_id).await;
    browser.picture("home").await;
    browser.goto("/programme/2027").await;
    let board = browser.picture("board").await;
    if wants_picture() {
        std::fs::write(root().join("docs/screenshot.png"), board).unwrap();
    }
    browser.colours("dark").await;
    browser.picture("board-dark").await;
    browser.width(320).await;
    browser.picture("board-narrow").await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "asked for by hand, when the pages changed"
)]
fn wants_picture() -> bool {
    std::env::var("PASSERELLE_UPDATE_SCREENSHOT").is_ok()
}
