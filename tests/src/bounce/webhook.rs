//! The webhook: what is signed by the provider is noted, once; what is not changes nothing. The signatures are made by
//! Python's `hmac`.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use axum::body::Body;
use http::Request;
use server::app::App;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tower::ServiceExt as _;

use super::*;
use crate::python::python;

const SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";

/// An event, ready to be posted.
#[derive(Clone)]
struct Signed {
    id: String,
    timestamp: i64,
    signature: String,
    body: String,
}

async fn sign(id: &str, timestamp: i64, body: &str) -> Signed {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/webhook.py");
    let mut signing = Command::new(python())
        .arg(script)
        .args([SECRET, id, &timestamp.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = signing.stdin.take().unwrap();
    input.write_all(body.as_bytes()).await.unwrap();
    drop(input);
    let signed = signing.wait_with_output().await.unwrap();
    assert!(signed.status.success());
    Signed {
        id: id.to_owned(),
        timestamp,
        signature: String::from_utf8(signed.stdout).unwrap().trim().to_owned(),
        body: body.to_owned(),
    }
}

async fn post(app: &Arc<App>, event: &Signed) -> u16 {
    let mut request = Request::post("http://passerelle/bounces/webhook")
        .header("content-type", "application/json")
        // A provider is another site, if it says so at all.
        .header("origin", "https://prestataire.example")
        .header("webhook-id", &event.id)
        .header("webhook-timestamp", event.timestamp)
        .header("webhook-signature", &event.signature)
        .body(Body::from(event.body.clone()))
        .unwrap();
    request
        .extensions_mut()
        .insert(server::http::Peer(([192, 0, 2, 7], 443).into()));
    let answer = server::http::router(app).oneshot(request).await.unwrap();
    answer.status().as_u16()
}

/// An edition that was taken, with a webhook.
async fn sent_with_webhook(n: usize) -> (Sink, World, Scene, Vec<(Line, String)>) {
    let sink = Sink::start(Answer::Take).await;
    let world = World::with(|config| {
        configure(config, &sink);
        config.bounce_maildir = None;
        config.bounce_webhook_secret = Some(SECRET.to_owned());
    })
    .await;
    let scene = Scene::new(&world, n).await;
    scene.leave(&world).await;
    let lines = paths(&world, &sink).await;
    (sink, world, scene, lines)
}

fn event(kind: &str, path: &str, status: &str) -> String {
    serde_json::json!({
        "type": kind,
        "timestamp": "2027-03-15T09:10:00Z",
        "data": {"return_path": path, "status": status, "diagnostic": "550 told by the provider"},
    })
    .to_string()
}

#[tokio::test]
async fn events_do_what_reports_do() {
    let (_sink, world, scene, lines) = sent_with_webhook(4).await;
    let now = world.clock().now().timestamp();
    let kinds = [
        ("bounce", "5.1.1"),
        ("bounce", "5.7.1"),
        ("delay", "4.4.1"),
        ("complaint", ""),
    ];
    for (number, (kind, status)) in kinds.into_iter().enumerate() {
        let path = format!("<{}>", lines[number].1.to_uppercase());
        let signed = sign(&format!("msg_{number}"), now, &event(kind, &path, status)).await;
        assert_eq!(post(&world.app, &signed).await, 204, "{kind}");
    }
    use RecipientState::{Bounced, Failed, Sent};
    let found: Vec<RecipientState> = ledger(&world).await.iter().map(Line::state).collect();
    assert_eq!(found, [Bounced, Failed, Sent, Sent]);
    use SubscriberState::{Active, Left, Suppressed};
    assert_eq!(states(&scene).await, [Suppressed, Active, Active, Left]);
    assert_eq!(
        subscribers(&scene).await[0].ended_words,
        "550 5.1.1 told by the provider"
    );
    // One that names no mail of ours is answered, and kept.
    let signed = sign("msg_9", now, &event("bounce", "x@y.example", "5.1.1")).await;
    assert_eq!(post(&world.app, &signed).await, 204);
    let told = unmatched(&world.animator().await).await;
    assert_eq!(told.reports[0].cause(), UnmatchedCause::NoReturnPath);
    assert_eq!(told.reports[0].source(), ReportSource::Webhook);
    assert_eq!(n_of(&told.counts, ReportKind::Complaint), 1);
}

#[tokio::test]
async fn what_is_not_signed_or_not_readable_changes_nothing() {
    let (_sink, world, scene, lines) = sent_with_webhook(1).await;
    let now = world.clock().now().timestamp();
    let body = event("bounce", &lines[0].1, "5.1.1");
    let good = sign("msg_1", now, &body).await;
    let old = sign("msg_1", now - 301, &body).await;
    let early = sign("msg_1", now + 301, &body).await;
    let nonsense = sign("msg_2", now, "{\"type\":\"opened\"}").await;
    let large = sign("msg_3", now, &" ".repeat(70_000)).await;
    let other = |change: fn(&mut Signed)| {
        let mut event = good.clone();
        change(&mut event);
        event
    };
    for (name, event, expected) in [
        ("old", old, 401),
        ("early", early, 401),
        ("another identifier", other(|event| event.id.push('x')), 401),
        ("another time", other(|event| event.timestamp += 1), 401),
        (
            "another body",
            other(|event| event.body = event.body.replace("5.1.1", "5.1.2")),
            401,
        ),
        (
            "another signature",
            other(|event| event.signature = "v1,AAAA".to_owned()),
            401,
        ),
        ("no signature", other(|event| event.signature.clear()), 401),
        ("no event of ours", nonsense, 400),
        ("too large", large, 413),
    ] {
        assert_eq!(post(&world.app, &event).await, expected, "{name}");
    }
    assert_eq!(n_rows(&world, "SELECT COUNT(*) FROM bounce_report").await, 0);
    assert_eq!(states(&scene).await, [SubscriberState::Active]);
    // Its mail is just being handed over: to be sent again.
    execute(&world, "UPDATE delivery_recipient SET state = 2").await;
    assert_eq!(post(&world.app, &good).await, 503);
    execute(&world, "UPDATE delivery_recipient SET state = 3").await;
    assert_eq!(post(&world.app, &good).await, 204);
    assert_eq!(states(&scene).await, [SubscriberState::Suppressed]);
    // Without a secret there is no webhook.
    let world = World::new().await;
    assert_eq!(post(&world.app, &good).await, 404);
}

#[tokio::test]
async fn the_same_event_twice_is_one() {
    let (_sink, world, _scene, lines) = sent_with_webhook(1).await;
    let now = world.clock().now().timestamp();
    let signed = sign("msg_1", now, &event("bounce", &lines[0].1, "5.7.1")).await;
    let other = world.replica().await;
    let apps = [&world.app, &other, &world.app, &other].map(Arc::clone);
    let posts: Vec<_> = apps
        .into_iter()
        .map(|app| {
            let signed = signed.clone();
            tokio::spawn(async move { post(&app, &signed).await })
        })
        .collect();
    for post in posts {
        assert_eq!(post.await.unwrap(), 204);
    }
    assert_eq!(n_rows(&world, "SELECT COUNT(*) FROM bounce_report").await, 1);
}
