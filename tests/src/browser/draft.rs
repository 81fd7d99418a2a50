//! A poor connection: what is typed is kept and sent later, two windows lose nothing, a file goes on where it was.

use std::io::Write as _;

use fantoccini::Locator;
use proto::v1::{Contribution, GetContributionRequest, ListAttachmentsRequest, Owner};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;

use super::driver::{Browser, Driver};
use crate::scenario;
use crate::world::{Actor, Centre, World};

/// A draft of a centre, open in the browser of a person.
struct Desk {
    world: World,
    centre: Centre,
    draft: Contribution,
    driver: Driver,
}

impl Desk {
    async fn new() -> Self {
        let world = World::new().await;
        let animator = world.animator().await;
        let streams = scenario::running_programme(&animator, 1).await;
        let [centre] = world.other_centres(std::slice::from_ref(&animator)).await;
        let draft = scenario::draft(&centre, &streams[0], "Une note", "Le début.").await;
        let driver = Driver::start(world.serve().await).await;
        Self {
            world,
            centre,
            draft,
            driver,
        }
    }

    async fn open(&self, person: &Actor) -> Browser {
        let browser = self.driver.open().await;
        browser.enter_as(&person.me.person_id).await;
        browser.goto(&format!("/contribution/{}", self.draft.id)).await;
        let awake = "return document.querySelector('.upload .hint')?.innerText.startsWith('PDF')";
        browser.until("the islands", awake, vec![]).await;
        browser
    }

    /// What the platform has.
    async fn text(&self) -> String {
        let request = GetContributionRequest {
            id: self.draft.id.clone(),
        };
        let mut client = self.centre.director.contribution();
        let answer = client.get_contribution(request).await.unwrap().into_inner();
        answer.sections[0].text.clone()
    }

    async fn until_text(&self, expected: &str) {
        for _ in 0..150 {
            if self.text().await == expected {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the platform has {:?}", self.text().await);
    }
}

const TYPE: &str = "const area = document.querySelector(\"form[data-draft] [name='sections.0.text']\");
    area.value = arguments[0]; area.dispatchEvent(new Event('input', { bubbles: true }))";
/// What the browser keeps of the draft.
const KEPT: &str = "return (localStorage.getItem('passerelle.draft.' + arguments[0]) ?? '')";

async fn connection(browser: &Browser, is_cut: bool, bytes_a_second: i32) {
    browser.cdp("Network.enable", json!({})).await;
    let conditions = json!({
        "offline": is_cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second,
    });
    browser.cdp("Network.emulateNetworkConditions", conditions).await;
}

#[tokio::test]
async fn a_draft_typed_without_connection_is_kept_and_sent_after() {
    let desk = Desk::new().await;
    let browser = desk.open(&desk.centre.team).await;
    connection(&browser, true, -1).await;
    let text = "Écrit dans le train.";
    browser.run(TYPE, vec![json!(text)]).await;
    let said = "return document.querySelector('main').innerText.includes('Hors connexion')";
    browser.until("the word of the cut", said, vec![]).await;
    let kept = browser.run(KEPT, vec![json!(desk.draft.id)]).await;
    assert!(kept.as_str().unwrap().contains(text), "{kept}");
    assert_eq!(desk.text().await, "Le début.");

    connection(&browser, false, -1).await;
    desk.until_text(text).await;
    let empty = format!("{KEPT} === ''");
    browser
        .until("nothing more is kept", &empty, vec![json!(desk.draft.id)])
        .await;
}

#[tokio::test]
async fn two_windows_on_one_draft_show_both_texts() {
    let desk = Desk::new().await;
    let [one, other] = [
        desk.open(&desk.centre.team).await,
        desk.open(&desk.centre.director).await,
    ];
    let [first, second] = ["Le texte de l’équipe.", "Le texte de la direction."];
    one.run(TYPE, vec![json!(first)]).await;
    desk.until_text(first).await;
    other.run(TYPE, vec![json!(second)]).await;
    let both = "const text = document.querySelector('.draft-conflict')?.innerText ?? '';
        return [...arguments].every(part => text.includes(part))";
    other
        .until("both texts", both, vec![json!(first), json!(second)])
        .await;
    assert_eq!(desk.text().await, first, "nothing is overwritten");

    let keep = Locator::XPath("//div[@class='draft-conflict']//button[.='Garder le mien']");
    let keep = other.client.find(keep).await.unwrap();
    keep.send_keys("\u{e007}").await.unwrap();
    desk.until_text(second).await;
    let aside = "return (localStorage.getItem('passerelle.draft.' + arguments[0] + '.aside') ?? '').includes(arguments[1])";
    other
        .until(
            "the other text, set aside",
            aside,
            vec![json!(desk.draft.id), json!(first)],
        )
        .await;
}

#[tokio::test]
async fn a_kept_text_meets_what_others_wrote_meanwhile() {
    let desk = Desk::new().await;
    let browser = desk.open(&desk.centre.team).await;
    // As a connection that was cut left it: a title that was typed, over what the platform had then.
    let keep = "const [key, section, title, before, text] = arguments;
        const kept = title => `title\\u001f${title}\\u001e${section}\\u001f${text}`;
        localStorage.setItem(key, kept(title)); localStorage.setItem(key + '.base', kept(before))";
    let key = format!("passerelle.draft.{}", desk.draft.id);
    let kept = [
        key.as_str(),
        desk.draft.sections[0].key.as_str(),
        "Titre hors connexion",
        "Une note",
        "Le début.",
    ];
    browser.run(keep, kept.map(|one| json!(one)).to_vec()).await;
    // Somebody else writes in another part.
    let other = desk.open(&desk.centre.director).await;
    let theirs = "Le texte de la direction.";
    other.run(TYPE, vec![json!(theirs)]).await;
    desk.until_text(theirs).await;

    browser.goto(&format!("/contribution/{}", desk.draft.id)).await;
    let offered = "return document.querySelector('.draft-offer') !== null";
    browser.until("the kept text is offered", offered, vec![]).await;
    let take = Locator::XPath("//div[@class='draft-offer']//button[.='Reprendre ce texte']");
    let take = browser.client.find(take).await.unwrap();
    take.send_keys("\u{e007}").await.unwrap();
    let empty = format!("{KEPT} === ''");
    browser
        .until("nothing more is kept", &empty, vec![json!(desk.draft.id)])
        .await;
    let request = GetContributionRequest {
        id: desk.draft.id.clone(),
    };
    let mut client = desk.centre.director.contribution();
    let now = client.get_contribution(request).await.unwrap().into_inner();
    assert_eq!(
        (now.title.as_str(), now.sections[0].text.as_str()),
        ("Titre hors connexion", theirs)
    );
}

#[tokio::test]
async fn an_upload_cut_in_its_middle_goes_on_where_it_was() {
    let desk = Desk::new().await;
    let browser = desk.open(&desk.centre.team).await;
    let mut content = b"%PDF-1.7\n".to_vec();
    content.extend((0..4 * 256 * 1024).map(|n: u32| (n * 31 % 251) as u8));
    let path = desk.world.folder().join("annexe.pdf");
    std::fs::File::create(&path).unwrap().write_all(&content).unwrap();
    connection(&browser, false, 300_000).await;
    let field = browser.client.find(Locator::Css(".upload input")).await.unwrap();
    field.send_keys(path.to_str().unwrap()).await.unwrap();
    let half = "return document.querySelector('.upload progress').value >= 25";
    browser.until("a part of the file", half, vec![]).await;
    connection(&browser, true, -1).await;
    let says = "return document.querySelector('.upload .hint').innerText.includes(arguments[0])";
    browser
        .until("the word of the cut", says, vec![json!("Connexion perdue")])
        .await;
    assert_eq!(attached(&desk).await, [], "not whole");
    let n_received = received(&desk).await;
    assert!(n_received >= 256 * 1024, "{n_received}");

    connection(&browser, false, -1).await;
    let shown = "return !!document.querySelector(\"main a[href^='/attachment/']\")";
    browser.until("the whole file", shown, vec![]).await;
    assert_eq!(
        attached(&desk).await,
        [("annexe.pdf".to_owned(), content.len() as i64)]
    );
}

/// Bytes of the only upload that the platform knows.
async fn received(desk: &Desk) -> i64 {
    let db = desk.world.app.db.read();
    let sql = "SELECT received_bytes FROM attachment".to_owned();
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql));
    let rows = rows.await.unwrap();
    let [row] = rows.as_slice() else {
        panic!("one upload, not {}", rows.len());
    };
    row.try_get("", "received_bytes").unwrap()
}

async fn attached(desk: &Desk) -> Vec<(String, i64)> {
    let request = ListAttachmentsRequest {
        owner: Owner::Contribution as i32,
        owner_id: desk.draft.id.clone(),
    };
    let mut client = desk.centre.team.attachment();
    let list = client.list_attachments(request).await.unwrap().into_inner();
    let files = list.attachments.into_iter();
    files.map(|file| (file.name, file.size_bytes)).collect()
}
