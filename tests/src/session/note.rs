//! The notes of each point, by the secretary.

use super::*;

fn note(room: &Room, place: usize, text: &str, version: i32) -> SaveNoteRequest {
    SaveNoteRequest {
        meeting_id: room.meeting.id.clone(),
        item_id: room.item(place),
        text: text.to_owned(),
        version,
    }
}

#[tokio::test]
async fn notes_are_of_who_leads_until_the_session_is_closed() {
    let room = Room::convened().await;
    let refused = room
        .animator
        .session()
        .save_note(note(&room, 1, "Trop tôt", 0))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::SessionNotRunning);
    scenario::open_session(&room.world, &room.animator, &room.meeting).await;
    let saved = room
        .animator
        .session()
        .save_note(note(&room, 1, "Un **tour** de table.", 0))
        .await;
    let saved = saved.unwrap().into_inner();
    assert_eq!(
        (saved.version, saved.by_name.as_str()),
        (1, room.animator.me.name.as_str())
    );
    assert_eq!(
        saved.text_html.trim(),
        "<p>Un <strong>tour</strong> de table.</p>"
    );
    // Sent again because the answer was lost: nothing more is saved.
    let again = room
        .animator
        .session()
        .save_note(note(&room, 1, "Un **tour** de table.", 0))
        .await;
    assert_eq!(again.unwrap().into_inner().version, 1);
    let seen = room.seen_by(&room.rives.director).await;
    assert!(seen.items.iter().all(|item| item.note.is_none()));
    room.close().await;
    let seen = room.seen_by(&room.rives.director).await;
    assert_eq!(seen.items[0].note.as_ref().unwrap().text, "Un **tour** de table.");
    // Completed after the session.
    let saved = room
        .animator
        .session()
        .save_note(note(&room, 2, "Ajouté après.", 0))
        .await;
    assert_eq!(saved.unwrap().into_inner().version, 1);
    let elsewhere = SaveNoteRequest {
        item_id: room.meeting.id.clone(),
        ..note(&room, 1, "x", 1)
    };
    let refused = room.animator.session().save_note(elsewhere).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);
}

#[tokio::test]
async fn of_two_who_write_neither_text_is_lost() {
    let room = Room::open().await;
    room.go_to(1).await;
    room.animator
        .session()
        .save_note(note(&room, 1, "Le premier texte", 0))
        .await
        .unwrap();
    let refused = room
        .animator
        .session()
        .save_note(note(&room, 1, "Le second", 0))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused)),
        (Code::Aborted, Reason::ChangedMeanwhile)
    );

    // The form comes back with what was typed, beside what was saved, and replaces it when it is sent again.
    let path = format!("/session/{}", room.meeting.id);
    let form = format!("note-{}", room.item(1));
    let item = room.item(1);
    let send = |version: &'static str| {
        let fields = [
            ("meeting_id", room.meeting.id.as_str()),
            ("item_id", item.as_str()),
            ("version", version),
            ("text", "Le second texte, <long>"),
            ("_page", path.as_str()),
            ("_next", path.as_str()),
            ("_form", form.as_str()),
        ];
        let fields: Vec<(String, String)> = fields.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec();
        let animator = room.animator.clone();
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            animator.post("/act/SessionService/SaveNote", &fields).await
        }
    };
    let page = send("0").await;
    assert_eq!(page.status, 422);
    assert!(
        page.text.contains("Le second texte, &lt;long&gt;"),
        "{}",
        page.text
    );
    assert!(page.text.contains("Le premier texte") && page.text.contains("Version enregistrée entre-temps"));
    assert!(page.text.contains(r#"name="version" value="1""#), "{}", page.text);
    let page = send("1").await;
    assert_eq!(page.status, 303);
    let seen = room.seen_by(&room.animator).await;
    assert_eq!(
        seen.items[0].note.as_ref().unwrap().text,
        "Le second texte, <long>"
    );
}
