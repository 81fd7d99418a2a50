//! What stands around the pages and the RPCs: headers, probes, metrics, health, reflection.

use http::StatusCode;
use tokio_util::sync::CancellationToken;
use tonic::Code;

use super::client::Wire;
use crate::raw::frame;
use crate::world::World;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let world = World::new().await;
    let wire = Wire::h1(world.serve().await);
    let mut nonces = Vec::new();
    for path in [
        "/account/sign-in",
        "/no/such/page",
        "/healthz",
        "/assets/none.css",
    ] {
        let (_, headers, text) = wire.get(path, &[]).await;
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
        assert!(headers.contains_key("x-request-id"), "{path}");
        assert!(!headers.contains_key("strict-transport-security"), "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        let (_, rest) = policy.split_once("'nonce-").unwrap();
        let nonce = rest.split('\'').next().unwrap().to_owned();
        for (at, _) in text.match_indices("<script") {
            let tag = text[at..].split('>').next().unwrap();
            let is_data = tag.contains("application/json");
            assert!(is_data || tag.contains(&nonce), "{path}: {tag}");
        }
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 4, "a nonce for each answer");

    let public = |config: &mut server::config::Config| {
        config.public_url = "https://passerelle.example".to_owned();
        config.demonstration = false;
    };
    let world = World::with(public).await;
    let (_, headers, _) = Wire::h1(world.serve().await).get("/account/sign-in", &[]).await;
    assert!(headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn probes_metrics_health_and_reflection() {
    let world = World::new().await;
    let address = world.serve().await;
    let h1 = Wire::h1(address);
    assert_eq!(h1.get("/healthz", &[]).await.0, StatusCode::OK);
    assert_eq!(h1.get("/readyz", &[]).await.0, StatusCode::OK);
    assert_eq!(
        h1.get("/metrics", &[]).await.0,
        StatusCode::NOT_FOUND,
        "not on the public address"
    );

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let metrics = listener.local_addr().unwrap();
    let handle = server::http::install_metrics().unwrap();
    let shutdown = CancellationToken::new();
    tokio::spawn(server::http::serve_metrics(handle, listener, shutdown));
    h1.get("/account/sign-in", &[]).await;
    let (status, _, text) = Wire::h1(metrics).get("/metrics", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains("passerelle_requests_total{"), "{text}");

    let h2 = Wire::h2(address);
    let health = h2.rpc("grpc.health.v1.Health/Check", &[], frame(&[])).await;
    assert_eq!(
        (health.code, health.content.as_ref()),
        (Code::Ok, &b"\x08\x01"[..])
    );
    // ServerReflectionRequest { list_services: "" }
    let list = frame(b"\x3a\x00");
    let rpc = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    let off = h2.rpc(rpc, &[], list.clone()).await;
    assert_eq!(off.code, Code::Unimplemented, "reflection only when asked for");
    let open = World::with(|config| config.reflection = true).await;
    let on = Wire::h2(open.serve().await).rpc(rpc, &[], list).await;
    assert_eq!(on.code, Code::Ok, "{on:?}");
    let told = String::from_utf8_lossy(&on.content).into_owned();
    assert!(told.contains("passerelle.v1.ProgrammeService"), "{told}");
}
