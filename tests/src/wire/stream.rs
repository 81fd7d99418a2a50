//! Streams on the wire: at once through compression, and never a lost event after a cut.

use std::io::Write as _;
use std::time::Duration;

use http_body_util::BodyExt as _;
use prost::Message as _;
use proto::v1::live_service_client::LiveServiceClient;
use proto::v1::watch_response::Message;
use proto::v1::{CreateProgrammeRequest, Role, WatchRequest, WatchResponse};

use super::client::{PATIENCE, Wire};
use super::{channel, cookie, with_bearer};
use crate::raw::frame;
use crate::scenario::YEAR;
use crate::world::{Actor, World};

async fn move_something(animator: &Actor, year: i32) {
    let request = CreateProgrammeRequest {
        year,
        from_previous_year: false,
    };
    animator.programme().create_programme(request).await.unwrap();
}

/// The complete messages in the bytes of a gRPC-Web stream.
fn messages(mut bytes: &[u8]) -> Vec<Message> {
    let mut messages = Vec::new();
    while let Some((head, rest)) = bytes.split_first_chunk::<5>() {
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        let Some(message) = rest.get(..length) else {
            break;
        };
        bytes = &rest[length..];
        messages.extend(WatchResponse::decode(message).unwrap().message);
    }
    messages
}

#[tokio::test]
async fn a_stream_through_compression_arrives_at_once() {
    let world = World::new().await;
    let animator = world.animator().await;
    let director = world.actor(Role::Director).await;
    let wire = Wire::h1(world.serve().await);
    let cookie = cookie(&director);
    for encoding in ["gzip", "identity"] {
        let headers = [
            ("content-type", "application/grpc-web+proto"),
            ("accept-encoding", encoding),
            ("cookie", cookie.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        let body = frame(&WatchRequest { after: 0 }.encode_to_vec());
        let response = wire
            .send("POST", "/passerelle.v1.LiveService/Watch", &headers, body)
            .await;
        let is_zipped = response.headers().get("content-encoding").is_some();
        assert_eq!(is_zipped, encoding == "gzip");
        let mut body = response.into_body();
        let mut plain = flate2::write::GzDecoder::new(Vec::new());
        let mut seen = Vec::new();
        let year = if is_zipped { YEAR } else { YEAR + 1 };
        let mut has_moved = false;
        while messages(&seen).len() < 2 {
            if !has_moved && messages(&seen).len() == 1 {
                assert!(matches!(messages(&seen)[0], Message::Ready(_)));
                move_something(&animator, year).await;
                has_moved = true;
            }
            let next = tokio::time::timeout(Duration::from_secs(1), body.frame()).await;
            let next = next.expect("the next message within a second").unwrap().unwrap();
            let bytes = next.into_data().unwrap();
            if is_zipped {
                plain.write_all(&bytes).unwrap();
                plain.flush().unwrap();
                seen = plain.get_ref().clone();
            } else {
                seen.extend_from_slice(&bytes);
            }
        }
        assert!(matches!(messages(&seen)[1], Message::Event(_)), "{seen:?}");
    }
}

#[tokio::test]
async fn after_a_cut_a_watcher_resumes_where_it_was() {
    let world = World::new().await;
    let animator = world.animator().await;
    let director = world.actor(Role::Director).await;
    let address = world.serve().await;
    let mut client = LiveServiceClient::new(channel(address).await);
    let request = with_bearer(&director, WatchRequest { after: 0 });
    let mut watch = client.watch(request).await.unwrap().into_inner();
    let Some(Message::Ready(ready)) = watch.message().await.unwrap().unwrap().message else {
        panic!("the first message is the position");
    };
    move_something(&animator, YEAR).await;
    let seen = tokio::time::timeout(PATIENCE, watch.message()).await.unwrap();
    let Some(Message::Event(event)) = seen.unwrap().unwrap().message else {
        panic!("an event");
    };
    assert!(event.position > ready.position);
    // The cut: the connection goes, with all that is on it.
    drop((watch, client));
    move_something(&animator, YEAR + 1).await;
    move_something(&animator, YEAR + 2).await;
    let mut client = LiveServiceClient::new(channel(address).await);
    let request = with_bearer(
        &director,
        WatchRequest {
            after: event.position,
        },
    );
    let mut watch = client.watch(request).await.unwrap().into_inner();
    let mut positions = Vec::new();
    while positions.len() < 2 {
        let next = tokio::time::timeout(PATIENCE, watch.message()).await.unwrap();
        match next.unwrap().unwrap().message {
            Some(Message::Event(event)) => positions.push(event.position),
            Some(Message::Ready(_) | Message::Heartbeat(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(positions, [event.position + 1, event.position + 2]);
}
