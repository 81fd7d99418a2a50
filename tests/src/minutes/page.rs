//! The pages, by their forms alone: from the draft to the lock, and the sheet of paper.

use super::*;
use crate::pages::html::Document;

/// Sends the form of the page that is bound to an RPC, with these fields over its own.
async fn press(room: &Room, rpc: &str, fields: &[(&str, &str)]) -> crate::world::Page {
    let version = room.read(&room.animator).await.version.to_string();
    let path = room.path();
    let mut all = vec![
        ("meeting_id", room.meeting.id.as_str()),
        ("version", version.as_str()),
        ("_page", path.as_str()),
        ("_next", path.as_str()),
    ];
    all.extend(fields);
    room.animator
        .post(&format!("/act/MinutesService/{rpc}"), &all)
        .await
}

#[tokio::test]
async fn from_draft_to_lock_by_forms_alone() {
    let room = Room::held().await;
    let meeting = room.animator.get(&format!("/meeting/{}", room.meeting.id)).await;
    assert!(meeting.text.contains(&room.path()));
    let director = room
        .rives
        .director
        .get(&format!("/meeting/{}", room.meeting.id))
        .await;
    assert!(!director.text.contains(&room.path()), "a draft is of who leads");
    let preview = press(&room, "PreviewReview", &[("n_days", "2")]).await;
    assert_eq!(preview.status, 200);
    assert!(preview.text.contains("Compte rendu à relire"), "{}", preview.text);
    assert_eq!(press(&room, "StartReview", &[("n_days", "2")]).await.status, 303);
    let page = room.rives.director.get(&room.path()).await;
    for words in ["en relecture", "Commenter le point 1", "Situation des centres"] {
        assert!(page.text.contains(words), "{words}");
    }
    assert!(!page.text.contains("StartReview"), "for who leads");
    let room = room.at("2027-03-24T09:00:00Z").await;
    let id = room.decision_of_consultation().await;
    let page = room.animator.get(&room.path()).await;
    assert!(page.text.contains(&id), "offered");
    assert_eq!(
        press(&room, "ApproveMinutes", &[("decision_id", &id)])
            .await
            .status,
        303
    );
    let preview = press(&room, "PreviewLock", &[]).await;
    assert!(
        preview.text.contains("est approuvé et verrouillé"),
        "{}",
        preview.text
    );
    assert_eq!(press(&room, "LockMinutes", &[]).await.status, 303);
    for actor in [&room.animator, &room.rives.director, &room.guyane.team] {
        for path in [room.path(), format!("{}/print?version=1", room.path())] {
            let page = actor.get(&path).await;
            assert_eq!(page.status, 200);
            let faults = Document::parse(&page.text).faults(actor.role());
            assert!(faults.is_empty(), "{path}: {faults:?}");
        }
    }
    let file = format!(
        "/export/MinutesService/ExportMinutes?meeting_id={}&number=1",
        room.meeting.id
    );
    assert_eq!(room.animator.get(&file).await.status, 200);
}

/// On the page and on paper: whose hour it is, and the reader's where it is another (O2).
#[tokio::test]
async fn the_hour_of_the_meeting_is_said_as_its_reader_lives_it() {
    let room = Room::reviewed(2).await;
    let in_paris = "mardi 16 mars 2027, 10 h, heure de Paris";
    for path in [room.path(), format!("{}/print", room.path())] {
        let page = room.guyane.director.get(&path).await.text.replace('\u{a0}', " ");
        let both = format!("{in_paris} (mardi 16 mars 2027, 6 h, heure de Cayenne)");
        assert!(page.contains(&both), "{path}\n{page}");
        let page = room.rives.director.get(&path).await.text.replace('\u{a0}', " ");
        assert!(page.contains(in_paris), "{path}\n{page}");
        assert!(!page.contains("heure de Cayenne"), "{path}\n{page}");
    }
}
