//! The pages of a session, as a browser without WebAssembly gets them: sound in every state, and enough to do all.

use super::*;
use crate::pages::html::Document;
use crate::world::Page;

fn sound(page: &Page, actor: &Actor, path: &str) {
    assert_eq!(page.status, 200, "{path}");
    let faults = Document::parse(&page.text).faults(actor.role());
    assert!(faults.is_empty(), "{path} by {:?}: {faults:?}", actor.role());
}

async fn all_sound(room: &Room) {
    let anru = room.world.anru().await;
    for actor in [&room.animator, &room.rives.director, &room.rives.team, &anru] {
        for part in ["", "/projector", "/check-in?code=1234"] {
            let path = format!("/session/{}{part}", room.meeting.id);
            sound(&actor.get(&path).await, actor, &path);
        }
        let path = format!("/meeting/{}", room.meeting.id);
        sound(&actor.get(&path).await, actor, &path);
        sound(&actor.get("/session/actions").await, actor, "/session/actions");
    }
    let path = format!("/session/{}/sheet", room.meeting.id);
    sound(&room.animator.get(&path).await, &room.animator, &path);
}

#[tokio::test]
async fn every_page_is_sound_in_every_state() {
    let room = Room::convened().await;
    all_sound(&room).await;
    scenario::open_session(&room.world, &room.animator, &room.meeting).await;
    all_sound(&room).await;
    room.go_to(1).await;
    room.check_in_remotely(&room.rives.director).await;
    room.rives
        .director
        .session()
        .ask_to_speak(room.id())
        .await
        .unwrap();
    room.check_in_remotely(&room.animator).await;
    room.animator.session().ask_to_speak(room.id()).await.unwrap();
    let floor = InviteeOfSessionRequest {
        meeting_id: room.meeting.id.clone(),
        invitee_id: room.line_of(&room.rives.director).await.invitee_id,
    };
    room.animator.session().give_floor(floor).await.unwrap();
    let action = AddActionRequest {
        meeting_id: room.meeting.id.clone(),
        text: "Envoyer le guide".to_owned(),
        owner_organisation_id: room.rives.id.clone(),
        due_on: "2027-05-31".to_owned(),
        ..Default::default()
    };
    room.animator.session().add_action(action).await.unwrap();
    all_sound(&room).await;
    // Long after its time.
    room.pass(200);
    all_sound(&room).await;
    room.close().await;
    all_sound(&room).await;
}

#[tokio::test]
async fn the_whole_session_by_forms_alone() {
    let room = Room::convened().await;
    room.world.clock().set("2027-03-16T08:55:00Z".parse().unwrap());
    let path = format!("/session/{}", room.meeting.id);
    let id = room.meeting.id.as_str();
    let act = |actor: &Actor, rpc: &'static str, fields: Vec<(&'static str, String)>| {
        let (actor, path) = (actor.clone(), path.clone());
        async move {
            let mut all = vec![("_page", path.clone()), ("_next", path)];
            all.extend(fields);
            let fields: Vec<(&str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let page = actor.post(&format!("/act/SessionService/{rpc}"), &fields).await;
            assert_eq!(page.status, 303, "{rpc}: {}", page.text);
            actor.get(&page.location.unwrap()).await.text
        }
    };
    let one = |name: &'static str, value: &str| vec![(name, value.to_owned())];
    let text = act(&room.animator, "StartSession", one("id", id)).await;
    assert!(
        text.contains("La séance est ouverte") && text.contains("Commencer ce point"),
        "{text}"
    );
    let session = room.seen_by(&room.animator).await;
    let code = session.check_in_code.clone();
    assert!(text.contains(&format!("{}\u{a0}{}", &code[..4], &code[4..])));

    // The QR opens this page, also after the way by sign-in.
    let nobody = room
        .world
        .anonymous()
        .get(&format!("{path}/check-in?code={code}"))
        .await;
    assert_eq!(nobody.status, 303);
    assert!(nobody.location.unwrap().contains(&code));
    let director = &room.rives.director;
    let page = director.get(&format!("{path}/check-in?code={code}")).await;
    assert!(page.text.contains(&format!(r#"value="{code}""#)), "{}", page.text);
    let check_in = vec![("meeting_id", id.to_owned()), ("code", code.clone())];
    let text = act(director, "CheckIn", check_in).await;
    assert!(
        text.contains("Votre présence est notée, sur place depuis 9"),
        "{text}"
    );
    assert!(
        text.contains("1 personne, 1 organisation sur") && !text.contains(&code),
        "{text}"
    );

    let fields = vec![
        ("meeting_id", id.to_owned()),
        ("item_id", room.item(1)),
        ("version", session.version.to_string()),
    ];
    let text = act(&room.animator, "GoToItem", fields).await;
    assert!(text.contains("<h1>Situation des centres</h1>"), "{text}");
    assert!(
        text.contains("Point 1 sur 3 · échange") && text.contains("45\u{a0}min"),
        "{text}"
    );
    assert!(
        text.contains("Fin prévue à 10\u{a0}h\u{a0}40, heure de Paris"),
        "{text}"
    );
    let text = act(director, "AskToSpeak", one("id", id)).await;
    assert!(text.contains("position 1"), "{text}");
    room.pass(50);
    let fields = vec![
        ("meeting_id", id.to_owned()),
        ("item_id", room.item(1)),
        ("minutes", "10".to_owned()),
    ];
    let text = act(&room.animator, "ExtendItem", fields).await;
    assert!(text.contains("prolongé de 10"), "{text}");
    let text = act(&room.animator, "CloseSession", one("id", id)).await;
    assert!(
        text.contains("Séance tenue") && text.contains("non traité"),
        "{text}"
    );
    assert!(text.contains("Étaient présents"), "{text}");
}

#[tokio::test]
async fn the_screen_of_the_room_shows_what_the_room_needs() {
    let room = Room::open().await;
    room.go_to(1).await;
    let path = format!("/session/{}/projector", room.meeting.id);
    let page = room.animator.get(&path).await.text;
    let code = room.seen_by(&room.animator).await.check_in_code;
    assert!(page.contains("<svg") && page.contains(&code[..4]), "{page}");
    assert!(
        page.contains("Ensuite") && page.contains("Actualité des politiques nationales"),
        "{page}"
    );
    assert!(
        !page.contains("class=\"top\"") && !page.contains("id=\"navigation\""),
        "{page}"
    );
    // Opened by somebody else, it gives no code away.
    let page = room.rives.director.get(&path).await.text;
    assert!(
        !page.contains("class=\"qr\"") && !page.contains(&code[..4]),
        "{page}"
    );
    assert!(page.contains("Situation des centres"), "{page}");
}

#[tokio::test]
async fn each_reads_the_hours_in_the_own_zone() {
    let room = Room::open().await;
    let guyane = room.world.centre("Guyane").await;
    room.go_to(1).await;
    let path = format!("/session/{}", room.meeting.id);
    let page = guyane.director.get(&path).await.text;
    assert!(
        page.contains("Fin prévue à 6\u{a0}h\u{a0}45, heure de Cayenne"),
        "{page}"
    );
    assert!(page.contains("Heures\u{a0}: heure de Cayenne"), "{page}");
}

#[tokio::test]
async fn who_leads_fills_the_sheet_by_its_buttons() {
    let room = Room::open().await;
    let path = format!("/session/{}/sheet", room.meeting.id);
    let line = room.line_of(&room.rives.director).await;
    let form = format!("attendance-{}", line.invitee_id);
    let page = room.animator.get(&path).await.text;
    assert!(page.contains(&format!(r#"id="{form}""#)), "{page}");
    let fields = [
        ("meeting_id", room.meeting.id.as_str()),
        ("invitee_id", line.invitee_id.as_str()),
        ("mode", "2"),
        ("_page", path.as_str()),
        ("_next", path.as_str()),
        ("_form", form.as_str()),
    ];
    let sent = room
        .animator
        .post("/act/SessionService/SetAttendance", &fields)
        .await;
    assert_eq!(sent.status, 303);
    let page = room.animator.get(&path).await.text;
    assert!(page.contains("1\u{a0}à distance"), "{page}");
    // Who stands in must be named: the form says so.
    let fields = [
        ("meeting_id", room.meeting.id.as_str()),
        ("invitee_id", line.invitee_id.as_str()),
        ("mode", "5"),
        ("represented_by", ""),
        ("_page", path.as_str()),
        ("_form", "stand-in"),
    ];
    let refused = room
        .animator
        .post("/act/SessionService/SetAttendance", &fields)
        .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("stand-in.represented_by-error"),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn the_documents_of_a_point_are_at_hand_while_it_is_treated() {
    let room = Room::open().await;
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89".to_vec();
    let start = StartUploadRequest {
        owner: Owner::AgendaItem as i32,
        owner_id: room.item(2),
        name: "plan.png".to_owned(),
        size_bytes: i64::try_from(png.len()).unwrap(),
        sha256: String::new(),
    };
    let upload = room
        .animator
        .attachment()
        .start_upload(start)
        .await
        .unwrap()
        .into_inner();
    let chunk = UploadChunkRequest {
        id: upload.id,
        offset: 0,
        content: png,
    };
    room.animator.attachment().upload_chunk(chunk).await.unwrap();
    let path = format!("/session/{}", room.meeting.id);
    room.go_to(1).await;
    assert!(!room.rives.director.get(&path).await.text.contains("plan.png"));
    room.go_to(2).await;
    assert!(room.rives.director.get(&path).await.text.contains("plan.png"));
}
