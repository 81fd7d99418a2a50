//! Locking: one version, its hash, what does not alter it, its correction; and what happens when it is altered.

use prost::Message as _;
use sea_orm::{ConnectionTrait as _, Statement};
use sha2::{Digest as _, Sha256};

use super::*;

/// The stored bytes of a version, and the hash stored beside them.
async fn stored(room: &Room, number: i32) -> (Vec<u8>, String) {
    let db = room.world.app.db.read();
    let sql = "SELECT content, sha256 FROM minutes_version WHERE meeting_id = $1 AND number = $2";
    let id: uuid::Uuid = room.meeting.id.parse().unwrap();
    let values = [id.into(), number.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    (
        row.try_get("", "content").unwrap(),
        row.try_get("", "sha256").unwrap(),
    )
}

async fn export(room: &Room, actor: &Actor, number: i32) -> Result<File, Status> {
    let request = GetMinutesRequest {
        meeting_id: room.meeting.id.clone(),
        number,
        is_current: false,
    };
    let answer = actor.minutes().export_minutes(request).await;
    answer.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn the_hash_is_what_anybody_computes_and_later_facts_do_not_alter_it() {
    let room = Room::locked().await;
    let locked = room.read(&room.animator).await;
    assert_eq!(locked.state(), MinutesState::Locked);
    let version = &locked.versions[0];
    assert_eq!((version.number, version.reason.as_str()), (1, ""));
    assert_eq!(
        version.locked_at.unwrap().seconds,
        room.world.clock().now().timestamp()
    );
    let (content, hash) = stored(&room, 1).await;
    assert_eq!(hex::encode(Sha256::digest(&content)), version.sha256);
    assert_eq!(hash, version.sha256);
    let file = export(&room, &room.animator, 1).await.unwrap();
    assert_eq!(file.content, content);
    assert_eq!(file.name, "compte-rendu-2027-03-16-version-1.binpb");
    let document = MinutesDocument::decode(content.as_slice()).unwrap();
    assert_eq!(document.approval.unwrap().mode(), ApprovalMode::Consultation);
    assert_eq!(document.items[3].note, CLOSED_NOTE, "the whole document");
    assert!(
        document.items[0].note_html.is_empty(),
        "what is rendered is left out"
    );
    let page = room.rives.director.get(&room.path()).await;
    assert!(page.text.contains(&version.sha256), "{}", page.text);
    for word in ["signature", "Signature", "horodatage", "Horodatage"] {
        assert!(!page.text.contains(word), "L4: {word}");
    }

    // Notes, attendance, decisions move on.
    room.note(&room.meeting.items[0].id, "Un autre récit.", 1).await;
    let request = MeetingRequest {
        id: room.meeting.id.clone(),
    };
    let sheet = room
        .animator
        .session()
        .get_attendance(request)
        .await
        .unwrap()
        .into_inner();
    let line = sheet
        .lines
        .iter()
        .find(|line| line.name == room.absent.director.me.name);
    let corrected = SetAttendanceRequest {
        meeting_id: room.meeting.id.clone(),
        invitee_id: line.unwrap().invitee_id.clone(),
        mode: AttendanceMode::Excused as i32,
        represented_by: String::new(),
    };
    room.animator.session().set_attendance(corrected).await.unwrap();
    let again = room.read(&room.animator).await;
    assert_eq!(again.document, locked.document);
    assert_eq!(again.versions, locked.versions);
    assert_eq!(stored(&room, 1).await, (content, hash));
    assert!(again.has_changed && !locked.has_changed);
    assert!(
        !room.read(&room.rives.director).await.has_changed,
        "for who leads"
    );
}

#[tokio::test]
async fn a_correction_is_a_second_version_with_its_reason() {
    let room = Room::locked().await;
    let refused = room.lock("").await.unwrap_err();
    assert_eq!(violations(&refused), [("reason".to_owned(), Reason::Required)]);
    let refused = room.lock("Pour voir").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::NothingToCorrect);
    room.note(&room.meeting.items[0].id, "Un autre récit.", 1).await;
    let current = GetMinutesRequest {
        meeting_id: room.meeting.id.clone(),
        number: 0,
        is_current: true,
    };
    let shown = room
        .animator
        .minutes()
        .get_minutes(current.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(shown.document.unwrap().items[0].note, "Un autre récit.");
    let refused = room
        .rives
        .director
        .minutes()
        .get_minutes(current)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotAllowed);
    let preview = LockMinutesRequest {
        meeting_id: room.meeting.id.clone(),
        reason: "Un nom manquait".to_owned(),
        version: 0,
    };
    let previewed = room
        .animator
        .minutes()
        .preview_lock(preview)
        .await
        .unwrap()
        .into_inner();
    assert!(
        previewed.subject.starts_with("Compte rendu corrigé"),
        "{}",
        previewed.subject
    );

    let corrected = room.lock("Un nom manquait").await.unwrap();
    let numbers: Vec<_> = corrected
        .versions
        .iter()
        .map(|one| (one.number, one.reason.as_str()))
        .collect();
    assert_eq!(numbers, [(2, "Un nom manquait"), (1, "")]);
    assert!(!corrected.has_changed);
    for (number, note) in [
        (1, "Un **tour** de table."),
        (2, "Un autre récit."),
        (0, "Un autre récit."),
    ] {
        let seen = room.ask(&room.rives.director, number).await.unwrap();
        assert_eq!(seen.document.unwrap().items[0].note, note, "both are readable");
    }
    let hashes: Vec<_> = corrected.versions.iter().map(|one| one.sha256.as_str()).collect();
    let page = room
        .rives
        .director
        .get(&format!("{}?version=1", room.path()))
        .await;
    assert!(
        hashes.iter().all(|hash| page.text.contains(hash)),
        "each with its hash"
    );
    for number in [3, -1] {
        let refused = room.ask(&room.animator, number).await.unwrap_err();
        assert_eq!(reason(&refused), Reason::NotFound);
    }
    let mails = room.mails("corrigé").await;
    assert_eq!(mails.len(), previewed.recipients.len());
    assert!(mails[0].text.contains("Un nom manquait") && mails[0].text.contains(hashes[0]));
}

#[tokio::test]
async fn of_two_who_lock_at_once_one_does() {
    let room = Room::approved().await;
    let lock = LockMinutesRequest {
        meeting_id: room.meeting.id.clone(),
        reason: String::new(),
        version: room.read(&room.animator).await.version,
    };
    let (mut one, mut other) = (room.animator.minutes(), room.animator.minutes());
    let (first, second) = tokio::join!(one.lock_minutes(lock.clone()), other.lock_minutes(lock));
    let answers = [first.map(drop), second.map(drop)];
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{answers:?}"
    );
    let refused = answers.into_iter().find_map(Result::err).unwrap();
    assert_eq!(
        (refused.code(), reason(&refused)),
        (Code::Aborted, Reason::ChangedMeanwhile)
    );
    assert_eq!(room.read(&room.animator).await.versions.len(), 1);
    let n_convened = room.meeting_people().await;
    assert_eq!(
        room.mails("Compte rendu\u{a0}:").await.len(),
        n_convened,
        "one mail to each"
    );
}

#[tokio::test]
async fn what_was_altered_in_the_database_is_not_read_any_more() {
    let room = Room::locked().await;
    let tx = room.world.app.db.begin().await.unwrap();
    let sql = "UPDATE minutes_version SET content = $1 WHERE number = 1";
    let forged = MinutesDocument {
        title: "Un faux".to_owned(),
        ..Default::default()
    };
    let statement =
        Statement::from_sql_and_values(tx.get_database_backend(), sql, [forged.encode_to_vec().into()]);
    tx.execute_raw(statement).await.unwrap();
    tx.commit().await.unwrap();
    for actor in [&room.animator, &room.rives.director] {
        let refused = room.ask(actor, 1).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused)),
            (Code::Internal, Reason::Internal)
        );
        let page = actor.get(&room.path()).await;
        assert!(page.status.is_server_error() && !page.text.contains("Un faux"));
    }
}

/// L2: no RPC removes anything, and the database refuses too.
#[tokio::test]
async fn locked_minutes_are_never_removed() {
    let room = Room::locked().await;
    let removes = |method: &prost_reflect::MethodDescriptor| {
        method.parent_service().name() == "MinutesService" && method.name().starts_with("Delete")
    };
    assert!(!crate::raw::methods().iter().any(removes));
    for sql in [
        "DELETE FROM meeting WHERE id = $1",
        "DELETE FROM minutes WHERE meeting_id = $1",
    ] {
        let tx = room.world.app.db.begin().await.unwrap();
        let id: uuid::Uuid = room.meeting.id.parse().unwrap();
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()]);
        assert!(tx.execute_raw(statement).await.is_err(), "{sql}");
    }
    room.ask(&room.rives.director, 1).await.unwrap();
}

#[tokio::test]
async fn what_is_locked_is_what_was_approved() {
    let room = Room::approved().await;
    let refused = room.start_review(1).await.unwrap_err();
    assert_eq!(
        reason(&refused),
        Reason::MinutesState,
        "nothing changed: nothing to review"
    );
    assert!(!room.read(&room.animator).await.has_changed);
    let first = room.meeting.items[0].id.clone();
    room.note(&first, "Un autre récit.", 1).await;
    let refused = room.lock("").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ChangedSinceApproval);
    let preview = LockMinutesRequest {
        meeting_id: room.meeting.id.clone(),
        reason: String::new(),
        version: 0,
    };
    let refused = room.animator.minutes().preview_lock(preview).await.unwrap_err();
    assert_eq!(reason(&refused), Reason::ChangedSinceApproval);
    assert!(room.read(&room.animator).await.has_changed);
    let page = room.animator.get(&room.path()).await;
    assert!(
        page.text.contains("Les faits ont changé depuis l’approbation")
            && page.text.contains("Ouvrir la relecture")
            && !page.text.contains("Verrouiller<"),
        "{}",
        page.text
    );

    // Read again: the approval is to be recorded once more, of what the facts have become.
    let decision_id = room
        .read(&room.animator)
        .await
        .approval
        .unwrap()
        .decision
        .unwrap()
        .id;
    let reviewed = room.start_review(1).await.unwrap();
    assert_eq!(reviewed.state(), MinutesState::InReview);
    assert_eq!(reviewed.approval, None);
    let refused = room.lock("").await.unwrap_err();
    assert_eq!(reason(&refused), Reason::MinutesState);
    let room = room.at("2027-03-26T09:00:00Z").await;
    room.approve(&decision_id).await.unwrap();
    let locked = room.lock("").await.unwrap();
    assert_eq!(locked.document.unwrap().items[0].note, "Un autre récit.");
}

#[tokio::test]
async fn what_is_put_back_as_it_was_approved_may_be_locked() {
    let room = Room::approved().await;
    let first = room.meeting.items[0].id.clone();
    room.note(&first, "Un autre récit.", 1).await;
    room.note(&first, "Un **tour** de table.", 2).await;
    assert_eq!(room.lock("").await.unwrap().state(), MinutesState::Locked);
}
