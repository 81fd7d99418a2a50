//! The notes of a session, as the secretary takes them: saved while one types, and never over somebody else's text.

use fantoccini::Locator;
use proto::v1::{GoToItemRequest, MeetingRequest, Note, SaveNoteRequest};
use serde_json::json;

use super::driver::Driver;
use crate::scenario;
use crate::world::{Actor, World};

async fn stored(actor: &Actor, meeting_id: &str) -> Note {
    let request = MeetingRequest {
        id: meeting_id.to_owned(),
    };
    let session = actor.session().get_session(request).await.unwrap().into_inner();
    session.items[0].note.clone().unwrap_or_default()
}

#[tokio::test]
async fn a_note_saves_itself_and_never_over_the_text_of_another() {
    let world = World::new().await;
    let animator = world.animator().await;
    let meeting = scenario::committee_tomorrow(&animator).await;
    scenario::convene(&animator, &meeting).await;
    let session = scenario::open_session(&world, &animator, &meeting).await;
    let item_id = meeting.items[0].id.clone();
    let begin = GoToItemRequest {
        meeting_id: meeting.id.clone(),
        item_id: item_id.clone(),
        version: session.version,
    };
    animator.session().go_to_item(begin).await.unwrap();
    let driver = Driver::start(world.serve().await).await;
    let browser = driver.open().await;
    browser.enter_as(&animator.me.person_id).await;
    browser.goto(&format!("/session/{}", meeting.id)).await;
    browser.until_live().await;

    // Typed, and saved without any button.
    let form = format!("#note-{item_id}");
    let area = browser
        .client
        .find(Locator::Css(&format!("{form} textarea")))
        .await
        .unwrap();
    area.send_keys("Un tour de table.").await.unwrap();
    let says = "const [form, words] = arguments;
        return document.querySelector(form).innerText.includes(words)";
    let saved = vec![json!(form), json!("Enregistrée")];
    browser.until("the note is saved", says, saved).await;
    let note = stored(&animator, &meeting.id).await;
    assert_eq!((note.text.as_str(), note.version), ("Un tour de table.", 1));
    // And once more, from where it was.
    area.send_keys(" La parole circule.").await.unwrap();
    let text = "Un tour de table. La parole circule.";
    let at_rest = "const [form] = arguments; const area = document.querySelector(form + ' textarea');
        return area.value === area.defaultValue && document.querySelector(form + ' [name=version]').value === '2'";
    browser.until("the second save", at_rest, vec![json!(form)]).await;
    assert_eq!(stored(&animator, &meeting.id).await.text, text);

    // Somebody else writes too: both texts are there, and nothing is replaced before the button says so.
    let other = SaveNoteRequest {
        meeting_id: meeting.id.clone(),
        item_id,
        text: "L’autre texte.".to_owned(),
        version: 2,
    };
    animator.session().save_note(other).await.unwrap();
    area.send_keys(" Fin.").await.unwrap();
    let both = vec![json!(form), json!("L’autre texte.")];
    browser.until("the other text", says, both).await;
    let typed = format!("{text} Fin.");
    let value = "const [form] = arguments; return document.querySelector(form + ' textarea').value";
    assert_eq!(browser.run(value, vec![json!(form)]).await, json!(typed));
    assert_eq!(stored(&animator, &meeting.id).await.text, "L’autre texte.");
    browser.act("SessionService/SaveNote", &[]).await;
    assert_eq!(stored(&animator, &meeting.id).await.text, typed);
    // A refused save is no page that failed, but the browser counts it as one.
    let complaints = browser.complaints().await;
    let real = complaints.iter().filter(|text| !text.contains("422"));
    assert_eq!(real.count(), 0, "{complaints:?}");
}
