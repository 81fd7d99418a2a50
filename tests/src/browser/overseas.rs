//! The overseas space over a slow link (400 ms, 400 kbit/s): each page is read before the bundle comes, what is typed
//! survives a cut and a closed window, and a point is answered.

use fantoccini::Locator;
use proto::v1::{
    CreateMeetingRequest, ListOverseasNewsRequest, MeetingKind, OverseasWorkRequest,
    SaveOverseasDraftRequest, SetWorkingHoursRequest,
};
use serde_json::json;

use super::driver::{Browser, Driver};
use super::look::must_be_sound;
use crate::overseas::space;
use crate::scenario;
use crate::world::{Actor, World};

/// 400 kbit/s.
const BYTES_A_SECOND: i32 = 50_000;
const LATENCY_MS: i32 = 400;

async fn connection(browser: &Browser, is_cut: bool) {
    browser.cdp("Network.enable", json!({})).await;
    let conditions = json!({
        "offline": is_cut, "latency": LATENCY_MS,
        "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND,
    });
    browser.cdp("Network.emulateNetworkConditions", conditions).await;
}

/// Opens a page of which nothing is in the browser's cache yet, and requires its text to be painted before the bundle has
/// come.
async fn read_first(browser: &Browser, path: &str) {
    browser.cdp("Network.clearBrowserCache", json!({})).await;
    browser.goto(path).await;
    browser.until_live().await;
    let order = "const painted = performance.getEntriesByName('first-contentful-paint')[0].startTime;
        const came = performance.getEntriesByType('resource').find(one => one.name.endsWith('.wasm')).responseEnd;
        return [painted, came]";
    let order = browser.run(order, vec![]).await;
    let (painted, came) = (order[0].as_f64().unwrap(), order[1].as_f64().unwrap());
    assert!(
        painted < came,
        "{path}: painted at {painted} ms, the bundle came at {came} ms"
    );
}

const TYPE: &str = "const area = document.querySelector('form[data-autosave] textarea');
    area.value = arguments[0]; area.dispatchEvent(new Event('input', { bubbles: true }))";
/// What the browser keeps of forms.
const KEPT: &str = "Object.entries(localStorage).filter(([key]) => key.startsWith('passerelle.form.')).map(one => one[1]).join()";

/// The draft that the platform has for a thread.
async fn draft(actor: &Actor, centre_id: &str) -> String {
    let request = ListOverseasNewsRequest {
        centre_id: centre_id.to_owned(),
        ..Default::default()
    };
    let answer = actor.overseas().list_overseas_news(request).await.unwrap();
    answer.into_inner().draft
}

async fn outcome(actor: &Actor, work_id: &str) -> String {
    let request = OverseasWorkRequest {
        id: work_id.to_owned(),
    };
    let answer = actor.overseas().get_overseas_work(request).await.unwrap();
    answer.into_inner().outcome
}

#[tokio::test]
async fn the_space_is_walked_over_a_slow_link() {
    let world = World::new().await;
    let animator = world.animator().await;
    let (work, centre_id) = space(&world, &animator).await;
    let guyane = world.centre("Guyane").await;
    let point = CreateMeetingRequest {
        kind: MeetingKind::OverseasPoint as i32,
        starts_at: "2027-04-14T14:00".to_owned(),
        ends_at: "2027-04-14T15:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
        ..Default::default()
    };
    let point = animator
        .meeting()
        .create_meeting(point)
        .await
        .unwrap()
        .into_inner();
    scenario::convene(&animator, &point).await;
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&guyane.director.me.person_id).await;
    connection(&browser, false).await;

    let (work_page, thread, meeting) = (
        format!("/overseas/work/{}", work.id),
        format!("/overseas/news/{centre_id}"),
        format!("/meeting/{}", point.id),
    );
    for path in ["/overseas", &work_page, &thread, &meeting] {
        read_first(&browser, path).await;
    }
    browser
        .act("ConvocationService/AnswerConvocation", &[("answer", "2")])
        .await;
    must_be_sound(&browser, &meeting).await;

    // The outcome of a work is saved while it is written.
    browser.goto(&work_page).await;
    browser.until_live().await;
    browser.run(TYPE, vec![json!("Un guide.")]).await;
    let saved =
        "return document.querySelector('form[data-autosave] .saved').innerText.includes('enregistré')";
    browser.until("the outcome to be saved", saved, vec![]).await;
    assert_eq!(outcome(&guyane.director, &work.id).await, "Un guide.");
    assert_eq!(browser.complaints().await, Vec::<String>::new());

    // Typed during a cut, in a window that is closed: the next one takes it up and saves it.
    browser.goto(&thread).await;
    browser.until_live().await;
    connection(&browser, true).await;
    browser.run(TYPE, vec![json!("Écrit dans le bateau.")]).await;
    let said = "return document.querySelector('form[data-autosave] .saved').innerText.includes('connexion est coupée')";
    browser.until("the word of the cut", said, vec![]).await;
    assert_eq!(draft(&guyane.director, &centre_id).await, "");
    // Its button leads to nothing then: what it sent is kept too.
    let publish =
        "document.querySelector(\"button[formaction='/act/OverseasService/PostOverseasNews']\").click()";
    browser.run(publish, vec![]).await;
    let next = browser.client.new_window(true).await.unwrap();
    browser.client.close_window().await.unwrap();
    browser.client.switch_to_window(next.handle).await.unwrap();
    connection(&browser, false).await;
    browser.goto(&thread).await;
    let back =
        "return document.querySelector('form[data-autosave] textarea')?.value === 'Écrit dans le bateau.'";
    browser.until("the text", back, vec![]).await;
    let empty = format!("return {KEPT} === ''");
    browser.until("nothing more is kept", &empty, vec![]).await;
    assert_eq!(draft(&guyane.director, &centre_id).await, "Écrit dans le bateau.");

    // What is posted is not taken up again.
    let publish = Locator::Css("button[formaction='/act/OverseasService/PostOverseasNews']");
    browser.client.find(publish).await.unwrap().click().await.unwrap();
    let posted = "return document.querySelector('form[data-autosave] textarea')?.value === ''
        && document.querySelector('main').innerText.includes('Écrit dans le bateau.')";
    browser.until("the news", posted, vec![]).await;
    // The browser complains of the cut; from here on, of nothing.
    let cut = browser.complaints().await;
    assert!(cut.iter().all(|one| one.contains("net::")), "{cut:?}");
    must_be_sound(&browser, &thread).await;
    assert_eq!(browser.run(&format!("return {KEPT}"), vec![]).await, json!(""));
    browser.picture("overseas-thread").await;
}

/// A kept text meets what a colleague saved meanwhile: both are shown, nothing is overwritten.
#[tokio::test]
async fn a_kept_text_meets_what_a_colleague_saved() {
    let world = World::new().await;
    let animator = world.animator().await;
    let (_, centre_id) = space(&world, &animator).await;
    let guyane = world.centre("Guyane").await;
    let save = SaveOverseasDraftRequest {
        centre_id: centre_id.clone(),
        text: "Le texte d’une collègue.".to_owned(),
        version: 0,
    };
    guyane.team.overseas().save_overseas_draft(save).await.unwrap();
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&guyane.director.me.person_id).await;
    let thread = format!("/overseas/news/{centre_id}");
    browser.goto(&thread).await;
    // As a connection that was cut left it: typed before the colleague saved.
    let keep = "const form = document.querySelector('form[data-autosave]');
        const person = document.querySelector('main').dataset.person;
        localStorage.setItem(`passerelle.form.${person}#${form.elements._page.value}#${form.id}`, 'text\\u001fMon texte.\\u001eversion\\u001f0')";
    browser.run(keep, vec![]).await;
    browser.goto(&thread).await;
    let both = "const form = document.querySelector('form[data-autosave]');
        return form?.querySelector('textarea').value === 'Mon texte.' && form.innerText.includes('Le texte d’une collègue.')";
    browser.until("both texts", both, vec![]).await;
    assert_eq!(
        draft(&guyane.director, &centre_id).await,
        "Le texte d’une collègue."
    );
}

/// What the server got already, the answer lost, is no conflict when it is sent again.
#[tokio::test]
async fn a_text_that_the_server_has_already_is_no_conflict() {
    let world = World::new().await;
    let animator = world.animator().await;
    let (_, centre_id) = space(&world, &animator).await;
    let guyane = world.centre("Guyane").await;
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&guyane.director.me.person_id).await;
    browser.goto(&format!("/overseas/news/{centre_id}")).await;
    browser.until_live().await;
    let save = SaveOverseasDraftRequest {
        centre_id: centre_id.clone(),
        text: "Écrit dans le bateau.".to_owned(),
        version: 0,
    };
    let saved = guyane.director.overseas().save_overseas_draft(save).await;
    saved.unwrap();
    browser.run(TYPE, vec![json!("Écrit dans le bateau.")]).await;
    let settled = format!(
        "const form = document.querySelector('form[data-autosave]');
        return form?.querySelector('.saved').innerText.includes('enregistré') && !form.querySelector('.conflict')
            && form.elements.version.value === '1' && {KEPT} === ''"
    );
    browser
        .until("the text, saved without a conflict", &settled, vec![])
        .await;
}

/// A work that is being proposed is kept through a cut, until it is proposed.
#[tokio::test]
async fn what_is_typed_of_a_new_work_survives_a_closed_window() {
    let world = World::new().await;
    let animator = world.animator().await;
    space(&world, &animator).await;
    let guyane = world.centre("Guyane").await;
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&guyane.director.me.person_id).await;
    let new = "/overseas/work/new";
    browser.goto(new).await;
    browser.until_live().await;
    connection(&browser, true).await;
    let write =
        "for (const [name, text] of [['title', 'Un guide des normes'], ['aim', 'Le même pour tous.']]) {
            const field = document.querySelector('form[data-kept]').elements[name];
            field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })) }";
    browser.run(write, vec![]).await;
    let next = browser.client.new_window(true).await.unwrap();
    browser.client.close_window().await.unwrap();
    browser.client.switch_to_window(next.handle).await.unwrap();
    connection(&browser, false).await;
    browser.goto(new).await;
    let back = "const form = document.querySelector('form[data-kept]');
        return form?.elements.title.value === 'Un guide des normes' && form.elements.aim.value === 'Le même pour tous.'
            && form.innerText.includes('Texte repris de ce navigateur')";
    browser.until("the texts", back, vec![]).await;
    let propose = Locator::Css("form[data-kept] button");
    browser.client.find(propose).await.unwrap().click().await.unwrap();
    let sent = format!("return location.pathname !== '{new}' && {KEPT} === ''");
    browser.until("nothing more is kept", &sent, vec![]).await;
    must_be_sound(&browser, new).await;
    let title = "return document.querySelector('form[data-kept]').elements.title.value";
    assert_eq!(browser.run(title, vec![]).await, json!(""));
}

/// A slot that begins too early and ends too late for somebody says both: on two lines of a small screen.
#[tokio::test]
async fn what_a_slot_costs_is_no_wider_than_the_screen() {
    let world = World::new().await;
    let (animator, guyane) = (world.animator().await, world.centre("Guyane").await);
    let hours = SetWorkingHoursRequest {
        days: vec![1, 2, 3, 4, 5],
        opens: "10:05".to_owned(),
        closes: "10:50".to_owned(),
        version: 0,
    };
    guyane.director.meeting().set_working_hours(hours).await.unwrap();
    let slots = "/meeting/slot?kind=8&minutes=60";
    let shown = animator.get(slots).await.text.replace('\u{a0}', " ");
    assert!(
        shown.contains("5 min avant 10 h 05 et 10 min après 10 h 50"),
        "{shown}"
    );
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&animator.me.person_id).await;
    must_be_sound(&browser, slots).await;
}
