//! An edition composed in a browser: three kinds of blocks saved while one types, moved by the keyboard, previewed.

use fantoccini::Locator;
use proto::v1::{BlockKind, Edition, EditionRequest};
use serde_json::json;

use super::driver::{Browser, Driver};
use crate::edition;
use crate::world::{Actor, World};

/// Composes a draft of three kinds of blocks, on its page: what is typed is saved without any button.
pub(super) async fn compose(browser: &Browser, director: &Actor, one: &Edition) {
    for kind in ["add-1", "add-2", "add-3"] {
        let button = format!("#{kind} button");
        browser
            .client
            .find(Locator::Css(&button))
            .await
            .unwrap()
            .click()
            .await
            .unwrap();
        let n = kind.rsplit('-').next().unwrap().parse::<u32>().unwrap();
        let script = "const [n] = arguments; return document.readyState === 'complete' && document.querySelectorAll('.block').length === n";
        browser.until("the new block", script, vec![json!(n)]).await;
    }
    browser.until_live().await;

    // Typed, and saved without any button.
    let blocks = edition::read(director, one).await.blocks;
    let kinds: Vec<BlockKind> = blocks.iter().map(proto::v1::Block::kind).collect();
    assert_eq!(kinds, [BlockKind::Title, BlockKind::Text, BlockKind::Link]);
    for (at, field, text) in [
        (0, "title", "À la une"),
        (1, "text", "Un **texte** écrit ici."),
        (2, "title", "Un guide"),
        (2, "url", "https://exemple.example/guide"),
        (2, "text", "À lire."),
    ] {
        let field = format!("#words-{} [name='{field}']", blocks[at].id);
        let field = browser.client.find(Locator::Css(&field)).await.unwrap();
        field.send_keys(text).await.unwrap();
        let at_rest =
            "const [form] = arguments; const all = [...document.querySelectorAll(`#${form} textarea`)];
            return all.every(area => area.value === area.defaultValue)
                && !document.getElementById(form).hasAttribute('data-saving')
                && document.querySelector(`#${form} [name=version]`).value > 1";
        let form = json!(format!("words-{}", blocks[at].id));
        browser.until("the save", at_rest, vec![form]).await;
    }
    let saved = || async {
        let request = EditionRequest { id: one.id.clone() };
        director
            .edition()
            .get_edition(request)
            .await
            .unwrap()
            .into_inner()
    };
    for _ in 0..100 {
        if saved().await.blocks[2]
            .url
            .starts_with("https://exemple.example/guide")
            && saved().await.blocks[2].text == "À lire."
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let now = saved().await;
    assert_eq!(now.blocks[0].title, "À la une");
    assert_eq!(now.blocks[1].text, "Un **texte** écrit ici.");
    assert_eq!(
        (now.blocks[2].title.as_str(), now.blocks[2].text.as_str()),
        ("Un guide", "À lire.")
    );
    assert_eq!(now.problems, []);
}

#[tokio::test]
async fn three_kinds_of_blocks_are_composed_and_previewed() {
    let world = World::new().await;
    let director = world.centre("Rives de Loire").await.director;
    let one = edition::draft(&director, "navigateur").await;
    let path = format!("/edition/{}", one.id);
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&director.me.person_id).await;
    browser.goto(&path).await;
    compose(&browser, &director, &one).await;
    let blocks = edition::read(&director, &one).await.blocks;

    // The preview follows, in its frame.
    let followed = "const frame = document.querySelector('#edition-preview iframe');
        return fetch(frame.src).then(answer => answer.text())
            .then(text => text.includes('<strong>texte</strong>') && text.includes('Un guide'))";
    browser
        .client
        .find(Locator::Css("h1"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    let checked = "return document.querySelector('#edition-check').innerText.includes('prête')";
    browser.until("the check", checked, vec![]).await;
    browser.until("the preview", followed, vec![]).await;

    // Moved by its button.
    // Found and pressed at once: what was saved is read again meanwhile.
    let up = json!(format!("[id^='MoveBlock-{}'] button", blocks[2].id));
    browser
        .run("document.querySelector(arguments[0]).click()", vec![up])
        .await;
    let second =
        "const [id] = arguments; return document.querySelector('.blocks > li:nth-child(2)')?.id === id";
    let id = json!(format!("block-{}", blocks[2].id));
    browser.until("the move", second, vec![id]).await;
    browser.picture("edition").await;

    super::look::must_be_sound(&browser, &path).await;
    super::look::must_be_sound(&browser, &format!("{path}?view=text&query=")).await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
