//! The mails as a mail server and a parser that are not ours see them: aiosmtpd, and Python's `email`.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::{outbox, write_one};
use crate::python::python;
use crate::world::World;

const NAME: &str = "Zoé, \"la\" <directrice> d’Évry";
const SUBJECT: &str = "Rives de Loire a rejoint le chantier\u{a0}: Œuvres & « L’été », très très long, assez pour que la ligne soit pliée";
const TEXT: &str = "Bonjour,\n\n<b>Œuvres</b> & « L’été »\n.\nun point seul\n\nhttps://passerelle.example/work-stream/1?a=b&c=d\n\n- une\n- deux";

#[tokio::test]
async fn mails_are_read_by_programs_that_are_not_ours() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/receive.py");
    // A sign-in, and a mail full of traps.
    let mut receiver = Command::new(python())
        .arg(script)
        .arg("2")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(receiver.stdout.take().unwrap()).lines();
    let port = lines
        .next_line()
        .await
        .unwrap()
        .expect("the receiver did not start");
    let world = World::with(|config| config.smtp_url = Some(format!("smtp://127.0.0.1:{port}"))).await;
    let email = write_one(&world).await;
    insert(&world, NAME, &email, SUBJECT, TEXT).await;
    world.run_jobs().await;
    let read = tokio::time::timeout(Duration::from_secs(50), lines.next_line()).await;
    let read = read.unwrap().unwrap().expect("the mails were not received");
    let mails: Vec<Value> = serde_json::from_str(&read).unwrap();
    let rows = outbox(&world.app).await;
    for (mail, row) in mails.iter().zip(&rows) {
        assert_eq!(mail["envelope_from"], "ne-pas-repondre@passerelle.example");
        assert_eq!(mail["envelope_to"], serde_json::json!([email]));
        assert_eq!(
            mail["from"],
            serde_json::json!([["Passerelle", "ne-pas-repondre@passerelle.example"]])
        );
        assert_eq!(mail["to"][0][1], email.as_str());
        assert_eq!(mail["type"], "multipart/alternative");
        assert_eq!(mail["subject"], row.subject.as_str());
        assert_eq!(mail["message_id"], format!("<{}@passerelle.example>", row.id));
        assert_eq!(mail["auto_submitted"], "auto-generated");
        assert_eq!(mail["date"], "2027-03-15T09:00:00+00:00");
        assert_eq!(mail["defects"], serde_json::json!([]));
        assert_eq!(mail["html_faults"], serde_json::json!([]), "{}", mail["html"]);
        assert!(mail["longest_line"].as_u64().unwrap() <= 998);
        let text = mail["text"].as_str().unwrap();
        assert!(text.starts_with(row.text.trim_end()), "{text}");
        assert!(text.contains("la plateforme du réseau"), "{text}");
        assert!(text.trim_end().ends_with("http://127.0.0.1:8080"), "{text}");
    }
    let news = &mails[1];
    assert_eq!(news["to"][0][0], NAME);
    let links = news["html_links"].as_array().unwrap();
    assert!(
        links.contains(&"https://passerelle.example/work-stream/1?a=b&c=d".into()),
        "{links:?}"
    );
    let words = news["html_words"].as_str().unwrap();
    assert!(
        words.contains("<b>Œuvres</b> & « L’été » . un point seul Ouvrir dans Passerelle"),
        "{words}"
    );
}

/// Writes a mail as a feature would.
async fn insert(world: &World, name: &str, email: &str, subject: &str, text: &str) {
    let tx = world.app.db.begin().await.unwrap();
    let sql = "INSERT INTO mail (id, queued_at, to_address, to_name, subject, text, state, attempts, next_at, answer) \
               VALUES ($1, $2, $3, $4, $5, $6, 1, 0, $2, '')";
    // Of the last millisecond of the range: after all the others.
    let id = uuid::Uuid::from_u128(0xffff_ffff_ffff_7000_8000_0000_0000_0001);
    let now = world.clock().now();
    let values = [
        id.into(),
        now.into(),
        email.into(),
        name.into(),
        subject.into(),
        text.into(),
    ];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    tx.execute_raw(statement).await.unwrap();
    tx.commit().await.unwrap();
}
