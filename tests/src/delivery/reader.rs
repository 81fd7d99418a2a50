//! The mails as programs that are not ours see them: dkimpy, and Python's `email`.

use std::path::Path;

use proto::v1::*;
use serde_json::Value;
use tokio::process::Command;

use super::{Scene, ledger};
use crate::python::python;
use crate::world::World;

#[tokio::test]
async fn each_mail_is_signed_twice_and_read_by_programs_that_are_not_ours() {
    let world = World::new().await;
    let scene = Scene::new(&world, 3).await;
    scene.leave(&world).await;
    let request = SenderRecordsRequest {
        newsletter_id: scene.newsletter_id.clone(),
    };
    let records = scene
        .centre
        .director
        .delivery()
        .get_sender_records(request)
        .await
        .unwrap()
        .into_inner();
    let published: serde_json::Map<String, Value> = records
        .records
        .iter()
        .map(|record| (record.name.clone(), record.value.clone().into()))
        .collect();
    assert_eq!(published.len(), 4, "{published:?}");
    let file = world.folder().join("records.json");
    std::fs::write(&file, serde_json::to_vec(&published).unwrap()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/delivery.py");
    let read = Command::new(python())
        .arg(script)
        .arg(world.folder().join("mails"))
        .arg(&file)
        .output()
        .await
        .unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let mails: Vec<Value> = serde_json::from_slice(&read.stdout).unwrap();
    let lines = ledger(&world).await;
    assert_eq!(mails.len(), lines.len());
    for line in lines {
        let mail = mails
            .iter()
            .find(|mail| mail["to"] == line.email.as_str())
            .unwrap();
        assert_eq!(
            mail["signatures"],
            serde_json::json!(["rsa-sha256", "ed25519-sha256"])
        );
        assert_eq!(mail["verified"], serde_json::json!([true, true]), "{mail}");
        // A change, or a header that is added, breaks both.
        assert_eq!(mail["verified_changed"], serde_json::json!([false, false]));
        assert_eq!(mail["verified_added"], serde_json::json!([false, false]));
        assert_eq!(mail["unsigned"], serde_json::json!([]), "every header is signed");
        assert_eq!(mail["defects"], serde_json::json!([]));
        assert_eq!(mail["type"], "multipart/alternative");
        assert_eq!(
            mail["from"],
            serde_json::json!(["Le centre", "lettre@centre.example"])
        );
        assert_eq!(mail["reply_to"], "redaction@centre.example");
        assert_eq!(mail["subject"], "Œuvres d’été & autres nouvelles");
        assert_eq!(mail["date"], "2027-03-15T09:10:00+00:00");
        assert_eq!(mail["message_id"], format!("<{}@centre.example>", line.id));
        assert_eq!(mail["auto_submitted"], "auto-generated");
        assert_eq!(mail["post"], "List-Unsubscribe=One-Click");
        assert_eq!(
            mail["list_id"],
            "\"La lettre du centre\" <la-lettre-du-centre.centre.example>"
        );
        let unsubscribe = mail["unsubscribe"].as_str().unwrap();
        let expected = format!(
            "<http://127.0.0.1:8080/lettre/abonnement?subscriber={}&signature=",
            line.subscriber_id
        );
        assert!(unsubscribe.starts_with(&expected), "{unsubscribe}");
        assert!(mail["longest_line"].as_u64().unwrap() <= 998);
        let text = mail["text"].as_str().unwrap();
        let page = format!("/lettre/abonnement?subscriber={}&signature=", line.subscriber_id);
        assert!(
            text.contains("Port-Clair ; « l’été » commence") && text.contains(&page),
            "{text}"
        );
        let html = mail["html"].as_str().unwrap();
        assert!(html.contains(&page.replace('&', "&amp;")), "{html}");
        assert!(!html.contains("{{") && !text.contains("{{"));
    }
}
